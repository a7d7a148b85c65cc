"""A bot that answers nobody does not look healthy: it says what has ended, and ends, to be started again."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from random import Random

import aiohttp
import orjson
import pytest

from bot.__main__ import ENDED_EARLY
from bot.app import Outside, build_application
from bot.settings import WRONG_SETTINGS, Settings
from bot.telegram.client import Answer
from bot.telegram.messenger import TelegramMessenger
from simulator import Fault, Simulator
from simulator.__main__ import settle
from tests.conversations.harness import (
    AT_ONCE,
    HASHER,
    OPERATORS,
    PATIENCE,
    TOKEN,
    LegiblePictures,
    Town,
    calls_of,
    say,
    webhook_settings,
)
from tests.structure.project import ROOT

START = """
import asyncio, sys
from bot.__main__ import main
from {module} import {owner}

async def ends(self, *_):
    {body}

{owner}.{method} = ends
sys.exit(main(["run"]))
"""
"""The real program, in which one work ends before its time."""
NEVER_STOPS = """
import asyncio, bot.__main__, bot.app

async def waits(self):
    await asyncio.Event().wait()

bot.app.Application.stop = waits
bot.__main__.END_SECONDS = 1
"""
FAULTS = {
    "returns": "return",
    "raises": "raise KeyError('gone')",
    "is cancelled from inside": "raise asyncio.CancelledError",
}
WORKS = {
    "polling": ("bot.intake.acceptance", "Polling", "run"),
    "notices": ("bot.delivery.notice_runner", "NoticeRunner", "run"),
}


def settings(sim: Simulator, folder: Path) -> dict[str, str]:
    return {
        "BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": sim.url,
        "DATABASE_URL": f"sqlite:///{folder / 'cabinet.db'}",
        "SMTP_URL": sim.smtp_url,
        "MAIL_FROM": "cabinet@energy.example",
        "OPERATOR_CHAT_ID": str(OPERATORS),
        "HTTP_PORT": "0",
    }


async def outcome_of(script: str, sim: Simulator, folder: Path) -> tuple[int | None, str]:
    """Run a program and give its exit code and its log."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", script),
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | settings(sim, folder),
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(120):
        _, log = await process.communicate()
    return process.returncode, log.decode()


@pytest.mark.parametrize(
    ("work", "fault"),
    [
        ("polling", "returns"),
        ("polling", "raises"),
        ("notices", "is cancelled from inside"),
    ],
)
async def test_the_process_ends_with_an_error_when_work_that_never_ends_has_ended(
    work: str, fault: str, tmp_path: Path
) -> None:
    module, owner, method = WORKS[work]
    script = START.format(module=module, owner=owner, method=method, body=FAULTS[fault])
    sim = Simulator(TOKEN, smtp=True)
    settle(sim, OPERATORS)
    async with sim:
        code, log = await outcome_of(script, sim, tmp_path)
        assert code == ENDED_EARLY
        assert code not in {0, WRONG_SETTINGS}, "systemd starts it again"
        assert f"{work} has ended before its time, so the process ends" in log


async def test_work_that_ends_while_the_start_waits_ends_the_process_too(tmp_path: Path) -> None:
    module, owner, method = WORKS["notices"]
    script = START.format(module=module, owner=owner, method=method, body="return")
    sim = Simulator(TOKEN, smtp=True)
    settle(sim, OPERATORS)
    sim.faults.add("deleteWebhook", Fault("bad_gateway"), times=10**6)
    async with sim:
        code, log = await outcome_of(script, sim, tmp_path)
        assert code == ENDED_EARLY
        assert "notices has ended before its time, so the process ends" in log
        assert "Traceback" not in log


async def test_an_end_that_hangs_is_cut_short(tmp_path: Path) -> None:
    module, owner, method = WORKS["polling"]
    hangs = (
        "import bot.__main__ as program, bot.app as app\nprogram.END_SECONDS = 1\napp.Application.stop = ends"
    )
    waits = "import asyncio\nasync def ends(self):\n    await asyncio.Event().wait()\n"
    script = waits + hangs + START.format(module=module, owner=owner, method=method, body="return")
    sim = Simulator(TOKEN, smtp=True)
    settle(sim, OPERATORS)
    async with sim:
        code, log = await outcome_of(script, sim, tmp_path)
        assert code == ENDED_EARLY
        assert "Timeout (0:00:01)!" in log


