"""The application on a PostgreSQL server: what it is told apart from that residents see no difference."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from itertools import count
from pathlib import Path

import aiohttp
import pytest

from bot.commands.check import Wishes, run_check
from bot.intake import http_side
from bot.settings import Settings
from tests.conversations.harness import PASSWORD, TEXTS, Town, code_in, digits_in, running_town
from tests.postgres_server import Server, running, why_not

NUMBERS = count()

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())


@dataclass(frozen=True)
class Page:
    """What monitoring reads."""

    status: int
    text: str


async def page(town: Town, name: str) -> Page:
    url = f"http://127.0.0.1:{town.app.http.port}/{name}"
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        return Page(answer.status, await answer.text())


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture
async def town(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    monkeypatch.chdir(tmp_path)  # files of the exchange go into the folder that the bot is started in
    url = server.make(f"town_{next(NUMBERS)}")
    async with running_town(tmp_path, DATABASE_URL=url) as town:
        town.expects_faults = True  # what looks for them reads a file
        yield town
        assert not [alert for alert in town.alerts if "Сбой" in alert]


async def test_a_resident_registers_and_comes_back_after_a_restart(town: Town) -> None:
    anna = town.guest()
    await anna.send("/start")
    await anna.press("Регистрация")
    for answer in ("anna-1957", PASSWORD, PASSWORD, "anna@pochta.example"):
        await anna.send(answer)
    for label in ("Пропустить", "Согласен", "Согласен"):
        await anna.press(label)
    await anna.send(digits_in(anna.screen))
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
    assert speak("check-database", path=settings.database.shown) in capsys.readouterr().out
    settings = Settings.of(town.settings | {"DATABASE_URL": "postgresql://x:hunter-two@127.0.0.1:9/nowhere"})
    code = await asyncio.to_thread(run_check, settings, wishes, environment={}, clock=town.clock, say=speak)
    assert code == 1
    told = capsys.readouterr().out
    assert "✗ DATABASE_URL: сервер базы postgresql://127.0.0.1:9/nowhere не отвечает" in told
    assert "hunter-two" not in told
