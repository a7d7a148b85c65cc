"""How buttons are put into rows: few rows leave room for the text of a small screen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ui.forms import Choice
from ui.screen import SHORT, fewer_rows, in_rows


def labels(*rows: str) -> list[tuple[str, ...]]:
    return [tuple(choice.label for choice in row) for row in in_rows(Choice(each, "x") for each in rows)]


def test_two_short_labels_stand_side_by_side_and_a_long_one_alone() -> None:
    long = "Счётчик перешёл через ноль"
    assert labels("Подтвердить", "Исправить") == [("Подтвердить", "Исправить")]
    assert labels("Да", long, "Нет", "Позже", "Никогда") == [("Да",), (long,), ("Нет", "Позже"), ("Никогда",)]


def test_rows_that_were_made_of_several_buttons_stay_as_they_are() -> None:
    rows = ((Choice("1", "x"), Choice("2", "x")), (Choice("3", "x"),), (Choice("4", "x"),))
    assert fewer_rows(rows) == (rows[0], (*rows[1], *rows[2]))


@given(st.lists(st.text(max_size=2 * SHORT)))
def test_no_button_is_lost_and_their_order_stays(names: list[str]) -> None:
    rows = labels(*names)
    assert [label for row in rows for label in row] == names
    assert all(len(row) <= 2 for row in rows)
