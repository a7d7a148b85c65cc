"""The only module that opens the database, because all connections must have the same settings.

Every unit of work is one function, so the works of concurrent conversations never mix in a transaction. Short
works run on the event loop: ``writer`` runs those that write, and gives only their commit to a thread;
``readers`` runs those that read. Long works run on threads as a whole.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from services.ports import Clock
from services.units import StoreLostError
from storage.closing import IN_PROGRESS
from storage.connection import Connection
from storage.inbox import IncomingUpdate
from storage.sqlite.errors import is_locked, translated
from storage.sqlite.job_connection import JobConnection
from storage.sqlite.migrate import migrate
from storage.sqlite.private import keep_private
from storage.sqlite.readers import LongReaders, LoopReader
from storage.sqlite.works import Result
from storage.sqlite.writer import BATCH, Later, Writer
from storage.store import WriteStats
from storage.unit import StoredUnit, UnitSettings

URL_PREFIX = "sqlite:///"
LONG_READERS = 2
"""How many long reads run at the same time."""
BUSY_TIMEOUT = timedelta(seconds=30)
"""How long to wait for another process, such as a registry import, that holds the write lock."""
ONLY_ADDED_TO = {
    "audit_without_delete": """
        CREATE TRIGGER IF NOT EXISTS audit_without_delete BEFORE delete ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END
    """,
    "audit_keeps_deeds": f"""
        CREATE TRIGGER IF NOT EXISTS audit_keeps_deeds BEFORE update ON audit
        WHEN NEW.id <> OLD.id OR NEW.at <> OLD.at OR NEW.operator_id <> OLD.operator_id
            OR NEW.operator_name <> OLD.operator_name OR NEW.action <> OLD.action
            OR NEW.subject <> OLD.subject
            OR NOT EXISTS (SELECT 1 FROM closed_accounts WHERE erased_at = '{IN_PROGRESS}')
        BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END
    """,  # noqa: S608 (the word is ours)
}
"""Triggers that refuse changes of the audit trail, here because each database has its own form of them.

The one change that they let through takes a person out of the details, in the unit of work that erases them.
"""
OF_EARLIER = ("audit_without_update",)
"""Triggers of earlier versions, which refused that change as well."""
PAUSE_SECONDS = 0.01
"""The pause before SQLite is asked again for a lock that it refused without waiting."""
NEVER_WAIT = "PRAGMA busy_timeout = 0"
"""For a connection that the event loop uses."""
KEPT_WAL_BYTES = 64 * 1024 * 1024
"""The size to which the write-ahead log shrinks after a large transaction."""


def database_path(url: str) -> Path:
    """Return the file of a ``DATABASE_URL``: ``sqlite:///relative/path`` or ``sqlite:////absolute/path``.

    ``ValueError`` for any other kind of URL and for the in-memory database, which several connections
    cannot share.
    """
    path = url.removeprefix(URL_PREFIX)
    if path == url or path in {"", ":memory:"}:
        raise ValueError("only sqlite:///path/to/file is supported")
    return Path(path)


def connect(
    path: Path, *, read_only: bool = False, is_shared: bool = False, busy_timeout: timedelta = BUSY_TIMEOUT
) -> sqlite3.Connection:
    """Open the database file, making it and its folder if needed; transactions are begun explicitly.

    A ``read_only`` connection refuses statements that change something. One that ``is_shared`` may be used by
    several threads, one at a time.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    keep_private(path)
    connection = sqlite3.connect(
        path,
        timeout=busy_timeout.total_seconds(),
        isolation_level=None,
        check_same_thread=not is_shared,
    )
    connection.row_factory = sqlite3.Row
    _write_ahead(connection, busy_timeout)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA journal_size_limit = {KEPT_WAL_BYTES}")
    if read_only:
        connection.execute("PRAGMA query_only = ON")
    return connection


@contextmanager
def open_read_only(path: Path) -> Iterator[Connection]:
    """Open the database for a command that only reads; the bot may be running. Errors: ``StoreError``."""
    with translated(), closing(connect(path, read_only=True)) as connection:
        yield connection


def _write_ahead(connection: sqlite3.Connection, patience: timedelta) -> None:
    """Switch to a write-ahead log.

    If several connections do that to a new file at once, SQLite refuses all but one without waiting, because
    each of them holds a lock that the others need.
    """
    gives_up_at = time.monotonic() + patience.total_seconds()
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not is_locked(error) or time.monotonic() >= gives_up_at:
                raise
            time.sleep(PAUSE_SECONDS)
        else:
            return


def prepare(connection: sqlite3.Connection, clock: Clock) -> None:
    """Bring the schema up to date, protect the audit trail, and let the connection never wait again."""
    migrate(connection, clock=clock)
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    known = {row["name"] for row in triggers}
    for name in known & set(OF_EARLIER):
        connection.execute(f"DROP TRIGGER {name}")
    for name, trigger in ONLY_ADDED_TO.items():
        if name not in known:
            connection.execute(trigger)
    connection.execute(NEVER_WAIT)


