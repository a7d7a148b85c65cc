"""``python -m benchmarks.bloat``: how the tables that change all the time grow on PostgreSQL.

Chats send updates by turns, through the store of the bot: an update comes in, its turn ends with the
conversation saved and the update gone, and each sixth turn leaves a message, which is leased and marked as
sent. The same load runs with several settings of storage, one after the other, on copies of one database.

Time is short here: with ``--naptime 3`` autovacuum looks twenty times as often as by default, so 2,000 turns
a second are here what 100 are with the default. Sizes are those at the end, without a last vacuum.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import random
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import psycopg
import uvloop

from benchmarks.engines import SAFE, server_cpu, server_log
from benchmarks.notices import fill
from bot.process.clock import SystemClock
from services.messages import Addressed, ReadingsWanted
from services.ports import Priority
from storage.conversations import REMEMBERED, Conversation, ConversationKey
from storage.copying import copy_rows
from storage.inbox import IncomingUpdate
from storage.outbox import Channel
from storage.places import place_of
from storage.postgres.database import Database
from storage.postgres.migrate import STORAGE
from storage.turns import Arrival, Ending
from storage.unit import StoredUnit
from tests.postgres_server import Server, running

MODEL: Final = "bloat_model"
BOT: Final = 700
FIRST_CHAT: Final = 1_000_000
"""As :data:`benchmarks.notices.SESSIONS` has it."""
FIRST_UPDATE: Final = 500_000_000
TURNS_PER_READING: Final = 6
DRAFT_BYTES: Final = (0, 60, 200, 320, 320, 0)
"""How long the draft is after each turn of a reading."""
PAYLOAD_BYTES: Final = 800
LEASED_AT_ONCE: Final = 30
TABLES: Final = ("conversations", "inbox", "outbox")
LONG_AGO: Final = "2026-11-01T00:00:00.000000+00:00"
OLD_CONVERSATIONS: Final = f"""
    INSERT INTO conversations (bot_id, chat_id, user_id, thread, draft, handled_updates, last_update_at)
    SELECT {BOT}, chat_id, chat_id, '', '{{}}', (
            SELECT '[' || string_agg((400000000 + k * 7919)::text, ',') || ']'
            FROM generate_series(1, {REMEMBERED}) k
        ), '{LONG_AGO}'
    FROM sessions
"""
OLD_MESSAGES: Final = """
    INSERT INTO outbox
        (channel, priority, recipient, kind, details, language, created_at, not_before, sent_at)
    SELECT 'telegram', 10, k::text, 'readings-wanted', '{}', 'ru', %(at)s, %(at)s, %(at)s
    FROM generate_series(1, %(count)s) k
"""
SIZES: Final = """
    SELECT s.relname, s.n_tup_upd AS updated, s.n_tup_hot_upd AS hot, s.n_dead_tup AS dead,
        s.autovacuum_count AS vacuums, pg_relation_size(s.relid) AS heap, pg_indexes_size(s.relid) AS indexes
    FROM pg_stat_user_tables s WHERE s.relname = ANY (%s)
