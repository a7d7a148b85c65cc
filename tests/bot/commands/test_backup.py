"""A backup is complete and good or not there at all; a restore loses neither the new database nor the old."""

import ast
import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.commands.backup import run_backup, run_restore
from bot.settings import LOCALES
from services.units import StoreCorruptError
from storage.backups import SPARED_BYTES, CopyRefusedError
from storage.schema import MigrationError
from storage.sqlite import backup as backup_module
from storage.sqlite.backup import STEP_PAGES, back_up, restore
from storage.sqlite.database import Database, connect
from storage.sqlite.instance import only_instance
from storage.sqlite.migrate import migrate
from storage.sqlite.place import SqlitePlace
from storage.store import AlreadyRunningError
from storage.unit import StoredUnit
from tests.bot.processes import child
from tests.services.fakes import FakeClock
from tests.structure.project import ROOT, nodes_of
from ui.texts import Texts

CLOCK = FakeClock()
TEXTS = Texts.load(LOCALES, "ru")
say = TEXTS.within("ru").plain

SUBSCRIBERS = 8000
"""More than a few steps of copying."""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A town that is nobody's at the moment."""
    path = tmp_path / "data" / "cabinet.db"
    with closing(connect(path)) as connection:
        migrate(connection, clock=CLOCK)
        connection.execute("CREATE TABLE halves (writer INTEGER, turn INTEGER, half TEXT)")
        connection.execute(
            """
            WITH RECURSIVE town (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM town WHERE n < ?)
            INSERT INTO subscribers (number, address, balance, penalty)
            SELECT 100000 + n, 'Светлогорье, Садовая ул., ' || n || hex(randomblob(100)), 0, 0 FROM town
            """,
            (SUBSCRIBERS,),
        )
    return path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups" / "good.db"


def change(path: Path, statement: str) -> None:
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(statement)


def count(path: Path, table: str = "subscribers") -> int:
    with closing(sqlite3.connect(path)) as connection:
        number: int = connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]  # noqa: S608
        return number


