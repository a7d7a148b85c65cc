"""The database of a test, on the engine that the run asks for: SQLite, or PostgreSQL by ``TEST_ENGINE``."""

from __future__ import annotations

import atexit
import os
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from services.ports import Clock
from storage.places import Place, place_of
from storage.sqlite.database import Database

ON_POSTGRES = os.environ.get("TEST_ENGINE") == "postgres"


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
    return f"sqlite:///{path}" if not ON_POSTGRES else _server().url_of(path)


@dataclass
class _Databases:
    """The databases of this process, made from one that has the schema; those of earlier tests are emptied."""

    server: Any
    known: dict[Path, str] = field(default_factory=dict)
    free: list[str] = field(default_factory=list)
    numbers: Any = field(default_factory=count)

    def url_of(self, path: Path) -> str:
        if path not in self.known:
            for old in [each for each in self.known if each.parent != path.parent]:
                url = self.known.pop(old)
                _empty(url)
                self.free.append(url)
            made = self.free.pop() if self.free else None
            self.known[path] = made or self.server.make(f"cabinet_{next(self.numbers)}", "migrated")
        return self.known[path]


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
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
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
