"""Readings on their way to the billing system.

An export takes all accepted readings that no earlier export took. It takes them in portions, each a short
transaction that marks readings and keeps what could change later of their rows, so that the bot answers
meanwhile. Once the export is sealed nothing about it changes any more, and only then its files are written.
An interruption at any moment leaves it open, sealed or written, and the next run goes on from there: the same
export gives the same files, byte for byte, however often it is written.

These use cases are plain calls: they work for minutes and belong in a process of their own.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Protocol, TypeAlias, TypeVar

from domain.alert import AlertKind
from domain.details import Value
from domain.errors import DomainError
from domain.export import Export, ExportRow
from domain.meter_change import MeterChange
from services.messages import Addressed, MeterChangeExported, ReadingExported, ReadingsExported, listed
from services.ports import AlertBook, Clock, Priority
from services.telling import TellingUnit, tell_account

PORTION_READINGS = 2_000
"""Readings that one transaction takes: about a twentieth of a second."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file of an export on the disk; ``sha256`` in hexadecimal digits."""

    path: Path
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SenderChat:
    """A reading that was taken, its account with the language, and a chat of the account, if it has any."""

    account_id: int
    chat_id: int | None
    language: str
    receipt: str
    number: str


@dataclass(frozen=True, slots=True)
class Portion:
    """The number of readings that one transaction took, and the chats of their senders."""

    readings: int
    chats: Sequence[SenderChat]


class ExportBook(Protocol):
    """All exports."""

    def count_waiting(self) -> int:
        """Count the readings that no export took yet."""
        ...

    def find(self, number: int) -> Export | None: ...

    def get(self, number: int) -> Export:
        """Return an export; ``LookupError`` if there is no such export."""
        ...

    def find_unfinished(self) -> Export | None:
        """Find the oldest export whose files were never written."""
        ...

    def list_last(self, limit: int) -> list[Export]:
        """List the newest exports, newest first."""
        ...

    def begin(self, at: datetime, *, with_changes: bool) -> Export | None:
        """Begin an export of the readings that wait now.

        ``None`` if no reading waits, unless the export is ``with_changes``: reports of other meters.
        """
        ...

    def take(self, number: int, limit: int) -> Portion:
        """Move the next readings into an open export, and return where their senders are signed in."""
        ...

    def seal(self, number: int, changes: int, at: datetime) -> None:
        """Let no more readings into an export, and keep how many reports of other meters it has."""
        ...

    def note_written(self, number: int, at: datetime) -> bool:
        """Note that the files of an export are on a disk; ``False`` if that was noted before."""
        ...

    def list_rows(self, number: int, after: tuple[int, int], limit: int) -> list[ExportRow]:
        """List the next rows of a sealed export behind a place."""
        ...


class ChangeBook(Protocol):
    """The reports of other meters."""

    def count_unexported(self) -> int:
        """Count the reports that were accepted and did not go to billing yet."""
        ...

    def export(self, number: int, at: datetime) -> list[MeterChange]:
        """Let everything that was accepted go with an export, and return it."""
        ...

    def list_exported(self, export: int) -> list[MeterChange]:
        """List what went with an export, oldest first."""
        ...


class ExportUnit(TellingUnit, Protocol):
    """What an export needs of the storage."""

    @property
    def exports(self) -> ExportBook: ...
    @property
    def meter_changes(self) -> ChangeBook: ...
    @property
    def alerts(self) -> AlertBook: ...


class ExportStore(Protocol):
    """The database, from a process of its own."""

    def read(self, work: Callable[[ExportUnit], Result]) -> Result:
        """Run work that changes nothing."""
        ...

    def write(self, work: Callable[[ExportUnit], Result]) -> Result:
        """Run work in a transaction, under the rules of ``services.units``."""
        ...

    def give_way(self) -> None:
        """Let others write for a moment."""
        ...


class ExportWriter(Protocol):
    """Writes the files of an export, all of them or none."""

    def __call__(
        self, export: Export, rows: Iterator[ExportRow], changes: Sequence[MeterChange]
    ) -> Sequence[WrittenFile]: ...


ExportProgress: TypeAlias = Callable[[str, int, int], None]
"""Hears the phase, and how many of how many readings were taken, or rows written."""
TAKING = "taking"
WRITING = "writing"
"""Phases of an export; the text of each is in locales/."""
ROWS_AT_ONCE = 5_000
"""Rows read in one go: no snapshot of the database is held while a file is written."""


