"""The schema is made by the same files as SQLite's, once, and only where program and database fit."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import psycopg
import pytest

from services.units import StoreBusyError, StoreRefusedError
from storage.postgres.blocking import connected, transaction
from storage.postgres.database import Database
from storage.postgres.errors import ConnectionLostError
from storage.postgres.migrate import LATE_KEYS, LOCK, STORAGE, migrate
from storage.postgres.wire import SETTINGS
from storage.schema import Migration, MigrationError, load_migrations
from storage.unit import StoredUnit
from tests.postgres_server import Server
from tests.storage.conftest import FakeClock
from tests.storage.postgres.facts import sql

ALL = load_migrations()
WRONG = Migration(2, "0002_wrong", "CREATE TABLE second (id INTEGER); INSERT INTO nowhere VALUES (1);")


def clock() -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC)


def migrated(url: str, wanted: list[Migration] | None = None) -> int:
    with connected(url) as connection:
        return migrate(connection, clock=clock, wanted=wanted)


def tables(url: str) -> set[str]:
    with connected(url) as connection:
        return {
            row[0]
            for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        }


def test_an_empty_database_gets_all_migrations_and_a_full_one_none(empty_url: str) -> None:
    assert migrated(empty_url) == len(ALL)
    assert migrated(empty_url) == 0


def test_an_older_schema_gets_what_is_missing(empty_url: str) -> None:
    migrated_until(empty_url, len(ALL) - 3)

    assert migrated(empty_url) == 3


def migrated_until(url: str, count: int) -> None:
    """Apply the first migrations as an earlier version of the program did."""
    migrated(url, ALL[:count])


def test_a_newer_schema_is_told_in_plain_words(empty_url: str) -> None:
    newer = Migration(len(ALL) + 1, "9999_newer", "SELECT 1;")
    migrated(empty_url, [*ALL, newer])

    with pytest.raises(MigrationError, match="newer than this program: it has 9999_newer"):
        migrated(empty_url)


def test_a_migration_that_was_edited_is_told_in_plain_words(empty_url: str) -> None:
    migrated(empty_url)
    edited = Migration(1, ALL[0].name, ALL[0].sql + "-- edited")

    with pytest.raises(MigrationError, match="applied with other contents"):
        migrated(empty_url, [edited, *ALL[1:]])


def test_a_migration_that_fails_leaves_nothing_of_itself(empty_url: str) -> None:
    migrated(empty_url)
    wrong = Migration(len(ALL) + 1, "9999_wrong", WRONG.sql)

    with pytest.raises(MigrationError, match=r"9999_wrong could not be applied: .*nowhere"):
        migrated(empty_url, [*ALL, wrong])
    assert "second" not in tables(empty_url)
    assert migrated(empty_url) == 0


def test_processes_that_start_at_once_apply_each_migration_once(empty_url: str) -> None:
    counts: list[int | Exception] = []

    def process() -> None:
        try:
            counts.append(migrated(empty_url))
        except Exception as error:  # noqa: BLE001 - the test looks at it
            counts.append(error)

    processes = [threading.Thread(target=process) for _ in range(3)]
    for each in processes:
        each.start()
    for each in processes:
        each.join()

    assert sorted(counts, key=str) == [0, 0, len(ALL)]


def test_who_migrates_is_waited_for_longer_than_for_any_other_lock(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SETTINGS, "lock_timeout", "1")
    with connected(empty_url) as first:
        first.execute("SELECT pg_advisory_lock(?)", (LOCK,))
        second = threading.Thread(target=migrated, args=(empty_url,))
        second.start()
        while not waiting(first.execute, LOCK):
            pass
        first.execute("SELECT pg_sleep(0.05), pg_advisory_unlock(?)", (LOCK,))
        second.join()

    assert "readings" in tables(empty_url)


def waiting(execute: Callable[..., object], lock: int) -> bool:
    found = execute(
        "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = ? AND NOT granted", (lock,)
    )
    return bool(found.fetchall())  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "made",
    [
        "ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'",
        "ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'",
        "ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'",
        "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'ru'",
    ],
)
async def test_a_database_that_compares_otherwise_is_told_in_plain_words(
    durable_server: Server, clock: FakeClock, made: str
) -> None:
    with psycopg.connect(durable_server.url(), autocommit=True) as server:
        server.execute(f"CREATE DATABASE otherwise TEMPLATE template0 {made}")
    try:
        with pytest.raises(MigrationError, match="has to be created with ENCODING 'UTF8', LC_COLLATE 'C'"):
            async with Database.open(durable_server.url("otherwise"), clock=clock):
                pass
    finally:
        durable_server.drop("otherwise")


def test_a_database_of_another_program_is_left_alone(empty_url: str) -> None:
    sql(empty_url, "CREATE TABLE theirs (a BIGINT)")

    with pytest.raises(MigrationError, match="tables of another program"):
        migrated(empty_url)
    assert tables(empty_url) == {"theirs"}


async def test_a_user_who_may_not_make_tables_is_told_in_plain_words(
    empty_url: str, clock: FakeClock
) -> None:
    sql(empty_url, "DROP ROLE IF EXISTS guest", "CREATE ROLE guest LOGIN")
    try:
        with pytest.raises(
            MigrationError, match="the database user may not change the schema: permission denied"
        ):
            async with Database.open(empty_url.replace("cabinet@", "guest@"), clock=clock):
                pass
    finally:
        sql(empty_url, "DROP ROLE guest")


async def test_a_database_that_is_not_there_makes_the_store_busy(
    durable_server: Server, clock: FakeClock
) -> None:
    with pytest.raises(StoreBusyError, match='database "nowhere" does not exist'):
        async with Database.open(durable_server.url("nowhere"), clock=clock):
            pass


def test_a_lost_connection_while_migrating_is_told_as_that(empty_url: str) -> None:
    cutting = Migration(len(ALL) + 1, "9999_cut", "SELECT pg_terminate_backend(pg_backend_pid());")

    with pytest.raises(ConnectionLostError):
        migrated(empty_url, [*ALL, cutting])
    assert migrated(empty_url, ALL) in {0, len(ALL)}


async def test_the_audit_is_only_added_to(postgres: Database) -> None:
    columns = "at, operator_id, operator_name, action, subject, details"
    add = f"INSERT INTO audit ({columns}) VALUES ('', 1, '', '', '', '{{}}')"  # noqa: S608 (they are ours)
    await postgres.write(partial(running, add))
    for statement in ("DELETE FROM audit", "UPDATE audit SET at = 'now'", "UPDATE audit SET details = '{1}'"):
        with pytest.raises(StoreRefusedError, match="only added to"):
            await postgres.write(partial(running, statement))


def running(statement: str, unit: StoredUnit) -> None:
    unit.connection.execute(statement)


LIST_OPTIONS = "SELECT relname, reloptions FROM pg_class WHERE reloptions IS NOT NULL AND relkind = 'r'"


def storage_of(url: str) -> dict[str, set[str]]:
    with connected(url) as connection:
        return {name: set(options) for name, options in connection.execute(LIST_OPTIONS)}


def test_tables_that_change_all_the_time_are_stored_as_measured(empty_url: str) -> None:
    migrated(empty_url)

    expected = {name: {f"{key}={value}" for key, value in each.items()} for name, each in STORAGE.items()}
    assert storage_of(empty_url) == expected


def test_a_database_of_an_earlier_version_is_stored_so_from_the_next_start_on(empty_url: str) -> None:
    migrated(empty_url)
    whole = storage_of(empty_url)
    sql(empty_url, *(f"ALTER TABLE {name} RESET ({', '.join(each)})" for name, each in STORAGE.items()))
    assert storage_of(empty_url) == {}

    assert migrated(empty_url) == 0
    assert storage_of(empty_url) == whole


LIST_LATE = """
    SELECT CAST(c.conrelid AS regclass)::text, a.attname FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum] WHERE c.condeferred
