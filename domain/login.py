"""Logins: what a person may be called, and when two logins are one.

A login cannot be changed later and tells people apart, so it must not be possible to make one that looks like
somebody else's by mixing alphabets («Anna» with a Cyrillic «а»).
"""

import re
import unicodedata
from dataclasses import dataclass

from domain.errors import DomainError

LEAST_LENGTH = 3
MOST_LENGTH = 32

_ALLOWED = re.compile(r"[A-Za-zА-Яа-яЁё0-9_-]+")
_LATIN = re.compile(r"[A-Za-z]")
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")


@dataclass(frozen=True)
class Login:
    """A login as its owner spelt it, and the key by which it is unique without regard to case."""

    text: str
    key: str

    @classmethod
    def parse(cls, text: str) -> "Login":
        """Read a login.

        Raises ``login-characters``, ``login-too-short`` (``least``), ``login-too-long`` (``most``) and
        ``login-mixed``.
        """
        text = unicodedata.normalize("NFC", text.strip())
        if not _ALLOWED.fullmatch(text):
            raise DomainError("login-characters")
        if len(text) < LEAST_LENGTH:
            raise DomainError("login-too-short", least=LEAST_LENGTH)
        if len(text) > MOST_LENGTH:
            raise DomainError("login-too-long", most=MOST_LENGTH)
        if _LATIN.search(text) and _CYRILLIC.search(text):
            raise DomainError("login-mixed")
        return cls(text, text.casefold())


def masked_login(text: str) -> str:
    """Give enough to recognise a login of the family, and too little to sign in with it: «an***»."""
    return f"{text[: min(2, len(text) // 2)]}***"
