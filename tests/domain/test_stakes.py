"""When an operator is asked a second time before a doubtful reading is accepted."""

from decimal import Decimal

import pytest

from domain.stakes import Stakes


@pytest.mark.parametrize(
    ("stakes", "are_high"),
    [
        (Stakes(Decimal(90_206), None, 50_000_000), True),
        (Stakes(Decimal(5000), None, 4_000_000), False),
        (Stakes(Decimal(5000), None, 5_000_001), True),
        (Stakes(Decimal(10_000), None, None), False),
        (Stakes(Decimal(10_001), None, None), True),
        (Stakes(Decimal(5000), Decimal(200), 3_000_000), True),
        (Stakes(Decimal(3000), Decimal(200), 3_000_000), False),
        (Stakes(Decimal(400), Decimal(5), None), False),
        (Stakes(Decimal(0), None, None, less=Decimal(390)), False),
        (Stakes(Decimal(0), None, None, less=Decimal(12_995)), True),
    ],
)
def test_a_second_question_is_asked_above_a_limit_of_money_of_the_usual_or_of_what_is_taken_off(
    stakes: Stakes, *, are_high: bool
) -> None:
    assert stakes.are_high is are_high
