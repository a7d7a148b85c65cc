"""``python -m benchmarks.waiting``: what residents wait for their answers while long work runs.

Fifty residents send readings as people do, with a pause before each step: for a while undisturbed, and then
while one kind of long work goes on. Each kind has the bot and the database to itself. What is printed is how
long the first reply to an update took in both parts, and the ratio of the two. Works that the bot does in its
own process are asked for in the operators' group; an import and an export run as the commands of the terminal
do, in a process of their own on the driver's core.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count, takewhile
from pathlib import Path
from typing import Any, TypeAlias

import uvloop

from benchmarks.bots import ROOT, Home, RunningBot, start_bot
from benchmarks.figures import Figure, Measured, hundredths, table
from benchmarks.flats import Flat
from benchmarks.guests import Guests
from benchmarks.neighbours import move_in, recipients_of_notices
from benchmarks.operators import GROUP, OperatorsGroup
from benchmarks.population import settle, write_registry
from benchmarks.residents import Crowd
from benchmarks.telegram import BOT, TOKEN, Telegram

DRIVER_CORE = 0
START_SECONDS = 60.0
RESIDENTS = 50
LOOK_SECONDS = 0.2
HASHES = 20
FIGURES = {
    "p50": Figure("p50 ms", "{:.1f}"),
    "p95": Figure("p95 ms", "{:.1f}"),
    "p99": Figure("p99 ms", "{:.1f}"),
    "busy_p50": Figure("p50 ms while it runs", "{:.1f}"),
    "busy_p95": Figure("p95 ms while it runs", "{:.1f}"),
    "busy_p99": Figure("p99 ms while it runs", "{:.1f}"),
    "p99_ratio": Figure("p99: ratio (goal: 3)", "{:.2f}"),
    "busy_longest": Figure("longest ms while it runs", "{:.0f}"),
    "updates": Figure("updates meanwhile", "{:.0f}"),
    "times": Figure("works done", "{:.0f}"),
    "seconds": Figure("s each", "{:.2f}"),
}


@dataclass(frozen=True)
class Scale:
    """How many send readings, how many have sent theirs, how long each part is, how long people think."""

    talkers: int
    neighbours: int
    seconds: float
    thinks: float
    bot_cores: str

    @property
    def flats(self) -> list[Flat]:
        """The talkers, then the neighbours."""
        return [Flat(place) for place in range(1, self.talkers + self.neighbours + 1)]


@dataclass
class Scene:
    """One bot with everybody who has to do with it."""

    scale: Scale
    telegram: Telegram
    crowd: Crowd
    group: OperatorsGroup
    guests: Guests
    bot: RunningBot
    folder: Path

    def answer(self, method: str, params: Mapping[str, Any]) -> Any:
        """Answer for the group or the person whom the bot speaks to; neighbours only read."""
        chat = int(params.get("chat_id", 0))
        if chat == GROUP:
            return self.group.answer(method, params)
        if self.guests.includes(chat):
            return self.guests.answer(method, params)
        if chat == 0 or self.crowd.is_talking(chat) or method not in {"sendMessage", "editMessageText"}:
            return self.crowd.answer(method, params)
        return {"message_id": 1, "date": 1, "chat": {"id": chat, "type": "private"}, "from": BOT, "text": "."}


Work: TypeAlias = Callable[[Scene, int], Awaitable[None]]
"""Does the work once; the number says how often it was done before."""


async def nothing(scene: Scene, _number: int) -> None:
    """Let residents be undisturbed, to see how far two equal parts differ."""
    await asyncio.sleep(scene.scale.seconds)


async def show_statistics(scene: Scene, number: int) -> None:
    """Ask for the figures of today or of the month."""
    screen = await scene.group.ask("/stats")
    if number % 2:
        await scene.group.press("Этот месяц", screen)


async def find(scene: Scene, number: int) -> None:
    """Look somebody up by what an operator may know."""
    flat = scene.scale.flats[-1]
    known = (
        f"neighbour{flat.place}@mail.example",
        f"+7921{flat.place:07}",
        f"neighbour{flat.place}",
        flat.number,
    )
    await scene.group.ask(f"/find {known[number % len(known)]}")


async def send_notice(scene: Scene, _number: int) -> None:
    """Prepare a notice to all neighbours, confirm it, and wait until its recipients are written down."""
    group = scene.group
    question = await group.ask("/notice")
    screen = await group.ask("Завтра с 10 до 12 не будет света.", reply_to=question)
    screen = await group.press("Прочее", screen)
    screen = await group.press("Все, кто указал телефон", screen)
    await group.press("Отправить", await group.screen_with("Отправить", screen))
    while recipients_of_notices(scene.bot.database) < scene.scale.neighbours:  # noqa: ASYNC110 nobody tells
        await asyncio.sleep(LOOK_SECONDS)


async def import_registry(scene: Scene, number: int) -> None:
    """Import the registry with another balance for everybody."""
    folder = scene.folder / f"registry-{number}"
    await asyncio.to_thread(write_registry, folder, scene.scale.flats, f"{number + 1},00")
    await run_command(scene, "import", folder)
    shutil.rmtree(folder)


async def export(scene: Scene, _number: int) -> None:
    """Export the readings of all neighbours."""
    await run_command(scene, "export", scene.folder / "export")


async def hash_passwords(scene: Scene, _number: int) -> None:
    """Let guests sign in together."""
    await scene.guests.sign_in(HASHES)


WORKS: Mapping[str, Work] = {
    "nothing": nothing,
    "stats": show_statistics,
    "find": find,
    "notice": send_notice,
    "import": import_registry,
    "export": export,
    "hashes": hash_passwords,
}
ONCE = frozenset({"nothing", "notice", "export"})
"""What has nothing left to do the second time; everything else is repeated for as long as a part lasts."""


async def run_command(scene: Scene, name: str, path: Path) -> None:
    """Run ``python -m bot registry NAME PATH`` to its end; ``RuntimeError`` if that is a bad one."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "BOT_TOKEN": TOKEN,
        "DATABASE_URL": f"sqlite:///{scene.bot.database}",
        "SMTP_URL": "smtp://127.0.0.1:9",
        "MAIL_FROM": "cabinet@energy.example",
        "OPERATOR_CHAT_ID": str(GROUP),
    }
    with (scene.folder / "command.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "registry", name, str(path)),
            cwd=scene.folder,
            env=environment,
            stdout=log,
            stderr=log,
        )
    if await process.wait():
        raise RuntimeError((scene.folder / "command.log").read_text())


