"""Works that only read: those of one turn of the loop share a snapshot, because each would cost two trips."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from storage.connection import Connection
from storage.postgres.errors import (
    AGAIN,
    SKIPPED,
    ConnectionLostError,
    NoConnectionError,
    ServerError,
    of_reading,
)
from storage.postgres.greenlets import UnderWay, start
from storage.postgres.pool import Pool
from storage.postgres.transactions import BEGIN_READ, COMMIT, Transaction

Result = TypeVar("Result")

TRIES = 10
"""How often a work is begun whose connections are lost: all that a server took with it may come first."""


@dataclass(eq=False)
class _Reading(Generic[Result]):
    """A work and the caller that waits for it."""

    work: Callable[[Connection], Result]
    answer: "asyncio.Future[Result]"
    tries: int = 0


@dataclass
class SharedReader:
    """Runs short reads."""

    pool: Pool
    loop: asyncio.AbstractEventLoop
    most_at_once: int = 64
    _waiting: "deque[_Reading[Any]]" = field(default_factory=deque)
    batches: UnderWay = field(default_factory=UnderWay)

    def take(self, work: Callable[[Connection], Result]) -> "asyncio.Future[Result]":
        """Run a work in the next turn of the loop, on a snapshot that is no older than the call."""
        reading = _Reading(work, self.loop.create_future())
        self._queue(reading)
        return reading.answer

    def _queue(self, reading: "_Reading[Any]") -> None:
        if not self._waiting:
            self.loop.call_soon(self._begin)
        self._waiting.append(reading)

    def _begin(self) -> None:
        batch = [self._waiting.popleft() for _ in range(min(self.most_at_once, len(self._waiting)))]
        if batch:
            self._share(batch)
        if self._waiting:
            self.loop.call_soon(self._begin)

    def _share(self, batch: "list[_Reading[Any]]") -> None:
        """Begin a transaction as soon as a connection is free, and let all works of a batch look at it."""

        def begin() -> Transaction:
            return Transaction(self.pool.take(), BEGIN_READ)

        def begun(future: "asyncio.Future[Transaction]") -> None:
            error = future.exception()
            if error is not None:
                self.batches.end()
                for each in batch:
                    _fail(each, error)
                return
            snapshot = _Snapshot(self, future.result(), len(batch), len(batch))
            for each in batch:
                snapshot.look(each)

        self.batches.begin()
        opening = start(self.loop, begin)
        if opening.done():
            begun(opening)  # at once, so that all statements of this turn leave together
        else:
            opening.add_done_callback(begun)

    async def close(self) -> None:
        """Wait for all works that were taken."""
        while self._waiting:
            self._begin()
        await self.batches.over()

    def again(self, reading: "_Reading[Any]") -> None:
        """Run a work alone that shared the fate of another one."""
        self._share([reading])


@dataclass
class _Snapshot:
    """A transaction that several works look at; the last of them ends it."""

    reader: SharedReader
    transaction: Transaction
    size: int
    looking: int

    def look(self, reading: "_Reading[Any]") -> None:
        """Run a work."""
        reading.tries += 1
        done = start(self.reader.loop, lambda: reading.work(self.transaction))
        if done.done():
            self._looked(reading, done)
        else:
            done.add_done_callback(lambda future: self._looked(reading, future))

    def _looked(self, reading: "_Reading[Any]", done: "asyncio.Future[Any]") -> None:
        self.looking -= 1
        if self.looking == 0:
            self.transaction.wire.send_after_failure(COMMIT)  # nobody waits for it: nothing was changed
            self.reader.pool.give_back(self.transaction.wire)
            self.reader.batches.end()
        error = done.exception()
        if error is None:
            if not reading.answer.done():
                reading.answer.set_result(done.result())
        elif self.size == 1 and _is_skipped(error):
            _fail(reading, of_reading(self.transaction.first_error() or error))
        elif reading.tries < TRIES and _may_succeed(error):
            self.reader.again(reading)
        else:
            _fail(reading, of_reading(error))


def _may_succeed(error: BaseException) -> bool:
    """Tell what another work brought about, or a standby that was in the way of what it has to follow."""
    if isinstance(error, ConnectionLostError):
        return not isinstance(error, NoConnectionError)
    return _is_skipped(error) or (isinstance(error, ServerError) and error.state in AGAIN)


def _is_skipped(error: BaseException) -> bool:
    return isinstance(error, ServerError) and error.state in SKIPPED


def _fail(reading: "_Reading[Any]", error: BaseException) -> None:
    if not reading.answer.done():
        reading.answer.set_exception(error)
