"""Payments and their reversals: which day counts as that of the last payment."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bill import Payment, PaymentStatus, booked, is_last_payment, last_day, latest


def days(*payments: tuple[int, int]) -> list[Payment]:
    return [Payment(date(2026, 11, day), amount) for day, amount in payments]


@pytest.mark.parametrize(
    ("payments", "last"),
    [
        (days(), days()),
        (days((10, 500), (12, 700), (12, 300)), days((12, 700), (12, 300))),
        (days((10, 500), (12, 700), (12, -700)), days((10, 500))),
        (days((10, 500), (12, 700), (13, -700)), days((10, 500))),
        (days((12, 700), (12, 700), (13, -700)), days((12, 700))),
        (days((10, 700), (12, 700), (13, -700)), days((10, 700))),
        (days((12, 700), (13, -100)), days((12, 700))),
        (days((12, -700), (13, 700)), days((13, 700))),
        (days((12, 700), (12, -700)), days()),
    ],
)
def test_a_payment_that_was_taken_back_is_not_the_last_one(
    payments: list[Payment], last: list[Payment]
) -> None:
    assert last_day(payments) == last
    assert last_day(reversed(payments)) == last or len(last) > 1


def marked(day: int, amount: int, status: PaymentStatus) -> Payment:
    return Payment(date(2026, 11, day), amount, status=status)


PENDING, REVERSED = PaymentStatus.PENDING, PaymentStatus.REVERSED


@pytest.mark.parametrize(
    ("payments", "last"),
    [
        ([*days((10, 500)), marked(12, 700, REVERSED)], days((10, 500))),
        ([*days((10, 500)), marked(12, 700, PENDING)], days((10, 500))),
        ([marked(12, 700, REVERSED), marked(13, 300, PENDING)], []),
        # Told twice, by the status and by a reversal: it takes back no other one of the same amount.
        ([*days((10, 700), (13, -700)), marked(12, 700, REVERSED)], days((10, 700))),
        ([*days((10, 700), (14, 700), (13, -700)), marked(12, 700, REVERSED)], days((14, 700))),
        # A reversal from before the payment cannot mean it.
        ([*days((9, 700), (10, -700), (11, 300)), marked(12, 700, REVERSED)], days((11, 300))),
        # A reversal that was itself taken back, or is not booked, takes nothing back.
        ([*days((10, 500)), marked(12, -500, REVERSED)], days((10, 500))),
        ([*days((10, 500)), marked(12, -500, PENDING)], days((10, 500))),
    ],
)
def test_a_payment_that_is_not_booked_is_not_the_last_one(
    payments: list[Payment], last: list[Payment]
) -> None:
    assert last_day(payments) == last
    assert last_day(reversed(payments)) == last


@pytest.mark.parametrize(
    ("day", "amount", "is_right"),
    [(12, 700, True), (12, 300, True), (12, 1000, True), (12, 500, False), (12, 0, False), (10, 500, False)],
)
def test_one_payment_of_the_last_day_or_all_together_are_the_last_payment(
    day: int,
    amount: int,
    is_right: bool,  # noqa: FBT001
) -> None:
    paid = days((10, 500), (12, 700), (12, 300))
    assert is_last_payment(paid, date(2026, 11, day), amount) is is_right
    assert not is_last_payment([], date(2026, 11, day), amount)


AMOUNTS = st.sampled_from([500, 700, -500, -700])
ANY_PAYMENT = st.builds(
    marked, st.integers(1, 28), AMOUNTS, st.sampled_from([PaymentStatus.BOOKED, PENDING, REVERSED])
)


@given(payments=st.lists(ANY_PAYMENT, max_size=8))
def test_only_booked_payments_count_and_none_is_made_up(payments: list[Payment]) -> None:
    counted = booked(payments)
    assert {each.status for each in counted} <= {PaymentStatus.BOOKED}
    left = [each for each in payments if each.status is PaymentStatus.BOOKED]
    for each in counted:
        left.remove(each)
    reversed_ones = sum(each.status is REVERSED and not each.is_reversal for each in payments)
    assert all(each.is_reversal for each in left)
    assert len(left) <= reversed_ones


EARLIER, LAST = Payment(date(2026, 10, 1), 70), Payment(date(2026, 11, 1), 50)
ON_ITS_WAY = Payment(date(2026, 11, 3), 30, status=PaymentStatus.PENDING)
TAKEN_BACK = Payment(date(2026, 11, 3), 30, status=PaymentStatus.REVERSED)
BACK = Payment(date(2026, 11, 2), -50)


@pytest.mark.parametrize(
    ("payments", "day", "newer"),
    [
        ([], (), None),
        ([LAST, EARLIER], (LAST,), None),
        ([ON_ITS_WAY, LAST, EARLIER], (LAST,), ON_ITS_WAY),
        ([TAKEN_BACK, LAST], (LAST,), TAKEN_BACK),
        ([BACK, LAST, EARLIER], (EARLIER,), BACK),
        ([BACK, LAST], (), BACK),
        ([ON_ITS_WAY], (), ON_ITS_WAY),
    ],
)
def test_the_last_payment_is_one_that_stands_and_a_newer_one_is_told_besides(
    payments: list[Payment], day: tuple[Payment, ...], newer: Payment | None
) -> None:
    found = latest(payments)
    assert (found.day, found.newer) == (day, newer)
    assert found.amount == sum(each.amount for each in day)
