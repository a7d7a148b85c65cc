"""Which value of billing is a reading of the bot that came back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.known_value import ON_THE_WAY, KnownValue, ValueSource, reading_of
from domain.reading import Reading, Status
from tests.domain.test_baseline import MOSCOW, reading

SENT = reading(10, 12345)
"""Of 20.10.2026."""


def known(
    day: date = date(2026, 10, 20),
    value: str = "12345",
    source: ValueSource = ValueSource.RESIDENT,
    scale: int = 1,
) -> KnownValue:
    return KnownValue(scale, day, Decimal(value), source)


def found(value: KnownValue, *readings: Reading) -> Reading | None:
    return reading_of(value, readings or (SENT,), MOSCOW)


@pytest.mark.parametrize("day", [date(2026, 10, 1), date(2026, 10, 31), date(2026, 10, 20)])
def test_the_same_value_of_its_month_is_the_reading(day: date) -> None:
    assert found(known(day)) is SENT


@given(st.integers(-400, 400))
def test_outside_of_its_month_a_few_days_are_the_way_to_billing(days: int) -> None:
    day = date(2026, 10, 20) + timedelta(days)
    is_near = (day.month == 10 and day.year == 2026) or abs(days) <= ON_THE_WAY.days
    assert (found(known(day)) is SENT) == is_near


def test_another_value_or_another_scale_is_not_the_reading() -> None:
    assert found(known(value="12346")) is None
    assert found(known(scale=2)) is None


@pytest.mark.parametrize("source", ValueSource)
def test_what_an_inspector_saw_or_billing_calculated_is_not_the_reading(source: ValueSource) -> None:
    came_back = source in {ValueSource.RESIDENT, ValueSource.OPERATOR}
    assert (found(known(source=source)) is SENT) == came_back


@pytest.mark.parametrize("status", Status)
def test_only_a_reading_that_counts_comes_back(status: Status) -> None:
    sent = reading(10, 12345, status=status)
    is_void = status in {Status.REJECTED, Status.REPLACED, Status.REFUSED, Status.REVIEW, Status.WITHDRAWN}
    assert (found(known(), sent) is None) == is_void


def test_the_last_of_several_equal_readings_came_back() -> None:
    later = reading(10, 12345, day=25)
    assert found(known(), later, SENT) is later