"""


@dataclass(frozen=True)
class Variant:
    """How some tables are stored; what is not named is as the server has it."""

    name: str
    storage: Mapping[str, Mapping[str, str]]


def _filled(factor: int) -> Mapping[str, Mapping[str, str]]:
    return {"conversations": {"fillfactor": str(factor)}}


VARIANTS: Final = (
    Variant("the server's", {}),
    Variant("fillfactor 70", _filled(70)),
    Variant("fillfactor 50", _filled(50)),
    Variant("all tables 50", {**_filled(50), "inbox": {"fillfactor": "50"}, "outbox": {"fillfactor": "50"}}),
    Variant(
        "inbox at 2,000",
        {"inbox": {"autovacuum_vacuum_scale_factor": "0", "autovacuum_vacuum_threshold": "2000"}},
    ),
    Variant("ours", STORAGE),
)


@dataclass
class Load:
    """So many turns of residents, some of them at the same time."""

    database: Database
    chats: int
    turns: int
    at_once: int
    chance: random.Random = field(default_factory=lambda: random.Random(20261201))
    done: int = 0

    async def run(self) -> None:
        """Do all turns, and send what they leave."""
        numbers = iter(range(FIRST_UPDATE, FIRST_UPDATE + self.turns))
        sender = asyncio.create_task(self._send())
        await asyncio.gather(*[self._reside(place, numbers) for place in range(self.at_once)])
        sender.cancel()
        await asyncio.gather(sender, return_exceptions=True)

    async def _reside(self, place: int, numbers: Any) -> None:
        """Let one resident after the other send a reading; two never have the same chat at a time."""
        clock, known = SystemClock(), dict[int, Conversation]()
        while True:
            chat = FIRST_CHAT + self.chance.randrange(self.chats // self.at_once) * self.at_once + place
            key = ConversationKey(BOT, chat, chat)
            for step in range(TURNS_PER_READING):
                number = next(numbers, None)
                if number is None:
                    return
                payload = base64.b64encode(self.chance.randbytes(PAYLOAD_BYTES * 3 // 4)).decode()
                update = IncomingUpdate(number, chat, payload, clock())
                accepted = await self.database.write(Arrival([update], [], {number: key}))
                before = known.get(chat, accepted.scenes[number].conversation)
                text = json.dumps({"values": "7" * DRAFT_BYTES[step]})
                after = known[chat] = before.after(number, clock(), "reading:values" if step else None, text)
                self.database.ride(
                    Ending(key, number, before, after, clock(), is_first_of_day=False, is_back=False)
                )
                if step == TURNS_PER_READING - 1:
                    await self.database.write(self._news(chat))
                    await self.database.leave(chat)
                self.done += 1

    def _news(self, chat: int) -> Any:
        account = chat - FIRST_CHAT + 1
        news = Addressed(account, chat, "ru", ReadingsWanted(account, str(100_000_000 + account), "2026-11"))
        return lambda unit: unit.outbox.telegrams([news], priority=Priority.REMINDER)

    async def _send(self) -> None:
        """Lease what waits and mark it as sent, as the sender does."""
        clock = SystemClock()

        def take(unit: StoredUnit) -> list[int]:
            at = clock() + timedelta(seconds=1)
            return [each.id for each in unit.outbox.take(Channel.TELEGRAM, at, LEASED_AT_ONCE)]

        def sent(number: int) -> Any:
            return lambda unit: unit.outbox.mark_sent(number, clock())

        while True:
            taken = await self.database.write(take)
            await asyncio.gather(*[self.database.write(sent(number)) for number in taken])
            if not taken:
                await asyncio.sleep(0.05)


def make_model(server: Server, folder: Path, options: argparse.Namespace) -> None:
    """Make the database that all variants are copies of; a fresh one knows no conversation yet."""
    file = folder / "model.db"
    fill(file, options.chats, options.chats, 0)
    url = server.make(MODEL)
    source, target = place_of(f"sqlite:///{file}"), place_of(url)
    with source.rows_from() as rows, target.rows_to(clock=SystemClock()) as new:
        copy_rows(rows, new, progress=lambda *_: None)
    with psycopg.connect(url, autocommit=True) as connection:
        for table, settings in STORAGE.items():
            connection.execute(f"ALTER TABLE {table} RESET ({', '.join(settings)})")
        if not options.fresh:
            connection.execute(OLD_CONVERSATIONS)
        connection.execute(OLD_MESSAGES, {"at": LONG_AGO, "count": options.sent_before})
        connection.execute("VACUUM ANALYZE")


async def measure(variant: Variant, server: Server, number: int, options: argparse.Namespace) -> None:
    """Run the load on a copy of the model, and print a line for each table."""
    url = server.make(f"bloat_{number}", MODEL)
    with psycopg.connect(url, autocommit=True) as connection:
        async with Database.open(url, clock=SystemClock()) as database:
            for table in TABLES:  # the start gave them ours
                connection.execute(f"ALTER TABLE {table} RESET ({', '.join(sorted(_names()))})")
                if settings := variant.storage.get(table):
                    told = ", ".join(f"{name} = {value}" for name, value in settings.items())
                    connection.execute(f"ALTER TABLE {table} SET ({told})")
                    if "fillfactor" in settings:
                        connection.execute(f"VACUUM FULL {table}")
            connection.execute("CHECKPOINT")
            load = Load(database, options.chats, options.turns, options.at_once)
            log, cpu, began = server_log(server), server_cpu(server), time.perf_counter()
            before = _sizes(connection)
            await load.run()
            seconds, cpu = time.perf_counter() - began, server_cpu(server) - cpu
            written = server_log(server) - log
        await asyncio.sleep(1.5)  # until the sessions have told their counts
        after = _sizes(connection)
    print(
        f"{variant.name}: {load.done / seconds:,.0f} turns/s; server: {cpu / load.done * 1000:.2f} s of CPU"
        f" / 1,000 turns, {written / load.done / 1000:.1f} kB of WAL / turn"
    )
    for table in TABLES:
        was, now = before[table], after[table]
        updated, hot = now["updated"] - was["updated"], now["hot"] - was["hot"]
        share = f"{hot / updated:.0%}" if updated else "–"
        print(
            f"  {table:<14} HOT {share:>4}  heap {was['heap'] / 1e6:6.1f} → {now['heap'] / 1e6:6.1f} MB"
            f"  indexes {was['indexes'] / 1e6:6.1f} → {now['indexes'] / 1e6:6.1f} MB"
            f"  dead {now['dead']:>7,}  vacuums {now['vacuums'] - was['vacuums']}"
        )
    sys.stdout.flush()
    server.drop(f"bloat_{number}")


def _names() -> set[str]:
    return {name for variant in VARIANTS for settings in variant.storage.values() for name in settings}


def _sizes(connection: psycopg.Connection[Any]) -> dict[str, dict[str, int]]:
    cursor = connection.cursor(row_factory=psycopg.rows.dict_row)
    return {row["relname"]: row for row in cursor.execute(SIZES, (list(TABLES),))}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bloat", description=__doc__)
    parser.add_argument("--chats", type=int, default=20_000, help="(default: %(default)s)")
    parser.add_argument("--turns", type=int, default=120_000, help="(%(default)s)")
    parser.add_argument("--at-once", type=int, default=50, help="(%(default)s)")
    parser.add_argument(
        "--naptime", type=int, default=3, help="seconds between looks of autovacuum (%(default)s)"
    )
    parser.add_argument(
        "--sent-before",
        type=int,
        default=20_000,
        help="messages that wait for the housekeeping (%(default)s)",
    )
    parser.add_argument("--fresh", action="store_true", help="all chats write for the first time")
    parser.add_argument("variants", nargs="*", help="some of: " + ", ".join(each.name for each in VARIANTS))
    options = parser.parse_args(arguments)
    settings = {**SAFE, "autovacuum_naptime": f"{options.naptime}s", "max_wal_size": "4GB"}
    with tempfile.TemporaryDirectory(prefix="benchmark-") as temporary, running(settings) as server:
        make_model(server, Path(temporary), options)
        for number, variant in enumerate(VARIANTS):
            if not options.variants or variant.name in options.variants:
                uvloop.run(measure(variant, server, number, options))


if __name__ == "__main__":
    main()
