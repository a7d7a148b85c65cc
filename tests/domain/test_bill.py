"""Payments and their reversals: which day counts as that of the last payment."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bill import Payment, PaymentStatus, booked, last_day


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
