"""The database of a test, on the engine that the run asks for: SQLite, or PostgreSQL by ``TEST_ENGINE``."""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from services.ports import Clock
from storage.connection import Connection
from storage.places import Place, place_of
from storage.postgres import exchange as postgres_exchange
from storage.postgres import stage as postgres_stage
from storage.postgres.blocking import connected, transaction
from storage.postgres.database import Database as PostgresDatabase
from storage.postgres.migrate import migrate
from storage.sqlite import exchange as sqlite_exchange
from storage.sqlite import stage as sqlite_stage
from storage.sqlite.database import Database
from storage.stage import Stage
from storage.unit import UnitSettings
from tests.copies import copied_in
from tests.postgres_server import Server, running
from tests.standing import STANDING

ON_POSTGRES = os.environ.get("TEST_ENGINE") == "postgres"
KNOWN_DATABASES = "TEST_DATABASES"
"""The variable in which a process hands on the addresses of its databases to those that it starts."""


@asynccontextmanager
async def opened(path: Path, *, clock: Clock, **options: Any) -> AsyncIterator[Database]:
    """Open a new database, or the one that was opened with this path before in the test."""
    if not ON_POSTGRES:
        async with Database.open(path, clock=clock, **options) as database:
            yield database
        return
    async with PostgresDatabase.open(url_of(path), clock=clock, **options) as database:
        yield database  # type: ignore[misc]  # it is the same store


def place(path: Path) -> Place:
    """Return the place of the database that stands for a file."""
    return place_of(url_of(path))


def url_of(path: Path) -> str:
    """Return the address of the database that stands for a file."""
    if not ON_POSTGRES:
        return f"sqlite:///{path}"
    handed_on: dict[str, str] = json.loads(os.environ.get(KNOWN_DATABASES, "{}"))
    if str(path) not in handed_on or handed_on["process"] == str(os.getpid()):
        handed_on = {str(known): url for known, url in _server().known_with(path).items()}
        os.environ[KNOWN_DATABASES] = json.dumps({**handed_on, "process": str(os.getpid())})
    return handed_on[str(path)]


@contextmanager
def open_stage(path: Path, settings: UnitSettings, **options: Any) -> Iterator[Stage]:
    """Open the stage of an import into the database that stands for a file."""
    if not ON_POSTGRES:
        with sqlite_stage.open_stage(path, settings, **options) as stage:
            yield stage
        return
    with postgres_stage.open_stage(url_of(path), settings, **options) as other:
        yield other


@contextmanager
def open_exchange(path: Path, settings: UnitSettings, **options: Any) -> Iterator[Any]:
    """Open the database that stands for a file for an export, or for answers."""
    if not ON_POSTGRES:
        with sqlite_exchange.open_exchange(path, settings, **options) as exchange:
            yield exchange
        return
    with postgres_exchange.open_exchange(url_of(path), settings, **options) as other:
        yield other


@contextmanager
def connection(path: Path) -> Iterator[Connection]:
    """Look into the tables of the database that stands for a file, or change them by one transaction.

    What somebody else keeps locked is an error at once.
    """
    if not ON_POSTGRES:
        with closing(sqlite3.connect(path, timeout=0)) as plain, plain:
            plain.row_factory = sqlite3.Row
            yield plain
        return
    with connected(url_of(path)) as other:
        other.execute("SET lock_timeout = 1")
        with transaction(other, "BEGIN"):
            yield other


@contextmanager
def snapshot(path: Path) -> Iterator[Connection]:
    """Look at one state of the database that stands for a file."""
    with connection(path) as reader:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ" if ON_POSTGRES else "BEGIN")
        yield reader


def rows(path: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Run a statement and return what it finds, as tuples."""
    with connection(path) as opened_now:
        return [tuple(row) for row in opened_now.execute(sql, values)]


@dataclass
class _Databases:
    """The databases of this process, made from one that has the schema; earlier tests left some of them."""

    server: Server
    known: dict[Path, str] = field(default_factory=dict)
    free: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    def known_with(self, path: Path) -> dict[Path, str]:
        if path not in self.known:
            for old in [each for each in self.known if each.parent != path.parent]:
                self.free.append(self.known.pop(old))
            self.known[path] = self._filled(path)
        return self.known

    def _filled(self, path: Path) -> str:
        """Give a database that holds what the file holds, if there is one; otherwise it is empty."""
        used = self.free.pop() if self.free else None
        url = used or self.server.make(f"cabinet_{next(self.numbers)}", "migrated")
        STANDING.serve(url)
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
    atexit.register(lambda: asyncio.run(STANDING.end()))
    with connected(server.make("migrated")) as connection:
        migrate(connection, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    return _Databases(server)
