"""Readings of many numbers as people list them: a line for each number, or the rows of a table.

A list comes from a message, a spreadsheet or the template of the bot. What a line says about its meter and
its values is only understood when the meters of the number are known (:func:`meter_meant`).
"""

import csv
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeAlias

from domain.errors import DomainError
from domain.file_text import number_in_file, tidy
from domain.frozen import frozen
from domain.meter import Meter, serial_key
from domain.number_list import HEADINGS as NUMBER_HEADINGS
from domain.number_list import SEPARATOR_LINE
from domain.subscriber_number import SubscriberNumber
from domain.typed import label_key, plain

MOST_ROWS = 500
LONGEST_CELL = 200
"""Characters of what is kept of a row; no number, serial or value is longer."""
MOST_GROUPS = 5
"""Groups of digits that a subscriber number is divided into, where it is typed with spaces."""
SHORTEST_ENDING = 3
"""Digits at the end of a serial number that name a meter."""
SEPARATORS = ("\t", ";", "|")
CELLS = " ; "
"""What stands between the cells of a row without headings; ``domain.reading_text`` divides values there."""
DIVIDERS = re.compile(r"[\s,;:|=]+")
EDGES = " ,;:|="
LISTED = re.compile(r"\s*[0-9]{1,3}[.)]\s+(?=\S*[0-9])")
"""«1. », «2) » before a line: the number of the line in a list."""
BEFORE_DIGITS = re.compile(r"^[^0-9]+")
SURE_SEPARATORS = re.compile(r"[;\t|]")
METER_HEADINGS = frozenset(
    {"счетчик", "номер счетчика", "заводской номер", "прибор учета", "meter", "serial", "serial number"}
)
SCALE_HEADINGS = frozenset({"шкала", "зона", "тариф", "scale"})
VALUE_HEADINGS = frozenset(
    {"новое показание", "показание", "показания", "новые показания", "new reading", "reading", "readings"}
)
ASIDE_HEADINGS = frozenset(
    {"адрес", "прошлое показание", "имя", "название", "фио", "address", "last reading", "name"}
)
"""Columns that hold no part of a new reading."""

Table: TypeAlias = Sequence[Sequence[str]]


@frozen
class RowText:
    """A row as it was read: ``number`` and ``meter`` are empty where no column of their own tells them.

    Without ``number`` the ``values`` are the whole line. Values of several scales stand in lines of their own
    or next to each other, as ``domain.reading_text.parse_values`` reads them.
    """

    number: str
    meter: str
    values: str


def rows_of_text(text: str) -> list[RowText]:
    """Read the rows of a message or of a file of text.

    Lines without a digit are headings and say nothing. Errors: ``batch-empty``; ``batch-too-long`` (``most``,
    ``got``: how many rows).
    """
    lines = [line for line in plain(text).splitlines() if line.strip()]
    if lines and (match := SEPARATOR_LINE.fullmatch(lines[0].strip())):
        return rows_of_table(_cells(lines[1:], match[1]))
    separator = next((each for each in SEPARATORS if any(each in line for line in lines)), None)
    if separator is None and lines and _is_headed(lines[0].split(",")):
        separator = ","
    if separator is None:
        return _checked(RowText("", "", line) for line in _without_heading(lines))
    return rows_of_table(_cells(lines, separator))


def _cells(lines: Sequence[str], separator: str) -> Table:
    """Divide lines into cells; a lone quotation mark is a sign like others, or it would swallow lines."""
    if sum(line.count('"') for line in lines) % 2:
        return [line.split(separator) for line in lines]
    return list(csv.reader(lines, delimiter=separator))


def rows_of_table(table: Table) -> list[RowText]:
    """Read the rows of a table, by its headings if it has any; errors: those of :func:`rows_of_text`."""
    rows = [cells for row in table if any(cells := [tidy(cell)[:LONGEST_CELL] for cell in row])]
    headed = next((place for place, row in enumerate(rows) if _is_headed(row)), None)
    if headed is None:
        lines = [CELLS.join(filter(None, row)) for row in rows]
        return _checked(RowText("", "", line) for line in _without_heading(lines))
    return _checked(_joined(_headed_rows([label_key(cell) for cell in rows[headed]], rows[headed + 1 :])))


def _is_headed(cells: Iterable[str]) -> bool:
    return any(label_key(cell) in NUMBER_HEADINGS for cell in cells)


def _without_heading(lines: Sequence[str]) -> list[str]:
    """Leave out lines without a digit, and a first line of words that has no more than one number in it."""
    first = lines[:1]
    if first and not first[0].lstrip(" №")[:1].isdecimal() and len(re.findall("[0-9]+", first[0])) <= 1:
        lines = lines[1:]
    return [line.strip() for line in lines if any(sign.isdecimal() for sign in line)]


