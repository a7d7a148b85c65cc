"""Deletes old rows that are not needed any more, so that the database does not grow for ever.

Readings, questions and decisions stay; the messages that told of them are deleted. Accounts that their owners
closed are erased when their time is over.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from domain.batch import KEPT_FOR as LIST_KEPT_FOR
from domain.schedule import FINISHED, Pace, Progress, Run, Task
from domain.second_step import PENDING_LIFETIME
from services.people.erasing import erase_next
from services.schedule import Job
from storage.unit import StoredUnit

KEPT = timedelta(days=30)
REMINDERS_KEPT = timedelta(days=100)
"""A reminder is left out if the same one was left before, which may be two months later."""
AT_ONCE = 500
"""Rows that one unit of work deletes, because residents who write meanwhile wait for it."""


def clean_up(unit: StoredUnit, run: Run, now: datetime) -> Progress:
    """Delete a portion of what is older than :data:`KEPT`, and what was not finished in time."""
    before = now - KEPT
    unit.inbox.forget(before)
    unit.waivers.forget(before)
    unit.claims.forget(before)
    unit.batches.forget(now - LIST_KEPT_FOR)
    unit.schedule.forget(before)
    unit.pending_sign_ins.forget(now - PENDING_LIFETIME)
    is_more = (
        erase_next(unit, now),
        unit.outbox.forget(before, AT_ONCE) == AT_ONCE,
        unit.reminders.forget(now - REMINDERS_KEPT, AT_ONCE) == AT_ONCE,
        unit.notices.forget(before, AT_ONCE),
    )
    return Progress(run.cursor, Pace.AT_ONCE) if any(is_more) else FINISHED


HOUSEKEEPING = Job(Task("housekeeping", begins=time(3, 30), ends=None, wakes_nobody=True), clean_up)
"""It begins in the night, when few write; after a night in which the program was down, at its start."""
