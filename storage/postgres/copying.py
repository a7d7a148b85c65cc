"""A database of a server as one end of a move between engines.

Rows go in by ``COPY``, table after table, so that what is referred to is there before; each reference is then
checked by the server itself, and nothing of that needs more rights than a database's owner has.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Loader

from services.ports import Clock
from storage.backups import CopyRefusedError
from storage.copying import Table
from storage.postgres.blocking import BlockingConnection, connected
from storage.postgres.errors import ConnectionLostError, ServerError, translated
from storage.postgres.migrate import count_missing, migrate

AT_ONCE: Final = 2000
"""Rows that the server sends at a time."""
IN_USE: Final = "55P03"
"""A lock did not come in time; ``SETTINGS`` says how long that is."""
FIND_TABLES = """
    SELECT tablename FROM pg_tables
    WHERE schemaname = current_schema() AND tablename NOT IN ('migrations', 'leases') ORDER BY tablename
"""
FIND_COLUMNS = """
    SELECT column_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = ? ORDER BY ordinal_position
"""
FIND_KEY = """
    SELECT attname FROM pg_index
    CROSS JOIN unnest(indkey) WITH ORDINALITY AS part (attnum, place)
    JOIN pg_attribute ON attrelid = indrelid AND pg_attribute.attnum = part.attnum
    WHERE indisprimary AND indrelid = to_regclass(quote_ident(?)) ORDER BY place
"""
FIND_REFERENCES = """
    SELECT relname FROM pg_constraint JOIN pg_class ON pg_class.oid = confrelid
    WHERE contype = 'f' AND conrelid = to_regclass(quote_ident(?))
"""
FIND_COUNTED = """
    SELECT column_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = ? AND is_identity = 'YES'
"""
FIND_SERIES = r"""
    SELECT quote_ident(sequencename) FROM pg_sequences
    WHERE schemaname = current_schema() AND sequencename LIKE 'receipts\_%'
"""
"""The sequences of receipts, which begin again from the rows that are there."""


class _Truth(Loader):
    """Reads a boolean as SQLite has it."""

    def load(self, data: Buffer) -> int:
        return int(bytes(data) == b"t")


@dataclass(frozen=True)
class PostgresRows:
    """Both ends of a move; implements ``storage.copying.RowTarget``."""

    connection: BlockingConnection

    def tables(self) -> list[Table]:
        """Return all tables but that of the migrations."""
        return [self._table(name) for [name] in self.connection.execute(FIND_TABLES)]

    def _table(self, name: str) -> Table:
        columns, key, references = (
            tuple(row[0] for row in self.connection.execute(question, (name,)))
            for question in (FIND_COLUMNS, FIND_KEY, FIND_REFERENCES)
        )
        return Table(name, columns, key, frozenset(references))

    def count(self, table: Table) -> int:
        """Count the rows of a table."""
        [count] = self.connection.execute(f'SELECT count(*) FROM "{table.name}"').fetchall()[0]  # noqa: S608
        return int(count)

    def rows(self, table: Table) -> Iterator[Sequence[Any]]:
        """Read the rows through a cursor of the server."""
        with self.connection.connection.cursor(name="rows") as cursor:
            cursor.itersize = AT_ONCE
            cursor.execute(table.select.encode())
            yield from cursor

    def fill(self, table: Table, rows: Iterable[Sequence[Any]]) -> None:
        """Add rows. Errors: ``CopyRefusedError`` (``unfit``, ``dangling``)."""
        statement = f'COPY "{table.name}" ({table.listed}) FROM STDIN'.encode()
        try:
            with self.connection.connection.cursor() as cursor, cursor.copy(statement) as copy:
                for row in rows:
                    copy.write_row(row)
        except psycopg.errors.ForeignKeyViolation:
            raise CopyRefusedError("dangling", table=table.name) from None
        except (psycopg.DataError, psycopg.IntegrityError) as error:
            reason = error.diag.message_primary or str(error)
            raise CopyRefusedError("unfit", table=table.name, reason=reason) from None

    def settle(self, tables: Sequence[Table]) -> None:
        """Let keys and receipts go on from the rows that are there; references are checked by then."""
        for [series] in self.connection.execute(FIND_SERIES).fetchall():
            self.connection.run(f"DROP SEQUENCE {series}")
        for table in tables:
            for [column] in self.connection.execute(FIND_COUNTED, (table.name,)).fetchall():
                self._count_on(table.name, column)

    def _count_on(self, table: str, column: str) -> None:
        largest = f'SELECT coalesce(max("{column}"), 0) FROM "{table}"'  # noqa: S608 - names of our schema
        [last] = self.connection.execute(largest).fetchall()[0]
        self.connection.run(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" RESTART WITH {int(last) + 1}')


@contextmanager
def rows_from(address: str, shown: str) -> Iterator[PostgresRows]:
    """Open a database that nobody writes meanwhile; nothing of it is changed.

    Errors: ``CopyRefusedError`` (``outdated``, ``in-use``), ``MigrationError``, ``StoreError``.
    """
    with translated(), _transaction(address) as connection:
        if count_missing(connection):
            raise CopyRefusedError("outdated", path=shown)
        rows = PostgresRows(connection)
        names = ", ".join(f'"{table.name}"' for table in rows.tables())
        connection.run("BEGIN ISOLATION LEVEL REPEATABLE READ")
        try:
            # Before the snapshot, which the first query takes.
            connection.run(f"LOCK TABLE {names} IN SHARE MODE")
        except ServerError as error:
            if error.state == IN_USE:
                raise CopyRefusedError("in-use", path=shown) from None
            raise
        yield rows


@contextmanager
def rows_to(address: str, *, clock: Clock) -> Iterator[PostgresRows]:
    """Open a database and bring its schema up to date; an exception takes all rows back.

    Errors: ``MigrationError``, ``StoreError``.
    """
    with translated(), _transaction(address) as connection:
        migrate(connection, clock=clock)
        connection.run("BEGIN")
        yield PostgresRows(connection)
        connection.run("COMMIT")
        connection.run("ANALYZE")  # so that the first questions find their indexes


@contextmanager
def _transaction(address: str) -> Iterator[BlockingConnection]:
    """Connect for a long work, and undo what was not committed."""
    with connected(address) as connection:
        connection.connection.adapters.register_loader("bool", _Truth)
        connection.run("SET enable_seqscan = on")  # whole tables are read here
        try:
            yield connection
        finally:
            with suppress(psycopg.Error, ServerError, ConnectionLostError):
                connection.run("ROLLBACK")
