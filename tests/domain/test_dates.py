from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import Month, ReadingWindow

any_days = st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31))
windows = st.builds(ReadingWindow, st.integers(1, 31), st.integers(1, 31))


@given(any_days)
def test_a_month_survives_its_text_and_its_neighbours(day: date) -> None:
    month = Month.of(day)
    assert Month.parse(str(month)) == month
    assert month.next.previous == month == month.previous.next
    assert month.earlier(0) == month
    assert month.earlier(1) == month.previous
    assert month.earlier(13) == month.earlier(12).previous
    assert month.previous < month < month.next
    assert month.previous.number < month.number < month.next.number
    assert divmod(month.number, 100) == (day.year, day.month)


@pytest.mark.parametrize("text", ["", "2026", "2026-1", "2026-13", "2026-00", "26-01", "2026-01-01"])
def test_a_month_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="month"):
        Month.parse(text)


@pytest.mark.parametrize("text", ["", "   "])
def test_without_a_window_every_day_is_open(text: str) -> None:
    window = ReadingWindow.parse(text)
    days = [date(2026, 1, 1) + timedelta(days=offset) for offset in range(365)]
    assert all(window.is_open(day) and window.month_of(day) == Month.of(day) for day in days)


@pytest.mark.parametrize(
    "text", ["15", "15-", "0-5", "5-0", "32-5", "15-32", "с 15 по 26", "15-26-30", "-5-10"]
)
def test_a_window_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="window"):
        ReadingWindow.parse(text)


@pytest.mark.parametrize(
    ("day", "is_open", "days_left", "next_opening"),
    [
        (date(2026, 11, 14), False, None, date(2026, 11, 15)),
        (date(2026, 11, 15), True, 11, date(2026, 12, 15)),
        (date(2026, 11, 26), True, 0, date(2026, 12, 15)),
        (date(2026, 11, 27), False, None, date(2026, 12, 15)),
        (date(2026, 12, 31), False, None, date(2027, 1, 15)),
    ],
)
def test_a_window_within_a_month(
    day: date, days_left: int | None, next_opening: date, *, is_open: bool
) -> None:
    window = ReadingWindow.parse("15-26")
    assert window.is_open(day) is is_open
    assert window.next_opening(day) == next_opening
    assert window.month_of(day) == Month.of(day)
    if days_left is not None:
        assert window.days_left(day) == days_left


@pytest.mark.parametrize(
    ("day", "is_open", "month"),
    [
        (date(2026, 2, 24), False, "2026-02"),
        (date(2026, 2, 25), True, "2026-02"),
        (date(2026, 3, 1), True, "2026-02"),
        (date(2026, 3, 5), True, "2026-02"),
        (date(2026, 3, 6), False, "2026-03"),
        (date(2027, 1, 3), True, "2026-12"),
    ],
)
def test_the_first_days_of_a_window_across_the_month_count_for_the_month_before(
    day: date, month: str, *, is_open: bool
) -> None:
    window = ReadingWindow.parse("25-5")
    assert window.is_open(day) is is_open
    assert str(window.month_of(day)) == month


def test_days_left_count_across_the_end_of_a_month() -> None:
    window = ReadingWindow.parse("25-5")
    assert window.days_left(date(2026, 2, 27)) == 6
    assert window.days_left(date(2026, 3, 5)) == 0


@pytest.mark.parametrize("text", ["31-31", "29-31", "30-2"])
def test_the_last_day_of_a_short_month_stands_for_a_missing_one(text: str) -> None:
    window = ReadingWindow.parse(text)
    assert window.is_open(date(2026, 2, 28))
    assert not window.is_open(date(2026, 2, 27))
    assert str(window.month_of(date(2026, 2, 28))) == "2026-02"


def test_a_window_that_never_closes_can_begin_within_the_month() -> None:
    window = ReadingWindow.parse("31-30")
    assert str(window.month_of(date(2026, 2, 27))) == "2026-01"
    assert str(window.month_of(date(2026, 2, 28))) == "2026-02"
    assert str(window.month_of(date(2026, 3, 30))) == "2026-02"
    assert str(window.month_of(date(2026, 3, 31))) == "2026-03"


@given(windows, any_days)
def test_every_month_has_an_open_day_and_the_next_opening_is_one(window: ReadingWindow, day: date) -> None:
    opening = window.next_opening(day)
    assert day < opening <= day + timedelta(days=61)
    assert window.is_open(opening)
    assert window.month_of(opening) == Month.of(opening)


@given(windows, any_days)
def test_an_open_day_is_between_opening_and_closing_of_its_month(window: ReadingWindow, day: date) -> None:
    month = window.month_of(day)
    if window.is_open(day):
        assert month.day(window.first) <= day <= window.closing(month)
        assert window.days_left(day) >= 0
    assert month in {Month.of(day), Month.of(day).previous}


@given(windows, any_days)
def test_a_later_day_never_counts_for_an_earlier_month(window: ReadingWindow, day: date) -> None:
    assert window.month_of(day) <= window.month_of(day + timedelta(days=1))
