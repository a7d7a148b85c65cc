"""The stage of SQLite: a file of its own next to the database, attached to the connection of the import.

SQLite has a single writer, and the bot waits while the transaction lasts that brings the differences in: half
a minute if all of 1.7 million subscribers changed. So where there are very many differences, those of
numbers that no account holds go ahead of it, in small portions with pauses between them. An account that
holds a number still sees everything change at once. New subscribers are closed until then and opened in
portions afterwards. An import that is ended leaves rows behind that are true, only early, and the next import
goes on from there.

Everything here works on the disk, with a page cache of fixed size. The stage keeps no journal, because each
import makes a new one and deletes it at the end. A lock that the system releases with the process keeps out a
second import, whose differences would be out of date.
"""

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from math import ceil
from pathlib import Path
from typing import TypeAlias

from services.exchange.registry import Advance, Cell, Findings, Row
from storage.columns import moment_text
from storage.sqlite.database import connect
from storage.sqlite.errors import translated
from storage.sqlite.exchange import PAUSE_SECONDS, only_one, transaction
from storage.sqlite.migrate import migrate
from storage.stage import KEYS_OF_ADDRESS, Also, Stage
from storage.stage_checks import Check, judge
from storage.stage_targets import MAKE_KEYS, OPEN_SUBSCRIBERS_AHEAD
from storage.unit import UnitSettings

MOST_ROWS_AT_ONCE = 250_000
"""Differences that one transaction writes in a second; with more of them, rows go ahead."""
PORTION_ROWS = 80_000
"""How much goes ahead in one transaction: a fifth of a second, or a whole one where the disk is busy."""
ROWS_OF_STATEMENT = 50
TALL_ROWS = 2
"""So many rows of a tall table, which has one index, take the time of one row of another table."""
QUICK_SECONDS = 0.2
QUICK_PAUSE_SECONDS = 0.06
"""A writer that has not waited longer for SQLite looks twenty times a second whether it is its turn."""
KEYS_AT_ONCE = 10_000
"""Homes whose keys are made in one transaction, which takes a fifth of a second."""
TALL = frozenset({"bill_lines", "history"})
"""Tables that have several times the rows of all others together."""
CACHE_KIBIBYTES = 32 * 1024
"""Of the stage and of the database each; what does not fit goes through the disk."""

# Names of tables and columns come from the constants of services.registry, never from a file.
# ruff: noqa: S608


@contextmanager
def open_stage(
    database: Path, settings: UnitSettings, *, pause: Callable[[float], None] = time.sleep
) -> Iterator["SqliteRegistryStage"]:
    """Open the database with an empty stage next to it, which is removed at the end.

    ``pause`` lets others write for some seconds.

    Errors: ``ExchangeIsRunningError``, ``MigrationError``, and inside as well ``StoreError``.
    """
    with translated(), only_one(database.with_name(f"{database.name}.import-lock")):
        path = database.with_name(f"{database.name}.import-stage")
        with closing(connect(database)) as connection, _private_file(path):
            migrate(connection, clock=settings.clock)
            _add_functions(connection)
            _attach(connection, path)
            yield SqliteRegistryStage(connection=connection, path=path, settings=settings, pause=pause)


