"""The real time and real randomness; other modules are given both, so that tests can give their own."""

import secrets
from datetime import UTC, datetime


class SystemClock:
    """:class:`services.ports.Clock` of the running process."""

    def __call__(self) -> datetime:
        """Return the present moment."""
        return datetime.now(UTC)


class SystemRandomness:
    """:class:`services.ports.Randomness` that nobody can predict."""

    def token(self) -> str:
        """Return 16 random bytes as URL-safe text."""
        return secrets.token_urlsafe(16)

    def digits(self, count: int) -> str:
        """Return ``count`` random decimal digits."""
        return "".join(secrets.choice("0123456789") for _ in range(count))
