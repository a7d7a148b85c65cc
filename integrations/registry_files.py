"""Reads the files of a registry, which billing systems write in many dialects, into rows of one kind.

A row is a line, or a few lines where a cell in quotes goes over their ends: a quote that is not closed
spoils its own line only, every error has an exact place, and no file can make the reader hold more than a
block. The words that are not ASCII tell the encoding (``domain.file_text``). A sheet of a workbook is read
as if it had been saved as such a file. An archive is never unpacked to the disk: its members are only read,
and only by the names that are expected.
"""

import codecs
import csv
import re
import shutil
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from io import BufferedReader
from itertools import chain, count, repeat
from operator import methodcaller
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from domain.errors import DomainError, ErrorValue
from domain.file_text import BOM_UTF8, BOMS_UTF16, READ, EncodingGuess, tidy
from integrations.registry_cells import CellReader, ColumnReader, column_reader_of, reader_of
from integrations.workbooks import SheetAsCsv, Workbook, is_workbook, open_workbook
from services.exchange.registry import (
    FILES,
    Advance,
    Cell,
    Column,
    Findings,
    Problem,
    RegistryFile,
    RegistryRefusedError,
    Row,
)

SEPARATOR = ";"
LONGEST_LINE_BYTES = 64 * 1024
SHOWN_CHARACTERS = 40
"""How much of a cell that was not understood is repeated in the report."""
BLOCK_BYTES = 128 * 1024
"""What is read at once, and looked at column by column where nothing in it is unusual."""

MOST_MEMBERS = 1_000
MOST_BYTES = 64 * 1024**3
MOST_TIMES_LARGER = 200
"""An archive that claims more is refused: registries shrink 5 to 30 times, bombs a thousand times."""
SMALLEST_SUSPECT_BYTES = 16 * 1024 * 1024
"""A member that is smaller unpacked may have shrunk as much as it likes."""
ENCRYPTED = 0x1

SEPARATOR_LINE = re.compile(rb'"?sep=([;,\t|])"?\s*', re.IGNORECASE)
"""The first line that tells a spreadsheet how to divide the others."""
MOST_LINES_OF_ROW = 20
"""A quote that is not closed so many lines later is a mistake."""

ARCHIVE_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError)
"""What the library raises for damage; the last one for names that are not the UTF-8 that they claim to be."""

TABLE = ".csv"
WORKBOOK = ".xlsx"
ARCHIVES = (".zip", ".7z", ".rar", ".gz")

ALL_INTACT = repeat(1)
COUNT_SEPARATORS = methodcaller("count", SEPARATOR)
LONGEST_USUAL_LINE = LONGEST_LINE_BYTES // 4
"""Characters, because each takes four bytes at most."""


@dataclass(frozen=True)
class Plan:
    """How many cells a line has, where the columns stand, and what reads a cell or a column of them.

    A column that the file does not have stands anywhere, and is read as the same cell in every line.
    """

    width: int
    columns: tuple[tuple[int, CellReader, ColumnReader], ...]


@contextmanager
def open_registry(path: Path, expected: Sequence[RegistryFile] = FILES) -> Iterator["RegistryFiles"]:
    """Open a folder, a .zip archive or a workbook with the files of a registry, or the only file expected.

    Errors: ``RegistryRefusedError`` if there is no such thing or the archive is not safe to read.
    """
    if path.is_dir():
        yield RegistryFiles(_folder(path), expected)
    elif path.is_file() and is_workbook(path):
        with _workbook_at(path) as book:
            yield RegistryFiles(_sheets(path, book, expected), expected)
    elif path.is_file() and zipfile.is_zipfile(path):
        try:
            archive = zipfile.ZipFile(path)
        except ARCHIVE_DAMAGE:
            raise _refusal(path.name, "archive-damaged") from None
        with archive:
            yield RegistryFiles(_archive(path.name, archive), expected)
    elif path.is_file() and len(expected) == 1 and path.suffix.casefold() == ".csv":
        yield RegistryFiles({expected[0].name: _FolderMember(path)}, expected)
    else:
        raise _refusal(path.name, "no-registry")


class _Member(Protocol):
    """One file of a registry, in a folder or in an archive."""

    @property
    def size(self) -> int: ...
    def open(self) -> BinaryIO: ...


@dataclass(frozen=True)
class _FolderMember:
    path: Path

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    def open(self) -> BinaryIO:
        return self.path.open("rb")


