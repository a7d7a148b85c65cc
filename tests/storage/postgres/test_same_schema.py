"""A migrated SQLite file and a fresh PostgreSQL have the same schema, told in the same words."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from storage.postgres.blocking import BlockingConnection, connected
from storage.sqlite.database import Database
from tests.storage.conftest import FakeClock

SAME_TYPES = {"INTEGER": "bigint", "BIGINT": "bigint", "BOOLEAN": "boolean", "TEXT": "text", "BLOB": "bytea"}
"""The types of PostgreSQL by those of SQLite."""

OF_TESTS = {"facts", "keyed"}
OF_REPLICAS = {"leases"}, {("inbox_by_chat", "chat_id", False)}
"""The table and the index that only an engine needs on which replicas work side by side."""

COLUMNS = """
    SELECT column_name, data_type, is_nullable = 'YES' FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = ? ORDER BY ordinal_position
"""
INDEXES = """
    SELECT i.indisprimary, i.indisunique, i.indpred IS NOT NULL, (
        SELECT string_agg(coalesce(a.attname, '<expression>'), ',' ORDER BY k.place)
        FROM unnest(CAST(i.indkey AS SMALLINT[])) WITH ORDINALITY AS k (number, place)
        LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
    ), r.relname
    FROM pg_index i JOIN pg_class r ON r.oid = i.indexrelid WHERE i.indrelid = CAST(? AS regclass)
"""
FOREIGN_KEYS = """
    SELECT CAST(CAST(c.confrelid AS regclass) AS TEXT), (
        SELECT string_agg(a.attname, ',' ORDER BY k.place)
        FROM unnest(c.conkey) WITH ORDINALITY AS k (number, place)
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number
    ), (
        SELECT string_agg(a.attname, ',' ORDER BY k.place)
        FROM unnest(c.confkey) WITH ORDINALITY AS k (number, place)
        JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.number
    ), CAST(c.confdeltype AS TEXT)
    FROM pg_constraint c WHERE c.contype = 'f' AND c.conrelid = CAST(? AS regclass)
"""
ON_DELETE = {"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}


@dataclass(frozen=True)
class Table:
    """What both engines have to have alike."""

    columns: tuple[tuple[str, str, bool], ...]
    """Name, type and whether NULL is taken."""
    primary_key: str
    unique: frozenset[tuple[str, bool]]
    """The columns of unique keys, and whether they are for some rows only."""
    indexes: frozenset[tuple[str, str, bool]]
    """The names and columns of other indexes, and whether they are for some rows only."""
    foreign_keys: frozenset[tuple[str, str, str, str]]


def of_postgres(connection: BlockingConnection, name: str) -> Table:
    indexes = [tuple(row) for row in connection.execute(INDEXES, (name,))]
    keys = [tuple(row) for row in connection.execute(FOREIGN_KEYS, (name,))]
    return Table(
        columns=tuple(tuple(row) for row in connection.execute(COLUMNS, (name,))),
        primary_key=next((columns for primary, _, _, columns, _ in indexes if primary), ""),
        unique=frozenset(
            (columns, part) for primary, unique, part, columns, _ in indexes if unique and not primary
        ),
        indexes=frozenset(
            (index, columns, part) for _, unique, part, columns, index in indexes if not unique
        ),
        foreign_keys=frozenset((to, ours, theirs, ON_DELETE[kind]) for to, ours, theirs, kind in keys),
    )


def of_sqlite(connection: sqlite3.Connection, name: str) -> Table:
    columns = connection.execute(f"PRAGMA table_info({name})").fetchall()
    primary = [column[1] for column in sorted(columns, key=lambda column: column[5]) if column[5]]
    indexes = [
        (
            index,
            joined(row[2] for row in connection.execute(f"PRAGMA index_info({index})")),
            unique,
            origin,
            part,
        )
        for _, index, unique, origin, part in connection.execute(f"PRAGMA index_list({name})")
    ]
    return Table(
        columns=tuple(
            (column, SAME_TYPES[kind], not (required or place))
            for _, column, kind, required, _, place in columns
        ),
        primary_key=joined(primary),
        unique=frozenset(
            (names, bool(part)) for _, names, unique, origin, part in indexes if unique and origin != "pk"
        ),
        indexes=frozenset(
            (index, names, bool(part)) for index, names, unique, _, part in indexes if not unique
        ),
        foreign_keys=foreign_keys_of(connection, name),
    )


def foreign_keys_of(connection: sqlite3.Connection, name: str) -> frozenset[tuple[str, str, str, str]]:
    keys: dict[int, list[Any]] = {}
    for row in connection.execute(f"PRAGMA foreign_key_list({name})"):
        keys.setdefault(row[0], []).append(row)
    return frozenset(
        (
            rows[0][2],
            joined(row[3] for row in rows),
            joined(row[4] or primary_key_of(connection, row[2]) for row in rows),
            rows[0][6],
        )
        for rows in (sorted(rows, key=lambda row: row[1]) for rows in keys.values())
    )


def primary_key_of(connection: sqlite3.Connection, name: str) -> str:
    """Return the key that a reference without columns means."""
    return joined(row[1] for row in connection.execute(f"PRAGMA table_info({name})") if row[5])


def joined(names: Iterable[str | None]) -> str:
    return ",".join(name or "<expression>" for name in names)


@pytest.fixture
async def both(path: Path, clock: FakeClock, url: str) -> tuple[dict[str, Table], dict[str, Table]]:
    async with Database.open(path, clock=clock):
        pass
    file = sqlite3.connect(path)
    known = file.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    ours = {name: of_sqlite(file, name) for (name,) in known.fetchall()}
    file.close()
    with connected(url) as connection:
        found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = {name for (name,) in found}
        tables, indexes = OF_REPLICAS
        assert tables <= names
        theirs = {name: of_postgres(connection, name) for name in names - OF_TESTS - tables}
    assert indexes <= theirs["inbox"].indexes
    theirs["inbox"] = replace(theirs["inbox"], indexes=theirs["inbox"].indexes - indexes)
    return ours, theirs


async def test_both_engines_have_the_same_tables(both: tuple[dict[str, Table], dict[str, Table]]) -> None:
    ours, theirs = both

    assert sorted(theirs) == sorted(ours)
    assert len(ours) > 20


@pytest.mark.parametrize("what", ["columns", "primary_key", "unique", "indexes", "foreign_keys"])
async def test_the_tables_of_both_engines_have_the_same(
    both: tuple[dict[str, Table], dict[str, Table]], what: str
) -> None:
    ours, theirs = both

    assert {name: getattr(table, what) for name, table in theirs.items()} == {
        name: getattr(table, what) for name, table in ours.items()
    }


async def test_the_comparison_finds_something_to_compare(
    both: tuple[dict[str, Table], dict[str, Table]],
) -> None:
    ours, _ = both

    for what in ("columns", "primary_key", "unique", "indexes", "foreign_keys"):
        assert any(getattr(table, what) for table in ours.values())
