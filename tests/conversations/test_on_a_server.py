"""The application on a PostgreSQL server: what it is told apart from that residents see no difference."""

from __future__ import annotations

import asyncio
import json
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from http import HTTPStatus
from itertools import count
from pathlib import Path

import aiohttp
import pytest

from bot.commands.check import Wishes, run_check
from bot.demo import EXAMPLE_REGISTRY
from bot.exchange.worker import Order, in_process_of_its_own
from bot.intake import http_side
from bot.settings import LOCALES, Settings
from tests.conversations.harness import (
    OPERATORS,
    TEXTS,
    Town,
    code_in,
    running_town,
    say,
)
from tests.postgres_server import Server

NUMBERS = count()


@dataclass(frozen=True)
class Page:
    """What monitoring reads."""

    status: int
    text: str


async def page(town: Town, name: str) -> Page:
    url = f"http://127.0.0.1:{town.app.http.port}/{name}"
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        return Page(answer.status, await answer.text())


@pytest.fixture
async def town(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    monkeypatch.chdir(tmp_path)  # files of the exchange go into the folder that the bot is started in
    url = server.make(f"town_{next(NUMBERS)}")
    async with running_town(tmp_path, DATABASE_URL=url) as town:
        town.expects_faults = True  # what looks for them reads a file
        yield town
        assert not [alert for alert in town.alerts if "Сбой" in alert]


async def test_a_resident_registers_and_comes_back_after_a_restart(town: Town) -> None:
    anna = await town.registered_by_hand()
    assert "Вы успешно зарегистрированы!" in anna.answers[0].text
    await town.restart()
    await anna.press("Ввести код")
    await anna.send(code_in(town.letters[-1]))
    assert "подтверждён. Теперь доступны все возможности" in anna.sees
    assert not town.file.exists()


async def test_monitoring_reads_how_often_works_were_run(town: Town) -> None:
    await town.registered()
    told = (await page(town, "metrics")).text
    assert 'cabinet_database_tries{tries="1"}' in told
    assert "cabinet_database_commits" in told
    assert "# HELP cabinet_database_retries" in told


async def test_monitoring_is_told_soon_when_the_server_is_gone(
    town: Town, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_side, "DATABASE_SECONDS", 0.2)
    assert (await page(town, "readyz")).status == HTTPStatus.OK
    server.stop()
    told = await page(town, "readyz")
    server.start()
    assert told.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert json.loads(told.text)["problems"] == ["database: silent"]
    monkeypatch.setattr(http_side, "DATABASE_SECONDS", 20.0)
    assert (await page(town, "readyz")).status == HTTPStatus.OK


async def test_the_check_looks_at_the_server(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    speak, wishes = TEXTS.within("ru").plain, Wishes(online=True)
    settings = Settings.of(town.settings)
    code = await asyncio.to_thread(run_check, settings, wishes, environment={}, clock=town.clock, say=speak)
    assert code == 0
    told = capsys.readouterr().out
    assert speak("check-database", path=settings.database.shown) in told
    assert "• Сервер базы" in told, "the server of the tests forgets everything"
    assert "fsync = off, full_page_writes = off, synchronous_commit = off" in told
    settings = Settings.of(town.settings | {"DATABASE_URL": "postgresql://x:hunter-two@127.0.0.1:9/nowhere"})
    code = await asyncio.to_thread(run_check, settings, wishes, environment={}, clock=town.clock, say=speak)
    assert code == 1
    told = capsys.readouterr().out
    assert "✗ DATABASE_URL: сервер базы postgresql://127.0.0.1:9/nowhere не отвечает" in told
    assert "hunter-two" not in told


async def test_files_of_billing_are_exchanged_in_a_process_of_its_own(town: Town, tmp_path: Path) -> None:
    def order(kind: str, path: Path) -> Order:
        url, locales = town.settings["DATABASE_URL"], str(LOCALES)
        return Order(kind, str(path), None, url, OPERATORS, "ru", "Europe/Moscow", locales)

    taken = await in_process_of_its_own(order("import", EXAMPLE_REGISTRY), lambda *_: None)
    assert taken is not None
    assert taken.code == 0, taken.lines
    written = await in_process_of_its_own(order("export", tmp_path / "out"), lambda *_: None)
    assert written is not None
    assert list(written.lines) == [say("export-nothing")]


async def test_files_that_operators_send_lie_in_the_folder_for_data(town: Town, tmp_path: Path) -> None:
    place = Settings.of(town.settings).database
    assert place.files == tmp_path / "data" / "cabinet"
    with zipfile.ZipFile(tmp_path / "registry.zip", "w") as packed:
        for path in EXAMPLE_REGISTRY.glob("*.csv"):
            packed.write(path, path.name)
    await town.oleg.send_file("registry.zip", (tmp_path / "registry.zip").read_bytes())
    offers = [each for each in town.group.messages if each.buttons]
    assert offers, town.alerts
    assert [path.suffix for path in (tmp_path / "data" / "cabinet.incoming").iterdir()] == [".zip"]