def everything(folder: Path) -> dict[str, bytes]:
    """What a folder holds, to the last byte; no database of it may be open."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def no_pause(_: float) -> None:
    pass


def make_backup(database: Path, target: Path) -> Path:
    return back_up(database, target, clock=CLOCK, pause=no_pause).path


# ---- Making a backup ---------------------------------------------------------------------------------------


class Pair(NamedTuple):
    """Two rows that only exist together."""

    writer: int
    turn: int

    def write(self, unit: StoredUnit) -> None:
        for half in ("one", "other"):
            unit.connection.execute("INSERT INTO halves VALUES (?, ?, ?)", (*self, half))


async def test_a_backup_among_a_hundred_writers_holds_one_moment_and_keeps_none_of_them_waiting(
    database: Path, target: Path
) -> None:
    loop = asyncio.get_running_loop()
    at_once = timedelta(0)  # a writer that finds the database locked fails
    turns = 0
    async with Database.open(database, clock=CLOCK, busy_timeout=at_once) as opened:

        async def a_hundred_writes() -> None:
            nonlocal turns
            turns += 1
            await asyncio.gather(*(opened.write(Pair(writer, turns).write) for writer in range(100)))

        def everybody_writes(_: float) -> None:
            asyncio.run_coroutine_threadsafe(a_hundred_writes(), loop).result(timeout=60)

        await a_hundred_writes()
        await asyncio.to_thread(back_up, database, target, clock=CLOCK, pause=everybody_writes)
    assert turns > SUBSCRIBERS * 200 // (STEP_PAGES * 4096), "it was copied in steps, once"
    assert turns < 3 * SUBSCRIBERS * 500 // (STEP_PAGES * 4096), "it did not begin anew after each commit"
    assert count(database, "halves") == turns * 200
    assert (count(target, "halves"), count(target)) == (200, SUBSCRIBERS)


def test_a_backup_is_one_private_file_that_needs_no_log(database: Path, target: Path) -> None:
    with closing(connect(database)) as bot:
        bot.execute("DELETE FROM subscribers WHERE number = '100001'")  # it is in the log only
        made = back_up(database, target, clock=CLOCK)
    assert made.path == target
    assert made.size == target.stat().st_size
    assert [path.name for path in target.parent.iterdir()] == ["good.db"]
    assert target.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert count(target) == SUBSCRIBERS - 1


def test_in_a_folder_a_backup_is_named_by_its_moment(database: Path, target: Path) -> None:
    assert make_backup(database, target.parent) == target.with_name("cabinet-20261122T090000Z.db")


def test_an_existing_file_is_not_overwritten(database: Path, target: Path) -> None:
    target.write_text("precious")
    with pytest.raises(CopyRefusedError, match="exists"):
        make_backup(database, target)
    assert everything(target.parent) == {"good.db": b"precious"}


def test_a_file_that_comes_into_being_meanwhile_is_not_overwritten(database: Path, target: Path) -> None:
    def somebody_is_faster(_: float) -> None:
        target.write_text("precious")

    with pytest.raises(CopyRefusedError, match="exists"):
        back_up(database, target, clock=CLOCK, pause=somebody_is_faster)
    assert everything(target.parent) == {"good.db": b"precious"}
    assert len(list(target.parent.iterdir())) == 1


def test_a_link_to_nowhere_is_not_written_through(database: Path, target: Path, tmp_path: Path) -> None:
    target.symlink_to(tmp_path / "elsewhere.db")
    with pytest.raises(CopyRefusedError, match="exists"):
        make_backup(database, target)
    assert not (tmp_path / "elsewhere.db").exists()


def test_no_database_comes_into_being_where_there_is_none(tmp_path: Path, target: Path) -> None:
    with pytest.raises(CopyRefusedError, match="no-database"):
        make_backup(tmp_path / "data" / "cabinet.db", target)
    assert not (tmp_path / "data").exists()


def test_a_folder_that_is_not_there_is_not_made(database: Path, tmp_path: Path) -> None:
    with pytest.raises(CopyRefusedError, match="no-folder"):
        make_backup(database, tmp_path / "unmounted" / "good.db")


def overwrite_pages(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xa5" * 3 * 4096)


def cut_off(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def lose_an_index(path: Path) -> None:
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")


def leave_a_meter_without_subscriber(path: Path) -> None:
    change(path, "INSERT INTO meters VALUES ('m', '999', '1', '', 5, 0, 0, NULL, NULL, NULL)")


def become_newer(path: Path) -> None:
    change(path, "INSERT INTO migrations VALUES (999, '0999_far_away', 'sum', '2036-01-01')")


def have_another_past(path: Path) -> None:
    change(path, "UPDATE migrations SET checksum = 'another' WHERE number = 1")


def forget_all_migrations(path: Path) -> None:
    change(path, "DELETE FROM migrations")


def become_text(path: Path) -> None:
    path.write_text("Dear administrator, " * 1000)


def become_empty(path: Path) -> None:
    path.write_bytes(b"")


DAMAGES = [
    (overwrite_pages, (StoreCorruptError, CopyRefusedError)),
    (cut_off, (StoreCorruptError, CopyRefusedError)),
    (lose_an_index, CopyRefusedError),
    (leave_a_meter_without_subscriber, CopyRefusedError),
    (become_newer, MigrationError),
    (have_another_past, MigrationError),
    (forget_all_migrations, CopyRefusedError),
    (become_text, StoreCorruptError),
    (become_empty, CopyRefusedError),
]


@pytest.mark.parametrize(("damage", "error"), DAMAGES)
def test_what_is_not_good_becomes_no_backup(
    database: Path,
    target: Path,
    damage: Callable[[Path], None],
    error: type[Exception] | tuple[type[Exception], ...],
) -> None:
    damage(database)
    with pytest.raises(error):
        make_backup(database, target)
    assert list(target.parent.iterdir()) == []


@dataclass
class Disk:
    free: int


@pytest.mark.parametrize("spare", [-1, 0])
def test_a_disk_is_not_filled_up(
    database: Path, target: Path, monkeypatch: pytest.MonkeyPatch, spare: int
) -> None:
    with closing(connect(database)):  # the log is in the file now, so its size is what a copy has
        size = database.stat().st_size
    free = size + SPARED_BYTES + spare
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(free))
    if spare < 0:
        with pytest.raises(CopyRefusedError, match="no-space") as refusal:
            make_backup(database, target)
        assert int(refusal.value.values["needed"]) * 1024**2 > free
        assert not target.exists()
    else:
        assert make_backup(database, target).exists()


def test_an_interrupted_backup_leaves_nothing(
    database: Path, target: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(backup_module, "_check", interrupt)
    assert run_backup(SqlitePlace(database), target, clock=CLOCK, say=say) == 130
    assert list(target.parent.iterdir()) == []
    assert capsys.readouterr().err == say("copy-interrupted") + "\n"


COPY = """
import resource, sys
from pathlib import Path
from bot.commands.backup import run_backup
from bot.process.clock import SystemClock
from bot.settings import LOCALES
from storage.places import place_of
from ui.texts import Texts

