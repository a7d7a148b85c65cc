import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import DomainError
from domain.subscriber_number import SubscriberNumber

numbers = st.integers(min_value=1000, max_value=10**15 - 1).map(str)


@pytest.mark.parametrize(
    "text",
    [
        "100200301",
        " 100 200 301 ",
        "0100200301",
        "000/100200301",
        "100-200-301",
        "100–200–301",
        "№ 100200301",
        "100200301.",
    ],
)
def test_every_usual_spelling_is_the_same_number(text: str) -> None:
    assert SubscriberNumber.parse(text) == SubscriberNumber("100200301")


@given(numbers, st.lists(st.sampled_from(" -/\N{NO-BREAK SPACE}"), min_size=1), st.integers(0, 5))
def test_separators_and_leading_zeros_change_nothing(number: str, separators: list[str], zeros: int) -> None:
    spelled = "0" * zeros + "".join(
        digit + separators[place % len(separators)] for place, digit in enumerate(number)
    )
    assert str(SubscriberNumber.parse(spelled)) == number


@pytest.mark.parametrize("text", ["", "   ", "-", "12a45", "+100200301", "١٠٠٢٠٠٣٠١", "1e9", "сто"])
def test_what_is_not_digits_is_refused(text: str) -> None:
    with pytest.raises(DomainError) as refusal:
        SubscriberNumber.parse(text)
    assert refusal.value.code == "number-not-digits"


@pytest.mark.parametrize(
    "text",
    ["01.01.2026", "1.1.26", "01/01/2026", "1-1-2026", "2026-01-01", "1234,56", "1 234.56", "100.200.301"],
)
def test_what_is_a_date_or_an_amount_is_no_number(text: str) -> None:
    with pytest.raises(DomainError) as refusal:
        SubscriberNumber.parse(text)
    assert refusal.value.code == "number-like-date"


def test_a_column_of_numbers_holds_no_dates() -> None:
    assert str(SubscriberNumber.spelt("10-11-2026")) == "10112026"


@pytest.mark.parametrize("text", ["123", "0000", "000123", "1" * 16])
def test_a_number_needs_four_to_fifteen_digits_without_leading_zeros(text: str) -> None:
    with pytest.raises(DomainError) as refusal:
        SubscriberNumber.parse(text)
    assert (refusal.value.code, refusal.value.values) == ("number-wrong-length", {"least": 4, "most": 15})


@pytest.mark.parametrize("text", ["1234", "9" * 15])
def test_the_shortest_and_the_longest_number_are_numbers(text: str) -> None:
    assert str(SubscriberNumber.parse(text)) == text


@given(numbers)
def test_a_masked_number_shows_at_most_half_of_it(number: str) -> None:
    shown = SubscriberNumber(number).masked().removeprefix("…")
    assert number.endswith(shown)
    assert len(shown) == min(4, len(number) // 2)
