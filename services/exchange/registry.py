"""Taking over the registry: subscribers, meters, their history, payments, bills and tariffs of billing.

An import is all or nothing and can be repeated. The files are read into a stage next to the database, checked
there as a whole, and compared with the database; only the differences reach it, in one transaction. A
subscriber or a meter that the registry no longer names is closed and not deleted, because readings and
holdings refer to it.

This use case is a plain call and not a coroutine: it works for minutes and belongs in a process of its own.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum, StrEnum
from functools import partial
from itertools import chain, islice
from typing import Protocol, TypeAlias

from domain.alert import AlertKind
from domain.errors import ErrorValue
from services.messages import Addressed, NumberClosed, NumberReturned
from services.ports import AlertBook, Clock, Outbox, Priority

REPORTED_PROBLEMS = 100
"""Rows that are reported one by one; a wrong export has millions of the same kind."""

CLOSED_AT_ONCE = 100
CLOSED_SHARE = 10
"""An import may close so many subscribers, or a tenth of them; beyond that it is far more often a file that
ends too early, and every holder would be told."""

FORWARD_DATING = timedelta(days=1)
"""East of UTC it is already tomorrow; a date beyond that is a slip of the pen."""


class Kind(Enum):
    """What a cell holds. Readers turn it into what the database keeps, ``None`` where a cell may be empty."""

    SUBSCRIBER_NUMBER = "a subscriber number, with or without separators and leading zeros"
    NUMBER_SPELLING = "how the registry spells a subscriber number, nothing where it is the number itself"
    SERIAL = "the number engraved on a meter"
    CODE = "an identifier given by the billing system"
    TEXT = "words"
    OPTIONAL_TEXT = "words or nothing, which is kept as an empty text"
    WHOLE = "a whole number within limits"
    AMOUNT = "rubles with at most two decimals, may be negative; kept as kopecks"
    PAYMENT = "rubles, below zero for a payment that was taken back; kept as kopecks"
    PRICE = "rubles, not negative; kept as kopecks"
    DATE = "ДД.ММ.ГГГГ or YYYY-MM-DD; kept as ISO text"
    OPTIONAL_DATE = "a date or nothing"
    MONTH = "YYYY-MM, its first day, or its name with the year; kept as YYYY-MM"
    OPTIONAL_MONTH = "a month or nothing"
    RECEIPT = "a receipt number, with or without dashes"
    ANSWER = "what billing says of a reading, in one of several words; kept as a status"
    VALUE = "kWh with at most three decimals; kept as watt-hours"
    OPTIONAL_VALUE = "kWh with at most three decimals or nothing; kept as watt-hours"
    OPTIONAL_KWH = "kWh with at most three decimals, below zero if they are taken off, or nothing; likewise"
    OPTIONAL_WHOLE = "a whole number within limits or nothing"
    OPTIONAL_AMOUNT = "an amount or nothing"
    OPTIONAL_PRICE = "a price or nothing"
    OPTIONAL_AREA = "square metres with at most two decimals or nothing; kept as hundredths"
    SOURCE = "who told billing a value of a meter, in one of several words"
    BASIS = "by what a line of a bill is counted, in one of several words"
    PAYMENT_STATUS = "what became of a payment, in one of several words or nothing"
    STOVE = "a kind of stove, in one of several words, other words or nothing"
    BILL_DELIVERY = "how a bill arrives, in one of several words, other words or nothing"
    CATEGORY = "whose prices these are, or nothing; kept in one spelling"

    @property
    def is_number(self) -> bool:
        """Whether a whole number is kept, and no text."""
        return self in NUMBERS


NUMBERS = frozenset(
    {
        Kind.WHOLE,
        Kind.AMOUNT,
        Kind.PAYMENT,
        Kind.PRICE,
        Kind.VALUE,
        Kind.OPTIONAL_VALUE,
        Kind.OPTIONAL_KWH,
        Kind.OPTIONAL_WHOLE,
        Kind.OPTIONAL_AMOUNT,
        Kind.OPTIONAL_PRICE,
        Kind.OPTIONAL_AREA,
    }
)
"""The kinds of which a whole number is kept."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a registry file; the limits are for whole numbers.

    ``default`` is the cell of every row where a file has no such column, so that a registry made for an older
    version is read as before; a column without a default must be there. ``heading``, if it is not the name,
    is the column of the file that is read, which may be that of another column as well. ``stays``: a file
    without the column says nothing of it, so what was known stays; an empty cell says that nothing is known.
    """

    name: str
    kind: Kind
    least: int = 0
    most: int = 0
    default: str | None = None
    heading: str = ""
    stays: bool = False

    @property
    def title(self) -> str:
        """What the file calls it."""
        return self.heading or self.name


@dataclass(frozen=True, slots=True)
class RegistryFile:
    """A file of the registry: ``key`` names the columns that identify a row.

    ``counted``, if it is not empty, is one more value of a row that the file does not have: its place, from
    1, among the rows that have the rest of the key in common.
    """

    table: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    is_optional: bool = False
    counted: str = ""

    @property
    def name(self) -> str:
        """What the file is called."""
        return f"{self.table}.csv"

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns in the order in which rows hold them."""
        return tuple(column.name for column in self.columns)

    @property
    def value_names(self) -> tuple[str, ...]:
        """All that is kept of a row: its columns, and its place if rows are counted."""
        return (*self.column_names, self.counted) if self.counted else self.column_names

    def without(self, names: Collection[str]) -> "RegistryFile":
        """Return the file as it would be without these columns."""
        return replace(self, columns=tuple(column for column in self.columns if column.name not in names))

    @property
    def titles(self) -> tuple[str, ...]:
        """What a file calls its columns, each once."""
        return tuple(dict.fromkeys(column.title for column in self.columns))


