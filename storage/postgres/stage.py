"""The stage of PostgreSQL: temporary tables of the connection of the import, which end with it.

They are not written to the log of the server, and no other session sees them. Nobody waits for the
transaction that brings the differences in: readers look at what was committed before, and writers do not
touch these rows. So nothing goes ahead of it, however many rows differ.

It is READ COMMITTED, because a serializable one that reads whole tables would be in the way of every work of
the bot. What it reads of the database, only another import writes, and a lock of the session keeps that out.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from itertools import count, islice
from typing import Final

from services.exchange.registry import Advance, Findings
from services.exchange.registry import Row as FileRow
from storage.columns import moment_text
from storage.connection import Parameters, Row
from storage.postgres.blocking import BlockingConnection, Rows, transaction
from storage.postgres.dialect import of_migration
from storage.postgres.errors import TWICE, ServerError
from storage.postgres.exchange import BEGIN_SNAPSHOT, PAUSE_SECONDS, copy_rows, exchanging
from storage.stage import KEYS_OF_ADDRESS, Also, Stage
from storage.stage_checks import Check, judge
from storage.stage_targets import Target
from storage.unit import UnitSettings

IMPORT_LOCK: Final = 7_306_003
ROWS_AT_ONCE = 10_000
"""Rows that are in memory at once, of what a query finds."""
PAGES_AT_ONCE = 2_000
"""Pages of differences, some 300,000 rows, that one statement brings in.

The server keeps in memory of which rows of a statement it has yet to look up what they refer to.
"""
KEYS_AT_ONCE = 10_000

LIST_WITHOUT_KEYS = "SELECT number, address FROM subscribers WHERE street IS NULL ORDER BY number LIMIT ?"
KEEP_KEYS = """
    UPDATE subscribers SET street = made.street, place = made.place, house = made.house
    FROM unnest(CAST(? AS TEXT[]), CAST(? AS TEXT[]), CAST(? AS TEXT[]), CAST(? AS TEXT[]))
        AS made (number, street, place, house)
    WHERE subscribers.number = made.number
