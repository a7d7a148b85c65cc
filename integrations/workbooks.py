"""Reads the sheets of workbooks (.xlsx) row by row, as texts.

A workbook is an archive of XML, sent by a stranger as far as the bot knows: a small one may claim millions
of columns, or one long text in each of a million cells. So a sheet is never held as a whole, and what is
held (the texts that cells share) has a bound. A number in a cell has lost its zeros at the beginning, and a
long one its last digits; ``domain.file_text`` says what is refused for that.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path, PurePosixPath
from typing import BinaryIO, TypeAlias
from xml.parsers import expat

from domain.errors import DomainError

BOOK = "xl/workbook.xml"
LINKS = "xl/_rels/workbook.xml.rels"
STYLES = "xl/styles.xml"
TEXTS = "xl/sharedStrings.xml"
CHUNK_BYTES = 64 * 1024
MOST_BYTES = 1024**3
"""Unpacked, all parts together."""
MOST_HELD_BYTES = 64 * 1024**2
"""Unpacked, of a part that is held as a whole."""
MOST_COLUMNS = 256
"""Cells to the right of them are not read."""
MOST_ROWS = 1_048_576
ENCRYPTED = 0x1

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    LookupError,
    ValueError,
)
"""What the libraries raise for damage."""

DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""The numbers of those formats for dates and times that every workbook has."""
DATE_LETTERS = re.compile(r"[dmyhs]", re.IGNORECASE)
NO_DATE_LETTERS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|General', re.IGNORECASE)
"""Parts of a format that are words, colours or currencies."""
FIRST_DAY = date(1899, 12, 30)
FIRST_DAY_OF_1904 = date(1904, 1, 1)
SECONDS_OF_DAY = 86_400
EXACT = 10**15
"""Whole numbers from here on have lost digits."""
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")

Row: TypeAlias = list[str]
NOTHING: Row = []
"""An empty row; nobody changes it."""


def is_workbook(path: Path) -> bool:
    """Tell whether a file is a workbook, by what is inside."""
    try:
        with zipfile.ZipFile(path) as archive:
            return BOOK in archive.namelist()
    except (OSError, *DAMAGE):
        return False


@contextmanager
def open_workbook(stream: BinaryIO) -> Iterator["Workbook"]:
    """Open a workbook that can be read from any place; errors: those of :meth:`Workbook.of`."""
    book = Workbook.of(stream)
    with book.archive:
        yield book


@dataclass(frozen=True)
class Workbook:
    """The sheets of a workbook, by their names in their order, and what their cells refer to."""

    archive: zipfile.ZipFile
    parts: Mapping[str, str]
    texts: Sequence[str]
    date_styles: frozenset[int]
    begins_1904: bool

    @classmethod
    def of(cls, stream: BinaryIO) -> "Workbook":
        """Read all but the sheets. Errors: ``workbook-damaged``; ``workbook-too-large``."""
        with _damage_told():
            archive = zipfile.ZipFile(stream)
            _refuse_unsafe(archive)
            sheets = _Sheets()
            _parse(archive, BOOK, sheets)
            links = _Links()
            _parse(archive, LINKS, links)
            texts, styles = _Texts(), _Styles()
            for part, handler in ((TEXTS, texts), (STYLES, styles)):
                if part in archive.namelist():
                    _parse(archive, part, handler)
            parts = {name: links.part(link) for name, link in sheets.found}
            known = {name: part for name, part in parts.items() if part in archive.namelist()}
        if not known:
            raise DomainError("workbook-damaged")
        return cls(archive, known, texts.found, frozenset(styles.dates), sheets.begins_1904)

    @property
    def names(self) -> Sequence[str]:
        """The names of the sheets."""
        return list(self.parts)

    def size_of(self, sheet: str) -> int:
        """Return the bytes of a sheet."""
        return self.archive.getinfo(self.parts[sheet]).file_size

    def rows(self, sheet: str) -> Iterator[Row]:
        """Read a sheet row by row, empty rows included; empty cells at the end of a row are left out.

        Errors: ``workbook-damaged``; ``workbook-error-cell`` (``cell``, ``found``) where a formula failed.
        """
        handler = _Rows(self)
        with _damage_told(), self.archive.open(self.parts[sheet]) as stream:
            parser = _parser_for(handler)
            while chunk := stream.read(CHUNK_BYTES):
                parser.Parse(chunk, False)  # noqa: FBT003 - it has no names
                yield from handler.taken()
            parser.Parse(b"", True)  # noqa: FBT003
            yield from handler.taken()

    def text_of(self, value: str, kind: str, style: int, place: str) -> str:
        """Give the text of a cell: a whole number without a point, a date in ISO."""
        match kind:
            case "s":
                return self.texts[int(value)]
            case "str" | "inlineStr":
                return _unescaped(value)
            case "e":
                raise DomainError("workbook-error-cell", cell=place, found=value)
            case "b":
                return value
            case "d":
                return value.removesuffix("T00:00:00")
            case _:
                return self._number(value, style)

    def _number(self, value: str, style: int) -> str:
        if not value:
            return ""
        number = float(value)
        if style in self.date_styles:
            return self._moment(number)
        if abs(number) >= EXACT:
            return f"{number:.5E}"
        return str(int(number)) if number == int(number) else f"{number:.15g}"

    def _moment(self, number: float) -> str:
        first = FIRST_DAY_OF_1904 if self.begins_1904 else FIRST_DAY
        try:
            if number == int(number):
                return (first + timedelta(days=number)).isoformat()
            moment = datetime.combine(first, time()) + timedelta(seconds=round(number * SECONDS_OF_DAY))
        except OverflowError:
            raise DomainError("workbook-damaged") from None
        return moment.isoformat(timespec="seconds")


