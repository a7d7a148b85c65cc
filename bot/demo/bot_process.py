"""The bot of the demo as a process: ``python -m bot.demo.bot_process``, started by the demo alone.

It is the bot of production with another clock. How far that clock is ahead of the system's is told in lines
of JSON on the standard input, and is answered in lines of JSON on the standard output. When that input is
closed, the bot stops, because nobody is left who could stop it.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack, suppress
from dataclasses import asdict, dataclass
from datetime import timedelta

import uvloop

from bot.app import Outside, build_application
from bot.demo.moved_clock import MovedClock
from bot.exchange.files import Outcome, Progress
from bot.exchange.worker import Order, perform
from bot.process.clock import SystemClock
from bot.process.logs import set_up_logs
from bot.process.stopping import StopSignal
from bot.settings import Settings
from storage.places import Place
from storage.store import AlreadyRunningError

ENDED_EARLY = 1
"""The exit code after work that never ends has ended."""
TAKE_OVER_TRIES, TAKE_OVER_SECONDS = 100, 0.2
"""How often, and how many seconds apart, a process tries to get a database that another one still has."""


@dataclass(frozen=True)
class Life:
    """What a process of the bot is begun with; ``ahead`` in seconds."""

    settings: dict[str, str]
    ahead: float

    def dump(self) -> str:
        """Return it as an argument of the command line."""
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, text: str) -> Life:
        """Read what :meth:`dump` made."""
        return cls(**json.loads(text))


class _Orders(asyncio.Protocol):
    """Hears how far the clock is ahead, and the end of the demo."""

    def __init__(self, clock: MovedClock, at_end: Callable[[], None]) -> None:
        self._clock = clock
        self._at_end = at_end
        self._rest = b""

    def data_received(self, data: bytes) -> None:
        """Obey each line that has come as a whole."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            ahead = float(json.loads(line)["ahead"])
            self._clock.move(timedelta(seconds=ahead))
            _tell("ahead", ahead)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the bot, because the demo is gone."""
        del exc
        self._at_end()


async def _live(life: Life) -> int:
    """Run the bot until SIGTERM or the end of the demo, and return the exit code."""
    stop, clock = StopSignal(), MovedClock(timedelta(seconds=life.ahead))

    async def run_order(order: Order, progress: Progress) -> Outcome | None:
        """Exchange files by the clock of the demo, on a thread, because its files are small."""
        return await asyncio.to_thread(perform, order, clock, progress)

    outside = Outside(clock=clock, sleep=clock.sleep, pause=clock.sleep, run_order=run_order)
    await asyncio.get_running_loop().connect_read_pipe(lambda: _Orders(clock, stop.wish), sys.stdin)
    async with AsyncExitStack() as stack:
        with stop.interrupts():
            building = build_application(Settings.of(life.settings), outside)
            application = await stack.enter_async_context(building)
            application.supervision.tell(stop.wish)
            await application.start()
        _tell("ready", value=True)
        await stop.wait()
        await application.stop()
    return ENDED_EARLY if application.supervision.ended else 0


def _tell(name: str, value: object) -> None:
    sys.stdout.write(json.dumps({name: value}) + "\n")
    sys.stdout.flush()


def _take_over(database: Place, stack: ExitStack) -> None:
    """Take the database, after the bot of a demo that was killed has let it go."""
    for _ in range(TAKE_OVER_TRIES):
        with suppress(AlreadyRunningError):
            stack.enter_context(database.at_work(clock=SystemClock()))
            return
        time.sleep(TAKE_OVER_SECONDS)
    raise AlreadyRunningError


def main() -> int:
    """Live the life of the first argument and return the exit code."""
    set_up_logs("WARNING", "console")
    life = Life.load(sys.argv[1])
    with ExitStack() as stack:
        _take_over(Settings.of(life.settings).database, stack)
        try:
            return uvloop.run(_live(life))
        except asyncio.CancelledError:
            return 0  # it was stopped before it had begun


if __name__ == "__main__":
    sys.exit(main())
