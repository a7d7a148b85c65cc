"""Works that only read: short ones on the event loop, long ones on threads of their own.

A hop between threads costs more than most reads, so the short ones of one turn of the loop run together on
the loop, on one snapshot. They use the writer's connection while it is free, because its page cache is warm:
a commit empties the cache of every other connection.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from storage.sqlite.job_connection import JobConnection
from storage.sqlite.works import Request, Result, Work, fail_all, look_at, settle_all


@dataclass
class LoopReader:
    """Runs short reads on the event loop."""

    loop: asyncio.AbstractEventLoop
    find_connection: Callable[[], sqlite3.Connection]
    """Gives the connection that is not in use at this moment."""
    most_at_once: int
    """How many works run in one turn of the loop, because other tasks wait meanwhile."""
    _waiting: deque[Request[Any]] = field(default_factory=deque)

    def take(self, work: Work[Result]) -> "asyncio.Future[Result]":
        """Run a work in the next turn of the loop."""
        answer: asyncio.Future[Result] = self.loop.create_future()
        if not self._waiting:
            self.loop.call_soon(self._run)
        self._waiting.append(Request(work, answer))
        return answer

    def close(self) -> None:
        """Run all works that were taken."""
        while self._waiting:
            self._run()

    def _run(self) -> None:
        batch = [self._waiting.popleft() for _ in range(min(self.most_at_once, len(self._waiting)))]
        try:
            look_at(self.find_connection(), batch)
        except Exception as error:  # noqa: BLE001 - the callers raise it
            fail_all(batch, error)
        else:
            settle_all(batch)
        if self._waiting:
            self.loop.call_soon(self._run)


@dataclass
class LongReaders:
    """Runs each long read on a thread and on a snapshot of its own, as many at once as it has connections."""

    loop: asyncio.AbstractEventLoop
    _free: list[JobConnection]
    _busy: int = 0
    _waiting: deque[Request[Any]] = field(default_factory=deque)
    _is_idle: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self, work: Work[Result]) -> "asyncio.Future[Result]":
        """Run a work as soon as a connection is free."""
        answer: asyncio.Future[Result] = self.loop.create_future()
        self._waiting.append(Request(work, answer))
        self._is_idle.clear()
        self._deal()
        return answer

    async def close(self) -> None:
        """Wait for all works that were taken."""
        self._deal()
        await self._is_idle.wait()

    def _deal(self) -> None:
        while self._waiting and self._free:
            connection, request = self._free.pop(), self._waiting.popleft()
            self._busy += 1
            done = connection.submit(partial(look_at, requests=[request]))
            done.add_done_callback(partial(self._settle, connection, request))
        if not self._busy:
            self._is_idle.set()

    def _settle(self, connection: JobConnection, request: Request[Any], done: "asyncio.Future[None]") -> None:
        self._free.append(connection)
        self._busy -= 1
        error = done.exception()
        if error is None:
            request.settle()
        else:
            request.fail(error)
        self._deal()
