"""systemd is told how the process is, on a real socket, and nothing else depends on it."""

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.process.systemd import Systemd
from simulator import Simulator
from simulator.__main__ import settle
from tests.structure.project import ROOT

PROCESS = 4711
TOKEN = "42:TEST-token_0123456789"
OPERATORS = -1001


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(60)
        yield listening


def started_by(manager: socket.socket, **environment: str) -> Systemd:
    return Systemd.of({"NOTIFY_SOCKET": manager.getsockname()} | environment, PROCESS)


def test_ready_and_stopping_are_told_as_they_happen(manager: socket.socket) -> None:
    systemd = started_by(manager)
    systemd.ready()
    systemd.stopping()
    assert [manager.recv(100) for _ in range(2)] == [b"READY=1", b"STOPPING=1"]


def test_an_address_outside_the_file_system_is_reached() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(f"\0cabinet-test-{os.getpid()}")
        listening.settimeout(60)
        Systemd.of({"NOTIFY_SOCKET": f"@cabinet-test-{os.getpid()}"}, PROCESS).ready()
        assert listening.recv(100) == b"READY=1"


class EnoughError(Exception):
    pass


async def test_signs_of_life_come_twice_as_often_as_needed(manager: socket.socket) -> None:
    slept = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            raise EnoughError

    with pytest.raises(EnoughError):
        await started_by(manager, WATCHDOG_USEC="30000000").stay_alive(sleep)
    assert slept == [15.0] * 3
    assert [manager.recv(100) for _ in range(3)] == [b"WATCHDOG=1"] * 3


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(PROCESS + 1)},
        {"WATCHDOG_USEC": "0"},
        {"WATCHDOG_USEC": "-1"},
        {"WATCHDOG_USEC": "soon"},
        {"WATCHDOG_USEC": "30000000", "NOTIFY_SOCKET": ""},
    ],
)
async def test_nobody_is_given_signs_of_life_who_did_not_ask_this_process(
    manager: socket.socket, environment: dict[str, str]
) -> None:
    async def sleep(_: float) -> None:
        raise EnoughError

    await started_by(manager, **environment).stay_alive(sleep)
    manager.settimeout(0)
    with pytest.raises(BlockingIOError):
        manager.recv(100)


def test_a_process_that_systemd_did_not_start_tells_nobody(caplog: pytest.LogCaptureFixture) -> None:
    systemd = Systemd.of({}, PROCESS)
    systemd.ready()
    systemd.stopping()
    assert caplog.records == []


@pytest.mark.parametrize("address", ["/no/such/socket", "/" + "long" * 100, "relative"])
def test_a_manager_that_is_gone_is_only_worth_a_line_in_the_log(
    address: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        Systemd.of({"NOTIFY_SOCKET": address}, PROCESS).ready()
    assert "systemd was not told READY=1" in caplog.text


def test_a_manager_that_does_not_listen_does_not_hold_up_the_bot(
    manager: socket.socket, caplog: pytest.LogCaptureFixture
) -> None:
    systemd = started_by(manager)
    for _ in range(10_000):  # far more than its queue holds
        systemd.ready()
        if caplog.records:
            break
    assert "systemd was not told READY=1" in caplog.text


async def test_the_run_command_is_ready_when_it_takes_messages_and_stops_when_asked(
    manager: socket.socket, tmp_path: Path
) -> None:
    loop = asyncio.get_running_loop()
    manager.settimeout(0)
    simulator = Simulator(TOKEN, smtp=True)
    settle(simulator, OPERATORS)
    async with simulator:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "run"),
            cwd=tmp_path,
            env=os.environ
            | {
                "PYTHONPATH": str(ROOT),
                "BOT_TOKEN": TOKEN,
                "TELEGRAM_API_URL": simulator.url,
                "DATABASE_URL": f"sqlite:///{tmp_path / 'cabinet.db'}",
                "SMTP_URL": simulator.smtp_url,
                "MAIL_FROM": "cabinet@demo.example",
                "OPERATOR_CHAT_ID": str(OPERATORS),
                "HTTP_PORT": "0",
                "NOTIFY_SOCKET": manager.getsockname(),
                "WATCHDOG_USEC": "100000000",
            },
        )
        async with asyncio.timeout(100):
            assert await loop.sock_recv(manager, 100) == b"READY=1"
            assert await loop.sock_recv(manager, 100) == b"WATCHDOG=1"
            process.send_signal(signal.SIGTERM)
            assert await loop.sock_recv(manager, 100) == b"STOPPING=1"
            assert await process.wait() == 0
