"""Where the clock of the demo can be put: always ahead, and where the levers say."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.moments import closed, last_day, next_month
from domain.dates import ReadingWindow

MOSCOW = ZoneInfo("Europe/Moscow")
WINDOWS = st.builds(ReadingWindow, st.integers(1, 31), st.integers(1, 31))
WITH_CLOSED_DAYS = st.one_of(
    st.builds(ReadingWindow, st.integers(5, 20), st.integers(20, 26)),
    st.builds(ReadingWindow, st.integers(20, 28), st.integers(1, 10)),
)
MOMENTS = st.integers(0, 1000 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=MOSCOW) + timedelta(minutes=minutes)
)


def at(month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=MOSCOW)


@given(WINDOWS, MOMENTS)
def test_every_moment_lies_ahead_and_not_too_far_away(window: ReadingWindow, now: datetime) -> None:
    for moment in (next_month(now), last_day(window, now), closed(window, now)):
        assert now < moment < now + timedelta(days=70)


@given(WITH_CLOSED_DAYS, MOMENTS)
def test_the_last_day_is_open_and_the_end_is_a_minute_after_its_midnight(
    window: ReadingWindow, now: datetime
) -> None:
    last = last_day(window, now)
    assert window.is_open(last.date())
    assert window.days_left(last.date()) == 0
    end = closed(window, now)
    assert window.days_left((end - timedelta(days=1)).date()) == 0
    assert (end.hour, end.minute) == (0, 1)


@pytest.mark.parametrize(
    ("window", "now", "last", "end"),
    [
        ("15-26", at(11, 20), at(11, 26, 10), at(11, 27, 0, 1)),
        ("15-26", at(11, 26, 9), at(11, 26, 10), at(11, 27, 0, 1)),
        ("15-26", at(11, 26), at(12, 26, 10), at(11, 27, 0, 1)),
        ("15-26", at(11, 1), at(11, 26, 10), at(11, 27, 0, 1)),
        ("25-5", at(11, 27), at(12, 5, 10), at(12, 6, 0, 1)),
        ("25-5", at(11, 3), at(11, 5, 10), at(11, 6, 0, 1)),
        ("25-5", at(11, 10), at(12, 5, 10), at(12, 6, 0, 1)),
        ("", at(11, 10), at(11, 30, 10), at(12, 1, 0, 1)),
    ],
)
def test_the_levers_of_the_window_lead_to_its_last_morning_and_beyond_its_end(
    window: str, now: datetime, last: datetime, end: datetime
) -> None:
    days = ReadingWindow.parse(window)
    assert (last_day(days, now), closed(days, now)) == (last, end)


def test_the_next_month_begins_in_the_morning_of_its_first_day() -> None:
    assert next_month(at(11, 30)) == at(12, 1, 10)
    assert next_month(at(12, 31, 23)) == datetime(2027, 1, 1, 10, tzinfo=MOSCOW)