"""
LOOK_HERE_LAST = "SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', false)"
"""Tables without a schema are those of the database, also where the stage has one of the same name."""
COUNT_PAGES = "SELECT pg_relation_size(CAST(? AS regclass)) / current_setting('block_size')::bigint"

_SAID_OTHERWISE: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r"\bINDEX stage\.(\w+) ON (\w+)"), r"INDEX \1 ON pg_temp.\2"),
    (re.compile(r"\bstage\.(?=\w)"), "pg_temp."),
    (re.compile(r"\bmain\.(?=\w)"), ""),
)


@lru_cache(maxsize=1024)
def of_stage(sql: str) -> str:
    """Say a statement of ``storage.stage_targets`` and its neighbours, which are in the words of SQLite."""
    if "stage." not in sql and "main." not in sql:
        return sql
    for pattern, replacement in _SAID_OTHERWISE:
        sql = pattern.sub(replacement, sql)
    return of_migration(sql) or ""


class StageConnection(BlockingConnection):
    """A connection on which ``stage`` means the temporary tables, and ``main`` the database."""

    def execute(self, sql: str, parameters: Parameters = (), /) -> Rows:
        """Run a statement. Errors: ``ServerError``."""
        return super().execute(of_stage(sql), parameters)

    def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> Rows:
        """Run a statement once for each set of values. Errors: ``ServerError``."""
        return super().executemany(of_stage(sql), parameters)


@contextmanager
def open_stage(
    url: str, settings: UnitSettings, *, pause: Callable[[float], None] = time.sleep
) -> Iterator["PostgresRegistryStage"]:
    """Connect to the database with an empty stage, which is gone at the end.

    ``pause`` lets others write for some seconds.

    Errors: ``ExchangeIsRunningError``, ``MigrationError``, and inside as well ``StoreError``.
    """
    with exchanging(url, settings, IMPORT_LOCK, StageConnection) as connection:
        connection.run(LOOK_HERE_LAST)
        connection.set_all({"enable_seqscan": "on"})
        yield PostgresRegistryStage(connection=connection, settings=settings, pause=pause)


@dataclass(frozen=True, kw_only=True)
class PostgresRegistryStage(Stage):
    """Implements ``services.exchange.registry.RegistryStage``."""

    connection: BlockingConnection
    numbers: Iterator[int] = field(default_factory=count)
    """Those of queries whose rows are fetched in portions."""

    def snapshot(self) -> AbstractContextManager[None]:
        """See ``storage.stage.Stage``, as of all that is public here."""
        return transaction(self.connection, BEGIN_SNAPSHOT)

    def writing(self) -> AbstractContextManager[None]:
        """Let each statement see what others committed before it."""
        return transaction(self.connection, "BEGIN ISOLATION LEVEL READ COMMITTED")

    def find(self, sql: str, values: Mapping[str, str]) -> Iterator[Row]:
        """Give rows as the server finds them; the end of the transaction ends a query that was left."""
        name = f"found_{next(self.numbers)}"
        self.connection.execute(f"DECLARE {name} NO SCROLL CURSOR FOR {sql}", values)
        while some := self.connection.execute(f"FETCH {ROWS_AT_ONCE} FROM {name}").fetchall():
            yield from some

    def insert(self, table: str, names: Sequence[str], rows: Iterable[FileRow]) -> int:
        """Stream rows into a table."""
        return copy_rows(self.connection, f"pg_temp.{table}", names, rows)

    def has_unique(self, index: str) -> bool:
        """Make an index of keys if no key stands there twice."""
        try:
            self.connection.execute(index)
        except ServerError as error:
            if error.state == TWICE:
                return False
            raise
        return True

    def judged(
        self, checks: Sequence[Check], values: Mapping[str, str], advance: Callable[[int], None]
    ) -> Mapping[Check, Findings]:
        """Check one rule after another, because one session does one thing at a time."""
        for table in (*self.files, "registers"):
            self._measure(table)
        with self.snapshot():
            return judge(self.find, checks, values, advance)

    def find_changed(self, target: Target) -> None:
        """Keep what differs; what the program makes of a row is made on the way to the stage."""
        if not target.made:
            super().find_changed(target)
        else:
            self._find_and_make(target)
        self._measure(f"{target.table}_changed")

    def _find_and_make(self, target: Target) -> None:
        table = f"{target.table}_changed"
        names = ["position", "is_new", "is_unheld", *KEYS_OF_ADDRESS]
        made = ", ".join(f"{name} TEXT" for name in KEYS_OF_ADDRESS)
        self.connection.execute(
            f"CREATE TABLE stage.{table} (position BIGINT, is_new BOOLEAN, is_unheld BOOLEAN, {made})"
        )
        rows = self.find(replace(target, made={"address": "new.address"}).list_changed, {})
        while some := list(islice(rows, ROWS_AT_ONCE)):
            self.insert(table, names, [(*known, *_keys(address)) for *known, address in some])

    def _measure(self, table: str) -> None:
        """Let the server know how much there is; of temporary tables nobody else tells it."""
        self.connection.run(f"ANALYZE pg_temp.{table}")

    def apply(self, at: datetime, also: Also, advance: Advance) -> None:
        """Make all differences count by one transaction."""
        advance(0, 1)
        with self.writing():
            self.bring_in({"at": moment_text(at)}, also)
        advance(1, 1)
        self.make_keys(KEYS_AT_ONCE, PAUSE_SECONDS)

    def bring(self, target: Target) -> None:
        """Write what differs, by some pages of the table of differences at a time."""
        table = f"pg_temp.{target.table}_changed"
        (pages,) = self.connection.execute(COUNT_PAGES, (table,)).fetchall()[0]
        for first in range(0, pages, PAGES_AT_ONCE):
            places = {"first": f"({first},0)", "beyond": f"({first + PAGES_AT_ONCE},0)"}
            self.connection.execute(target.bring_part(PART), places)

    def make_some_keys(self, most: int) -> int:
        """Make the keys of so many addresses that have none."""
        with self.writing():
            homes = self.connection.execute(LIST_WITHOUT_KEYS, (most,)).fetchall()
            made = [(number, *_keys(address)) for number, address in homes]
            if made:
                self.connection.execute(KEEP_KEYS, [list(column) for column in zip(*made, strict=True)])
        return len(homes)


PART = "changed.ctid >= CAST(:first AS TID) AND changed.ctid < CAST(:beyond AS TID)"
"""Rows of some pages, which the server finds without an index."""


def _keys(address: str) -> list[str | None]:
    return [make(address) for make in KEYS_OF_ADDRESS.values()]
