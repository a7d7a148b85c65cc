"""What a notice to many residents costs those who write meanwhile, and what operators wait for.

    python -m benchmarks.notices --recipients 100000 --subscribers 1700000 --readings 1000000

Beside each piece of work a resident's write is played every few milliseconds; how long the slowest of them
took is the price of that work. The pieces: a street is looked for in the whole registry, recipients are
counted, then written down in the portions of ``services.notices.sending`` and, for comparison, all at once;
the outbox is filled once; ``/stats`` counts a month.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.process.clock import SystemClock
from domain.operator import Operator
from integrations.name_forms import first_forms
from services.desk.statistics import CountStatistics, Period
from services.notices import sending as notice_sending
from services.notices.preparing import AddressEverybody, AddressStreets, ConfirmNotice, PreviewNotice
from services.notices.sending import AdvanceNotices, Step
from storage.columns import moment_text
from storage.sqlite.database import Database, connect
from storage.sqlite.migrate import migrate
from storage.unit import StoredUnit

OPERATOR = Operator(1, "Олег")
BETWEEN_WRITES = 0.002
"""Seconds between two writes of residents."""
FLATS_OF_HOUSE, HOUSES_OF_STREET = 60, 40
FLATS_OF_STREET = FLATS_OF_HOUSE * HOUSES_OF_STREET

COUNT = (
    "WITH RECURSIVE places(place) AS (SELECT 0 UNION ALL SELECT place + 1 FROM places WHERE place + 1 < ?)"
)
SUBSCRIBERS = f"""
    {COUNT}
    INSERT INTO subscribers (number, address, balance, penalty)
    SELECT CAST(100000000 + place AS TEXT),
        'г. Светлогорье, ул. Лин' || char(1072 + place / {FLATS_OF_STREET} % 32)
            || char(1072 + place / {FLATS_OF_STREET} / 32) || 'йная, д. '
            || (place / {FLATS_OF_HOUSE} % {HOUSES_OF_STREET} + 1)
            || ', кв. ' || (place % {FLATS_OF_HOUSE} + 1),
        0, 0
    FROM places
"""
ACCOUNTS = f"""
    {COUNT}
    INSERT INTO accounts (id, login, login_key, password_hash, email, email_confirmed_at, phone, language,
        created_at, idempotency_key)
    SELECT place + 1, 'resident' || place, 'resident' || place, '-', 'resident' || place || '@mail.example',
        ?, '+79210000000', 'ru', ?, 'registered-' || place
    FROM places
"""
SESSIONS = f"""
    {COUNT}
    INSERT INTO sessions (chat_id, account_id, signed_in_at)
    SELECT 1000000 + place, place + 1, ? FROM places
"""
HOLDINGS = f"""
    {COUNT}
    INSERT INTO holdings (account_id, number, added_at, idempotency_key)
    SELECT place + 1, CAST(100000000 + place AS TEXT), ?, 'added-' || place FROM places
"""
METERS = f"""
    {COUNT}
    INSERT INTO meters (id, number, serial, model, digits, decimals, automatic)
    SELECT 'm' || place, CAST(100000000 + place AS TEXT), 's', 'Ромашка', 6, 0, 0 FROM places
"""
READINGS = f"""
    {COUNT}
    INSERT INTO readings
        (receipt, meter_id, number, account_id, month, entered_at, status, reason, idempotency_key)
    SELECT 'r' || place, 'm' || (place % ?), CAST(100000000 + place % ? AS TEXT), place % ? + 1, '2026-11',
        strftime('%Y-%m-%dT%H:%M:%S.000000+00:00', ?, '-' || (place % 7776000) || ' seconds'),
        CASE place % 50 WHEN 0 THEN 'refused' WHEN 1 THEN 'review' ELSE 'accepted' END,
        CASE place % 50 WHEN 0 THEN 'reason ' || (place % 7) END, 'reading-' || place
    FROM places
