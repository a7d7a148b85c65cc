"""``python -m benchmarks.readings``: what it costs when many residents send a reading at once.

Each variant is started anew in every round, and the rounds interleave the variants, so that what else happens
on the machine hits all of them alike. A round has three parts: residents who are not counted (warm-up), a
crowd that answers without a pause (``updates/s``, CPU), and residents who arrive at a fixed pace whether the
bot keeps up or not (p50, p95, p99 from an update to the first reply).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import uvloop

from benchmarks.bots import RunningBot, start_bot
from benchmarks.flats import Flat
from benchmarks.population import settle
from benchmarks.residents import UPDATES_PER_READING, Crowd
from benchmarks.telegram import Telegram

DRIVER_CORE, BOT_CORE = 0, 1
START_SECONDS = 60.0
CALM_SECONDS = 0.5
"""After the last reply the bot still has to commit and to tidy up; that is part of the cost."""


@dataclass(frozen=True)
class Load:
    """How much is asked of a bot."""

    residents: int
    at_once: int
    warm_up: int
    pace: float
    """Updates per second in the third part; 0 leaves it out."""

    @property
    def flats(self) -> list[Flat]:
        """Everybody there is; each sends one reading."""
        paced = self.residents if self.pace else 0
        return [Flat(place) for place in range(1, self.warm_up + self.residents + paced + 1)]


@dataclass(frozen=True)
class Result:
    """What one run of one variant brought."""

    updates_per_second: float
    cpu_per_1000: float
    requests_per_update: float
    p50: float | None
    p95: float | None
    p99: float | None
    paced_cpu_per_1000: float | None
    commits: float | None
    updates_per_commit: float | None
    peak_megabytes: float
    seconds_to_poll: float
    """Times in seconds, latencies in milliseconds; ``None`` for what was left out or nobody counts."""


COLUMNS = {
    "updates_per_second": ("updates/s", "{:.0f}"),
    "cpu_per_1000": ("CPU s / 1,000", "{:.3f}"),
    "requests_per_update": ("requests / update", "{:.2f}"),
    "p50": ("p50 ms", "{:.1f}"),
    "p95": ("p95 ms", "{:.1f}"),
    "p99": ("p99 ms", "{:.1f}"),
    "paced_cpu_per_1000": ("CPU s / 1,000 at pace", "{:.3f}"),
    "commits": ("commits", "{:.0f}"),
    "updates_per_commit": ("updates / commit", "{:.1f}"),
    "peak_megabytes": ("peak MB", "{:.0f}"),
    "seconds_to_poll": ("start s", "{:.2f}"),
}


async def measure(variant: str, load: Load, settled: Path, folder: Path) -> Result:
    """Run one variant once."""
    telegram = Telegram()
    crowd = Crowd(telegram)
    telegram.answer = crowd.answer
    bot = await start_bot(variant, await telegram.start(), folder, settled, BOT_CORE)
    try:
        await asyncio.wait_for(telegram.polled.wait(), START_SECONDS)
        started = time.perf_counter() - bot.started_at
        return await _measure_running(bot, crowd, load, started)
    except Exception:
        sys.stderr.write(f"{variant}:\n{(folder / 'bot.log').read_text()[-4000:]}\n")
        raise
    finally:
        await bot.stop()
        await telegram.stop()


async def _measure_running(bot: RunningBot, crowd: Crowd, load: Load, started: float) -> Result:
    flats = load.flats
    await asyncio.sleep(CALM_SECONDS)
    await crowd.talk(flats[: load.warm_up], at_once=load.at_once)
    await asyncio.sleep(CALM_SECONDS)

    commits_before, cpu_before = await bot.commits(), bot.cpu_seconds()
    requests_before = crowd.telegram.requests
    seconds = await crowd.talk(flats[load.warm_up : load.warm_up + load.residents], at_once=load.at_once)
    await asyncio.sleep(CALM_SECONDS)
    cpu, commits_after = bot.cpu_seconds() - cpu_before, await bot.commits()
    requests = crowd.telegram.requests - requests_before
    updates = load.residents * UPDATES_PER_READING
    commits = commits_after.commits - commits_before.commits if commits_after and commits_before else None

    hundredths: list[float | None] = [None] * 99
    paced_cpu = None
    if load.pace:
        crowd.seconds.clear()
        cpu_before = bot.cpu_seconds()
        await crowd.arrive(flats[load.warm_up + load.residents :], updates_per_second=load.pace)
        await asyncio.sleep(CALM_SECONDS)
        paced_cpu = (bot.cpu_seconds() - cpu_before) / updates * 1000
        hundredths = [1000 * each for each in statistics.quantiles(crowd.seconds, n=100, method="inclusive")]
    stored = bot.stored_readings()
    if stored not in {None, len(crowd.receipts)} or len(crowd.receipts) != len(flats):
        raise AssertionError(f"{len(flats)} sent, {len(crowd.receipts)} receipts, {stored} stored")
    return Result(
        updates_per_second=updates / seconds,
        cpu_per_1000=cpu / updates * 1000,
        requests_per_update=requests / updates,
        p50=hundredths[49],
        p95=hundredths[94],
        p99=hundredths[98],
        paced_cpu_per_1000=paced_cpu,
        commits=commits,
        updates_per_commit=updates / commits if commits else None,
        peak_megabytes=bot.peak_megabytes(),
        seconds_to_poll=started,
    )


async def compare(variants: Sequence[str], load: Load, rounds: int, folder: Path) -> dict[str, list[Result]]:
    """Run all variants by turns, the later rounds in the opposite order."""
    settled = folder / "settled.db"
    await settle(settled, load.flats)
    results: dict[str, list[Result]] = {variant: [] for variant in variants}
    for number in range(rounds):
        for variant in variants if number % 2 == 0 else reversed(variants):
            place = folder / f"{number}-{variant}"
            place.mkdir()
            results[variant].append(await measure(variant, load, settled, place))
            shutil.rmtree(place)
            _tell(f"round {number + 1}, {variant}: {_row(variant, results[variant][-1:])}")
    return results


def table(results: dict[str, list[Result]]) -> str:
    """Give the medians of the rounds as a table in Markdown."""
    titles = [title for title, _ in COLUMNS.values()]
    lines = [f"| variant | {' | '.join(titles)} |", "|---|" + "---:|" * len(titles)]
    lines += [_row(variant, rounds) for variant, rounds in results.items()]
    return "\n".join(lines)


def _row(variant: str, rounds: Sequence[Result]) -> str:
    cells = []
    for column in fields(Result):
        values = [value for each in rounds if (value := getattr(each, column.name)) is not None]
        cells.append(COLUMNS[column.name][1].format(statistics.median(values)) if values else "–")
    return f"| {variant} | {' | '.join(cells)} |"


def factors(results: dict[str, list[Result]]) -> str:
    """Give CPU of each variant as a factor on the first one's, round by round: what else ran is left out."""
    first, *others = results
    lines = []
    for variant in others:
        ratios = [
            mine.cpu_per_1000 / its.cpu_per_1000
            for mine, its in zip(results[variant], results[first], strict=True)
        ]
        spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
        lines.append(f"{variant}: CPU × {statistics.median(ratios):.2f} of {first} ({spread})")
    return "\n".join(lines)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.readings", description=__doc__)
    parser.add_argument("--residents", type=int, default=1000, help="who send a reading (%(default)s)")
    parser.add_argument("--at-once", type=int, default=200, help="of them talking at any time (%(default)s)")
    parser.add_argument("--warm-up", type=int, default=300, help="residents before them (%(default)s)")
    parser.add_argument("--pace", type=float, default=300, help="updates/s for the latencies (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where the databases are written: the disk matters")
    parser.add_argument("variants", nargs="*", default=["floor", "ours", "webhook", "grammy"])
    options = parser.parse_args()
    os.sched_setaffinity(0, {DRIVER_CORE})
    load = Load(options.residents, options.at_once, options.warm_up, options.pace)
    with tempfile.TemporaryDirectory(dir=options.folder, prefix="benchmark-") as folder:
        results = uvloop.run(compare(options.variants, load, options.rounds, Path(folder)))
    print(table(results))
    print()
    print(factors(results))


if __name__ == "__main__":
    main()
