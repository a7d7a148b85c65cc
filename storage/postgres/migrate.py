"""Brings the schema up to date by the same files as SQLite's, in the types of PostgreSQL.

One process does it at a time: the others wait for the lock, and find nothing left to do. A migration and the
row that records it are one transaction.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Final

from services.ports import Clock
from storage.closing import IN_PROGRESS
from storage.columns import moment_text
from storage.postgres.blocking import BlockingConnection
from storage.postgres.dialect import of_migration
from storage.postgres.errors import ConnectionLostError, ServerError
from storage.postgres.leases import CREATE_LEASES
from storage.schema import (
    LIST_APPLIED,
    RECORD_MIGRATION,
    Migration,
    MigrationError,
    count_applied,
    load_migrations,
    split_statements,
)

NO_RIGHT: Final = "42501"
LOCK: Final = 7_306_001
"""The number of the advisory lock of who migrates; any would do that nothing else in this database uses."""
CREATE_MIGRATIONS_TABLE = """
    CREATE TABLE IF NOT EXISTS migrations (
        number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TEXT NOT NULL
    )
"""
FIND_COLLATION = """
    SELECT pg_encoding_to_char(encoding), datcollate, datctype
    FROM pg_database WHERE datname = current_database()
"""
COMPARES_BY_CODE = "SELECT 'Z' < 'a' AND 'я' < 'ё' AND lower('Я') = 'Я'"
"""What a database does that was made as it has to be; names differ between the providers of collations."""
FIND_TABLES_OF_OTHERS = """
    SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND NOT EXISTS (
        SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'migrations'
    ) LIMIT 1
"""
FIND_TABLE_OF_MIGRATIONS = """
    SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'migrations'
"""
GLOB = """
    CREATE OR REPLACE FUNCTION glob(pattern TEXT, words TEXT) RETURNS BOOLEAN
    LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT words ~ ('^' || replace(pattern, '*', '.*') || '$') $$
"""
"""SQLite's function, for patterns of letters, ``*`` and sets, which is all that ``storage.columns`` makes."""
NEXT_ORDINAL = """
    CREATE OR REPLACE FUNCTION next_ordinal(first TEXT, beyond TEXT) RETURNS BIGINT LANGUAGE plpgsql AS $$
    DECLARE series TEXT := 'receipts_' || rtrim(first, '-');
    BEGIN
        IF to_regclass(series) IS NULL THEN
            EXECUTE format('CREATE SEQUENCE %I START %s', series, (
                SELECT coalesce(CAST(substr(max(receipt), 6, 7) AS BIGINT), 0) + 1 FROM readings
                WHERE receipt >= first AND receipt < beyond
            ));
        END IF;
        RETURN nextval(series::regclass);
    END $$
"""
"""The next receipt of a month, from a sequence that its first reading makes."""
ONLY_ADDED_TO = (
    """
    CREATE OR REPLACE FUNCTION refuse_change() RETURNS TRIGGER LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'the audit is only added to'; END $$
    """,
    f"""
    CREATE OR REPLACE FUNCTION is_erasing() RETURNS BOOLEAN LANGUAGE SQL STABLE
    AS $$ SELECT EXISTS (SELECT 1 FROM closed_accounts WHERE erased_at = '{IN_PROGRESS}') $$
    """,  # noqa: S608 (the word is ours)
    """
    CREATE OR REPLACE TRIGGER audit_without_delete BEFORE DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
    """
    CREATE OR REPLACE TRIGGER audit_keeps_deeds BEFORE UPDATE ON audit FOR EACH ROW
    WHEN (
        (NEW.id, NEW.at, NEW.operator_id, NEW.operator_name, NEW.action, NEW.subject)
            <> (OLD.id, OLD.at, OLD.operator_id, OLD.operator_name, OLD.action, OLD.subject)
        OR NOT is_erasing()
    )
    EXECUTE FUNCTION refuse_change()
    """,
)
"""The triggers that refuse changes of the audit trail; each database has its own form of them."""
STORAGE: Final[Mapping[str, Mapping[str, str]]] = {
    "conversations": {"fillfactor": "70"},
    "outbox": {"autovacuum_vacuum_scale_factor": "0.02", "autovacuum_vacuum_threshold": "2000"},
}
"""How tables that change all the time are stored; measured by ``benchmarks/bloat.py``.

A conversation is saved with each update, and finds room on its page. The outbox is vacuumed for each fiftieth
of its rows that is dead instead of each fifth, because it keeps what was sent next to what waits. The inbox
stays as the server has it: it is nearly empty, so autovacuum comes by each time that it looks.

Each start sets what is missing, also in a database of an earlier version.
"""
LIST_STORAGE = """
    SELECT t.relname AS name, split_part(option, '=', 1) AS option
    FROM pg_class t, unnest(t.reloptions) option
    WHERE t.relnamespace = CAST(current_schema() AS regnamespace) AND t.relkind = 'r'
"""

LATE_KEYS: Final = (("reading_values", "reading_id"),)
"""Foreign keys of rows that are stored with what they belong to; they are looked up at the end.

To look a new row up is to read the page of the index on which all new rows are. Works that store readings at
the same time would be in each other's way by that, as if each relied on there being no others.
"""
FIND_EARLY_KEY = """
    SELECT c.conname AS name FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]
    WHERE c.contype = 'f' AND NOT c.condeferred AND c.conrelid = CAST(? AS regclass) AND a.attname = ?
