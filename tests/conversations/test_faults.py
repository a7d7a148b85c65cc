"""What residents see while the ground shakes: the same answers, once each, at the latest when it is over."""

from __future__ import annotations

import asyncio
import errno
import resource
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, AsyncExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from bot.app import Outside, build_application
from bot.settings import Settings
from simulator import Address, Fault, Simulator
from tests.conversations.harness import (
    AT_ONCE,
    HASHER,
    OPERATORS,
    PASSWORD,
    TOKEN,
    LegiblePictures,
    Resident,
    Town,
    running_town,
    webhook_settings,
)

A_MOMENT = 0.4
"""Seconds of real time in which a bot that can answer has answered."""
LOCKED_SECONDS = 5
A_MINUTE = 60.0
HOLD_THE_LOCK = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
time.sleep(float(sys.argv[2]))
connection.execute("ROLLBACK")
"""


def answers_of(resident: Resident, after: int) -> list[str]:
    """List what the bot said to somebody after a message."""
    return [message.text for message in resident.chat.messages if message.from_bot and message.id > after]


# A full disk --------------------------------------------------------------------------------------------


@dataclass
class Disk:
    """Where the database is, and how its disk is filled."""

    folder: Path
    fill: Callable[[], AbstractContextManager[None]]

    @contextmanager
    def full(self) -> Iterator[None]:
        """Leave no room, not even in files that have some to spare."""
        with closing(sqlite3.connect(self.folder / "cabinet.db")) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with self.fill():
            yield


@contextmanager
def no_file_may_grow() -> Iterator[None]:
    """Do what a quota does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Write until the file system takes no more."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError as error:
            assert error.errno == errno.ENOSPC  # noqa: PT017 (what else may happen is no full disk)
    yield
    filler.unlink()


