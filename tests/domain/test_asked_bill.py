"""The bill of a question is kept in the details of its alert, and read from there as it was."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.asked_bill import AskedBill, NamedLine, asked_bill
from domain.bill import Bill
from domain.bill_line import Basis, BillLine
from domain.dates import Month

KOPECKS = st.integers(-10_000_000, 10_000_000)
KWH = st.decimals(-100_000, 100_000, places=3)
MONTHS = st.builds(Month, st.integers(2000, 2099), st.integers(1, 12))
LINES = st.builds(
    BillLine,
    st.sampled_from(Basis),
    KOPECKS,
    scale=st.none() | st.integers(1, 3),
    consumption=st.none() | KWH,
    from_kwh=st.none() | st.integers(0, 10_000),
    price=st.none() | st.integers(0, 10_000),
    note=st.text(max_size=20),
)
NAMED = st.builds(NamedLine, LINES, st.text(max_size=10))
NOVEMBER = Month(2026, 11)


def bills(month: Month) -> st.SearchStrategy[Bill]:
    return st.builds(
        Bill,
        st.just(month),
        *(KOPECKS,) * 5,
        id=st.text(max_size=20),
        opening=st.none() | KOPECKS,
        due_on=st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    )


@st.composite
def asked(draw: st.DrawFn) -> AskedBill:
    month, place = draw(MONTHS), draw(st.integers(0, 9))
    bill = draw(st.none() | bills(month))
    lines = draw(st.lists(NAMED, max_size=4)) if bill is not None else []
    return AskedBill("100200301", month, place, bill, tuple(lines))


@given(asked())
def test_a_bill_is_read_from_the_details_as_it_was_kept(one: AskedBill) -> None:
    kept = json.loads(json.dumps(one.details))
    assert asked_bill(kept) == one
    assert all(value is None or isinstance(value, str | int) for value in kept.values())


@pytest.mark.parametrize("details", [{}, {"question": "Когда будет счёт?", "login": "anna"}])
def test_a_question_of_an_older_version_is_about_no_bill(details: dict[str, str]) -> None:
    assert asked_bill(details) is None


def test_the_details_of_a_bill_never_change_their_names() -> None:
    line = BillLine(Basis.READING, 111240, 1, Decimal(186), 0, 598, "по счётчику")
    bill = Bill(NOVEMBER, 111240, 0, 250, 100, 111490, id="B1", opening=0, due_on=date(2026, 12, 10))
    assert AskedBill("100200301", NOVEMBER, 1, bill, (NamedLine(line, "День"),)).details == {
        "bill_number": "100200301",
        "bill_month": "2026-11",
        "bill_place": 1,
        "bill_id": "B1",
        "bill_charged": 111240,
        "bill_recalculated": 0,
        "bill_penalty": 250,
        "bill_paid": 100,
        "bill_due": 111490,
        "bill_opening": 0,
        "bill_due_on": "2026-12-10",
        "bill_lines": '[["reading",111240,1,"186",0,598,"по счётчику","День"]]',
    }
