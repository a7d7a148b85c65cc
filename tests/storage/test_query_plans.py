"""What is asked on the way of an update finds its rows by an index: the tables have millions of them."""

import importlib
import pkgutil
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

import storage
from storage.sqlite.database import connect
from storage.sqlite.migrate import migrate
from tests.storage.conftest import FakeClock

pytestmark = pytest.mark.of_sqlite("its query plans")

SMALL = {
    "alerts",
    "captcha_waivers",
    "exports",
    "imports",
    "inbox",
    "meter_changes",
    "notices",
    "reading_batches",
    "scheduled_runs",
    "tariffs",
}
"""What may be read as a whole: no table that grows with the number of subscribers."""
DERIVED = {"asked", "held", "portion", "turns", "wanted"}
"""What a statement has just found by itself, with what SQLite names a subquery."""
VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
ONLY_WHAT_WAITS = {"readings_to_export"}
"""Indexes that hold few rows of a large table; to count what waits one of them is read as a whole."""
BESIDE = {
    "storage.exchange",
    "storage.copying",
    "storage.sqlite.copying",
    "storage.stage",
    "storage.stage_checks",
    "storage.stage_targets",
    "storage.sqlite.stage",
    "storage.sqlite.exchange",
    "storage.sqlite.backup",
    "storage.sqlite.migrate",
    "storage.columns",
    "storage.renumberings",
}
"""What works on whole tables on purpose, in a process of its own."""
OF_EVERYBODY = {f"storage.notices.{name}_OF_ALL" for name in ("REACH", "CHATS", "SAMPLED")}
"""Before a notice to everybody all holders are counted, once."""
OF_THE_GROUP = {"storage.group.KEEP_ALERT_MESSAGES_AS_PLACES"}
"""When the operators' group gets another number, which happens once, on a thread."""


def statements() -> Iterator[tuple[str, str]]:
    """Every statement that a repository holds, by the name of its constant."""
    for module in pkgutil.walk_packages(storage.__path__, "storage."):
        if module.name in BESIDE or module.name.startswith("storage.postgres."):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            is_whole = isinstance(value, str) and value.strip().startswith(VERBS) and "WHERE" in value
            if name.isupper() and is_whole:
                yield f"{module.name}.{name}", value


STATEMENTS = {name: sql for name, sql in statements() if name not in OF_EVERYBODY | OF_THE_GROUP}


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path: Path = tmp_path_factory.mktemp("plans") / "cabinet.db"
    connection = connect(path)
    migrate(connection, clock=FakeClock())
    yield connection
    connection.close()


@pytest.mark.parametrize("name", STATEMENTS)
def test_no_statement_reads_a_whole_large_table(connection: sqlite3.Connection, name: str) -> None:
    sql = STATEMENTS[name]
    filled = sql.replace("{excluded}", "").replace("{marks}", "?")
    named = dict.fromkeys(re.findall(r":(\w+)", filled))
    values = named or (None,) * filled.count("?")
    plan = connection.execute(f"EXPLAIN QUERY PLAN {filled}", values).fetchall()
    steps = [row["detail"].split() for row in plan if row["detail"].startswith("SCAN")]
    scanned = {step[1] for step in steps if step[-1] not in ONLY_WHAT_WAITS}
    scanned = {each for each in scanned if not each.startswith("(subquery")}
    assert scanned <= SMALL | DERIVED
