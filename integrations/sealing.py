"""Encrypts what must be kept and read again, and what a thief of the database must not read.

An update is stored before the bot knows what it holds, and may hold a password; what SQLite deletes stays in
its files for a while and in backups for longer. A key of an authenticator opens an account. So both are kept
as sealed text, which cannot be opened without the bot's token (AES-GCM, with the number of the update or the
account as associated data, so that rows cannot be exchanged).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
INBOX = b"inbox"
AUTHENTICATOR = b"authenticator"


class SealError(ValueError):
    """The text was sealed with another key, or was changed."""


@dataclass(frozen=True)
class Seal:
    """Seals and opens content of one purpose with a key derived from the server's."""

    cipher: AESGCM
    random_bytes: Callable[[int], bytes] = field(default=os.urandom)

    @classmethod
    def of(cls, server_key: bytes, purpose: bytes = INBOX) -> Seal:
        """Derive a key for this purpose alone."""
        return cls(AESGCM(hmac.digest(server_key, purpose, hashlib.sha256)))

    def seal(self, number: int, content: bytes) -> str:
        """Encrypt content that belongs to a number, and give text for its row."""
        nonce = self.random_bytes(NONCE_BYTES)
        return base64.b64encode(nonce + self.cipher.encrypt(nonce, content, _name(number))).decode()

    def open(self, number: int, sealed: str) -> bytes:
        """Decrypt what was sealed for a number.

        :raises SealError: it was sealed with another key, for another number, or was changed.
        """
        try:
            raw = base64.b64decode(sealed, validate=True)
            return self.cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _name(number))
        except (InvalidTag, ValueError, binascii.Error) as error:
            raise SealError("cannot be opened") from error


def _name(number: int) -> bytes:
    return str(number).encode()
