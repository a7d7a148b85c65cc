"""The hours of operators: how they are written, and when operators are there next."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.support_hours import Hours, SupportHours, SupportHoursError

WORKDAY, SATURDAY = Hours(540, 1080), Hours(600, 900)
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
MINUTES = st.integers(0, 20000)


def hours(text: str = "пн-пт 9:00-18:00; сб 10:00-15:00") -> SupportHours:
    found = SupportHours.parse(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "text",
    [
        "пн-пт 9:00-18:00; сб 10:00-15:00",
        " Пн – Пт  9 – 18 ;СБ 10:00—15:00; ",
        "mon-fri 09:00-18:00; sat 10-15",
        "сб 10-15; пн, вт, ср-пт 9-18",
        "пн-пт: 9-18; сб.: 10-15",
    ],
)
def test_hours_are_read_however_they_are_spelled(text: str) -> None:
    assert hours(text).days == (*((WORKDAY,),) * 5, (SATURDAY,), ())


def test_days_may_go_over_the_end_of_the_week_and_have_a_break() -> None:
    found = hours("сб-пн 9-13, 14-24")
    assert found.days == ((Hours(540, 780), Hours(840, 1440)), (), (), (), (), *found.days[:1] * 2)


@pytest.mark.parametrize("text", ["", "  ", ";"])
def test_nothing_is_no_hours(text: str) -> None:
    assert SupportHours.parse(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "9:00-18:00",
        "пн-пт",
        "круглосуточно",
        "пн-пт 9:00",
        "пн-пт 18:00-9:00",
        "пн-пт 9-9",
        "пн-пт 9:60-18:00",
        "пн-пт 9-25",
        "пн-пт 24:30-25",
        "пн-пт 9-14, 13-18",
        "пн-пт 9-18; пт 9-17",
        "пн-пн-вт 9-18",
        "пон-пят 9-18",
        "пн 9-18, сб 10-15",
    ],
)
def test_what_is_no_hours_is_refused(text: str) -> None:
    with pytest.raises(SupportHoursError):
        SupportHours.parse(text)


def test_neighbours_with_the_same_hours_are_told_together() -> None:
    assert [(each.first, each.last) for each in hours("пн-ср 9-18; пт 9-18; сб 10-15").alike] == [
        (0, 2),
        (4, 4),
        (5, 5),
    ]


@pytest.mark.parametrize(
    ("days", "time", "is_open", "opens"),
    [
        (0, (8, 59), False, (0, 9)),
        (0, (9, 0), True, (1, 9)),
        (0, (17, 59), True, (1, 9)),
        (0, (18, 0), False, (1, 9)),
        (4, (20, 0), False, (5, 10)),
        (5, (15, 0), False, (7, 9)),
        (6, (12, 0), False, (7, 9)),
    ],
)
def test_they_are_back_at_the_next_opening(
    days: int, time: tuple[int, int], opens: tuple[int, int], *, is_open: bool
) -> None:
    now = MONDAY + timedelta(days=days, hours=time[0], minutes=time[1])
    assert hours().is_open(now) is is_open
    assert hours().next_opening(now) == MONDAY + timedelta(days=opens[0], hours=opens[1])


def test_the_only_opening_of_a_week_is_found_after_it_has_begun() -> None:
    assert hours("пн 9-18").next_opening(MONDAY + timedelta(hours=19)) == MONDAY + timedelta(days=7, hours=9)


def test_what_lies_in_the_night_or_on_sunday_is_no_work() -> None:
    friday = MONDAY + timedelta(days=4, hours=17)
    assert hours().worked(friday, friday + timedelta(days=3)) == timedelta(hours=1 + 5 + 8)


@given(first=MINUTES, second=MINUTES, third=MINUTES)
def test_work_between_moments_adds_up_and_is_never_more_than_the_time(
    first: int, second: int, third: int
) -> None:
    moments = [MONDAY + timedelta(minutes=each) for each in sorted((first, second, third))]
    begin, middle, end = moments
    whole = hours().worked(begin, end)
    assert whole == hours().worked(begin, middle) + hours().worked(middle, end)
    assert timedelta() <= whole <= end - begin
