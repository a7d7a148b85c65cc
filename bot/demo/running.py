"""``make demo``: opens the local Telegram, starts the bot next to it, and ends both together.

Its files lie in a folder that is deleted at the end, so every demo begins in the same state, unless somebody
names a folder that is kept.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
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
from simulator.keeping import KeepingError, Kept, file_in, keep
from storage.places import Place
from storage.sqlite.instance import only_instance
from storage.store import AlreadyRunningError
from storage.unit import UnitSettings
from ui.texts import Speech, Texts

OPERATORS = -1001
LANGUAGE = "ru"
COMPANY = {
    "COMPANY_NAME": "АО «Светлогорская сбытовая компания»",
    "COMPANY_INN": "9900123450",
    "COMPANY_KPP": "990001001",
    "COMPANY_ADDRESS": "г. Светлогорье, ул. Садовая, д. 1",
    "PAYEE_ACCOUNT": "40702810400000000017",
    "PAYEE_BANK": "Банк «Светлогорье» (АО)",
    "PAYEE_BIC": "049999017",
    "PAYEE_CORR_ACCOUNT": "30101810800000000017",
    "SUPPORT_HOURS": "пн-пт 8:00-20:00; сб 9:00-17:00",
}
"""An invented company in an invented region; its digits fit each other, so that codes look like real ones."""
FIRST_PORT, LAST_PORT = 1024, 65535
"""Ports that every user may listen on."""
REFUSED = 1
"""The exit code where the example registry could not be imported."""
SAVE_SECONDS = 1.0
"""How long to wait between two savings of what is kept."""


@dataclass(frozen=True)
class Wishes:
    """What somebody wants of a demo.

    ``keep`` is the folder in which it goes on where it was; empty: it leaves nothing. ``window`` are the days
    on which readings are taken, as READING_WINDOW; empty: always. ``begin_at`` is the moment that the clock
    begins with; empty: now.
    """

    port: int = 0
    keep: Path | None = None
    window: str = ""
    begin_at: datetime | None = None


class DemoRefusedError(Exception):
    """The demo cannot begin; ``code`` names the text that says why, nothing if that was said already."""

    def __init__(self, code: str = "", **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True)
class Demo:
    """A demo that is open: its Telegram listens, and its bot lives as soon as ``keeper`` runs."""

    simulator: Simulator
    clock: MovableClock
    keeper: BotKeeper
    settings: Settings
    folder: Path
    is_kept: bool

    def save(self) -> None:
        """Write down how the local Telegram stands, unless the demo leaves nothing behind."""
        if self.is_kept:
            keep(self.simulator, self.folder, self.clock.ahead)

    async def keep_saving(self) -> None:
        """Save after everything that happens, because a demo may end without a farewell."""
        events, number = self.simulator.world.events, -1
        while self.is_kept and not events.is_closed:
            await events.after(number)
            number = events.last_number
            self.save()
            await asyncio.sleep(SAVE_SECONDS)


async def run_demo(wishes: Wishes) -> int:
    """Run until Ctrl+C and return the exit code."""
    set_up_logs("WARNING", "console")
    say = Texts.load(LOCALES, LANGUAGE).within(None)
    stop = StopSignal()
    try:
        async with open_demo(wishes, say) as demo:
            return await _show(demo, say, stop)
    except DemoRefusedError as refusal:
        if not refusal.code:
            return REFUSED
        sys.stderr.write(say.plain(refusal.code, **refusal.values) + "\n")
        return WRONG_SETTINGS


@asynccontextmanager
async def open_demo(wishes: Wishes, say: Speech) -> AsyncIterator[Demo]:
    """Open the local Telegram and import the example registry; the bot is started by its keeper.

    :raises DemoRefusedError: another program has the port, the folder cannot be gone on with, or the registry
        was refused.
    """
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(_folder(wishes))
        kept = _read(folder)
        clock = MovableClock(_ahead(wishes, kept))
        address = Address(port=wishes.port)
        simulator = Simulator(TOKEN, clock=clock, smtp=True, enforce_limits=True, address=address)
        _people(simulator, kept)
        await _listen(stack, simulator)
        values = _values(simulator, folder, wishes)
        settings = Settings.of(values)
        if kept is None or not settings.database.is_there:
            _import(settings.database, clock, say)
        keeper = BotKeeper(values, lambda: clock.ahead)
        DemoLevers(simulator, clock, keeper, settings, say).offer()
        demo = Demo(simulator, clock, keeper, settings, folder, wishes.keep is not None)
        stack.callback(demo.save)
        yield demo


@contextmanager
def _folder(wishes: Wishes) -> Iterator[Path]:
    """Give the folder that is kept, to this demo alone, or one that is deleted at the end."""
    if wishes.keep is None:
        with tempfile.TemporaryDirectory(prefix="cabinet-demo-") as temporary:
            yield Path(temporary)
        return
    folder = wishes.keep.absolute()
    with ExitStack() as stack:
        try:
            stack.enter_context(only_instance(file_in(folder)))
        except AlreadyRunningError:
            raise DemoRefusedError("start-demo-folder-taken", path=str(folder)) from None
        except OSError as error:
            reason = error.strerror or str(error)
            raise DemoRefusedError("start-demo-folder", path=str(folder), reason=reason) from None
        yield folder


def _read(folder: Path) -> Kept | None:
    try:
        return Kept.read(folder)
    except KeepingError as error:
        raise DemoRefusedError("start-demo-folder", path=str(folder), reason=str(error)) from None


def _people(simulator: Simulator, kept: Kept | None) -> None:
    if kept is None:
        settle(simulator, OPERATORS)
        return
    try:
        kept.restore(simulator)
    except KeepingError as error:
        raise DemoRefusedError("start-demo-folder", path=str(kept.folder), reason=str(error)) from None


async def _listen(stack: AsyncExitStack, simulator: Simulator) -> None:
    try:
        await stack.enter_async_context(simulator)
    except OSError:
        port = simulator.port
        free = FIRST_PORT if port < FIRST_PORT or port == LAST_PORT else port + 1
        raise DemoRefusedError("start-demo-port-taken", port=str(port), free=str(free)) from None


async def _show(demo: Demo, say: Speech, stop: StopSignal) -> int:
    async with asyncio.TaskGroup() as tasks:
        life = tasks.create_task(demo.keeper.run())
        life.add_done_callback(lambda _: stop.wish())
        others = [tasks.create_task(work) for work in (_announce(demo, say), demo.keep_saving())]
        await stop.wait()
        for task in others:
            task.cancel()
        await demo.keeper.stop()
    return life.result()


async def _announce(demo: Demo, say: Speech) -> None:
    """Say where the page is, once the bot answers there."""
    await demo.keeper.ready()
    if demo.keeper.is_ready:
        sys.stdout.write(say.plain("demo-ready", url=demo.simulator.url) + "\n")
        sys.stdout.flush()


def _ahead(wishes: Wishes, kept: Kept | None) -> float:
    """Return how many seconds the clock is ahead of the system's at the beginning; it is never put back."""
    wished = None if wishes.begin_at is None else (wishes.begin_at - SystemClock()()).total_seconds()
    if kept is None:
        return wished or 0.0
    return kept.ahead if wished is None else max(kept.ahead, wished)


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
        **COMPANY,
    }


def _import(database: Place, clock: MovableClock, say: Speech) -> None:
    """Import the registry without an operators' group, because they need no alert about that of the demo."""
    of_demo = MovedClock(timedelta(seconds=clock.ahead))
    unit = UnitSettings(of_demo, operator_chat_id=None, operator_language=LANGUAGE)
    if run_import(EXAMPLE_REGISTRY, database, settings=unit, say=say.plain):
        raise DemoRefusedError
