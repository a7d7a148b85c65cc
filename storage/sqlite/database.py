"""The only place that opens the database, and everything that only SQLite has.

One connection writes, a few others read beside it. Every unit of work is one function that runs on the
connection's thread, so the works of concurrent conversations never mix in a transaction. Works that wait
while all connections are busy go to the next free one together: under load an fsync, which takes
milliseconds, is shared by all who wait, and so is a hop between threads, which costs more than most reads.
"""

import asyncio
import sqlite3
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeAlias, TypeVar

import aiosqlite

from services.ports import Clock
from services.units import StoreLostError
from storage.connection import Connection
from storage.sqlite.errors import translated
from storage.sqlite.migrate import migrate
from storage.unit import SqliteUnit, UnitSettings

Result = TypeVar("Result")

URL_PREFIX = "sqlite:///"
BATCH = 64
"""Works that go together at most: bounds how long the first of them waits for the others."""
READERS = 2
BUSY_TIMEOUT = timedelta(seconds=30)
"""How long to wait for another process, such as a registry import, that holds the write lock."""
ONLY_ADDED_TO = {
    f"audit_without_{deed}": f"""
        CREATE TRIGGER IF NOT EXISTS audit_without_{deed} BEFORE {deed} ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END
    """
    for deed in ("update", "delete")
}
"""Triggers, which no two databases write alike: PostgreSQL will take the rights away instead."""
PAUSE_SECONDS = 0.01
"""Before SQLite is asked again for what it refused without waiting."""
KEPT_WAL_BYTES = 64 * 1024 * 1024
"""What the write-ahead log shrinks to after something large went through it."""


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
    path: Path, *, read_only: bool = False, busy_timeout: timedelta = BUSY_TIMEOUT
) -> sqlite3.Connection:
    """Open the database file, making it and its folder if needed; transactions are begun explicitly.

    A ``read_only`` connection refuses statements that change something.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=busy_timeout.total_seconds(), isolation_level=None)
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

    Where several connections do that to a new file at once, SQLite refuses all but one without waiting: each
    of them holds what the others need.
    """
    gives_up_at = time.monotonic() + patience.total_seconds()
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() >= gives_up_at:
                raise
            time.sleep(PAUSE_SECONDS)
        else:
            return


class JobConnection(aiosqlite.Connection):
    """A connection that runs a whole function on its thread, where aiosqlite hops once per statement."""

    def submit(self, job: Callable[[sqlite3.Connection], Result]) -> "asyncio.Future[Result]":
        """Queue a job at once; it runs even if nobody waits for the future any more.

        ``ValueError`` if the connection is closed.
        """
        connection = self._conn
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._tx.put_nowait((future, partial(job, connection)))
        return future


@dataclass(frozen=True)
class _Outcome:
    """What came of one work of a batch."""

    result: Any = None
    error: Exception | None = None


@dataclass(frozen=True, eq=False)
class _Request(Generic[Result]):
    """A work that waits for a connection."""

    work: Callable[[sqlite3.Connection], Result]
    answer: "asyncio.Future[Result]"

    def fail(self, error: BaseException) -> None:
        if not self.answer.done():  # the caller gave up: the work was done nevertheless
            self.answer.set_exception(error)

    def settle(self, outcome: _Outcome) -> None:
        if outcome.error is not None:
            self.fail(outcome.error)
        elif not self.answer.done():
            self.answer.set_result(outcome.result)


@dataclass
class WriteStats:
    """Counters since the start; works ÷ commits tells how many shared an fsync."""

    commits: int = 0
    works: int = 0


Work: TypeAlias = Callable[[sqlite3.Connection], Any]
RunBatch: TypeAlias = Callable[[list[Work], sqlite3.Connection], list[_Outcome]]


