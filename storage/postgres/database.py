"""The store of units of work on a PostgreSQL server; see ``services.units``.

Short works run in greenlets on the event loop, and their statements leave together. Long ones run on threads,
each on a connection of its own. What nobody waits for goes in one ordered stream.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any, TypeVar

from services.ports import Clock
from services.units import StoreLostError
from storage.connection import Connection
from storage.inbox import IncomingUpdate
from storage.postgres.blocking import connected
from storage.postgres.errors import translated
from storage.postgres.keeping import Keeping
from storage.postgres.leases import FIND_CHATS_OF_NOBODY, MOST_TAKEN_OVER, Claim
from storage.postgres.long_works import run_long
from storage.postgres.migrate import migrate
from storage.postgres.pool import Pool
from storage.postgres.reads import SharedReader
from storage.postgres.stream import Later, Stream
from storage.postgres.transactions import BEGIN_READ, BEGIN_STREAM, BEGIN_WRITE
from storage.postgres.wire import address_of
from storage.postgres.write_queue import WriteQueue
from storage.postgres.writes import Writing
from storage.store import WriteStats
from storage.turns import Arrival, Ending
from storage.unit import StoredUnit, UnitSettings

Result = TypeVar("Result")

WRITERS, READERS, LONG_WORKS = 3, 3, 2
"""Connections for works that change something and for those that read, and threads for long ones."""
PATIENCE = timedelta(seconds=30)
"""How long a work waits for the server before its caller is told that the store is busy."""


@dataclass
class Database:
    """The store of units of work: ``services.units.Units[StoredUnit]``."""

    address: str
    _loop: asyncio.AbstractEventLoop
    _pools: tuple[Pool, ...]
    _reader: SharedReader
    _writing: Writing
    _stream: Stream
    _settings: UnitSettings
    _keeping: Keeping = field(init=False)
    _queue: WriteQueue = field(init=False)
    _long: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LONG_WORKS))
    _long_works: "set[asyncio.Task[Any]]" = field(default_factory=set)
    _is_closed: bool = False

    def __post_init__(self) -> None:
        self._keeping = Keeping(self.address)
        self._queue = WriteQueue(self._writing, self._loop, WRITERS)

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        url: str,
        *,
        clock: Clock,
        operator_chat_id: int | None = None,
        operator_language: str = "ru",
        patience: timedelta = PATIENCE,
        jitter: Random | None = None,
        later: Later | None = None,
    ) -> "AsyncIterator[Database]":
        """Connect, bring the schema up to date, and close after the last accepted work.

        The fields are those of ``storage.sqlite.database.Database.open``. Errors: ``StoreError`` and
        ``MigrationError``.
        """
        loop, address = asyncio.get_running_loop(), address_of(url)
        settings = UnitSettings(clock, operator_chat_id, operator_language)
        async with AsyncExitStack() as stack:
            with translated():
                await asyncio.to_thread(_bring_up_to_date, address, clock)
                pools = [Pool(address, patience, loop) for _ in range(3)]
                for pool, size in zip(pools, (WRITERS, READERS, 1), strict=True):
                    stack.push_async_callback(pool.close)
                    await pool.fill(size)
            writers, readers, stream = pools
            draws = jitter or Random()  # noqa: S311 - pauses are no secret
            writing = Writing(writers, loop, draws)
            riding = Writing(stream, loop, draws, writing.stats, BEGIN_STREAM)
            database = cls(
                address,
                loop,
                tuple(pools),
                SharedReader(readers, loop),
                writing,
                Stream(riding, partial(_unit_on, settings), loop, later or loop.call_later),
                settings,
            )
            stack.push_async_callback(database._close)
            yield database

    @property
    def stats(self) -> WriteStats:
        """What was written since the start."""
        return self._writing.stats

    @property
    def is_shared(self) -> bool:
        """Always: as many processes of the bot may work here as are wanted."""
        return True

    async def leave(self, chat_id: int) -> Sequence[IncomingUpdate]:
        """Give up a chat once what ended there is committed; see ``storage.store.Store``."""
        with translated():
            return await self._stream.leave(chat_id)

    async def hold(self, chats: Collection[int]) -> None:
        """Hold the leases of chats for longer, also where the server has lost them."""
        with translated():
            await self._stream.take(Claim(tuple(chats), looks=False))

    async def take_over(self) -> Sequence[IncomingUpdate]:
        """Claim chats in which something waits that nobody answers."""
        chats = await self.read(_chats_of_nobody)
        if not chats:
            return ()
        with translated():
            return await self._stream.take(Claim(chats, looks=True))

    async def keeps(self) -> bool:
        """Try to be the keeper, or look whether it still is."""
        return not self._is_closed and await self._keeping.look()

    async def read(self, work: Callable[[StoredUnit], Result]) -> Result:
        """Run work on a consistent snapshot of what is committed. Errors: ``StoreError``."""
        with translated():
            return await self._reader.take(self._with_unit(work))

    async def read_long(self, work: Callable[[StoredUnit], Result]) -> Result:
        """Run work like :meth:`read`, but on a thread, however long it takes."""
        return await self._on_thread(BEGIN_READ, self._with_unit(work))

    async def write(self, work: Callable[[StoredUnit], Result]) -> Result:
        """Run work in a serializable transaction and return once it is durable. Errors: ``StoreError``.

        What was handed over to :meth:`ride` before is committed first, so that the work sees it; but of the
        ends of turns alone the stream itself sees the newest, which is where turns begin.
        """
        job = self._with_unit(work)
        with translated():
            if type(work) in {Arrival, Ending}:
                return await self._stream.take(work)
            if self._stream.has_riders:
                await self._stream.flushed()
            return await self._queue.take(job)

    async def write_long(self, work: Callable[[StoredUnit], Result]) -> Result:
        """Run work like :meth:`write`, but on a thread."""
        job = self._with_unit(work)
        await self._stream.flushed()
        return await self._on_thread(BEGIN_WRITE, job)

    def ride(self, work: Callable[[StoredUnit], object]) -> None:
        """Commit work with the next batch of the stream, or soon; see ``services.units.Units.ride``."""
        if self._is_closed:
            raise StoreLostError("the database is closed")
        self._stream.ride(work)

    async def _on_thread(self, begin: bytes, job: Callable[[Connection], Result]) -> Result:
        """Wait for a work that is done even if its caller is cancelled meanwhile."""
        long_work = self._loop.create_task(self._one_of_few(begin, job))
        self._long_works.add(long_work)
        long_work.add_done_callback(self._long_works.discard)
        with translated():
            return await asyncio.shield(long_work)

    async def _one_of_few(self, begin: bytes, job: Callable[[Connection], Result]) -> Result:
        async with self._long:
            return await asyncio.to_thread(run_long, self.address, begin, job, self._writing)

    def _with_unit(self, work: Callable[[StoredUnit], Result]) -> Callable[[Connection], Result]:
        if self._is_closed:
            raise StoreLostError("the database is closed")
        return lambda connection: work(StoredUnit(connection, self._settings))

    async def _close(self) -> None:
        """Take no more works and wait for those that were taken."""
        self._is_closed = True
        self._writing.is_closing = True
        leases = self._stream.leases
        if leases.are_used:
            self._stream.ride(lambda unit: leases.leave_all(unit.connection))
        await self._stream.close()
        await self._keeping.close()
        await self._queue.close()
        while self._long_works:
            await asyncio.wait(self._long_works)
        await self._reader.close()


def _chats_of_nobody(unit: StoredUnit) -> list[int]:
    rows = unit.connection.execute(FIND_CHATS_OF_NOBODY, (MOST_TAKEN_OVER,))
    return [row["chat_id"] for row in rows]


def _unit_on(settings: UnitSettings, connection: Connection) -> StoredUnit:
    return StoredUnit(connection, settings)


def _bring_up_to_date(address: str, clock: Clock) -> None:
    with connected(address) as connection:
        migrate(connection, clock=clock)