class SheetAsCsv(io.RawIOBase):
    """A sheet as if it had been saved as a file of text: UTF-8, «;» between the cells."""

    def __init__(self, rows: Iterator[Row], at_end: Callable[[], None] = lambda: None) -> None:
        self._rows = rows
        self._at_end = at_end
        self._ready = bytearray()
        self._width = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Give the next bytes."""
        while len(self._ready) < len(buffer) and (row := next(self._rows, None)) is not None:
            self._width = self._width or len(row)
            cells = [*row, *[""] * (self._width - len(row) if row else 0)]
            self._ready += (";".join(map(_cell, cells)) + "\n").encode("utf-8", errors="replace")
        given = self._ready[: len(buffer)]
        del self._ready[: len(given)]
        buffer[: len(given)] = given
        return len(given)

    def close(self) -> None:
        """Close what it is read from."""
        if not self.closed:
            self._at_end()
        super().close()


def _cell(text: str) -> str:
    text = " ".join(text.splitlines()) if "\n" in text or "\r" in text else text
    quoted = text.replace('"', '""')
    return f'"{quoted}"' if ";" in text or '"' in text else text


@contextmanager
def _damage_told() -> Iterator[None]:
    try:
        yield
    except (expat.ExpatError, *DAMAGE):
        raise DomainError("workbook-damaged") from None


def _refuse_unsafe(archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    held = [info for info in infos if info.filename in {BOOK, LINKS, STYLES, TEXTS}]
    if sum(info.file_size for info in infos) > MOST_BYTES or any(i.file_size > MOST_HELD_BYTES for i in held):
        raise DomainError("workbook-too-large")
    if any(info.flag_bits & ENCRYPTED for info in infos):
        raise DomainError("workbook-damaged")


def _unescaped(text: str) -> str:
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


class _Handler:
    """Hears the elements of a part, by their names without a namespace."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Hear of the beginning of an element."""

    def end(self, name: str) -> None:
        """Hear of its end."""

    def text(self, text: str) -> None:
        """Hear of the text in it."""


def _parser_for(handler: _Handler) -> expat.XMLParserType:
    def start(name: str, attributes: Mapping[str, str]) -> None:
        handler.start(_local(name), {_local(key): value for key, value in attributes.items()})

    def refuse(*_: object) -> None:
        raise DomainError(
            "workbook-damaged"
        )  # no program writes one, and entities in it may grow without end

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: handler.end(_local(name))
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = refuse
    return parser


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _parse(archive: zipfile.ZipFile, part: str, handler: _Handler) -> None:
    parser = _parser_for(handler)
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK_BYTES):
            parser.Parse(chunk, False)  # noqa: FBT003
    parser.Parse(b"", True)  # noqa: FBT003


