import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import DomainError
from domain.password import check_password, normalize_password, spellings


def refusal_of(text: str, *, login: str = "anna", email: str | None = None) -> str | None:
    try:
        check_password(text, login=login, email=email)
    except DomainError as error:
        return error.code
    return None


@pytest.mark.parametrize(
    "text",
    [
        "Tramontana-84",
        "корова ест траву",
        "мой кот Барсик",
        "zebra73lamp",
        "password is a bad word",
        "test8305719264",  # the digits are what has to be guessed
        "8305719264",
        "Гвоздика2",
        "кобалькобаль",  # a rare word twice
        "x" * 4 + "корова" * 20 + "yyyy",
    ],
)
def test_what_nobody_would_try_first_is_accepted(text: str) -> None:
    assert refusal_of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "password",
        "PassWord",
        "password1",
        "P@ssw0rd!",
        "pa$$w0rd",
        "пароль12",
        "Пароль2026!",
        "gfhjkm123",  # «пароль» in the Latin layout
        "зфыыцщкв",  # "password" in the Russian layout
        "passwordpassword",
        "наташанаташа",
        "любовьлюбовь",
        "12345678",
        "87654321",
        "1234567890",
        "qwertyui",
        "QWERTY123",
        "йцукенгш",
        "ЙЦУКЕН123",
        "123qweasd",
        "qweasdzxc",
        "йфяцычувс",
        "1qaz2wsx",
        "1q2w3e4r",
        "1й2ц3у4к",
        "asdfghjkl;",
        "abcdefgh",
        "абвгдежз",
        "abc12345",
        "11111111",
        "aaaaaaaa",
        "aaabbbccc",
        "abababab",
        "123123123",
        "12341234",
        "!!!!!!!!",
        "!@#$%^&*",
        "........",
    ],
)
def test_what_somebody_would_try_first_is_refused(text: str) -> None:
    assert refusal_of(text) == "password-too-common"


def test_length_is_limited_on_both_sides() -> None:
    assert refusal_of("Kobalt7") == "password-too-short"
    assert refusal_of("Kobalt75") is None
    assert refusal_of("Kobalt75" * 16) is None
    assert refusal_of("Kobalt75" * 16 + "!") == "password-too-long"


def test_length_counts_letters_and_not_their_parts() -> None:
    assert refusal_of("и\u0306" * 4 + "уж7") == "password-too-short"


def test_the_login_is_no_password_whatever_the_case() -> None:
    assert refusal_of("Anna-Karenina", login="anna-karenina") == "password-is-login"


def test_the_address_is_no_password_whatever_the_case() -> None:
    assert refusal_of("Anna@Pochta.example", email="anna@pochta.example") == "password-is-email"


def test_two_ways_of_composing_a_letter_are_one_password() -> None:
    assert normalize_password("и\u0306од йод") == normalize_password("йод йод")


def test_what_nobody_sees_is_no_part_of_a_password() -> None:
    assert normalize_password("\u202dkobalt\u00a0so\u00adsna\u202c") == "kobalt sosna"
    assert refusal_of("Kobalt7\u200b\ufeff") == "password-too-short"


def test_a_password_of_an_earlier_version_is_tried_as_it_was_kept() -> None:
    assert spellings("kobalt sosna") == ("kobalt sosna",)
    assert spellings("kobalt sosna\ufeff") == ("kobalt sosna", "kobalt sosna\ufeff")


@given(st.text(max_size=200))
def test_every_text_is_judged(text: str) -> None:
    assert refusal_of(text) in {
        None,
        "password-too-short",
        "password-too-long",
        "password-too-common",
    }
