"""The command line: ``python -m bot run | demo | check | registry import PATH``."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.app import build_application
from bot.clock import SystemClock
from bot.logs import set_up_logs
from bot.settings import LOCALES, Settings
from bot.stopping import stop_signal
from storage.database import database_path
from storage.unit import UnitSettings
from ui.texts import Texts


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks for and return the exit code."""
    options = _parser().parse_args(arguments)
    if options.command == "demo":
        from bot.demo import run_demo  # noqa: PLC0415 - the local Telegram is not installed in production

        return asyncio.run(run_demo(options.port))
    settings = Settings.load_or_exit()
    set_up_logs(settings.log_level, settings.log_format)
    if options.command == "run":
        asyncio.run(run(settings))
    elif options.command == "registry":
        return import_registry(settings, options.path)
    else:
        sys.stdout.write("The settings are complete.\n")
    return 0


async def run(settings: Settings) -> None:
    """Run the bot until SIGTERM or Ctrl+C."""
    stopped = stop_signal()
    async with build_application(settings) as application:
        await application.start()
        await stopped.wait()
        await application.stop()


def import_registry(settings: Settings, path: Path) -> int:
    """Take a registry over; the bot may be running meanwhile."""
    from bot.registry_command import run_import  # noqa: PLC0415 - needed by this command alone

    say = Texts.load(LOCALES, settings.default_language).within(None)
    unit = UnitSettings(SystemClock(), settings.operator_chat_id, settings.default_language)
    return run_import(path, database_path(settings.database_url), settings=unit, say=say.plain)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="run the bot with the settings of the environment and .env")
    commands.add_parser("check", help="check the settings and do nothing")
    demo = commands.add_parser("demo", help="run everything on this machine: no token, no internet")
    demo.add_argument("--port", type=int, default=8081, help="of the chat page (%(default)s)")
    registry = commands.add_parser("registry", help="exchange files with the billing system")
    actions = registry.add_subparsers(dest="action", required=True)
    registry_import = actions.add_parser("import", help="take over a folder or a .zip of CSV files")
    registry_import.add_argument("path", type=Path)
    return parser


if __name__ == "__main__":
    sys.exit(main())
