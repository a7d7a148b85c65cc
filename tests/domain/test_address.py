"""Addresses: what an operator names, and whose homes are meant by it."""

from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.address import (
    MARKERS,
    MOST_LENGTH,
    PASSED_OVER,
    PLACES,
    STREETS,
    Address,
    AddressQuery,
    folded,
    masked_address,
    short_address,
    spread,
)
from domain.errors import DomainError
from tests.services.residents import refused

FLAT = "г. Светлогорье, ул. Яблоневая, д. 1, кв. 1"
LONG = (
    "Светлогорский р-н, пос. Ёлочки, ул. имени 40-летия Светлогорского завода «Фонарь», "
    "д. 12/2, корп. 3, лит. А, кв. 101"
)


def matches(query: str, address: str) -> bool:
    return AddressQuery.parse(query).matches(Address.parse(address))


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("Яблоневая", FLAT),
        ("яблоневая 1", FLAT),
        ("ЯБЛОНЕВАЯ УЛ., ДОМ №1", FLAT),
        ("улица Яблоневая д1", FLAT),
        ("Яблоневая, 1", FLAT),
        ("Светлогорье Яблоневая 1", FLAT),
        ("г Светлогорье, Яблоневая ул, дом 01, квартира 1", FLAT),
        ("Светлогорье", FLAT),
        ("Яблоневая 1", "Светлогорье г, Яблоневая ул, 1"),
        ("елочки", LONG),
        ("Имени 40-летия Светлогорского завода Фонарь 12 / 2 корп 3", LONG),
        ("клюква 17", "Светлогорский р-н, СНТ «Клюква», уч. 17"),
        ("СНТ Клюква уч 17", "Светлогорский р-н, СНТ «Клюква», уч. 17"),
        ("8 марта 8", "ул. 8 Марта, д. 8"),
        ("1я Советская, 10к2", "1-ая Советская ул., д. 10, корп. 2"),
        ("Садовая 12-a", "ул. Садовая, д. 12 А"),
        ("Большой пр. П.С., 5", "пр. Большой П.С., д. 5"),
        ("Яблоневая 1", "ул. Яблоневая, д. 1, корп. 2, кв. 3"),
        ("Набережная 5", "ул. Набережная, д. 5"),
        ("набережная ул, 5", "ул. Набережная, д. 5"),
        ("наб. Мойки 5", "Мойки наб., д. 5"),
        ("квартал 3 дом 5 Лесной", "Лесной, кв-л 3, д. 5"),
    ],
)
def test_a_usual_spelling_finds_the_address(query: str, address: str) -> None:
    assert matches(query, address)


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("Яблоневая 1", "ул. Яблоневая, д. 12"),
        ("Яблоневая 12", "ул. Яблоневая, д. 1"),
        ("Яблоневая 1", "ул. Яблоневая, д. 1а"),
        ("Яблоневая 1", "ул. Яблоневая, д. 1/2"),
        ("Яблоневая 1", "ул. Яблоневая, д. 7, кв. 1"),
        ("Яблоневая 1", "ул. Яблоневая, д. 7, корп. 1"),
        ("Яблоневая 1 корп 1", "ул. Яблоневая, д. 1"),
        ("Яблоневая 1", "ул. Яблоневая, уч. 12"),
        ("Садовая", "ул. Малая Садовая, д. 1"),
        ("Советская", "1-я Советская ул., д. 1"),
        ("1-я Советская", "2-я Советская ул., д. 1"),
        ("Большой пр.", "пр. Большой П.С., д. 5"),
        ("Большой пр. В.О.", "пр. Большой П.С., д. 5"),
        ("ул. Мира", "пр. Мира, д. 5"),
        ("город Пушкин", "пос. Пушкин, ул. Садовая, д. 1"),
        ("8 Марта", "ул. Марта, д. 8"),
        ("Набережная", "наб. Мойки, д. 5"),
        ("Яблоневая Речная", FLAT),
        ("дом 1 Яблоневая", "ул. Яблоневая, уч. 1"),
    ],
)
def test_another_address_is_not_meant(query: str, address: str) -> None:
    assert not matches(query, address)


@pytest.mark.parametrize("text", ["", "  ", "12", "д. 5, кв. 7", "ул.", "«»", "!?"])
def test_a_number_needs_a_street(text: str) -> None:
    with refused("address-no-name"):
        AddressQuery.parse(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("Садовая 1 2", "2"), ("Садовая 1, 3, 5", "3"), ("Садовая д. 1, дом 7", "7"), ("Садовая 1, д. 5", "5")],
)
def test_a_second_number_has_to_say_what_it_is(text: str, number: str) -> None:
    with refused("address-unclear", number=number):
        AddressQuery.parse(text)


def test_what_is_longer_than_any_address_is_refused() -> None:
    AddressQuery.parse("я" * MOST_LENGTH)
    with refused("address-too-long", most=MOST_LENGTH):
        AddressQuery.parse("я" * (MOST_LENGTH + 1))


def test_a_longer_name_with_the_same_words_is_a_resemblance() -> None:
    query = AddressQuery.parse("Садовая 5")
    assert query.resembles(Address.parse("ул. Малая Садовая, д. 1"))
    assert not query.resembles(Address.parse("ул. Садовническая, д. 5"))


