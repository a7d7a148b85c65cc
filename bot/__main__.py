"""The command line: ``python -m bot run | demo | check | backup | restore | audit | registry``."""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import uvloop

from bot.app import build_application
from bot.process.clock import SystemClock
from bot.process.instance import AlreadyRunningError, only_instance
from bot.process.logs import set_up_logs
from bot.process.stopping import StopSignal
from bot.process.systemd import Systemd
from bot.settings import LOCALES, Settings
from storage.sqlite.database import database_path
from storage.unit import UnitSettings
from ui.texts import Speech, Texts

COLLECT_AFTER = (100_000, 50, 100)
"""How many new objects make the garbage collector run, and how much more rarely it looks at older ones."""

SWITCH_SECONDS = 0.0005
"""How long a busy thread keeps Python's lock from the event loop, which gives it up in each SQL call."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks for and return the exit code."""
    options = _parser().parse_args(arguments)
    if options.command == "demo":
        from bot.demo import run_demo  # noqa: PLC0415 - the local Telegram is not installed in production

        return asyncio.run(run_demo(options.port))
    settings = Settings.load_or_exit()
    set_up_logs(settings.log_level, settings.log_format)
    if options.command == "run":
        return run_alone(settings)
    if options.command == "registry":
        return exchange_files(settings, options)
    if options.command == "audit":
        return print_audit(settings, options)
    if options.command in {"backup", "restore"}:
        return copy_database(settings, options.command, options.path)
    sys.stdout.write("The settings are complete.\n")
    return 0


def run_alone(settings: Settings) -> int:
    """Run the bot, unless another process works on the same database."""
    database = database_path(settings.database_url)
    try:
        with only_instance(database):
            uvloop.run(run(settings))
    except asyncio.CancelledError:
        return 0  # SIGTERM or Ctrl+C came before the start was over
    except AlreadyRunningError:
        sys.stderr.write(f"{_speech(settings).plain('run-already-running', path=str(database))}\n")
        return 1
    return 0


async def run(settings: Settings) -> None:
    """Run the bot until SIGTERM or Ctrl+C."""
    stop = StopSignal()
    systemd = Systemd.of(os.environ, os.getpid())
    async with AsyncExitStack() as stack:
        with stop.interrupts():  # the start waits for Telegram, perhaps for long
            application = await stack.enter_async_context(build_application(settings))
            await application.start()
        spare_the_collector()
        sys.setswitchinterval(SWITCH_SECONDS)
        systemd.ready()
        signs = application.nursery.start(systemd.stay_alive(), name="signs of life")
        await stop.wait()
        systemd.stopping()
        signs.cancel()
        await application.stop()


def spare_the_collector() -> None:
    """Spare the garbage collector the objects of the start, because aiogram's models alone are 60,000."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def exchange_files(settings: Settings, options: argparse.Namespace) -> int:
    """Exchange files with billing; the bot may be running meanwhile. Returns the exit code."""
    from bot.commands.registry import (  # noqa: PLC0415 - needed by this command alone
        run_answers,
        run_export,
        run_import,
    )
    from bot.commands.registry_check import run_check  # noqa: PLC0415 - likewise

    unit = UnitSettings(SystemClock(), settings.operator_chat_id, settings.default_language)
    database, say = database_path(settings.database_url), _speech(settings).plain
    if options.action == "export":
        return run_export(
            options.path, database, again=options.again, zone=settings.timezone, settings=unit, say=say
        )
    if options.action == "check":
        return run_check(database, say=say)
    if options.action == "answer":
        return run_answers(options.path, database, settings=unit, say=say)
    return run_import(
        options.path,
        database,
        settings=unit,
        say=say,
        close_many=options.close_many,
        names_tell=options.names_tell,
    )


def print_audit(settings: Settings, options: argparse.Namespace) -> int:
    """Print the audit trail; the bot may be running meanwhile. Returns the exit code."""
    from bot.commands.audit import Wanted, run_audit  # noqa: PLC0415 - needed by this command alone

    return run_audit(
        database_path(settings.database_url),
        Wanted(options.since, options.subject, options.format == "csv"),
        zone=settings.timezone,
        clock=SystemClock(),
        say=_speech(settings).plain,
    )


def copy_database(settings: Settings, command: str, path: Path) -> int:
    """Make a backup while the bot may be running, or put one in the place of the database.

    Returns the exit code.
    """
    from bot.commands.backup import run_backup, run_restore  # noqa: PLC0415 - needed by these commands alone

    database, say = database_path(settings.database_url), _speech(settings).plain
    if command == "backup":
        return run_backup(database, path, clock=SystemClock(), say=say)
    return run_restore(path, database, clock=SystemClock(), say=say)


def _speech(settings: Settings) -> Speech:
    return Texts.load(LOCALES, settings.default_language).within(None)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="run the bot with the settings of the environment and .env")
    commands.add_parser("check", help="check the settings and do nothing")
    demo = commands.add_parser("demo", help="run everything on this machine: no token, no internet")
    demo.add_argument("--port", type=int, default=8081, help="of the chat page (%(default)s)")
    backup = commands.add_parser("backup", help="copy the database while the bot runs, and check the copy")
    backup.add_argument("path", type=Path, help="a new file, or a folder")
    restore = commands.add_parser("restore", help="put a backup in the place of the database")
    restore.add_argument("path", type=Path, help="a file that backup made")
    registry = commands.add_parser("registry", help="exchange files with the billing system")
    actions = registry.add_subparsers(dest="action", required=True)
    registry_import = actions.add_parser("import", help="take over a folder, a .zip or a workbook")
    registry_import.add_argument("path", type=Path)
    registry_import.add_argument(
        "--close-many", action="store_true", help="also if it closes more than a tenth of the subscribers"
    )
    registry_import.add_argument(
        "--names-tell",
        action="store_true",
        help="also meters whose scales have other names or numbers: a new name is another scale",
    )
    export = actions.add_parser("export", help="write the readings that billing has not got yet")
    export.add_argument("path", type=Path, help="a folder, or a new .zip")
    export.add_argument("--again", type=int, metavar="N", help="write export N once more, the same bytes")
    answer = actions.add_parser("answer", help="take over what billing said of readings")
    answer.add_argument("path", type=Path, help="answers.csv, or a folder or .zip that holds it")
    actions.add_parser(
        "check", help="list readings that new numbers of scales may have moved; changes nothing"
    )
    audit = commands.add_parser("audit", help="print what operators did, oldest first")
    audit.add_argument("--since", metavar="DD.MM.YYYY", help="only from this day on")
    audit.add_argument("--subject", help="only what was done to this, such as alert:17")
    audit.add_argument("--format", choices=("text", "csv"), default="text")
    return parser


if __name__ == "__main__":
    sys.exit(main())