@dataclass
class _Desk:
    """Deals works out to connections: while all of them are busy, works gather and then go together."""

    run: RunBatch
    loop: asyncio.AbstractEventLoop
    """Asking for the running one is a call of the system, every time."""
    stats: WriteStats = field(default_factory=WriteStats)
    _free: list[JobConnection] = field(default_factory=list)
    _busy: int = 0
    _waiting: deque[_Request[Any]] = field(default_factory=deque)
    _is_idle: asyncio.Event = field(default_factory=asyncio.Event)
    _is_closed: bool = False

    def __post_init__(self) -> None:
        self._is_idle.set()

    def add(self, connection: JobConnection) -> None:
        """Let one more connection work here."""
        self._free.append(connection)

    async def do(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        if self._is_closed:
            raise StoreLostError("the database is closed")
        answer: asyncio.Future[Result] = self.loop.create_future()
        request = _Request(work, answer)
        self._waiting.append(request)
        self._is_idle.clear()
        if len(self._waiting) == 1:
            self.loop.call_soon(self._deal)
        return await answer

    async def close(self) -> None:
        """Take no more works and wait for those that were taken."""
        self._is_closed = True
        await self._is_idle.wait()

    def _deal(self) -> None:
        while self._waiting and self._free:
            batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            connection = self._free.pop()
            self._busy += 1
            done = connection.submit(partial(self.run, [request.work for request in batch]))
            done.add_done_callback(partial(self._settle, connection, batch))
        if not self._waiting and not self._busy:
            self._is_idle.set()

    def _settle(
        self, connection: JobConnection, batch: list[_Request[Any]], done: "asyncio.Future[list[_Outcome]]"
    ) -> None:
        self._free.append(connection)
        self._busy -= 1
        error = done.exception()
        if error is None:
            self.stats.commits += 1
            self.stats.works += len(batch)
            for request, outcome in zip(batch, done.result(), strict=True):
                request.settle(outcome)
        else:
            for request in batch:
                request.fail(error)
        self._deal()


def _prepare(connection: sqlite3.Connection, clock: Clock) -> None:
    """Bring the schema up to date, and let nobody change what may only be added to."""
    migrate(connection, clock=clock)
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    known = {row["name"] for row in triggers}
    for name, trigger in ONLY_ADDED_TO.items():
        if name not in known:
            connection.execute(trigger)


def _run_batch(works: list[Work], connection: sqlite3.Connection) -> list[_Outcome]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        outcomes = [_run_alone(connection, work) for work in works]
        connection.execute("COMMIT")
    except BaseException:
        _roll_back(connection)
        raise
    return outcomes


def _run_alone(connection: sqlite3.Connection, work: Work) -> _Outcome:
    connection.execute("SAVEPOINT work")
    try:
        outcome = _Outcome(result=work(connection))
    except Exception as error:
        if not connection.in_transaction:  # not only this work is undone, but the batch
            raise
        connection.execute("ROLLBACK TO work")
        outcome = _Outcome(error=error)
    connection.execute("RELEASE work")
    return outcome


def _run_snapshot(works: list[Work], connection: sqlite3.Connection) -> list[_Outcome]:
    """Run works that only read, on one snapshot that is no older than any of them."""
    connection.execute("BEGIN")
    try:
        return [_look(connection, work) for work in works]
    finally:
        _roll_back(connection)


def _look(connection: sqlite3.Connection, work: Work) -> _Outcome:
    try:
        return _Outcome(result=work(connection))
    except Exception as error:  # noqa: BLE001 - it is raised where the work came from
        return _Outcome(error=error)


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:  # SQLite may have done it already, on a full disk or an I/O error
        connection.execute("ROLLBACK")


@dataclass(frozen=True)
class Database:
    """The store of units of work: ``services.units.Units[SqliteUnit]``."""

    _writer: _Desk
    _readers: _Desk
    _settings: UnitSettings

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
    ) -> "AsyncIterator[Database]":
        """Open the file, bring its schema up to date, and close it after the last accepted work.

        ``operator_chat_id`` is where alerts go; without it they are only kept. ``busy_timeout`` is how long
        a work waits while another process writes. Errors: ``StoreError`` and ``MigrationError``.
        """
        async with AsyncExitStack() as stack:
            opener = partial(connect, path, busy_timeout=busy_timeout)
            connection = JobConnection(opener, iter_chunk_size=1)
            loop = asyncio.get_running_loop()
            writer, readers = _Desk(_run_batch, loop), _Desk(_run_snapshot, loop)
            with translated():
                await stack.enter_async_context(connection)
                await connection.submit(partial(_prepare, clock=clock))
                writer.add(connection)
                for _ in range(READERS):
                    reader = JobConnection(partial(opener, read_only=True), iter_chunk_size=1)
                    await stack.enter_async_context(reader)
                    readers.add(reader)
            stack.push_async_callback(readers.close)
            stack.push_async_callback(writer.close)
            yield cls(writer, readers, UnitSettings(clock, operator_chat_id, operator_language))

    @property
    def stats(self) -> WriteStats:
        """What was written since the start."""
        return self._writer.stats

    async def read(self, work: Callable[[SqliteUnit], Result]) -> Result:
        """Run work on a consistent snapshot of what is committed.

        Errors: ``StoreRefusedError`` if the work would change something, and other kinds of ``StoreError``.
        """
        with translated():
            return await self._readers.do(self._with_unit(work))

    async def write(self, work: Callable[[SqliteUnit], Result]) -> Result:
        """Run work in a transaction and return once it is on the disk; undo it and raise if it raised.

        A work that was handed over is done even if its caller is cancelled meanwhile. Errors: ``StoreError``,
        also if the commit fails; then nothing of the work is kept.
        """
        with translated():
            return await self._writer.do(self._with_unit(work))

    def _with_unit(self, work: Callable[[SqliteUnit], Result]) -> Callable[[sqlite3.Connection], Result]:
        def job(connection: sqlite3.Connection) -> Result:
            try:
                return work(SqliteUnit(connection, self._settings))
            except StopIteration as error:  # a future cannot carry it: the caller would wait for ever
                raise RuntimeError("a unit of work raised StopIteration") from error

        return job
