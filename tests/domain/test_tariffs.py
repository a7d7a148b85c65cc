"""Which prices are shown, and when the next range begins."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cost import Tariff, Use, use_since
from domain.dates import Month
from domain.tariffs import Prices, day_of_change, prices_on, range_state

JULY, JANUARY = date(2026, 7, 1), date(2026, 1, 1)
NEXT_YEAR = date(2027, 1, 1)
NOVEMBER = Month(2026, 11)
TODAY = date(2026, 11, 15)
THRESHOLDS = (0, 1200, 3900)
TARIFFS = [
    Tariff(1, 1, 1200, 700, JULY),
    Tariff(1, 1, 0, 600, JULY),
    Tariff(1, 1, 0, 500, JANUARY),
    Tariff(1, 1, 0, 650, NEXT_YEAR),
]


def ranges(prices: Prices | None) -> list[tuple[int, int]] | None:
    return None if prices is None else [(each.from_kwh, each.price) for each in prices.ranges]


def at(kwh: int, days: int = 30, today: date = TODAY) -> Use:
    """Use so much in the days before today."""
    return use_since(1, 1, Decimal(kwh), today - timedelta(days=days), today)


def test_the_prices_of_a_day_are_told_with_those_before_and_those_to_come() -> None:
    found = prices_on(TARIFFS, 1, 1, TODAY)
    assert found is not None
    assert (found.now.since, ranges(found.now)) == (JULY, [(0, 600), (1200, 700)])
    assert (found.before.since if found.before else None, ranges(found.before)) == (JANUARY, [(0, 500)])
    assert (found.coming.since if found.coming else None, ranges(found.coming)) == (NEXT_YEAR, [(0, 650)])


def test_the_first_prices_have_none_before_and_the_last_none_to_come() -> None:
    found = prices_on([TARIFFS[2]], 1, 1, TODAY)
    assert found is not None
    assert (found.before, found.coming) == (None, None)


def test_a_price_that_is_not_known_is_not_shown() -> None:
    assert prices_on(TARIFFS, 1, 1, date(2025, 12, 31)) is None
    assert prices_on(TARIFFS, 2, 1, TODAY) is None
    assert prices_on([Tariff(1, 1, 1200, 700, JULY)], 1, 1, TODAY) is None


@pytest.mark.parametrize(
    ("price", "after", "until", "day"),
    [
        (600, date(2026, 6, 1), date(2026, 7, 31), JULY),
        (700, date(2025, 7, 1), JULY, JULY),
        (600, JULY, TODAY, None),
        (600, JANUARY, date(2026, 6, 30), None),
        (601, JANUARY, TODAY, None),
    ],
)
def test_the_day_of_a_price_is_told_if_it_lies_between_two_bills(
    price: int, after: date, until: date, day: date | None
) -> None:
    assert day_of_change(TARIFFS, 1, price, after, until) == day
    assert day_of_change(TARIFFS, 2, price, after, until) is None


def test_of_two_days_of_a_price_neither_is_told() -> None:
    again = [*TARIFFS, Tariff(2, 1, 0, 600, date(2026, 9, 1))]
    assert day_of_change(again, 1, 600, JANUARY, TODAY) is None


def test_the_price_changes_above_the_threshold() -> None:
    found = prices_on(TARIFFS, 1, 1, TODAY)
    assert found is not None
    assert [found.now.price_above(kwh) for kwh in (0, 1199, 1200, 9000)] == [600, 600, 700, 700]


@pytest.mark.parametrize(
    ("kwh", "days", "crossed_on"),
    [
        (783, 15, 23),  # 52.2 a day: 1,200 are passed within the 23rd
        (600, 15, None),  # 40 a day: exactly 1,200 at the end of the month
        (601, 15, 30),
        (1190, 10, 15),  # already by now, if the days before took as much
        (783, 2, None),  # two days say nothing about a month
    ],
)
def test_the_day_of_the_next_range_follows_from_the_pace(kwh: int, days: int, crossed_on: int | None) -> None:
    state = range_state([at(kwh, days)], THRESHOLDS, NOVEMBER, TODAY)
    assert (state.used, state.passed, state.ahead) == (Fraction(kwh), None, 1200)
    assert state.crossed_on == (None if crossed_on is None else NOVEMBER.day(crossed_on))


def test_all_meters_of_a_number_go_towards_the_threshold_together() -> None:
    state = range_state([at(400, 15), at(383, 15)], THRESHOLDS, NOVEMBER, TODAY)
    assert (state.used, state.crossed_on) == (Fraction(783), NOVEMBER.day(23))


def test_a_threshold_that_was_passed_is_told_and_the_next_one_is_ahead() -> None:
    state = range_state([at(1300)], THRESHOLDS, NOVEMBER, TODAY)
    assert (state.passed, state.ahead, state.crossed_on) == (1200, 3900, None)
    state = range_state([at(5000)], THRESHOLDS, NOVEMBER, TODAY)
    assert (state.passed, state.ahead, state.crossed_on) == (3900, None, None)


def test_exactly_a_threshold_has_not_passed_it() -> None:
    state = range_state([at(1200)], THRESHOLDS, NOVEMBER, TODAY)
    assert (state.passed, state.ahead) == (None, 1200)


def test_in_a_month_that_is_over_nothing_will_be_passed() -> None:
    assert range_state([at(1100)], THRESHOLDS, NOVEMBER.previous, TODAY).crossed_on is None


def test_without_readings_or_ranges_there_is_nothing_ahead() -> None:
    assert range_state([], THRESHOLDS, NOVEMBER, TODAY).used == 0
    assert range_state([], THRESHOLDS, NOVEMBER, TODAY).crossed_on is None
    assert range_state([at(5000)], (0,), NOVEMBER, TODAY).ahead is None


@given(st.integers(0, 9000), st.integers(3, 300), st.integers(1, 9000), st.integers(1, 30))
def test_a_day_that_is_told_lies_in_the_month_and_not_before_today(
    kwh: int, days: int, threshold: int, day: int
) -> None:
    today = NOVEMBER.day(day)
    use = at(kwh, days, today)
    told = range_state([use], (0, threshold), NOVEMBER, today).crossed_on
    if told is not None:
        assert today <= told <= NOVEMBER.last_day
        a_day = Fraction(kwh, use.days)
        assert a_day * told.day > threshold
        assert told == today or a_day * (told.day - 1) <= threshold