LARGEST_RANGE_KWH = 1_000_000
MOST_RESIDENTS = 1000
"""Of one number; a hostel may have one."""

FILES = (
    RegistryFile(
        "subscribers",
        (
            Column("number", Kind.SUBSCRIBER_NUMBER),
            Column("address", Kind.TEXT),
            Column("balance", Kind.AMOUNT),
            Column("penalty", Kind.AMOUNT),
            Column("spelling", Kind.NUMBER_SPELLING, heading="number"),
            Column("area", Kind.OPTIONAL_AREA, default="", stays=True),
            Column("residents", Kind.OPTIONAL_WHOLE, 0, MOST_RESIDENTS, default="", stays=True),
            Column("stove", Kind.STOVE, default="", stays=True),
            Column("category", Kind.OPTIONAL_TEXT, default="", stays=True),
            Column("bill_delivery", Kind.BILL_DELIVERY, default="", stays=True),
        ),
        key=("number",),
    ),
    RegistryFile(
        "meters",
        (
            Column("meter", Kind.CODE),
            Column("number", Kind.SUBSCRIBER_NUMBER),
            Column("serial", Kind.SERIAL),
            Column("model", Kind.OPTIONAL_TEXT),
            Column("digits", Kind.WHOLE, 4, 8),
            Column("decimals", Kind.WHOLE, 0, 3),
            Column("automatic", Kind.WHOLE, 0, 1),
            Column("installed_on", Kind.OPTIONAL_DATE),
            Column("verify_by", Kind.OPTIONAL_DATE),
        ),
        key=("meter",),
    ),
    RegistryFile(
        "scales",
        (
            Column("meter", Kind.CODE),
            Column("scale", Kind.WHOLE, 1, 3),
            Column("name", Kind.TEXT),
            Column("hours", Kind.OPTIONAL_TEXT),
            Column("last_value", Kind.OPTIONAL_VALUE),
            Column("last_date", Kind.OPTIONAL_DATE),
        ),
        key=("meter", "scale"),
    ),
    RegistryFile(
        "payments",
        (
            Column("payment", Kind.CODE),
            Column("number", Kind.SUBSCRIBER_NUMBER),
            Column("paid_on", Kind.DATE),
            Column("amount", Kind.PAYMENT),
            Column("source", Kind.OPTIONAL_TEXT, default="", stays=True),
            Column("status", Kind.PAYMENT_STATUS, default="", stays=True),
        ),
        key=("payment",),
    ),
    RegistryFile(
        "bills",
        (
            Column("bill", Kind.CODE),
            Column("number", Kind.SUBSCRIBER_NUMBER),
            Column("month", Kind.MONTH),
            Column("charged", Kind.AMOUNT),
            Column("recalculated", Kind.AMOUNT),
            Column("penalty", Kind.AMOUNT),
            Column("paid", Kind.AMOUNT),
            Column("due", Kind.AMOUNT),
            Column("opening", Kind.OPTIONAL_AMOUNT, default="", stays=True),
            Column("due_on", Kind.OPTIONAL_DATE, default="", stays=True),
        ),
        key=("bill",),
        is_optional=True,
    ),
    RegistryFile(
        "bill_lines",
        (
            Column("bill", Kind.CODE),
            Column("scale", Kind.OPTIONAL_WHOLE, 1, 3, default=""),
            Column("basis", Kind.BASIS),
            Column("consumption", Kind.OPTIONAL_KWH, default=""),
            Column("from_kwh", Kind.OPTIONAL_WHOLE, 0, LARGEST_RANGE_KWH, default=""),
            Column("price", Kind.OPTIONAL_PRICE, default=""),
            Column("amount", Kind.AMOUNT),
            Column("note", Kind.OPTIONAL_TEXT, default=""),
        ),
        key=("bill", "ordinal"),
        is_optional=True,
        counted="ordinal",
    ),
    RegistryFile(
        "history",
        (
            Column("meter", Kind.CODE),
            Column("scale", Kind.WHOLE, 1, 3),
            Column("date", Kind.DATE),
            Column("value", Kind.VALUE),
            Column("source", Kind.SOURCE),
        ),
        key=("meter", "scale", "date", "source"),
        is_optional=True,
    ),
    RegistryFile(
        "tariffs",
        (
            Column("rates", Kind.WHOLE, 1, 3),
            Column("scale", Kind.WHOLE, 1, 3),
            Column("from_kwh", Kind.WHOLE, 0, LARGEST_RANGE_KWH),
            Column("price", Kind.PRICE),
            Column("valid_from", Kind.DATE),
            Column("category", Kind.CATEGORY, default=""),
        ),
        key=("rates", "scale", "category", "from_kwh", "valid_from"),
        is_optional=True,
    ),
)
"""The whole registry, in an order in which what a row refers to comes before it."""

