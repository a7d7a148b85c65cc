"""How long an export and the answers to it take, and how long the bot waits meanwhile.

``python -m benchmarks.billing_export FOLDER --readings 500000`` fills a database with accepted readings, one
account and chat each, exports them, and takes ``accepted`` for all of them, while another process writes one
unit of work every 50 ms as the bot would.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC
from functools import partial
from pathlib import Path

from benchmarks.registry_import import be_the_bot
from bot.exchange.files import Exchange, Outcome, export_readings, take_answers
from bot.process.clock import SystemClock
from bot.settings import LOCALES
from domain.dates import Month
from domain.receipt import receipt_number
from storage.sqlite.database import connect
from storage.sqlite.migrate import migrate
from storage.sqlite.place import SqlitePlace
from storage.unit import UnitSettings
from ui.texts import Texts

MOMENT = "2026-11-22T12:00:00.000000+00:00"
MONTH = Month(2026, 11)
TABLES: dict[str, Callable[[int], list[tuple[object, ...]]]] = {
    "subscribers (number, address, balance, penalty)": lambda i: [(str(10**8 + i), "ул. Садовая", 0, 0)],
    "meters (id, number, serial, model, digits, decimals, automatic)": lambda i: [
        (f"M{i}", str(10**8 + i), f"{i:08}", "Ромашка", 5, 0, 0)
    ],
    "scales (meter_id, scale, name, hours)": lambda i: [
        (f"M{i}", scale, ("День", "Ночь")[scale - 1], "") for scale in _scales(i)
    ],
    "accounts (id, login, login_key, password_hash, email, language, created_at, idempotency_key)": (
        lambda i: [(i, f"l{i}", f"l{i}", "", "a@b.example", "ru", MOMENT, f"a{i}")]
    ),
    "sessions (chat_id, account_id, signed_in_at)": lambda i: [(i, i, MOMENT)],
    "readings (id, receipt, meter_id, number, account_id, month, entered_at, status, idempotency_key)": (
        lambda i: [
            (i, receipt_number(MONTH, i), f"M{i}", str(10**8 + i), i, str(MONTH), MOMENT, "accepted", f"r{i}")
        ]
    ),
    "reading_values (reading_id, scale, previous, value, rolled_over)": lambda i: [
        (i, scale, 12_000_000, 12_170_000, 0) for scale in _scales(i)
    ],
}


def _scales(place: int) -> range:
    return range(1, 3 if place % 3 == 0 else 2)


def fill(database: Path, readings: int) -> None:
    """Store accepted readings; two of three meters have one scale, the others two."""
    with closing(connect(database)) as connection:
        migrate(connection, clock=SystemClock())
        connection.execute("BEGIN")
        for table, rows_of in TABLES.items():
            marks = ", ".join("?" * (table.count(",") + 1))
            rows = (row for place in range(1, readings + 1) for row in rows_of(place))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        connection.execute("COMMIT")


def measured(what: str, database: Path, work: Callable[[], Outcome]) -> None:
    """Do something beside a bot and print how it went."""
    spawn = multiprocessing.get_context("spawn")
    stop, waits = spawn.Event(), spawn.Queue()
    bot = spawn.Process(target=be_the_bot, args=(str(database), stop, waits))
    bot.start()
    began, cpu = time.perf_counter(), time.process_time()
    outcome = work()
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    stop.set()
    waited = waits.get()
    bot.join()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what}: {seconds:,.1f} s, CPU {cpu:,.1f} s, peak {peak:,.0f} MB")
    print(f"    the bot wrote {len(waited):,} units; it waited {waited[-1]:.2f} s at most,")
    print(f"    99 times of 100 no more than {waited[int(len(waited) * 0.99)]:.2f} s")
    for line in outcome.lines:
        print(f"    {line}")
    for file in outcome.files:
        print(f"    {file.path.name}: {file.size / 1e6:,.1f} MB")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a new one")
    parser.add_argument("--readings", type=int, default=50_000)
    options = parser.parse_args()
    options.folder.mkdir()
    database, answers = options.folder / "cabinet.db", options.folder / "answers.csv"
    fill(database, options.readings)
    with answers.open("w", encoding="utf-8") as file:
        file.write("receipt;status;reason;month\n")
        file.writelines(f"{receipt_number(MONTH, i)};accepted;;\n" for i in range(1, options.readings + 1))
    say = Texts.load(LOCALES, "en").within("en").plain
    settings = UnitSettings(SystemClock(), None, "en")
    exchange = Exchange(SqlitePlace(database), settings, UTC, say, lambda *_: None)
    measured("export", database, partial(export_readings, exchange, options.folder / "out"))
    measured("answers", database, partial(take_answers, exchange, answers))


if __name__ == "__main__":
    main()
