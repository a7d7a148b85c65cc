"""The database from a process of its own, which exchanges files with billing while the bot answers.

A lock that the system releases with the process keeps out a second one of the same kind.
"""

import fcntl
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

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
from storage.sqlite.database import connect
from storage.sqlite.errors import translated
from storage.sqlite.migrate import migrate
from storage.sqlite.private import close_to_others, private_opener
from storage.unit import StoredUnit, UnitSettings

Result = TypeVar("Result")

PAUSE_SECONDS = 0.11
"""Between portions. A writer that waits for SQLite looks every tenth of a second whether it is its turn."""
KEEP_ANSWER = "INSERT INTO answers (line, receipt, status, reason, month) VALUES (?, ?, ?, ?, ?)"


@contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Keep a second process out. Errors: ``ExchangeIsRunningError``."""
    lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(lock, "w", opener=private_opener) as held:
        close_to_others(lock)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ExchangeIsRunningError from None
        yield


@contextmanager
def temporary_files_in(folder: Path) -> Iterator[None]:
    """Let SQLite keep what this process sorts in a folder: /tmp may be a few megabytes of memory."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with translated(), closing(sqlite3.connect(":memory:")) as connection:
        quoted = str(folder.absolute()).replace("'", "''")
        connection.execute(f"PRAGMA temp_store_directory = '{quoted}'")
        try:
            yield
        finally:
            connection.execute("PRAGMA temp_store_directory = ''")


@contextmanager
def transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    """Run what is inside as one transaction, which ``begin`` begins."""
    connection.execute(begin)
    try:
        yield
    except BaseException:
        if connection.in_transaction:  # a full disk ends it by itself
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def open_exchange(
    database: Path, settings: UnitSettings, *, pause: Callable[[float], None] = time.sleep
) -> Iterator["SqliteExchange"]:
    """Open the database for an export, or for answers; ``pause`` lets others write for some seconds.

    Errors: ``ExchangeIsRunningError``, ``MigrationError``, and inside as well ``StoreError``.
    """
    with (
        translated(),
        only_one(database.with_name(f"{database.name}.exchange-lock")),
        closing(connect(database)) as connection,
    ):
        migrate(connection, clock=settings.clock)
        yield SqliteExchange(connection, settings, pause)


@dataclass(frozen=True)
class SqliteExchange:
    """Implements ``services.exchange.exports.ExportStore`` and ``services.exchange.answers.AnswerStore``."""

    connection: sqlite3.Connection
    settings: UnitSettings
    pause: Callable[[float], None]

    def read(self, work: Callable[[StoredUnit], Result]) -> Result:
        """Run work that changes nothing."""
        with transaction(self.connection, "BEGIN"):
            return work(StoredUnit(self.connection, self.settings))

    def write(self, work: Callable[[StoredUnit], Result]) -> Result:
        """Run work in a transaction."""
        with transaction(self.connection, "BEGIN IMMEDIATE"):
            return work(StoredUnit(self.connection, self.settings))

    def keep_answers(self, rows: Iterable[Row]) -> int:
        """Take the rows of a file of answers that were understood and return how many there were."""
        with transaction(self.connection, "BEGIN"):
            self.connection.execute(CREATE_KEPT_ANSWERS)
            inserted = self.connection.executemany(KEEP_ANSWER, understood(rows))
            self.connection.execute(INDEX_KEPT_ANSWERS)
        return inserted.rowcount

    def list_answers(self, after: int, limit: int) -> list[Answer]:
        """List the next answers behind a line."""
        return [answer_of(row) for row in self.connection.execute(LIST_KEPT_ANSWERS, (after, limit))]

    def give_way(self) -> None:
        """Let others write for a moment."""
        self.pause(PAUSE_SECONDS)