Cell: TypeAlias = str | int | None


Row: TypeAlias = tuple[Cell, ...]
"""A row of a file: its line, whether it is intact, and its cells as the columns are ordered.

A cell that was not understood is ``None``, and the row not intact. It is passed on nevertheless, so that rows
which refer to it are not reported for nothing; one whose key was not understood may stand for a whole file.
Plain tuples, because a registry of a large city has ten million rows.
"""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row, or a whole file where ``line`` is empty, is not as it must be.

    ``code`` names the text ``registry-problem-<code>``, ``values`` fill it.
    """

    file: str
    line: int | None
    column: str | None
    code: str
    values: Mapping[str, ErrorValue] = field(default_factory=dict)


@dataclass
class ProblemList:
    """The first problems in full and the number of all: a wrong file must not fill the memory."""

    first: list[Problem] = field(default_factory=list)
    count: int = 0

    def add(self, problem: Problem) -> None:
        """Count a problem, and keep it if it is one of the first."""
        self.count += 1
        if len(self.first) < REPORTED_PROBLEMS:
            self.first.append(problem)

    @property
    def more(self) -> int:
        """How many were only counted."""
        return self.count - len(self.first)

    def add_all(self, others: "ProblemList") -> None:
        """Count the problems of another list as well, behind those that are here."""
        self.first += others.first[: max(0, REPORTED_PROBLEMS - len(self.first))]
        self.count += others.count


@dataclass
class Findings:
    """What was noticed about the files: one error stops the import, warnings do not."""

    errors: ProblemList = field(default_factory=ProblemList)
    warnings: ProblemList = field(default_factory=ProblemList)

    def add_all(self, others: "Findings") -> None:
        """Add what was noticed elsewhere."""
        self.errors.add_all(others.errors)
        self.warnings.add_all(others.warnings)


class RegistryRefusedError(Exception):
    """The files have errors; nothing was changed."""

    def __init__(self, findings: Findings) -> None:
        super().__init__(f"{findings.errors.count} errors")
        self.findings = findings


class Phase(StrEnum):
    """Where an import is; the text of each is in locales/."""

    READING = "reading"
    CHECKING = "checking"
    COMPARING = "comparing"
    APPLYING = "applying"


ProgressReport: TypeAlias = Callable[[Phase, int, int], None]
"""Told the phase, what is done and what there is in all: bytes while reading, steps otherwise."""


@dataclass(frozen=True, slots=True)
class Change:
    """What an import changed in one table."""

    table: str
    rows: int
    added: int
    altered: int
    vanished: int


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """An import that succeeded: when, and how much the registry held."""

    started_at: datetime
    finished_at: datetime
    subscribers: int
    meters: int
    payments: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The outcome of an import, for the person who ran it; ``left`` are meters that stay as they were."""

    record: ImportRecord
    changes: tuple[Change, ...]
    warnings: ProblemList
    left: ProblemList


