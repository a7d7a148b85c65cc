"""A list of subscriber numbers as operators paste it, or as a spreadsheet saves it."""

import re
from dataclasses import dataclass
from typing import Self

from domain.errors import DomainError
from domain.subscriber_number import SubscriberNumber

MOST_NUMBERS = 200_000
CELLS = re.compile(r"[;\t]")
WORDS = re.compile(r"[\s,]+")
HEADER = "number"
"""What the column of the registry files is called."""


@dataclass(frozen=True)
class NumberList:
    """Different numbers in the order in which they came, and what was not understood."""

    numbers: tuple[str, ...]
    unreadable: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read numbers from a text or from the lines of a table.

        In a table (``;`` or a tab between cells) only one column counts: «number», or else the first, because
        amounts and dates in the others look like numbers. Its heading is no mistake.

        Errors: ``numbers-none``; ``numbers-too-many`` (``most``).
        """
        lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip()]
        is_table = any(CELLS.search(line) for line in lines)
        words = _column(lines) if is_table else [word for line in lines for word in WORDS.split(line) if word]
        numbers: dict[str, None] = {}
        unreadable: dict[str, None] = {}
        for word in words:
            try:
                numbers[SubscriberNumber.parse(word).text] = None
            except DomainError:
                unreadable[word] = None
        if not numbers:
            raise DomainError("numbers-none")
        if len(numbers) > MOST_NUMBERS:
            raise DomainError("numbers-too-many", most=MOST_NUMBERS)
        return cls(tuple(numbers), tuple(unreadable))


def decoded(content: bytes) -> str:
    """Read a text file in UTF-8 or Windows-1251; ``file-not-text`` if it is neither."""
    if b"\0" in content:
        raise DomainError("file-not-text")
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DomainError("file-not-text")


def _column(lines: list[str]) -> list[str]:
    rows = [[cell.strip().strip('"') for cell in CELLS.split(line)] for line in lines]
    heading = [cell.casefold() for cell in rows[0]]
    place = heading.index(HEADER) if HEADER in heading else 0
    is_headed = not any(symbol.isdigit() for symbol in rows[0][place])
    return [row[place] for row in rows[is_headed:] if place < len(row) and row[place]]