"""


@dataclass
class Passers:
    """Residents who write while something else goes on."""

    database: Database
    waits: list[float] = field(default_factory=list)

    async def beside(self, name: str, work: Callable[[], Awaitable[object]]) -> None:
        """Do the work, and print how long it took and how long the slowest resident waited."""
        self.waits.clear()
        walking = asyncio.create_task(self._walk())
        await asyncio.sleep(0.2)
        self.waits.clear()
        began = time.perf_counter()
        await work()
        seconds = time.perf_counter() - began
        await asyncio.sleep(BETWEEN_WRITES)
        walking.cancel()
        usual = statistics.median(self.waits) if self.waits else seconds
        longest = max(self.waits, default=seconds)
        print(f"| {name} | {seconds:.2f} | {usual * 1000:.1f} | {longest * 1000:.0f} |", flush=True)

    async def _walk(self) -> None:
        while True:
            began = time.perf_counter()
            await self.database.write(_write_as_a_resident)
            self.waits.append(time.perf_counter() - began)
            await asyncio.sleep(BETWEEN_WRITES)


def _write_as_a_resident(unit: StoredUnit) -> None:
    unit.accounts.set_language(1, "ru")


def fill(path: Path, residents: int, subscribers: int, readings: int) -> None:
    """Make the database."""
    clock = SystemClock()
    now = moment_text(clock())
    with closing(connect(path)) as connection:
        migrate(connection, clock=clock)
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        _do(connection, SUBSCRIBERS, max(subscribers, residents))
        _do(connection, ACCOUNTS, residents, now, now)
        _do(connection, SESSIONS, residents, now)
        _do(connection, HOLDINGS, residents, now)
        _do(connection, METERS, residents)
        _do(connection, READINGS, readings, residents, residents, residents, now)
        connection.execute("COMMIT")


def _do(connection: sqlite3.Connection, sql: str, *values: object) -> None:
    connection.execute(sql, values)


async def run(path: Path, residents: int) -> None:
    """Measure, and print a table."""
    clock = SystemClock()
    async with Database.open(path, clock=clock, operator_chat_id=-1) as database:
        passers = Passers(database)
        advance = AdvanceNotices(database, clock)
        print("| work | seconds | usual write, ms | longest write, ms |\n|---|---:|---:|---:|")
        await passers.beside("nothing", lambda: asyncio.sleep(2))
        streets = AddressStreets(database, clock, first_forms)
        await passers.beside(
            "a house is looked for in the registry",
            lambda: streets("text", "Линзайная 1", OPERATOR, "house"),
        )
        await passers.beside(
            "a town, which every address has", lambda: streets("text", "Светлогорье", OPERATOR, "town")
        )
        for name, portion in (("in portions", notice_sending.GATHERED_AT_ONCE), ("all at once", residents)):
            notice_id = await AddressEverybody(database, clock)("text", OPERATOR, name)
            await passers.beside("recipients are counted", lambda: PreviewNotice(database)(notice_id))  # noqa: B023
            await ConfirmNotice(database, clock)(notice_id, OPERATOR)
            notice_sending.GATHERED_AT_ONCE = portion
            await passers.beside(f"recipients are written down {name}", lambda: gathered(advance))
            await passers.beside("the outbox is filled", advance)
            counts = await database.read(lambda unit: unit.notices.counts(notice_id))  # noqa: B023
            assert counts.total == residents, counts
            await database.write(lambda unit: end(unit, notice_id))  # noqa: B023
        count = CountStatistics(database, clock, ZoneInfo("Europe/Moscow"))
        for period in Period:
            await passers.beside(f"/stats, {period}", lambda: count(period))  # noqa: B023


async def gathered(advance: AdvanceNotices) -> None:
    """Write all recipients down."""
    while await advance() is Step.GATHERED:
        pass


def end(unit: StoredUnit, notice_id: int) -> None:
    """Let the next notice begin."""
    unit.connection.execute("UPDATE notices SET state = 'cancelled' WHERE id = ?", (notice_id,))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--recipients", type=int, default=100_000)
    parser.add_argument("--subscribers", type=int, default=1_700_000)
    parser.add_argument("--readings", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cabinet.db"
        began = time.perf_counter()
        fill(path, options.recipients, options.subscribers, options.readings)
        size = path.stat().st_size / 2**20
        print(f"filled in {time.perf_counter() - began:.0f} s: {size:.0f} MiB\n")
        asyncio.run(run(path, options.recipients))


if __name__ == "__main__":
    main()
