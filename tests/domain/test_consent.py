import pytest

from domain.consent import Stance, says_right, stance_of


@pytest.mark.parametrize(
    "text",
    [
        "не согласна",
        "Не согласен!",
        "нет",
        "против",
        "не хочу",
        "я отказываюсь",
        "No",
        "I do not agree",
        "не да",
    ],
)
def test_words_that_refuse_are_a_refusal(text: str) -> None:
    assert stance_of(text) is Stance.REFUSES


@pytest.mark.parametrize(
    "text", ["согласна", "Согласен.", "да", "Да, согласна", "я согласна", "принимаю", "I agree", "yes"]
)
def test_only_plain_words_are_a_consent(text: str) -> None:
    assert stance_of(text) is Stance.AGREES


@pytest.mark.parametrize("text", ["", "а что там?", "потом", "согласна, но с условием", "12680", "да ладно"])
def test_all_other_words_are_neither(text: str) -> None:
    assert stance_of(text) is Stance.UNCLEAR


@pytest.mark.parametrize("text", ["верно", "Всё верно!", "да, правильно", "да", "correct"])
def test_a_value_is_confirmed_in_words(text: str) -> None:
    assert says_right(text)


@pytest.mark.parametrize("text", ["неверно", "не верно", "12680", "", "верно ли?"])
def test_other_words_confirm_no_value(text: str) -> None:
    assert not says_right(text)
