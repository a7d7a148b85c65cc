"""Counts the statements of one look at the database, because all residents wait while it runs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

import pytest

from storage.sqlite.database import Database
from storage.unit import SqliteUnit
from tests.twice import connection_of

Work = Callable[[SqliteUnit], Any]


async def statements_of(look: Callable[[], Awaitable[object]]) -> list[str]:
    """List the statements of the last unit of work that reads."""
    seen: list[str] = []
    read: Callable[[Database, Work], Any] = Database.read

    def traced(database: Database, work: Work) -> Any:
        @wraps(work)
        def noted(unit: SqliteUnit) -> object:
            connection = connection_of(unit)
            seen.clear()
            connection.set_trace_callback(seen.append)
            try:
                return work(unit)
            finally:
                connection.set_trace_callback(None)

        return read(database, noted)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "read", traced)
        await look()
    return seen
