"""How fast a registry is taken over, beside ``sqlite3 .import`` of the same files into bare tables.

``python -m benchmarks.registry_import FOLDER [--subscribers N] [--bill-months B] [--history-months H]
[--rounds 2] [--postgres URL]`` makes the files if the folder is not there. Bare tables have no keys, no
indexes, no types, no checks and no references; the sqlite3 command fills them with nothing else to do. Ours
runs as ``python -m bot registry import`` does, while another process stands for the bot: it writes one unit
of work every 50 ms and notes how long it had to wait for it.

``--postgres`` names a new database of a server, which then takes the place of SQLite's file; the bot there is
a session that commits a row.

Later rounds import the same files again, which finds no difference.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from benchmarks.registry_files import write_registry
from bot.exchange.files import Exchange, import_registry
from bot.process.clock import SystemClock
from bot.settings import LOCALES
from services.exchange.registry import FILES
from storage.places import place_of
from storage.postgres.blocking import connected
from storage.postgres.migrate import migrate as migrate_server
from storage.sqlite.database import connect
from storage.sqlite.migrate import migrate
from storage.unit import UnitSettings
from ui.texts import Texts

BOT_SECONDS = 0.05
MEGABYTE = 1024 * 1024


def bare_import(folder: Path, database: Path) -> tuple[float, float]:
    """Fill bare tables with the sqlite3 command and return the seconds, of the clock and of CPU."""
    commands = [".mode csv", ".separator ;"]
    for file in FILES:
        if not (folder / file.name).exists():
            continue
        with (folder / file.name).open(encoding="utf-8") as lines:
            columns = lines.readline().strip().split(";")
        commands.append(f"CREATE TABLE {file.table} ({', '.join(columns)});")
        commands.append(f".import --skip 1 {folder / file.name} {file.table}")
    began = time.perf_counter()
    process = subprocess.Popen(["sqlite3", str(database)], stdin=subprocess.PIPE, text=True)
    if process.stdin:
        process.stdin.write("\n".join(commands))
        process.stdin.close()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit("sqlite3 failed")
    return time.perf_counter() - began, usage.ru_utime + usage.ru_stime


@contextmanager
def connected_to(database: str) -> Iterator[Any]:
    """Connect to a file of SQLite or to a server."""
    if not is_server(database):
        with closing(connect(Path(database))) as connection:
            yield connection
        return
    with connected(database) as server:
        yield server


def is_server(database: str) -> bool:
    """Tell an address from the path of a file."""
    return database.startswith("postgresql://")


def address_of(database: str) -> str:
    """Give the address of a file, too."""
    return database if is_server(database) else f"sqlite:///{Path(database).absolute()}"


def be_the_bot(database: str, stop: Event, waits: Any) -> None:
    """Write a unit of work every 50 ms, and tell how long each had to wait."""
    seconds = []
    with connected_to(database) as connection:
        while not stop.wait(BOT_SECONDS):
            began = time.perf_counter()
            connection.execute("BEGIN" if is_server(database) else "BEGIN IMMEDIATE")
            connection.execute("INSERT INTO attempts (kind, subject, at) VALUES ('benchmark', '', '')")
            connection.execute("COMMIT")
            seconds.append(time.perf_counter() - began)
    waits.put(sorted(seconds))


def only_import(database: str, folder: Path) -> None:
    """Import in this process, and print how long each phase took."""
    phases: dict[str, float] = {}
    last = time.perf_counter()

    def progress(phase: str, _done: int, _total: int) -> None:
        nonlocal last
        now = time.perf_counter()
        phases[phase] = phases.get(phase, 0.0) + now - last
        last = now

    say = Texts.load(LOCALES, "en").within("en").plain
    settings = UnitSettings(SystemClock(), None, "en")
    outcome = import_registry(Exchange(place_of(address_of(database)), settings, UTC, say, progress), folder)
    if outcome.code:
        sys.exit("\n".join(outcome.lines))
    print(json.dumps({str(phase): round(seconds, 1) for phase, seconds in phases.items()}))


def our_import(folder: Path, database: str) -> dict[str, Any]:
    """Import beside a bot, and return seconds, phases, peak memory (MB) and the bot's waits (s)."""
    with connected_to(database) as connection:  # the bot has done it long before
        bring_up_to_date = migrate_server if is_server(database) else migrate
        bring_up_to_date(connection, clock=SystemClock())
    spawn = multiprocessing.get_context("spawn")
    stop, waits = spawn.Event(), spawn.Queue()
    bot = spawn.Process(target=be_the_bot, args=(database, stop, waits))
    bot.start()
    began = time.perf_counter()
    arguments = [sys.executable, "-m", "benchmarks.registry_import", str(folder), "--into", database]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    stop.set()
    waited = waits.get()
    bot.join()
    told = process.stdout.read() if process.stdout else ""
    if status:
        sys.exit(told)
    return {
        "seconds": seconds,
        "phases": json.loads(told),
        "peak": usage.ru_maxrss / 1024,
        "cpu": usage.ru_utime + usage.ru_stime,
        "longest": waited[-1],
        "p99": waited[int(len(waited) * 0.99)],
        "units": len(waited),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--subscribers", type=int, default=100_000)
    parser.add_argument("--bill-months", type=int, default=0)
    parser.add_argument("--history-months", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--postgres", help="the address of a new database")
    parser.add_argument("--into", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.into:
        only_import(options.into, options.folder)
        return
    if not options.folder.exists():
        write_registry(options.folder, options.subscribers, options.bill_months, options.history_months)
    paths = [options.folder / file.name for file in FILES if (options.folder / file.name).exists()]
    rows = sum(_lines(path) - 1 for path in paths)
    size = sum(path.stat().st_size for path in paths)
    print(f"{rows:,} rows, {size / MEGABYTE:,.0f} MB, SQLite {sqlite3.sqlite_version}")
    with tempfile.TemporaryDirectory(dir=options.folder.parent) as scratch:
        bare = None
        if shutil.which("sqlite3"):
            bare, cpu = bare_import(options.folder, Path(scratch) / "bare.db")
            print(f"sqlite3 .import: {bare:,.1f} s, {rows / bare:,.0f} rows/s, CPU {cpu:,.1f} s")
            (Path(scratch) / "bare.db").unlink()
        for number in range(1, options.rounds + 1):
            ours = our_import(options.folder, options.postgres or str(Path(scratch) / "cabinet.db"))
            share = f", {bare / ours['seconds']:.2f} of sqlite3's speed" if bare else ""
            print(
                f"ours, round {number}: {ours['seconds']:,.1f} s, {rows / ours['seconds']:,.0f} rows/s{share}"
            )
            print(f"    CPU {ours['cpu']:,.1f} s, peak {ours['peak']:,.0f} MB, seconds {ours['phases']}")
            print(f"    the bot wrote {ours['units']:,} units; it waited {ours['longest']:.2f} s at most,")
            print(f"    99 times of 100 no more than {ours['p99']:.2f} s")


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(MEGABYTE), b""))


if __name__ == "__main__":
    main()
