"""A move between engines: every row arrives as it was, or none; the old database is as before."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.__main__ import main
from bot.commands.database import run_copy
from bot.process.starting import StartRefusedError
from bot.settings import LOCALES
from storage.copying import Sum, Table
from storage.places import Place, place_of
from storage.postgres import instance
from storage.postgres.copying import PostgresRows
from storage.postgres.wire import SETTINGS
from storage.sqlite import copying as sqlite_copying
from storage.sqlite.copying import SqliteRows
from storage.sqlite.database import connect
from storage.sqlite.place import SqlitePlace
from storage.unit import StoredUnit
from tests.postgres_server import Server, running, why_not
from tests.storage.conftest import FakeClock
from tests.storage.sqlite.test_migrate import LATEST, settle
from ui.texts import Texts

NUMBERS = count()
CLOCK = FakeClock()
say = Texts.load(LOCALES, "ru").within("ru").plain

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def template(server: Server) -> str:
    """The name of a database with the schema alone."""
    with place_of(server.make("migrated")).rows_to(clock=CLOCK):
        return "migrated"


@pytest.fixture
def on_server(server: Server, template: str) -> Place:
    """An empty database."""
    return place_of(server.make(f"copying_{next(NUMBERS)}", template))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rows in every table, one of which names a later one, and texts that a wire could spoil."""
    path = tmp_path_factory.mktemp("town") / "town.db"
    with closing(connect(path)) as connection:
        settle(connection, CLOCK, len(LATEST))
        connection.execute("PRAGMA foreign_keys = OFF")
        [last] = connection.execute("SELECT max(id) FROM readings").fetchone()
        connection.execute("UPDATE readings SET replaced_by = ? WHERE id <> ?", (last, last))
        for key, text in enumerate(("\\N", "a\tb\nc\\", "", "ёж 🦔 \u0301", "NULL", "'\"")):
            connection.execute(
                "INSERT INTO attempts (kind, subject, idempotency_key, at) VALUES (?, ?, ?, '2026')",
                (text, str(key), text or None),
            )
    return path


@pytest.fixture
def filled(town: Path, tmp_path: Path) -> SqlitePlace:
    """A file of the test's own with the rows of the town."""
    return SqlitePlace(Path(shutil.copy(town, tmp_path / "filled.db")))


def copy(source: Place, target: Place) -> int:
    return run_copy(source, target, clock=CLOCK, say=say)


def contents(place: Place) -> dict[str, list[Sequence[Any]]]:
    with place.rows_from() as rows:
        return {table.name: [tuple(row) for row in rows.rows(table)] for table in rows.tables()}


def run(place: Place, *statements: str) -> None:
    if isinstance(place, SqlitePlace):
        with closing(connect(place.path)) as connection:
            connection.execute("PRAGMA foreign_keys = OFF")
            for each in statements:
                connection.execute(each)
        return
    with psycopg.connect(place.url, autocommit=True) as server:
        for each in statements:
            server.execute(each.encode())


