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
