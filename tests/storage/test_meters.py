import sqlite3
from contextlib import closing
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.meter import serial_key
from storage.meters import LIST_NUMBERS_BY_SERIAL, kwh_from, watt_hours


@given(st.decimals(min_value=0, max_value=99_999_999, places=3))
def test_a_value_survives_its_column(kwh: Decimal) -> None:
    assert kwh_from(watt_hours(kwh)) == kwh


SIGNS = "0123456789ABCEHKMOPTXDZАВСЕНКМОРТХБЖЯ -/._"


@given(st.text(SIGNS, min_size=1, max_size=14))
def test_sql_and_the_program_have_the_same_key_of_a_serial_number(serial: str) -> None:
    sql = LIST_NUMBERS_BY_SERIAL.split("WHERE")[1].split("IN (")[0]
    with closing(sqlite3.connect(":memory:")) as connection:
        [(key,)] = connection.execute(f"SELECT {sql} FROM (SELECT ? AS serial)", (serial,))  # noqa: S608
    assert key == serial_key(serial)


def test_a_value_that_the_column_would_round_is_refused() -> None:
    with pytest.raises(ValueError, match="three decimals"):
        watt_hours(Decimal("0.0001"))
