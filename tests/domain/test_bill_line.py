"""What a bill is made of: every line belongs to one of its sums."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bill_line import Basis, BillLine, BillPart, scale_name_of, sums_of
from domain.meter import Scale
from tests.domain.meters import ONE, THREE, TWO

LINES = st.builds(BillLine, st.sampled_from(Basis), st.integers(-10_000_000, 10_000_000))


def test_recalculations_and_penalties_are_sums_of_their_own() -> None:
    parts = {basis: basis.part for basis in Basis}
    assert parts.pop(Basis.RECALCULATION) is BillPart.RECALCULATED
    assert parts.pop(Basis.PENALTY) is BillPart.PENALTY
    assert set(parts.values()) == {BillPart.CHARGED}


@given(lines=st.lists(LINES))
def test_the_sums_of_lines_are_all_that_the_lines_cost(lines: list[BillLine]) -> None:
    sums = sums_of(lines)
    assert set(sums) == set(BillPart)
    assert sum(sums.values()) == sum(line.amount for line in lines)


def test_no_lines_are_sums_of_nothing() -> None:
    assert set(sums_of([]).values()) == {0}


@given(watt_hours=st.integers(-(10**9), 10**9), price=st.integers(0, 10**4), more=st.integers(-1, 1))
def test_a_line_is_a_product_only_to_the_kopeck(watt_hours: int, price: int, more: int) -> None:
    kopecks, rest = divmod(watt_hours * price, 1000)
    consumption = Decimal(watt_hours) / 1000
    line = BillLine(Basis.READING, kopecks + more, consumption=consumption, price=price)
    assert line.is_product is (rest == 0 == more)


def test_what_is_not_known_is_no_product() -> None:
    line = BillLine(Basis.READING, 0, consumption=Decimal(0), price=0)
    assert line.is_product
    assert not replace(line, consumption=None).is_product
    assert not replace(line, price=None).is_product


OTHER = replace(TWO, id="M2", serial="41120771")


@pytest.mark.parametrize(
    ("scale", "note", "name"),
    [
        (2, "", "Ночь"),
        (1, "", ""),
        (3, "", ""),
        (None, "", ""),
        (1, "прибор 41120771", "День"),
        (1, "прибор 09348817", "Круглосуточно"),
        (1, "прибор 941120771", ""),
        (2, "прибор 09348817", ""),
    ],
)
def test_a_scale_has_the_only_name_that_the_meters_have_for_it(
    scale: int | None, note: str, name: str
) -> None:
    line = BillLine(Basis.READING, 100, scale=scale, note=note)
    assert scale_name_of(line, [ONE, OTHER]) == name


def test_meters_that_agree_name_a_scale_together_and_no_meter_names_none() -> None:
    line = BillLine(Basis.READING, 100, scale=3)
    assert scale_name_of(line, [TWO, THREE, replace(THREE, id="M2")]) == "Ночь"
    assert scale_name_of(line, []) == ""


def test_a_line_names_a_scale_by_its_present_number_in_billing() -> None:
    moved = replace(ONE, scales=(Scale(1, "День", "", ordinal=2), Scale(2, "Ночь", "", ordinal=1)))
    assert scale_name_of(BillLine(Basis.READING, 100, scale=1), [moved]) == "Ночь"
