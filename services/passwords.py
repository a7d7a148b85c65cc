"""Choosing a password: checked once, kept as a hash from then on, drafts included."""

from dataclasses import dataclass
from typing import Protocol

from domain.errors import DomainError
from domain.password import check_password, normalize_password


class PasswordHasher(Protocol):
    """Turns passwords into what may be kept; slow on purpose, so never inside a unit of work."""

    async def hash(self, text: str) -> str:
        """Return a salted hash."""
        ...

    async def verify(self, stored: str | None, text: str) -> bool:
        """Whether the text is the password; ``None`` (nobody's hash) takes as long and is always wrong."""
        ...


@dataclass(frozen=True)
class ChoosePassword:
    """Check a new password and return the hash that a draft may keep.

    Raises the errors of :func:`domain.password.check_password`.
    """

    hasher: PasswordHasher

    async def __call__(self, text: str, *, login: str, email: str | None) -> str:
        check_password(text, login=login, email=email)
        return await self.hasher.hash(normalize_password(text))


@dataclass(frozen=True)
class RepeatPassword:
    """Check that the password was typed the same a second time; raises ``password-differs``."""

    hasher: PasswordHasher

    async def __call__(self, text: str, password_hash: str) -> None:
        if not await self.hasher.verify(password_hash, normalize_password(text)):
            raise DomainError("password-differs")
