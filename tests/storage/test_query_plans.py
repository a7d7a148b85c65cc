"""What is asked on the way of an update finds its rows by an index: the tables have millions of them."""

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

import pytest

import storage
from storage.postgres.blocking import connected
from storage.postgres.dialect import statement_of
from storage.sqlite.database import connect
from storage.sqlite.migrate import migrate
from tests.engines import ON_POSTGRES, url_of
from tests.storage.conftest import FakeClock

Scanned: TypeAlias = Callable[[str], set[str]]
"""Tells of a statement which tables, or indexes of few rows, it reads as a whole."""

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


PLANS_FOR_LARGE_TABLES = (
    "plan_cache_mode = force_generic_plan",
    "enable_hashjoin = off",
    "enable_mergejoin = off",
)
"""The tables of this test are empty, and joins that read both sides as a whole are the cheapest there."""
LIST_INDEXES = """
    SELECT indexrelid::regclass::text, indrelid::regclass::text, indpred IS NOT NULL FROM pg_index
"""
READS = re.compile(
    r"(?P<kind>Seq Scan|Index Scan|Index Only Scan|Bitmap Index Scan)(?: Backward)?"
    r"(?: using (?P<index>\w+))? on (?P<name>\w+)"
)


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scanned]:
    path = tmp_path_factory.mktemp("plans") / "cabinet.db"
    yield from on_postgres(url_of(path)) if ON_POSTGRES else on_sqlite(path)


def on_sqlite(path: Path) -> Iterator[Scanned]:
    def scanned(sql: str) -> set[str]:
        named = dict.fromkeys(re.findall(r":(\w+)", sql))
        values = named or (None,) * sql.count("?")
        plan = connection.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
        steps = [row["detail"].split() for row in plan if row["detail"].startswith("SCAN")]
        found = {step[1] for step in steps if step[-1] not in ONLY_WHAT_WAITS}
        return {each for each in found if not each.startswith("(subquery")}

    with closing(connect(path)) as connection:
        migrate(connection, clock=FakeClock())
        yield scanned


def on_postgres(url: str) -> Iterator[Scanned]:
    """An index that is read without a condition is read as a whole, unless it holds few rows of its table."""

    def scanned(sql: str) -> set[str]:
        text = statement_of(sql).text.decode()
        values = ", ".join(["NULL"] * len(set(re.findall(r"\$\d+", text))))
        connection.run(f"PREPARE asked AS {text}")
        plan = [line for (line,) in connection.execute(f"EXPLAIN EXECUTE asked {values and f'({values})'}")]
        connection.run("DEALLOCATE asked")
        return {
            found for line, below in zip(plan, [*plan[1:], ""], strict=True) if (found := whole(line, below))
        }

    def whole(line: str, below: str) -> str:
        step = READS.search(line)
        if step is None or "Index Cond" in below:
            return ""
        index = step["name"] if step["kind"] == "Bitmap Index Scan" else step["index"]
        return "" if index in partial else str(tables.get(index, step["name"]))

    with connected(url) as connection:
        indexes = connection.execute(LIST_INDEXES).fetchall()
        tables = {name: table for name, table, _ in indexes}
        partial = {name for name, _, is_partial in indexes if is_partial}
        for setting in PLANS_FOR_LARGE_TABLES:
            connection.run(f"SET {setting}")
        yield scanned


@pytest.mark.parametrize("name", STATEMENTS)
def test_no_statement_reads_a_whole_large_table(scanned: Scanned, name: str) -> None:
    filled = STATEMENTS[name].replace("{excluded}", "?").replace("{marks}", "?")
    assert scanned(filled) <= SMALL | DERIVED


def test_a_statement_that_no_index_helps_is_found(scanned: Scanned) -> None:
    assert scanned("SELECT reading_id FROM reading_values WHERE value = ?") == {"reading_values"}
    assert scanned("SELECT value FROM reading_values WHERE reading_id = ?") == set()
