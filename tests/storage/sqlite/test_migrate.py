"""Migrations: from every older schema with rows in it, whole or not at all, and only forward."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.schema import Migration, MigrationError, load_migrations, split_statements
from storage.sqlite.database import connect
from storage.sqlite.migrate import migrate
from tests.storage.conftest import FakeClock
from tests.storage.sqlite.test_database import run_at_once

ROWS = Path(__file__).parents[1] / "rows"
LATEST = load_migrations()

PARENTS = Migration(
    1,
    "0001_parents",
    """
    CREATE TABLE parents (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE children (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES parents (id));
    """,
)
REBUILT = Migration(
    2,
    "0002_rebuilt",
    """
    CREATE TABLE new_parents (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, age INTEGER);
    INSERT INTO new_parents (id, name) SELECT id, name FROM parents;
    DROP TABLE parents;
    ALTER TABLE new_parents RENAME TO parents;
    """,
)
BREAKS_OFF = Migration(
    2,
    "0002_breaks_off",
    """
    ALTER TABLE parents ADD COLUMN age INTEGER;
    UPDATE parents SET name = 'changed';
    CREATE TABLE late (id INTEGER PRIMARY KEY);
    INSERT INTO parents (id, name) VALUES (1, 'twice the same id');
    """,
)
ORPHANS = Migration(2, "0002_orphans", "DELETE FROM parents;")


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    connection = connect(path)
    yield connection
    connection.close()


@pytest.fixture
def family(connection: sqlite3.Connection, clock: FakeClock) -> sqlite3.Connection:
    migrate(connection, clock=clock, migrations=[PARENTS])
    connection.execute("INSERT INTO parents VALUES (1, 'Anna'), (2, 'Boris')")
    connection.execute("INSERT INTO children VALUES (10, 1), (11, 2)")
    return connection


def schema(connection: sqlite3.Connection) -> list[str]:
    return [row["sql"] for row in connection.execute("SELECT sql FROM sqlite_master ORDER BY name")]


def rows(connection: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1")]  # noqa: S608


def tables(connection: sqlite3.Connection) -> list[str]:
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [row["name"] for row in names if row["name"] != "migrations"]


def version_before(name: str) -> int:
    return next(each.number for each in LATEST if each.name.endswith(name)) - 1


def settle(connection: sqlite3.Connection, clock: FakeClock, version: int) -> None:
    """Make the schema of a version, with the rows that it had."""
    migrate(connection, clock=clock, migrations=LATEST[:version])
    for number in range(1, version + 1):
        for statement in split_statements((ROWS / f"{number:04}.sql").read_text(encoding="utf-8")):
            connection.execute(statement)


def test_a_new_database_gets_everything_once(connection: sqlite3.Connection, clock: FakeClock) -> None:
    names = [migration.name for migration in LATEST]

    assert migrate(connection, clock=clock) == names
    assert migrate(connection, clock=clock) == []
    assert [row[1] for row in rows(connection, "migrations")] == names
    assert {row[3] for row in rows(connection, "migrations")} == {"2026-11-22T17:00:00.000000+00:00"}


@pytest.mark.parametrize("version", range(1, len(LATEST) + 1))
def test_every_old_schema_keeps_its_rows_on_the_way_to_the_newest(
    connection: sqlite3.Connection, clock: FakeClock, version: int
) -> None:
    settle(connection, clock, version)
    before = {table: len(rows(connection, table)) for table in tables(connection)}
    assert all(before.values()), "every table of the old schema needs a row"

    migrate(connection, clock=clock)

    after = {table: len(rows(connection, table)) for table in tables(connection)}
    assert after.items() >= before.items()
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_an_update_that_was_handled_before_the_upgrade_stays_handled(
    connection: sqlite3.Connection, clock: FakeClock
) -> None:
    migrate(connection, clock=clock, migrations=LATEST[:2])
    connection.execute(
        "INSERT INTO conversations (bot_id, chat_id, user_id, last_update_id) "
        "VALUES (42, 1, 1, 900), (42, 2, 2, NULL)"
    )

    migrate(connection, clock=clock)

    handled = connection.execute("SELECT handled_updates FROM conversations ORDER BY chat_id")
    assert [json.loads(row[0]) for row in handled] == [[900], []]


def test_chats_that_were_signed_in_before_the_upgrade_are_known_to_their_accounts(
    connection: sqlite3.Connection, clock: FakeClock
) -> None:
    settle(connection, clock, version_before("chats_known_to_accounts"))
    connection.execute("UPDATE consents SET chat_id = 503")

    migrate(connection, clock=clock)

    known = connection.execute("SELECT account_id, chat_id, since FROM known_chats ORDER BY chat_id")
    assert [tuple(row) for row in known] == [
        (1, 501, "2026-11-01T08:00:00.000000+00:00"),
        (1, 502, "2026-11-03T08:00:00.000000+00:00"),
        (1, 503, "2026-11-01T08:00:00.000000+00:00"),
    ]


def test_chats_that_were_known_before_the_second_step_owe_no_code(
    connection: sqlite3.Connection, clock: FakeClock
) -> None:
    settle(connection, clock, version_before("devices"))

    migrate(connection, clock=clock)

    known = connection.execute("SELECT chat_id, is_proven FROM known_chats").fetchall()
    assert [tuple(row) for row in known] == [(77, 1)]


def test_open_alerts_from_before_the_upgrade_belong_to_the_accounts_that_they_are_about(
    connection: sqlite3.Connection, clock: FakeClock
) -> None:
    settle(connection, clock, version_before("accounts_of_alerts"))
    keys = ("reading-review:2", "meter-changed:1", "question:501-30", "proof-failed:1:100200301")
    for number, key in enumerate(keys, start=50):
        kind = key.partition(":")[0]
        moment = "2026-11-20T08:00:00.000000+00:00"
        connection.execute(
            "INSERT INTO alerts "
            "(id, kind, key, details, created_at, state, waiting_since, last_at, folded_into)"
            " VALUES (?, ?, ?, '{}', ?, 'open', ?, ?, ?)",
            (number, kind, key, moment, moment, moment, 1 if number == 50 else None),
        )
    connection.execute("INSERT INTO threads VALUES (52, 1, 501)")

    migrate(connection, clock=clock)

    alerts = connection.execute(
        "SELECT kind, account_id, queued_at IS NOT NULL FROM alerts WHERE id BETWEEN 50 AND 53 ORDER BY id"
    )
    assert [tuple(row) for row in alerts] == [
        ("reading-review", 1, 1),
        ("meter-changed", 1, 0),
        ("question", 1, 0),
        ("proof-failed", None, 0),
    ]


def test_a_table_that_others_refer_to_can_be_rebuilt(family: sqlite3.Connection, clock: FakeClock) -> None:
    assert migrate(family, clock=clock, migrations=[PARENTS, REBUILT]) == ["0002_rebuilt"]

    assert rows(family, "parents") == [(1, "Anna", None), (2, "Boris", None)]
    assert rows(family, "children") == [(10, 1), (11, 2)]
    with pytest.raises(sqlite3.IntegrityError):
        family.execute("INSERT INTO children VALUES (12, 404)")


@pytest.mark.parametrize(
    ("broken", "error"), [(BREAKS_OFF, sqlite3.IntegrityError), (ORPHANS, MigrationError)]
)
def test_a_failing_migration_leaves_the_old_schema_and_rows_whole(
    family: sqlite3.Connection, clock: FakeClock, broken: Migration, error: type[Exception]
) -> None:
    before = schema(family), rows(family, "parents"), rows(family, "migrations")

    with pytest.raises(error):
        migrate(family, clock=clock, migrations=[PARENTS, broken])

    assert (schema(family), rows(family, "parents"), rows(family, "migrations")) == before
    with pytest.raises(sqlite3.IntegrityError):  # references are checked again
        family.execute("INSERT INTO children VALUES (12, 404)")
    assert migrate(family, clock=clock, migrations=[PARENTS, REBUILT]) == ["0002_rebuilt"]


def test_what_succeeded_before_a_failing_migration_stays(
    connection: sqlite3.Connection, clock: FakeClock
) -> None:
    broken = Migration(3, "0003_broken", "CREATE TABLE a (id INTEGER); SELECT nothing FROM nowhere;")

    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, clock=clock, migrations=[PARENTS, REBUILT, broken])

    assert [row[1] for row in rows(connection, "migrations")] == ["0001_parents", "0002_rebuilt"]


def test_a_database_from_the_future_is_refused(family: sqlite3.Connection, clock: FakeClock) -> None:
    migrate(family, clock=clock, migrations=[PARENTS, REBUILT])

    with pytest.raises(MigrationError, match=r"newer.*0002_rebuilt"):
        migrate(family, clock=clock, migrations=[PARENTS])


def test_an_edited_migration_is_refused(family: sqlite3.Connection, clock: FakeClock) -> None:
    edited = Migration(1, "0001_parents", PARENTS.sql + "CREATE TABLE forgotten (id INTEGER);")

    with pytest.raises(MigrationError, match="0001_parents"):
        migrate(family, clock=clock, migrations=[edited, REBUILT])

    assert "forgotten" not in tables(family)
    assert len(rows(family, "migrations")) == 1


def test_processes_that_start_together_migrate_once(path: Path, clock: FakeClock) -> None:
    applied: list[str] = []

    def start() -> None:
        connection = connect(path)
        applied.extend(migrate(connection, clock=clock, migrations=[PARENTS, REBUILT]))
        connection.close()

    assert run_at_once(4, start) == []
    assert sorted(applied) == ["0001_parents", "0002_rebuilt"]


def test_a_start_without_migrations_does_not_wait_for_a_writer(
    path: Path, family: sqlite3.Connection, clock: FakeClock
) -> None:
    """A registry import may hold the lock for long while the bot is started again."""
    other = connect(path)
    other.execute("BEGIN IMMEDIATE")
    family.execute("PRAGMA busy_timeout = 0")

    assert migrate(family, clock=clock, migrations=[PARENTS]) == []
    other.close()


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["0001_a.sql", "0003_c.sql"], "without gaps"),
        (["0002_b.sql"], "without gaps"),
        (["0001_a.sql", "0001_b.sql"], "without gaps"),
        (["first.sql"], "first.sql"),
    ],
)
def test_files_must_be_numbered_without_gaps(tmp_path: Path, names: list[str], message: str) -> None:
    for name in names:
        (tmp_path / name).touch()

    with pytest.raises(MigrationError, match=message):
        load_migrations(tmp_path)


def test_files_are_read_in_order_whatever_their_line_ends(tmp_path: Path) -> None:
    for number in range(1, 12):
        (tmp_path / f"{number:04}_x.sql").write_bytes(b"CREATE TABLE a (\n  id INTEGER\n);\n")
    windows = tmp_path / "0002_x.sql"
    windows.write_bytes(windows.read_bytes().replace(b"\n", b"\r\n"))

    migrations = load_migrations(tmp_path)

    assert [migration.number for migration in migrations] == list(range(1, 12))
    assert len({migration.checksum for migration in migrations}) == 1


def test_semicolons_inside_statements_do_not_end_them() -> None:
    script = """
    -- A comment; with a semicolon.
    CREATE TABLE a (id INTEGER, note TEXT DEFAULT 'one; two'); -- and; another
    CREATE TRIGGER t AFTER INSERT ON a BEGIN
        DELETE FROM a WHERE note = ';';
        UPDATE a SET id = 1;
    END;
    /* long; comment */ INSERT INTO a VALUES (1, '''; --'); SELECT 1
    """

    statements = list(split_statements(script))

    beginnings = [statement.split("\n")[-1] for statement in statements]
    assert len(statements) == 4
    assert beginnings[0].strip().startswith("CREATE TABLE a")
    assert statements[1].endswith("END;")
    assert beginnings[2].strip() == "/* long; comment */ INSERT INTO a VALUES (1, '''; --');"
    assert statements[3] == "SELECT 1"


def test_a_script_of_comments_changes_nothing(connection: sqlite3.Connection, clock: FakeClock) -> None:
    empty = Migration(1, "0001_empty", "-- nothing yet; really\n")

    assert migrate(connection, clock=clock, migrations=[empty]) == ["0001_empty"]
    assert tables(connection) == []
