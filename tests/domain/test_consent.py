import pytest

from domain.consent import Stance, stance_of


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
