"""What a unit of work costs: CPU and time of trivial ones, for one caller and for 200 at once.

    python -m benchmarks.units FOLDER --rounds 7

The database is made in a folder below FOLDER; on /dev/shm the disk costs nothing. Medians of the rounds, with
the best and the worst CPU in brackets. To compare with another commit, run both in turn.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import uvloop

from storage.sqlite.database import Database
from storage.unit import StoredUnit

NOON = datetime(2026, 11, 22, 9, tzinfo=UTC)
ADD = "INSERT INTO attempts (kind, subject, at) VALUES ('benchmark', 'somebody', '2026-11-22')"
LOOK = "SELECT 1 FROM attempts WHERE kind = 'benchmark' AND subject = 'nobody'"
CALLERS = 1, 200
UNITS = {1: 1_000, 200: 20_000}
"""Units that are measured, by the number of callers; a tenth of them goes ahead."""

Measured = tuple[float, float]
"""Microseconds of CPU and of time."""


def add(unit: StoredUnit) -> None:
    """Write a row."""
    unit.connection.execute(ADD)


def look(unit: StoredUnit) -> None:
    """Look for a row."""
    unit.connection.execute(LOOK).fetchone()


async def measure(deed: Callable[[], Awaitable[object]], callers: int) -> Measured:
    """Let callers do something again and again; per deed."""

    async def repeat(times: int) -> None:
        for _ in range(times):
            await deed()

    units = UNITS[callers]
    await asyncio.gather(*(repeat(units // callers // 10) for _ in range(callers)))
    cpu, began = time.process_time(), time.perf_counter()
    await asyncio.gather(*(repeat(units // callers) for _ in range(callers)))
    return (time.process_time() - cpu) / units * 1e6, (time.perf_counter() - began) / units * 1e6


async def one_round(folder: Path) -> dict[tuple[str, int], Measured]:
    """Measure everything once, in a new database."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        async with Database.open(Path(place) / "cabinet.db", clock=lambda: NOON) as database:
            return await measure_all(database)


async def measure_all(database: Database) -> dict[tuple[str, int], Measured]:
    """Measure what a unit costs, by what it does and how many callers there are."""

    async def look_and_add() -> None:
        await database.read(look)
        await database.write(add)

    deeds: dict[str, Callable[[], Awaitable[object]]] = {
        "write": lambda: database.write(add),
        "read": lambda: database.read(look),
        "read, write": look_and_add,
    }
    return {
        (name, callers): await measure(deed, callers) for name, deed in deeds.items() for callers in CALLERS
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    rounds = [uvloop.run(one_round(options.folder)) for _ in range(options.rounds)]
    for name, callers in rounds[0]:
        cpu, passed = zip(*(measured[name, callers] for measured in rounds), strict=True)
        print(
            f"{name:12}{callers:4} callers: {statistics.median(cpu):6.1f} µs of CPU"
            f" ({min(cpu):.1f} to {max(cpu):.1f}), {statistics.median(passed):6.1f} µs of time"
        )


if __name__ == "__main__":
    main()