"""


def test_keys_that_works_would_meet_at_are_looked_up_late_also_in_a_database_of_an_earlier_version(
    empty_url: str,
) -> None:
    def late() -> list[tuple[str, ...]]:
        with connected(empty_url) as connection:
            return [tuple(row) for row in connection.execute(LIST_LATE)]

    migrated(empty_url)
    assert late() == list(LATE_KEYS)

    for table, column in LATE_KEYS:
        sql(empty_url, f"ALTER TABLE {table} ALTER CONSTRAINT {table}_{column}_fkey NOT DEFERRABLE")
    assert late() == []
    assert migrated(empty_url) == 0
    assert late() == list(LATE_KEYS)


def test_what_administrators_set_of_the_storage_stays(empty_url: str) -> None:
    migrated(empty_url)
    sql(empty_url, "ALTER TABLE conversations SET (fillfactor = 90, autovacuum_enabled = off)")

    migrated(empty_url)
    assert storage_of(empty_url)["conversations"] == {"fillfactor=90", "autovacuum_enabled=off"}


def test_a_start_changes_the_storage_of_no_table_without_need(empty_url: str) -> None:
    """An ``ALTER TABLE`` waits for a vacuum that runs, and whoever comes after it waits too."""
    migrated(empty_url)
    with connected(empty_url) as vacuum, transaction(vacuum, "BEGIN"):
        for name in [*STORAGE, *(table for table, _ in LATE_KEYS)]:
            vacuum.run(f"LOCK TABLE {name} IN SHARE UPDATE EXCLUSIVE MODE")
        assert migrated(empty_url) == 0
