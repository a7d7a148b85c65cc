"""``make demo``: opens the local Telegram, starts the bot next to it, and ends both together.

Its files lie in a folder that is deleted at the end, so every demo begins in the same state.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.commands.registry import run_import
from bot.demo import EXAMPLE_REGISTRY
from bot.demo.keeper import BotKeeper
from bot.demo.levers import DemoLevers
from bot.demo.moved_clock import MovedClock
from bot.process.clock import SystemClock
from bot.process.logs import set_up_logs
from bot.process.stopping import StopSignal
from bot.settings import LOCALES, WRONG_SETTINGS, Settings
from simulator import Address, MovableClock, Simulator
from simulator.__main__ import TOKEN, settle
from storage.sqlite.database import database_path
from storage.unit import UnitSettings
from ui.texts import Speech, Texts

OPERATORS = -1001
LANGUAGE = "ru"
FIRST_PORT, LAST_PORT = 1024, 65535
"""Ports that every user may listen on."""
REFUSED = 1
"""The exit code where the example registry could not be imported."""


@dataclass(frozen=True)
class Wishes:
    """What somebody wants of a demo.

    ``window`` are the days on which readings are taken, as READING_WINDOW; empty: always. ``begin_at`` is the
    moment that the clock begins with; empty: now.
    """

    port: int = 0
    window: str = ""
    begin_at: datetime | None = None


class RegistryRefusedError(Exception):
    """The example registry could not be imported; why was written to the standard output."""


@dataclass(frozen=True)
class Demo:
    """A demo that is open: its Telegram listens, and its bot lives as soon as ``keeper`` runs."""

    simulator: Simulator
    clock: MovableClock
    keeper: BotKeeper
    settings: Settings


async def run_demo(wishes: Wishes) -> int:
    """Run until Ctrl+C and return the exit code."""
    set_up_logs("WARNING", "console")
    say = Texts.load(LOCALES, LANGUAGE).within(None)
    stop = StopSignal()
    try:
        async with open_demo(wishes, say) as demo:
            return await _show(demo, say, stop)
    except OSError:
        port = wishes.port
        free = FIRST_PORT if port < FIRST_PORT or port == LAST_PORT else port + 1
        sys.stderr.write(say.plain("start-demo-port-taken", port=str(port), free=str(free)) + "\n")
        return WRONG_SETTINGS
    except RegistryRefusedError:
        return REFUSED


@asynccontextmanager
async def open_demo(wishes: Wishes, say: Speech) -> AsyncIterator[Demo]:
    """Open the local Telegram and import the example registry; the bot is started by its keeper.

    :raises OSError: another program has the port.
    :raises RegistryRefusedError: the registry could not be imported.
    """
    clock, address = MovableClock(_ahead(wishes)), Address(port=wishes.port)
    simulator = Simulator(TOKEN, clock=clock, smtp=True, enforce_limits=True, address=address)
    settle(simulator, OPERATORS)
    with tempfile.TemporaryDirectory(prefix="cabinet-demo-") as folder:
        async with simulator:
            values = _values(simulator, Path(folder), wishes)
            settings = Settings.of(values)
            _import(database_path(settings.database_url), clock, say)
            keeper = BotKeeper(values, lambda: clock.ahead)
            DemoLevers(simulator, clock, keeper, settings, say).offer()
            yield Demo(simulator, clock, keeper, settings)


async def _show(demo: Demo, say: Speech, stop: StopSignal) -> int:
    async with asyncio.TaskGroup() as tasks:
        life = tasks.create_task(demo.keeper.run())
        life.add_done_callback(lambda _: stop.wish())
        announcing = tasks.create_task(_announce(demo, say))
        await stop.wait()
        announcing.cancel()
        await demo.keeper.stop()
    return life.result()


async def _announce(demo: Demo, say: Speech) -> None:
    """Say where the page is, once the bot answers there."""
    await demo.keeper.ready()
    if demo.keeper.is_ready:
        sys.stdout.write(say.plain("demo-ready", url=demo.simulator.url) + "\n")
        sys.stdout.flush()


def _ahead(wishes: Wishes) -> float:
    """Return how many seconds the clock is ahead of the system's at the beginning."""
    return 0.0 if wishes.begin_at is None else (wishes.begin_at - SystemClock()()).total_seconds()


def _values(simulator: Simulator, folder: Path, wishes: Wishes) -> dict[str, str]:
    return {
        "BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": simulator.url,
        "DATABASE_URL": f"sqlite:///{folder / 'cabinet.db'}",
        "SMTP_URL": simulator.smtp_url,
        "MAIL_FROM": "Личный кабинет <cabinet@demo.example>",
        "OPERATOR_CHAT_ID": str(OPERATORS),
        "HTTP_PORT": "0",
        "READING_WINDOW": wishes.window,
    }


def _import(database: Path, clock: MovableClock, say: Speech) -> None:
    """Import the registry without an operators' group, because they need no alert about that of the demo."""
    of_demo = MovedClock(timedelta(seconds=clock.ahead))
    unit = UnitSettings(of_demo, operator_chat_id=None, operator_language=LANGUAGE)
    if run_import(EXAMPLE_REGISTRY, database, settings=unit, say=say.plain):
        raise RegistryRefusedError
