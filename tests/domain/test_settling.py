"""What is still to pay, distributed over bills: the parts are the whole, and a paid bill says when."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bill import Bill, Payment, PaymentStatus, Settlement, due_until, of_newest_month, settle
from domain.dates import Month


def bill(month: int, charged: int, due: int, *, paid: int = 0, penalty: int = 0, back: int = 0) -> Bill:
    """Make a bill of 2026; ``back`` is what a recalculation brings back."""
    return Bill(Month(2026, month), charged, -back, penalty, paid, due)


def pay(amount: int, day: int, month: int) -> Payment:
    return Payment(date(2026, month, day), amount)


def seen(settlement: Settlement) -> list[tuple[int, int, date | None]]:
    """Give month, what is left, and the day of payment of each bill."""
    return [(each.bill.month.month, each.left, each.paid_on) for each in settlement.bills]


OCTOBER = bill(10, 128304, 128304, paid=104650)
SEPTEMBER = bill(9, 104650, 104650, paid=96278)
AUGUST = bill(8, 96278, 96278, paid=90896)
BILLS = [OCTOBER, SEPTEMBER, AUGUST]
PAID = [pay(104650, 12, 10), pay(96278, 12, 9)]
ON_TIME = [(9, 0, date(2026, 10, 12)), (8, 0, date(2026, 9, 12))]


def test_a_new_bill_is_open_and_older_ones_were_paid_on_the_days_of_their_payments() -> None:
    assert seen(settle(BILLS, PAID, 128304, 0)) == [(10, 128304, None), *ON_TIME]


def test_of_a_bill_that_was_paid_in_part_the_rest_is_open() -> None:
    found = settle(BILLS, [pay(123456, 12, 11), *PAID], 4848, 0)
    assert seen(found) == [(10, 4848, None), *ON_TIME]
    assert (found.elsewhere, found.overpaid) == (0, 0)


def test_who_owes_nothing_has_no_open_bill() -> None:
    found = settle(BILLS, [pay(128304, 12, 11), *PAID], 0, 0)
    assert seen(found) == [(10, 0, date(2026, 11, 12)), *ON_TIME]


def test_a_bill_that_was_paid_in_two_parts_was_paid_with_the_second() -> None:
    found = settle(BILLS, [pay(28304, 20, 11), pay(100000, 12, 11), *PAID], 0, 0)
    assert seen(found)[0] == (10, 0, date(2026, 11, 20))


def test_an_overpayment_pays_the_next_bill_before_it_is_made() -> None:
    ahead = bill(10, 83592, -348236, paid=500000)
    before = bill(9, 68172, 68172, paid=62790)
    found = settle([ahead, before], [pay(500000, 2, 10), pay(62790, 12, 9)], -348236, 0)
    assert seen(found) == [(10, 0, date(2026, 10, 2)), (9, 0, date(2026, 10, 2))]
    assert found.overpaid == 348236


def test_a_payment_that_was_taken_back_pays_nothing() -> None:
    found = settle(BILLS, [pay(-128304, 13, 11), pay(128304, 12, 11), *PAID], 128304, 0)
    assert seen(found) == [(10, 128304, None), *ON_TIME]


def test_a_payment_that_is_not_booked_pays_nothing() -> None:
    for status in (PaymentStatus.PENDING, PaymentStatus.REVERSED):
        lost = replace(pay(128304, 12, 11), status=status)
        assert seen(settle(BILLS, [lost, *PAID], 128304, 0)) == [(10, 128304, None), *ON_TIME]
        assert settle(BILLS, [lost, *PAID], 128304, 0) == settle(BILLS, PAID, 128304, 0)


def test_two_bills_of_a_month_are_settled_one_after_the_other() -> None:
    second = bill(10, 5000, 133304)
    found = settle([second, *BILLS], PAID, 133304, 0)
    assert [(each.bill.amount, each.left) for each in found.bills[:3]] == [
        (5000, 5000),
        (128304, 128304),
        (104650, 0),
    ]
    assert (found.elsewhere, found.overpaid) == (0, 0)


def test_a_debt_is_that_of_the_newest_bills_and_the_rest_is_of_months_without_a_bill() -> None:
    bills = [
        bill(10, 160056, 834730, penalty=5642),
        bill(9, 130364, 669032, paid=100000, penalty=3874),
        bill(8, 120198, 634794, penalty=2116),
    ]
    found = settle(bills, [pay(100000, 28, 9)], 823098, 11632)
    assert [(each.unpaid, each.unpaid_penalty) for each in found.bills] == [
        (160056, 5642),
        (130364, 3874),
        (120198, 2116),
    ]
    assert found.elsewhere == 412480


def test_a_penalty_that_was_paid_delays_no_other_bill() -> None:
    bills = [
        bill(10, 100000, 100000, paid=105000),
        bill(9, 100000, 105000, paid=100000, penalty=5000),
        bill(8, 100000, 100000),
    ]
    found = settle(bills, [pay(100000, 12, 11), pay(105000, 12, 10), pay(100000, 12, 9)], 0, 0)
    assert [day for _, _, day in seen(found)] == [date(2026, month, 12) for month in (11, 10, 9)]


def test_an_open_penalty_of_an_older_bill_leaves_newer_bills_paid() -> None:
    bills = [bill(10, 100000, 105000, paid=100000), bill(9, 100000, 105000, penalty=5000)]
    found = settle(bills, [pay(100000, 12, 11), pay(100000, 12, 10)], 0, 5000)
    assert seen(found) == [(10, 0, date(2026, 11, 12)), (9, 5000, None)]


def test_an_overpayment_covers_the_penalty() -> None:
    found = settle(BILLS, PAID, -500, 100)
    assert (sum(each.left for each in found.bills), found.elsewhere, found.overpaid) == (0, 0, 400)


def test_a_recalculation_in_favour_of_the_resident_pays_like_a_payment() -> None:
    bills = [bill(10, 0, 0, back=50000, paid=0), bill(9, 50000, 50000)]
    found = settle(bills, [], 0, 0)
    assert seen(found) == [(10, 0, date(2026, 11, 1)), (9, 0, date(2026, 11, 1))]


def test_months_after_the_newest_bill_cost_something_too() -> None:
    """November and December have no bill yet: their debt must not make October unpaid again."""
    payments = [pay(90000, 12, 12), pay(128304, 12, 11), *PAID]
    found = settle(BILLS, payments, 80000, 0)
    assert seen(found) == [(10, 0, date(2026, 11, 12)), *ON_TIME]
    assert found.elsewhere == 80000


def test_a_bill_may_have_counted_a_payment_of_the_days_before_it_was_made() -> None:
    late = bill(10, 128304, 128304, paid=104650)
    found = settle([late, SEPTEMBER, AUGUST], [pay(104650, 3, 11), pay(96278, 12, 9)], 128304, 0)
    assert seen(found)[:2] == [(10, 128304, None), (9, 0, date(2026, 11, 3))]
    assert found.elsewhere == 0


def test_a_month_without_a_bill_between_others_keeps_its_debt() -> None:
    """September's bill of 500 rubles is missing, and nobody paid it."""
    bills = [bill(11, 100000, 250000), bill(10, 100000, 150000), bill(8, 96278, 96278)]
    found = settle(bills, [pay(96278, 12, 9)], 250000, 0)
    assert seen(found) == [(11, 100000, None), (10, 100000, None), (8, 0, date(2026, 9, 12))]
    assert found.elsewhere == 50000