def test_everything_arrives_on_the_server_and_comes_back(
    filled: SqlitePlace, server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    on_server = place_of(server.make(f"copying_{next(NUMBERS)}"))  # without any table
    before = contents(filled)
    assert all(before.values()), "every table has a row"
    assert copy(filled, on_server) == 0
    there = capsys.readouterr()
    back = SqlitePlace(tmp_path / "back" / "cabinet.db")
    assert copy(on_server, back) == 0
    again = capsys.readouterr()

    assert contents(on_server) == contents(back) == contents(filled) == before
    sums = there.out.splitlines()[:-1]
    assert sums == again.out.splitlines()[:-1], "the sums are those of the rows, whichever engine has them"
    assert len(sums) == len(before)
    rows = sum(map(len, before.values()))
    assert there.out.splitlines()[-1] == say(
        "database-copied", source=filled.shown, target=on_server.shown, tables=len(before), rows=rows
    )
    assert (back.path.stat().st_mode & 0o777) == 0o600


def test_a_server_is_copied_to_another_by_users_who_own_their_databases_and_nothing_else(
    filled: SqlitePlace, server: Server
) -> None:
    one, other = (owned(server, f"copying_{next(NUMBERS)}") for _ in range(2))
    assert copy(filled, one) == 0
    assert copy(one, other) == 0
    assert contents(other) == contents(filled)


def owned(server: Server, name: str) -> Place:
    """Make a database without tables, and a user of its name who owns it."""
    url = server.make(name)
    run(place_of(server.url()), f"CREATE ROLE {name} LOGIN", f"ALTER DATABASE {name} OWNER TO {name}")
    return place_of(url.replace("//cabinet@", f"//{name}@"))


@pytest.fixture
def moved(filled: SqlitePlace, on_server: Place) -> Place:
    assert copy(filled, on_server) == 0
    return on_server


async def test_new_rows_count_on_from_those_that_were_copied(filled: SqlitePlace, moved: Place) -> None:
    def add(unit: StoredUnit) -> int:
        added = unit.connection.execute(
            "INSERT INTO exports (begun_at, last_reading) VALUES ('2026', 1) RETURNING id"
        ).fetchone()
        return int(added["id"])

    async with filled.opened(clock=CLOCK) as file, moved.opened(clock=CLOCK) as server:
        wanted = await file.write(add)
        assert wanted > 1
        assert await server.write(add) == wanted


def test_receipts_begin_anew_from_those_that_were_copied(filled: SqlitePlace, on_server: Place) -> None:
    run(on_server, "CREATE SEQUENCE receipts_2611 START 900")
    assert copy(filled, on_server) == 0
    with psycopg.connect(on_server.url) as connection:
        series = connection.execute("SELECT 1 FROM pg_sequences WHERE sequencename LIKE 'receipts%'")
        assert series.fetchall() == []


# ---- What is refused ---------------------------------------------------------------------------------------


@dataclass
class Refusal:
    """Copies, and expects one line that says why nothing came of it."""

    capsys: pytest.CaptureFixture[str]

    def __call__(self, source: Place, target: Place, code: str, **values: str | int) -> None:
        self.capsys.readouterr()
        assert copy(source, target) == 1
        told = self.capsys.readouterr()
        assert told.out == ""
        assert told.err == say("database-copy-refused", reason=say(f"copy-{code}", **values)) + "\n"


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Refusal:
    return Refusal(capsys)


def test_a_database_with_rows_is_not_written_into(
    filled: SqlitePlace, moved: Place, refused: Refusal
) -> None:
    before = contents(moved)
    refused(filled, moved, "not-empty", table="accounts")
    refused(moved, filled, "not-empty", table="accounts")
    assert contents(moved) == contents(filled) == before


def test_two_files_are_sent_to_the_backup(filled: SqlitePlace, tmp_path: Path, refused: Refusal) -> None:
    refused(filled, SqlitePlace(tmp_path / "new.db"), "two-files")
    assert not (tmp_path / "new.db").exists()


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path, on_server: Place, refused: Refusal) -> None:
    lost = SqlitePlace(tmp_path / "lost.db")
    refused(lost, on_server, "no-database", path=lost.shown)
    assert not lost.path.exists()