@dataclass(frozen=True)
class _ArchiveMember:
    archive: zipfile.ZipFile
    info: zipfile.ZipInfo

    @property
    def size(self) -> int:
        return self.info.file_size

    def open(self) -> BinaryIO:
        return BufferedReader(self.archive.open(self.info), LONGEST_LINE_BYTES)  # type: ignore[type-var]


@dataclass(frozen=True)
class _WorkbookMember:
    """A workbook in a folder or an archive, of which the first sheet is read."""

    member: _Member

    @property
    def size(self) -> int:
        return self.member.size

    def open(self) -> BinaryIO:
        return _first_sheet(self.member)


@dataclass(frozen=True)
class _SheetMember:
    """A sheet of a workbook that is a registry by itself."""

    book: Workbook
    sheet: str

    @property
    def size(self) -> int:
        return self.book.size_of(self.sheet)

    def open(self) -> BinaryIO:
        return BufferedReader(SheetAsCsv(self.book.rows(self.sheet)))  # type: ignore[type-var]


@dataclass
class RegistryFiles:
    """The files of one registry; implements ``services.exchange.registry.RegistrySource``."""

    members: Mapping[str, _Member]
    expected: Sequence[RegistryFile] = FILES
    _bytes: int = field(init=False)
    _bytes_read: int = field(default=0, init=False)
    _encoding: str | None = field(default=None, init=False)
    """The encoding of the files, once one of them has told it for sure."""
    _readers: "dict[str, _Reader]" = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._bytes = sum(member.size for name, member in self.members.items() if name in self._names)

    @property
    def _names(self) -> set[str]:
        return {file.name for file in self.expected}

    def check(self, findings: Findings) -> None:
        """Report missing files as errors, and files that nobody reads as warnings."""
        for file in self.expected:
            if file.name not in self.members and not file.is_optional:
                findings.errors.add(Problem(file.name, None, None, "file-missing"))
        for name in sorted(self.members.keys() - self._names):
            findings.warnings.add(Problem(name, None, None, "file-unknown"))

    def rows(self, file: RegistryFile, findings: Findings, advance: Advance) -> Iterator[Row]:
        """Read one file row by row, reporting what is wrong with it."""
        member = self.members.get(file.name)
        reader = self._readers[file.table] = _Reader(file, findings, EncodingGuess(self._encoding))
        if member is None:
            if not file.is_optional:
                yield reader.unreadable_row()
            return
        try:
            with member.open() as stream:
                yield from reader.rows(self._watched(_blocks(stream), advance))
        except DomainError as error:
            reader.report_error(error)
            yield reader.unreadable_row()
        except (OSError, *ARCHIVE_DAMAGE):
            reader.report("file-damaged")
            yield reader.unreadable_row()
        if reader.guess.is_sure and reader.guess.encoding in READ:
            self._encoding = reader.guess.encoding

    def lacking(self, file: RegistryFile) -> Collection[str]:
        """Return the columns that may stay away and that a file does not have; known with the first row."""
        reader = self._readers.get(file.table)
        return () if reader is None else reader.lacking

    def _watched(self, blocks: Iterator[bytes], advance: Advance) -> Iterator[bytes]:
        for block in blocks:
            yield block
            self._bytes_read += len(block)
            advance(self._bytes_read, self._bytes)


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    """Cut a stream into blocks of whole lines; a line that is too long is a block of its own, cut off."""
    rest = b""
    for piece in _pieces(stream):
        block, newline, rest = (rest + piece).rpartition(b"\n")
        if newline:
            yield block + newline
        while len(rest) >= LONGEST_LINE_BYTES:
            yield rest[:LONGEST_LINE_BYTES]
            rest = rest[LONGEST_LINE_BYTES:]
    if rest:
        yield rest


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    """Read a stream; of UTF-16 make UTF-8, and line ends of the old Macintosh usual ones."""
    pieces = iter(partial(stream.read, BLOCK_BYTES), b"")
    first = next(pieces, b"")
    if first.startswith(BOMS_UTF16):
        pieces = _from_utf16(chain([first], pieces))
        first = next(pieces, b"")
    if b"\r" in first and b"\n" not in first:
        first, pieces = first.replace(b"\r", b"\n"), (piece.replace(b"\r", b"\n") for piece in pieces)
    return chain([first], pieces)


def _from_utf16(pieces: Iterable[bytes]) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("utf-16")()
    for piece in chain(pieces, [b""]):
        yield decoder.decode(piece, final=not piece).encode("utf-8", errors="replace")


def _lines(block: bytes) -> list[bytes]:
    *lines, rest = block.split(b"\n")
    return [*(line + b"\n" for line in lines), *([rest] if rest else [])]