def test_without_bills_all_is_of_other_months() -> None:
    assert settle([], PAID, 500, 20) == Settlement((), 520, 0)


def test_a_bill_paid_before_all_known_payments_has_no_day() -> None:
    assert seen(settle(BILLS, [], 0, 0))[0] == (10, 0, None)


money = st.integers(0, 500_000)
signed = st.integers(-500_000, 500_000)
some_bills = st.lists(st.tuples(money, signed, st.integers(-1000, 50_000), money, signed), max_size=8)
some_payments = st.lists(st.tuples(st.integers(0, 400), signed.filter(bool)), max_size=12)


@given(some_bills, some_payments, signed, st.integers(-50_000, 50_000), st.booleans())
def test_the_parts_are_always_the_whole(
    drawn: list[tuple[int, int, int, int, int]],
    paid: list[tuple[int, int]],
    balance: int,
    penalty: int,
    is_adding_up: bool,  # noqa: FBT001 hypothesis draws it
) -> None:
    bills, due = [], 0
    for number, (charged, recalculated, fine, received, wild) in enumerate(drawn):
        due = due - received + charged + recalculated + fine if is_adding_up else wild
        month = Month(2025 + number // 12, number % 12 + 1)
        bills.append(Bill(month, charged, recalculated, fine, received, due))
    payments = [Payment(date(2025, 1, 1) + timedelta(days=day), amount) for day, amount in paid]
    found = settle(list(reversed(bills)), payments, balance, penalty)
    parts = sum(each.left for each in found.bills) + found.elsewhere - found.overpaid
    assert parts == balance + penalty
    assert found.elsewhere >= 0
    assert found.overpaid == 0 or parts < 0
    for each in found.bills:
        assert 0 <= each.unpaid <= max(each.bill.charged + each.bill.recalculated, 0)
        assert 0 <= each.unpaid_penalty <= max(each.bill.penalty, 0)
        assert each.paid_on is None or each.left == 0


@pytest.mark.parametrize("count", [0, 1, 3])
def test_newer_bills_are_open_before_older_ones_whatever_the_bills_said_was_to_pay(count: int) -> None:
    open_ = sum(each.amount for each in BILLS[:count])
    found = settle([replace(each, due=each.amount, paid=0) for each in BILLS], PAID, open_, 0)
    assert [each.left > 0 for each in found.bills] == [number < count for number in range(3)]


def test_the_newest_unpaid_bill_says_until_when_to_pay() -> None:
    due_on = date(2026, 11, 15)
    bills = [replace(OCTOBER, due_on=due_on), replace(SEPTEMBER, due_on=date(2026, 10, 15))]
    assert due_until(settle(bills, PAID, 128304 + 5000, 0).bills) == due_on
    assert due_until(settle(bills, PAID, 0, 0).bills) is None
    assert due_until(settle([OCTOBER], PAID, 128304, 0).bills) is None, "billing does not tell"
    assert due_until(()) is None


def test_a_month_may_have_two_bills() -> None:
    correction = bill(10, 1000, 129304)
    found = settle([correction, *BILLS], PAID, 129304, 0)
    assert [each.bill for each in of_newest_month(found.bills)] == [correction, OCTOBER]
    assert of_newest_month(()) == ()
