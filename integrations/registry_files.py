"""Reads the files of a registry, which billing systems write in many dialects, into rows of one kind.

A row is one line: a quote that is not closed spoils its own line only, every error has an exact place, and
no file can make the reader hold more than a line. The first line that is not ASCII tells UTF-8 from
Windows-1251. An archive is never unpacked to the disk: its members are only read, and only by the names that
are expected.
"""

import csv
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BufferedReader
from itertools import chain, count, repeat
from operator import methodcaller
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from domain.errors import DomainError, ErrorValue
from integrations.registry_cells import CellReader, ColumnReader, column_reader_of, reader_of
from services.exchange.registry import (
    FILES,
    Advance,
    Cell,
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

BOM_UTF8 = b"\xef\xbb\xbf"
BOMS_UTF16 = (b"\xff\xfe", b"\xfe\xff")
UTF8_CHARACTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
NOT_ASCII = re.compile(rb"[\x80-\xff]")
RUSSIAN = re.compile("[А-Яа-яЁё№«»„“”‘’–—…\N{NO-BREAK SPACE}]")

ARCHIVE_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError)
"""What the library raises for damage; the last one for names that are not the UTF-8 that they claim to be."""

ARCHIVES = (".zip", ".7z", ".rar", ".gz")

ALL_INTACT = repeat(1)
COUNT_SEPARATORS = methodcaller("count", SEPARATOR)
LONGEST_USUAL_LINE = LONGEST_LINE_BYTES // 4
"""Characters, because each takes four bytes at most."""


@dataclass(frozen=True)
class Plan:
    """How many cells a line has, where the columns stand, and what reads a cell or a column of them."""

    width: int
    columns: tuple[tuple[int, CellReader, ColumnReader], ...]


@contextmanager
def open_registry(path: Path, expected: Sequence[RegistryFile] = FILES) -> Iterator["RegistryFiles"]:
    """Open a folder or a .zip archive that holds the files of a registry, or the only file that is expected.

    Errors: ``RegistryRefusedError`` if there is no such thing or the archive is not safe to read.
    """
    if path.is_dir():
        yield RegistryFiles(_folder(path), expected)
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


@dataclass
class RegistryFiles:
    """The files of one registry; implements ``services.exchange.registry.RegistrySource``."""

    members: Mapping[str, _Member]
    expected: Sequence[RegistryFile] = FILES
    _bytes: int = field(init=False)
    _bytes_read: int = field(default=0, init=False)

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
        reader = _Reader(file, findings)
        if member is None:
            if not file.is_optional:
                yield reader.unreadable_row()
            return
        try:
            with member.open() as stream:
                yield from reader.rows(self._watched(_blocks(stream), advance))
        except (OSError, *ARCHIVE_DAMAGE):
            reader.report("file-damaged")
            yield reader.unreadable_row()

    def _watched(self, blocks: Iterator[bytes], advance: Advance) -> Iterator[bytes]:
        for block in blocks:
            yield block
            self._bytes_read += len(block)
            advance(self._bytes_read, self._bytes)


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    """Cut a stream into blocks of whole lines; a line that is too long is a block of its own, cut off."""
    rest = b""
    while piece := stream.read(BLOCK_BYTES):
        block, newline, rest = (rest + piece).rpartition(b"\n")
        if newline:
            yield block + newline
        while len(rest) >= LONGEST_LINE_BYTES:
            yield rest[:LONGEST_LINE_BYTES]
            rest = rest[LONGEST_LINE_BYTES:]
    if rest:
        yield rest


def _lines(block: bytes) -> list[bytes]:
    *lines, rest = block.split(b"\n")
    return [*(line + b"\n" for line in lines), *([rest] if rest else [])]


