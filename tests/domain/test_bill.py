"""Payments and their reversals: which day counts as that of the last payment."""

from datetime import date

import pytest

from domain.bill import Payment, last_day


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
