"""The database of a test, on the engine that the run asks for: SQLite, or PostgreSQL by ``TEST_ENGINE``."""

from __future__ import annotations

import atexit
import json
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from services.ports import Clock
from storage.connection import Connection
from storage.places import Place, place_of
from storage.sqlite import exchange as sqlite_exchange
from storage.sqlite import stage as sqlite_stage
from storage.sqlite.database import Database
from storage.stage import Stage
from storage.unit import UnitSettings

ON_POSTGRES = os.environ.get("TEST_ENGINE") == "postgres"
KNOWN_DATABASES = "TEST_DATABASES"
"""The variable in which a process hands on the addresses of its databases to those that it starts."""


def only_on_sqlite(reason: str) -> pytest.MarkDecorator:
    """Mark a test of what PostgreSQL does not have."""
    return pytest.mark.skipif(ON_POSTGRES, reason=reason)


@asynccontextmanager
async def opened(path: Path, *, clock: Clock, **options: Any) -> AsyncIterator[Database]:
    """Open a new database, or the one that was opened with this path before in the test."""
    if not ON_POSTGRES:
        async with Database.open(path, clock=clock, **options) as database:
            yield database
        return
    from storage.postgres.database import Database as PostgresDatabase

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
    from storage.postgres import stage as postgres_stage

    with postgres_stage.open_stage(url_of(path), settings, **options) as other:
        yield other


@contextmanager
def open_exchange(path: Path, settings: UnitSettings, **options: Any) -> Iterator[Any]:
    """Open the database that stands for a file for an export, or for answers."""
    if not ON_POSTGRES:
        with sqlite_exchange.open_exchange(path, settings, **options) as exchange:
            yield exchange
        return
    from storage.postgres import exchange as postgres_exchange

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
    from storage.postgres.blocking import connected, transaction

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
    """The databases of this process, made from one that has the schema; those of earlier tests are emptied."""

    server: Any
    known: dict[Path, str] = field(default_factory=dict)
    free: list[str] = field(default_factory=list)
    numbers: Any = field(default_factory=count)

    def known_with(self, path: Path) -> dict[Path, str]:
        if path not in self.known:
            for old in [each for each in self.known if each.parent != path.parent]:
                url = self.known.pop(old)
                _empty(url)
                self.free.append(url)
            made = self.free.pop() if self.free else None
            self.known[path] = made or self.server.make(f"cabinet_{next(self.numbers)}", "migrated")
        return self.known


EMPTY = """
    DO $$ DECLARE each RECORD; BEGIN
        SET LOCAL session_replication_role = replica;
        FOR each IN SELECT tablename AS name FROM pg_tables
            WHERE schemaname = 'public' AND tablename <> 'migrations'
        LOOP EXECUTE format('DELETE FROM %I', each.name); END LOOP;
        FOR each IN SELECT sequencename AS name FROM pg_sequences WHERE last_value IS NOT NULL
        LOOP
            IF each.name LIKE 'receipts_%' THEN EXECUTE format('DROP SEQUENCE %I', each.name);
            ELSE EXECUTE format('ALTER SEQUENCE %I RESTART', each.name);
            END IF;
        END LOOP;
    END $$
"""
"""Deletes all rows; without triggers, because those of the audit trail refuse it."""


def _empty(url: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.execute(EMPTY)


@cache
def _server() -> _Databases:
    from datetime import UTC, datetime

    from storage.postgres.blocking import connected
    from storage.postgres.migrate import migrate
    from tests.postgres_server import running

    stack = ExitStack()
    server = stack.enter_context(running())
    atexit.register(stack.close)
    with connected(server.make("migrated")) as connection:
        migrate(connection, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    return _Databases(server)
