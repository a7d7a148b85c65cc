import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import DomainError
from domain.login import Login


@pytest.mark.parametrize("text", ["anna", "Анна-Петровна", "ёлка_1", "a-1", "123", "x" * 32, "Anna_1985-SPb"])
def test_letters_of_one_alphabet_digits_dash_and_underscore_make_a_login(text: str) -> None:
    assert Login.parse(text).text == text


def test_spaces_around_are_dropped() -> None:
    assert Login.parse("  anna\n").text == "anna"


@pytest.mark.parametrize(("one", "other"), [("Anna", "aNNA"), ("АННА", "анна"), ("ЁЛКА", "ёлка")])
def test_logins_that_differ_in_case_have_the_same_key(one: str, other: str) -> None:
    assert Login.parse(one).key == Login.parse(other).key


def test_e_and_yo_are_different_letters() -> None:
    assert Login.parse("елка").key != Login.parse("ёлка").key


def test_a_composed_and_a_decomposed_letter_are_the_same() -> None:
    assert Login.parse("Андреи\u0306").key == Login.parse("Андрей").key


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ab", "login-too-short"),
        ("x" * 33, "login-too-long"),
        ("", "login-characters"),
        ("anna petrova", "login-characters"),
        ("anna@pochta", "login-characters"),
        ("anna\u200b", "login-characters"),  # zero-width space: looks like "anna"
        ("\uff41nna", "login-characters"),  # full-width letter
        ("ann\u0456", "login-characters"),  # Ukrainian letter that looks like a Latin one
        ("١٢٣", "login-characters"),  # digits, but not ours
        ("аnna", "login-mixed"),  # the first letter is Cyrillic
        ("anna-петрова", "login-mixed"),
    ],
)
def test_what_cannot_be_a_login_is_refused(text: str, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        Login.parse(text)
    assert refusal.value.code == code


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
def test_reading_a_login_again_changes_nothing(text: str) -> None:
    try:
        login = Login.parse(text)
    except DomainError:
        return
    assert Login.parse(login.text) == login
    assert Login.parse(login.key).key == login.key


@given(
    st.from_regex(r"[A-Za-z0-9_-]{3,32}", fullmatch=True)
    | st.from_regex(r"[А-Яа-яЁё0-9_-]{3,32}", fullmatch=True)
)
def test_every_spelling_that_the_rule_allows_is_a_login(text: str) -> None:
    assert Login.parse(text).text == text