@contextmanager
def _private_file(path: Path) -> Iterator[None]:
    """Make an empty file, instead of what a killed import may have left, and remove it at the end."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    try:
        yield
    finally:
        path.unlink()


def _add_functions(connection: sqlite3.Connection) -> None:
    for name, make in KEYS_OF_ADDRESS.items():
        connection.create_function(f"{name}_key", 1, make, deterministic=True)


def _attach(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("ATTACH DATABASE ? AS stage", (str(path),))
    connection.execute("PRAGMA stage.journal_mode = OFF")
    connection.execute("PRAGMA stage.synchronous = OFF")
    for schema in ("main", "stage"):
        connection.execute(f"PRAGMA {schema}.cache_size = -{CACHE_KIBIBYTES}")


Part: TypeAlias = tuple[str, int, int]
"""A statement, and the first and the last row that it is for."""


@dataclass(frozen=True, kw_only=True)
class SqliteRegistryStage(Stage):
    """Implements ``services.exchange.registry.RegistryStage``."""

    connection: sqlite3.Connection
    path: Path
    """The file of the stage."""

    def snapshot(self) -> AbstractContextManager[None]:
        """See ``storage.stage.Stage``, as of all that is public here."""
        return transaction(self.connection, "BEGIN")

    def writing(self) -> AbstractContextManager[None]:
        """Keep other writers out from the beginning."""
        return transaction(self.connection, "BEGIN IMMEDIATE")

    def find(self, sql: str, values: Mapping[str, str]) -> Iterator[sqlite3.Row]:
        """Give rows as SQLite finds them."""
        return self.connection.execute(sql, values)

    def insert(self, table: str, names: Sequence[str], rows: Iterable[Row]) -> int:
        """Insert rows, many by one statement, because the way from one statement to the next is long."""
        bundles = Bundles(iter(rows), len(names))
        count = self.connection.executemany(_insertion(table, names, ROWS_OF_STATEMENT), bundles).rowcount
        if bundles.rest:
            last = _insertion(table, names, len(bundles.rest) // len(names))
            count += self.connection.execute(last, bundles.rest).rowcount
        return count

    def has_unique(self, index: str) -> bool:
        """Make an index of keys if no key stands there twice."""
        try:
            with self._undoing():
                self.connection.execute(index)
        except sqlite3.IntegrityError:
            return False
        return True

    @contextmanager
    def _undoing(self) -> Iterator[None]:
        """Let what fails inside be undone; there is little to keep, because an index only adds pages."""
        self.connection.execute("PRAGMA stage.journal_mode = MEMORY")
        try:
            yield
        finally:
            self.connection.execute("PRAGMA stage.journal_mode = OFF")

    def judged(
        self, checks: Sequence[Check], values: Mapping[str, str], advance: Callable[[int], None]
    ) -> Mapping[Check, Findings]:
        """Check files with very many lines on a thread meanwhile: SQLite lets go of Python while it works."""
        others = [check for check in checks if check.table not in TALL]
        with ThreadPoolExecutor(1) as thread:
            tall = thread.submit(self._judge_tall, [check for check in checks if check.table in TALL], values)
            found = judge(self.find, others, values, advance)
            return found | tall.result()

    def _judge_tall(self, checks: Sequence[Check], values: Mapping[str, str]) -> dict[Check, Findings]:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.row_factory = sqlite3.Row
            _attach(connection, self.path)
            return judge(connection.execute, checks, values, lambda _: None)

    def apply(self, at: datetime, also: Also, advance: Advance) -> None:
        """Make the differences count, and run ``also`` with what holders have to know, all at once.

        ``advance`` is not called inside of a transaction: a terminal can be halted, and would halt the bot.
        """
        moment = {"at": moment_text(at)}
        are_ahead = self._count_differences() > MOST_ROWS_AT_ONCE
        portions = list(self._portions_ahead()) if are_ahead else []
        for done, portion in enumerate(portions):
            advance(done, len(portions) + 1)
            self._bring_ahead(portion, moment)
        advance(len(portions), len(portions) + 1)
        gone = {target.table for target in self.targets if are_ahead and target.goes_out_ahead}
        with self.writing():
            self.bring_in(moment, also, gone=gone)
        advance(len(portions) + 1, len(portions) + 1)
        if are_ahead:
            self._open_ahead()
        self.make_keys(KEYS_AT_ONCE, PAUSE_SECONDS)

    def _count_differences(self) -> int:
        """Count the rows that are to be written, and those of the past that are to be deleted."""
        tables = [f"{target.table}_changed" for target in self.targets]
        return sum(map(self.count, [*tables, "history_vanished"]))

    def _bring_ahead(self, portion: "Sequence[Part]", moment: Mapping[str, str]) -> None:
        """Write a portion, and let the bot write afterwards."""
        began = time.perf_counter()
        with self.writing():
            for sql, first, last in portion:
                self.connection.execute(sql, {"first": first, "last": last, **moment})
        was_quick = time.perf_counter() - began <= QUICK_SECONDS
        self.pause(QUICK_PAUSE_SECONDS if was_quick else PAUSE_SECONDS)

    def make_some_keys(self, most: int) -> int:
        """Make the keys of so many addresses that have none."""
        with self.writing():
            return self.connection.execute(MAKE_KEYS, {"most": most}).rowcount

    def _open_ahead(self) -> None:
        count = self.count("subscribers_ahead")
        for first in range(1, count + 1, PORTION_ROWS):
            self.pause(PAUSE_SECONDS)
            with self.writing():
                self.connection.execute(
                    OPEN_SUBSCRIBERS_AHEAD, {"first": first, "last": first + PORTION_ROWS - 1}
                )

    def _portions_ahead(self) -> "Iterator[list[Part]]":
        """Divide what goes ahead into portions: ranges of rows of one table or several."""
        portion, room = [], PORTION_ROWS
        for sql, count, rows_in_room in self._all_ahead():
            last = 0
            while last < count:
                first, last = last + 1, min(last + room * rows_in_room, count)
                portion.append((sql, first, last))
                room -= ceil((last - first + 1) / rows_in_room)
                if not room:
                    yield portion
                    portion, room = [], PORTION_ROWS
        if portion:
            yield portion

    def _all_ahead(self) -> Iterator[tuple[str, int, int]]:
        """Find what goes ahead: the statement, the rows that it is for, and how many of them count as one."""
        for target in self.targets:
            is_tall = target.table in TALL
            self.connection.execute(target.find_ahead)
            self.connection.execute(target.leave_rest)
            yield target.bring_ahead, self.count(f"{target.table}_ahead"), TALL_ROWS if is_tall else 1
            if target.goes_out_ahead:
                yield target.take_out_ahead, self.count(f"{target.table}_vanished"), 1


def _insertion(table: str, names: Sequence[str], rows: int) -> str:
    values = ", ".join([f"({', '.join('?' * len(names))})"] * rows)
    return f"INSERT INTO stage.{table} ({', '.join(names)}) VALUES {values}"


@dataclass
class Bundles:
    """The cells of :data:`ROWS_OF_STATEMENT` rows at a time, and of those that are left at the end."""

    rows: Iterator[Row]
    width: int
    rest: tuple[Cell, ...] = ()

    def __iter__(self) -> Iterator[tuple[Cell, ...]]:
        size = ROWS_OF_STATEMENT * self.width
        while len(cells := tuple(chain.from_iterable(islice(self.rows, ROWS_OF_STATEMENT)))) == size:
            yield cells
        self.rest = cells
