"""A stage next to the database, where a registry waits until all of it is known to be good.

The stage is a file of its own, attached to the connection of the import. Reading 1.7 million subscribers and
checking them takes minutes and touches the stage only. Comparing reads a snapshot of the database, which does
not disturb the bot, and leaves in the stage what differs.

The differences come in by one transaction, so that an import that is ended at any moment leaves the old
registry or the new one. SQLite has a single writer, though, and the bot waits while that transaction lasts:
half a minute if all of 1.7 million subscribers changed. So where there are very many differences, those of
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
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from itertools import chain, islice
from math import ceil
from pathlib import Path
from typing import Any, TypeAlias

from domain.address import Address, AddressKey, masked_address
from domain.category import category_key
from domain.meter import scale_key
from domain.money import format_amount
from domain.renumbering import KnownScale, NamedScale, NamesDoNotTellError, numbers_of
from services.exchange.registry import (
    FILES,
    Advance,
    Cell,
    Change,
    Findings,
    HolderNews,
    Problem,
    ProblemList,
    RegistryFile,
    RegistryUnit,
    Row,
)
from storage.columns import moment_text
from storage.sqlite.database import connect
from storage.sqlite.errors import translated
from storage.sqlite.exchange import PAUSE_SECONDS, only_one, transaction
from storage.sqlite.migrate import migrate
from storage.sqlite.stage_checks import CHECKS, CREATE_REGISTERS, DUPLICATE, FIND_REGISTERS, Check, judge
from storage.sqlite.stage_targets import (
    ADD_IDENTITY,
    COUNT_ROWS,
    CREATE_IDENTITIES,
    CREATE_LEFT_METERS,
    FIND_HELD,
    FIND_REGROUPED_METERS,
    FIND_RETURNED_NUMBERS,
    FORGET_LEFT_METERS,
    IS_OTHER_DEVICE,
    KEEP_RENUMBERED_TOGETHER,
    LEAVE_METER,
    LIST_FOUND_SCALES,
    LIST_KNOWN_SCALES,
    LIST_NEWS,
    LIST_SENT_SCALES,
    MAKE_KEYS,
    NAME_VALUES,
    OPEN_SUBSCRIBERS_AHEAD,
    SET_IDENTITIES,
    TARGETS,
    Target,
)
from storage.unit import SqliteUnit, UnitSettings

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
REMEMBERED_NAMES = 1024
"""The names of scales of a registry repeat, and so do its houses."""
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
            yield SqliteRegistryStage(connection, path, settings, pause)


@contextmanager
def _private_file(path: Path) -> Iterator[None]:
    """Make an empty file, instead of what a killed import may have left, and remove it at the end."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    try:
        yield
    finally:
        path.unlink()


@lru_cache(maxsize=REMEMBERED_NAMES)
def _scale_key(name: str | None) -> str | None:
    return None if name is None else scale_key(name)


@lru_cache(maxsize=REMEMBERED_NAMES)
def _keys_of_house(house: str) -> AddressKey:
    return Address.parse(house).key


@lru_cache(maxsize=1)
def _keys(address: str) -> AddressKey:
    """Take an address apart once for all flats of a house, which follow one another in most registries."""
    return _keys_of_house(masked_address(address))


FUNCTIONS: Mapping[str, Callable[[Any], str | None]] = {
    "scale_key": _scale_key,
    "amount_text": format_amount,
    "category_key": category_key,
    "street_key": lambda address: _keys(address).street,
    "place_key": lambda address: _keys(address).place,
    "house_key": lambda address: _keys(address).house,
}
"""What SQL asks the program for; addresses are never NULL."""


def _add_functions(connection: sqlite3.Connection) -> None:
    for name, make in FUNCTIONS.items():
        connection.create_function(name, 1, make, deterministic=True)


