"""What an operator may mean by an address that was heard on the telephone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.address import Address
from domain.address_guess import address_guesses
from tests.domain.test_address import FLAT, address_of, flats, houses, names

FLAT_2 = "г. Светлогорье, ул. Яблоневая, д. 1, кв. 2"
FAR = "ул. Садовая, д. 12, корп. 3, кв. 101"


def means(text: str, address: str) -> bool:
    return any(guess.matches(Address.parse(address)) for guess in address_guesses(text))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Яблоневая 1 2", FLAT_2),
        ("Яблоневая 1-2", FLAT_2),
        ("Яблоневая, 1/2", FLAT_2),
        ("Яблоневая д.1 2", FLAT_2),
        ("1-2 Яблоневая", FLAT_2),
        ("1, Яблоневая", FLAT_2),
        ("кв 2 д 1 Яблоневая", FLAT_2),
        ("Садовая 12 3 101", FAR),
        ("12 садовая", FAR),
        ("5 8 Марта", "ул. 8 Марта, д. 5"),
        ("8 марта 5", "ул. 8 Марта, д. 5"),
        ("Cадoвая 12", FAR),  # with two Latin letters
    ],
)
def test_numbers_are_understood_in_any_order(text: str, address: str) -> None:
    assert means(text, address)


@pytest.mark.parametrize("text", ["Яблоневая 2", "Яблоневая 2 1", "Яблоневая 12", "2 Яблоневая"])
def test_another_home_is_not_meant(text: str) -> None:
    assert not means(text, FLAT_2)


@pytest.mark.parametrize(
    "text", ["", "12", "anna@pochta.example", "anna", "анnа", "д 1 кв 2", "СН-0012345", "?"]
)
def test_what_names_no_street_is_no_address(text: str) -> None:
    assert address_guesses(text) == ()


@given(names, names, houses, flats)
def test_every_address_is_among_the_guesses_at_its_own_words(
    town: str, street: str, house: str, flat: int
) -> None:
    address = address_of(town, street, house, flat)
    for text in (address, f"{street} д. {house} кв. {flat}", f"кв {flat} д {house}, {street}"):
        assert means(text, address), text


@given(st.text(max_size=60))
def test_any_text_is_guessed_at_without_a_fault(text: str) -> None:
    assert len(address_guesses(text)) <= 10


def test_a_flat_of_the_same_number_in_another_house_is_not_meant() -> None:
    assert means("Яблоневая 1 1", FLAT)
    assert not means("Яблоневая 1 1", FLAT_2)
