"""Encrypts the updates in the inbox, because an update may hold a password.

An update is stored before the bot knows what it holds, and what SQLite deletes stays in its files for a while
and in backups for longer. So the inbox holds sealed text, which cannot be opened without the bot's token
(AES-GCM, with the number of the update as associated data, so that rows cannot be exchanged).
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


class SealError(ValueError):
    """The text was sealed with another key, or was changed."""


@dataclass(frozen=True)
class Seal:
    """Seals and opens the content of updates with a key derived from the server's."""

    cipher: AESGCM
    random_bytes: Callable[[int], bytes] = field(default=os.urandom)

    @classmethod
    def of(cls, server_key: bytes) -> Seal:
        """Derive a key for this purpose alone."""
        return cls(AESGCM(hmac.digest(server_key, b"inbox", hashlib.sha256)))

    def seal(self, update_id: int, content: bytes) -> str:
        """Encrypt the content of an update, and give text for its row."""
        nonce = self.random_bytes(NONCE_BYTES)
        return base64.b64encode(nonce + self.cipher.encrypt(nonce, content, _name(update_id))).decode()

    def open(self, update_id: int, sealed: str) -> bytes:
        """Decrypt the content of an update.

        :raises SealError: it was sealed with another key, for another update, or was changed.
        """
        try:
            raw = base64.b64decode(sealed, validate=True)
            return self.cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _name(update_id))
        except (InvalidTag, ValueError, binascii.Error) as error:
            raise SealError("cannot be opened") from error


def _name(update_id: int) -> bytes:
    return str(update_id).encode()
