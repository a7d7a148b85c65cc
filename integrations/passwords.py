"""Password hashes by argon2id.

Hashing takes tens of milliseconds and tens of megabytes on purpose. It runs in threads, so that conversations
go on meanwhile, and in few at once, so that a crowd that signs in together does not exhaust the memory.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import argon2
from argon2.exceptions import VerifyMismatchError

from integrations.background import polite_threads

AT_ONCE = 2

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

    async def hash(self, text: str) -> str:
        """Return a hash with its salt and its cost in it."""
        return await self._done(partial(self._hasher.hash, _bytes(text)))

    async def verify(self, stored: str | None, text: str) -> bool:
        """Whether the text is the password; ``None`` (nobody's hash) takes as long and is always wrong."""
        is_right = await self._done(partial(self._verify, stored or self._nobodys_hash, text))
        return is_right and stored is not None

    async def _done(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _verify(self, stored: str, text: str) -> bool:
        try:
            return self._hasher.verify(stored, _bytes(text))
        except VerifyMismatchError:
            return False


def _bytes(text: str) -> bytes:
    """Encode any text: broken clients send halves of surrogate pairs, which plain UTF-8 refuses."""
    return text.encode(errors="surrogatepass")
