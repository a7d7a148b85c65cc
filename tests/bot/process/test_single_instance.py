"""One process works on a database, and a second one says so and leaves."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import watch_over_instance
from bot.settings import LOCALES
from storage.sqlite.instance import only_instance
from storage.store import AlreadyRunningError
from tests.bot.processes import child
from tests.structure.project import ROOT
from ui.texts import Texts

HOLD = """
import sys
from pathlib import Path
from storage.sqlite.instance import only_instance

with only_instance(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "data" / "cabinet.db"


def test_a_second_process_is_kept_out_until_the_first_one_is_killed(database: Path) -> None:
    with child(HOLD, database, says="held") as process:
        with pytest.raises(AlreadyRunningError), only_instance(database):
            pass
        process.kill()
        process.wait()
        with only_instance(database):
            pass


def test_the_database_is_free_again_after_a_failure(database: Path) -> None:
    with pytest.raises(ZeroDivisionError), only_instance(database):
        raise ZeroDivisionError
    with only_instance(database):
        pass


def test_being_kept_out_does_not_free_the_database_for_a_third(database: Path) -> None:
    with only_instance(database):
        for _ in range(2):
            with pytest.raises(AlreadyRunningError), only_instance(database):
                pass


def test_another_name_does_not_make_another_database(database: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(database)
    with only_instance(database):
        for name in (link, database.parent / ".." / "data" / "cabinet.db"):
            with pytest.raises(AlreadyRunningError), only_instance(name):
                pass


def test_databases_in_one_folder_do_not_keep_each_other_out(database: Path) -> None:
    with only_instance(database), only_instance(database.with_name("another.db")):
        pass


def test_the_lock_does_not_touch_the_database(database: Path) -> None:
    with only_instance(database):
        assert [path.name for path in database.parent.iterdir()] == ["cabinet.db.lock"]


def test_a_second_run_command_ends_with_one_clear_line(database: Path) -> None:
    with only_instance(database):
        ended = subprocess.run(
            [sys.executable, "-m", "bot", "run"],
            cwd=database.parent,
            env=os.environ
            | {
                "PYTHONPATH": str(ROOT),
                "BOT_TOKEN": "42:TEST-token_0123456789",
                "TELEGRAM_API_URL": "http://127.0.0.1:9",
                "DATABASE_URL": f"sqlite:///{database}",
                "SMTP_URL": "smtp://127.0.0.1:9",
                "MAIL_FROM": "cabinet@demo.example",
                "OPERATOR_CHAT_ID": "-1001",
                "HTTP_PORT": "0",
            },
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=100,
            check=False,
        )
    line = Texts.load(LOCALES, "ru").within("ru").plain("run-already-running", path=str(database))
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", f"{line}\n")
    assert not database.exists()


async def test_a_bot_that_is_not_alone_any_more_ends_its_watch() -> None:
    answers = iter([None, AlreadyRunningError()])

    def still_alone() -> None:
        if (error := next(answers)) is not None:
            raise error

    async def at_once(_seconds: float) -> None: ...

    work = watch_over_instance(still_alone, at_once)
    with pytest.raises(AlreadyRunningError):
        await work.begin()
    assert work.survives == 0
