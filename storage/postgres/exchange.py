"""The database from a process of its own, which exchanges files with billing while the bot answers.

A lock of the session keeps out a second one of the same kind, wherever it runs. The server releases it with
the connection, so that nothing of a process that was killed is in the way of the next one.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeVar

import psycopg

from domain.answer import Answer
from services.exchange.registry import Row
from storage.exchange import (
    CREATE_KEPT_ANSWERS,
    INDEX_KEPT_ANSWERS,
    LIST_KEPT_ANSWERS,
    ExchangeIsRunningError,
    answer_of,
    understood,
)
from storage.postgres.blocking import BlockingConnection, connected, transaction, until_committed
from storage.postgres.dialect import of_migration
from storage.postgres.errors import ServerError, translated
from storage.postgres.migrate import migrate
from storage.postgres.wire import SETTINGS, address_of
from storage.unit import StoredUnit, UnitSettings

Result = TypeVar("Result")

ANSWER_COLUMNS = ("line", "receipt", "status", "reason", "month")
EXCHANGE_LOCK: Final = 7_306_002
"""The number of the advisory lock of an export or of answers; those of others are elsewhere in this room."""
LOCK_WAIT: Final = "3000"
"""Milliseconds. The server may need some until it knows that a process which was killed is gone."""
NOT_IN_TIME: Final = "55P03"
PAUSE_SECONDS = 0.02
"""Between portions. Nobody waits for this process, but disk and processors are those of the bot too."""
BEGIN_SNAPSHOT: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ"
SETTINGS_OF_LONG_WORKS: Final = {
    "client_connection_check_interval": "1000",
    "cursor_tuple_fraction": "1",
    "maintenance_work_mem": "128MB",
    "temp_buffers": "64MB",
    "work_mem": "64MB",
}
"""What holds on the connection of an exchange as well as ``storage.postgres.wire.SETTINGS``.

The first, in milliseconds, is how soon the server ends a statement that nobody waits for any more.
"""


@contextmanager
def exchanging(
    url: str,
    settings: UnitSettings,
    lock: int,
    make: "Callable[[psycopg.Connection[tuple[object, ...]]], BlockingConnection]" = BlockingConnection,
) -> Iterator[BlockingConnection]:
    """Connect for one exchange of a kind, which ``lock`` stands for, and bring the schema up to date.

    Errors: ``ExchangeIsRunningError``, ``MigrationError``, and inside as well ``StoreError``.
    """
    with translated(), connected(address_of(url)) as plain:
        connection = make(plain.connection)
        connection.set_all(SETTINGS_OF_LONG_WORKS)
        with only_one(connection, lock):
            migrate(connection, clock=settings.clock)
            yield connection


@contextmanager
def only_one(connection: BlockingConnection, lock: int) -> Iterator[None]:
    """Keep a second session out. Errors: ``ExchangeIsRunningError``."""
    connection.set_all({"lock_timeout": LOCK_WAIT})
    try:
        connection.execute("SELECT pg_advisory_lock(?)", (lock,))
    except ServerError as error:
        if error.state == NOT_IN_TIME:
            raise ExchangeIsRunningError from None
        raise
    connection.set_all({"lock_timeout": SETTINGS["lock_timeout"]})
    try:
        yield
    finally:
        with suppress(ServerError, psycopg.Error):  # otherwise the end of the session releases it
            connection.execute("SELECT pg_advisory_unlock(?)", (lock,))


def copy_rows(
    connection: BlockingConnection, table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Add rows to a table as a stream, inside of a transaction, and return how many there were."""
    statement = f"COPY {table} ({', '.join(names)}) FROM STDIN"
    with connection.connection.cursor() as cursor:
        with cursor.copy(statement.encode()) as copy:
            for row in rows:
                copy.write_row(row)
        return cursor.rowcount


@contextmanager
def open_exchange(
    url: str, settings: UnitSettings, *, pause: Callable[[float], None] = time.sleep
) -> Iterator["PostgresExchange"]:
    """Open the database for an export, or for answers; ``pause`` lets others write for some seconds.

    Errors: ``ExchangeIsRunningError``, ``MigrationError``, and inside as well ``StoreError``.
    """
    with exchanging(url, settings, EXCHANGE_LOCK) as connection:
        yield PostgresExchange(connection, settings, pause)


@dataclass(frozen=True)
class PostgresExchange:
    """Implements ``services.exchange.exports.ExportStore`` and ``services.exchange.answers.AnswerStore``.

    A portion that changes something sees one state of the database, and is run again if somebody else changed
    one of its rows meanwhile. It is not serializable, because it reads so many rows that it would hardly ever
    come through next to a busy bot: whatever it decides by stands in the very rows that it changes.
    """

    connection: BlockingConnection
    settings: UnitSettings
    pause: Callable[[float], None]

    def read(self, work: Callable[[StoredUnit], Result]) -> Result:
        """Run work that changes nothing."""
        with transaction(self.connection, f"{BEGIN_SNAPSHOT} READ ONLY"):
            return work(StoredUnit(self.connection, self.settings))

    def write(self, work: Callable[[StoredUnit], Result]) -> Result:
        """Run work in a transaction, more than once if somebody else was faster."""
        work_here = partial(work, StoredUnit(self.connection, self.settings))
        return until_committed(self.connection, BEGIN_SNAPSHOT, work_here, lambda _: self.give_way())

    def keep_answers(self, rows: Iterable[Row]) -> int:
        """Take the rows of a file of answers that were understood and return how many there were."""
        with transaction(self.connection, "BEGIN"):
            self.connection.run(of_migration(CREATE_KEPT_ANSWERS) or "")
            count = copy_rows(self.connection, "answers", ANSWER_COLUMNS, understood(rows))
            self.connection.run(INDEX_KEPT_ANSWERS)
        self.connection.run("ANALYZE answers")
        return count

    def list_answers(self, after: int, limit: int) -> list[Answer]:
        """List the next answers behind a line."""
        return [answer_of(row) for row in self.connection.execute(LIST_KEPT_ANSWERS, (after, limit))]

    def give_way(self) -> None:
        """Let others have the disk for a moment."""
        self.pause(PAUSE_SECONDS)
