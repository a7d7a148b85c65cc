"""Password hashes by argon2id.

Hashing takes tens of milliseconds and tens of megabytes on purpose. It runs in threads, so that conversations
go on meanwhile, and in few at once, so that a crowd that signs in together does not exhaust the memory. Those
who sign in go before those who change a password, and both before those who register, because anybody can
begin a registration. Where too many wait, the next one is told so at once.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import argon2
from argon2.exceptions import VerifyMismatchError

from domain.errors import DomainError
from integrations.background import FullLineError, WaitingLine, polite_threads
from services.passwords import Errand

AT_ONCE = 2
MOST_WAITING: Mapping[int, int] = {Errand.SIGN_IN: 300, Errand.CHANGE: 50, Errand.REGISTRATION: 50}
"""How many hashes of an errand may wait: what takes about ten seconds, or half a minute to sign in."""

Result = TypeVar("Result")


@dataclass(frozen=True)
class HashingCost:
    """What one hash costs; the defaults are the second choice of RFC 9106: 64 MiB, three passes."""

    time_cost: int = 3
    memory_kib: int = 64 * 1024
    parallelism: int = 4


class Argon2Passwords:
    """``services.passwords.PasswordHasher`` by argon2id."""

    def __init__(self, cost: HashingCost = HashingCost()) -> None:
        self._hasher = argon2.PasswordHasher(cost.time_cost, cost.memory_kib, cost.parallelism)
        self._nobodys_hash = self._hasher.hash("")
        self._threads = polite_threads(AT_ONCE, "passwords")
        self._line = WaitingLine(AT_ONCE, MOST_WAITING)

    async def hash(self, text: str, errand: Errand) -> str:
        """Return a hash with its salt and its cost in it; ``too-busy``."""
        return await self._done(errand, partial(self._hasher.hash, _bytes(text)))

    async def verify(self, stored: str | None, text: str, errand: Errand) -> bool:
        """Whether the text is the password; ``None`` (nobody's hash) takes as long and is always wrong.

        Raises ``too-busy``.
        """
        is_right = await self._done(errand, partial(self._verify, stored or self._nobodys_hash, text))
        return is_right and stored is not None

    async def _done(self, errand: Errand, work: Callable[[], Result]) -> Result:
        loop = asyncio.get_running_loop()
        try:
            return await self._line.run(errand, lambda: loop.run_in_executor(self._threads, work))
        except FullLineError:
            raise DomainError("too-busy") from None

    def _verify(self, stored: str, text: str) -> bool:
        try:
            return self._hasher.verify(stored, _bytes(text))
        except VerifyMismatchError:
            return False


def _bytes(text: str) -> bytes:
    """Encode any text: broken clients send halves of surrogate pairs, which plain UTF-8 refuses."""
    return text.encode(errors="surrogatepass")
