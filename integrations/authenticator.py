"""Codes of authenticator programs: RFC 6238, six digits, half a minute, as all such programs show them.

The code of the half minute before and of the one after count as well, because clocks of telephones are wrong
and people type slowly.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from domain.code import DIGITS
from domain.errors import DomainError
from integrations.sealing import Seal, SealError

PERIOD = 30
"""Seconds for which a code is shown."""
KEY_BYTES = 20
GROUP = 4


@dataclass(frozen=True)
class AuthenticatorApps:
    """``services.people.second_step.Authenticators`` with keys that are sealed for their accounts."""

    seal: Seal

    def new_key(self, account_id: int, seed: str) -> str:
        """Make a key of something random, and give it sealed."""
        return self.seal.seal(account_id, hashlib.sha256(seed.encode()).digest()[:KEY_BYTES])

    def opens(self, account_id: int, sealed_key: str) -> bool:
        """Whether a key can be used: not if the bot has got another token since."""
        try:
            self.seal.open(account_id, sealed_key)
        except SealError:
            return False
        return True

    def shown_key(self, account_id: int, sealed_key: str) -> str:
        """Give a key in letters and digits, four at a time; ``key-lost`` if it cannot be opened."""
        try:
            text = base64.b32encode(self.seal.open(account_id, sealed_key)).decode()
        except SealError:
            raise DomainError("key-lost") from None
        return " ".join(text[start : start + GROUP] for start in range(0, len(text), GROUP))

    def period_of(self, account_id: int, sealed_key: str, code: str, now: datetime) -> int | None:
        """Return the number of the half minute that a code belongs to; ``None`` if it is no code of now.

        A key that cannot be opened, because the bot's token is another one by now, has no codes.
        """
        try:
            codes = totp(self.seal.open(account_id, sealed_key))
        except SealError:
            return None
        present = int(now.timestamp()) // PERIOD
        for period in (present, present - 1, present + 1):
            if hmac.compare_digest(codes.generate(period * PERIOD), code.encode()):
                return period
        return None


def totp(key: bytes) -> TOTP:
    """Give what makes the codes of a key."""
    return TOTP(key, DIGITS, SHA1(), PERIOD)  # noqa: S303 (the algorithm that all these programs know)
