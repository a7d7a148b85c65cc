"""The database of a test, on the engine that the run asks for: SQLite, or PostgreSQL by ``TEST_ENGINE``."""

from __future__ import annotations

import atexit
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from services.ports import Clock
from storage.postgres.blocking import connected
from storage.postgres.database import Database as PostgresDatabase
from storage.postgres.migrate import migrate
from storage.sqlite.database import Database
from tests.copies import copied_in
from tests.postgres_server import Server, running

ON_POSTGRES = os.environ.get("TEST_ENGINE") == "postgres"


@asynccontextmanager
async def opened(path: Path, *, clock: Clock, **options: Any) -> AsyncIterator[Database]:
    """Open a new database, or the one that was opened with this path before in the test."""
    if not ON_POSTGRES:
        async with Database.open(path, clock=clock, **options) as database:
            yield database
        return
    async with PostgresDatabase.open(url_of(path), clock=clock, **options) as database:
        yield database  # type: ignore[misc]  # it is the same store


def url_of(path: Path) -> str:
    """Return the address of the database that stands for a file."""
    return f"sqlite:///{path}" if not ON_POSTGRES else _server().url_of(path)


@dataclass
class _Databases:
    """The databases of this process, made from one that has the schema; earlier tests left some of them."""

    server: Server
    known: dict[Path, str] = field(default_factory=dict)
    free: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    def url_of(self, path: Path) -> str:
        if path not in self.known:
            for old in [each for each in self.known if each.parent != path.parent]:
                self.free.append(self.known.pop(old))
            self.known[path] = self._filled(path)
        return self.known[path]

    def _filled(self, path: Path) -> str:
        """Give a database that holds what the file holds, if there is one; otherwise it is empty."""
        used = self.free.pop() if self.free else None
        url = used or self.server.make(f"cabinet_{next(self.numbers)}", "migrated")
        if path.exists():
            with closing(sqlite3.connect(path)) as source:
                copied_in(source, url)
        elif used is not None:
            with closing(sqlite3.connect(":memory:")) as nothing:
                copied_in(nothing, url)
        return url


@cache
def _server() -> _Databases:
    stack = ExitStack()
    server = stack.enter_context(running())
    atexit.register(stack.close)
    with connected(server.make("migrated")) as connection:
        migrate(connection, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    return _Databases(server)
