"""Reminders come in the resident's daytime, and before it is too late."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.reminding import is_daytime, reminder_at

MOSCOW = ZoneInfo("Europe/Moscow")
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
END = date(2026, 11, 30)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("typed", "due"),
    [
        (at(22, 12), at(22, 13)),
        (at(22, 19, 59), at(22, 20, 59)),
        (at(22, 20), at(23, 9)),
        (at(22, 23, 30), at(23, 9)),
        (at(22, 3), at(22, 9)),
        (at(30, 20, 30), at(30, 20, 50)),
        (at(30, 20, 55), None),
        (at(30, 23), None),
        (at(29, 23), at(30, 9)),
    ],
)
def test_a_reminder_comes_an_hour_later_in_the_daytime(typed: datetime, due: datetime | None) -> None:
    assert reminder_at(typed, END, MOSCOW) == due


@given(
    st.integers(0, 366 * 24 * 60).map(lambda minutes: NEW_YEAR + timedelta(minutes=minutes)),
    st.integers(0, 20),
    st.sampled_from(["Europe/Moscow", "Asia/Kamchatka", "Europe/Kaliningrad"]),
)
def test_no_reminder_comes_at_night_or_after_the_window(typed: datetime, days: int, name: str) -> None:
    zone = ZoneInfo(name)
    last_day = typed.astimezone(zone).date() + timedelta(days=days)
    due = reminder_at(typed, last_day, zone)
    if due is not None:
        assert is_daytime(due, zone)
        assert typed < due
        assert due.astimezone(zone).date() <= last_day
