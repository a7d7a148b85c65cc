"""Days and months where the residents live, as spans of time: a day is counted from midnight there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.dates import Month

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Span:
    """From ``begin`` up to ``end``, which does not belong to it; both UTC-aware."""

    begin: datetime
    end: datetime


def day_span(day: date, zone: ZoneInfo) -> Span:
    """Return the span of a day; where the clocks are changed it has 23 or 25 hours."""
    return Span(_midnight(day, zone), _midnight(day + timedelta(days=1), zone))


def month_span(month: Month, zone: ZoneInfo) -> Span:
    """Return the span of a month."""
    return Span(_midnight(month.day(1), zone), _midnight(month.next.day(1), zone))


def hours_of(day: date, zone: ZoneInfo) -> Iterator[Span]:
    """Give the hours of a day."""
    whole = day_span(day, zone)
    begin = whole.begin
    while begin < whole.end:
        yield Span(begin, min(begin + HOUR, whole.end))
        begin += HOUR


def days_of(month: Month, zone: ZoneInfo) -> Iterator[Span]:
    """Give the days of a month."""
    day = month.day(1)
    while day <= month.last_day:
        yield day_span(day, zone)
        day += timedelta(days=1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
