import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import DomainError
from domain.money import format_amount, parse_amount

amounts = st.integers(min_value=1, max_value=10**11 - 1)


@given(amounts)
def test_what_is_shown_can_be_typed(kopecks: int) -> None:
    assert parse_amount(format_amount(kopecks)) == kopecks


@given(amounts, st.sampled_from([",", "."]), st.sampled_from(["", " ", "\N{NO-BREAK SPACE}"]))
def test_comma_and_point_and_spaces_mean_the_same(kopecks: int, comma: str, space: str) -> None:
    rubles, rest = divmod(kopecks, 100)
    assert parse_amount(f"{rubles:,}".replace(",", space) + f"{comma}{rest:02}") == kopecks


@pytest.mark.parametrize(
    ("text", "kopecks"),
    [
        ("1234", 123400),
        ("1 234,56", 123456),
        ("1234.56", 123456),
        ("1\N{NARROW NO-BREAK SPACE}234,56", 123456),
        ("1234,5", 123450),
        ("0,07", 7),
        ("007,00", 700),
        ("1234-56", 123456),
        ("1234=56", 123456),
        ("1234,56 ₽", 123456),
        ("1234,56₽", 123456),
        ("1234 руб", 123400),
        ("1234руб.", 123400),
        ("1234 р.", 123400),
        ("1234 рубля", 123400),
        ("1 234 руб. 56 коп.", 123456),
        ("1234 руб 5 коп", 123405),
        ("1234р56к", 123456),
        ("1234 рубля, 56 копеек", 123456),
        ("  1234 \n", 123400),
        ("1'234.56", 123456),
        ("1,234.56", 123456),
        ("1.234,56", 123456),
        ("1,234,567.8", 123456780),
        ("1234 RUB", 123400),
        ("RUB 1234", 123400),
        ("₽1234", 123400),
        ("руб 1234", 123400),
        ("+1234", 123400),
        ("1234p.", 123400),
        ("1234 pуб", 123400),
        ("1234,-", 123400),
        ("1234.", 123400),
        ("Сумма: 1234,56 руб.", 123456),
    ],
)
def test_usual_spellings_are_understood(text: str, kopecks: int) -> None:
    assert parse_amount(text) == kopecks


@pytest.mark.parametrize(
    "text",
    [
        "1,234",
        "1.234",
        "12.345",
        "1.234.567",
        "1234,567",
        "1 23",
        "12 34,5",
        "1 2345",
        "1'23",
        ",50",
        "5,",
        "1-234",
        "1234-5",
    ],
)
def test_what_may_mean_two_amounts_is_asked_again(text: str) -> None:
    with pytest.raises(DomainError) as refusal:
        parse_amount(text)
    assert refusal.value.code == "amount-ambiguous"


@pytest.mark.parametrize("text", ["", " ", "сто рублей", "1e3", "₽", "1234 $", "١٢٣", "12 коп", "р", "+"])
def test_what_is_no_amount_is_not_understood(text: str) -> None:
    with pytest.raises(DomainError) as refusal:
        parse_amount(text)
    assert refusal.value.code == "amount-not-understood"


@pytest.mark.parametrize("text", ["0", "0,00", "-5", "−5,00", "- 5", "₽-5", "-1'234"])
def test_nobody_pays_nothing_or_less(text: str) -> None:
    with pytest.raises(DomainError) as refusal:
        parse_amount(text)
    assert refusal.value.code == "amount-not-positive"


def test_an_amount_that_no_column_holds_is_refused() -> None:
    with pytest.raises(DomainError) as refusal:
        parse_amount("9" * 4000)
    assert refusal.value.code == "amount-too-large"
    with pytest.raises(DomainError):
        parse_amount("1 000 000 000")


@pytest.mark.parametrize(
    ("kopecks", "text"),
    [(0, "0,00"), (5, "0,05"), (123456, "1 234,56"), (123456789, "1 234 567,89"), (-730, "−7,30")],
)
def test_amounts_are_shown_the_russian_way(kopecks: int, text: str) -> None:
    assert format_amount(kopecks) == text.replace(" ", "\N{NO-BREAK SPACE}")
