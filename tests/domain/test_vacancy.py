"""Empty homes: the days on which values are sent, typed days, and what keeps values from being sent."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import Month, ReadingWindow
from domain.errors import DomainError
from domain.meter import Meter, Scale
from domain.reading import Baseline, Reading, ReadingValue, Source, Status
from domain.reminder import ReminderDays
from domain.vacancy import (
    LONGEST,
    Obstacle,
    Vacancy,
    is_time,
    last_values,
    months_ahead,
    obstacle,
    parse_last_day,
    use_since,
)

TODAY = date(2026, 11, 30)
BEGUN = datetime(2026, 11, 1, 9, tzinfo=UTC)
METER = Meter("M1", "100200301", "7", "Ромашка", 5, 0, False, None, None, (Scale(1, "Сутки", ""),))  # noqa: FBT003
VACANCY = Vacancy("100200301", 1, BEGUN, None, {"M1": {1: Decimal(100)}})
OFF = ReminderDays()


def reading(
    value: int,
    status: Status = Status.ACCEPTED,
    *,
    after: int = 1,
    previous: int = 100,
    source: Source = Source.DISPLAY,
) -> Reading:
    """A reading of so many days after the beginning."""
    values = (ReadingValue(1, Decimal(previous), Decimal(value), rolled_over=False),)
    at = BEGUN + timedelta(days=after)
    return Reading(
        after, f"{after}", "M1", "100200301", 1, Month(2026, 11), at, status, values, source=source
    )


def known(value: int | None) -> dict[int, Baseline]:
    return {1: Baseline(None if value is None else Decimal(value))}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1 мая", date(2027, 5, 1)),
        ("01.05.2027", date(2027, 5, 1)),
        ("1.05", date(2027, 5, 1)),
        ("30.11.2026", TODAY),
        ("30.11.2027", date(2027, 11, 30)),
    ],
)
def test_a_typed_day_is_the_next_one_that_fits(text: str, day: date) -> None:
    assert parse_last_day(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("29.11.2026", "vacancy-day-past"),
        ("01.05.2030", "vacancy-day-far"),
        ("31.02.2027", "date-impossible"),
        ("когда вернусь", "date-not-understood"),
    ],
)
def test_a_day_that_does_not_fit_is_refused(text: str, code: str) -> None:
    with pytest.raises(DomainError, match=code):
        parse_last_day(text, TODAY)


@given(ahead=st.integers(0, LONGEST.days))
def test_every_day_of_the_coming_year_can_be_typed(ahead: int) -> None:
    day = TODAY + timedelta(days=ahead)
    assert parse_last_day(f"{day:%d.%m.%Y}", TODAY) == day


@pytest.mark.parametrize(
    ("count", "day"), [(1, date(2026, 12, 30)), (3, date(2027, 2, 28)), (6, date(2027, 5, 30))]
)
def test_months_ahead_end_with_a_shorter_month(count: int, day: date) -> None:
    assert months_ahead(TODAY, count) == day


@pytest.mark.parametrize(
    ("window", "days", "first"),
    [
        ("", OFF, 20),
        ("15-26", OFF, 21),
        ("15-26", ReminderDays.parse("18,24"), 18),
        ("15-26", ReminderDays.parse("5"), 26),
        ("", ReminderDays.parse("end-2"), 28),
    ],
)
def test_values_are_sent_from_the_first_day_of_reminders_on(
    window: str, days: ReminderDays, first: int
) -> None:
    parsed = ReadingWindow.parse(window)
    november = [date(2026, 11, day) for day in range(1, 31)]
    assert [day.day for day in november if is_time(day, days, parsed)] == [
        day.day for day in november if day.day >= first and parsed.is_open(day)
    ]


def test_a_window_over_the_end_of_a_month_goes_on_after_it() -> None:
    window, days = ReadingWindow.parse("25-5"), ReminderDays.parse("28")
    assert days is not None
    sent = [
        day for ago in range(14) if is_time(day := date(2026, 11, 24) + timedelta(days=ago), days, window)
    ]
    assert (sent[0], sent[-1]) == (date(2026, 11, 28), date(2026, 12, 5))


def test_what_a_resident_sent_since_is_the_last_that_is_known() -> None:
    assert last_values(VACANCY, "M1", []) == {1: Decimal(100)}
    assert last_values(VACANCY, "M1", [reading(105)]) == {1: Decimal(105)}
    assert last_values(VACANCY, "M1", [reading(105, after=-1)]) == {1: Decimal(100)}
    assert last_values(VACANCY, "M1", [reading(105, Status.WITHDRAWN)]) == {1: Decimal(100)}
    assert last_values(VACANCY, "M2", []) is None


@pytest.mark.parametrize(
    ("readings", "value", "why"),
    [
        ([], 100, None),
        ([reading(105)], 105, None),
        ([reading(105, Status.WITHDRAWN)], 100, None),
        ([], None, Obstacle.NO_VALUES),
        ([], 130, Obstacle.OTHER_VALUES),
        ([], 90, Obstacle.OTHER_VALUES),
        ([reading(900, Status.REVIEW)], 900, Obstacle.DOUBT),
        ([reading(900, Status.REVIEW, after=-9)], 100, Obstacle.DOUBT),
        ([reading(100, Status.REFUSED)], 100, Obstacle.DOUBT),
        ([reading(900, Status.REJECTED)], 100, Obstacle.DOUBT),
        ([reading(900, Status.REJECTED, after=-9)], 100, None),
    ],
)
def test_values_are_sent_only_while_nothing_else_is_known(
    readings: list[Reading], value: int | None, why: Obstacle | None
) -> None:
    assert obstacle(VACANCY, METER, readings, known(value)) is why


def test_a_meter_of_which_nothing_was_confirmed_is_not_sent() -> None:
    without = Vacancy("100200301", 1, BEGUN, None, {})
    assert obstacle(without, METER, [], known(100)) is Obstacle.NO_VALUES


def test_use_counts_what_residents_read_themselves_since() -> None:
    sent = [
        reading(160, after=-1),
        reading(104),
        reading(104, previous=104, after=2, source=Source.VACANT),
        reading(111, previous=104, after=3),
        reading(900, Status.REVIEW, previous=111, after=4),
        reading(900, Status.REPLACED, previous=111, after=5),
    ]
    assert use_since(VACANCY, METER, sent) == 11


def test_a_vacancy_is_in_force_to_the_end_of_its_last_day() -> None:
    until = Vacancy("100200301", 1, BEGUN, TODAY, {})
    assert until.is_in_force(TODAY)
    assert not until.is_in_force(TODAY + timedelta(days=1))
    assert not Vacancy("100200301", 1, BEGUN, TODAY, {}, doubted_at=BEGUN).is_in_force(TODAY)
