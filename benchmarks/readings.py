"""``python -m benchmarks.readings``: what it costs when many residents send a reading.

Each variant is started again in every round, and the rounds interleave the variants, so that what else
happens on the machine hits all of them alike. A round has three parts: residents who are not counted
(warm-up), a crowd that answers without a pause (full load), and residents who arrive at a fixed pace whether
the bot keeps up or not, while Telegram answers each request over a network (everyday load). Latencies go from
an update to the first reply. At the end the bot is killed, and the readings in its database are those that
were receipted.
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
from dataclasses import dataclass
from pathlib import Path
from random import Random

import uvloop

from benchmarks.bots import ROOT, Commits, Home, RunningBot, start_bot
from benchmarks.figures import Figure, Measured, hundredths, ratios, table
from benchmarks.flats import Flat
from benchmarks.residents import UPDATES_PER_READING, Crowd
from benchmarks.revisions import checked_out, home_of
from benchmarks.telegram import Telegram

DRIVER_CORE, BOT_CORE = 0, "1"
START_SECONDS = 60.0
CALM_SECONDS = 0.5
"""After the last reply the bot still has to commit and to tidy up; that is part of the cost."""
REFERENCES = ("grammy", "telegraf", "floor", "before")
"""What ours is compared with, as far as they take part."""
FIGURES = {
    "updates_per_second": Figure("full load: updates/s", "{:.0f}"),
    "cpu_per_1000": Figure("full load: CPU s / 1,000", "{:.3f}"),
    "p50": Figure("full load: p50 ms", "{:.1f}"),
    "p95": Figure("full load: p95 ms", "{:.1f}"),
    "p99": Figure("full load: p99 ms", "{:.1f}"),
    "retries_per_1000": Figure("full load: retries / 1,000", "{:.0f}"),
    "everyday_retries_per_1000": Figure("everyday: retries / 1,000", "{:.0f}"),
    "everyday_cpu_per_1000": Figure("everyday: CPU s / 1,000", "{:.3f}"),
    "everyday_p50": Figure("everyday: p50 ms", "{:.1f}"),
    "everyday_p95": Figure("everyday: p95 ms", "{:.1f}"),
    "everyday_p99": Figure("everyday: p99 ms", "{:.1f}"),
    "start_cpu_seconds": Figure("start to first poll: CPU s", "{:.2f}"),
    "start_seconds": Figure("start to first poll: s", "{:.2f}"),
    "peak_megabytes": Figure("peak MB", "{:.0f}"),
    "requests_per_update": Figure("requests / update", "{:.2f}"),
    "updates_per_commit": Figure("updates / commit", "{:.1f}"),
}


@dataclass(frozen=True)
class Load:
    """How much is asked of a bot; ``pace`` in updates/s, 0 for no everyday load."""

    residents: int
    at_once: int
    warm_up: int
    everyday: int
    pace: float
    network_seconds: float

    @property
    def flats(self) -> int:
        """How many send a reading."""
        return self.warm_up + self.residents + (self.everyday if self.pace else 0)


@dataclass
class Measurement:
    """One variant that runs, and the residents who have not sent their reading yet."""

    bot: RunningBot
    crowd: Crowd
    load: Load

    def __post_init__(self) -> None:
        self._flats = [Flat(place) for place in range(1, self.load.flats + 1)]
        Random(1).shuffle(self._flats)  # neighbours in the registry do not write one after the other

    async def run(self) -> dict[str, float | None]:
        """Play all parts."""
        started = {
            "start_cpu_seconds": self.bot.cpu_seconds(),
            "start_seconds": time.perf_counter() - self.bot.started_at,
        }
        await asyncio.sleep(CALM_SECONDS)
        await self.crowd.talk(self._next(self.load.warm_up), at_once=self.load.at_once)
        await asyncio.sleep(CALM_SECONDS)
        measured = {**started, **await self._full_load()}
        if self.load.pace:
            measured |= await self._everyday_load()
        return {**dict.fromkeys(FIGURES), **measured, "peak_megabytes": self.bot.peak_megabytes()}

    async def _full_load(self) -> dict[str, float | None]:
        residents, crowd = self.load.residents, self.crowd
        updates = residents * UPDATES_PER_READING
        crowd.seconds.clear()
        requests, commits, cpu = crowd.telegram.requests, await self.bot.commits(), self.bot.cpu_seconds()
        seconds = await crowd.talk(self._next(residents), at_once=self.load.at_once)
        await asyncio.sleep(CALM_SECONDS)
        cpu, requests = self.bot.cpu_seconds() - cpu, crowd.telegram.requests - requests
        after = await self.bot.commits()
        p50, p95, p99 = hundredths(crowd.seconds)
        return {
            "updates_per_second": updates / seconds,
            "cpu_per_1000": cpu / updates * 1000,
            "p50": p50,
            "p95": p95,
            "p99": p99,
            "requests_per_update": requests / updates,
            "retries_per_1000": _retries_per_1000(commits, after, updates),
            "updates_per_commit": updates / (after.commits - commits.commits) if after and commits else None,
        }

    async def _everyday_load(self) -> dict[str, float | None]:
        crowd = self.crowd
        crowd.seconds.clear()
        crowd.telegram.network_seconds = self.load.network_seconds
        updates = self.load.everyday * UPDATES_PER_READING
        commits, cpu = await self.bot.commits(), self.bot.cpu_seconds()
        await crowd.arrive(self._next(self.load.everyday), updates_per_second=self.load.pace)
        await asyncio.sleep(CALM_SECONDS)
        cpu = self.bot.cpu_seconds() - cpu
        after = await self.bot.commits()
        p50, p95, p99 = hundredths(crowd.seconds)
        return {
            "everyday_cpu_per_1000": cpu / updates * 1000,
            "everyday_retries_per_1000": _retries_per_1000(commits, after, updates),
            "everyday_p50": p50,
            "everyday_p95": p95,
            "everyday_p99": p99,
        }

    def _next(self, count: int) -> list[Flat]:
        flats, self._flats = self._flats[:count], self._flats[count:]
        return flats


def _retries_per_1000(before: Commits | None, after: Commits | None, updates: int) -> float | None:
    """How many works were run again for a thousand updates; ``None`` where nobody counts."""
    if before is None or after is None:
        return None
    return (after.retries - before.retries) / updates * 1000


async def measure(variant: str, load: Load, home: Home, folder: Path) -> Measured:
    """Run one variant once."""
    telegram = Telegram()
    crowd = Crowd(telegram)
    telegram.answer = crowd.answer
    bot = await start_bot(variant, await telegram.start(), folder, home, BOT_CORE)
    try:
        await asyncio.wait_for(telegram.polled.wait(), START_SECONDS)
        measured = await Measurement(bot, crowd, load).run()
    except Exception:
        sys.stderr.write(f"{variant}:\n{(folder / 'bot.log').read_text()[-4000:]}\n")
        raise
    finally:
        await bot.kill()
        await telegram.stop()
    stored = bot.stored_readings()
    if stored not in {None, len(crowd.receipts)} or len(crowd.receipts) != load.flats:
        raise AssertionError(f"{load.flats} sent, {len(crowd.receipts)} receipts, {stored} stored")
    return measured


async def compare(
    variants: Sequence[str], load: Load, rounds: int, homes: Mapping[str, Home], folder: Path
) -> dict[str, list[Measured]]:
    """Run all variants by turns, every second round in the opposite order."""
    results: dict[str, list[Measured]] = {variant: [] for variant in variants}
    for number in range(rounds):
        for variant in variants if number % 2 == 0 else reversed(variants):
            place = folder / f"{number}-{variant}"
            place.mkdir()
            measured = await measure(variant, load, homes.get(variant, homes["ours"]), place)
            results[variant].append(measured)
            shutil.rmtree(place)
            _tell(f"round {number + 1}, {variant}: {_in_short(measured)}")
    return results


def report(results: Mapping[str, Sequence[Measured]]) -> str:
    """Give all figures, and how each variant stands to what it is compared with."""
    references = [each for each in REFERENCES if each in results] or list(results)[:1]
    subjects = [each for each in results if each not in references]
    return "\n\n".join(
        [table(FIGURES, results), *(ratios(FIGURES, results, each, references) for each in subjects)]
    )


def _in_short(measured: Measured) -> str:
    known = {name: value for name, value in measured.items() if value is not None}
    return ", ".join(f"{FIGURES[name].title} {FIGURES[name].form.format(known[name])}" for name in known)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.readings",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--residents", type=int, default=1000, help="of the full load (default: %(default)s)")
    parser.add_argument("--at-once", type=int, default=200, help="of them talking at any time (%(default)s)")
    parser.add_argument("--warm-up", type=int, default=300, help="residents before them (%(default)s)")
    parser.add_argument("--everyday", type=int, default=300, help="of the everyday load (%(default)s)")
    parser.add_argument("--pace", type=float, default=50, help="its updates/s (%(default)s); 0: without it")
    parser.add_argument("--network-ms", type=float, default=40, help="its network (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--before", metavar="REV", help="measure this revision too, as the variant before")
    parser.add_argument("--folder", type=Path, help="where the databases are written: the disk matters")
    parser.add_argument("variants", nargs="*", default=["ours", "grammy", "telegraf", "floor"])
    options = parser.parse_args()
    os.sched_setaffinity(0, {DRIVER_CORE})
    load = Load(
        options.residents,
        options.at_once,
        options.warm_up,
        options.everyday,
        options.pace,
        options.network_ms / 1000,
    )
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(dir=options.folder, prefix="benchmark-"))
        )
        variants, homes = list(options.variants), {"ours": home_of(ROOT, folder / "ours", load.flats)}
        if options.before:
            root = stack.enter_context(checked_out(options.before, folder))
            variants.append("before")
            homes["before"] = home_of(root, folder / "before", load.flats)
        results = uvloop.run(compare(variants, load, options.rounds, homes, folder))
    print(report(results))


if __name__ == "__main__":
    main()
