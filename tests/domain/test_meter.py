from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from domain.meter import Verification
from tests.domain.meters import TODAY, TWO, meter


@pytest.mark.parametrize(("digits", "capacity"), [(4, 10000), (8, 100000000)])
def test_a_register_of_n_digits_begins_again_at_ten_to_the_n(digits: int, capacity: int) -> None:
    assert meter("Сутки", digits=digits, decimals=3).capacity == Decimal(capacity)


def test_scales_are_found_by_number() -> None:
    assert TWO.scale(2).name == "Ночь"


@pytest.mark.parametrize("number", [0, 3])
def test_a_scale_that_the_meter_does_not_have_is_not_found(number: int) -> None:
    with pytest.raises(LookupError):
        TWO.scale(number)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-400, Verification.OVER),
        (-1, Verification.OVER),
        (0, Verification.NEAR),
        (60, Verification.NEAR),
        (61, Verification.VALID),
    ],
)
def test_residents_are_warned_sixty_days_before_it_ends(days: int, expected: Verification) -> None:
    assert replace(TWO, verify_by=TODAY + timedelta(days=days)).verification(TODAY) is expected


def test_a_meter_whose_verification_the_registry_does_not_tell_warns_nobody() -> None:
    assert TWO.verification(date.max) is Verification.VALID
