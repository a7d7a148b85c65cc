"""Why two bills differ: parts that add up to the kopeck, and no cause that did not change."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bill import Bill
from domain.bill_line import Basis, BillLine
from domain.dates import Month
from domain.difference import (
    Cause,
    Difference,
    Part,
    Trend,
    difference,
    sums_difference,
    trend_of,
    without_scales,
)
from domain.line_pairs import Thresholds

ENERGY = (Basis.READING, Basis.AVERAGE, Basis.NORM)
SUMS = (Basis.RECALCULATION, Basis.PENALTY, Basis.OTHER)


def line(
    kwh: Decimal | int | str,
    price: int = 598,
    from_kwh: int | None = 0,
    scale: int | None = 1,
    basis: Basis = Basis.READING,
) -> BillLine:
    """Charge so many kWh, rounded half a kopeck upwards."""
    amount = floor(Fraction(Decimal(kwh)) * price + Fraction(1, 2))
    return BillLine(basis, amount, scale, Decimal(kwh), from_kwh, price)


def in_ranges(kwh: int, prices: Sequence[int] = (598, 747, 1196), scale: int = 1) -> list[BillLine]:
    """Charge kWh in the ranges up to 1200, up to 3900 and above."""
    bounds = ((0, 1200), (1200, 3900), (3900, 10**9))
    return [
        line(min(kwh, until) - begin, price, begin, scale)
        for (begin, until), price in zip(bounds, prices, strict=True)
        if kwh > begin or begin == 0
    ]


def costs(found: Difference) -> list[tuple[Cause, int]]:
    return [(part.cause, part.amount) for part in found.parts]


def kopecks_of(part: Part) -> tuple[int, int]:
    assert part.before.denominator == part.now.denominator == 1
    return int(part.before), int(part.now)


def part_of(found: Difference, cause: Cause) -> Part:
    [part] = [part for part in found.parts if part.cause is cause]
    return part


# One cause at a time.


def test_more_consumption_is_more_consumption() -> None:
    found = difference([line(185)], [line(230)])
    assert costs(found) == [(Cause.CONSUMPTION, 45 * 598)]
    assert found.parts[0].kwh == 45
    assert found.amount == 45 * 598


def test_a_price_that_rose_counts_for_the_kwh_of_the_later_bill() -> None:
    found = difference([line(175)], [line(198, 648)])
    assert costs(found) == [(Cause.CONSUMPTION, 23 * 598), (Cause.PRICE, 198 * 50)]
    assert kopecks_of(part_of(found, Cause.PRICE)) == (598, 648)


def test_a_threshold_that_was_passed_costs_what_the_kwh_above_it_are_dearer() -> None:
    found = difference(in_ranges(1100), in_ranges(1500))
    assert costs(found) == [(Cause.CONSUMPTION, 400 * 598), (Cause.RANGE, 300 * (747 - 598))]
    assert part_of(found, Cause.RANGE).thresholds == Thresholds(begun=(1200,), price=747)


def test_a_threshold_that_is_not_reached_any_more_brings_back_what_passing_it_cost() -> None:
    there, back = (difference(in_ranges(old), in_ranges(new)) for old, new in ((1100, 4000), (4000, 1100)))
    assert sorted(costs(back)) == sorted((cause, -amount) for cause, amount in costs(there))
    assert part_of(back, Cause.RANGE).thresholds == Thresholds(ended=(1200, 3900))


def test_more_consumption_above_a_threshold_that_both_pass_is_only_consumption() -> None:
    assert costs(difference(in_ranges(1300), in_ranges(1500))) == [(Cause.CONSUMPTION, 200 * 747)]


def test_threshold_and_price_together_take_the_new_range_to_have_risen_as_the_first() -> None:
    found = difference([line(1000, 500)], [line(1200, 600), line(100, 900, 1200)])
    assert dict(costs(found)) == {
        Cause.CONSUMPTION: 300 * 500,
        Cause.RANGE: 100 * (750 - 500),
        Cause.PRICE: 1200 * 100 + 100 * (900 - 750),
    }


def test_a_new_range_is_taken_to_have_risen_as_the_highest_in_both() -> None:
    old = [line(1200, 500), line(2700, 700, 1200)]
    new = [line(1200, 600), line(2700, 770, 1200), line(100, 1100, 3900)]
    assert dict(costs(difference(old, new))) == {
        Cause.CONSUMPTION: 100 * 700,
        Cause.RANGE: 100 * (1000 - 700),
        Cause.PRICE: 1200 * 100 + 2700 * 70 + 100 * 100,
    }
    assert part_of(difference(old, new), Cause.PRICE).ranges == 3


def test_ranges_without_consumption_are_not_passed() -> None:
    old, new = [line(1100), line(0, 747, 1200)], [line(1300), line(0, 747, 1200), line(0, 1196, 3900)]
    assert costs(difference(old, new)) == [(Cause.CONSUMPTION, 200 * 598)]
    found = difference(old, in_ranges(1300))
    assert part_of(found, Cause.RANGE).thresholds == Thresholds(begun=(1200,), price=747)


def test_a_range_of_one_bill_alone_is_no_other_price_of_the_next_range() -> None:
    found = difference([line(100, 747, 1200)], [line(100), line(100, 747, 1200)])
    assert dict(costs(found)) == {Cause.CONSUMPTION: 100 * 747, Cause.RANGE: 100 * (598 - 747)}


def test_other_thresholds_are_a_cause_of_their_own() -> None:
    found = difference([line(1200), line(100, 747, 1200)], [line(1000), line(300, 747, 1000)])
    assert costs(found) == [(Cause.RANGE, 200 * (747 - 598))]
    assert found.parts[0].thresholds == Thresholds(begun=(1000,), ended=(1200,), price=747)


def test_a_price_that_changed_within_the_month_counts_by_its_kwh() -> None:
    both = [line(100, 598), line(110, 648)]
    assert costs(difference([line(210, 598)], both)) == [(Cause.PRICE, 110 * 50)]
    assert costs(difference(both, [line(210, 648)])) == [(Cause.PRICE, 100 * 50)]


@pytest.mark.parametrize(
    ("basis", "cause"),
    [
        (Basis.RECALCULATION, Cause.RECALCULATION),
        (Basis.PENALTY, Cause.PENALTY),
        (Basis.OTHER, Cause.OTHER),
    ],
)
def test_what_is_no_consumption_has_a_part_of_its_own(basis: Basis, cause: Cause) -> None:
    found = difference([line(100), BillLine(basis, -64320)], [line(100), BillLine(basis, 11890)])
    assert costs(found) == [(cause, 76210)]
    assert kopecks_of(found.parts[0]) == (-64320, 11890)


def test_consumption_that_was_recalculated_is_not_consumption_of_the_month() -> None:
    recalculated = BillLine(Basis.RECALCULATION, -9158, 1, Decimal(-19), price=482)
    assert costs(difference([line(100)], [line(100), recalculated])) == [(Cause.RECALCULATION, -9158)]


# Bills that are not made of the same lines.


def test_scales_are_compared_one_by_one() -> None:
    old = [line(150, 688, scale=1), line(70, 361, scale=2)]
    new = [line(140, 688, scale=1), line(90, 391, scale=2)]
    found = difference(old, new)
    assert [(part.cause, part.scale, part.amount) for part in found.parts] == [
        (Cause.CONSUMPTION, 2, 20 * 361),
        (Cause.CONSUMPTION, 1, -10 * 688),
        (Cause.PRICE, 2, 90 * 30),
    ]
    assert not found.is_pooled


def test_a_scale_that_used_nothing_may_be_missing() -> None:
    found = difference([line(150, 688, scale=1)], [line(150, 688, scale=1), line(20, 361, scale=2)])
    assert [(part.cause, part.scale, part.amount) for part in found.parts] == [
        (Cause.CONSUMPTION, 2, 20 * 361)
    ]


def test_a_meter_with_other_scales_is_compared_as_a_whole() -> None:
    found = difference([line(200, 600, scale=1)], [line(150, 700, scale=1), line(100, 400, scale=2)])
    assert found.is_pooled
    assert costs(found) == [(Cause.CONSUMPTION, 50 * 600), (Cause.PRICE, 150 * 100 - 100 * 200)]
    assert kopecks_of(part_of(found, Cause.PRICE)) == (600, 580)


def test_several_meters_with_a_scale_of_the_same_number_are_no_change_of_price() -> None:
    old = [line(346, 598), line(60, 688), line(17, 777)]
    new = [line(387, 598), line(70, 688), line(17, 777)]
    assert costs(difference(old, new)) == [(Cause.CONSUMPTION, 41 * 598 + 10 * 688)]
    dearer = [line(346, 648), line(60, 738), line(17, 827)]
    assert costs(difference(old, dearer)) == [(Cause.PRICE, (346 + 60 + 17) * 50)]


def test_a_sum_without_kwh_is_no_consumption_that_ended() -> None:
    by_norm = BillLine(Basis.NORM, 50000, note="прибора нет")
    for scale in (None, 1):
        found = difference([line(100)], [replace(by_norm, scale=scale)])
        assert costs(found) == [(Cause.COUNTING, 50000 - 59800)]
        assert (found.before, found.now) == (Basis.READING, Basis.NORM)
    assert costs(difference([by_norm], [replace(by_norm, amount=51000)])) == [(Cause.COUNTING, 1000)]


def test_a_sum_next_to_the_reading_leaves_the_consumption_to_be_compared() -> None:
    common = BillLine(Basis.NORM, 5000)
    found = difference([line(100)], [line(120), common])
    assert costs(found) == [(Cause.CONSUMPTION, 20 * 598), (Cause.COUNTING, 5000)]


def test_a_month_without_consumption_is_compared_at_the_price_that_is_known() -> None:
    assert costs(difference([line(0)], [line(10, 648)])) == [
        (Cause.CONSUMPTION, 10 * 598),
        (Cause.PRICE, 10 * 50),
    ]
    assert costs(difference([], [line(10)])) == [(Cause.CONSUMPTION, 10 * 598)]
    assert costs(difference([line(10)], [])) == [(Cause.CONSUMPTION, -10 * 598)]


def test_an_amount_that_no_price_explains_has_a_price_of_its_own() -> None:
    raised = replace(line(84, basis=Basis.NORM), amount=84 * 897)
    found = difference([line(84, basis=Basis.NORM)], [raised])
    assert costs(found) == [(Cause.PRICE, 84 * (897 - 598))]
    assert kopecks_of(found.parts[0]) == (598, 897)


def test_consumption_that_is_taken_off_leaves_no_price() -> None:
    taken_off = [line(20, 500), line(-20, 400)]
    assert costs(difference([line(10, 500)], taken_off)) == [(Cause.COUNTING, 2000 - 5000)]


def test_it_is_told_by_what_the_kwh_were_counted() -> None:
    found = difference([line(214, basis=Basis.AVERAGE)], [line(214)])
    assert (found.before, found.now) == (Basis.AVERAGE, Basis.READING)
    assert found.parts == ()
    assert difference([], []).now is None


def test_a_kopeck_of_rounding_is_other_and_more_is_the_price() -> None:
    once, twice = (replace(line(100), amount=59800 + more) for more in (1, 2))
    assert costs(difference([line(100)], [once])) == [(Cause.OTHER, 1)]
    assert costs(difference([line(100)], [twice])) == [(Cause.PRICE, 2)]
    of_two = [replace(once, scale=scale) for scale in (1, 2)]
    assert costs(difference([line(100, scale=1), line(100, scale=2)], of_two)) == [(Cause.PRICE, 2)]


def test_a_kopeck_goes_to_the_part_that_lost_most_by_rounding() -> None:
    old = [line(0, 1, scale=1), line(0, 1, scale=2)]
    new = [line("1.1", 1, scale=1), line("0.9", 1, scale=2)]
    assert [(part.scale, part.amount) for part in difference(old, new).parts] == [(1, 1), (2, 1)]


def test_a_price_that_is_not_told_is_the_whole_one_that_makes_the_amount() -> None:
    old, new = (replace(line(kwh), price=None) for kwh in ("185.333", "230.777"))
    assert costs(difference([old], [new])) == [(Cause.CONSUMPTION, new.amount - old.amount)]


def test_sums_are_compared_where_lines_are_not_known() -> None:
    old, new = Bill(Month(2026, 9), 100, 0, 7, 0, 0), Bill(Month(2026, 10), 500, -900, 7, 0, 0)
    found = sums_difference([old], [new, replace(new, charged=5)])
    assert costs(found) == [(Cause.RECALCULATION, -1800), (Cause.CHARGED, 405), (Cause.PENALTY, 7)]
    assert found.amount == 505 - 1800 + 14 - 107
    assert not found.by_lines


def test_scales_that_nobody_knows_by_their_numbers_are_put_together_without_prices() -> None:
    old = [line(150, 688, scale=1), line(70, 361, scale=2), BillLine(Basis.OTHER, 5)]
    new = [line(140, 700, scale=1), line(90, 391, scale=2)]
    parts = without_scales(difference(old, new).parts)
    assert parts == (
        Part(Cause.PRICE, 140 * 12 + 90 * 30),
        Part(Cause.CONSUMPTION, 20 * 361 - 10 * 688, kwh=Decimal(10)),
        Part(Cause.OTHER, -5, before=Fraction(5)),
    )


@pytest.mark.parametrize(
    ("others", "trend"),
    [
        ({}, None),
        ({Month(2026, 8): 900}, None),
        ({Month(2026, 9): 900}, Trend.MORE),
        ({Month(2026, 9): 1001}, Trend.LESS),
        ({Month(2026, 9): 1000, Month(2025, 10): 1}, Trend.SAME),
        ({Month(2025, 10): 1}, Trend.MORE),
    ],
)
def test_a_month_is_compared_with_the_one_before_or_else_with_that_of_last_year(
    others: dict[Month, int], trend: Trend | None
) -> None:
    amounts = [(Month(2026, 10), 600), (Month(2026, 10), 400), *others.items()]
    assert trend_of([Bill(month, amount, 0, 0, 0, 0) for month, amount in amounts], Month(2026, 10)) is trend


# Whatever the lines are.

kopecks = st.integers(-(10**7), 10**7)
kwh = st.decimals(0, 5000, places=3)
prices = st.integers(1, 3000)
scales = st.sampled_from([None, 1, 2, 3])
any_lines = st.lists(
    st.builds(
        BillLine,
        st.sampled_from(Basis),
        kopecks,
        scales,
        st.none() | st.decimals(-50, 5000, places=3),
        st.sampled_from([None, 0, 1000, 1200, 3900]),
        st.none() | prices,
    ),
    max_size=8,
)
charged_lines = st.lists(
    st.builds(line, kwh, prices, st.sampled_from([0, 1200, 3900]), scales, st.sampled_from(ENERGY)),
    max_size=8,
)


@given(any_lines | charged_lines, any_lines | charged_lines)
def test_the_parts_add_up_to_the_kopeck(old: list[BillLine], new: list[BillLine]) -> None:
    found = difference(old, new)
    assert sum(part.amount for part in found.parts) == found.amount
    assert found.amount == sum(each.amount for each in new) - sum(each.amount for each in old)


@given(any_lines | charged_lines, any_lines | charged_lines)
def test_other_holds_its_lines_and_a_kopeck_at_most(old: list[BillLine], new: list[BillLine]) -> None:
    parts = {part.cause: part.amount for part in difference(old, new).parts}
    told = [sum(each.amount for each in lines if each.basis is Basis.OTHER) for lines in (old, new)]
    assert abs(parts.get(Cause.OTHER, 0) - (told[1] - told[0])) <= 1


@given(any_lines | charged_lines)
def test_equal_bills_differ_in_nothing(lines: list[BillLine]) -> None:
    assert difference(lines, list(lines)) == replace(difference(lines, lines), amount=0, parts=())


@given(any_lines | charged_lines, any_lines, st.sampled_from(SUMS))
def test_nothing_else_changes_with_recalculations_penalties_and_other(
    lines: list[BillLine], sums: list[BillLine], basis: Basis
) -> None:
    added = [replace(each, basis=basis) for each in sums]
    assert {part.cause.value for part in difference(lines, lines + added).parts} <= {basis.value}


@given(st.lists(st.tuples(kwh, kwh, prices), min_size=1, max_size=3))
def test_only_other_consumption_below_a_threshold_is_only_consumption(
    of_scales: list[tuple[Decimal, Decimal, int]],
) -> None:
    old = [line(before, price, 0, scale) for scale, (before, _, price) in enumerate(of_scales)]
    new = [line(now, price, 0, scale) for scale, (_, now, price) in enumerate(of_scales)]
    for part in difference(old, new).parts:
        is_rounding = part.cause is Cause.OTHER and abs(part.amount) == 1
        assert part.cause is Cause.CONSUMPTION or is_rounding


@given(st.lists(st.tuples(kwh, prices, prices), min_size=1, max_size=4), st.sampled_from([0, 1200]))
def test_only_other_prices_are_only_the_price(
    of_scales: list[tuple[Decimal, int, int]], from_kwh: int
) -> None:
    old = [line(used, before, from_kwh, scale) for scale, (used, before, _) in enumerate(of_scales)]
    new = [line(used, now, from_kwh, scale) for scale, (used, _, now) in enumerate(of_scales)]
    assert {part.cause for part in difference(old, new).parts} <= {Cause.PRICE}


@given(st.integers(1, 9000), st.integers(1, 9000))
def test_ranges_at_the_same_prices_leave_consumption_and_range(before: int, now: int) -> None:
    found = difference(in_ranges(before), in_ranges(now))
    assert {part.cause for part in found.parts} <= {Cause.CONSUMPTION, Cause.RANGE}
    is_crossed = any((before > each) != (now > each) for each in (1200, 3900))
    assert any(part.cause is Cause.RANGE for part in found.parts) is is_crossed
    for part in found.parts:
        assert (part.amount > 0) is (now > before)


@given(charged_lines, charged_lines)
def test_consumption_is_told_to_the_watt_hour(old: list[BillLine], new: list[BillLine]) -> None:
    found = difference(old, new)
    for part in found.parts:
        if part.cause is Cause.CONSUMPTION:
            before, now = (
                sum(
                    (
                        each.consumption or Decimal()
                        for each in lines
                        if found.is_pooled or each.scale == part.scale
                    ),
                    Decimal(),
                )
                for lines in (old, new)
            )
            assert part.kwh == now - before


@given(st.permutations([in_ranges(1500)[0], in_ranges(1500)[1], line(70, 361, scale=2)]))
def test_the_order_of_scales_and_ranges_in_a_bill_does_not_count(lines: list[BillLine]) -> None:
    assert costs(difference([line(1100), line(60, 361, scale=2)], lines)) == [
        (Cause.CONSUMPTION, 400 * 598),
        (Cause.RANGE, 300 * 149),
        (Cause.CONSUMPTION, 10 * 361),
    ]