@dataclass
class _Reader:
    """Reads the lines of one file."""

    file: RegistryFile
    findings: Findings
    line: int = 0
    encoding: str | None = None
    is_over: bool = False
    """Whether the rest of the file cannot be read."""

    def report(self, code: str, column: str | None = None, **values: ErrorValue) -> None:
        """Report an error where the reader is."""
        self.findings.errors.add(Problem(self.file.name, self.line or None, column, code, values))

    def unreadable_row(self) -> Row:
        """Return the row that stands for a line, or a file, that could not be read."""
        return (self.line, False, *(None,) * len(self.file.columns))

    def rows(self, blocks: Iterator[bytes]) -> Iterator[Row]:
        """Turn blocks of lines into rows; the first line names the columns."""
        first = next(blocks, b"")
        if not first:
            self.report("file-empty")
            yield self.unreadable_row()
            return
        head, *others = _lines(first)
        header = next(self._cells_of_lines([head]), None)
        plan = None if header is None else self._plan(header)
        if header is None or plan is None:
            yield self.unreadable_row()
            return
        for block in chain([b"".join(others)], blocks):
            columns = self._columns_of(block, plan)
            if columns is not None:
                yield from zip(count(self.line + 1), ALL_INTACT, *columns)
                self.line += len(columns[0])
            elif not (yield from self._rows_of_lines(_lines(block), plan)):
                return

    def _columns_of(self, block: bytes, plan: Plan) -> list[Sequence[Cell]] | None:
        """Read a block whose lines are all of the usual kind; ``None`` if any of them is not."""
        if not block.endswith(b"\n") or b'"' in block:
            return None
        try:
            text = block.decode(self.encoding or "ascii").replace("\r\n", "\n")
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

    def _rows_of_lines(self, lines: Sequence[bytes], plan: Plan) -> Generator[Row, None, bool]:
        """Read lines one by one; ``False`` if the rest of the file cannot be read."""
        for cells in self._cells_of_lines(lines):
            if cells is None or not self._has_width(cells, plan.width):
                yield self.unreadable_row()
            elif any(cells):
                yield self._row(cells, plan)
        return not self.is_over

    def _cells_of_lines(self, raw_lines: Iterable[bytes]) -> Iterator[list[str] | None]:
        """Split lines into cells; ``None`` stands for a line that was reported."""
        for raw in raw_lines:
            self.line += 1
            if len(raw) >= LONGEST_LINE_BYTES:
                self.report("line-too-long", most=LONGEST_LINE_BYTES)
                self.is_over = True
                yield None
                return
            text = self._decoded(raw)
            if text is None and self.encoding is None:
                self.is_over = True
                yield None
                return
            yield None if text is None else self._split(text)

    def _decoded(self, raw: bytes) -> str | None:
        if self.line == 1:
            raw = raw.removeprefix(BOM_UTF8)
        try:
            return raw.decode(self.encoding or "ascii")
        except UnicodeDecodeError:
            if self.encoding is not None:
                self.report("line-not-text", encoding=self.encoding)
                return None
        self.encoding = _encoding_of(raw)
        if self.encoding is None:
            self.report("encoding-unknown")
            return None
        return self._decoded(raw)

    def _split(self, text: str) -> list[str] | None:
        text = text.rstrip("\r\n")
        if '"' not in text:
            return text.split(SEPARATOR)
        try:
            return next(csv.reader([text], delimiter=SEPARATOR, strict=True))
        except csv.Error:
            self.report("quotes-broken")
            return None

    def _plan(self, header: list[str]) -> Plan | None:
        while header and not header[-1].strip():  # spreadsheets save a table as wide as it ever was
            header.pop()
        if len(header) <= 1:
            self.report("separator-missing", separator=SEPARATOR)
            return None
        names = [name.strip().casefold() for name in header]
        count = Counter(names)
        for unknown in dict.fromkeys(names):
            if unknown and unknown not in self.file.column_names:
                problem = Problem(self.file.name, self.line, unknown[:SHOWN_CHARACTERS], "column-unknown")
                self.findings.warnings.add(problem)
        wrong = [name for name in self.file.column_names if count[name] != 1]
        for name in wrong:
            self.report("column-twice" if count[name] else "column-missing", name)
        if wrong:
            return None
        columns = tuple(
            (names.index(column.name), reader_of(column), column_reader_of(column))
            for column in self.file.columns
        )
        return Plan(len(header), columns)

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
            return (self.line, True, *[read(cells[at].strip()) for at, read, _ in plan.columns])
        except DomainError:
            return (self.line, False, *self._salvaged(cells, plan))

    def _salvaged(self, cells: Sequence[str], plan: Plan) -> Iterator[Cell]:
        for column, (at, read, _) in zip(self.file.column_names, plan.columns, strict=True):
            text = cells[at].strip()
            try:
                yield read(text)
            except DomainError as error:
                self.report(error.code, column, **error.values, found=_shown(text))
                yield None


def _shown(text: str) -> str:
    """Make a cell fit for the report: short, and unable to command a terminal."""
    printable = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )
    return printable if len(printable) <= SHOWN_CHARACTERS else printable[: SHOWN_CHARACTERS - 1] + "…"


def _encoding_of(line: bytes) -> str | None:
    """Tell the encoding of a line that is not ASCII by most of its letters; ``None`` if it is neither."""
    if line.startswith(BOMS_UTF16):
        return None
    strange_bytes = len(NOT_ASCII.findall(line))
    if 2 * sum(map(len, UTF8_CHARACTER.findall(line))) > strange_bytes:
        return "utf-8"
    russian = RUSSIAN.findall(line.decode("cp1251", errors="replace"))
    return "cp1251" if 2 * len(russian) > strange_bytes else None


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
    """Keep what may belong to a registry: .csv files, by their names in lower case."""
    members: dict[str, _Member] = {}
    for name, member in files:
        key = name.casefold()
        if key in members:
            raise _refusal(place, "file-twice", member=_shown(name))
        if key.endswith(".csv") and not key.startswith("."):
            members[key] = member
    return members


def _refusal(name: str, code: str, **values: ErrorValue) -> RegistryRefusedError:
    findings = Findings()
    findings.errors.add(Problem(name, None, None, code, values))
    return RegistryRefusedError(findings)
