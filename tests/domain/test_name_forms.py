"""Names of streets in a sentence are read in first forms; a small dictionary stands for the large one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.address import Address, AddressQuery
from domain.errors import DomainError
from domain.name_forms import MOST_READINGS, Forms, Gender, NameForm, other_readings, words_of
from tests.domain.test_address import FLAT

F, M, N = Gender.FEMININE, Gender.MASCULINE, Gender.NEUTER
FORMS: Forms = {
    "яблоневой": {NameForm("яблоневая", F)},
    "лесной": {NameForm("лесная", F), NameForm("лесной", M)},
    "лесного": {NameForm("лесной", M), NameForm("лесное", N)},
    "малой": {NameForm("малая", F)},
    "светлогорске": {NameForm("светлогорск", M, is_noun=True)},
    "победы": {NameForm("победа", F, is_noun=True, may_stand=True)},
    "улице": {NameForm("улица", F, is_noun=True, may_stand=True)},
    "доме": {NameForm("дом", M, is_noun=True)},
    "советской": {NameForm("советская", F)},
}


def readings(text: str, forms: Forms = FORMS) -> list[AddressQuery]:
    return list(other_readings(AddressQuery.parse(text), forms))


def means(text: str, address: str) -> bool:
    return any(each.matches(Address.parse(address)) for each in readings(text))


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("ул. Яблоневой, д. 1 кв 1", FLAT),
        ("на Яблоневой улице в доме 1", FLAT),
        ("лесного пер., 3", "пер. Лесной, д. 3"),
        ("ул. Лесной", "ул. Лесная, д. 3"),
        ("на Малой Яблоневой 7", "ул. Малая Яблоневая, д. 7"),
        ("в Светлогорске на Лесной 3", "г. Светлогорск, ул. Лесная, д. 3"),
        ("на 1-й Советской 10", "1-я Советская ул., д. 10"),
        ("на 2-м пер. Лесного 1", "2-й Лесной пер., д. 1"),
        ("пос. Победы 5", "пос. Победа, д. 5"),
        ("ул. Яблoнeвая 1", FLAT),  # with two Latin letters
    ],
)
def test_a_name_in_a_sentence_means_the_street(query: str, address: str) -> None:
    assert means(query, address)


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("ул. Яблоневой 1", "пер. Яблоневый, д. 1"),
        ("ул. Яблоневой 1", "ул. Яблоневая, д. 12"),
        ("ул. Яблоневой 1", "ул. Малая Яблоневая, д. 1"),
        ("ул. Яблоневой 1", "Яблоневая, д. 1"),
        ("ул. Лесной 3", "пер. Лесной, д. 3"),
        ("лесного пер., 3", "ул. Лесная, д. 3"),
        ("ул. Победы 5", "СНТ «Победа», уч. 5"),
        ("ул. Победы 5", "ул. Победа, д. 5"),
    ],
)
def test_another_street_is_not_meant(query: str, address: str) -> None:
    assert not means(query, address)


def test_without_a_dictionary_nothing_else_is_meant() -> None:
    assert readings("ул. Яблоневой 1", {}) == []


def test_a_reading_shows_what_was_typed() -> None:
    assert {each.text for each in readings("ул. Яблоневой 1")} == {"ул. Яблоневой 1"}


typed = st.lists(st.sampled_from([*FORMS, "ул.", "г.", "на", "в", "1", "2-й", "5", ",", "кв"]), max_size=9)


@given(typed.map(" ".join))
def test_readings_are_few_and_none_is_the_one_that_was_typed(text: str) -> None:
    try:
        query = AddressQuery.parse(text)
    except DomainError:
        return
    found = other_readings(query, FORMS)
    assert len(found) <= MOST_READINGS
    assert query.address not in [each.address for each in found]
    assert all(each.is_strict for each in found)


def test_only_words_are_asked_for() -> None:
    assert words_of("Ул. Зелёной, д. 1-а, кв. 2") == {"зеленой"}
