"""One of many numbers is found by what a person remembers of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import DomainError
from domain.number_search import NumberQuery
from domain.subscriber import Holding

FLAT = Holding(
    "100200301", "Дача у озера", "г. Светлогорье, ул. Яблоневая, д. 12а, кв. 7", 0, 0, closed=False
)
NUMBERS = st.integers(1000, 10**15 - 1).map(str)


@pytest.mark.parametrize(
    "text",
    [
        *("100200301", "100 200 301", "0100200301", "№ 100200301", "0301", "301", "100-200"),
        *("дача", "ДАЧА", "озер", "у озера дача"),
        *(
            "Яблоневая",
            "яблон",
            "ул. Яблоневая",
            "яблоневая 12а",
            "яблоневая, 12а, кв 7",
            "дом 12а квартира 7",
        ),
        *("кв. 7", "светлогорье яблоневая"),
    ],
)
def test_any_part_that_a_person_remembers_finds_it(text: str) -> None:
    assert NumberQuery.parse(text).fits(FLAT)


@pytest.mark.parametrize(
    "text", ["100200302", "кв. 8", "30", "кв 1", "Яблоневая 13", "блоневая", "дача на Речной", "3012"]
)
def test_what_does_not_fit_as_a_whole_is_not_found(text: str) -> None:
    assert not NumberQuery.parse(text).fits(FLAT)


@pytest.mark.parametrize("text", ["", "  ", "№", "ул. д. кв.", "?!"])
def test_words_that_name_nothing_are_refused(text: str) -> None:
    with pytest.raises(DomainError) as caught:
        NumberQuery.parse(text)
    assert caught.value.code == "number-search-empty"


@given(NUMBERS, st.data())
def test_three_digits_in_a_row_find_a_number(number: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(number) - 3))
    part = number[begin : begin + data.draw(st.integers(3, len(number)))]
    holding = Holding(number, None, "ул. Речная", 0, 0, closed=False)
    assert NumberQuery.parse(part).fits(holding)
