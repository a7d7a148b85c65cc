"""A few connections that works take turns with; one that is lost is opened again."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import psycopg

from storage.postgres.errors import NoConnectionError
from storage.postgres.greenlets import Wait
from storage.postgres.wire import Wire

log = logging.getLogger(__name__)

RETRY_SECONDS = 0.5
"""The pause before the server is asked again for a connection that it refused."""


@dataclass(eq=False)
class _Waiting(Wait):
    """A greenlet that waits for a connection."""

    wire: Wire | None = None

    def __post_init__(self) -> None:
        super().__init__()


@dataclass
class Pool:
    """As many connections as it was opened with, as soon as the server has them."""

    address: str
    patience: timedelta
    """How long a work waits for a connection before it is told that the store is busy."""
    loop: asyncio.AbstractEventLoop
    connect: Callable[[str], Awaitable[Wire]] = Wire.open
    _free: list[Wire] = field(default_factory=list)
    _waiting: deque[_Waiting] = field(default_factory=deque)
    _opening: "set[asyncio.Task[None]]" = field(default_factory=set)
    is_closed: bool = False
    trouble: str = ""
    """Why the server last refused a connection; empty while it does not."""

    async def fill(self, size: int) -> None:
        """Open the connections. Errors: ``psycopg.OperationalError``."""
        for _ in range(size):
            self._free.append(await self.connect(self.address))

    def take(self, *, is_first: bool = False) -> Wire:
        """Wait in a greenlet for a connection, ``is_first`` before others. Errors: ``NoConnectionError``."""
        while self._free:
            wire = self._free.pop()
            if wire.lost is None:
                return wire
            self._open_again(wire)
        if self.is_closed:
            raise NoConnectionError("the database is closed")
        waiting = _Waiting()
        if is_first:
            self._waiting.appendleft(waiting)
        else:
            self._waiting.append(waiting)
        timer = self.loop.call_later(self.patience.total_seconds(), waiting.end)
        waiting.wait()
        timer.cancel()
        if waiting.wire is None:
            if waiting in self._waiting:
                self._waiting.remove(waiting)
            raise NoConnectionError(self.trouble or "all connections are in use")
        return waiting.wire

    def give_back(self, wire: Wire) -> None:
        """Let the next work have a connection."""
        if wire.lost is not None:
            self._open_again(wire)
        elif self._waiting:
            waiting = self._waiting.popleft()
            waiting.wire = wire
            waiting.end()
        else:
            self._free.append(wire)

    def _open_again(self, lost: Wire) -> None:
        task = self.loop.create_task(self._replace(lost))
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    async def _replace(self, lost: Wire) -> None:
        await lost.close()
        while not self.is_closed:
            try:
                wire = await self.connect(self.address)
            except (psycopg.Error, OSError) as error:
                self.trouble = str(error).strip()
                log.warning("no connection to the database server: %s", self.trouble)
                await asyncio.sleep(RETRY_SECONDS)
            else:
                self.trouble = ""
                self.give_back(wire)
                return

    async def close(self) -> None:
        """Close all connections that are free; works must be over."""
        self.is_closed = True
        for task in list(self._opening):
            task.cancel()
        await asyncio.gather(*self._opening, return_exceptions=True)
        for wire in self._free:
            await wire.close()
