"""``python -m benchmarks.replicas``: one, two and three replicas of the bot on one PostgreSQL database.

Each update goes to any of them, as a load balancer brings it that knows nothing of chats. All share the cores
of this machine with the server and the load, so that what is seen is the price of sharing, and not what more
machines would bear. At the end one of three is killed under load, then the keeper, and then the server is
restarted; how long residents waited and how long there was no keeper is printed.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp
import uvloop

from benchmarks.bots import ROOT, Home, RunningBot, start_bot
from benchmarks.engines import SAFE, OnServer, on, server_cpu
from benchmarks.figures import hundredths
from benchmarks.flats import CONSUMPTION, Flat
from benchmarks.readings import CALM_SECONDS, START_SECONDS
from benchmarks.residents import QUESTION, RECEIPT, UPDATES_PER_READING, Crowd
from benchmarks.revisions import home_of
from benchmarks.telegram import Telegram
from tests.postgres_server import Server, running

IS_KEEPER = re.compile(r"^cabinet_is_keeper 1", re.MULTILINE)
LOOK_SECONDS = 0.05
ROW = "{:<30}" + "{:>12}" * 3


class ToughCrowd(Crowd):
    """Residents who read an answer twice when a replica dies between the answer and its commit."""

    repeated: int = 0

    def answer(self, method: str, params: Mapping[str, Any]) -> Any:
        """Take an answer that comes again; all others as usual."""
        person = int(params.get("chat_id", 0))
        text = str(params.get("text", ""))
        if text and (not self.is_talking(person) or _step_of(text) <= self._talking[person].step):
            self.repeated += 1
            return {"message_id": int(params.get("message_id", 1)), "date": 0, "chat": {"id": person}}
        return super().answer(method, params)

    def _answer_query(self, person: int) -> None:
        if person in self._talking:
            self._talking[person].query_is_open = False

    def longest_wait(self) -> float:
        """How long the slowest answer took, in seconds."""
        return max(self.seconds)


def _step_of(text: str) -> int:
    """Tell of which step of a conversation an answer is."""
    if QUESTION in text:
        return 1
    return 3 if RECEIPT.search(text) else 2 if f"= {CONSUMPTION}" in text else 0


@dataclass
class Fleet:
    """Replicas that run, and the residents who talk to them."""

    bots: list[RunningBot]
    crowd: ToughCrowd
    flats: list[Flat]

    def cpu_seconds(self) -> float:
        """Of all replicas."""
        return sum(bot.cpu_seconds() for bot in self.bots)

    def next(self, count: int) -> list[Flat]:
        """Return flats that have not sent their reading."""
        flats, self.flats = self.flats[:count], self.flats[count:]
        return flats

    async def keeper(self) -> RunningBot | None:
        """Find the replica that says it is the keeper."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(5)) as session:
            for bot in self.bots:
                try:
                    async with session.get(f"http://127.0.0.1:{bot.http_port}/metrics") as response:
                        if IS_KEEPER.search(await response.text()):
                            return bot
                except (aiohttp.ClientError, TimeoutError):
                    continue
        return None

    async def wait_for_keeper(self) -> float:
        """Return after how many seconds there is a keeper."""
        began = time.perf_counter()
        async with asyncio.timeout(60):
            while await self.keeper() is None:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(LOOK_SECONDS)
        return time.perf_counter() - began

    async def kill(self, bot: RunningBot) -> None:
        """Kill one of them."""
        self.bots.remove(bot)
        await bot.kill()


async def launched(
    stack: AsyncExitStack, count: int, url: str, home: Home, folder: Path, flats: int
) -> Fleet:
    """Start so many replicas on a database."""
    telegram = Telegram(replicas=count)
    crowd = ToughCrowd(telegram)
    telegram.answer = crowd.answer
    address = await telegram.start()
    stack.push_async_callback(telegram.stop)
    fleet = Fleet([], crowd, [Flat(place) for place in range(1, flats + 1)])
    with on(url):
        for number in range(count):
            place = folder / f"replica-{number}"
            place.mkdir(parents=True)
            fleet.bots.append(await start_bot("webhook", address, place, home, "0,1"))
            stack.push_async_callback(fleet.bots[-1].kill)
        await asyncio.wait_for(telegram.polled.wait(), START_SECONDS)
    await asyncio.sleep(CALM_SECONDS)
    return fleet


