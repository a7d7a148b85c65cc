"""A backup of a server's database is good or not there at all; a restore brings all of it, or nothing."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import psycopg
import pytest

from bot.commands.backup import run_backup, run_restore
from bot.settings import LOCALES
from storage.backups import Backup, CopyRefusedError
from storage.places import Place, place_of
from storage.postgres import backup as backup_module
from storage.postgres import instance
from storage.postgres.wire import address_of
from storage.schema import MigrationError
from tests.postgres_server import Server, running, why_not
from tests.services.fakes import FakeClock
from ui.texts import Texts

NUMBERS = count()
CLOCK = FakeClock()
PASSWORD = "hunter two'"
say = Texts.load(LOCALES, "ru").within("ru").plain

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("POSTGRES_BIN", str(server.programs))
        yield server


@pytest.fixture(scope="module")
def template(server: Server) -> str:
    with place_of(server.make("migrated")).rows_to(clock=CLOCK):
        return "migrated"


@pytest.fixture
def place(server: Server, template: str) -> Place:
    """A database with some rows, among them the one that ends a table in a dump."""
    made = place_of(server.make(f"backup_{next(NUMBERS)}", template))
    run(
        made,
        "INSERT INTO subscribers (number, address, balance, penalty)"
        " SELECT 100000 + n, '\\.' || chr(10) || 'Садовая ул.', 0, 0 FROM generate_series(1, 300) AS n",
        "INSERT INTO exports (begun_at, last_reading) VALUES ('2026', 0)",
    )
    return made


@pytest.fixture
def new(server: Server) -> Place:
    """A database without tables, of a user who owns it and nothing else."""
    name = f"backup_{next(NUMBERS)}"
    url = server.make(name)
    run(place_of(server.url()), f"CREATE ROLE {name} LOGIN", f"ALTER DATABASE {name} OWNER TO {name}")
    return place_of(url.replace("//cabinet@", f"//{name}@"))


@pytest.fixture
def target(tmp_path: Path) -> Path:
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups" / "good.dump"


def run(place: Place, *statements: str) -> None:
    with psycopg.connect(place.url, autocommit=True) as connection:
        for each in statements:
            connection.execute(each.encode())


def value(place: Place, question: str) -> object:
    with psycopg.connect(place.url) as connection:
        [found] = connection.execute(question.encode()).fetchall()[0]
        return found


def subscribers(place: Place) -> object:
    return value(place, "SELECT count(*) FROM subscribers")


def back_up(place: Place, target: Path) -> Backup:
    return place.back_up(target, clock=CLOCK)


def test_a_restored_database_is_that_of_the_backup(
    place: Place, new: Place, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_backup(place, target, clock=CLOCK, say=say) == 0
    size = -(-target.stat().st_size // 1024)
    assert capsys.readouterr().out == say("backup-done", path=str(target), kibibytes=size) + "\n"
    assert run_restore(target, new, clock=CLOCK, say=say) == 0
    assert capsys.readouterr().out == say("restore-done") + "\n"
    assert new.looked_at().missing == 0
    with place.rows_from() as old, new.rows_from() as restored:
        assert old.tables() == restored.tables()
        for table in old.tables():
            assert list(old.rows(table)) == list(restored.rows(table))
    add = "INSERT INTO exports (begun_at, last_reading) VALUES ('2026', 0) RETURNING id"
    assert value(new, add) == 2, "keys go on"
    with pytest.raises(psycopg.errors.RaiseException, match="only added to"):
        run(new, "DELETE FROM audit")


def test_a_backup_is_one_private_file_named_by_its_moment(place: Place, target: Path) -> None:
    made = back_up(place, target.parent)
    assert made.path == target.with_name("cabinet-20261122T090000Z.dump")
    assert made.size == made.path.stat().st_size
    assert list(target.parent.iterdir()) == [made.path]
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600


def test_a_backup_holds_the_moment_at_which_it_was_counted(
    place: Place, new: Place, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_program = backup_module._run

    def meanwhile(program: str, *arguments: str, address: str) -> None:
        run(place, "DELETE FROM subscribers WHERE number = '100001'")
        run_program(program, *arguments, address=address)

    with place.alone():  # the bot runs
        monkeypatch.setattr(backup_module, "_run", meanwhile)
        back_up(place, target)
    monkeypatch.undo()
    new.restore(target, clock=CLOCK)
    assert (subscribers(place), subscribers(new)) == (299, 300)


def test_an_existing_file_is_not_overwritten(place: Place, target: Path) -> None:
    target.write_text("precious")
    with pytest.raises(CopyRefusedError, match="exists"):
        back_up(place, target)
    assert target.read_text() == "precious"
    with pytest.raises(CopyRefusedError, match="no-folder"):
        back_up(place, target.parent / "unmounted" / "good.dump")


def test_a_copy_that_lacks_rows_gets_no_name(
    place: Place, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = backup_module._counts
    monkeypatch.setattr(
        backup_module, "_counts", lambda connection: {**counts(connection), "subscribers": 301}
    )
    with pytest.raises(CopyRefusedError, match="tables-differ"):
        back_up(place, target)
    assert list(target.parent.iterdir()) == []


def test_an_interrupted_backup_leaves_nothing(
    place: Place, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(backup_module, "_read", interrupt)
    assert run_backup(place, target, clock=CLOCK, say=say) == 130
    assert list(target.parent.iterdir()) == []


def test_a_database_of_another_program_or_version_becomes_no_backup(
    place: Place, new: Place, target: Path
) -> None:
    with pytest.raises(CopyRefusedError, match="foreign"):
        back_up(new, target)
    run(place, "INSERT INTO migrations VALUES (9999, '9999_tomorrow', 'x', 'x')")
    with pytest.raises(MigrationError, match="newer"):
        back_up(place, target)
    assert list(target.parent.iterdir()) == []


def test_without_the_programs_one_line_says_what_to_install(
    place: Place, target: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("POSTGRES_BIN")
    monkeypatch.setenv("PATH", str(target.parent))
    assert run_backup(place, target, clock=CLOCK, say=say) == 1
    reason = say("copy-no-program", program="pg_dump")
    assert capsys.readouterr().err == say("backup-refused", reason=reason) + "\n"
    assert list(target.parent.iterdir()) == []


@pytest.fixture
def programs(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with programs that a test may replace; the others are the server's."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("pg_dump", "pg_restore"):
        (folder / name).symlink_to(server.programs / name)
    monkeypatch.setenv("POSTGRES_BIN", str(folder))
    return folder


def replace(program: Path, script: str) -> None:
    program.unlink()
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o700)


def test_what_a_program_complains_of_is_told_in_one_line_without_the_values_of_rows(
    place: Place, target: Path, programs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replace(
        programs / "pg_dump", "echo 'pg_dump: error: no luck' >&2; echo 'DETAIL: Key (secret)' >&2; exit 1"
    )
    assert run_backup(place, target, clock=CLOCK, say=say) == 1
    reason = say("copy-program-failed", program="pg_dump", reason="no luck")
    assert capsys.readouterr().err == say("backup-refused", reason=reason) + "\n"
    assert list(target.parent.iterdir()) == []


def test_a_server_that_does_not_answer_is_told_in_one_line(
    target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    away = place_of("postgresql://cabinet:hunter-two@127.0.0.1:9/cabinet")
    assert run_backup(away, target, clock=CLOCK, say=say) == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "hunter-two" not in told
    assert list(target.parent.iterdir()) == []


def test_a_password_reaches_a_program_by_its_environment_alone(programs: Path, tmp_path: Path) -> None:
    replace(programs / "pg_dump", f'cd {tmp_path}; printf %s "$*" > arguments; env > environment')
    address = address_of("postgresql://cabinet:hunter%20two%27@db.example/cabinet?sslmode=require")
    backup_module._run("pg_dump", "--file=x", address=address)
    assert f"PGPASSWORD={PASSWORD}" in (tmp_path / "environment").read_text().splitlines()
    arguments = (tmp_path / "arguments").read_text()
    assert "hunter" not in arguments
    assert "host=db.example" in arguments
    assert "sslmode=require" in arguments


# ---- Putting it back ---------------------------------------------------------------------------------------


def cut_off(path: Path) -> None:
    os.truncate(path, path.stat().st_size * 3 // 4)


def become_text(path: Path) -> None:
    path.write_text("Dear administrator, " * 1000)


@pytest.mark.parametrize("damage", [cut_off, become_text])
def test_a_backup_that_is_not_good_restores_nothing(
    place: Place, new: Place, target: Path, damage: Callable[[Path], None]
) -> None:
    back_up(place, target)
    damage(target)
    with pytest.raises(CopyRefusedError, match="damaged"):
        new.restore(target, clock=CLOCK)
    assert value(new, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0


def test_a_database_with_tables_is_not_restored_over(
    place: Place, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    back_up(place, target)
    run(place, "DELETE FROM subscribers WHERE number > '100100'")
    assert run_restore(target, place, clock=CLOCK, say=say) == 1
    reason = say("copy-has-tables", table="accounts")
    assert capsys.readouterr().err == say("restore-refused", reason=reason) + "\n"
    assert subscribers(place) == 100


def test_nothing_is_restored_while_the_bot_runs(
    place: Place,
    new: Place,
    target: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(instance, "PATIENCE", timedelta(0))
    back_up(place, target)
    with new.alone():
        assert run_restore(target, new, clock=CLOCK, say=say) == 1
    reason = say("copy-bot-is-running")
    assert capsys.readouterr().err == say("restore-refused", reason=reason) + "\n"


def test_a_restore_that_breaks_off_leaves_the_database_empty(place: Place, new: Place, target: Path) -> None:
    """A type that is in the way stops it at one of the later tables."""
    back_up(place, target)
    run(new, "CREATE TYPE tariffs AS ENUM ()")
    with pytest.raises(CopyRefusedError, match="program-failed"):
        new.restore(target, clock=CLOCK)
    assert value(new, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0


def test_a_backup_of_another_schema_or_of_nothing_is_told(
    place: Place, new: Place, target: Path, tmp_path: Path
) -> None:
    back_up(place, target)
    run(new, "CREATE SCHEMA AUTHORIZATION CURRENT_USER")
    with pytest.raises(CopyRefusedError, match="other-schema"):
        new.restore(target, clock=CLOCK)
    with pytest.raises(CopyRefusedError, match="no-database"):
        new.restore(tmp_path / "lost.dump", clock=CLOCK)