database, target, largest = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_FSIZE, (int(largest), int(largest)))
say = Texts.load(LOCALES, "ru").within("ru").plain
sys.exit(run_backup(place_of(f"sqlite:///{database}"), Path(target), clock=SystemClock(), say=say))
"""


def test_a_disk_that_is_full_nevertheless_leaves_one_clear_line_and_nothing_else(
    database: Path, target: Path
) -> None:
    """A limit on the size of files stands for the disk: its refusal reaches SQLite from the same call."""
    ended = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-c", COPY, str(database), str(target), "1000000"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("Копия не сделана: ")
    assert ended.stderr.count("\n") == 1
    assert list(target.parent.iterdir()) == []
    assert make_backup(database, target).exists()


HANG = """
import sys
from pathlib import Path
from bot.process.clock import SystemClock
from storage.sqlite.backup import back_up

def hang(_):
    print("copying", flush=True)
    sys.stdin.read()

back_up(Path(sys.argv[1]), Path(sys.argv[2]), clock=SystemClock(), pause=hang)
"""


@pytest.fixture
def copying(database: Path, target: Path) -> Iterator["subprocess.Popen[str]"]:
    """A backup in a process of its own that has done its first step and will never do the second."""
    with child(HANG, database, target, says="copying") as process:
        yield process


async def test_a_backup_that_hangs_in_another_process_keeps_no_writer_waiting(
    database: Path, copying: "subprocess.Popen[str]"
) -> None:
    async with Database.open(database, clock=CLOCK, busy_timeout=timedelta(0)) as opened:
        for turn in range(20):
            await asyncio.gather(*(opened.write(Pair(writer, turn).write) for writer in range(100)))
        assert copying.poll() is None
    assert count(database, "halves") == 20 * 100 * 2


def test_a_killed_backup_leaves_no_file_under_its_name_and_does_not_hinder_the_next(
    database: Path, target: Path, copying: "subprocess.Popen[str]"
) -> None:
    copying.kill()
    copying.wait()
    assert not target.exists()
    assert count(make_backup(database, target)) == SUBSCRIBERS


def test_the_log_need_not_grow_while_the_copy_is_checked(
    database: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(connect(database)) as bot:
        bot.execute("DELETE FROM subscribers")

        def empty_the_log(*_: object) -> None:
            is_hindered = bot.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            assert not is_hindered

        monkeypatch.setattr(backup_module, "_check", empty_the_log)
        bot.execute("PRAGMA busy_timeout = 0")
        make_backup(database, target)
    assert target.exists()


# ---- Putting it back ---------------------------------------------------------------------------------------


def test_a_restored_database_is_that_of_the_backup_and_the_old_one_is_kept(
    database: Path, target: Path
) -> None:
    make_backup(database, target)
    change(database, "DELETE FROM subscribers WHERE number > '101000'")

    kept = restore(target, database, clock=CLOCK, pause=no_pause)

    assert kept == database.with_name("cabinet.db.replaced-20261122T090000Z")
    assert (count(database), count(kept)) == (SUBSCRIBERS, 1000)
    assert sorted(path.name for path in database.parent.iterdir()) == [database.name, kept.name]
    assert database.stat().st_mode & 0o777 == 0o600
    change(database, "DELETE FROM subscribers")
    assert count(target) == SUBSCRIBERS, "the backup itself stays as it was"


def test_on_a_new_machine_there_is_nothing_to_keep(database: Path, target: Path, tmp_path: Path) -> None:
    make_backup(database, target)
    new = tmp_path / "new" / "machine" / "cabinet.db"
    assert restore(target, new, clock=CLOCK, pause=no_pause) is None
    assert count(new) == SUBSCRIBERS


def test_a_link_to_the_database_goes_on_pointing_to_it(database: Path, target: Path, tmp_path: Path) -> None:
    make_backup(database, target)
    change(database, "DELETE FROM subscribers")
    link = tmp_path / "current.db"
    link.symlink_to(database)
    restore(target, link, clock=CLOCK, pause=no_pause)
    assert link.is_symlink()
    assert count(database) == SUBSCRIBERS


def test_nothing_is_replaced_while_the_bot_runs(
    database: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_backup(database, target)
    with only_instance(database):
        before = everything(database.parent)
        assert run_restore(target, SqlitePlace(database), clock=CLOCK, say=say) == 1
        assert everything(database.parent) == before
    told = capsys.readouterr()
    assert told.err == say("restore-refused", reason=say("copy-bot-is-running")) + "\n"
    assert run_restore(target, SqlitePlace(database), clock=CLOCK, say=say) == 0


def test_the_bot_cannot_start_while_its_database_is_replaced(
    database: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_backup(database, target)
    tried = threading.Event()
    check = backup_module._check

    def try_to_start(copy: Path, clock: FakeClock) -> None:
        with pytest.raises(AlreadyRunningError), only_instance(database):
            pass
        tried.set()
        check(copy, clock)

    monkeypatch.setattr(backup_module, "_check", try_to_start)
    assert run_restore(target, SqlitePlace(database), clock=CLOCK, say=say) == 0
    assert tried.is_set()


def test_nothing_is_replaced_while_anybody_else_has_the_database_open(
    database: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_module, "FOLDING_SECONDS", 0.0)
    make_backup(database, target)
    with closing(connect(database)) as registry_import:
        registry_import.execute("DELETE FROM subscribers")
        with pytest.raises(CopyRefusedError, match="in-use"):
            restore(target, database, clock=CLOCK, pause=no_pause)
        registry_import.execute(
            "INSERT INTO subscribers (number, address, balance, penalty) VALUES ('1', 'goes on', 0, 0)"
        )
    assert count(database) == 1
    assert [path.name for path in database.parent.iterdir()] == ["cabinet.db"]


@pytest.mark.parametrize(("damage", "error"), DAMAGES)
def test_a_backup_that_is_not_good_replaces_nothing(
    database: Path,
    target: Path,
    damage: Callable[[Path], None],
    error: type[Exception] | tuple[type[Exception], ...],
) -> None:
    make_backup(database, target)
    damage(target)
    before = everything(database.parent)
    with pytest.raises(error):
        restore(target, database, clock=CLOCK, pause=no_pause)
    assert everything(database.parent) == before
    assert len(list(database.parent.iterdir())) == len(before)


def test_the_database_is_no_backup_of_itself(database: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.hardlink_to(database)
    for name in (database, link):
        with pytest.raises(CopyRefusedError, match="same-file"):
            restore(name, database, clock=CLOCK, pause=no_pause)
    with pytest.raises(CopyRefusedError, match="no-database"):
        restore(tmp_path / "lost.db", database, clock=CLOCK, pause=no_pause)


def log_of_a_killed_process(database: Path, folder: Path) -> tuple[bytes, bytes]:
    """What kill -9 leaves: a database and the log of a commit that is not in it yet."""
    with closing(connect(database)) as connection:
        connection.execute("DELETE FROM subscribers")
        for ending in ("", "-wal"):
            shutil.copy(database.with_name(database.name + ending), folder / f"left.db{ending}")
    return (folder / "left.db").read_bytes(), (folder / "left.db-wal").read_bytes()


def test_what_a_killed_process_committed_is_in_the_database_that_is_kept(
    database: Path, target: Path, tmp_path: Path
) -> None:
    make_backup(database, target)
    content, log = log_of_a_killed_process(database, tmp_path)
    database.write_bytes(content)
    database.with_name("cabinet.db-wal").write_bytes(log)
    assert count(database) == 0, "the log counts"
    database.write_bytes(content)
    database.with_name("cabinet.db-wal").write_bytes(log)

    kept = restore(target, database, clock=CLOCK, pause=no_pause)

    assert kept is not None
    assert (count(database), count(kept)) == (SUBSCRIBERS, 0)


def test_the_log_of_a_database_that_is_gone_is_not_applied_to_the_restored_one(
    database: Path, target: Path, tmp_path: Path
) -> None:
    make_backup(database, target)
    _, log = log_of_a_killed_process(database, tmp_path)
    database.unlink()
    database.with_name("cabinet.db-wal").write_bytes(log)

    assert restore(target, database, clock=CLOCK, pause=no_pause) is None

    assert count(database) == SUBSCRIBERS
    assert database.with_name("cabinet.db.replaced-20261122T090000Z-wal").read_bytes() == log


def test_a_damaged_database_is_replaced_and_kept_as_it_is_with_its_log(
    database: Path, target: Path, tmp_path: Path
) -> None:
    make_backup(database, target)
    _, log = log_of_a_killed_process(database, tmp_path)
    become_text(database)
    database.with_name("cabinet.db-wal").write_bytes(log)
    damaged = database.read_bytes()

    kept = restore(target, database, clock=CLOCK, pause=no_pause)

    assert kept is not None
    assert kept.read_bytes() == damaged
    assert kept.with_name(f"{kept.name}-wal").read_bytes() == log
    assert count(database) == SUBSCRIBERS


def test_a_second_restore_in_the_same_second_does_not_lose_the_first_kept_database(
    database: Path, target: Path
) -> None:
    make_backup(database, target)
    kept = restore(target, database, clock=CLOCK, pause=no_pause)
    assert kept is not None
    before = everything(database.parent)
    with pytest.raises(FileExistsError):
        restore(target, database, clock=CLOCK, pause=no_pause)
    assert everything(database.parent) == before


def test_somebody_else_leaves_no_files_that_the_bot_cannot_open(
    database: Path, target: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_backup(database, target)
    before = everything(database.parent)
    monkeypatch.setattr(os, "geteuid", lambda: 60_123)
    assert run_restore(target, SqlitePlace(database), clock=CLOCK, say=say) == 1
    assert "sudo -u " in capsys.readouterr().err
    assert everything(database.parent) == before


# ---- What is said ------------------------------------------------------------------------------------------


def test_what_was_done_is_told_in_one_line(
    database: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_backup(SqlitePlace(database), target, clock=CLOCK, say=say) == 0
    size = -(-target.stat().st_size // 1024)
    assert run_restore(target, SqlitePlace(database), clock=CLOCK, say=say) == 0
    kept = database.with_name("cabinet.db.replaced-20261122T090000Z")
    assert capsys.readouterr().out.splitlines() == [
        say("backup-done", path=str(target), kibibytes=size),
        say("restore-done-kept", path=str(kept)),
    ]


def test_every_reason_has_its_words_in_every_language() -> None:
    codes = {
        str(argument.value)
        for _, node in (*nodes_of("storage"), *nodes_of("bot"))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == CopyRefusedError.__name__
        and isinstance(argument := node.args[0], ast.Constant)
    }
    assert len(codes) > 5
    assert {(s.language, code) for s in TEXTS for code in codes if not s.has(f"copy-{code}")} == set()
