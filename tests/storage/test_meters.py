from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.meters import kwh_from, watt_hours


@given(st.decimals(min_value=0, max_value=99_999_999, places=3))
def test_a_value_survives_its_column(kwh: Decimal) -> None:
    assert kwh_from(watt_hours(kwh)) == kwh


def test_a_value_that_the_column_would_round_is_refused() -> None:
    with pytest.raises(ValueError, match="three decimals"):
        watt_hours(Decimal("0.0001"))
