"""What an administrator reads when the bot starts, and when it does not: one line, and never a traceback."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, closing
from pathlib import Path

import pytest

from bot import VERSION
from bot.__main__ import main, started
from bot.app import Outside, build_application
from bot.process.starting import StartRefusedError
from bot.settings import LOCALES, WRONG_SETTINGS, Settings
from simulator import Address, Simulator
from storage.sqlite.database import connect
from storage.sqlite.migrate import migrate
from tests.services.fakes import FakeClock
from tests.structure.project import PYPROJECT, ROOT
from ui.texts import Texts

TOKEN = "42:TEST-token_0123456789"
OTHER_TOKEN = "43:HUNTER-two_0123456789"
SAY = Texts.load(LOCALES, "ru").within("ru").plain


def given(folder: Path, **values: str) -> dict[str, str]:
    return {
        "BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": "http://127.0.0.1:9",
        "DATABASE_URL": f"sqlite:///{folder / 'cabinet.db'}",
        "SMTP_URL": "smtp://127.0.0.1:9",
        "MAIL_FROM": "cabinet@demo.example",
        "OPERATOR_CHAT_ID": "-1001",
        "HTTP_PORT": "0",
        **values,
    }


@pytest.fixture(autouse=True)
def process_as_it_was() -> Iterator[None]:
    """Put back what the command line sets for the whole process."""
    mask = os.umask(0o022)
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers, root.level
    yield
    os.umask(mask)
    root.handlers, sys.excepthook = handlers, hook
    root.setLevel(level)


class Run:
    """The command line in a folder without ``.env``."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *arguments: str, settings: dict[str, str]) -> tuple[int, str]:
        """Give the exit code and what stands on the error output."""
        for name, value in settings.items():
            self._monkeypatch.setenv(name, value)
        code = main(arguments)
        return code, self._capsys.readouterr().err


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    return Run(monkeypatch, capsys)


def is_of_text(folder: Path) -> Path:
    (folder / "cabinet.db").write_text("no database " * 1000)
    return folder / "cabinet.db"


def is_a_folder(folder: Path) -> Path:
    (folder / "cabinet.db").mkdir()
    return folder / "cabinet.db"


def is_in_a_file(folder: Path) -> Path:
    (folder / "file").touch()
    return folder / "file" / "cabinet.db"


def is_in_no_folder(_: Path) -> Path:
    return Path("/proc/nothing/cabinet.db")


def is_of_another_program(folder: Path) -> Path:
    with closing(sqlite3.connect(folder / "cabinet.db")) as connection:
        connection.execute("CREATE TABLE recipes (name)")
        connection.commit()
    return folder / "cabinet.db"


