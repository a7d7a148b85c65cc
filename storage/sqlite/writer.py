"""The only writer: it runs SQL on the event loop, and the commit, which waits for the disk, on a thread.

Works that are handed over in one turn of the loop, or while a commit is under way, form a batch. Each of them
runs under a savepoint, and all are committed together, because an fsync takes milliseconds and a statement
microseconds. Until the commit is over, the loop leaves the connection alone.

The loop never waits for the lock of the file. If another process has the lock, the thread waits for it, and
the batch runs afterwards. Long works run on the thread as a whole. A long work and a batch of short ones take
turns, so that neither keeps the other out.

Riders are works that nobody waits for. They run at the beginning of the next batch, so every write sees them;
a read does not see them before they are committed.
"""

import asyncio
import logging
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, Protocol, TypeAlias

from storage.sqlite.errors import is_locked, translation
from storage.sqlite.job_connection import JobConnection
from storage.sqlite.works import Request, Result, Work, commit, fail_all, run_all, settle_all
from storage.store import WriteStats

log = logging.getLogger(__name__)

BATCH = 64
"""The most works of one batch: the first of them waits for the others, and the loop for all of them."""
RIDERS_WAIT_SECONDS = 0.2
"""How long riders wait for another work that causes a commit, and before they are tried again."""

BEGIN_WRITE = "BEGIN IMMEDIATE"


class Cancellable(Protocol):
    """A call that is to come later."""

    def cancel(self) -> None:
        """Withdraw the call."""
        ...


Later: TypeAlias = Callable[[float, Callable[[], None]], Cancellable]
"""Calls a function after some seconds: ``call_later`` of the event loop, or of a test."""