async def measure(name: str, scale: Scale, home: Home, folder: Path) -> Measured:
    """Run one kind of work next to the residents, with a bot of its own."""
    telegram = Telegram()
    url = await telegram.start()
    bot = await start_bot("ours", url, folder, home, scale.bot_cores, GROUP)
    crowd = Crowd(telegram, thinks=scale.thinks)
    scene = Scene(scale, telegram, crowd, OperatorsGroup(telegram), Guests(telegram), bot, folder)
    telegram.answer = scene.answer
    before = bot.stored_readings() or 0
    try:
        await asyncio.wait_for(telegram.polled.wait(), START_SECONDS)
        measured = await _measure_running(scene, name)
    except Exception:
        sys.stderr.write(f"{name}:\n{(folder / 'bot.log').read_text()[-4000:]}\n")
        raise
    finally:
        await bot.kill()
        await telegram.stop()
    stored = (bot.stored_readings() or 0) - before
    if stored != len(crowd.receipts):
        raise AssertionError(f"{len(crowd.receipts)} receipts, {stored} stored")
    return measured


async def _measure_running(scene: Scene, name: str) -> Measured:
    flats = iter(scene.scale.flats[: scene.scale.talkers])
    await during(scene, flats, nothing, once=True)  # not counted: the bot is cold
    calm, _, _ = await during(scene, flats, nothing, once=True)
    busy, times, seconds = await during(scene, flats, WORKS[name], once=name in ONCE)
    figures: dict[str, float | None] = dict(zip(("p50", "p95", "p99"), hundredths(calm), strict=True))
    figures |= zip(("busy_p50", "busy_p95", "busy_p99"), hundredths(busy), strict=True)
    figures["p99_ratio"] = hundredths(busy)[2] / hundredths(calm)[2]
    figures |= {"busy_longest": 1000 * max(busy), "updates": len(busy)}
    return figures | {"times": times, "seconds": seconds / times}


async def during(
    scene: Scene, flats: Iterator[Flat], work: Work, *, once: bool
) -> tuple[list[float], int, float]:
    """Let residents talk while work is done.

    Give what they waited for their answers, how often the work was done, and the seconds of it all.
    """
    crowd, over = scene.crowd, asyncio.Event()
    crowd.seconds.clear()
    crowd.counts_until = math.inf
    talking = asyncio.create_task(
        crowd.talk(takewhile(lambda _: not over.is_set(), flats), at_once=RESIDENTS)
    )
    began = time.perf_counter()
    for number in count():
        await work(scene, number)
        if talking.done():
            await talking
            raise AssertionError("the residents ended before the work: there have to be more --talkers")
        if once or time.perf_counter() - began >= scene.scale.seconds:
            break
    crowd.counts_until = time.perf_counter()
    over.set()
    await talking
    return list(crowd.seconds), number + 1, crowd.counts_until - began


async def compare(names: list[str], scale: Scale, rounds: int, folder: Path) -> dict[str, list[Measured]]:
    """Measure every kind of work, by turns."""
    settled = folder / "settled.db"
    flats = scale.flats
    await settle(settled, flats[: scale.talkers], flats[scale.talkers :])
    move_in(settled, flats[scale.talkers :])
    results: dict[str, list[Measured]] = {name: [] for name in names}
    for number in range(rounds):
        for name in names if number % 2 == 0 else reversed(names):
            place = folder / f"{number}-{name}"
            place.mkdir()
            results[name].append(await measure(name, scale, Home(ROOT, settled), place))
            shutil.rmtree(place)
            print(f"round {number + 1}, {name}: {results[name][-1]}", file=sys.stderr, flush=True)
    return results


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.waiting",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--neighbours", type=int, default=100_000, help="who get the notice (%(default)s)")
    parser.add_argument("--talkers", type=int, default=5_000, help="who send a reading, at most")
    parser.add_argument("--seconds", type=float, default=15, help="of each part, at least (%(default)s)")
    parser.add_argument("--thinks", type=float, default=0.5, help="seconds before each step (%(default)s)")
    parser.add_argument("--bot-cores", default="1", help="cores of the bot, such as 0,1 (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where the databases are written: the disk matters")
    parser.add_argument("works", nargs="*", choices=[*WORKS, []], default=[])
    options = parser.parse_args()
    os.sched_setaffinity(0, {DRIVER_CORE})
    scale = Scale(options.talkers, options.neighbours, options.seconds, options.thinks, options.bot_cores)
    with tempfile.TemporaryDirectory(dir=options.folder, prefix="benchmark-") as folder:
        results = uvloop.run(compare(options.works or list(WORKS), scale, options.rounds, Path(folder)))
    print(table(FIGURES, results))


if __name__ == "__main__":
    main()
