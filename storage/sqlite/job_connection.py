"""A connection whose thread runs whole functions, because a hop to the thread for each statement is slow."""

import asyncio
import sqlite3
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import aiosqlite

Result = TypeVar("Result")


class JobConnection(aiosqlite.Connection):
    """A connection of aiosqlite that also runs a whole function on its thread."""

    _end: "asyncio.Future[object] | None" = None

    def stop(self) -> "asyncio.Future[object] | None":
        """End the thread; the future is done when it has ended."""
        self._end = super().stop()
        return self._end

    async def _connect(self) -> "JobConnection":
        """Open the file, or raise once the thread has ended, because it would write to a closed loop."""
        try:
            await super()._connect()
        except BaseException:
            if self._end is not None:
                await self._end
            raise
        return self

    @property
    def bare(self) -> sqlite3.Connection:
        """The connection itself, for use while no job is under way; ``ValueError`` if it is closed."""
        return self._conn

    def submit(self, job: Callable[[sqlite3.Connection], Result]) -> "asyncio.Future[Result]":
        """Queue a job at once; it runs even if the caller that waits for the future is cancelled.

        ``ValueError`` if the connection is closed.
        """
        connection = self._conn
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._tx.put_nowait((future, partial(job, connection)))
        return future
