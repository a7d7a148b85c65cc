"""``python -m benchmarks.flood``: what residents wait while one chat sends thousands of updates at once.

Fifty residents send readings as people do, with a pause before each step: for a while undisturbed, and then
next to one chat of which 10,000 presses, or 5,000 messages, lie at Telegram at once. What is printed is how
long the first reply to an update of the residents took in both parts. ``--before REV`` measures another
revision in the same run.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import uvloop

from benchmarks.bots import ROOT, Home, start_bot
from benchmarks.figures import Figure, Measured, hundredths, table
from benchmarks.guests import Guests
from benchmarks.operators import GROUP, OperatorsGroup
from benchmarks.residents import Crowd
from benchmarks.revisions import checked_out, home_of
from benchmarks.telegram import BOT, Telegram
from benchmarks.waiting import DRIVER_CORE, START_SECONDS, Scale, Scene, during, nothing

FLOODER = 800_000_000
FIGURES = {
    "p50": Figure("p50 ms", "{:.1f}"),
    "p95": Figure("p95 ms", "{:.1f}"),
    "p99": Figure("p99 ms", "{:.1f}"),
    "flood_p50": Figure("p50 ms next to the flood", "{:.1f}"),
    "flood_p95": Figure("p95 ms next to the flood (goal: 1000)", "{:.1f}"),
    "flood_p99": Figure("p99 ms next to the flood", "{:.1f}"),
    "flood_longest": Figure("longest ms next to the flood", "{:.0f}"),
    "updates": Figure("updates of others meanwhile", "{:.0f}"),
    "answered": Figure("messages to the chat that floods", "{:.0f}"),
}


@dataclass
class Flooder:
    """One chat that does very much at once, and what the bot says to it."""

    telegram: Telegram
    answered: int = 0
    _numbers: count[int] = field(default_factory=lambda: count(FLOODER))

    def press(self, times: int) -> None:
        """Press a button of an old message again and again."""
        for _ in range(times):
            query = {"id": str(next(self._numbers)), "from": self._user, "chat_instance": "1"}
            press = {**query, "data": "s:help", "message": {**self._message, "from": BOT, "text": "."}}
            self.telegram.deliver({"callback_query": press})

    def write(self, times: int) -> None:
        """Write message after message."""
        for number in range(times):
            self.telegram.deliver({"message": {**self._message, "from": self._user, "text": str(number)}})

    def answer(self, params: Mapping[str, Any]) -> Any:
        """Take a message of the bot."""
        self.answered += 1
        return {**self._message, "from": BOT, "text": str(params.get("text", "."))}

    @property
    def _user(self) -> dict[str, Any]:
        return {"id": FLOODER, "is_bot": False, "first_name": "Поток", "language_code": "ru"}

    @property
    def _message(self) -> dict[str, Any]:
        chat = {"id": FLOODER, "first_name": "Поток", "type": "private"}
        return {"message_id": next(self._numbers), "date": int(time.time()), "chat": chat}


FLOODS: Mapping[str, tuple[str, int]] = {"presses": ("press", 10_000), "messages": ("write", 5_000)}


async def measure(variant: str, flood: str, scale: Scale, home: Home, folder: Path) -> Measured:
    """Run one flood next to the residents, with a bot of its own."""
    telegram = Telegram()
    crowd, flooder = Crowd(telegram, thinks=scale.thinks), Flooder(telegram)
    bot = await start_bot(variant, await telegram.start(), folder, home, scale.bot_cores, GROUP)
    scene = Scene(scale, telegram, crowd, OperatorsGroup(telegram), Guests(telegram), bot, folder)

    def answer(method: str, params: Mapping[str, Any]) -> Any:
        if int(params.get("chat_id", 0)) == FLOODER:
            return flooder.answer(params)
        return scene.answer(method, params)

    async def let_loose(scene: Scene, _number: int) -> None:
        deed, times = FLOODS[flood]
        getattr(flooder, deed)(times)
        await asyncio.sleep(scene.scale.seconds)

    telegram.answer = answer
    try:
        await asyncio.wait_for(telegram.polled.wait(), START_SECONDS)
        flats = iter(scale.flats)
        await during(scene, flats, nothing, once=True)  # not counted: the bot is cold
        calm, _, _ = await during(scene, flats, nothing, once=True)
        busy, _, _ = await during(scene, flats, let_loose, once=True)
    except Exception:
        sys.stderr.write(f"{variant}, {flood}:\n{(folder / 'bot.log').read_text()[-4000:]}\n")
        raise
    finally:
        await bot.kill()
        await telegram.stop()
    if bot.stored_readings() != len(crowd.receipts):
        raise AssertionError(f"{len(crowd.receipts)} receipts, {bot.stored_readings()} stored")
    figures: dict[str, float | None] = dict(zip(("p50", "p95", "p99"), hundredths(calm), strict=True))
    figures |= zip(("flood_p50", "flood_p95", "flood_p99"), hundredths(busy), strict=True)
    return figures | {
        "flood_longest": 1000 * max(busy),
        "updates": len(busy),
        "answered": flooder.answered,
    }


async def compare(
    homes: Mapping[str, Home], floods: Sequence[str], scale: Scale, rounds: int, folder: Path
) -> dict[str, list[Measured]]:
    """Measure all variants with every flood, by turns."""
    pairs = [(variant, flood) for flood in floods for variant in homes]
    results: dict[str, list[Measured]] = {f"{variant}: {flood}": [] for variant, flood in pairs}
    for number in range(rounds):
        for variant, flood in pairs if number % 2 == 0 else reversed(pairs):
            place = folder / f"{number}-{variant}-{flood}"
            place.mkdir()
            measured = await measure(variant, flood, scale, homes[variant], place)
            results[f"{variant}: {flood}"].append(measured)
            shutil.rmtree(place)
            print(f"round {number + 1}, {variant}, {flood}: {measured}", file=sys.stderr, flush=True)
    return results


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.flood",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--talkers", type=int, default=5_000, help="who send a reading, at most")
    parser.add_argument("--seconds", type=float, default=20, help="of each part (%(default)s)")
    parser.add_argument("--thinks", type=float, default=0.5, help="seconds before each step (%(default)s)")
    parser.add_argument("--bot-cores", default="1", help="cores of the bot, such as 0,1 (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--before", metavar="REV", help="measure this revision too, as the variant before")
    parser.add_argument("--folder", type=Path, help="where the databases are written: the disk matters")
    parser.add_argument("floods", nargs="*", choices=[*FLOODS, []], default=[])
    options = parser.parse_args()
    os.sched_setaffinity(0, {DRIVER_CORE})
    scale = Scale(options.talkers, 0, options.seconds, options.thinks, options.bot_cores)
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(dir=options.folder, prefix="benchmark-"))
        )
        homes = {"ours": home_of(ROOT, folder / "ours", scale.talkers)}
        if options.before:
            root = stack.enter_context(checked_out(options.before, folder))
            homes["before"] = home_of(root, folder / "before", scale.talkers)
        floods = options.floods or list(FLOODS)
        results = uvloop.run(compare(homes, floods, scale, options.rounds, folder))
    print(table(FIGURES, results))


if __name__ == "__main__":
    main()