async def health(town: Town) -> tuple[int, str]:
    return await get(town.app.http.port, "healthz")


async def get(port: int, page: str) -> tuple[int, str]:
    url = f"http://127.0.0.1:{port}/{page}"
    async with aiohttp.ClientSession() as http, http.get(url) as response:
        return response.status, await response.text()


async def test_operators_and_monitoring_hear_what_has_ended(town: Town) -> None:
    assert await health(town) == (200, "alive\n")
    heard: list[str] = []
    town.app.supervision.tell(lambda: heard.append("end"))
    [notices] = [task for task in asyncio.all_tasks() if task.get_name() == "notices"]
    notices.cancel()
    await asyncio.gather(notices, return_exceptions=True)
    await town.settled()
    assert await health(town) == (503, "ended: notices\n")
    assert heard == ["end"]
    async with asyncio.timeout(PATIENCE):
        while not town.alerts:  # the report is written by a task that nobody waits for
            await town.settled()
    assert town.alerts[-1].startswith("⚙️ Сбой в работе бота")
    assert "Рассылка уведомлений: работа остановилась, и бот перезапускается." in town.alerts[-1]


async def test_residents_are_answered_although_a_pass_of_other_work_fails(town: Town) -> None:
    anna = town.guest()
    passes: list[int] = []

    async def fails() -> None:
        passes.append(1)
        if len(passes) < 4:
            raise KeyError("gone")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(town.app.notices, "advance", fails)
        while len(passes) < 4:  # noqa: ASYNC110 (nobody tells)
            await asyncio.sleep(0.01)
    await anna.send("/start")
    assert await health(town) == (200, "alive\n")
    [alert] = [alert for alert in town.alerts if "Сбой в работе бота" in alert]
    assert "Рассылка уведомлений: не получилось, бот пробует снова." in alert


# Telegram that answers nonsense --------------------------------------------------------------------------