ABBREVIATIONS = {*MARKERS, *STREETS, *PLACES, *PASSED_OVER}
made_up = st.text("абвгдежзийклмнопрстуфхцчшщъыьэюяё", min_size=3, max_size=12).filter(
    lambda word: folded(word) not in ABBREVIATIONS  # a street of that name, «Пом 1», would be room 1
)
names = st.lists(made_up.map(str.capitalize), min_size=1, max_size=3, unique=True).map(" ".join)
houses = st.from_regex(r"[1-9][0-9]{0,3}[абвг]?(/[1-9][0-9]?)?", fullmatch=True)
flats = st.integers(1, 999)


def address_of(town: str, street: str, house: str, flat: int) -> str:
    return f"г. {town}, ул. {street}, д. {house}, кв. {flat}"


@given(names, names, houses, flats)
def test_every_address_of_the_registry_is_meant_by_its_own_words(
    town: str, street: str, house: str, flat: int
) -> None:
    address = address_of(town, street, house, flat)
    parsed = Address.parse(address)
    assert len(parsed.names) == 2
    for query in (address, address.upper(), address.lower().replace("ё", "е"), f"{street} {house}, {town}"):
        assert AddressQuery.parse(query).matches(parsed), query


@given(names, houses, houses, flats)
def test_a_house_is_never_taken_for_another_one(street: str, house: str, other: str, flat: int) -> None:
    assume(house != other)
    parsed = Address.parse(address_of("Светлогорье", street, other, flat))
    assert not AddressQuery.parse(f"{street} {house}").matches(parsed)


@given(names, names, houses)
def test_a_street_is_never_taken_for_another_one(street: str, other: str, house: str) -> None:
    words, other_words = Address.parse(street).words, Address.parse(other).words
    assume(words and words not in (other_words, {"светлогорье"}))
    assert not matches(f"{street}", f"г. Светлогорье, ул. {other}, д. {house}")


@given(st.text(max_size=40), st.text(max_size=60))
def test_what_matches_holds_the_anchors(query: str, address: str) -> None:
    for words in (query, address):
        with suppress(DomainError):  # names no street
            asked = AddressQuery.parse(words)
            assert all(anchor in folded(words) for anchor in asked.anchors)
            for text in (query, address, f"{query}, {address}"):
                if asked.matches(Address.parse(text)):
                    assert all(anchor in folded(text) for anchor in asked.anchors)
                    assert asked.resembles(Address.parse(text))


@given(
    names, houses, flats, st.sampled_from(["кв. {}", "квартира {}", "КВ.{}", "кв {}", "комн. {}", "оф. {}"])
)
def test_a_masked_address_tells_the_house_and_no_flat(
    street: str, house: str, flat: int, spelling: str
) -> None:
    home = f"ул. {street}, д. {house}"
    assert masked_address(f"{home}, {spelling.format(flat)}") == home
    assert masked_address(home) == home


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("ул. Садовая, д. 1, кв. 5, комн. 2", "ул. Садовая, д. 1"),
        ("ул. Садовая, д. 1, кв. 5, лит. А", "ул. Садовая, д. 1"),
        ("Садовая 1 кв 5", "Садовая 1"),
        ("ул. Офицерская, д. 1; оф. 5", "ул. Офицерская, д. 1"),
        ("пер. Комнатный, д. 3", "пер. Комнатный, д. 3"),
        ("", ""),
    ],
)
def test_whatever_stands_behind_the_house_is_masked(address: str, masked: str) -> None:
    assert masked_address(address) == masked


def test_a_quarter_is_no_flat() -> None:
    assert masked_address("Лесной, кв-л 3, д. 5") == "Лесной, кв-л 3, д. 5"


@given(st.lists(st.text(max_size=3)), st.integers(2, 7))
def test_samples_are_different_and_reach_from_the_first_to_the_last(items: list[str], most: int) -> None:
    picked = spread(items, most)
    assert len(set(picked)) == len(picked) == min(most, len(set(items)))
    assert set(picked) <= set(items)
    if items:
        assert (picked[0], picked[-1]) == (min(items), max(items))


@pytest.mark.parametrize(
    ("address", "short"),
    [
        ("г. Светлогорье, ул. Яблоневая, д. 1, кв. 2", "Яблоневая, 1, кв. 2"),
        ("188000, Ленинградская обл., г. Светлогорье, улица Яблоневая, дом 5", "Яблоневая, 5"),
        (
            "Светлогорье, Яблоневая ул., 5/2, корп. 3, лит. А, кв. 101",
            "Яблоневая, 5/2, корп. 3, лит. А, кв. 101",
        ),
        ("г. Светлогорье, пер. Тихий, д. 3", "пер. Тихий, 3"),
        ("г. Светлогорье, пр-кт Мира, д.12", "пр-кт Мира, 12"),
        ("Светлогорский р-н, пос. Ёлочки, ул. имени Ленина, д. 2", "ул. имени Ленина, 2"),
        ("Светлогорский р-н, СНТ «Клюква», уч. 17", "СНТ «Клюква», уч. 17"),
        ("г. Светлогорье, 8 Марта, 12", "8 Марта, 12"),
        ("д. Ёлочки, д. 7", "д. Ёлочки, 7"),
        ("ул. Набережная", "Набережная"),
        ("", ""),
        ("17", "17"),
    ],
)
def test_a_short_address_begins_with_the_street(address: str, short: str) -> None:
    assert short_address(address) == short