@dataclass
class Database:
    """The store of units of work: ``services.units.Units[StoredUnit]``."""

    _writer: Writer
    _reader: LoopReader
    _long_readers: LongReaders
    _settings: UnitSettings
    _is_closed: bool = False

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        path: Path,
        *,
        clock: Clock,
        operator_chat_id: int | None = None,
        operator_language: str = "ru",
        busy_timeout: timedelta = BUSY_TIMEOUT,
        later: Later | None = None,
    ) -> "AsyncIterator[Database]":
        """Open the file, bring its schema up to date, and close it after the last accepted work.

        ``operator_chat_id`` is where alerts go; without it they are only kept. ``busy_timeout`` is how long
        a work waits while another process writes; ``later`` stands for the event loop's ``call_later``.
        Errors: ``StoreError`` and ``MigrationError``.
        """
        loop = asyncio.get_running_loop()
        opener = partial(connect, path, busy_timeout=busy_timeout)
        async with AsyncExitStack() as stack:
            with translated():
                connection = JobConnection(partial(opener, is_shared=True), iter_chunk_size=1)
                await stack.enter_async_context(connection)
                await connection.submit(partial(prepare, clock=clock))
                spare = await asyncio.to_thread(opener, is_shared=True, read_only=True)
                stack.callback(spare.close)
                spare.execute(NEVER_WAIT)
                readers = [
                    JobConnection(partial(opener, read_only=True), iter_chunk_size=1)
                    for _ in range(LONG_READERS)
                ]
                for each in readers:
                    await stack.enter_async_context(each)
            writer = Writer(connection, loop, later or loop.call_later, busy_timeout)
            reader = LoopReader(loop, lambda: connection.bare if writer.is_free else spare, BATCH)
            settings = UnitSettings(clock, operator_chat_id, operator_language)
            database = cls(writer, reader, LongReaders(loop, readers), settings)
            stack.push_async_callback(database._close)
            yield database

    @property
    def stats(self) -> WriteStats:
        """What was written since the start."""
        return self._writer.stats

    @property
    def is_shared(self) -> bool:
        """Never: one process works on a file."""
        return False

    async def leave(self, chat_id: int) -> Sequence[IncomingUpdate]:  # noqa: ARG002 - nobody else wants it
        """Do nothing; see ``storage.store.Store``."""
        return ()

    async def hold(self, chats: Collection[int]) -> None:
        """Do nothing."""

    async def take_over(self) -> Sequence[IncomingUpdate]:
        """Return all that waits, which the process before this one has left."""
        return await self.read_long(lambda unit: unit.inbox.pending())

    async def keeps(self) -> bool:
        """Tell that this process does everything."""
        return True

    async def read(self, work: Callable[[StoredUnit], Result]) -> Result:
        """Run work on the event loop, on a consistent snapshot of what is committed.

        Errors: ``StoreRefusedError`` if the work would change something, and other kinds of ``StoreError``.
        """
        with translated():
            return await self._reader.take(self._with_unit(work))

    async def read_long(self, work: Callable[[StoredUnit], Result]) -> Result:
        """Run work like :meth:`read`, but on a thread, however long it takes."""
        with translated():
            return await self._long_readers.take(self._with_unit(work))

    async def write(self, work: Callable[[StoredUnit], Result]) -> Result:
        """Run work in a transaction and return once it is on the disk; undo it and raise if it raised.

        A work that was handed over is done even if its caller is cancelled meanwhile. Errors: ``StoreError``,
        also if the commit fails; then nothing of the work is kept.
        """
        with translated():
            return await self._writer.take(self._with_unit(work))

    async def write_long(self, work: Callable[[StoredUnit], Result]) -> Result:
        """Run work like :meth:`write`, but on a thread and in a transaction of its own."""
        with translated():
            return await self._writer.take_long(self._with_unit(work))

    def ride(self, work: Callable[[StoredUnit], object]) -> None:
        """Commit work together with the next write, or soon; see ``services.units.Units.ride``.

        A transaction that fails leaves the work where it was, and it is tried again. What the work itself
        raises goes to the exception handler of the event loop.
        """
        self._writer.ride(self._with_unit(work))

    async def _close(self) -> None:
        """Take no more works and wait for those that were taken."""
        self._is_closed = True
        self._reader.close()
        await self._long_readers.close()
        await self._writer.close()

    def _with_unit(self, work: Callable[[StoredUnit], Result]) -> Callable[[sqlite3.Connection], Result]:
        if self._is_closed:
            raise StoreLostError("the database is closed")

        def job(connection: sqlite3.Connection) -> Result:
            try:
                return work(StoredUnit(connection, self._settings))
            except StopIteration as error:  # a future cannot carry it: the caller would wait for ever
                raise RuntimeError("a unit of work raised StopIteration") from error

        return job
