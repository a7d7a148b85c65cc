import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import DomainError
from domain.phone import Phone


@pytest.mark.parametrize(
    "text",
    [
        "+79210000000",
        "79210000000",  # as a Telegram contact has it
        "89210000000",
        "9210000000",
        "+7 921 000-00-00",
        "8 (921) 000-00-00",
        "8(921)0000000",
        "(921) 000 00 00",
        "+7(921)0000000",
        "8.921.000.00.00",
        "8–921–000–00–00",
        "+7\u00a0921\u202f000\u00a000\u00a000",
        "  +7 921 000 00 00\n",
    ],
)
def test_every_usual_spelling_is_understood(text: str) -> None:
    assert Phone.parse(text).text == "+79210000000"


def test_a_number_of_ten_digits_may_begin_like_a_prefix() -> None:
    assert Phone.parse("(812) 303-96-96").text == "+78123039696"
    assert Phone.parse("8 (812) 303-96-96").text == "+78123039696"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+",
        "нет",
        "303-96-96",
        "892100000",
        "8921000000",  # a digit is missing
        "7921000000",  # likewise
        "892100000000",
        "+89210000000",
        "+9210000000",
        "++79210000000",
        "7+9210000000",
        "+7 921 000-00-00 доб. 5",
        "8921OOOOOOO",
        "٨٩٢١٠٠٠٠٠٠٠",
        "+7921000000²",
    ],
)
def test_what_is_no_number_of_ten_digits_is_refused(text: str) -> None:
    with pytest.raises(DomainError) as refusal:
        Phone.parse(text)
    assert refusal.value.code == "phone-wrong"


@pytest.mark.parametrize(
    "text", ["+375291234567", "375291234567", "+1 202 555-01-23", "00375 29 123 45 67", "+3725123456"]
)
def test_a_number_of_another_country_is_known_as_such(text: str) -> None:
    with pytest.raises(DomainError) as refusal:
        Phone.parse(text)
    assert refusal.value.code == "phone-foreign"


def test_a_contact_card_begins_with_the_code_of_its_country() -> None:
    assert Phone.of_contact("79210000000") == Phone.of_contact("+79210000000") == Phone("+79210000000")
    with pytest.raises(DomainError) as refusal:
        Phone.of_contact("3725123456")
    assert refusal.value.code == "phone-foreign"


def test_a_number_is_shown_with_its_code_in_brackets() -> None:
    assert Phone.parse("89210000012").shown() == "+7(921)0000012"


def test_a_masked_number_keeps_its_code_and_last_two_digits() -> None:
    assert Phone.parse("89211234512").masked() == "+7(921)*****12"


@given(st.from_regex(r"\+7[0-9]{10}", fullmatch=True))
def test_what_is_shown_is_understood(text: str) -> None:
    phone = Phone(text)
    assert Phone.parse(phone.shown()) == phone
    assert Phone.parse(phone.text) == phone


def test_operators_see_the_code_and_the_last_two_digits() -> None:
    assert Phone.parse("89211234512").covered() == "+7(921)***-**-12"
