"""What consumption costs: ranges, shares, changes of prices, and kopecks that add up."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cost import (
    LONGEST_MONTH,
    CostLine,
    Tariff,
    Use,
    cost_lines,
    tariffs_for,
    total_of,
    use_since,
    used_in,
)
from domain.dates import Month

DAY = date(2026, 11, 22)
NOVEMBER = Month(2026, 11)
JULY, JANUARY = date(2026, 7, 1), date(2026, 1, 1)
RANGES = [
    Tariff(1, 1, 3900, 1196, JULY),
    Tariff(1, 1, 0, 598, JULY),
    Tariff(1, 1, 1200, 747, JULY),
    Tariff(1, 1, 0, 500, JANUARY),
    Tariff(1, 1, 0, 9999, date(2027, 1, 1)),
]
TWO_RATES = [
    Tariff(2, 1, 0, 700, JULY),
    Tariff(2, 1, 1200, 900, JULY),
    Tariff(2, 2, 0, 300, JULY),
    Tariff(2, 2, 1200, 400, JULY),
]


def a_month(kwh: Decimal | int | str, rates: int = 1, scale: int = 1, on: date = DAY) -> Use:
    """Use so much in the thirty days before a day."""
    return use_since(rates, scale, Decimal(kwh), on - timedelta(days=30), on)


def cost(*uses: Use, tariffs: list[Tariff] = RANGES, beside: tuple[Use, ...] = ()) -> int | None:
    lines = cost_lines(uses, tariffs, Month.of(uses[0].last), beside)
    return None if lines is None else total_of(lines)


@pytest.mark.parametrize(
    ("consumption", "kopecks"),
    [
        ("0", 0),
        ("100", 59800),
        ("1200", 1200 * 598),
        ("1201", 1200 * 598 + 747),
        ("4000", 1200 * 598 + 2700 * 747 + 100 * 1196),
        ("0.1", 60),  # 59.8 kopecks
    ],
)
def test_each_range_has_its_price(consumption: str, kopecks: int) -> None:
    assert cost(a_month(consumption)) == kopecks


def test_half_a_kopeck_is_rounded_up() -> None:
    assert cost(a_month("0.5"), tariffs=[Tariff(1, 1, 0, 1, JULY)]) == 1


def test_the_prices_of_the_days_count() -> None:
    assert cost(a_month(4000, on=date(2026, 6, 30))) == 4000 * 500
    assert cost(Use(1, 1, Decimal(1), JULY, JULY)) == 598
    assert cost(a_month(1, on=date(2025, 12, 31))) is None


def test_across_a_change_of_prices_days_divide() -> None:
    ten_days = Use(1, 1, Decimal(100), date(2026, 6, 28), date(2026, 7, 7))
    assert cost(ten_days) == 30 * 500 + 70 * 598


def test_ranges_across_a_change_of_prices_are_shared_by_days() -> None:
    tariffs = [*RANGES, Tariff(1, 1, 1200, 600, JANUARY)]
    ten_days = Use(1, 1, Decimal(2000), date(2026, 6, 27), date(2026, 7, 6))
    assert cost(ten_days, tariffs=tariffs) == 4 * (120 * 500 + 80 * 600) + 6 * (120 * 598 + 80 * 747)


def test_days_before_the_first_known_price_are_counted_at_that_one() -> None:
    assert cost(Use(1, 1, Decimal(100), date(2025, 12, 22), date(2026, 1, 10))) == 100 * 500


def test_scales_are_priced_by_the_tariffs_of_meters_with_as_many() -> None:
    tariffs = [*RANGES, Tariff(2, 1, 0, 688, JULY), Tariff(2, 2, 0, 371, JULY)]
    assert cost(a_month(10, 2, 1), a_month(100, 2, 2), tariffs=tariffs) == 6880 + 37100


def test_a_range_counts_what_all_scales_use_and_each_has_its_share_of_the_rest() -> None:
    lines = cost_lines([a_month(900, 2, 1), a_month(600, 2, 2)], TWO_RATES, NOVEMBER)
    assert lines is not None
    assert [(line.scale, line.from_kwh, line.kwh, line.amount) for line in lines] == [
        (1, 0, Fraction(720), 720 * 700),
        (1, 1200, Fraction(180), 180 * 900),
        (2, 0, Fraction(480), 480 * 300),
        (2, 1200, Fraction(120), 120 * 400),
    ]


def test_a_range_counts_what_the_other_meters_of_the_number_use() -> None:
    beside = (a_month(900, 2, 1), a_month(100, 2, 2))
    assert cost(a_month(500), beside=beside) == 400 * 598 + 100 * 747


def test_more_than_a_month_is_divided_by_days_over_the_calendar_months() -> None:
    three_months = Use(1, 1, Decimal(9200), date(2026, 9, 1), date(2026, 11, 30))
    lines = cost_lines([three_months], RANGES, NOVEMBER)
    assert lines is not None
    assert {line.month for line in lines} == {Month(2026, 9), Month(2026, 10), NOVEMBER}
    of_october = [line.kwh for line in lines if line.month == Month(2026, 10)]
    assert of_october == [1200, Fraction(9200 * 31, 91) - 1200]


def test_less_than_two_months_between_two_readings_count_as_the_month_of_the_reading() -> None:
    late = Use(1, 1, Decimal(1300), DAY - timedelta(days=LONGEST_MONTH - 1), DAY)
    assert cost(late) == 1200 * 598 + 100 * 747
    assert not late.is_divided
    assert Use(1, 1, Decimal(1300), late.first - timedelta(days=1), DAY).is_divided


def test_a_value_without_a_day_and_one_of_today_are_of_this_month() -> None:
    for since in (None, DAY, DAY + timedelta(days=9)):
        assert use_since(1, 1, Decimal(5), since, DAY) == Use(1, 1, Decimal(5), DAY, DAY)


def test_one_unknown_price_makes_the_whole_unknown() -> None:
    both = a_month(10, 2, 1), a_month(0, 2, 2)
    assert cost(*both, tariffs=[Tariff(2, 1, 0, 688, JULY)]) is None


def test_a_price_that_begins_above_nothing_leaves_the_beginning_unknown() -> None:
    assert cost(a_month(10), tariffs=[Tariff(1, 1, 1, 688, JULY)]) is None


def test_a_category_pays_its_own_prices_and_never_those_of_another() -> None:
    common, rural = Tariff(1, 1, 0, 598, JULY), Tariff(1, 1, 0, 419, JULY, "Сельское население")
    assert tariffs_for([common, rural], "") == [common]
    assert tariffs_for([common, rural], " сельское  население") == [rural]
    assert tariffs_for([common, rural], "Многодетные") == []


# Whatever the tariffs and the meters are.

kwh = st.decimals(min_value=0, max_value=9000, places=3)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@st.composite
def price_lists(draw: st.DrawFn, *, rising: bool = False) -> list[Tariff]:
    """Draw prices for meters of one to three scales, which change on some days."""
    tariffs = []
    for rates in (1, 2, 3):
        for scale in range(1, rates + 1):
            for day in draw(st.lists(days, min_size=1, max_size=3, unique=True)):
                above = draw(st.lists(st.integers(1, 5000), max_size=3, unique=True))
                prices = draw(st.lists(st.integers(1, 3000), min_size=4, max_size=4))
                prices = sorted(prices) if rising else prices
                thresholds = [0, *sorted(above)]
                tariffs += [
                    Tariff(rates, scale, start, price, day)
                    for start, price in zip(thresholds, prices, strict=False)
                ]
    return tariffs


@st.composite
def meters(draw: st.DrawFn) -> list[list[Use]]:
    """Draw what some meters used until one day, each since a day of its own."""
    today = date(2026, 12, 31) + timedelta(days=draw(st.integers(0, 40)))
    drawn = []
    for rates in draw(st.lists(st.sampled_from([1, 2, 3]), min_size=1, max_size=3)):
        since = today - timedelta(days=draw(st.integers(0, 200)))
        drawn.append([use_since(rates, scale, draw(kwh), since, today) for scale in range(1, rates + 1)])
    return drawn


def lines_of(uses: list[Use], tariffs: list[Tariff], beside: list[Use]) -> tuple[CostLine, ...]:
    lines = cost_lines(uses, tariffs, Month.of(uses[0].last), beside)
    assert lines is not None
    return lines


@given(meters(), price_lists())
def test_parts_add_up_to_the_kopeck_and_to_the_last_watt_hour(
    home: list[list[Use]], tariffs: list[Tariff]
) -> None:
    for meter in home:
        beside = [use for other in home if other is not meter for use in other]
        lines = lines_of(meter, tariffs, beside)
        assert sum(line.kwh for line in lines) == sum(Fraction(use.kwh) for use in meter)
        assert total_of(lines) == sum(line.amount for line in lines)
        for line in lines:
            assert abs(line.amount - line.kwh * line.price) <= Fraction(1, 2)


@given(meters(), price_lists())
def test_the_meters_of_a_number_together_fill_each_range_once(
    home: list[list[Use]], tariffs: list[Tariff]
) -> None:
    same = [Tariff(t.rates, t.scale, above, 100 + above, JANUARY) for t in tariffs for above in (0, 700)]
    same = list(dict.fromkeys(same))
    everything = [use for meter in home for use in meter]
    first_range: dict[Month, Fraction] = {}
    total: dict[Month, Fraction] = {}
    for meter in home:
        beside = [use for other in home if other is not meter for use in other]
        for line in lines_of(meter, same, beside):
            total[line.month] = total.get(line.month, Fraction()) + line.kwh
            if line.from_kwh == 0:
                first_range[line.month] = first_range.get(line.month, Fraction()) + line.kwh
    assert sum(total.values()) == sum(Fraction(use.kwh) for use in everything)
    assert all(first_range[month] == min(total[month], Fraction(700)) for month in total)


@given(kwh, kwh, price_lists(rising=True), st.integers(0, 100))
def test_more_consumption_never_costs_less(
    one: Decimal, other: Decimal, tariffs: list[Tariff], since: int
) -> None:
    today = date(2027, 1, 20)
    costs = [
        total_of(lines_of([use_since(1, 1, each, today - timedelta(days=since), today)], tariffs, []))
        for each in sorted([one, other])
    ]
    assert costs[0] <= costs[1]


@given(kwh, kwh, kwh, st.lists(st.integers(1, 3000), min_size=4, max_size=4), st.integers(1, 5000))
def test_more_on_one_of_two_scales_costs_no_less_but_for_the_rounding_of_their_lines(
    day: Decimal, night: Decimal, more: Decimal, prices: list[int], threshold: int
) -> None:
    tariffs = [
        Tariff(2, scale, start, price, JULY)
        for scale, pair in ((1, sorted(prices[:2])), (2, sorted(prices[2:])))
        for start, price in zip((0, threshold), pair, strict=True)
    ]
    less = cost(a_month(day, 2, 1), a_month(night, 2, 2), tariffs=tariffs)
    greater = cost(a_month(day + more, 2, 1), a_month(night, 2, 2), tariffs=tariffs)
    assert less is not None
    assert greater is not None
    assert less <= greater + 4  # each of four lines, before and after, is half a kopeck off at most


@given(meters(), st.integers(1, 3000))
def test_a_threshold_that_is_never_reached_costs_the_first_price(home: list[list[Use]], price: int) -> None:
    tariffs = [
        Tariff(rates, scale, start, each, JANUARY)
        for rates in (1, 2, 3)
        for scale in range(1, rates + 1)
        for start, each in ((0, price), (1_000_000, price + 999))
    ]
    for meter in home:
        lines = lines_of(meter, tariffs, [use for other in home if other is not meter for use in other])
        assert all(line.price == price for line in lines)


@given(kwh, st.integers(0, 400))
def test_dividing_by_days_never_changes_the_consumption(amount: Decimal, since: int) -> None:
    use = use_since(1, 1, amount, DAY - timedelta(days=since), DAY)
    months = [Month.of(DAY)]
    while months[-1] > Month.of(use.first):
        months.append(months[-1].previous)
    if use.is_divided:
        assert sum(used_in([use], month) for month in months) == Fraction(amount)
    else:
        assert used_in([use], NOVEMBER) == Fraction(amount)