@dataclass
class _Sheets(_Handler):
    """The names of the sheets with the links to their parts."""

    found: list[tuple[str, str]] = field(default_factory=list)
    begins_1904: bool = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            self.found.append((attributes.get("name", ""), attributes.get("id", "")))
        elif name == "workbookPr":
            self.begins_1904 = attributes.get("date1904") in {"1", "true"}


@dataclass
class _Links(_Handler):
    """Where links lead."""

    targets: dict[str, str] = field(default_factory=dict)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def part(self, link: str) -> str:
        """Give the part that a link leads to, empty if it leads nowhere."""
        target = self.targets.get(link, "")
        return target.removeprefix("/") if target.startswith("/") else str(PurePosixPath("xl") / target)


@dataclass
class _Styles(_Handler):
    """The styles of cells that show a number as a date or a time."""

    dates: set[int] = field(default_factory=set)
    _formats: set[int] = field(default_factory=lambda: set(DATE_FORMATS))
    _count: int | None = None
    """The number of styles so far; empty outside of their list."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        match name:
            case "numFmt" if DATE_LETTERS.search(NO_DATE_LETTERS.sub("", attributes.get("formatCode", ""))):
                self._formats.add(int(attributes["numFmtId"]))
            case "cellXfs":
                self._count = 0
            case "xf" if self._count is not None:
                if int(attributes.get("numFmtId", "0")) in self._formats:
                    self.dates.add(self._count)
                self._count += 1

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._count = None


@dataclass
class _Texts(_Handler):
    """The texts that cells share; how a word is pronounced does not belong to it."""

    found: list[str] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _is_text: bool = False
    _is_aside: bool = False

    def start(self, name: str, _attributes: Mapping[str, str]) -> None:
        self._is_aside |= name == "rPh"
        self._is_text = name == "t" and not self._is_aside

    def end(self, name: str) -> None:
        self._is_text = False
        if name == "rPh":
            self._is_aside = False
        elif name == "si":
            self.found.append(_unescaped("".join(self._pieces)))
            self._pieces.clear()

    def text(self, text: str) -> None:
        if self._is_text:
            self._pieces.append(text)


@dataclass
class _Rows(_Handler):
    """The rows of a sheet."""

    book: Workbook
    _ready: list[Row] = field(default_factory=list)
    _count: int = 0
    _row: Row = field(default_factory=list)
    _column: int = 0
    _kind: str = ""
    _style: int = 0
    _place: str = ""
    _pieces: list[str] = field(default_factory=list)
    _is_value: bool = False
    _is_aside: bool = False

    def taken(self) -> list[Row]:
        """Take the rows that are complete."""
        ready, self._ready = self._ready, []
        return ready

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        match name:
            case "row":
                self._begin_row(int(attributes.get("r", self._count + 1)))
            case "c":
                self._kind, self._style = attributes.get("t", "n"), int(attributes.get("s", "0"))
                self._place = attributes.get("r", "")
                self._column = _column_of(self._place, self._column)
                self._pieces.clear()
            case "rPh":
                self._is_aside = True
        self._is_value = name == "v" or (name == "t" and not self._is_aside)

    def _begin_row(self, number: int) -> None:
        if not self._count < number <= MOST_ROWS:
            raise DomainError("workbook-damaged")
        self._ready += [NOTHING] * (number - self._count - 1)
        self._count, self._row, self._column = number, [], 0

    def end(self, name: str) -> None:
        self._is_value = False
        match name:
            case "c":
                self._end_cell()
            case "row":
                self._ready.append(self._row)
            case "rPh":
                self._is_aside = False

    def _end_cell(self) -> None:
        value = "".join(self._pieces)
        if value and self._column <= MOST_COLUMNS:
            self._row += [""] * (self._column - len(self._row))
            self._row[self._column - 1] = self.book.text_of(value, self._kind, self._style, self._place)

    def text(self, text: str) -> None:
        if self._is_value:
            self._pieces.append(text)


def _column_of(place: str, before: int) -> int:
    """Give the number of a column from 1; a cell without a place stands next to the one before."""
    match = PLACE.fullmatch(place)
    if match is None:
        return before + 1
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column