@dataclass(frozen=True, slots=True)
class HolderNews:
    """A holder of a number that was closed, or came back, and a chat of theirs, if they have any."""

    account_id: int
    chat_id: int | None
    language: str
    number: str
    is_closed: bool


Advance: TypeAlias = Callable[[int, int], None]
"""Told what is done and what there is to do in all."""


class RegistrySource(Protocol):
    """The files as they came from the billing system."""

    def check(self, findings: Findings) -> None:
        """Report missing files as errors, and files that nobody reads as warnings."""
        ...

    def rows(self, file: RegistryFile, findings: Findings, advance: Advance) -> Iterator[Row]:
        """Read one file row by row; an absent file has none. ``advance`` hears of the bytes of all files."""
        ...

    def lacking(self, file: RegistryFile) -> Collection[str]:
        """Return the columns that may stay away and that a file does not have, so that rows are without them.

        It is known once the first row, or the end of the file, was read.
        """
        ...


class ImportBook(Protocol):
    """Which imports there were."""

    def add(self, record: ImportRecord) -> None:
        """Remember an import."""
        ...


class RegistryUnit(Protocol):
    """What is written together with the registry."""

    @property
    def registry(self) -> ImportBook:
        """The imports."""
        ...

    @property
    def alerts(self) -> AlertBook:
        """Where the operators hear of it."""
        ...

    @property
    def outbox(self) -> Outbox:
        """Where the holders of numbers hear of it."""
        ...


class RegistryStage(Protocol):
    """A place next to the database where a registry waits until all of it is known to be good."""

    def fill(self, file: RegistryFile, rows: Iterable[Row]) -> int:
        """Take the rows of one file and return how many there were.

        Columns that ``file`` is without stay as the database has them.
        """
        ...

    def check(self, latest: date, findings: Findings, advance: Advance) -> None:
        """Report what only the whole registry shows: doubles, rows that refer to nothing, impossible values.

        Nothing can have been paid or read after ``latest``.
        """
        ...

    def compare(self, left: ProblemList, advance: Advance, *, names_tell: bool) -> list[Change]:
        """Find out what differs from the database, table by table.

        A meter of which the names of scales do not tell which scale is which is reported to ``left``, and
        stays as it was; ``names_tell``: somebody has made sure that they do.
        """
        ...

    def apply(
        self, at: datetime, also: Callable[[RegistryUnit, Iterable[HolderNews]], None], advance: Advance
    ) -> None:
        """Make the differences count, and run ``also`` with what holders have to know, all at once."""
        ...

    def write(self, work: Callable[[RegistryUnit], None]) -> None:
        """Run work in a transaction of its own."""
        ...