@dataclass
class Writer:
    """Takes works, and lets one batch after the other use the connection."""

    connection: JobConnection
    loop: asyncio.AbstractEventLoop
    later: Later
    patience: timedelta
    """How long the thread waits for the lock of another process."""
    stats: WriteStats = field(default_factory=WriteStats)
    _waiting: deque[Request[Any]] = field(default_factory=deque)
    _long: deque[Request[Any]] = field(default_factory=deque)
    _riders: deque[Request[Any]] = field(default_factory=deque)
    _timer: Cancellable | None = None
    _riders_are_due: bool = False
    _is_scheduled: bool = False
    _is_busy: bool = False
    """Whether the thread has the connection."""
    _is_turn_of_long: bool = False
    _is_closing: bool = False
    _is_idle: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_free(self) -> bool:
        """Whether nothing uncommitted is in the connection and the loop may use it for a moment."""
        return not self._is_busy

    def take(self, work: Work[Result]) -> "asyncio.Future[Result]":
        """Commit a work with the next batch."""
        return self._queue(self._waiting, work)

    def take_long(self, work: Work[Result]) -> "asyncio.Future[Result]":
        """Run and commit a work on the thread."""
        return self._queue(self._long, work)

    def ride(self, work: Work[object]) -> None:
        """Commit a work with the next batch, or after :data:`RIDERS_WAIT_SECONDS`."""
        self._riders.append(Request(work))
        if self._timer is None:
            self._set_timer()

    async def close(self) -> None:
        """Wait for all works that were taken, riders included."""
        self._is_closing = True
        self._is_idle.clear()
        self._let_riders_go()
        await self._is_idle.wait()

    def _queue(self, queue: deque[Request[Any]], work: Work[Result]) -> "asyncio.Future[Result]":
        answer: asyncio.Future[Result] = self.loop.create_future()
        queue.append(Request(work, answer))
        self._schedule()
        return answer

    def _set_timer(self) -> None:
        self._timer = self.later(RIDERS_WAIT_SECONDS, self._let_riders_go)

    def _let_riders_go(self) -> None:
        self._riders_are_due = True
        self._schedule()

    def _schedule(self) -> None:
        """Go on in the next turn of the loop, with all works that are handed over in this one."""
        if not (self._is_scheduled or self._is_busy):
            self._is_scheduled = True
            self.loop.call_soon(self._go)

    def _go(self) -> None:
        """Let the next batch use the connection, unless the thread has it."""
        self._is_scheduled = False
        if self._is_busy:
            return
        if self._long and (self._is_turn_of_long or not self._waiting):
            self._run_long()
        elif self._waiting or (self._riders and self._riders_are_due):
            self._run_short()
        else:
            self._is_idle.set()

    def _run_long(self) -> None:
        self._is_turn_of_long = False
        batch = self._next_batch(self._long, 1)
        self._hand_to_thread(partial(_run_wholly, batch, self.patience), partial(self._finish, batch))

    def _run_short(self) -> None:
        self._is_turn_of_long = True
        try:
            self.connection.bare.execute(BEGIN_WRITE)
        except sqlite3.Error as error:
            if is_locked(error):
                wait = partial(_begin_patiently, self.patience)
                self._hand_to_thread(wait, partial(self._go_on_with_lock, len(self._waiting)))
            else:
                self._fail(self._next_batch(self._waiting, BATCH), error)
                self._schedule()
        else:
            self._run_begun()

    def _go_on_with_lock(self, asked: int, begun: "asyncio.Future[None]") -> None:
        """Run the works that wait, or fail the first ``asked`` of them, which waited for the lock."""
        self._is_busy = False
        error = begun.exception()
        if error is None:
            self._run_begun()
        else:
            self._fail(self._next_batch(self._waiting, asked), error)
            self._go()

    def _run_begun(self) -> None:
        """Run a batch in the transaction that was begun, and let the thread commit it."""
        batch = self._next_batch(self._waiting, BATCH)
        try:
            run_all(self.connection.bare, batch)
        except BaseException as error:
            self._fail(batch, error)
            self._schedule()
            if not isinstance(error, Exception):
                raise
        else:
            self._hand_to_thread(commit, partial(self._finish, batch))

    def _hand_to_thread(
        self, job: Callable[[sqlite3.Connection], None], then: "Callable[[asyncio.Future[None]], None]"
    ) -> None:
        self._is_busy = True
        self.connection.submit(job).add_done_callback(then)

    def _finish(self, batch: Sequence[Request[Any]], committed: "asyncio.Future[None]") -> None:
        self._is_busy = False
        error = committed.exception()
        if error is None:
            self.stats.commits += 1
            self.stats.works += len(batch)
            settle_all(batch)
            self._report(batch)
        else:
            self._fail(batch, error)
        self._go()

    def _next_batch(self, queue: deque[Request[Any]], most: int) -> list[Request[Any]]:
        """Take all riders, and the first works of a queue, ``most`` at most."""
        batch = [*self._riders, *(queue.popleft() for _ in range(min(most, len(queue))))]
        self._riders.clear()
        self._riders_are_due = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        return batch

    def _fail(self, batch: Sequence[Request[Any]], error: BaseException) -> None:
        """Let the callers of a batch raise the error that ended it, and put its riders back to the front."""
        fail_all(batch, error)
        riders = [request for request in batch if request.is_rider]
        if self._is_closing and len(riders) == len(batch):
            log.error("%s works that nobody waited for were given up: %s", len(riders), error)
        elif riders:
            self._riders.extendleft(reversed(riders))
            self._riders_are_due = self._is_closing
            if self._timer is None:
                self._set_timer()

    def _report(self, batch: Sequence[Request[Any]]) -> None:
        """Report riders that failed, because no caller raises their errors."""
        for request in batch:
            if request.is_rider and request.error is not None:
                error = request.error
                self.loop.call_exception_handler(
                    {
                        "message": "a work that nobody waited for failed",
                        "exception": translation(error) if isinstance(error, sqlite3.Error) else error,
                    }
                )


def _run_wholly(batch: Sequence[Request[Any]], patience: timedelta, connection: sqlite3.Connection) -> None:
    _begin_patiently(patience, connection)
    run_all(connection, batch)
    commit(connection)


def _begin_patiently(patience: timedelta, connection: sqlite3.Connection) -> None:
    """Begin once no other process has the lock; ``sqlite3.OperationalError`` after ``patience``."""
    connection.execute(f"PRAGMA busy_timeout = {patience // timedelta(milliseconds=1)}")
    try:
        connection.execute(BEGIN_WRITE)
    finally:
        connection.execute("PRAGMA busy_timeout = 0")
