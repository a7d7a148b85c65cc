"""The company: the digits of its INN, and the version of a document that names it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.company import Company, parse_inn


@pytest.mark.parametrize(
    ("text", "inn"),
    [
        ("7707083893", "7707083893"),
        (" 77 0708 3893 ", "7707083893"),
        ("5001-0073-2259", "500100732259"),
    ],
)
def test_an_inn_is_read_with_what_stands_between_its_digits(text: str, inn: str) -> None:
    assert parse_inn(text) == inn


@pytest.mark.parametrize(
    "text",
    ["", "12345", "77070838930", "7707083894", "0000000000", "500100732258", "500100732249", "77070838९3"],
)
def test_what_is_no_inn_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="digit"):
        parse_inn(text)


def is_inn(text: str) -> bool:
    try:
        return parse_inn(text) == text
    except ValueError:
        return False


@given(st.from_regex(r"[0-9]{9}", fullmatch=True).filter(lambda digits: not digits.startswith("00")))
def test_nine_digits_have_one_last_digit(digits: str) -> None:
    assert sum(is_inn(f"{digits}{last}") for last in range(10)) == 1


@given(st.from_regex(r"[0-9]{10}", fullmatch=True).filter(lambda digits: not digits.startswith("00")))
def test_ten_digits_have_one_pair_of_last_digits(digits: str) -> None:
    assert sum(is_inn(f"{digits}{last:02}") for last in range(100)) == 1


def test_a_company_without_a_name_is_not_part_of_a_version() -> None:
    assert Company(inn="7707083893", address="г. Светлогорье").version_of("2026-11") == "2026-11"
    assert Company("АО «Свет»", "7707083893").version_of("2026-11") == "2026-11; АО «Свет»; 7707083893"
