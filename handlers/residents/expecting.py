"""When an answer of the operators may be expected, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from domain.support_hours import DayHours, SupportHours
from handlers.context import Context
from services.threads.expecting import ExpectAnswer, Expected
from ui.texts import Speech

STEP = 5
"""Minutes to which the usual time is rounded up: more exactly nobody can promise it."""
MOST_HOURS = 48
"""Hours above which time is told in days."""


async def expected_lines(say: Speech, context: Context) -> list[str]:
    """Say how long an answer usually takes, and when operators are there; nothing where neither is known."""
    text = " ".join(_sentences(say, await context.cases[ExpectAnswer]()))
    return [text] if text else []


def _sentences(say: Speech, expected: Expected) -> Iterator[str]:
    hours = expected.hours
    if expected.usual is not None:
        text_id = "expect-usual" if hours is None else "expect-usual-in-hours"
        yield say(text_id, time=time_words(say, expected.usual, is_work=hours is not None))
    if hours is not None:
        yield say("expect-hours", hours=hours_words(say, hours))
    if expected.back is not None:
        yield say("expect-back", when=_when(say, expected.back, expected.now))


def time_words(say: Speech, time: timedelta, *, is_work: bool) -> str:
    """Say about how long something takes; ``is_work``: in hours of work, of which days have fewer than 24."""
    minutes = max(STEP, -(-int(time.total_seconds()) // (60 * STEP)) * STEP)
    if minutes < 60:
        return say.plain("expect-minutes", count=minutes)
    hours = round(minutes / 60)
    if is_work or hours <= MOST_HOURS:
        return say.plain("expect-hours-of-time", count=hours)
    return say.plain("expect-days", count=round(hours / 24))


def hours_words(say: Speech, hours: SupportHours) -> str:
    """Name the days that have hours, and the hours."""
    return "; ".join(_days(say, each) for each in hours.alike)


def _days(say: Speech, each: DayHours) -> str:
    if (each.first, each.last) == (0, 6):
        days = say.plain("expect-every-day")
    else:
        ends = dict.fromkeys((each.first, each.last))
        days = "–".join(say.plain(f"expect-day-{day}") for day in ends)
    spans = ", ".join(f"{_time(span.begin)}–{_time(span.end)}" for span in each.hours)
    return f"{days} {spans}"


def _time(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"


def _when(say: Speech, back: datetime, now: datetime) -> str:
    days = (back.date() - now.date()).days
    day = {0: "today", 1: "tomorrow"}.get(days, f"on-{back.weekday()}")
    return say.plain(f"expect-{day}", time=_time(back.hour * 60 + back.minute))
