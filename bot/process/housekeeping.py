"""Deletes what nobody needs any more, a little at a time, so that the database does not grow for ever.

What residents sent and what operators decided stays; the deliveries that told of it go.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from storage.sqlite.database import Database

KEPT = timedelta(days=30)
EVERY = timedelta(hours=1)
AT_ONCE = 500
"""Rows of one unit of work: residents who write meanwhile wait for no more than that."""


async def clean_up(database: Database, now: datetime) -> None:
    """Delete what is older than :data:`KEPT`."""
    before = now - KEPT
    await database.write_long(lambda unit: unit.inbox.forget(before))
    while await database.write_long(lambda unit: unit.outbox.forget(before, AT_ONCE)) == AT_ONCE:
        pass
    while await database.write_long(lambda unit: unit.notices.forget(before, AT_ONCE)):
        pass
