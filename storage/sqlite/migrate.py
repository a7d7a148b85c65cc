"""Brings the schema up to date by numbered files, so that every installation can tell where it stands.

A migration and the row that records it are one transaction: one that fails leaves the old schema whole.
``executescript`` would commit first, therefore the files are split into statements.
"""

import sqlite3
from collections.abc import Sequence

from services.ports import Clock
from storage.columns import moment_text
from storage.schema import (
    LIST_APPLIED,
    RECORD_MIGRATION,
    Migration,
    MigrationError,
    count_applied,
    load_migrations,
    split_statements,
)

CREATE_MIGRATIONS_TABLE = """
    CREATE TABLE IF NOT EXISTS migrations (
        number INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        checksum TEXT NOT NULL,
        applied_at TEXT NOT NULL
    )
"""
COUNT_TABLES = "SELECT count(*) FROM sqlite_schema"
COUNT_TABLES_OF_OTHERS = """
    SELECT count(*) FROM sqlite_schema
    WHERE NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migrations')
"""


def migrate(
    connection: sqlite3.Connection, *, clock: Clock, migrations: Sequence[Migration] | None = None
) -> list[str]:
    """Apply what is missing and return the names of it.

    ``MigrationError`` if the database was made by a newer version or by another program, if an applied
    migration was edited, or if rows would lose what they refer to. Several processes may call this at once.
    """
    wanted = load_migrations() if migrations is None else migrations
    _refuse_foreign(connection)
    connection.execute(CREATE_MIGRATIONS_TABLE)
    missing = wanted[_count_applied(connection, wanted) :]
    # Rebuilding a table drops what others refer to; the check before each commit makes up for it.
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        return [migration.name for migration in missing if _apply(connection, migration, wanted, clock)]
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


def count_missing(connection: sqlite3.Connection) -> int:
    """Tell how many migrations :func:`migrate` would apply, without changing anything; errors as there."""
    wanted = load_migrations()
    _refuse_foreign(connection)
    is_new = connection.execute(COUNT_TABLES).fetchone()[0] == 0
    return len(wanted) - (0 if is_new else _count_applied(connection, wanted))


def _refuse_foreign(connection: sqlite3.Connection) -> None:
    """Leave the database of another program alone, because the migrations would put their tables into it."""
    if connection.execute(COUNT_TABLES_OF_OTHERS).fetchone()[0]:
        raise MigrationError("the database belongs to another program")


def _apply(
    connection: sqlite3.Connection, migration: Migration, wanted: Sequence[Migration], clock: Clock
) -> bool:
    connection.execute("BEGIN IMMEDIATE")
    try:
        is_missing = migration.number > _count_applied(connection, wanted)
        if is_missing:  # no other process was faster
            for statement in split_statements(migration.sql):
                connection.execute(statement)
            _check_references(connection, migration)
            row = (migration.number, migration.name, migration.checksum, moment_text(clock()))
            connection.execute(RECORD_MIGRATION, row)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return is_missing


def _count_applied(connection: sqlite3.Connection, wanted: Sequence[Migration]) -> int:
    return count_applied(connection.execute(LIST_APPLIED).fetchall(), wanted)


def _check_references(connection: sqlite3.Connection, migration: Migration) -> None:
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise MigrationError(
            f"{migration.name} would leave rows of {broken['table']} without what they refer to"
        )