async def full_load(fleet: Fleet, residents: int, at_once: int, server: Server) -> dict[str, float]:
    """Let residents talk without a pause."""
    await fleet.crowd.talk(fleet.next(residents // 4), at_once=at_once)
    await asyncio.sleep(CALM_SECONDS)
    fleet.crowd.seconds.clear()
    cpu, of_server = fleet.cpu_seconds(), server_cpu(server)
    seconds = await fleet.crowd.talk(fleet.next(residents), at_once=at_once)
    await asyncio.sleep(CALM_SECONDS)
    updates = residents * UPDATES_PER_READING
    p50, _, p99 = hundredths(fleet.crowd.seconds)
    return {
        "updates/s": updates / seconds,
        "bots: CPU s / 1,000": (fleet.cpu_seconds() - cpu) / updates * 1000,
        "server: CPU s / 1,000": (server_cpu(server) - of_server) / updates * 1000,
        "p50 ms": p50,
        "p99 ms": p99,
    }


async def takeovers(fleet: Fleet, at_once: int, server: Server) -> dict[str, float]:
    """Kill a replica while residents talk without a pause, then the keeper, then the server."""
    crowd, keeper = fleet.crowd, await fleet.keeper()
    assert keeper is not None
    await crowd.talk(fleet.next(len(fleet.flats) // 4), at_once=at_once)
    crowd.seconds.clear()
    talking = asyncio.create_task(crowd.talk(fleet.next(len(fleet.flats)), at_once=at_once))
    while len(crowd.seconds) < len(fleet.bots) * at_once:  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(LOOK_SECONDS / 10)
    await fleet.kill(next(bot for bot in fleet.bots if bot is not keeper))
    await talking
    await fleet.kill(keeper)
    without = await fleet.wait_for_keeper()
    began = time.perf_counter()
    await asyncio.to_thread(server.stop)
    await asyncio.to_thread(server.start)
    back = time.perf_counter() - began
    return {
        "longest wait of a resident, s": crowd.longest_wait(),
        "answers that were read twice": crowd.repeated,
        "without a keeper after its death, s": without,
        "the server was away, s": back,
        "and then without a keeper, s": await fleet.wait_for_keeper(),
    }


async def compare(options: argparse.Namespace, home: Home, server: Server, folder: Path) -> None:
    """Run one, two and three replicas by turns, and print."""
    databases = OnServer(server)
    found: dict[int, list[dict[str, float]]] = {count: [] for count in (1, 2, 3)}
    flats = options.residents + options.residents // 4
    for number in range(options.rounds):
        for count in found if number % 2 == 0 else reversed(found):
            url = databases.like(home.settled)
            async with AsyncExitStack() as stack:
                place = folder / f"{number}-{count}"
                fleet = await launched(stack, count, url, home, place, flats)
                found[count].append(await full_load(fleet, options.residents, options.at_once, server))
            sys.stderr.write(f"round {number + 1}, {count}: {found[count][-1]}\n")
    print(ROW.format("", *(f"{count} of it" for count in found)))
    for name in found[1][0] if options.rounds else ():
        print(
            ROW.format(name, *(f"{median(each[name] for each in rounds):.3f}" for rounds in found.values()))
        )
    async with AsyncExitStack() as stack:
        url = databases.like(home.settled)
        fleet = await launched(stack, 3, url, home, folder / "takeovers", options.arriving)
        for name, value in (await takeovers(fleet, options.at_once, server)).items():
            print(f"{name:<40}{value:>12.2f}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.replicas", description=__doc__)
    parser.add_argument("--residents", type=int, default=600, help="of the full load (default: %(default)s)")
    parser.add_argument("--at-once", type=int, default=200)
    parser.add_argument("--arriving", type=int, default=700, help="while replicas are killed (%(default)s)")
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as temporary, running(SAFE) as server:
        folder = Path(temporary)
        flats = max(options.residents + options.residents // 4, options.arriving)
        home = home_of(ROOT, folder / "ours", flats)
        uvloop.run(compare(options, home, server, folder))


if __name__ == "__main__":
    main()