def is_newer(folder: Path) -> Path:
    with closing(connect(folder / "cabinet.db")) as connection:
        migrate(connection, clock=FakeClock())
        connection.execute("INSERT INTO migrations VALUES (9999, '9999_tomorrow', 'x', 'x')")
    return folder / "cabinet.db"


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (is_of_text, "database-damaged"),
        (is_a_folder, "database-closed"),
        (is_in_a_file, "database-folder"),
        (is_in_no_folder, "database-folder"),
        (is_of_another_program, "database-other"),
        (is_newer, "database-other"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_in_one_line_and_not_tried_again(
    run: Run, tmp_path: Path, make: Callable[[Path], Path], code: str
) -> None:
    database = make(tmp_path)
    ended, told = run("run", settings=given(tmp_path, DATABASE_URL=f"sqlite:///{database}"))
    assert ended == WRONG_SETTINGS
    assert len(told.splitlines()) == 1, told
    first, *_, last = SAY(f"start-{code}", path="#", reason="#").split("#")
    assert told.startswith(first)
    assert told.rstrip().endswith(last)
    assert "Traceback" not in told


def test_the_database_of_another_program_is_left_as_it_is(run: Run, tmp_path: Path) -> None:
    database = is_of_another_program(tmp_path)
    run("run", settings=given(tmp_path))
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == [("recipes",)]


async def test_a_refused_token_ends_the_process_with_one_line_and_without_the_token(tmp_path: Path) -> None:
    async with Simulator(TOKEN) as telegram:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "run",
            cwd=tmp_path,
            env=os.environ
            | given(tmp_path, BOT_TOKEN=OTHER_TOKEN, TELEGRAM_API_URL=telegram.url)
            | {"PYTHONPATH": str(ROOT)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        written, told = await process.communicate()
    assert process.returncode == WRONG_SETTINGS
    assert written == b""
    assert told.decode() == SAY("start-token-refused", reason="Unauthorized") + "\n"
    assert OTHER_TOKEN.partition(":")[2] not in told.decode()


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


async def the_start_of(settings: dict[str, str]) -> None:
    """Build the application, which listens before it asks Telegram anything."""
    async with build_application(Settings.of(settings), Outside()):
        pytest.fail("the application was built")


async def test_a_port_that_another_program_has_is_told_by_its_setting(
    tmp_path: Path, taken_port: int
) -> None:
    settings = given(tmp_path, HTTP_PORT=str(taken_port))
    with pytest.raises(StartRefusedError) as refusal:
        await the_start_of(settings)
    assert refusal.value.code == "http-port-taken"
    assert not refusal.value.passes
    assert "HTTP_PORT" in SAY("start-http-port-taken", **refusal.value.values)


async def test_an_address_of_another_machine_is_told_by_its_settings(tmp_path: Path) -> None:
    with pytest.raises(StartRefusedError) as refusal:
        await the_start_of(given(tmp_path, HTTP_HOST="192.0.2.1"))
    assert "HTTP_HOST" in SAY(f"start-{refusal.value.code}", **refusal.value.values)


async def test_a_good_start_says_in_one_line_what_is_running(tmp_path: Path) -> None:
    async with Simulator(TOKEN, smtp=True) as telegram, AsyncExitStack() as stack:
        settings = Settings.of(given(tmp_path, TELEGRAM_API_URL=telegram.url, SMTP_URL=telegram.smtp_url))
        application = await stack.enter_async_context(build_application(settings, Outside()))
        await application.start()
        line = started(application, settings, SAY)
        await application.stop()
    for part in ("@lk_demo_bot", "-1001", "cabinet.db", VERSION, f"http://127.0.0.1:{application.http.port}"):
        assert part in line
    assert "\n" not in line


def test_the_version_that_the_bot_names_is_that_of_the_project() -> None:
    assert PYPROJECT["project"]["version"] == VERSION


def test_a_demo_whose_port_is_taken_names_the_option(run: Run, taken_port: int) -> None:
    ended, told = run("demo", "--port", str(taken_port), settings={})
    assert ended == WRONG_SETTINGS
    assert told.splitlines() == [SAY("start-demo-port-taken", port=str(taken_port), free=str(taken_port + 1))]


@pytest.mark.parametrize(
    "options",
    [("--window", "15-99"), ("--window", "often"), ("--begin-at", "2026-11-25T12:00"), ("--port", "0x")],
)
def test_a_demo_with_an_option_that_makes_no_sense_is_refused_before_it_begins(
    run: Run, options: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run("demo", *options, settings={})
    assert options[0] in capsys.readouterr().err


async def test_a_telegram_that_is_down_at_the_start_is_no_mistake(tmp_path: Path) -> None:
    pauses: list[float] = []
    async with Simulator(TOKEN) as telegram:
        pass
    port = int(telegram.url.rpartition(":")[2])

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            await stack.enter_async_context(Simulator(TOKEN, address=Address(port=port)))

    async with AsyncExitStack() as stack:
        settings = Settings.of(given(tmp_path, TELEGRAM_API_URL=telegram.url))
        application = await stack.enter_async_context(build_application(settings, Outside(sleep=sleep)))
        assert application.username == "lk_demo_bot"
    assert len(pauses) >= 2
