"""Lists of numbers: exactly the subscribers that an operator means, whatever program made the list."""

import pytest

from domain.errors import DomainError
from domain.number_list import MOST_NUMBERS, NumberList


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("number,debt\n100200301,1002003.02", ["100200301"]),
        ("100200301,1002003.02", ["100200301"]),
        ("number;debt\n100200301;100200302", ["100200301"]),
        ("debt\tnumber\n100200302\t100200301", ["100200301"]),
        ("number|debt\n100200301|100200302", ["100200301"]),
        ("sep=,\nnumber,debt\n100200301,100200302", ["100200301"]),
        ("ФИО,Лицевой счёт,Сумма\nИванов,0070001234,100200302", ["70001234"]),
        ('"number","debt"\r\n"=""0070001234""","1"\r\n', ["70001234"]),
        ("100200301;1002003,02\n100200302;5,00", ["100200301", "100200302"]),
        ("Лицевой счёт\n100200301\n100200302", ["100200301", "100200302"]),
        ("number\n\u202a100200301\u202c\n１００２００３０２", ["100200301", "100200302"]),
        ("100200301, 0100200302\n100200303", ["100200301", "100200302", "100200303"]),
        ("100200301,100200302", ["100200301", "100200302"]),
        ("100200301 100200302", ["100200301", "100200302"]),
    ],
)
def test_the_numbers_of_a_list_are_those_of_its_column(text: str, numbers: list[str]) -> None:
    found = NumberList.parse(text)

    assert (list(found.numbers), found.unreadable) == (numbers, ())


@pytest.mark.parametrize(
    "text",
    [
        "100200301,1500\n100200302,2700",
        "1;100200301\n2;100200302",
        "1000;100200301\nx;100200302",
        "100200301;100200302;100200303",
        "number;number\n100200301;100200302",
    ],
)
def test_where_the_column_is_not_clear_the_operator_is_asked(text: str) -> None:
    with pytest.raises(DomainError) as refused:
        NumberList.parse(text)

    assert refused.value.code == "numbers-column-unclear"


@pytest.mark.parametrize(
    "cell", ["100200301.0", "1,002003E+08", "1002003.02", "abc", "2026-11-01", "01-11-2026"]
)
def test_what_is_no_number_is_told_and_reaches_nobody(cell: str) -> None:
    found = NumberList.parse(f"number;debt\n{cell};1\n100200302;2")

    assert (found.numbers, found.unreadable) == (("100200302",), (cell,))


@pytest.mark.parametrize("text", ["", "number;debt\n;1", "ул. Речная;100200301", "abc"])
def test_a_list_without_a_number_is_refused(text: str) -> None:
    with pytest.raises(DomainError) as refused:
        NumberList.parse(text)

    assert refused.value.code == "numbers-none"


def test_a_list_has_an_end() -> None:
    with pytest.raises(DomainError) as refused:
        NumberList.parse("\n".join(str(10**8 + number) for number in range(MOST_NUMBERS + 1)))

    assert refused.value.code == "numbers-too-many"