@dataclass
class _Reader:
    """Reads the lines of one file."""

    file: RegistryFile
    findings: Findings
    guess: EncodingGuess = field(default_factory=EncodingGuess)
    line: int = 0
    separator: str = SEPARATOR
    is_over: bool = False
    """Whether the rest of the file cannot be read."""
    lacking: Collection[str] = ()
    """The columns that may stay away and do, once the header was read."""
    _next_line: int = 1
    _width: int = 0
    """How many cells a line has, once the header was read."""
    _open: list[bytes] = field(default_factory=list)
    """The last lines of a block, whose row may go on in the next one."""

    def report(self, code: str, column: str | None = None, **values: ErrorValue) -> None:
        """Report an error where the reader is."""
        self.findings.errors.add(Problem(self.file.name, self.line or None, column, code, values))

    def report_error(self, error: DomainError) -> None:
        """Report where the reader is what an error says."""
        problem = Problem(self.file.name, self.line or None, None, error.code, error.values)
        self.findings.errors.add(problem)

    def unreadable_row(self) -> Row:
        """Return the row that stands for a line, or a file, that could not be read."""
        return (self.line, False, *(None,) * len(self.file.columns))

    def rows(self, blocks: Iterator[bytes]) -> Iterator[Row]:
        """Turn blocks of lines into rows; the first line names the columns."""
        first = next(blocks, b"").removeprefix(BOM_UTF8)
        if not first:
            self.report("file-empty")
            yield self.unreadable_row()
            return
        if not self._is_text(first):
            yield self.unreadable_row()
            return
        head, *others = self._without_separator_line(_lines(first))
        header = next(self._cells_of_lines([head]), None)
        plan = None if header is None else self._plan(header)
        if header is None or plan is None:
            yield self.unreadable_row()
            return
        self._width = plan.width
        yield from self._rows_below(chain([b"".join(others)], blocks), plan)

    def _rows_below(self, blocks: Iterator[bytes], plan: Plan) -> Iterator[Row]:
        """Turn the lines below the header into rows."""
        for block in blocks:
            if not self._is_text(block):
                yield self.unreadable_row()
                return
            columns = None if self._open else self._columns_of(block, plan)
            if columns is not None:
                yield from zip(count(self._next_line), ALL_INTACT, *columns)
                self._next_line += len(columns[0])
            elif not (yield from self._rows_of_lines([*self._open, *_lines(block)], plan)):
                return
        yield from self._rows_of_lines(self._open, plan, is_last=True)

    def _is_text(self, block: bytes) -> bool:
        """Look whether the encoding is still known; report it if it is not."""
        try:
            self.guess.look_at(block)
        except DomainError as error:
            at = next((at for at, line in enumerate(_lines(block)) if not line.isascii() or b"\0" in line), 0)
            self.line = self._next_line + len(self._open) + at
            self.report_error(error)
            return False
        return True

    def _without_separator_line(self, lines: list[bytes]) -> list[bytes]:
        match = SEPARATOR_LINE.fullmatch(lines[0])
        if match is None or len(lines) == 1:
            return lines
        self.separator = match[1].decode()
        self._next_line += 1
        return lines[1:]

    def _columns_of(self, block: bytes, plan: Plan) -> list[Sequence[Cell]] | None:
        """Read a block whose lines are all of the usual kind; ``None`` if any of them is not."""
        if not block.endswith(b"\n") or b'"' in block or self.separator != SEPARATOR:
            return None
        try:
            text = block.decode(self.guess.encoding or "ascii").replace("\r\n", "\n")
        except UnicodeDecodeError:
            return None
        lines = text[:-1].split("\n")
        if set(map(COUNT_SEPARATORS, lines)) != {plan.width - 1} or max(map(len, lines)) > LONGEST_USUAL_LINE:
            return None
        cells = text[:-1].replace("\n", SEPARATOR).split(SEPARATOR)
        columns = []
        for place, _, read_all in plan.columns:
            column = read_all(cells[place :: plan.width])
            if column is None:
                return None
            columns.append(column)
        return columns

    def _rows_of_lines(
        self, lines: Sequence[bytes], plan: Plan, *, is_last: bool = False
    ) -> Generator[Row, None, bool]:
        """Read lines one by one; ``False`` if the rest of the file cannot be read."""
        for cells in self._cells_of_lines(self._joined(lines, is_last=is_last)):
            if cells is None or not self._has_width(cells, plan.width):
                yield self.unreadable_row()
            elif any(cells):
                yield self._row(cells, plan)
        return not self.is_over

    def _joined(self, lines: Sequence[bytes], *, is_last: bool) -> Iterator[bytes]:
        """Join the lines of a row whose cells have line ends; keep what may go on in the next block."""
        self._open = []
        if not any(map(_has_open_quote, lines)):
            yield from lines
            return
        at = 0
        while at < len(lines):
            end = at + 1
            if _has_open_quote(lines[at]):
                end = next((n for n in range(end, len(lines)) if _has_open_quote(lines[n])), len(lines)) + 1
                if end > len(lines) and not is_last and len(lines) - at < MOST_LINES_OF_ROW:
                    self._open = list(lines[at:])
                    return
                if end - at > MOST_LINES_OF_ROW or not self._is_row(b"".join(lines[at:end])):
                    end = at + 1
            yield b"".join(lines[at:end])
            at = end

    def _is_row(self, raw: bytes) -> bool:
        """Tell whether lines are one row when they are joined."""
        if len(raw) >= LONGEST_LINE_BYTES:
            return False
        try:
            cells = self._divided(raw.decode(self.guess.encoding or "ascii").rstrip("\r\n"))
        except (UnicodeDecodeError, csv.Error):
            return False
        return len(cells) == self._width

    def _cells_of_lines(self, raw_lines: Iterable[bytes]) -> Iterator[list[str] | None]:
        """Split lines into cells; ``None`` stands for a line that was reported."""
        for raw in raw_lines:
            self.line = self._next_line
            self._next_line += max(1, raw.count(b"\n"))
            if len(raw) >= LONGEST_LINE_BYTES:
                self.report("line-too-long", most=LONGEST_LINE_BYTES)
                self.is_over = True
                yield None
                return
            text = self._decoded(raw)
            yield None if text is None else self._split(text)

    def _decoded(self, raw: bytes) -> str | None:
        encoding = self.guess.encoding or "ascii"
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            self.report("line-not-text", encoding=encoding)
            return None

    def _split(self, text: str) -> list[str] | None:
        try:
            return self._divided(text.rstrip("\r\n"))
        except csv.Error:
            self.report("quotes-broken")
            return None

    def _divided(self, text: str) -> list[str]:
        """Divide a row into cells; ``csv.Error`` for wrong quotes."""
        if '"' not in text:
            return text.split(self.separator)
        return next(csv.reader([text], delimiter=self.separator, strict=True))

    def _plan(self, header: list[str]) -> Plan | None:
        while header and not header[-1].strip():  # spreadsheets save a table as wide as it ever was
            header.pop()
        if len(header) <= 1:
            self.report("separator-missing", separator=self.separator)
            return None
        names = [tidy(name).casefold() for name in header]
        counts = Counter(names)
        for unknown in dict.fromkeys(names):
            if unknown and unknown not in self.file.titles:
                problem = Problem(self.file.name, self.line, unknown[:SHOWN_CHARACTERS], "column-unknown")
                self.findings.warnings.add(problem)
        needed = {column.title for column in self.file.columns if column.default is None}
        wrong = [name for name in self.file.titles if counts[name] > 1 or name in needed - counts.keys()]
        for name in wrong:
            self.report("column-twice" if counts[name] else "column-missing", name)
        if wrong:
            return None
        self.lacking = [
            column.name for column in self.file.columns if column.stays and not counts[column.title]
        ]
        self.file = self.file.without(self.lacking)
        return Plan(len(header), tuple(_reading(column, names) for column in self.file.columns))

    def _has_width(self, cells: list[str], width: int) -> bool:
        """Check the number of cells; spreadsheets may add empty ones, and lines with nothing else."""
        if len(cells) == width or not any(cells):
            return True
        if len(cells) > width and not any(cells[width:]):
            return True
        self.report("cells-count", expected=width, found=len(cells))
        return False

    def _row(self, cells: Sequence[str], plan: Plan) -> Row:
        try:
            return (self.line, True, *[read(tidy(cells[at])) for at, read, _ in plan.columns])
        except DomainError:
            return (self.line, False, *self._salvaged(cells, plan))

    def _salvaged(self, cells: Sequence[str], plan: Plan) -> Iterator[Cell]:
        reported = set()
        for column, (at, read, _) in zip(self.file.columns, plan.columns, strict=True):
            try:
                yield read(tidy(cells[at]))
            except DomainError as error:
                if column.title not in reported:
                    self.report(error.code, column.title, **error.values, found=_shown(cells[at].strip()))
                    reported.add(column.title)
                yield None


