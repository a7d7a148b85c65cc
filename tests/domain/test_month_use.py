"""What was consumed month by month: nothing is lost, and each month stands next to its namesake."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.dates import Month
from domain.month_use import MOST_SCALES, CountedUse, UseChart, use_chart

NOVEMBER = Month(2026, 11)
MONTHS = st.builds(Month, st.integers(2020, 2029), st.integers(1, 12))
KWH = st.decimals(-500, 5000, places=1)
NAMES = st.sampled_from(["День", "Ночь", "Пик", "Полупик", "Круглосуточно", "Т1"])


def of_month(month: Month, kwh: int, scale: str = "День", *, is_calculated: bool = False) -> CountedUse:
    """Count something from the first day of a month to the last."""
    return CountedUse(month, scale, Decimal(kwh), month.day(1), month.last_day, is_calculated)


def chart_of(*uses: CountedUse) -> UseChart:
    chart = use_chart(uses)
    assert chart is not None
    return chart


def months_back(count: int) -> list[Month]:
    months = [NOVEMBER]
    while len(months) < count:
        months.append(months[-1].previous)
    return months


def test_nothing_known_is_no_chart() -> None:
    assert use_chart([]) is None


def test_a_single_month_has_neither_an_average_nor_a_year_before() -> None:
    chart = chart_of(of_month(NOVEMBER, 120))
    assert [each.month for each in chart.months] == [NOVEMBER]
    assert chart.average is None
    assert not chart.has_year_before
    assert not chart.has_calculated


def test_twelve_months_stand_next_to_the_same_ones_of_the_year_before() -> None:
    chart = chart_of(*(of_month(month, place) for place, month in enumerate(months_back(24))))
    assert [each.month for each in chart.months] == months_back(12)[::-1]
    assert chart.months[-1].use is not None
    assert chart.months[-1].use.total == 0
    assert chart.months[-1].year_before is not None
    assert chart.months[-1].year_before.total == 12
    assert chart.average == Fraction(sum(range(12)), 12)


def test_a_gap_stays_a_gap_and_is_no_zero() -> None:
    chart = chart_of(of_month(NOVEMBER, 100), of_month(Month(2026, 9), 0))
    assert [each.use is None for each in chart.months] == [False, True, False]
    assert chart.average == 50


def test_scales_of_one_name_are_one_part_whatever_meter_they_are_of() -> None:
    chart = chart_of(
        of_month(NOVEMBER, 100), of_month(NOVEMBER, 30, "Ночь"), of_month(NOVEMBER, 50), of_month(NOVEMBER, 7)
    )
    assert chart.scales == ("День", "Ночь")
    assert chart.months[0].use is not None
    assert chart.months[0].use.kwh == (Fraction(157), Fraction(30))


def test_more_scales_than_can_be_told_apart_are_one_sum() -> None:
    chart = chart_of(*(of_month(NOVEMBER, 10, f"Шкала {place}") for place in range(MOST_SCALES + 1)))
    assert chart.scales == ("",)
    assert chart.months[0].use is not None
    assert chart.months[0].use.kwh == (Fraction(50),)


def test_three_months_between_two_readings_are_divided_by_days_and_marked() -> None:
    chart = chart_of(CountedUse(NOVEMBER, "День", Decimal(91), date(2026, 9, 1), date(2026, 11, 30)))
    assert [each.use.total for each in chart.months if each.use] == [30, 31, 30]
    assert all(each.use is not None and each.use.is_calculated for each in chart.months)


def test_a_calculated_month_is_marked_and_its_neighbours_are_not() -> None:
    chart = chart_of(of_month(NOVEMBER.previous, 100, is_calculated=True), of_month(NOVEMBER, 90))
    assert [each.use.is_calculated for each in chart.months if each.use] == [True, False]
    assert chart.has_calculated


@st.composite
def uses(draw: st.DrawFn) -> CountedUse:
    month, days = draw(MONTHS), draw(st.integers(0, 200))
    last = month.last_day
    return CountedUse(month, draw(NAMES), draw(KWH), last - timedelta(days), last, draw(st.booleans()))


@given(st.lists(uses(), min_size=1))
def test_any_consumption_makes_up_to_twelve_months_without_a_gap(counted: list[CountedUse]) -> None:
    chart = chart_of(*counted)
    months = [each.month for each in chart.months]
    assert 1 <= len(months) <= 12
    assert all(one.next == other for one, other in pairwise(months))
    assert months[-1] == max(each.month for each in counted)


@given(st.lists(uses(), min_size=1))
def test_the_parts_of_a_year_are_all_that_was_counted_in_it(counted: list[CountedUse]) -> None:
    in_one_year = [each for each in counted if each.first.year == each.last.year == counted[0].month.year]
    chart = use_chart(in_one_year)
    total = sum((each.use.total for each in chart.months if each.use), Fraction()) if chart else 0
    assert total == sum((Fraction(each.kwh) for each in in_one_year), Fraction())
