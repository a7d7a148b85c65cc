"""The moments to which the clock of the demo can be put forward; each lies ahead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from domain.dates import Month, ReadingWindow

MORNING = time(10)
"""When people are awake and the bot tells them what it tells at no other time."""
JUST_AFTER_MIDNIGHT = time(0, 1)


def next_month(now: datetime) -> datetime:
    """Return the morning of the first day of the next month; ``now`` is in the time zone of the bot."""
    return _at(Month.of(now.date()).next.day(1), MORNING, now)


def last_day(window: ReadingWindow, now: datetime) -> datetime:
    """Return the next morning of a last day on which readings are taken."""
    return _next(now, (_at(day, MORNING, now) for day in _closings(window, now.date())))


def closed(window: ReadingWindow, now: datetime) -> datetime:
    """Return the next moment at which the readings of a month are not taken any more."""
    tomorrow = timedelta(days=1)
    return _next(
        now, (_at(day + tomorrow, JUST_AFTER_MIDNIGHT, now) for day in _closings(window, now.date()))
    )


def _closings(window: ReadingWindow, day: date) -> Iterator[date]:
    month = window.month_of(day)
    yield from (window.closing(each) for each in (month.previous, month, month.next, month.next.next))


def _next(now: datetime, moments: Iterator[datetime]) -> datetime:
    return next(moment for moment in moments if moment > now)


def _at(day: date, hour: time, now: datetime) -> datetime:
    return datetime.combine(day, hour, now.tzinfo)
