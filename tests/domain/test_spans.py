"""Days and months as spans of time."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import Month
from domain.spans import Span, day_span, days_of, hours_of, month_span

MOSCOW, BERLIN = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Berlin")
days = st.dates(date(1995, 1, 1), date(2100, 1, 1))
zones = st.sampled_from([MOSCOW, BERLIN, ZoneInfo("Asia/Kolkata"), ZoneInfo("Australia/Lord_Howe")])


def test_a_day_in_moscow_begins_three_hours_before_that_of_utc() -> None:
    assert day_span(date(2026, 11, 22), MOSCOW) == Span(
        datetime(2026, 11, 21, 21, tzinfo=UTC), datetime(2026, 11, 22, 21, tzinfo=UTC)
    )


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_where_the_clocks_are_changed_a_day_is_shorter_or_longer(day: date, hours: int) -> None:
    assert len(list(hours_of(day, BERLIN))) == hours


@given(days, zones)
def test_the_hours_of_a_day_are_the_day_without_gaps(day: date, zone: ZoneInfo) -> None:
    hours, whole = list(hours_of(day, zone)), day_span(day, zone)
    assert (hours[0].begin, hours[-1].end) == (whole.begin, whole.end)
    assert all(one.end == other.begin for one, other in pairwise(hours))
    assert all(timedelta(0) < hour.end - hour.begin <= timedelta(hours=1) for hour in hours)


@given(days, zones)
def test_the_days_of_a_month_are_the_month_without_gaps(day: date, zone: ZoneInfo) -> None:
    month = Month.of(day)
    parts, whole = list(days_of(month, zone)), month_span(month, zone)
    assert (parts[0].begin, parts[-1].end) == (whole.begin, whole.end)
    assert all(one.end == other.begin for one, other in pairwise(parts))
    assert len(parts) == month.last_day.day