def _headed_rows(titles: Sequence[str], rows: Table) -> Iterable[RowText]:
    number = next(place for place, title in enumerate(titles) if title in NUMBER_HEADINGS)
    meter = _place(titles, METER_HEADINGS)
    scale = _place(titles, SCALE_HEADINGS)
    values = [place for place, title in enumerate(titles) if title in VALUE_HEADINGS]
    if not values:
        known = {*NUMBER_HEADINGS, *METER_HEADINGS, *SCALE_HEADINGS, *ASIDE_HEADINGS}
        values = [place for place, title in enumerate(titles) if title and title not in known]
    for row in rows:
        typed = CELLS.join(filter(None, (_cell(row, place) for place in values)))
        if typed:
            yield RowText(_cell(row, number), _cell(row, meter), f"{_cell(row, scale)} {typed}".strip())


def _place(titles: Sequence[str], known: Collection[str]) -> int | None:
    return next((place for place, title in enumerate(titles) if title in known), None)


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place] if place is not None and place < len(row) else ""


def _joined(rows: Iterable[RowText]) -> list[RowText]:
    """Put the scales of a meter, each in a row of its own, into one row."""
    joined: dict[tuple[str, str], list[str]] = {}
    for place, row in enumerate(rows):
        names_scale = any(sign.isalpha() for sign in row.values)
        key = (row.number, row.meter) if names_scale else (row.number, f"{row.meter}\n{place}")
        joined.setdefault(key, []).append(row.values)
    return [
        RowText(number, meter.partition("\n")[0], "\n".join(dict.fromkeys(values)))
        for (number, meter), values in joined.items()
    ]


def _checked(rows: Iterable[RowText]) -> list[RowText]:
    """Return each row once; ``batch-empty``, ``batch-too-long`` (``most``, ``got``)."""
    different = list(dict.fromkeys(RowText(row.number, row.meter, row.values[:LONGEST_CELL]) for row in rows))
    if not different:
        raise DomainError("batch-empty")
    if len(different) > MOST_ROWS:
        raise DomainError("batch-too-long", most=MOST_ROWS, got=len(different))
    return different


def parted(row: RowText, held: Collection[str]) -> RowText:
    """Divide a line into its number and its values; ``held`` are the numbers of the account.

    A number may be typed with spaces, so the beginning of the line that is one of ``held`` counts. Where no
    beginning is, the number is what stands before the first space.
    """
    if row.number:
        return RowText(_written(row.number), row.meter, row.values)
    line = BEFORE_DIGITS.sub("", LISTED.sub("", row.values, count=1))
    ends = [(match.start(), match.end()) for match in DIVIDERS.finditer(line)]
    ends = [*ends[:MOST_GROUPS], (len(line), len(line))]
    own = ((number, rest) for number, rest in ends if _key(line[:number]) in held)
    number, rest = next(own, ends[0])
    return RowText(_written(line[:number].strip(EDGES)), row.meter, _values(line[rest:]))


def _values(text: str) -> str:
    """Take the dash off that stands between a number and its values; a dash at a digit is a minus."""
    return re.sub(r"^-\s+", "", text.strip(EDGES))


def _key(text: str) -> str:
    try:
        return SubscriberNumber.parse(text).text
    except DomainError:
        return ""


def _written(text: str) -> str:
    """Return a number as it is kept, or what was typed if it is no number."""
    try:
        number_in_file(text)
    except DomainError:
        return text
    return _key(text) or text


def require_number_text(row: RowText) -> SubscriberNumber:
    """Return the number of a row; errors: those of ``number_in_file`` and of ``SubscriberNumber.parse``."""
    number_in_file(row.number)
    return SubscriberNumber.parse(row.number)


def meter_meant(row: RowText, meters: Sequence[Meter]) -> tuple[Meter, str]:
    """Return the meter that a row is about, and its values.

    A meter is named by its serial number, or by the end of it that no other meter of the number has.
    Errors: ``no-meters``; ``meter-automatic``; ``batch-meter-unnamed`` (``serials``: those to choose from)
    where several meters are read and none is named; ``batch-meter-unknown`` (``meter``: the name).
    """
    if not meters:
        raise DomainError("no-meters")
    if row.meter:
        named = _by_name(row.meter, meters)
        if named is None:
            raise DomainError("batch-meter-unknown", meter=row.meter)
        return named, row.values
    by_hand = [meter for meter in meters if not meter.automatic]
    first, rest = _first_word(row.values)
    named = _by_name(first, meters, whole=len(by_hand) < 2) if rest else None
    if named is not None:
        return named, rest
    if not by_hand:
        raise DomainError("meter-automatic")
    if len(by_hand) > 1:
        raise DomainError("batch-meter-unnamed", serials=", ".join(meter.serial for meter in by_hand))
    return by_hand[0], row.values


def _first_word(values: str) -> tuple[str, str]:
    words = DIVIDERS.split(values.lstrip("№ "), maxsplit=1)
    return words[0], _values(words[1]) if len(words) > 1 else ""


def _by_name(name: str, meters: Sequence[Meter], *, whole: bool = False) -> Meter | None:
    key = serial_key(name)
    if not key:
        return None
    keys: Mapping[int, str] = {place: serial_key(meter.serial) for place, meter in enumerate(meters)}
    same = [place for place, serial in keys.items() if serial == key]
    if not same and not whole and len(key) >= SHORTEST_ENDING:
        same = [place for place, serial in keys.items() if serial.endswith(key)]
    return meters[same[0]] if len(same) == 1 else None
