"""On which days residents are reminded, in every window and every month."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import Month, ReadingWindow
from domain.reminder import ReminderDays, ReminderKind, is_due_soon, is_recent, verification_stage

windows = st.builds(ReadingWindow, st.integers(1, 31), st.integers(1, 31))
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def parsed(text: str) -> ReminderDays:
    found = ReminderDays.parse(text)
    assert found is not None
    return found


def days_of(text: str, window: str, month: Month) -> list[int]:
    """The days of a month on which residents are reminded."""
    given = parsed(text)
    every = (month.day(number) for number in range(1, month.last_day.day + 1))
    return [day.day for day in every if given.include(day, ReadingWindow.parse(window))]


@pytest.mark.parametrize(
    ("text", "window", "month", "expected"),
    [
        ("20,24", "", Month(2026, 11), [20, 24]),
        (" 24 , 20 ", "15-26", Month(2026, 11), [20, 24]),
        ("31", "", Month(2026, 11), [30]),
        ("29,31", "", Month(2026, 2), [28]),
        ("end-5,end-1", "15-26", Month(2026, 11), [21, 25]),
        ("END - 1, end-0", "15-26", Month(2026, 11), [25, 26]),
        ("end-5,end-1", "25-5", Month(2026, 11), [4, 30]),
        ("end-5,end-1", "20-31", Month(2026, 2), [23, 27]),
        ("end-5,end-1", "24-26", Month(2026, 11), [25]),
        ("2,20", "15-26", Month(2026, 11), [20]),
        ("off", "", Month(2026, 11), []),
    ],
)
def test_the_days_are_those_of_the_setting_on_which_readings_are_taken(
    text: str, window: str, month: Month, expected: list[int]
) -> None:
    assert days_of(text, window, month) == expected


@given(windows, st.integers(0, 31), days)
def test_so_many_days_before_the_end_come_once_in_each_window_that_is_long_enough(
    window: ReadingWindow, left: int, day: date
) -> None:
    month = window.month_of(day)
    first, last = month.day(window.first), window.closing(month)
    given = ReminderDays(before_end=frozenset({left}))
    length = (last - first).days
    found = [step for step in range(length + 1) if given.include(first + timedelta(days=step), window)]
    assert found == ([length - left] if 0 <= left <= length else [])


@given(windows, st.integers(1, 31), st.integers(0, 31), days)
def test_nobody_is_reminded_while_the_window_is_closed(
    window: ReadingWindow, number: int, left: int, day: date
) -> None:
    given = ReminderDays(frozenset({number}), frozenset({left}))
    assert window.is_open(day) or not given.include(day, window)


def test_without_the_setting_the_days_follow_the_window() -> None:
    assert ReminderDays.parse(" ") is None
    assert ReminderDays.usual(ReadingWindow()) == parsed("20,24")
    assert ReminderDays.usual(ReadingWindow(15, 26)) == parsed("end-5,end-1")
    assert parsed("off").is_off
    assert not parsed("20").is_off


@pytest.mark.parametrize(
    "text", ["0", "32", "20;24", "end", "end-32", "never", "20,,24", "-5", "end+5", "20,off"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not days"):
        ReminderDays.parse(text)


@pytest.mark.parametrize(("left", "stage"), [(61, None), (60, 60), (15, 60), (14, 14), (0, 14), (-1, None)])
def test_a_verification_has_two_stages(left: int, stage: int | None) -> None:
    today = date(2026, 11, 22)
    assert verification_stage(today + timedelta(days=left), today) == stage


@pytest.mark.parametrize(("left", "is_soon"), [(3, False), (2, True), (0, True), (-1, False)])
def test_a_bill_is_due_soon_on_its_last_two_days_and_its_day(left: int, *, is_soon: bool) -> None:
    today = date(2026, 11, 22)
    assert is_due_soon(today + timedelta(days=left), today) == is_soon
    assert not is_due_soon(None, today)


def test_a_bill_of_long_ago_is_no_news() -> None:
    today = date(2026, 1, 10)
    assert [is_recent(Month.parse(text), today) for text in ("2025-11", "2025-12", "2026-01")] == [
        False,
        True,
        True,
    ]


def test_bills_are_told_only_to_residents_who_want_that() -> None:
    assert {kind for kind in ReminderKind if kind.is_on_at_first} == {
        ReminderKind.READINGS,
        ReminderKind.VERIFICATION,
    }