NONSENSE: dict[str, Callable[[bytes], Answer]] = {
    "a page": lambda _: Answer(200, b"<html>Maintenance</html>"),
    "nothing": lambda _: Answer(200, b""),
    "a list": lambda _: Answer(200, b"[]"),
    "no result": lambda _: Answer(200, b'{"ok":true}'),
    "another result": lambda _: Answer(200, b'{"ok":true,"result":{}}'),
    "null": lambda _: Answer(200, b'{"ok":true,"result":null}'),
    "half of it": lambda body: Answer(200, body[: len(body) // 2]),
    "without its end": lambda body: Answer(200, body[:-1]),
    "another type": lambda _: Answer(200, b'{"ok":"yes","result":[]}'),
    "a page with 404": lambda _: Answer(404, b"<html>Not found</html>"),
}


@asynccontextmanager
async def nonsense(town: Town, spoilt: Callable[[bytes], Answer], times: int) -> AsyncIterator[None]:
    """Spoil as many answers to each method before the bot reads them."""
    left: dict[str, int] = {}
    messenger = town.app.messenger
    ask = messenger._client.post

    async def post(path: bytes, body: bytes, seconds: float) -> Answer:
        method = path.decode().rpartition("/")[2]
        answer = await ask(path, body, seconds)
        if left.setdefault(method, times) > 0:
            left[method] -= 1
            return spoilt(answer.body)
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(messenger._client, "post", post)
        yield


@pytest.mark.parametrize("spoilt", NONSENSE.values(), ids=NONSENSE)
async def test_whatever_comes_instead_of_an_answer_is_waited_out(
    town: Town, spoilt: Callable[[bytes], Answer]
) -> None:
    anna = await town.confirmed()
    await town.settled()
    async with nonsense(town, spoilt, times=3):
        await anna.person.send("Задать вопрос")
        await anna.person.send("Когда поверка?")
        await town.settled()
    await town.settled()
    assert any("Когда поверка?" in alert for alert in town.alerts)
    assert await health(town) == (200, "alive\n")
    assert town.faults_reported() == []
    await anna.send("/menu")
    assert anna.sees == say("menu-text")


STRANGE_MEMBERS: list[dict[str, object]] = [
    {"status": "restricted", "is_member": True, "user": {"id": 5}, "until_date": "soon", "can_fly": None},
    {"status": "member", "user": 5},
    {"status": "administrator", "can_be_edited": "perhaps", "of_tomorrow": [{}]},
    {"status": "creator"},
]
"""Members whom a library that knows all fields would refuse."""


@pytest.mark.parametrize("member", STRANGE_MEMBERS, ids=lambda member: str(member["status"]))
async def test_of_what_telegram_says_of_an_operator_only_what_is_needed_is_read(
    town: Town, member: dict[str, object]
) -> None:
    told = orjson.dumps({"ok": True, "result": member})
    messenger = town.app.messenger
    ask = messenger._client.post

    async def post(path: bytes, body: bytes, seconds: float) -> Answer:
        if path.endswith(b"/getChatMember"):
            return Answer(200, told)
        return await ask(path, body, seconds)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(messenger._client, "post", post)
        await town.oleg.send("/duty")
        assert town.alert.text == say("duty-nobody")


# Before Telegram answers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_a_bot_that_waits_for_telegram_says_that_it_lives_and_is_not_ready(
    way: str, tmp_path: Path
) -> None:
    pages: list[tuple[int, str]] = []
    ports = webhook_settings()
    async with Simulator(TOKEN, smtp=True) as sim:
        sim.faults.add("getMe", Fault("bad_gateway"), times=3)

        async def sleep(_seconds: float) -> None:
            if not pages:
                pages.append(await get(int(ports["HTTP_PORT"]), "healthz"))
                pages.append(await get(int(ports["HTTP_PORT"]), "readyz"))

        given = settings(sim, tmp_path) | (ports if way == "webhook" else {"HTTP_PORT": ports["HTTP_PORT"]})
        outside = Outside(
            jitter=Random(1), hasher=HASHER, pictures=LegiblePictures(), pace=AT_ONCE, sleep=sleep
        )
        async with AsyncExitStack() as stack:
            application = await stack.enter_async_context(build_application(Settings.of(given), outside))
            await application.start()
            pages.append(await get(application.http.port, "healthz"))
            pages.append(await get(application.http.port, "readyz"))
            await application.stop()
    assert pages[0] == (200, "alive, waiting for Telegram\n")
    assert pages[1][0] == 503
    assert "telegram" in pages[1][1]
    assert pages[2] == (200, "alive\n")
    assert pages[3][0] == 200


async def test_a_bot_whose_commands_telegram_does_not_take_answers_all_the_same(town: Town) -> None:
    anna = town.guest()
    town.sim.faults.add("setMyCommands", Fault("flood", seconds=3600), times=10**6)
    await town.restart()
    await anna.send("/start")
    assert anna.sees == say("start-guest", phone=town.app.failures.support_phone)
    town.sim.faults.clear()
    calls = len(town.sim.calls)
    while len(calls_of(town.sim.calls[calls:], "setMyCommands")) < 3:  # noqa: ASYNC110 (nobody tells)
        await asyncio.sleep(0.01)


async def test_a_bot_whose_name_telegram_does_not_tell_waits_for_it(town: Town) -> None:
    """Every letter has a link with the name."""
    with pytest.MonkeyPatch.context() as patch:
        told = iter([{"id": 42}, {}, {"id": 42, "username": ""}, [], "bot"])
        ask = TelegramMessenger.ask

        async def nameless(self: TelegramMessenger, method: str, *rest: float, **fields: object) -> object:
            if method == "getMe" and (spoilt := next(told, None)) is not None:
                return spoilt
            return await ask(self, method, *rest, **fields)

        patch.setattr(TelegramMessenger, "ask", nameless)
        await town.restart()
    anna = await town.registered()
    assert f"t.me/{town.sim.bot.username}?start=" in town.letter_to(anna).text
