"""A file as one end of a move between engines."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from services.ports import Clock
from storage.backups import CopyRefusedError
from storage.copying import Table
from storage.sqlite.database import connect, prepare
from storage.sqlite.errors import is_locked, translated
from storage.sqlite.migrate import count_missing

PATIENCE = timedelta(seconds=5)
"""How long to wait for another process that writes, such as a registry import."""
FIND_TABLES = r"""
    SELECT name FROM sqlite_schema
    WHERE type = 'table' AND name <> 'migrations' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name
"""
FIND_COLUMNS = "SELECT name, pk FROM pragma_table_info(?) ORDER BY cid"
FIND_REFERENCES = 'SELECT "table" FROM pragma_foreign_key_list(?)'


@dataclass(frozen=True)
class SqliteRows:
    """Both ends of a move; implements ``storage.copying.RowTarget``."""

    connection: sqlite3.Connection

    def tables(self) -> list[Table]:
        """Return all tables but that of the migrations."""
        return [self._table(row["name"]) for row in self.connection.execute(FIND_TABLES).fetchall()]

    def _table(self, name: str) -> Table:
        columns = self.connection.execute(FIND_COLUMNS, (name,)).fetchall()
        key = sorted((column for column in columns if column["pk"]), key=lambda column: int(column["pk"]))
        references = self.connection.execute(FIND_REFERENCES, (name,))
        return Table(
            name,
            tuple(column["name"] for column in columns),
            tuple(column["name"] for column in key),
            frozenset(row["table"] for row in references),
        )

    def count(self, table: Table) -> int:
        """Count the rows of a table."""
        count: int = self.connection.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()[0]  # noqa: S608
        return count

    def rows(self, table: Table) -> Iterator[Sequence[Any]]:
        """Read the rows while they are asked for."""
        return self.connection.execute(table.select)

    def fill(self, table: Table, rows: Iterable[Sequence[Any]]) -> None:
        """Add rows. Errors: ``CopyRefusedError`` (``unfit``)."""
        marks = ", ".join("?" for _ in table.columns)
        insert = f'INSERT INTO "{table.name}" ({table.listed}) VALUES ({marks})'  # noqa: S608 - our schema
        try:
            self.connection.executemany(insert, rows)
        except sqlite3.IntegrityError as error:
            raise CopyRefusedError("unfit", table=table.name, reason=str(error)) from None

    def settle(self, _: Sequence[Table]) -> None:
        """Check references; SQLite counts on by itself. Errors: ``CopyRefusedError`` (``dangling``)."""
        broken = self.connection.execute("PRAGMA foreign_key_check").fetchone()
        if broken is not None:
            raise CopyRefusedError("dangling", table=broken["table"])


@contextmanager
def rows_from(path: Path) -> Iterator[SqliteRows]:
    """Open a file that nobody writes meanwhile; nothing of it is changed.

    Errors: ``CopyRefusedError`` (``no-database``, ``outdated``, ``in-use``), ``MigrationError`` and
    ``StoreError``.
    """
    if not path.is_file():
        raise CopyRefusedError("no-database", path=str(path))
    with translated(), closing(connect(path, busy_timeout=PATIENCE)) as connection:
        if count_missing(connection):
            raise CopyRefusedError("outdated", path=str(path))
        _begin(connection, path)
        yield SqliteRows(connection)
        connection.execute("ROLLBACK")


@contextmanager
def rows_to(path: Path, *, clock: Clock) -> Iterator[SqliteRows]:
    """Open a file, or make it, and bring its schema up to date; an exception takes all rows back.

    Errors: as of :func:`rows_from`, without ``outdated``.
    """
    with translated(), closing(connect(path, busy_timeout=PATIENCE)) as connection:
        prepare(connection, clock)
        connection.execute(
            "PRAGMA foreign_keys = OFF"
        )  # a row may name one that comes later; settle() checks
        _begin(connection, path)
        try:
            yield SqliteRows(connection)
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def _begin(connection: sqlite3.Connection, path: Path) -> None:
    """Begin a transaction that keeps all other writers out."""
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if is_locked(error):
            raise CopyRefusedError("in-use", path=str(path)) from None
        raise