@dataclass(frozen=True)
class ImportRegistry:
    """Make the database say what the files say, or change nothing."""

    stage: RegistryStage
    clock: Clock
    progress: ProgressReport
    may_close_many: bool = False
    """Whether the person who runs the import has made sure that so many subscribers are gone."""
    names_tell: bool = False
    """Whether the person has made sure that a scale with a new name is another one, a moved one the same."""
    tells_operators: bool = True
    """Whether a refusal is an alert: operators who started the import read it in the message of their job."""

    def __call__(self, source: RegistrySource) -> ImportReport:
        """Import the registry.

        Errors: ``RegistryRefusedError``, once the operators' alert is stored, if there is to be one.
        """
        started_at = self.clock()
        findings = Findings()
        counts = self._fill(source, findings)
        latest = (started_at + FORWARD_DATING).astimezone(UTC).date()
        self.stage.check(latest, findings, partial(self.progress, Phase.CHECKING))
        self._refuse_if_wrong(findings, started_at)
        left = ProblemList()
        progress = partial(self.progress, Phase.COMPARING)
        changes = self.stage.compare(left, progress, names_tell=self.names_tell)
        if not self.may_close_many:
            _check_closing(changes, findings)
        self._refuse_if_wrong(findings, started_at)
        record = ImportRecord(
            started_at, self.clock(), counts["subscribers"], counts["meters"], counts["payments"]
        )
        self.stage.apply(
            record.finished_at, partial(_record, record=record), partial(self.progress, Phase.APPLYING)
        )
        return ImportReport(record, tuple(changes), findings.warnings, left)

    def _refuse_if_wrong(self, findings: Findings, at: datetime) -> None:
        if not findings.errors.count:
            return
        if self.tells_operators:
            self.stage.write(partial(_alert_refused, findings=findings, at=at))
        raise RegistryRefusedError(findings)

    def _fill(self, source: RegistrySource, findings: Findings) -> Mapping[str, int]:
        source.check(findings)
        advance = partial(self.progress, Phase.READING)
        counts = {}
        for file in FILES:
            rows = source.rows(file, findings, advance)
            first = list(islice(rows, 1))
            counts[file.table] = self.stage.fill(file.without(source.lacking(file)), chain(first, rows))
        if not counts["subscribers"]:
            # Nobody sends it on purpose, and it would close every subscriber.
            findings.errors.add(Problem("subscribers.csv", None, None, "no-rows"))
        return counts


def _check_closing(changes: Iterable[Change], findings: Findings) -> None:
    subscribers = next(change for change in changes if change.table == "subscribers")
    known = subscribers.rows - subscribers.added + subscribers.vanished
    if subscribers.vanished > max(CLOSED_AT_ONCE, known // CLOSED_SHARE):
        values: dict[str, ErrorValue] = {"vanished": subscribers.vanished, "known": known}
        findings.errors.add(Problem("subscribers.csv", None, None, "too-many-vanished", values))


def _record(unit: RegistryUnit, news: Iterable[HolderNews], record: ImportRecord) -> None:
    unit.registry.add(record)
    unit.outbox.telegrams(map(_told, news), priority=Priority.DECISION)
    unit.alerts.raise_alert(
        AlertKind.REGISTRY_IMPORTED,
        f"{AlertKind.REGISTRY_IMPORTED}:{record.started_at.isoformat()}",
        {"subscribers": record.subscribers, "meters": record.meters, "payments": record.payments},
        record.finished_at,
    )


def _told(news: HolderNews) -> Addressed:
    content = NumberClosed(news.number) if news.is_closed else NumberReturned(news.number)
    return Addressed(news.account_id, news.chat_id, news.language, content)


def _alert_refused(unit: RegistryUnit, findings: Findings, at: datetime) -> None:
    """Tell the operators once a day about the same files, however often they are tried."""
    first = findings.errors.first[0]
    place = {"file": first.file, "line": first.line, "column": first.column}
    unit.alerts.raise_alert(
        AlertKind.REGISTRY_REFUSED,
        f"{AlertKind.REGISTRY_REFUSED}:{at.date()}:{findings.errors.count}:{first.code}:{first.file}:{first.line}",
        {"errors": findings.errors.count, "code": first.code, **place},
        at,
    )
