"""The command line: ``python -m bot run | demo | check | backup | restore | database | audit | registry``."""

from __future__ import annotations

import argparse
import asyncio
import faulthandler
import gc
import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, ExitStack
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

import uvloop

from bot import VERSION
from bot.app import Application, build_application
from bot.exchange.files import FAILED, Say
from bot.process.clock import SystemClock
from bot.process.logs import redact, set_up_logs
from bot.process.patience import Sleep
from bot.process.starting import StartRefusedError, database_mistakes
from bot.process.stopping import StopSignal
from bot.process.supervision import Endless
from bot.process.systemd import Systemd
from bot.remarks import remarks_on
from bot.settings import LOCALES, WRONG_SETTINGS, Settings
from domain.dates import ReadingWindow
from storage.places import Place, place_of
from storage.store import AlreadyRunningError
from storage.unit import UnitSettings
from ui.texts import Speech, TextError, Texts

log = logging.getLogger("bot")

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - it has no other name

FOR_OTHERS = 0o077
"""The rights that new files give to nobody but the user of the bot: they hold personal data."""
LAST_PORT = 65535
COLLECT_AFTER = (100_000, 50, 100)
"""How many new objects make the garbage collector run, and how much more rarely it looks at older ones."""

ENDED_EARLY = 1
"""The exit code after work that never ends has ended: systemd starts the bot again, and so does Docker."""
END_SECONDS = 25
"""How long the end may take then; afterwards the process is gone, whatever holds it up."""

ALONE_SECONDS = 5.0
"""How often to make sure that no other process has taken the database for itself."""

SWITCH_SECONDS = 0.0005
"""How long a busy thread keeps Python's lock from the event loop, which gives it up in each SQL call."""


class TextsMissingError(Exception):
    """There are no words to tell an administrator anything."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks for and return the exit code."""
    options = _parser().parse_args(arguments)
    os.umask(FOR_OTHERS)
    if options.command == "demo":
        from bot.demo.running import (  # noqa: PLC0415 - the local Telegram is not installed in production
            Wishes,
            run_demo,
        )

        return asyncio.run(run_demo(Wishes(options.port, options.keep, options.window, options.begin_at)))
    settings = Settings.load_or_exit()
    set_up_logs(settings.log_level, settings.log_format)
    try:
        return _obey(settings, options)
    except StartRefusedError as refusal:
        sys.stderr.write(redact(_speech(settings).plain(f"start-{refusal.code}", **refusal.values)) + "\n")
        return FAILED if refusal.passes else WRONG_SETTINGS
    except TextsMissingError:
        sys.stderr.write(f"Cannot start: {LOCALES} is missing or broken\n")
        return WRONG_SETTINGS


def _obey(settings: Settings, options: argparse.Namespace) -> int:
    """Do a command that needs the settings."""
    if options.command == "run":
        return run_alone(settings)
    if options.command == "registry":
        return exchange_files(settings, options)
    if options.command == "audit":
        return print_audit(settings, options)
    if options.command in {"backup", "restore"}:
        return copy_database(settings, options.command, options.path)
    if options.command == "database":
        return move_database(settings, options)
    from bot.commands.check import Wishes, run_check  # noqa: PLC0415 - needed by this command alone

    wishes = Wishes(online=options.online, letter_to=options.letter, alert=options.alert)
    return run_check(
        settings, wishes, environment=os.environ, clock=SystemClock(), say=_speech(settings).plain
    )


def run_alone(settings: Settings) -> int:
    """Run the bot, unless another process has the same database for itself."""
    database = settings.database
    say = _speech(settings).plain
    for remark in remarks_on(settings, os.environ):
        log.warning("%s", say(f"remark-{remark.code}", **remark.values))
    try:
        with ExitStack() as stack:
            with database_mistakes(database):
                still_at_work = stack.enter_context(database.at_work(clock=SystemClock()))
            return uvloop.run(run(settings, say, still_at_work))
    except asyncio.CancelledError:
        return 0  # SIGTERM or Ctrl+C came before the start was over
    except AlreadyRunningError:
        sys.stderr.write(f"{say('run-already-running', path=database.shown)}\n")
        return FAILED


async def run(settings: Settings, say: Say, still_at_work: Callable[[], None]) -> int:
    """Run the bot until SIGTERM or Ctrl+C, or until work that never ends has ended; returns the exit code.

    ``still_at_work`` raises if another process has the database for itself.

    :raises StartRefusedError: only an administrator can help.
    """
    stop = StopSignal()
    systemd = Systemd.of(os.environ, os.getpid())
    async with AsyncExitStack() as stack:
        with stop.interrupts():  # the start waits for Telegram, perhaps for long
            application = await stack.enter_async_context(build_application(settings))
            application.supervision.tell(stop.wish)
            await _start(application)
        log.info("%s", started(application, settings, say))
        spare_the_collector()
        sys.setswitchinterval(SWITCH_SECONDS)
        systemd.ready()
        application.begin(watch_over_instance(still_at_work))
        if systemd.is_watching:
            application.begin(Endless("signs of life", systemd.stay_alive))
        await stop.wait()
        systemd.stopping()
        if application.supervision.ended:
            faulthandler.dump_traceback_later(END_SECONDS, exit=True)
        await application.stop()
    faulthandler.cancel_dump_traceback_later()
    return ENDED_EARLY if application.supervision.ended else 0


