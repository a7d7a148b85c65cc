from decimal import Decimal

import pytest

from tests.domain.meters import TWO, meter


@pytest.mark.parametrize(("digits", "capacity"), [(4, 10000), (8, 100000000)])
def test_a_register_of_n_digits_begins_again_at_ten_to_the_n(digits: int, capacity: int) -> None:
    assert meter("Сутки", digits=digits, decimals=3).capacity == Decimal(capacity)


def test_scales_are_found_by_number() -> None:
    assert TWO.scale(2).name == "Ночь"


@pytest.mark.parametrize("number", [0, 3])
def test_a_scale_that_the_meter_does_not_have_is_not_found(number: int) -> None:
    with pytest.raises(LookupError):
        TWO.scale(number)
