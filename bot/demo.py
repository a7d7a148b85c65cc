"""``make demo``: the bot, a local Telegram with a chat page, a mailbox and an example registry.

Its files lie in a folder that is deleted at the end, so every demo begins in the same state.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from bot.app import build_application
from bot.commands.registry import run_import
from bot.process.clock import SystemClock
from bot.process.logs import set_up_logs
from bot.process.stopping import StopSignal
from bot.settings import LOCALES, WRONG_SETTINGS, Settings
from simulator import Address, Simulator
from simulator.__main__ import TOKEN, settle
from storage.sqlite.database import database_path
from storage.unit import UnitSettings
from ui.texts import Speech, Texts

EXAMPLE_REGISTRY = Path(__file__).parents[1] / "examples" / "registry"
OPERATORS = -1001
LANGUAGE = "ru"
FIRST_PORT, LAST_PORT = 1024, 65535
"""Ports that every user may listen on."""


async def run_demo(port: int) -> int:
    """Run until Ctrl+C and return the exit code."""
    set_up_logs("WARNING", "console")
    say = Texts.load(LOCALES, LANGUAGE).within(None)
    stop = StopSignal()
    simulator = Simulator(TOKEN, smtp=True, enforce_limits=True, address=Address(port=port))
    settle(simulator, OPERATORS)
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="cabinet-demo-"))
        try:
            await stack.enter_async_context(simulator)
        except OSError:
            free = FIRST_PORT if port < FIRST_PORT or port == LAST_PORT else port + 1
            sys.stderr.write(say.plain("start-demo-port-taken", port=str(port), free=str(free)) + "\n")
            return WRONG_SETTINGS
        return await _show(simulator, Path(folder), say, stop)


async def _show(simulator: Simulator, folder: Path, say: Speech, stop: StopSignal) -> int:
    settings = _settings(simulator, folder)
    if run_import(EXAMPLE_REGISTRY, database_path(settings.database_url), settings=_unit(), say=say.plain):
        return 1
    async with build_application(settings) as application:
        application.supervision.tell(stop.wish)
        await application.start()
        sys.stdout.write(say.plain("demo-ready", url=simulator.url) + "\n")
        sys.stdout.flush()
        await stop.wait()
        await application.stop()
    return 1 if application.supervision.ended else 0


def _settings(simulator: Simulator, folder: Path) -> Settings:
    return Settings.of(
        {
            "BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": simulator.url,
            "DATABASE_URL": f"sqlite:///{folder / 'cabinet.db'}",
            "SMTP_URL": simulator.smtp_url,
            "MAIL_FROM": "Личный кабинет <cabinet@demo.example>",
            "OPERATOR_CHAT_ID": str(OPERATORS),
            "HTTP_PORT": "0",
        }
    )


def _unit() -> UnitSettings:
    """Give a unit without an operators' group, because they need no alert about the registry of the demo."""
    return UnitSettings(SystemClock(), operator_chat_id=None, operator_language=LANGUAGE)
