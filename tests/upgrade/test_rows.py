"""The database that version 0.1 left keeps its rows when the present version opens it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from storage.sqlite.database import Database
from tests.services.fakes import FakeClock
from tests.upgrade.old_town import ROWS, left_behind


def rows_of(file: Path, columns: dict[str, list[str]]) -> dict[str, list[tuple[Any, ...]]]:
    """Read these columns of these tables."""
    with closing(sqlite3.connect(file)) as connection:
        return {
            table: sorted(connection.execute(f"SELECT {', '.join(names)} FROM {table}"), key=repr)  # noqa: S608
            for table, names in columns.items()
        }


def columns_of(file: Path) -> dict[str, list[str]]:
    """Name the columns of every table."""
    with closing(sqlite3.connect(file)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            table: [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            for (table,) in tables
        }


async def test_the_upgrade_keeps_every_row(tmp_path: Path) -> None:
    file = left_behind(tmp_path)
    old = columns_of(file)
    before = rows_of(file, old)
    async with Database.open(file, clock=FakeClock(), operator_chat_id=None):
        pass
    new = columns_of(file)
    kept = {
        table: [name for name in names if name in new[table]]
        for table, names in old.items()
        if table != "migrations"
    }
    after = rows_of(file, kept)
    changed = {
        table: [names.index(each) for each in kept[table]] for table, names in old.items() if table in kept
    }
    assert after == {
        table: sorted((tuple(row[place] for place in places) for row in before[table]), key=repr)
        for table, places in changed.items()
    }
    migrations = rows_of(file, {"migrations": old["migrations"]})["migrations"]
    assert set(before["migrations"]) <= set(migrations)


def test_the_database_holds_what_a_killed_process_leaves() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(ROWS)
        kinds = {kind for (kind,) in connection.execute("SELECT kind FROM outbox WHERE sent_at IS NULL")}
        assert connection.execute("SELECT count(*) FROM inbox").fetchone() == (8,)
        states = {state for (state,) in connection.execute("SELECT state FROM conversations")}
        jobs = {state for (state,) in connection.execute("SELECT state FROM exchange_jobs")}
    assert kinds == {
        *("alert", "alert-chart", "alerts-wait", "confirm-email", "notice", "notice-progress"),
        *("reading-accepted", "reading-rejected", "reading-exported", "photo-asked-reading"),
        *("meter-change-accepted", "meter-change-exported", "question-closed"),
        *("thread-to-resident", "thread-to-operators", "thread-rewritten", "thread-withdrawn"),
        *("exchange-report", "exchange-document"),
    }
    assert {
        "RegistrationForm:captcha",
        "AddNumberForm:amount",
        "ReadingForm:value",
        "ReadingForm:confirm",
    } < states
    assert {"EmailForm:email", "ThreadForm:words", "NoticeForm:audience", "FindForm:what"} < states
    assert jobs == {"done", "offered", "running"}
