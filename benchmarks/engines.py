"""``python -m benchmarks.engines``: the same conversations on SQLite and on PostgreSQL, in one run.

Rounds interleave the engines. Bot, database server and load share the cores of this machine, and the CPU of
the bot is told apart from that of the server. Between two residents the registry has others, as it has in
life: in tables that are nearly empty serializable works meet that never meet otherwise.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TypeAlias

import psycopg
import uvloop

from benchmarks import bots, readings
from benchmarks.bots import ROOT, Home
from benchmarks.readings import FIGURES, Load
from benchmarks.residents import UPDATES_PER_READING
from benchmarks.revisions import home_of
from bot.process.clock import SystemClock
from storage.copying import copy_rows
from storage.places import place_of
from tests.postgres_server import Server, running

SAFE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "shared_buffers": "256MB"}
"""Settings of a server that may not lose anything."""
NEIGHBOURS = 100
"""Rows between two residents in the tables that their readings touch."""
SERVER_CPU, SERVER_LOG = "server_cpu_per_1000", "server_log_kilobytes"
OF_SERVER = {SERVER_CPU: "server: CPU s / 1,000", SERVER_LOG: "server: WAL kB / update"}
TOLD = (
    *(
        "updates_per_second",
        "cpu_per_1000",
        "p50",
        "p99",
        "retries_per_1000",
        "everyday_cpu_per_1000",
        "everyday_p50",
    ),
    *("everyday_p99", "everyday_retries_per_1000", "start_seconds", "peak_megabytes"),
)
FILL = """
    INSERT INTO subscribers (number, address, balance, penalty)
    SELECT number || '5' || lpad(k::text, 3, '0'), address, 0, 0 FROM subscribers, generate_series(1, {0}) k;
    INSERT INTO meters (id, number, serial, model, digits, decimals, automatic)
    SELECT id || '5' || lpad(k::text, 3, '0'), number || '5' || lpad(k::text, 3, '0'), serial, model, digits,
        decimals, automatic
    FROM meters, generate_series(1, {0}) k;
    INSERT INTO scales (meter_id, scale, name, hours, last_value, last_date)
    SELECT meter_id || '5' || lpad(k::text, 3, '0'), scale, name, hours, last_value, last_date
    FROM scales, generate_series(1, {0}) k;
    INSERT INTO readings (receipt, meter_id, number, account_id, month, entered_at, status, idempotency_key)
    SELECT '2001-' || m.id, m.id, m.number, (SELECT min(id) FROM accounts), '2020-01',
        '2020-01-01T00:00:00.000000+00:00', 'billed', chat.id || '-' || m.id
    FROM meters m JOIN (SELECT chat_id AS id, row_number() OVER () AS place FROM sessions) chat
        ON chat.place = 1 + abs(hashtext(m.id)) % (SELECT count(*) FROM sessions);
    INSERT INTO reading_values (reading_id, scale, previous, value, rolled_over, name, below_known)
    SELECT r.id, s.scale, NULL, 0, 0, s.name, 0 FROM readings r JOIN scales s ON s.meter_id = r.meter_id;
    VACUUM ANALYZE accounts, consents, holdings, known_chats, meters, reading_values, readings, scales,
        sessions, subscribers
"""
"""Tables that are still empty are not analysed, as nothing analyses them in life."""


Found: TypeAlias = dict[str, list[dict[str, float]]]
"""The figures of each round, by the name of the engine."""


class OnServer:
    """A database on the server that is like the settled file, for one bot."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.made = 0

    def like(self, file: Path) -> str:
        """Return the address of a new database with the rows of a file, and with neighbours."""
        self.made += 1
        url = self.server.make(f"benchmark_{self.made}")
        source, target = place_of(f"sqlite:///{file}"), place_of(url)
        with source.rows_from() as rows, target.rows_to(clock=SystemClock()) as new:
            copy_rows(rows, new, progress=lambda *_: None)
        with psycopg.connect(url, autocommit=True) as connection:
            for statement in FILL.format(NEIGHBOURS).split(";"):
                connection.execute(statement)
        return url


