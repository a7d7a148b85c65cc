import pytest

from domain.code import read_code


@pytest.mark.parametrize(
    "text",
    [
        "049176",
        " 049176\n",
        "049 176",
        "0 4 9 1 7 6",
        "049-176",
        "0.4,9\u00a0176",
        "код 049176",
        "Код: 049-176.",
    ],
)
def test_what_stands_between_the_digits_of_a_code_is_forgiven(text: str) -> None:
    assert read_code(text) == "049176"


@pytest.mark.parametrize("text", ["", "код", "не пришло", "O49176", "0491765", "12680", "шесть"])
def test_what_has_not_six_digits_is_no_code(text: str) -> None:
    assert read_code(text) is None