@contextmanager
def small_file_system(folder: Path) -> Iterator[None]:
    mounted = subprocess.run(  # noqa: S603
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder],  # noqa: S607
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip(f"a file system can be mounted only by root: {mounted.stderr.decode().strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)  # noqa: S603, S607


@pytest.fixture(params=["no file may grow", "the file system is full"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    if request.param == "no file may grow":
        yield Disk(tmp_path, no_file_may_grow)
        return
    with small_file_system(tmp_path):
        yield Disk(tmp_path, lambda: filled(tmp_path))


@pytest.fixture
async def cramped(disk: Disk, registry_file: Path, intake: str) -> AsyncIterator[Town]:
    """A town on a disk that can be filled."""
    shutil.copy(registry_file, disk.folder / "cabinet.db")
    async with running_town(disk.folder, **webhook_settings() if intake == "webhook" else {}) as town:
        town.sim.webhooks.sleep = lambda _seconds: asyncio.sleep(A_MOMENT / 4)
        yield town


@pytest.mark.of_sqlite("its disk is full")
async def test_what_was_sent_to_a_full_disk_is_answered_once_when_there_is_room(
    cramped: Town, disk: Disk
) -> None:
    anna = await cramped.holder("100200301")
    await anna.plays("[Передать показания]", "12650")
    with disk.full():
        await anna.person.press("Подтвердить")
        await asyncio.sleep(A_MOMENT)
        assert "приняты" not in anna.chat.last.text
        assert cramped.readings() == []
    await cramped.settled()
    assert "приняты" in anna.chat.last.text
    assert [(status, value) for _, status, value in cramped.readings()] == [("accepted", "12650000")]
    await anna.plays("[Передать показания]", "12651", "[Подтвердить]")


@pytest.mark.of_sqlite("its disk is full")
async def test_an_answer_given_before_the_disk_was_full_is_not_given_again_and_again(
    cramped: Town, disk: Disk
) -> None:
    anna = await cramped.holder("100200301")
    cramped.sim.faults.add("sendMessage", Fault("delay", A_MOMENT), chat_id=anna.chat.id)
    calls = len(cramped.sim.calls)
    asked = await anna.person.send("Передать показания")
    while all(call.method != "sendMessage" for call in cramped.sim.calls[calls:]):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    with disk.full():
        await asyncio.sleep(3 * A_MOMENT)
        assert len(answers_of(anna, asked.id)) == 1
    await cramped.settled()
    assert len(answers_of(anna, asked.id)) == 1
    await anna.plays("12650", "[Подтвердить]")
    assert len(cramped.readings()) == 1


@pytest.mark.of_sqlite("its disk is full")
async def test_alerts_and_letters_wait_for_room_and_go_out_once(cramped: Town, disk: Disk) -> None:
    anna = await cramped.confirmed()
    letters, alerts = len(cramped.letters), len(cramped.alerts)
    await anna.plays("[Профиль]", "[Изменить эл. почту]", PASSWORD)
    with disk.full():
        await anna.person.send("new@pochta.example")
        await anna.person.send("/menu")
        await anna.person.send("Задать вопрос")
        await anna.person.send("Когда поверка?")
        await asyncio.sleep(A_MOMENT)
        assert (len(cramped.letters), len(cramped.alerts)) == (letters, alerts)
    await cramped.settled()
    assert [letter.to for letter in cramped.letters[letters:]] == ["new@pochta.example"]
    assert len(cramped.alerts) == alerts + 1


# A locked database --------------------------------------------------------------------------------------


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Let another process hold the database for five seconds."""
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", HOLD_THE_LOCK, str(file), str(LOCKED_SECONDS)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"locked\n"
        yield


@pytest.mark.of_sqlite("its file is locked")
async def test_while_another_process_holds_the_database_everybody_waits_and_nobody_is_lost(
    town: Town,
) -> None:
    anna = await town.holder("100200301")
    boris = await town.holder("100200302", name="Борис", login="boris")
    await anna.plays("[Передать показания]", "12650")
    with locked(town.file):
        await anna.person.press("Подтвердить")
        asked = await boris.person.send("Передать показания")
        await asyncio.sleep(A_MOMENT)
        assert town.readings() == []
        assert answers_of(boris, asked.id) == []
        await town.settled()
    assert len(town.readings()) == 1
    assert "приняты" in anna.chat.last.text
    assert len(answers_of(boris, asked.id)) == 1


# A clock that jumps -------------------------------------------------------------------------------------


async def test_a_clock_that_jumps_by_hours_to_and_fro_changes_no_answer(town: Town) -> None:
    anna = await town.registered()
    for deeds, hours in (
        (("[Профиль]", "[Ввести код]"), 5),
        (("[Назад]",), -9),
        (("[Передать показания]",), 7),
        (("/menu",), -7),
    ):
        await anna.plays(*deeds)
        town.clock.pass_time(timedelta(hours=hours))
        await town.settled()
    await town.confirm_mail_of(anna)
    await town.give_number(anna, "100200301")
    for value, hours in (("12650", 11), ("12651", -23), ("12652", 8), ("12653", -3)):
        await anna.plays("[Передать показания]", value)
        town.clock.pass_time(timedelta(hours=hours))
        await anna.press("Подтвердить")
        assert "приняты" in anna.sees
    assert [status for _, status, _ in town.readings()] == ["replaced", "replaced", "replaced", "accepted"]


async def test_news_and_letters_go_out_at_once_although_the_clock_was_set_back(town: Town) -> None:
    anna = await town.confirmed()
    town.clock.pass_time(timedelta(hours=6))
    town.sim.faults.add("sendMessage", Fault("bad_gateway"), chat_id=OPERATORS)
    await anna.plays("[Задать вопрос]", "Раз?")
    assert not any("Раз?" in alert for alert in town.alerts)
    await town.pass_time(hours=-12)
    assert "Раз?" in town.alerts[-1]
    letters = len(town.letters)
    await anna.plays("[Профиль]", "[Изменить эл. почту]", PASSWORD, "new@pochta.example")
    assert len(town.letters) == letters + 1


# A Telegram that cannot be reached ----------------------------------------------------------------------


async def test_a_start_without_telegram_waits_for_it_and_takes_what_was_sent_meanwhile(
    tmp_path: Path, intake: str
) -> None:
    waited = 0.0
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    sim = Simulator(TOKEN, smtp=True, address=Address(port=port))
    anna = sim.add_person("Анна")
    await anna.send("/start")

    stack = AsyncExitStack()

    async def sleep(seconds: float) -> None:
        nonlocal waited
        is_over = waited < A_MINUTE <= waited + seconds
        waited += seconds
        if is_over:
            await stack.enter_async_context(sim)

    settings = {
        "BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'cabinet.db'}",
        "SMTP_URL": "smtp://127.0.0.1:1",
        "MAIL_FROM": "cabinet@energy.example",
        "OPERATOR_CHAT_ID": str(OPERATORS),
        "HTTP_PORT": "0",
        **(webhook_settings() if intake == "webhook" else {}),
    }
    outside = Outside(jitter=Random(1), hasher=HASHER, pictures=LegiblePictures(), pace=AT_ONCE, sleep=sleep)
    async with (
        asyncio.timeout(60),
        stack,
        build_application(Settings.of(settings), outside) as application,
    ):
        assert waited >= A_MINUTE
        await application.start()
        await sim.delivered()
        await application.settled()
        await application.stop()
    assert "Личный кабинет" in anna.chat.last.text


async def test_answers_that_are_lost_while_starting_are_asked_for_again(town: Town) -> None:
    anna = town.guest()
    await anna.send("/start")
    for method in ("getMe", "setMyCommands", "deleteWebhook", "setWebhook"):
        for fault in (Fault("bad_gateway"), Fault("cut_before"), Fault("cut_after"), Fault("flood")):
            town.sim.faults.add(method, fault)
    await town.restart()
    town.sim.faults.clear()
    await anna.send("Помощь")
