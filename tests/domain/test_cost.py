from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cost import Tariff, cost

DAY = date(2026, 11, 22)
JULY, JANUARY = date(2026, 7, 1), date(2026, 1, 1)
RANGES = [
    Tariff(1, 1, 3900, 1196, JULY),
    Tariff(1, 1, 0, 598, JULY),
    Tariff(1, 1, 1200, 747, JULY),
    Tariff(1, 1, 0, 500, JANUARY),
    Tariff(1, 1, 0, 9999, date(2027, 1, 1)),
]
kwh = st.decimals(min_value=0, max_value=10000, places=1)


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
    assert cost({1: Decimal(consumption)}, RANGES, DAY) == kopecks


def test_half_a_kopeck_is_rounded_up() -> None:
    assert cost({1: Decimal("0.5")}, [Tariff(1, 1, 0, 1, JULY)], DAY) == 1


def test_the_prices_of_the_day_count() -> None:
    assert cost({1: Decimal(4000)}, RANGES, date(2026, 6, 30)) == 4000 * 500
    assert cost({1: Decimal(1)}, RANGES, JULY) == 598
    assert cost({1: Decimal(1)}, RANGES, date(2025, 12, 31)) is None


def test_scales_are_priced_by_the_tariffs_of_meters_with_as_many() -> None:
    tariffs = [*RANGES, Tariff(2, 1, 0, 688, JULY), Tariff(2, 2, 0, 371, JULY)]
    assert cost({1: Decimal(10), 2: Decimal(100)}, tariffs, DAY) == 6880 + 37100


def test_one_unknown_price_makes_the_whole_unknown() -> None:
    assert cost({1: Decimal(10), 2: Decimal(0)}, [Tariff(2, 1, 0, 688, JULY)], DAY) is None


def test_a_price_that_begins_above_nothing_leaves_the_beginning_unknown() -> None:
    assert cost({1: Decimal(10)}, [Tariff(1, 1, 1, 688, JULY)], DAY) is None


@given(kwh, kwh)
def test_more_consumption_never_costs_less(one: Decimal, other: Decimal) -> None:
    less, more = sorted([one, other])
    costs = cost({1: less}, RANGES, DAY), cost({1: more}, RANGES, DAY)
    assert costs[0] is not None
    assert costs[1] is not None
    assert costs[0] <= costs[1]
