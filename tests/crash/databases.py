"""The bot's database as the crash test makes, reads and changes it: a file, or a server that may stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import psycopg

from bot.process.clock import SystemClock
from services.units import StoreBusyError, StoreError
from storage.connection import Connection
from storage.places import Place, place_of
from storage.unit import UnitSettings
from tests.postgres_server import DURABLE, Server, running

Engine = Literal["sqlite", "postgres"]
Rows = list[tuple[Any, ...]]

LOOKS_AGAIN = 0.1
"""Seconds before a server that is away is asked again."""
DAMAGE_OF_FILE = ("PRAGMA integrity_check", "PRAGMA foreign_key_check")
DAMAGE_OF_TABLES = """
    SELECT c.relname, found.blkno, found.msg FROM pg_class c, LATERAL verify_heapam(c.oid) found
    WHERE c.relkind = 'r' AND c.relnamespace = to_regnamespace('public')
"""
DAMAGE_OF_INDEXES = """
    SELECT 1 FROM (
        SELECT bt_index_check(c.oid, true) FROM pg_class c
        WHERE c.relkind = 'i' AND c.relnamespace = to_regnamespace('public')
    ) AS every_index WHERE FALSE
"""
"""It finds nothing: what is damaged is an error, also a row that an index does not know."""
FOREIGN_KEYS = """
    SELECT format(
        'SELECT %L, count(*) FROM %s AS child WHERE (%s) IS NOT NULL AND NOT EXISTS'
        ' (SELECT 1 FROM %s AS parent WHERE (%s) = (%s)) HAVING count(*) > 0',
        k.conname, k.conrelid::regclass, own.names, k.confrelid::regclass, own.names, others.names
    )
    FROM pg_constraint k,
    LATERAL (
        SELECT string_agg('child.' || quote_ident(a.attname), ', ' ORDER BY place) AS names
        FROM unnest(k.conkey) WITH ORDINALITY AS of_key (number, place)
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = of_key.number
    ) AS own,
    LATERAL (
        SELECT string_agg('parent.' || quote_ident(a.attname), ', ' ORDER BY place) AS names
        FROM unnest(k.confkey) WITH ORDINALITY AS of_key (number, place)
        JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = of_key.number
    ) AS others
    WHERE k.contype = 'f'
"""
"""Statements that find rows whose key points at nothing, one for each foreign key."""


@dataclass(frozen=True)
class CrashDatabase:
    """A database and, if it is not a file, its server."""

    place: Place
    server: Server | None = None

    def rows(self, sql: str, *values: object) -> Rows:
        """Ask what is committed. Errors: ``StoreBusyError`` while the server is away."""
        with self.place.read_only() as connection:
            return found(connection, sql, *values)

    async def change(self, change: Callable[[Connection], None]) -> None:
        """Change rows in one transaction while the bot is dead; a server that is away is waited for.

        What it changes may have been changed already, where the server went away at the end.
        """
        while True:
            try:
                return await asyncio.to_thread(self._change, change)
            except (StoreBusyError, psycopg.OperationalError):
                await asyncio.sleep(LOOKS_AGAIN)

    def _change(self, change: Callable[[Connection], None]) -> None:
        settings = UnitSettings(SystemClock(), operator_chat_id=None, operator_language="ru")
        with self.place.exchange(settings) as store:
            store.write(lambda unit: change(unit.connection))

    def damage(self) -> Iterator[str]:
        """Look whether tables, indexes and keys are as the engine left them."""
        try:
            with self.place.read_only() as connection:
                if self.server is None:
                    seen = [row for each in DAMAGE_OF_FILE for row in found(connection, each)]
                    seen.remove(("ok",))
                else:
                    of_keys = [sql for (sql,) in found(connection, FOREIGN_KEYS)]
                    assert of_keys, "no foreign key was found"
                    checks = (DAMAGE_OF_TABLES, DAMAGE_OF_INDEXES, *of_keys)
                    seen = [row for each in checks for row in found(connection, each)]
        except (StoreError, ValueError) as error:
            seen = [(str(error),)]
        yield from (f"the database is damaged: {row}" for row in seen)


def found(connection: Connection, sql: str, *values: object) -> Rows:
    """Run a statement on a connection and return what it finds."""
    return [tuple(row) for row in connection.execute(sql, values)]


@contextmanager
def made(engine: Engine, folder: Path) -> Iterator[CrashDatabase]:
    """Give an empty database: a file in the folder, or a server elsewhere, whose log and rows go there."""
    if engine == "sqlite":
        yield CrashDatabase(place_of(f"sqlite:///{folder / 'cabinet.db'}"))
        return
    with running(DURABLE) as server:
        url = server.make("cabinet")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE EXTENSION amcheck")
        try:
            yield CrashDatabase(place_of(url), server)
        finally:
            (folder / "server.log").write_bytes(server.log.read_bytes())
            server.dump("cabinet", folder / "cabinet.sql")