@dataclass(frozen=True, slots=True)
class ExportReport:
    """An export that was written; ``is_repeat``: it had been begun, or written, before."""

    export: Export
    files: Sequence[WrittenFile]
    is_repeat: bool
    waiting: int
    """Readings that this export did not take."""


@dataclass(frozen=True)
class ExportReadings:
    """Give the billing system what it has not got yet.

    Errors: ``export-unknown`` (``number``), for ``again``.
    """

    store: ExportStore
    clock: Clock
    write_files: ExportWriter
    progress: ExportProgress

    def __call__(self, again: int | None = None) -> ExportReport | None:
        """Finish what was interrupted, or export what is new; ``None`` if there is nothing.

        ``again``: write the files of an earlier export once more.
        """
        begun = self._find(again)
        export = begun or self.store.write(partial(_begin, at=self.clock()))
        if export is None:
            return None
        if export.sealed_at is None:
            export = self._fill(export)
        changes = self.store.read(partial(_changes_of, number=export.number))
        files = self.write_files(export, self._rows(export), changes)
        waiting = self.store.write(partial(_finish, export=export, at=self.clock()))
        return ExportReport(export, files, is_repeat=begun is not None, waiting=waiting)

    def _find(self, again: int | None) -> Export | None:
        if again is None:
            return self.store.read(lambda unit: unit.exports.find_unfinished())
        export = self.store.read(lambda unit: unit.exports.find(again))
        if export is None:
            raise DomainError("export-unknown", number=again)
        return export

    def _fill(self, export: Export) -> Export:
        number, done = export.number, 0
        total = self.store.read(lambda unit: unit.exports.count_waiting())
        while taken := self.store.write(partial(_take, number=number)):
            done += taken
            self.progress(TAKING, done, max(done, total))
            self.store.give_way()
        self.store.write(partial(_seal, number=number, at=self.clock()))
        return self.store.read(lambda unit: unit.exports.get(number))

    def _rows(self, export: Export) -> Iterator[ExportRow]:
        place, done = (0, 0), 0
        while page := self._page(export.number, place):
            yield from page
            place = page[-1].place
            done += len(page)
            self.progress(WRITING, done, export.rows)

    def _page(self, number: int, after: tuple[int, int]) -> list[ExportRow]:
        return self.store.read(lambda unit: unit.exports.list_rows(number, after, ROWS_AT_ONCE))


def _begin(unit: ExportUnit, at: datetime) -> Export | None:
    return unit.exports.begin(at, with_changes=unit.meter_changes.count_unexported() > 0)


def _finish(unit: ExportUnit, export: Export, at: datetime) -> int:
    """Note that the files are written, and return how many readings wait for the next export."""
    if unit.exports.note_written(export.number, at):
        details: dict[str, Value] = {
            "export": str(export.number),
            "readings": export.readings,
            "rows": export.rows,
            "sum": str(export.value_sum),
        }
        unit.alerts.raise_alert(AlertKind.EXPORT_DONE, f"export:{export.number}", details, at)
    return unit.exports.count_waiting()


def _take(unit: ExportUnit, number: int) -> int:
    """Take a portion, tell the senders in all chats of their accounts, and return how many it has."""
    portion = unit.exports.take(number, PORTION_READINGS)
    unit.outbox.telegrams(_news(portion.chats), priority=Priority.PROGRESS)
    return portion.readings


def _news(chats: Sequence[SenderChat]) -> Iterator[Addressed]:
    """Tell each chat once, however many readings of its account went to billing."""
    for (account_id, chat_id, language), group in groupby(
        chats, key=lambda chat: (chat.account_id, chat.chat_id, chat.language)
    ):
        sent = list(group)
        yield Addressed(account_id, chat_id, language, _exported(sent))


def _exported(sent: Sequence[SenderChat]) -> ReadingExported | ReadingsExported:
    news = [ReadingExported(each.receipt, each.number) for each in sent]
    return news[0] if len(news) == 1 else ReadingsExported(*listed(news))


def _changes_of(unit: ExportUnit, number: int) -> list[MeterChange]:
    return unit.meter_changes.list_exported(number)


def _seal(unit: ExportUnit, number: int, at: datetime) -> None:
    changes = unit.meter_changes.export(number, at)
    for change in changes:
        news = MeterChangeExported(change.number, change.old_serial, change.new_serial)
        tell_account(unit, change.account_id, news, Priority.PROGRESS)
    unit.exports.seal(number, len(changes), at)
