"""What tests of the engine share: works that add rows, and gates that hold a thread."""

from __future__ import annotations

import asyncio
import threading

from storage.unit import StoredUnit
from tests.twice import connection_of


class OddityError(Exception):
    """Raised by a work that fails."""


def add(unit: StoredUnit, subject: object) -> str:
    unit.connection.execute(
        "INSERT INTO attempts (kind, subject, at) VALUES ('test', ?, '2026-11-22')", (str(subject),)
    )
    return f"added {subject}"


def add_and_fail(unit: StoredUnit, subject: object) -> str:
    add(unit, subject)
    raise OddityError(subject)


def subjects(unit: StoredUnit) -> list[str]:
    return [row["subject"] for row in unit.connection.execute("SELECT subject FROM attempts ORDER BY rowid")]


def break_commit(unit: StoredUnit) -> None:
    """Leave a row that refers to nothing, which only the commit finds out."""
    unit.connection.execute("PRAGMA defer_foreign_keys = ON")
    unit.connection.execute(
        "INSERT INTO sessions (chat_id, account_id, signed_in_at) VALUES (1, 404, '2026-11-22')"
    )


def leave_no_room(unit: StoredUnit) -> None:
    """Let the file, as this connection sees it, grow by one page at most."""
    pages = unit.connection.execute("PRAGMA page_count").fetchone()[0]
    connection_of(unit).execute(f"PRAGMA max_page_count = {pages + 1}").close()


def add_much(unit: StoredUnit) -> None:
    add(unit, "x" * 1_000_000)


def make_room(unit: StoredUnit) -> None:
    connection_of(unit).execute("PRAGMA max_page_count = 1000000").close()


class Gate:
    """Holds a long work in its thread until the test lets it pass."""

    def __init__(self) -> None:
        self._is_reached = threading.Event()
        self._may_pass = threading.Event()

    def hold(self) -> None:
        self._is_reached.set()
        assert self._may_pass.wait(30)

    async def reached(self) -> None:
        assert await asyncio.to_thread(self._is_reached.wait, 30)

    def open(self) -> None:
        self._may_pass.set()

    def work(self, _: StoredUnit) -> None:
        self.hold()


class CommitGate(Gate):
    """Holds the commit of a work in its thread, and later ones if it is not open by then."""

    def work(self, unit: StoredUnit) -> None:
        connection_of(unit).set_trace_callback(self._trace)

    def _trace(self, statement: str) -> None:
        if statement == "COMMIT":
            self.hold()
