"""Nobody but the user of the bot can read the database, wherever it lies and whatever made it."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage.sqlite.backup import back_up, restore
from storage.sqlite.database import Database, connect
from storage.sqlite.exchange import only_one
from storage.sqlite.instance import only_instance
from storage.sqlite.migrate import migrate
from tests.services.fakes import FakeClock


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that was there before, open to everybody, as the process was started."""
    before = os.umask(0)
    place = tmp_path / "shared"
    place.mkdir(mode=0o777)
    yield place
    os.umask(before)


def modes(folder: Path) -> dict[str, str]:
    return {path.name: oct(path.stat().st_mode & 0o777) for path in folder.iterdir() if path.is_file()}


async def test_new_files_belong_to_their_owner_alone(folder: Path) -> None:
    database = folder / "cabinet.db"
    with only_instance(database), only_one(folder / "import.lock"):
        async with Database.open(database, clock=FakeClock()) as opened:
            await opened.write(lambda _unit: None)
            found = modes(folder)
    assert {"cabinet.db", "cabinet.db-wal", "cabinet.db-shm", "cabinet.db.lock", "import.lock"} == set(found)
    assert set(found.values()) == {"0o600"}


def test_files_that_an_older_version_left_open_are_closed(folder: Path) -> None:
    database = folder / "cabinet.db"
    (folder / "cabinet.db.lock").touch(0o666)
    with closing(sqlite3.connect(database)) as older:
        older.execute("PRAGMA journal_mode = WAL")
        older.execute("CREATE TABLE migrations (number)")
        older.commit()
        assert modes(folder)["cabinet.db-wal"] == "0o644"
        with only_instance(database), closing(connect(database)):
            assert set(modes(folder).values()) == {"0o600"}


def test_copies_and_what_a_restore_keeps_are_closed_too(folder: Path) -> None:
    database = folder / "cabinet.db"
    with closing(connect(database)) as connection:
        migrate(connection, clock=FakeClock())
    backup = back_up(database, folder / "copy.db", clock=FakeClock())
    database.chmod(0o644)
    kept = restore(backup.path, database, clock=FakeClock())
    assert kept is not None
    assert {modes(folder)[name] for name in ("cabinet.db", "copy.db", kept.name)} == {"0o600"}


def test_a_folder_that_the_bot_makes_is_closed(folder: Path) -> None:
    with closing(connect(folder / "data" / "cabinet.db")):
        assert oct((folder / "data").stat().st_mode & 0o777) == "0o700"


FOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)
try:
    print(connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0])
except sqlite3.OperationalError as error:
    print(error)
"""


def test_closing_a_file_to_others_frees_nothing_that_this_process_has_locked(folder: Path) -> None:
    database = folder / "cabinet.db"
    with closing(connect(database)) as first:
        first.execute("CREATE TABLE numbers (number)")
        database.chmod(0o644)
        with closing(connect(database)):
            pass
        folded = subprocess.run(  # noqa: S603  our own interpreter
            [sys.executable, "-c", FOLD, database], capture_output=True, text=True, check=True
        )
    assert folded.stdout == "database is locked\n"


def test_a_database_behind_a_link_is_closed_where_it_lies(folder: Path) -> None:
    (folder / "link.db").symlink_to(folder / "real.db")
    with closing(connect(folder / "link.db")):
        assert modes(folder)["real.db"] == "0o600"