def watch_over_instance(still_at_work: Callable[[], None], sleep: Sleep = asyncio.sleep) -> Endless:
    """Make sure that no process has taken the database for itself; one that has ends this one."""

    async def watch() -> None:
        while True:
            await asyncio.to_thread(still_at_work)
            await sleep(ALONE_SECONDS)

    return Endless("watch over the instance", watch)


async def _start(application: Application) -> None:
    """Start the application; a start that is cut short by the end of a work goes on to the orderly end."""
    try:
        await application.start()
    except StartRefusedError:
        await application.stop()
        raise
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if not application.supervision.ended or task is None:
            raise
        task.uncancel()


def started(application: Application, settings: Settings, say: Say) -> str:
    """Say in one line what is running, so that a good start differs from one that still waits."""
    by_webhook = application.http.webhook is not None
    return say(
        "run-started",
        version=VERSION,
        bot=f"@{application.username}",
        group=str(application.group.chat_id),
        database=settings.database.shown,
        mode="webhook" if by_webhook else "polling",
        http=f"http://{settings.http_host}:{application.http.port}",
    )


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
    database, say = settings.database, _speech(settings).plain
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
        settings.database,
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

    database, say = settings.database, _speech(settings).plain
    if command == "backup":
        return run_backup(database, path, clock=SystemClock(), say=say)
    return run_restore(path, database, clock=SystemClock(), say=say)


def move_database(settings: Settings, options: argparse.Namespace) -> int:
    """Copy everything into an empty database of the other engine; no bot may run. Returns the exit code."""
    from bot.commands.database import run_copy  # noqa: PLC0415 - needed by this command alone

    return run_copy(options.source, options.target, clock=SystemClock(), say=_speech(settings).plain)


def _speech(settings: Settings) -> Speech:
    try:
        return Texts.load(LOCALES, settings.default_language).within(None)
    except (OSError, TextError):
        raise TextsMissingError from None


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"not between 0 and {LAST_PORT}")
    return port


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("without a time zone, such as 2026-11-20T12:00+03:00")
    return moment


def _window(text: str) -> str:
    ReadingWindow.parse(text)
    return text


def _place(url: str) -> Place:
    try:
        return place_of(url)
    except ValueError as error:  # argparse would repeat the address, which may hold a password
        raise argparse.ArgumentTypeError(str(error)) from None


def _offer_demo(demo: argparse.ArgumentParser) -> None:
    demo.add_argument("--port", type=_port, default=8081, help="of the chat page (%(default)s)")
    demo.add_argument("--keep", type=Path, metavar="FOLDER", help="go on in this folder where it was")
    demo.add_argument("--window", type=_window, metavar="DAYS", default="", help="days for readings: 15-26")
    demo.add_argument("--begin-at", type=_moment, help=argparse.SUPPRESS)  # for pictures with fixed dates


def _offer_copies(commands: Commands) -> None:
    backup = commands.add_parser("backup", help="copy the database while the bot runs, and check the copy")
    backup.add_argument("path", type=Path, help="a new file, or a folder")
    restore = commands.add_parser("restore", help="put a backup in the place of the database")
    restore.add_argument("path", type=Path, help="a file that backup made")
    database = commands.add_parser("database", help="move between SQLite and PostgreSQL")
    move = database.add_subparsers(dest="action", required=True)
    copy = move.add_parser("copy", help="copy everything into an empty database, and compare")
    copy.add_argument("source", metavar="FROM", type=_place, help="sqlite:///… or postgresql://…")
    copy.add_argument("target", metavar="TO", type=_place, help="likewise; passwords belong into PGPASSFILE")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="run the bot with the settings of the environment and .env")
    check = commands.add_parser("check", help="check the settings; the bot may be running")
    check.add_argument("--online", action="store_true", help="also Telegram, the group, the mail server")
    check.add_argument("--letter", metavar="ADDRESS", help="send a test letter to this address")
    check.add_argument("--alert", action="store_true", help="send a test message to the operators' group")
    _offer_demo(commands.add_parser("demo", help="run everything on this machine: no token, no internet"))
    _offer_copies(commands)
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
    answer.add_argument("path", type=Path, help="answers.csv or .xlsx, or a folder or .zip")
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