def _reading(column: Column, names: Sequence[str]) -> tuple[int, CellReader, ColumnReader]:
    read = reader_of(column)
    if column.title in names:
        return names.index(column.title), read, column_reader_of(column)
    absent = read(column.default or "")
    return 0, lambda _: absent, lambda cells: [absent] * len(cells)


def _has_open_quote(line: bytes) -> bool:
    return line.count(b'"') % 2 == 1


def _shown(text: str) -> str:
    """Make a cell fit for the report: short, and unable to command a terminal."""
    printable = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )
    return printable if len(printable) <= SHOWN_CHARACTERS else printable[: SHOWN_CHARACTERS - 1] + "…"


def _folder(path: Path) -> dict[str, _Member]:
    files = [file for file in sorted(path.iterdir()) if file.is_file()]
    return _by_name(path.name, [(file.name, _FolderMember(file)) for file in files])


def _archive(name: str, archive: zipfile.ZipFile) -> dict[str, _Member]:
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise _refusal(name, "archive-too-many", most=MOST_MEMBERS)
    for info in infos:
        _refuse_unsafe(name, info)
    members = [
        (PurePosixPath(info.filename).name, _ArchiveMember(archive, info))
        for info in infos
        if not info.filename.endswith("/") and not info.filename.startswith("__MACOSX/")
    ]
    return _by_name(name, members)