@contextmanager
def on(url: str | None) -> Iterator[None]:
    """Let bots that are started now work on a database of the server; ``None``: on their own file."""
    if url is None:
        yield
        return
    settings, stored = bots._settings, bots.RunningBot.stored_readings

    def counted(_: bots.RunningBot) -> int:
        with psycopg.connect(url) as connection:
            found = connection.execute("SELECT count(*) FROM readings WHERE month <> '2020-01'").fetchone()
        assert found is not None
        return int(found[0])

    bots._settings = lambda *values, **flags: {**settings(*values, **flags), "DATABASE_URL": url}
    bots.RunningBot.stored_readings = counted  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        bots._settings, bots.RunningBot.stored_readings = settings, stored  # type: ignore[method-assign]


def server_cpu(server: Server) -> float:
    """User and system time of all processes of the server, of those that ended too, in seconds."""
    assert server.process is not None
    main = server.process.pid
    children = subprocess.run(["pgrep", "-P", str(main)], capture_output=True, text=True, check=False)
    ticks = 0
    for pid in (main, *map(int, children.stdout.split())):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(map(int, fields[11:13])) + (sum(map(int, fields[13:15])) if pid == main else 0)
    return ticks / os.sysconf("SC_CLK_TCK")


def server_log(server: Server) -> float:
    """How far the log of the server has come, in bytes."""
    with psycopg.connect(server.url()) as connection:
        found = connection.execute("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')").fetchone()
    assert found is not None
    return float(found[0])


async def compare(load: Load, rounds: int, home: Home, server: Server, folder: Path) -> Found:
    """Run both engines by turns, every second round in the opposite order."""
    found: Found = {"SQLite": [], "PostgreSQL": []}
    databases = OnServer(server)
    for number in range(rounds):
        for engine in found if number % 2 == 0 else reversed(found):
            place = folder / f"{number}-{engine}"
            place.mkdir()
            url = databases.like(home.settled) if engine == "PostgreSQL" else None
            before, log_before = server_cpu(server), server_log(server)
            with on(url):
                measured = await readings.measure("ours", load, home, place)
            spent, logged = server_cpu(server) - before, server_log(server) - log_before
            updates = load.flats * UPDATES_PER_READING
            of_server = {SERVER_CPU: spent / updates * 1000, SERVER_LOG: logged / updates / 1000}
            found[engine].append({**{name: measured[name] or 0.0 for name in TOLD}, **of_server})
            sys.stderr.write(f"round {number + 1}, {engine}: {found[engine][-1]}\n")
    return found


def report(found: Found) -> str:
    """Give the medians of both, and how PostgreSQL stands to SQLite."""
    lines = [f"{'':<34}{'SQLite':>12}{'PostgreSQL':>12}{'ratio':>8}"]
    for name in (*TOLD, *OF_SERVER):
        ours, theirs = (median(each[name] for each in found[engine]) for engine in ("SQLite", "PostgreSQL"))
        title = OF_SERVER.get(name) or FIGURES[name].title
        ratio = f"{theirs / ours:.2f}" if ours else "–"
        lines.append(f"{title:<34}{ours:>12.3f}{theirs:>12.3f}{ratio:>8}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engines", description=__doc__)
    parser.add_argument("--residents", type=int, default=600, help="of the full load (default: %(default)s)")
    parser.add_argument("--at-once", type=int, default=200)
    parser.add_argument("--everyday", type=int, default=170, help="of the everyday load (%(default)s)")
    parser.add_argument("--pace", type=float, default=100, help="its updates/s (%(default)s)")
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args(arguments)
    load = Load(options.residents, options.at_once, 150, options.everyday, options.pace, 0.0)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as temporary, running(SAFE) as server:
        folder = Path(temporary)
        readings.BOT_CORE = "0,1"  # the bot may use what the server and the load leave
        home = home_of(ROOT, folder / "ours", load.flats)
        print(report(uvloop.run(compare(load, options.rounds, home, server, folder))))


if __name__ == "__main__":
    main()