def test_nothing_is_copied_while_a_bot_works_on_one_of_both(
    filled: SqlitePlace, on_server: Place, refused: Refusal
) -> None:
    for place in (filled, on_server):
        with place.alone(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(instance, "PATIENCE", timedelta(0))
            refused(filled, on_server, "bot-works-on", path=place.shown)
    assert copy(filled, on_server) == 0


def test_nothing_is_copied_of_a_file_that_another_process_writes(
    filled: SqlitePlace, on_server: Place, refused: Refusal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_copying, "PATIENCE", timedelta(0))
    with closing(connect(filled.path)) as registry_import:
        registry_import.execute("BEGIN IMMEDIATE")
        refused(filled, on_server, "in-use", path=filled.shown)


def test_nothing_is_copied_of_a_server_that_another_process_writes(
    moved: Place, tmp_path: Path, refused: Refusal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SETTINGS, "lock_timeout", "50")
    with psycopg.connect(moved.url) as registry_import:
        registry_import.execute("UPDATE subscribers SET balance = 1")
        refused(moved, SqlitePlace(tmp_path / "new.db"), "in-use", path=moved.shown)


def test_nobody_writes_while_rows_of_a_file_are_read(filled: SqlitePlace) -> None:
    with (
        filled.rows_from(),
        closing(connect(filled.path, busy_timeout=timedelta(0))) as other,
        pytest.raises(sqlite3.OperationalError, match="locked"),
    ):
        other.execute("UPDATE subscribers SET balance = 1")


def test_nobody_writes_while_rows_of_a_server_are_read(moved: Place) -> None:
    with moved.rows_from(), pytest.raises(psycopg.errors.LockNotAvailable):
        run(moved, "SET lock_timeout = 50", "UPDATE subscribers SET balance = 1")


def test_a_database_of_an_older_version_is_left_alone(path: Path, on_server: Place, refused: Refusal) -> None:
    with closing(connect(path)) as connection:
        settle(connection, CLOCK, len(LATEST) - 1)
    old = SqlitePlace(path)
    refused(old, on_server, "outdated", path=old.shown)
    assert old.looked_at().missing == 1


def test_a_table_of_somebody_else_is_not_lost_silently(
    filled: SqlitePlace, on_server: Place, refused: Refusal
) -> None:
    run(filled, "CREATE TABLE recipes (name TEXT)")
    refused(filled, on_server, "schemas-differ", table="recipes")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ("UPDATE subscribers SET balance = 'much'", say("copy-unfit", table="subscribers", reason="#")),
        ("UPDATE subscribers SET address = char(0)", say("copy-unfit", table="subscribers", reason="#")),
        ("UPDATE meters SET number = 'nobody'", say("copy-dangling", table="meters")),
    ],
)
def test_rows_that_a_server_cannot_keep_are_told_and_nothing_is_left_there(
    filled: SqlitePlace, on_server: Place, capsys: pytest.CaptureFixture[str], spoil: str, said: str
) -> None:
    run(filled, spoil)
    assert copy(filled, on_server) == 1
    assert said.partition("#")[0] in capsys.readouterr().err
    assert not any(contents(on_server).values())


def test_references_to_nothing_are_not_copied_into_a_file(
    moved: Place, tmp_path: Path, refused: Refusal
) -> None:
    run(moved, "SET session_replication_role = replica", "UPDATE meters SET number = 'nobody'")
    new = SqlitePlace(tmp_path / "new.db")
    refused(moved, new, "dangling", table="meters")
    assert not any(contents(new).values())


@pytest.fixture(params=["to the server", "to a file"])
def way(
    request: pytest.FixtureRequest, filled: SqlitePlace, on_server: Place, tmp_path: Path
) -> tuple[Place, Place]:
    """A source and an empty target."""
    if request.param == "to the server":
        return filled, on_server
    assert copy(filled, on_server) == 0
    return on_server, SqlitePlace(tmp_path / "new.db")


def test_a_difference_leaves_the_new_database_empty(
    way: tuple[Place, Place], refused: Refusal, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = way
    for kind in (PostgresRows, SqliteRows):
        monkeypatch.setattr(kind, "settle", spoil_a_row)
    refused(source, target, "tables-differ", table="subscribers")
    assert not any(contents(target).values())
    monkeypatch.undo()
    assert copy(source, target) == 0


def spoil_a_row(target: PostgresRows | SqliteRows, _: Sequence[Table]) -> None:
    target.connection.execute("UPDATE subscribers SET balance = balance + 1")


def test_an_interruption_leaves_the_new_database_empty(
    way: tuple[Place, Place], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = way

    def interrupt(_: Sum) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(Sum, "digest", property(interrupt))
    assert copy(source, target) == 130
    assert capsys.readouterr().err.endswith(say("copy-interrupted") + "\n")
    assert not any(contents(target).values())
    monkeypatch.undo()
    assert copy(source, target) == 0


def test_an_interruption_amid_a_table_leaves_the_server_empty(
    filled: SqlitePlace, on_server: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(rows: SqliteRows, table: Table) -> Iterator[Sequence[Any]]:
        yield from rows.connection.execute(table.select)
        if table.name == "outbox":
            raise KeyboardInterrupt

    monkeypatch.setattr(SqliteRows, "rows", interrupted)
    assert copy(filled, on_server) == 130
    monkeypatch.undo()
    assert copy(filled, on_server) == 0


def test_a_server_that_lets_nobody_in_is_told_as_at_a_start(filled: SqlitePlace, server: Server) -> None:
    with pytest.raises(StartRefusedError, match="missing"):
        copy(filled, place_of(server.url("nowhere")))


def test_no_password_of_a_wrong_address_is_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["database", "copy", "sqlite:///cabinet.db", "postgresql://cabinet:hunter-two@db"])
    assert "names no database" in (told := capsys.readouterr().err)
    assert "hunter-two" not in told
