"""The bots that are measured: how each is started, and what it leaves behind.

A variant is the name of a bot, with levers after it: ``floor+gc+orjson`` is the floor with two of ours,
``ours-loop`` is ours without one. ``before`` is ours at another revision.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
import sqlite3
import sys
import time
from asyncio.subprocess import Process
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from benchmarks.telegram import TOKEN

ROOT = Path(__file__).parents[1]
NODE = Path(__file__).parent / "node"
RETRIES = re.compile(r"^cabinet_database_retries\{[^}]*\} ([0-9.]+)$", re.MULTILINE)
ALL_THREADS = 2
"""Of a process: the kernel's CPUCLOCK_SCHED."""
NOBODY = -1009999999
"""The operators' group, in which nothing happens."""
COUNTERS = re.compile(r"^cabinet_database_(commits|works) ([0-9.]+)$", re.MULTILINE)


@dataclass(frozen=True)
class Home:
    """A revision of the project, and a database that it made in which all residents are at home."""

    root: Path
    settled: Path


@dataclass(frozen=True)
class Commits:
    """What the bot has written so far."""

    commits: int = 0
    works: int = 0
    retries: int = 0
    """Works that were run again, because another one was faster."""


@dataclass
class RunningBot:
    """A bot as a process of its own."""

    variant: str
    process: Process
    database: Path
    started_at: float
    http_port: int | None

    def cpu_seconds(self) -> float:
        """User and system time of all its threads since its start.

        The id of the clock is what clock_getcpuclockid(3) makes of the process; /proc would only count
        hundredths.
        """
        return time.clock_gettime((~self.process.pid << 3) | ALL_THREADS)

    def peak_megabytes(self) -> float:
        """The most memory that it ever had."""
        line = next(line for line in self._proc("status").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024

    async def commits(self) -> Commits | None:
        """Ask for its counters; ``None`` where nobody counts."""
        if self.http_port is None:
            return None
        url = f"http://127.0.0.1:{self.http_port}/metrics"
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            told = await response.text()
        counted, retries = dict(COUNTERS.findall(told)), sum(map(float, RETRIES.findall(told)))
        return Commits(int(float(counted["commits"])), int(float(counted["works"])), int(retries))

    def stored_readings(self) -> int | None:
        """Count what is in its database; ``None`` if it has none."""
        if not self.database.exists():
            return None
        with closing(sqlite3.connect(self.database)) as connection:
            count: int = connection.execute("SELECT count(*) FROM readings").fetchone()[0]
        return count

    async def kill(self) -> None:
        """End it as a power cut would, so that what it stored is judged and not what it meant to store."""
        if self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    def _proc(self, name: str) -> str:
        return Path(f"/proc/{self.process.pid}/{name}").read_text(encoding="ascii")


async def start_bot(
    variant: str, telegram_url: str, folder: Path, home: Home, cores: str, operators: int = NOBODY
) -> RunningBot:
    """Start a variant in an empty folder, on cores such as ``0,1``, with an operators' group."""
    bot = re.split(r"[+-]", variant)[0]
    levers = re.findall(r"[+-][a-z]+", variant)
    database = folder / "cabinet.db"
    http_port = None
    environment = {"BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram_url, "PYTHONPATH": str(home.root)}
    match bot:
        case "ours" | "webhook" | "before":
            shutil.copy(home.settled, database)
            http_port = _free_port()
            environment |= _settings(database, http_port, operators, webhook=bot == "webhook")
            command = [sys.executable, "-m", *(["benchmarks.levers", *levers] if levers else ["bot"]), "run"]
        case "floor":
            command = [sys.executable, "-m", "benchmarks.floor_bot", *levers]
        case "grammy" | "telegraf":
            environment["BENCHMARK_DATABASE"] = str(database)
            command = ["node", str(NODE / f"{bot}.js")]
        case _:
            raise ValueError(f"there is no bot {bot}")
    with (folder / "bot.log").open("wb") as log:
        started_at = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            *("taskset", "-c", cores, *command),
            cwd=folder,
            env={**os.environ, **environment},
            stdout=log,
            stderr=log,
        )
    return RunningBot(variant, process, database, started_at, http_port)


def _settings(database: Path, http_port: int, operators: int, *, webhook: bool) -> Mapping[str, str]:
    settings = {
        "DATABASE_URL": f"sqlite:///{database}",
        "SMTP_URL": "smtp://127.0.0.1:9",
        "MAIL_FROM": "cabinet@energy.example",
        "OPERATOR_CHAT_ID": str(operators),
        "HTTP_PORT": str(http_port),
        "LOG_LEVEL": "WARNING",
    }
    if webhook:
        settings |= {"WEBHOOK_URL": f"http://127.0.0.1:{http_port}", "WEBHOOK_SECRET": "benchmark"}
    return settings


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port
