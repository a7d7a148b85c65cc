"""Months in a row without a reading, and whether the norm is still to come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bill_line import Basis, BillLine
from domain.dates import Month
from domain.missed import MOST_MONTHS, CountedMonth, Unread, counted_by, missed_months

OCTOBER = Month(2026, 10)
AVERAGE = CountedMonth(Unread.AVERAGE, 125712)
NORM = CountedMonth(Unread.NORM, 95520)


def line(basis: Basis, amount: int = 100) -> BillLine:
    return BillLine(basis, amount)


@pytest.mark.parametrize(
    ("bases", "unread"),
    [
        ([], None),
        ([Basis.READING], None),
        ([Basis.OTHER], None),
        ([Basis.AVERAGE, Basis.READING], None),
        ([Basis.AVERAGE], Unread.AVERAGE),
        ([Basis.NORM], Unread.NORM),
        ([Basis.NORM, Basis.AVERAGE], Unread.AVERAGE),
        ([Basis.AVERAGE, Basis.RECALCULATION, Basis.PENALTY], Unread.AVERAGE),
    ],
)
def test_a_month_is_without_a_reading_if_all_its_lines_of_consumption_are(
    bases: list[Basis], unread: Unread | None
) -> None:
    found = counted_by(line(basis) for basis in bases)
    assert (found and found.unread) == unread


def test_the_kopecks_are_those_of_the_consumption_alone() -> None:
    lines = [line(Basis.AVERAGE, 67962), line(Basis.AVERAGE, 24541), line(Basis.PENALTY, 999)]
    assert counted_by(lines) == CountedMonth(Unread.AVERAGE, 92503)


@given(
    row=st.lists(st.sampled_from([AVERAGE, NORM, None]), max_size=MOST_MONTHS + 3), limit=st.integers(1, 12)
)
def test_months_are_counted_back_to_the_first_that_was_read(
    row: list[CountedMonth | None], limit: int
) -> None:
    asked: list[Month] = []

    def counted(month: Month) -> CountedMonth | None:
        asked.append(month)
        return dict(zip(map(OCTOBER.earlier, range(len(row))), row, strict=True)).get(month)

    expected = next((place for place, each in enumerate(row) if each is None), len(row))
    missed = missed_months(OCTOBER, counted, limit)
    assert len(asked) <= MOST_MONTHS
    assert asked == [OCTOBER.earlier(place) for place in range(len(asked))]
    if missed is None:
        assert expected == 0
    else:
        assert missed.count == min(expected, MOST_MONTHS)
        assert (missed.last, missed.first) == (OCTOBER, OCTOBER.earlier(missed.count - 1))
        assert missed.counted == row[0]


@pytest.mark.parametrize(
    ("newest", "count", "is_ahead"),
    [(AVERAGE, 1, True), (AVERAGE, 3, True), (AVERAGE, 4, False), (NORM, 1, False), (NORM, 4, False)],
)
def test_the_norm_is_ahead_until_it_came_or_billing_shows_another_rule(
    newest: CountedMonth, count: int, *, is_ahead: bool
) -> None:
    row = {OCTOBER.earlier(place): newest for place in range(count)}
    missed = missed_months(OCTOBER, row.get, 3)
    assert missed is not None
    assert missed.is_norm_ahead is is_ahead
