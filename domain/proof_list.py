"""A list of proofs as people paste it, or as a spreadsheet saves it: number, date and amount of the payment.

Dates and amounts are read as in the questions for a single number. What could mean two things is not guessed,
because each wrong proof counts.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations
from typing import Self

from domain.date_text import parse_date
from domain.errors import DomainError
from domain.file_text import looks_calculated, tidy
from domain.money import parse_amount
from domain.number_list import HEADINGS, SEPARATOR_LINE, SEPARATORS, Table
from domain.subscriber_number import SubscriberNumber
from domain.typed import visible

MOST_PROOFS = 500
MOST_WORDS = 12
"""Words of a line; numbers, dates and amounts have fewer."""
PARTS = 3
"""Number, date and amount."""
LIST_MARK = re.compile(r"^\s*[0-9]{1,3}[.)]\s+(?=№?\s*[0-9])")
"""The number of a line in a list, such as «1.»."""
DATE_HEADINGS = frozenset(
    {"date", "дата", "дата платежа", "дата оплаты", "дата последнего платежа", "paid_on"}
)
AMOUNT_HEADINGS = frozenset(
    {"amount", "сумма", "сумма платежа", "сумма оплаты", "сумма последнего платежа", "оплачено", "сумма, руб"}
)


class Fault(StrEnum):
    """Why a row was not read."""

    PARTS = "parts"
    """It has not a number, a date and an amount."""
    NUMBER = "number"
    DATE = "date"
    AMOUNT = "amount"
    UNCLEAR = "unclear"
    """It can be read in two ways."""


@dataclass(frozen=True, slots=True)
class ProofRow:
    """A proof; ``place`` counts the lines from 1, ``amount`` is in kopecks."""

    place: int
    number: SubscriberNumber
    paid_on: date
    amount: int


@dataclass(frozen=True, slots=True)
class UnreadRow:
    """A row that was not read; what stands in it is not kept, because it may prove a number."""

    place: int
    fault: Fault


@dataclass(frozen=True)
class ProofList:
    """Different proofs in the order in which they came, and the rows that were not read."""

    rows: tuple[ProofRow, ...]
    unread: tuple[UnreadRow, ...]

    @classmethod
    def parse(cls, text: str, *, today: date) -> Self:
        """Read a text: a line for each number, or a table whose columns are divided by «;», «|» or tabs.

        Errors: ``proofs-none``; ``proofs-too-many`` (``most``).
        """
        lines = visible(text).splitlines()
        separator = _separator(lines)
        if separator is not None:
            is_told = SEPARATOR_LINE.fullmatch(lines[0].strip()) is not None
            table = list(csv.reader(["", *lines[1:]] if is_told else lines, delimiter=separator))
            return cls.of_table(table, today=today)
        return cls._of(
            _of_line(place, line, today)
            for place, line in enumerate(lines, start=1)
            if any(symbol.isdigit() for symbol in line)
        )

    @classmethod
    def of_table(cls, table: Table, *, today: date) -> Self:
        """Read the cells of a table: its first three columns, or those that its first row names.

        Errors: those of :meth:`parse`.
        """
        tidied = ((place, list(map(tidy, row))) for place, row in enumerate(table, start=1))
        rows = [(place, cells) for place, cells in tidied if any(cells)]
        columns = _columns(rows[0][1]) if rows else None
        is_headed = bool(rows) and not any(symbol.isdigit() for symbol in "".join(rows[0][1]))
        return cls._of(_of_cells(place, _chosen(cells, columns), today) for place, cells in rows[is_headed:])

    @classmethod
    def _of(cls, read: Iterator[ProofRow | UnreadRow]) -> Self:
        rows: dict[tuple[str, date, int], ProofRow] = {}
        unread: list[UnreadRow] = []
        for row in read:
            if isinstance(row, UnreadRow):
                unread.append(row)
            else:
                rows.setdefault((row.number.text, row.paid_on, row.amount), row)
            if len(rows) + len(unread) > MOST_PROOFS:
                raise DomainError("proofs-too-many", most=MOST_PROOFS)
        if not rows and not unread:
            raise DomainError("proofs-none")
        return cls(tuple(rows.values()), tuple(unread))


def _separator(lines: Sequence[str]) -> str | None:
    """Tell what divides the columns; ``None`` for lines of words."""
    if lines and (match := SEPARATOR_LINE.fullmatch(lines[0].strip())):
        return match[1]
    for separator in SEPARATORS:
        if any(separator in line for line in lines):
            return separator
    is_headed = bool(lines) and _columns([tidy(cell) for cell in lines[0].split(",")]) is not None
    return "," if is_headed else None


def _columns(titles: Sequence[str]) -> Sequence[int] | None:
    """Find the columns of number, date and amount by their titles; ``None`` if one of them has none."""
    named = [" ".join(title.casefold().replace("ё", "е").split()) for title in titles]
    found = [
        next((place for place, title in enumerate(named) if title in headings), None)
        for headings in (HEADINGS, DATE_HEADINGS, AMOUNT_HEADINGS)
    ]
    known = [place for place in found if place is not None]
    return known if len(known) == PARTS else None


def _chosen(cells: Sequence[str], columns: Sequence[int] | None) -> Sequence[str]:
    if columns is None:
        return [cell for cell in cells if cell]
    return [cells[place] if place < len(cells) else "" for place in columns]


def _of_cells(place: int, cells: Sequence[str], today: date) -> ProofRow | UnreadRow:
    if len(cells) != PARTS:
        return UnreadRow(place, Fault.PARTS)
    number, paid_on, amount = cells
    return _read(place, number, paid_on, amount, today)


def _of_line(place: int, line: str, today: date) -> ProofRow | UnreadRow:
    """Read a line of words in every way in which they may be number, date and amount."""
    words = LIST_MARK.sub("", line).split()
    if not PARTS <= len(words) <= MOST_WORDS:
        return _of_commas(place, line, today)
    ways = [
        _read(place, " ".join(words[:first]), " ".join(words[first:last]), " ".join(words[last:]), today)
        for first, last in combinations(range(1, len(words)), 2)
    ]
    read = {way for way in ways if isinstance(way, ProofRow)}
    if len(read) == 1:
        return read.pop()
    if read:
        return UnreadRow(place, Fault.UNCLEAR)
    return _read(place, words[0], " ".join(words[1:-1]), words[-1], today)


def _of_commas(place: int, line: str, today: date) -> ProofRow | UnreadRow:
    """Read a line whose parts are divided by commas alone."""
    cells = [tidy(cell) for cell in next(csv.reader([line]))]
    return _of_cells(place, cells, today)


def _read(place: int, number: str, paid_on: str, amount: str, today: date) -> ProofRow | UnreadRow:
    try:
        parsed = _number(number)
    except DomainError:
        return UnreadRow(place, Fault.NUMBER)
    try:
        day = parse_date(paid_on.rstrip(","), today=today)
    except DomainError:
        return UnreadRow(place, Fault.DATE)
    try:
        return ProofRow(place, parsed, day, parse_amount(amount))
    except DomainError:
        return UnreadRow(place, Fault.AMOUNT)


def _number(text: str) -> SubscriberNumber:
    """Read a number; ``number-calculated`` for what a spreadsheet has taken for an amount."""
    if looks_calculated(text):
        raise DomainError("number-calculated")
    return SubscriberNumber.parse(text)
