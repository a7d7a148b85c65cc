"""The dictionary knows the words of addresses, and names of streets that it has never seen."""

import pytest

from domain.name_forms import Gender
from integrations.name_forms import first_forms

F, M, N, P = Gender.FEMININE, Gender.MASCULINE, Gender.NEUTER, Gender.PLURAL


@pytest.mark.parametrize(
    ("word", "form", "gender"),
    [
        ("яблоневой", "яблоневая", F),
        ("яблоневую", "яблоневая", F),
        ("садовом", "садовый", M),
        ("лесного", "лесной", M),
        ("большому", "большой", M),
        ("московским", "московское", N),
        ("краснопутиловской", "краснопутиловская", F),
        ("зеленой", "зеленая", F),
        ("нижней", "нижняя", F),
        ("рабочему", "рабочий", M),
    ],
)
async def test_an_adjective_has_a_first_form_of_its_gender(word: str, form: str, gender: Gender) -> None:
    found = (await first_forms([word]))[word]
    assert (form, gender) in {(each.word, each.gender) for each in found if not each.is_noun}


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("улице", "улица"),
        ("проспекта", "проспект"),
        ("переулке", "переулок"),
        ("площади", "площадь"),
        ("доме", "дом"),
    ],
)
async def test_the_kinds_of_streets_are_known_in_any_form(word: str, form: str) -> None:
    assert form in {each.word for each in (await first_forms([word]))[word] if each.is_noun}


@pytest.mark.parametrize("word", ["мира", "победы", "революции"])
async def test_a_noun_in_the_genitive_may_stand_as_it_is(word: str) -> None:
    assert all(each.may_stand for each in (await first_forms([word]))[word] if each.is_noun)


async def test_a_place_in_a_sentence_has_a_first_form() -> None:
    found = await first_forms(["светлогорске", "елочках"])
    assert {(each.word, each.may_stand) for each in found["светлогорске"]} == {("светлогорск", False)}
    assert ("елочки", P) in {(each.word, each.gender) for each in found["елочках"]}


async def test_what_is_no_word_has_no_forms() -> None:
    assert await first_forms(["ъъъ", "qwerty"]) == {"ъъъ": frozenset(), "qwerty": frozenset()}
