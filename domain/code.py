"""Digits that a person copies from a letter or a picture."""

import re

DIGITS = 6
_OTHER = re.compile(r"[^0-9]+")


def read_code(text: str, count: int = DIGITS) -> str | None:
    """Return the digits in a text, whatever stands between them; ``None`` unless there are ``count``."""
    digits = _OTHER.sub("", text)
    return digits if len(digits) == count else None
