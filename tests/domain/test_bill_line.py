"""What a bill is made of: every line belongs to one of its sums."""

from hypothesis import given
from hypothesis import strategies as st

from domain.bill_line import Basis, BillLine, BillPart, sums_of

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
