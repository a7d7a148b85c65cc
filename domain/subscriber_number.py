"""A subscriber number as people type it: old bills print separators and zeros that no longer count."""

import re
from dataclasses import dataclass
from typing import Self

from domain.errors import DomainError

SHORTEST = 4
LONGEST = 15

SEPARATORS = re.compile(r"[\s\-‐-―−/\\_]+")
SIGN = re.compile(r"^\s*№\s*")
END = re.compile(r"[\s.,;]+$")
"""What ends a sentence belongs to no number."""
OTHERWISE = re.compile(
    r"""[0-9]\s*[.,]\s*[0-9]
        |^\s*(?:0?[1-9]|[12][0-9]|3[01])\s*[-/]\s*(?:0?[1-9]|1[0-2])\s*[-/]\s*(?:19|20)[0-9]{2}$
        |^\s*(?:19|20)[0-9]{2}\s*[-/]\s*(?:0[1-9]|1[0-2])\s*[-/]\s*[0-3][0-9]$""",
    re.VERBOSE,
)
"""What is a date or an amount: 01.01.2026 would be the number of somebody else without its points."""
DIGITS = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class SubscriberNumber:
    """A number in the one form in which it is kept and compared."""

    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what may be something else.

        Errors: ``number-like-date`` for a date, and for points or commas between digits; those of
        :meth:`spelt`.
        """
        text = END.sub("", text)
        if OTHERWISE.search(text):
            raise DomainError("number-like-date")
        return cls.spelt(text)

    @classmethod
    def spelt(cls, text: str) -> Self:
        """Drop separators and leading zeros of what can only be a number.

        Errors: ``number-not-digits``; ``number-wrong-length`` (``least``, ``most``: digits that must remain).
        """
        digits = SEPARATORS.sub("", SIGN.sub("", text))
        if not DIGITS.fullmatch(digits):
            raise DomainError("number-not-digits")
        significant = digits.lstrip("0")
        if not SHORTEST <= len(significant) <= LONGEST:
            raise DomainError("number-wrong-length", least=SHORTEST, most=LONGEST)
        return cls(significant)

    def __str__(self) -> str:
        return self.text

    def masked(self) -> str:
        """Return enough to tell one's own numbers apart: «…0301»."""
        return f"…{self.text[-min(4, len(self.text) // 2) :]}"
