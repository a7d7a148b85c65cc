"""Carries all rows between a database of PostgreSQL and one of SQLite in memory.

So tests look at what is stored in the words of SQLite, whatever engine stores it, and the example registry is
imported once.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from functools import cache

import psycopg

from storage.postgres.blocking import BlockingConnection, transaction
from storage.sqlite.migrate import migrate
from tests.standing import STANDING

SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
LIST_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations'"
LIST_SEQUENCES = "SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL"
HAS_ROWS = "SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})"
COUNT_ON = """
    SELECT setval(pg_get_serial_sequence('{table}', '{column}'), {newest})
    WHERE pg_get_serial_sequence('{table}', '{column}') IS NOT NULL
"""
END_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> ALL (%s)
"""


def copied_in(source: sqlite3.Connection, url: str, *, in_use: bool = False) -> None:
    """Let a database hold the rows of one of SQLite and no others; unless ``in_use``, nobody else stays."""
    with STANDING.connected(url) as plain, plain.connection.transaction():
        if not in_use:
            plain.connection.execute(END_OTHERS, (STANDING.processes(),))
        plain.run("SET LOCAL session_replication_role = replica")  # triggers refuse to empty the audit trail
        _empty(plain)
        for (table,) in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if table != "migrations" and not table.startswith("sqlite_"):
                _copy_in_table(source, plain.connection, table)


def _empty(plain: BlockingConnection) -> None:
    """Delete all rows."""
    tables = [name for (name,) in plain.execute(LIST_TABLES).fetchall()]
    filled = plain.run(" UNION ALL ".join(HAS_ROWS.format(table=table) for table in tables))
    for row in range(filled.ntuples):
        plain.run(f"DELETE FROM {(filled.get_value(row, 0) or b'').decode()}")  # noqa: S608 - a name of ours
    for (sequence,) in plain.execute(LIST_SEQUENCES).fetchall():
        if sequence.startswith("receipts_"):
            plain.run(f'DROP SEQUENCE "{sequence}"')
        else:
            plain.run(f"SELECT setval('{sequence}', 1, false)")


def _copy_in_table(
    source: sqlite3.Connection, connection: psycopg.Connection[tuple[object, ...]], table: str
) -> None:
    found = source.execute(f"SELECT * FROM {table}")  # noqa: S608 - a name of ours
    rows, columns = found.fetchall(), [column[0] for column in found.description]
    if not rows:
        return
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        if isinstance(rows[0][0], int):
            newest = max(row[0] for row in rows)
            cursor.execute(COUNT_ON.format(table=table, column=columns[0], newest=newest))


def copied_out(url: str, named_in: str | None = None) -> sqlite3.Connection:
    """Copy a database into memory: all tables, or those that a statement names."""
    copy = sqlite3.connect(":memory:")
    copy.deserialize(_empty_copy())
    with STANDING.connected(url) as connection, transaction(connection, SNAPSHOT):
        for (table,) in connection.execute(LIST_TABLES).fetchall():
            if named_in is not None and re.search(rf"\b{table}\b", named_in) is None:
                continue
            rows = connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - a name of ours
            if rows:
                columns = list(dict(rows[0]))
                marks = ", ".join("?" * len(columns))
                copy.executemany(
                    f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608
                    [tuple(row) for row in rows],
                )
    copy.commit()
    return copy


@cache
def _empty_copy() -> bytes:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        migrate(connection, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
        return connection.serialize()
