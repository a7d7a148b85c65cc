"""``python -m benchmarks.sizes``: how much room rows take on PostgreSQL, with their indexes.

A registry is imported as ``bot registry import`` does it, with bills and history of some months; readings,
accounts and sessions come from the benchmark of exports, with keys as long as those of real updates. Tables
are freshly filled.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import psycopg

from benchmarks import billing_export
from benchmarks.engines import SAFE
from benchmarks.registry_files import write_registry
from benchmarks.registry_import import only_import
from bot.process.clock import SystemClock
from storage.copying import copy_rows
from storage.places import place_of
from storage.postgres.blocking import connected
from storage.postgres.migrate import migrate
from tests.postgres_server import Server, running

OF_REGISTRY = {
    **dict.fromkeys(("subscribers", "meters", "scales", "payments"), "of the registry"),
    **dict.fromkeys(("bills", "bill_lines"), "of its bills"),
    **dict.fromkeys(("history",), "of its history"),
}
OF_RESIDENTS = {
    **dict.fromkeys(("readings", "reading_values"), "of a reading"),
    **dict.fromkeys(("accounts", "sessions"), "of an account that is signed in"),
}
SIZES = """
    SELECT relname, pg_table_size(relid), pg_indexes_size(relid) FROM pg_stat_user_tables
    WHERE relname = ANY (%s)
"""
REAL_KEYS = "UPDATE readings SET idempotency_key = (1000000000 + id) || '-' || (500000000 + id)"


def measure(url: str, kinds: Mapping[str, str], of: int) -> None:
    """Print the bytes of each kind, for one of so many."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        found = connection.execute(SIZES, (list(kinds),)).fetchall()
    for kind in dict.fromkeys(kinds.values()):
        rows = [row for row in found if kinds[row[0]] == kind]
        tables, indexes = (sum(row[place] for row in rows) / of for place in (1, 2))
        print(
            f"{kind:<34}{tables:>8,.0f} B in tables {indexes:>8,.0f} B in indexes {tables + indexes:>8,.0f} B"
        )


def of_registry(server: Server, folder: Path, options: argparse.Namespace) -> None:
    """Import a registry."""
    write_registry(folder / "registry", options.subscribers, options.bill_months, options.history_months)
    url = server.make("registry")
    with connected(url) as connection:
        migrate(connection, clock=SystemClock())
    only_import(url, folder / "registry")
    measure(url, OF_REGISTRY, options.subscribers)


def of_residents(server: Server, folder: Path, readings: int) -> None:
    """Fill in readings, one of each account."""
    billing_export.fill(folder / "readings.db", readings)
    url = server.make("readings")
    source, target = place_of(f"sqlite:///{folder / 'readings.db'}"), place_of(url)
    with source.rows_from() as rows, target.rows_to(clock=SystemClock()) as new:
        copy_rows(rows, new, progress=lambda *_: None)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(REAL_KEYS)
        connection.execute("VACUUM FULL readings")
    measure(url, OF_RESIDENTS, readings)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sizes", description=__doc__)
    parser.add_argument("--subscribers", type=int, default=50_000, help="(default: %(default)s)")
    parser.add_argument("--bill-months", type=int, default=3, help="(%(default)s)")
    parser.add_argument("--history-months", type=int, default=7, help="(%(default)s)")
    parser.add_argument("--readings", type=int, default=50_000, help="(%(default)s)")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as temporary, running(SAFE) as server:
        of_registry(server, Path(temporary), options)
        of_residents(server, Path(temporary), options.readings)


if __name__ == "__main__":
    main()
