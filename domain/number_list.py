"""A list of subscriber numbers as operators paste it, or as a spreadsheet saves it.

Amounts, dates and receipts look like subscriber numbers, and each of them would send a notice to a stranger.
So of a table one column counts alone, and where it is not clear which one it is, the operator is asked for a
clear one.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self, TypeAlias

from domain.errors import DomainError
from domain.file_text import number_in_file, tidy
from domain.subscriber_number import SubscriberNumber
from domain.typed import visible

MOST_NUMBERS = 200_000
SEPARATORS = (";", "\t", "|")
COMMA = ","
SEPARATOR_LINE = re.compile(r'"?sep=([;,\t|])"?', re.IGNORECASE)
WORDS = re.compile(r"[\s,;]+")
LONE_COMMA = re.compile(r",(?=\S)")
"""A comma that divides columns; between numbers that a person typed a blank stands after it."""
HEADINGS = frozenset(
    {"number", "номер", "лицевой счет", "л/с", "абонентский номер", "номер абонента", "абонент"}
)
"""What the column is called, in lower case and with е for ё; it is «number» in the registry files."""

Table: TypeAlias = Sequence[Sequence[str]]


@dataclass(frozen=True)
class NumberList:
    """Different numbers in the order in which they came, and what was not understood."""

    numbers: tuple[str, ...]
    unreadable: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read numbers from a text: words between blanks and commas, or the lines of a table.

        Errors: ``numbers-none``; ``numbers-too-many`` (``most``); ``numbers-column-unclear``.
        """
        lines = [line for line in visible(text).splitlines() if line.strip()]
        separator = _separator(lines)
        if separator is None:
            is_headed = bool(lines) and _title(tidy(lines[0])) in HEADINGS
            return cls._of([word for line in lines[is_headed:] for word in WORDS.split(line) if word])
        if SEPARATOR_LINE.fullmatch(lines[0].strip()):
            del lines[0]
        table = list(csv.reader(lines, delimiter=separator))
        if len(table) == 1 and len(table[0]) > 1 and all(map(_is_number, table[0])):
            raise DomainError("numbers-column-unclear")
        return cls.of_table(table)

    @classmethod
    def of_table(cls, table: Table) -> Self:
        """Read numbers from the cells of a table, of which one column counts.

        It is the one that is called «number», or the only one, or the first one if each of its cells is a
        number.

        Errors: those of :meth:`parse`.
        """
        rows = [cells for row in table if any(cells := [tidy(cell) for cell in row])]
        if not rows:
            raise DomainError("numbers-none")
        titles = [_title(cell) for cell in rows[0]]
        named = [place for place, title in enumerate(titles) if title in HEADINGS]
        if len(named) > 1:
            raise DomainError("numbers-column-unclear")
        if named:
            return cls._of(_column(rows[1:], named[0]))
        return cls._of(_first_column(rows))

    @classmethod
    def _of(cls, cells: Sequence[str]) -> Self:
        numbers: dict[str, None] = {}
        unreadable: dict[str, None] = {}
        for cell in cells:
            try:
                numbers[_number(tidy(cell)).text] = None
            except DomainError:
                unreadable[cell] = None
        if not numbers:
            raise DomainError("numbers-none")
        if len(numbers) > MOST_NUMBERS:
            raise DomainError("numbers-too-many", most=MOST_NUMBERS)
        return cls(tuple(numbers), tuple(unreadable))


def _separator(lines: Sequence[str]) -> str | None:
    """Tell what divides the columns of a table; ``None`` for a text that is no table.

    Commas divide columns, and not the numbers of a list, if the first line names the column, or if a cell is
    no number: then all lines would have to be taken for numbers that are not.
    """
    if lines and (match := SEPARATOR_LINE.fullmatch(lines[0].strip())):
        return match[1]
    for separator in SEPARATORS:
        if any(separator in line for line in lines):
            return separator
    if not any(LONE_COMMA.search(line) for line in lines):
        return None
    cells = [tidy(cell) for row in csv.reader(lines) for cell in row]
    return None if all(not cell or _is_number(cell) for cell in cells) and _is_list(lines) else COMMA


def _is_list(lines: Sequence[str]) -> bool:
    """Tell a list from a table of columns that all look like numbers; ``numbers-column-unclear``."""
    widths = {line.count(COMMA) for line in lines}
    if len(lines) > 1 and len(widths) == 1 and not any(f"{COMMA} " in line for line in lines):
        raise DomainError("numbers-column-unclear")
    return True


def _first_column(rows: Table) -> list[str]:
    """Give the first column, without its heading; it must hold nothing but numbers if there are others."""
    cells = _column(rows, 0)
    is_headed = bool(cells) and not any(symbol.isdigit() for symbol in cells[0])
    cells = cells[is_headed:]
    if max(map(len, rows)) > 1 and not all(map(_is_number, cells)):
        raise DomainError("numbers-column-unclear")
    return cells


def _column(rows: Table, place: int) -> list[str]:
    return [row[place] for row in rows if place < len(row) and row[place]]


def _title(cell: str) -> str:
    return " ".join(cell.casefold().replace("ё", "е").split())


def _is_number(cell: str) -> bool:
    try:
        _number(cell)
    except DomainError:
        return False
    return True


def _number(cell: str) -> SubscriberNumber:
    """Read a number from a tidy cell; a date is no number, however its parts are divided."""
    number_in_file(cell)
    return SubscriberNumber.parse(cell)