def _refuse_unsafe(name: str, info: zipfile.ZipInfo) -> None:
    path = PurePosixPath(info.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts:
        raise _refusal(name, "archive-unsafe-name", member=_shown(info.filename))
    if path.name.casefold().endswith(ARCHIVES):
        raise _refusal(name, "archive-nested", member=_shown(info.filename))
    if info.flag_bits & ENCRYPTED:
        raise _refusal(name, "archive-encrypted", member=_shown(info.filename))
    is_suspect = info.file_size >= SMALLEST_SUSPECT_BYTES
    if info.file_size > MOST_BYTES or (
        is_suspect and info.file_size > MOST_TIMES_LARGER * info.compress_size
    ):
        raise _refusal(name, "archive-too-large", member=_shown(info.filename))


def _by_name(place: str, files: Sequence[tuple[str, _Member]]) -> dict[str, _Member]:
    """Keep what may belong to a registry: tables and workbooks, by the names of the tables in lower case."""
    members: dict[str, _Member] = {}
    for name, member in files:
        table = table_name(name)
        if table.startswith((".", "~")) or not table.endswith(TABLE):
            continue
        if table in members:
            raise _refusal(place, "file-twice", member=_shown(name))
        members[table] = _WorkbookMember(member) if name.casefold().endswith(WORKBOOK) else member
    return members


def table_name(name: str) -> str:
    """Give the name under which a file of a registry is known, whether it is a text or a workbook."""
    key = name.strip().casefold()
    return f"{key.removesuffix(WORKBOOK)}{TABLE}" if key.endswith(WORKBOOK) else key


@contextmanager
def _workbook_at(path: Path) -> Iterator[Workbook]:
    try:
        stream = path.open("rb")
        with stream, open_workbook(stream) as book:
            yield book
    except DomainError as error:
        raise _refusal(path.name, error.code, **error.values) from None


def _sheets(path: Path, book: Workbook, expected: Sequence[RegistryFile]) -> dict[str, _Member]:
    """Give the sheets by the names of the files that they stand for; a single file is the first sheet."""
    names = {table_name(f"{name.strip()}{TABLE}"): name for name in reversed(book.names)}
    members: dict[str, _Member] = {
        file.name: _SheetMember(book, names[file.name]) for file in expected if file.name in names
    }
    if not members and len(expected) == 1 and book.names:
        members[expected[0].name] = _SheetMember(book, book.names[0])
    if not members:
        raise _refusal(path.name, "no-registry")
    return members


def _first_sheet(member: _Member) -> BinaryIO:
    """Read the first sheet of a workbook, which has to be readable from any place."""
    stream = member.open() if isinstance(member, _FolderMember) else _copied(member)
    try:
        book = Workbook.of(stream)
    except DomainError:
        stream.close()
        raise
    return BufferedReader(SheetAsCsv(book.rows(book.names[0]), stream.close))  # type: ignore[type-var]


def _copied(member: _Member) -> BinaryIO:
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed with the sheet that is read of it
    with member.open() as stream:
        shutil.copyfileobj(stream, copy)
    return copy


def _refusal(name: str, code: str, **values: ErrorValue) -> RegistryRefusedError:
    findings = Findings()
    findings.errors.add(Problem(name, None, None, code, values))
    return RegistryRefusedError(findings)