"""


class WrongCollationError(MigrationError):
    """The database does not order texts by their bytes, as this program does."""


def migrate(
    connection: BlockingConnection, *, clock: Clock, wanted: Sequence[Migration] | None = None
) -> int:
    """Apply what is missing and return how many migrations that was.

    Errors: ``MigrationError`` if database and program do not fit together; ``ServerError``.
    """
    migrations = load_migrations() if wanted is None else wanted
    _require_fitting(connection)
    with _alone(connection), _told():
        connection.run(CREATE_MIGRATIONS_TABLE)
        applied = count_applied(connection.execute(LIST_APPLIED).fetchall(), migrations)
        missing = migrations[applied:]
        for migration in missing:
            _apply(connection, migration, clock)
        for statement in (GLOB, NEXT_ORDINAL, *ONLY_ADDED_TO, *CREATE_LEASES):
            connection.run(statement)
        _set_storage(connection)
        _set_late_keys(connection)
    return len(missing)


def count_missing(connection: BlockingConnection) -> int:
    """Tell how many migrations :func:`migrate` would apply, without changing anything; errors as there."""
    wanted = load_migrations()
    _require_fitting(connection)
    if connection.execute(FIND_TABLE_OF_MIGRATIONS).fetchone() is None:
        return len(wanted)
    return len(wanted) - count_applied(connection.execute(LIST_APPLIED).fetchall(), wanted)


def _set_storage(connection: BlockingConnection) -> None:
    """Set what :data:`STORAGE` says, but for what administrators have set otherwise.

    Neither readers nor writers are kept waiting.
    """
    known = {tuple(row) for row in connection.execute(LIST_STORAGE)}
    for table, options in STORAGE.items():
        wanted = [f"{name} = {value}" for name, value in options.items() if (table, name) not in known]
        if wanted:
            connection.run(f"ALTER TABLE {table} SET ({', '.join(wanted)})")


def _set_late_keys(connection: BlockingConnection) -> None:
    """Have the keys of :data:`LATE_KEYS` looked up late, also in a database of an earlier version."""
    for table, column in LATE_KEYS:
        for key in connection.execute(FIND_EARLY_KEY, (table, column)):
            connection.run(
                f"ALTER TABLE {table} ALTER CONSTRAINT {key['name']} DEFERRABLE INITIALLY DEFERRED"
            )


@contextmanager
def _alone(connection: BlockingConnection) -> Iterator[None]:
    """Wait until no other process migrates, however long its migrations take."""
    before = connection.execute("SELECT current_setting('lock_timeout')").fetchall()[0][0]
    connection.run("SET lock_timeout = 0")
    connection.execute("SELECT pg_advisory_lock(?)", (LOCK,))
    connection.execute("SELECT set_config('lock_timeout', ?, false)", (before,))
    try:
        yield
    finally:
        with suppress(ConnectionLostError):  # the lock goes with the connection
            connection.execute("SELECT pg_advisory_unlock(?)", (LOCK,))


@contextmanager
def _told() -> Iterator[None]:
    """Tell who starts the program what its user lacks."""
    try:
        yield
    except ServerError as error:
        if error.state != NO_RIGHT:
            raise
        raise MigrationError(f"the database user may not change the schema: {error}") from error


def _require_fitting(connection: BlockingConnection) -> None:
    encoding, collation, kinds = connection.execute(FIND_COLLATION).fetchall()[0]
    if encoding != "UTF8" or not connection.execute(COMPARES_BY_CODE).fetchall()[0][0]:
        raise WrongCollationError(
            "the database has to be created with ENCODING 'UTF8', LC_COLLATE 'C' and LC_CTYPE 'C'; "
            f"it has {encoding}, {collation} and {kinds}"
        )
    if connection.execute(FIND_TABLES_OF_OTHERS).fetchone() is not None:
        raise MigrationError("the database holds tables of another program")


def _apply(connection: BlockingConnection, migration: Migration, clock: Clock) -> None:
    connection.run("BEGIN")
    try:
        for statement in filter(None, map(of_migration, split_statements(migration.sql))):
            connection.run(statement)
        row = (migration.number, migration.name, migration.checksum, moment_text(clock()))
        connection.execute(RECORD_MIGRATION, row)
        connection.run("COMMIT")
    except ServerError as error:
        connection.run("ROLLBACK")
        raise MigrationError(f"{migration.name} could not be applied: {error}") from error
