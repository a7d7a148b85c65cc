"""Deletes old rows that are not needed any more, so that the database does not grow for ever.

Readings, questions and decisions stay; the messages that told of them are deleted.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.batch import KEPT_FOR as LIST_KEPT_FOR
from domain.second_step import PENDING_LIFETIME
from storage.sqlite.database import Database

KEPT = timedelta(days=30)
EVERY = timedelta(hours=1)
AT_ONCE = 500
"""Rows that one unit of work deletes, because residents who write meanwhile wait for it."""


async def clean_up(database: Database, now: datetime) -> None:
    """Delete rows that are older than :data:`KEPT`, a few at a time, and what was not finished in time."""
    before = now - KEPT
    await database.write_long(lambda unit: unit.inbox.forget(before))
    await database.write_long(lambda unit: unit.waivers.forget(before))
    await database.write_long(lambda unit: unit.batches.forget(now - LIST_KEPT_FOR))
    await database.write_long(lambda unit: unit.pending_sign_ins.forget(now - PENDING_LIFETIME))
    while await database.write_long(lambda unit: unit.outbox.forget(before, AT_ONCE)) == AT_ONCE:
        pass
    while await database.write_long(lambda unit: unit.notices.forget(before, AT_ONCE)):
        pass