def _attach(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("ATTACH DATABASE ? AS stage", (str(path),))
    connection.execute("PRAGMA stage.journal_mode = OFF")
    connection.execute("PRAGMA stage.synchronous = OFF")
    for schema in ("main", "stage"):
        connection.execute(f"PRAGMA {schema}.cache_size = -{CACHE_KIBIBYTES}")


Part: TypeAlias = tuple[str, int, int]
"""A statement, and the first and the last row that it is for."""


@dataclass(frozen=True)
class SqliteRegistryStage:
    """Implements ``services.exchange.registry.RegistryStage``."""

    connection: sqlite3.Connection
    path: Path
    """The file of the stage."""
    settings: UnitSettings
    pause: Callable[[float], None]
    files: dict[str, RegistryFile] = field(default_factory=dict)
    """What is here, without the columns that stay as the database has them, by its tables."""
    without_doubles: set[str] = field(default_factory=set)
    """The tables in which no key stands twice."""

    @property
    def targets(self) -> list[Target]:
        """The tables to which files go, with the columns that the files have."""
        return [replace(target, file=self.files[target.table]) for target in TARGETS]

    def fill(self, file: RegistryFile, rows: Iterable[Row]) -> int:
        """Take the rows of one file and return how many there were."""
        self.files[file.table] = file
        names = ["line", "is_intact", *file.value_names]
        with transaction(self.connection, "BEGIN"):
            kept = ", ".join(file.value_names)
            self.connection.execute(
                f"""
                CREATE TABLE stage.{file.table} (
                    position INTEGER PRIMARY KEY, line INTEGER, is_intact INTEGER, {kept}
                )
                """
            )
            count = self._insert(file.table, names, _counted(file, rows) if file.counted else rows)
        self._index(file)
        return count

    def _insert(self, table: str, names: Sequence[str], rows: Iterable[Row]) -> int:
        """Insert rows, many by one statement, because the way from one statement to the next is long."""
        bundles = Bundles(iter(rows), len(names))
        count = self.connection.executemany(_insertion(table, names, ROWS_OF_STATEMENT), bundles).rowcount
        if bundles.rest:
            last = _insertion(table, names, len(bundles.rest) // len(names))
            count += self.connection.execute(last, bundles.rest).rowcount
        return count

    def _index(self, file: RegistryFile) -> None:
        """Let rows be found by their keys; that tells by the way whether a key stands there twice."""
        index = f"INDEX stage.{file.table}_by_key ON {file.table}"
        key = ", ".join(file.key)
        try:
            with self._undoing():
                self.connection.execute(f"CREATE UNIQUE {index} ({key})")
        except sqlite3.IntegrityError:
            if file.counted:
                within = ", ".join(name for name in file.key if name != file.counted)
                sql = COUNT_ROWS.format(table=file.table, counted=file.counted, within=within)
                self.connection.execute(sql)
            # With the line in it nothing else is read to find doubles.
            self.connection.execute(f"CREATE {index} ({key}, line)")
        else:
            self.without_doubles.add(file.table)

    @contextmanager
    def _undoing(self) -> Iterator[None]:
        """Let what fails inside be undone; there is little to keep, because an index only adds pages."""
        self.connection.execute("PRAGMA stage.journal_mode = MEMORY")
        try:
            yield
        finally:
            self.connection.execute("PRAGMA stage.journal_mode = OFF")

    def check(self, latest: date, findings: Findings, advance: Advance) -> None:
        """Report what only the whole registry shows.

        Files with very many lines are checked on a thread meanwhile: SQLite lets go of Python while it works.
        """
        day = {"latest": latest.isoformat()}
        self.connection.execute(CREATE_REGISTERS)
        self.connection.execute(FIND_REGISTERS)
        unreadable = {file.table for file in FILES if self._has_unreadable_keys(file)}
        asked = [check for check in CHECKS if check.refers_to not in unreadable and self._is_asked(check)]
        others = [check for check in asked if check.table not in TALL]
        with ThreadPoolExecutor(1) as thread:
            tall = thread.submit(self._judge_tall, [check for check in asked if check.table in TALL], day)
            found = judge(self.connection, others, day, lambda done: advance(done, len(CHECKS)))
            found |= tall.result()
        for check in asked:
            findings.add_all(found[check])
        advance(len(CHECKS), len(CHECKS))

    def _judge_tall(self, checks: Sequence[Check], day: Mapping[str, str]) -> Mapping[Check, Findings]:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.row_factory = sqlite3.Row
            _add_functions(connection)
            _attach(connection, self.path)
            return judge(connection, checks, day, lambda _: None)

    def _is_asked(self, check: Check) -> bool:
        """Tell whether a file has the column of a rule, and something that may break the rule."""
        if check.code == DUPLICATE and check.table in self.without_doubles:
            return False
        return check.column is None or check.column in self.files[check.table].value_names

    def compare(self, left: ProblemList, advance: Advance, *, names_tell: bool) -> list[Change]:
        """Find out what differs from the database, table by table, and which scale is which."""
        with transaction(self.connection, "BEGIN"):
            for statement in FIND_HELD:
                self.connection.execute(statement)
            for done, target in enumerate(self.targets, 1):
                if target.goes_by_names:
                    self._tell_scales(left, names_tell=names_tell)
                self.connection.execute(target.find_changed)
                self.connection.execute(target.find_vanished)
                advance(done, len(self.targets))
            return [self._change(target) for target in self.targets]

    def _tell_scales(self, left: ProblemList, *, names_tell: bool) -> None:
        """Find our numbers of scales with other numbers or names; leave meters where it is open.

        A meter with another serial number is another device, whose names cannot be those of the old one.
        """
        self.connection.execute(CREATE_IDENTITIES)
        self.connection.execute(CREATE_LEFT_METERS)
        for line, meter, known, found in self._regrouped():
            sent = {row["scale"] for row in self.connection.execute(LIST_SENT_SCALES, (meter,))}
            is_other = self.connection.execute(IS_OTHER_DEVICE, (meter,)).fetchone() is not None
            try:
                numbers = numbers_of(known, found, sent, names_tell=names_tell or is_other)
            except NamesDoNotTellError as error:
                left.add(Problem("scales.csv", line, "name", error.code, {"meter": meter, **error.values}))
                self.connection.execute(LEAVE_METER, (meter,))
            else:
                others = [(meter, at, None if at == own else own) for at, own in numbers.items()]
                self.connection.executemany(ADD_IDENTITY, others)
        for statement in FORGET_LEFT_METERS:
            self.connection.execute(statement)
        self.connection.execute(KEEP_RENUMBERED_TOGETHER)
        for statement in NAME_VALUES:
            self.connection.execute(statement)

    def _regrouped(self) -> Iterator[tuple[int, str, list[KnownScale], list[NamedScale]]]:
        """List the meters whose scales are not as before, each with the old scales and the new ones."""
        for (meter,) in self.connection.execute(FIND_REGROUPED_METERS).fetchall():
            olds = self.connection.execute(LIST_KNOWN_SCALES, (meter,)).fetchall()
            news = self.connection.execute(LIST_FOUND_SCALES, (meter,)).fetchall()
            known = [KnownScale(row["number"], _named(row)) for row in olds]
            yield news[0]["line"], meter, known, [_named(row) for row in news]

    def apply(
        self, at: datetime, also: Callable[[RegistryUnit, Iterable[HolderNews]], None], advance: Advance
    ) -> None:
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
        with transaction(self.connection, "BEGIN IMMEDIATE"):
            self.connection.execute(FIND_RETURNED_NUMBERS)
            for target in self.targets:
                self.connection.execute(target.bring_in)
                if target.take_out is not None and not (are_ahead and target.goes_out_ahead):
                    self.connection.execute(target.take_out, moment)
            self.connection.execute(SET_IDENTITIES)
            also(SqliteUnit(self.connection, self.settings), self._news())
        advance(len(portions) + 1, len(portions) + 1)
        if are_ahead:
            self._open_ahead()
        self._make_keys()

    def _count_differences(self) -> int:
        """Count the rows that are to be written, and those of the past that are to be deleted."""
        tables = [f"{target.table}_changed" for target in self.targets]
        return sum(map(self._count, [*tables, "history_vanished"]))

    def _bring_ahead(self, portion: "Sequence[Part]", moment: Mapping[str, str]) -> None:
        """Write a portion, and let the bot write afterwards."""
        began = time.perf_counter()
        with transaction(self.connection, "BEGIN IMMEDIATE"):
            for sql, first, last in portion:
                self.connection.execute(sql, {"first": first, "last": last, **moment})
        was_quick = time.perf_counter() - began <= QUICK_SECONDS
        self.pause(QUICK_PAUSE_SECONDS if was_quick else PAUSE_SECONDS)

    def _make_keys(self) -> None:
        """Make the keys of addresses in portions; an import that is ended leaves the rest to the next one."""
        while self._make_some_keys() == KEYS_AT_ONCE:
            self.pause(PAUSE_SECONDS)

    def _make_some_keys(self) -> int:
        with transaction(self.connection, "BEGIN IMMEDIATE"):
            return self.connection.execute(MAKE_KEYS, {"most": KEYS_AT_ONCE}).rowcount

    def _open_ahead(self) -> None:
        count = self._count("subscribers_ahead")
        for first in range(1, count + 1, PORTION_ROWS):
            self.pause(PAUSE_SECONDS)
            with transaction(self.connection, "BEGIN IMMEDIATE"):
                self.connection.execute(
                    OPEN_SUBSCRIBERS_AHEAD, {"first": first, "last": first + PORTION_ROWS - 1}
                )

    def _news(self) -> Iterator[HolderNews]:
        for row in self.connection.execute(LIST_NEWS):
            holder = row["account_id"], row["chat_id"], row["language"]
            yield HolderNews(*holder, row["number"], bool(row["is_closed"]))

    def write(self, work: Callable[[RegistryUnit], None]) -> None:
        """Run work in a transaction of its own."""
        with transaction(self.connection, "BEGIN IMMEDIATE"):
            work(SqliteUnit(self.connection, self.settings))

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
            yield target.bring_ahead, self._count(f"{target.table}_ahead"), TALL_ROWS if is_tall else 1
            if target.goes_out_ahead:
                yield target.take_out_ahead, self._count(f"{target.table}_vanished"), 1

    def _count(self, table: str) -> int:
        count: int = self.connection.execute(f"SELECT COUNT(*) FROM stage.{table}").fetchone()[0]
        return count

    def _has_unreadable_keys(self, file: RegistryFile) -> bool:
        is_unreadable = " OR ".join(f"{name} IS NULL" for name in file.key)
        sql = f"SELECT EXISTS (SELECT 1 FROM stage.{file.table} WHERE {is_unreadable})"
        return bool(self.connection.execute(sql).fetchone()[0])

    def _change(self, target: Target) -> Change:
        sql = f"""
            SELECT (SELECT COUNT(*) FROM stage.{target.table}),
                COUNT(*) FILTER (WHERE is_new), COUNT(*) FILTER (WHERE NOT is_new),
                (SELECT COUNT(*) FROM stage.{target.table}_vanished)
            FROM stage.{target.table}_changed
        """
        rows, added, altered, vanished = self.connection.execute(sql).fetchone()
        return Change(target.table, rows, added, altered, vanished)


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


def _counted(file: RegistryFile, rows: Iterable[Row]) -> Iterator[Row]:
    """Add to each row its place among those that follow one another with the rest of the key in common."""
    at = [2 + file.column_names.index(name) for name in file.key if name != file.counted]
    last, place = None, 0
    for row in rows:
        key = [row[index] for index in at]
        place = place + 1 if key == last else 1
        last = key
        yield (*row, place)


def _named(row: sqlite3.Row) -> NamedScale:
    return NamedScale(row["scale"], row["name"], row["last_value"])
