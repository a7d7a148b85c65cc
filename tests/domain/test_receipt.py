import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import Month
from domain.errors import DomainError
from domain.receipt import parse_receipt, receipt_number, receipt_ordinal, receipt_prefix

months = st.builds(Month, st.integers(2020, 2098), st.integers(1, 12))
ordinals = st.integers(1, 9_999_999)


def test_receipts_that_were_given_out_stay_valid() -> None:
    assert receipt_number(Month(2026, 11), 123) == "2611-0000123-3"


@given(months, ordinals, st.sampled_from(["", " ", "-", "–"]))
def test_a_receipt_is_read_however_it_is_divided(month: Month, ordinal: int, divider: str) -> None:
    receipt = receipt_number(month, ordinal)
    assert parse_receipt(f" {receipt.replace('-', divider)} ") == receipt
    assert receipt_ordinal(receipt) == ordinal


@given(months, ordinals, st.integers(0, 11), st.integers(1, 9))
def test_one_misheard_digit_is_always_noticed(month: Month, ordinal: int, place: int, by: int) -> None:
    digits = receipt_number(month, ordinal).replace("-", "")
    misheard = digits[:place] + str((int(digits[place]) + by) % 10) + digits[place + 1 :]
    with pytest.raises(DomainError) as refusal:
        parse_receipt(misheard)
    assert refusal.value.code == "receipt-wrong"


@given(months, months, ordinals, ordinals)
def test_receipts_sort_as_text(month: Month, other: Month, ordinal: int, other_ordinal: int) -> None:
    receipts = receipt_number(month, ordinal), receipt_number(other, other_ordinal)
    if (month, ordinal) < (other, other_ordinal):
        assert receipts[0] < receipts[1]
    assert (receipt_prefix(month) <= receipts[1] < receipt_prefix(month.next)) is (month == other)


@pytest.mark.parametrize("text", ["", "2611", "2611-000123-7", "2611-0000123-7-1", "ноябрь"])
def test_what_is_no_receipt_is_refused(text: str) -> None:
    with pytest.raises(DomainError):
        parse_receipt(text)
