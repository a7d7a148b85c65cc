"""What a button brings back is what was put into it, and whatever else is brought is no data of ours."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.buttons import (
    MOST_DIGITS,
    OPERATOR_BUTTONS,
    READERS,
    SEPARATOR,
    AlertButton,
    AlertListButton,
    ButtonData,
    ButtonError,
    FormButton,
    MuteButton,
    NumberButton,
    SectionButton,
    StatisticsButton,
    ThreadButton,
    is_operators,
    prefix_of,
)

KINDS = ButtonData.__subclasses__()
LARGEST = 10**MOST_DIGITS - 1
VALUES: dict[Any, st.SearchStrategy[Any]] = {
    READERS[str]: st.text().filter(lambda text: SEPARATOR not in text),
    READERS[int]: st.integers(-LARGEST, LARGEST),
    READERS[bool]: st.booleans(),
}
ANY_BUTTON = st.sampled_from(KINDS).flatmap(
    lambda kind: st.fixed_dictionaries({name: VALUES[reader] for name, reader in kind._readers.items()}).map(
        lambda fields: kind(**fields)
    )
)


@given(ANY_BUTTON)
def test_whatever_is_put_into_a_button_comes_back(button: ButtonData) -> None:
    again = type(button).unpack(button.pack())
    assert again == button
    assert hash(again) == hash(button)
    assert [type(value) for value in vars(again).values()] == [type(value) for value in vars(button).values()]


@given(ANY_BUTTON, st.sampled_from(KINDS))
def test_a_button_is_not_taken_for_one_of_another_kind(button: ButtonData, kind: type[ButtonData]) -> None:
    data = button.pack()
    if prefix_of(data) not in {kind.prefix, kind.old_prefix}:
        with pytest.raises(ButtonError):
            kind.unpack(data)


@given(st.sampled_from(KINDS), st.text())
def test_made_up_data_is_read_or_refused(kind: type[ButtonData], rest: str) -> None:
    for data in (rest, kind.prefix + rest, f"{kind.prefix}{SEPARATOR}{rest}"):
        try:
            button = kind.unpack(data)
        except ButtonError:
            continue
        assert prefix_of(data) in {kind.prefix, kind.old_prefix}
        assert kind.unpack(button.pack()) == button


def test_buttons_in_chats_are_read_as_before() -> None:
    """What versions before this one have sent, letter by letter."""
    assert FormButton.unpack("f:1z:2") == FormButton(question="1z", choice=2)
    assert NumberButton.unpack("n:card:100200301:0") == NumberButton(action="card", number="100200301")
    assert SectionButton.unpack("s:reading") == SectionButton(action="reading")
    assert AlertListButton.unpack("al:3:question:1") == AlertListButton(page=3, kind="question", anew=True)
    assert AlertListButton.unpack("al:0::0") == AlertListButton(page=0)
    assert AlertButton.unpack("a:accept:7") == AlertButton(action="accept", alert=7)
    assert MuteButton.unpack("m") == MuteButton()
    assert StatisticsButton.unpack("t:today") == StatisticsButton(period="today")
    assert StatisticsButton(period="today").pack() == "st:today"
    assert ThreadButton.unpack("t:reply:7") == ThreadButton(action="reply", alert=7)


@pytest.mark.parametrize("number", [str(10**MOST_DIGITS), str(2**63), f"{10**30}", f"-{10**30}"])
def test_a_number_beyond_all_bounds_is_no_data_of_ours(number: str) -> None:
    with pytest.raises(ButtonError):
        AlertButton.unpack(f"a:accept:{number}")


@pytest.mark.parametrize(
    "number",
    ["", "-", "--1", "+1", " 1", "1 ", "1_0", "1.0", "1e3", "0x1", "١", "²", "①", "abc", "\0", "1\n"],
)
def test_what_only_looks_like_a_number_is_no_data_of_ours(number: str) -> None:
    with pytest.raises(ButtonError):
        AlertButton.unpack(f"a:accept:{number}")


@pytest.mark.parametrize("truth", ["", "2", "True", "-1", "01"])
def test_a_truth_is_0_or_1(truth: str) -> None:
    with pytest.raises(ButtonError):
        AlertListButton.unpack(f"al:0::{truth}")


@pytest.mark.parametrize(
    "data", ["", ":", "a", "a:", "a:accept", "a:accept:1:2", "A:accept:1", "aa:accept:1"]
)
def test_too_few_fields_or_too_many_are_no_data_of_ours(data: str) -> None:
    with pytest.raises(ButtonError):
        AlertButton.unpack(data)


def test_a_field_may_not_hold_what_separates_fields() -> None:
    with pytest.raises(ValueError, match="holds :"):
        SectionButton(action="a:b").pack()


def test_a_field_that_is_not_given_has_its_default_and_others_are_needed() -> None:
    assert NumberButton(action="card", number="1").page == 0
    with pytest.raises(AttributeError):
        NumberButton(action="card")  # type: ignore[call-arg]


def test_the_first_field_says_what_a_button_asks_for() -> None:
    assert AlertButton(action="accept", alert=7).first == "accept"
    assert AlertListButton(page=3).first == "3"
    assert MuteButton().first == ""


def test_buttons_of_different_kinds_are_never_equal() -> None:
    assert AlertButton(action="x", alert=1) != ThreadButton(action="x", alert=1)
    assert AlertButton(action="x", alert=1) != AlertButton(action="x", alert=2)
    assert AlertButton(action="x", alert=1) != "a:x:1"


def test_no_two_kinds_have_a_prefix_in_common() -> None:
    prefixes = [kind.prefix for kind in KINDS]
    assert len(prefixes) == len(set(prefixes))
    assert all(prefix and SEPARATOR not in prefix for prefix in prefixes)


def test_an_old_prefix_meets_at_most_a_prefix_of_the_other_room() -> None:
    """A table of one room knows a kind by its prefix alone, an older one included."""
    operators = set(OPERATOR_BUTTONS) | {FormButton}
    residents = set(KINDS) - set(OPERATOR_BUTTONS)
    for room in (operators, residents):
        for one, other in combinations(room, 2):
            assert not {one.prefix, one.old_prefix} & {other.prefix, other.old_prefix} - {None}, (one, other)


@pytest.mark.parametrize("kind", OPERATOR_BUTTONS)
def test_buttons_of_operators_are_known_by_their_prefix(kind: type[ButtonData]) -> None:
    assert is_operators(f"{kind.prefix}:x")
    assert not is_operators(f"{kind.prefix}x")


@pytest.mark.parametrize("data", ["", "f:1:1", "n:card:1:0", "s:reading", "m", "l:ru", "zz:1"])
def test_no_other_data_are_taken_for_those_of_operators(data: str) -> None:
    assert not is_operators(data)


def test_an_old_prefix_that_another_kind_has_by_now_is_told_apart_by_its_fields() -> None:
    by_prefix = {kind.prefix: kind for kind in KINDS}
    for kind in KINDS:
        newer = by_prefix.get(kind.old_prefix or "")
        assert newer is None or len(newer._readers) != len(kind._readers), kind


@pytest.mark.parametrize("data", ["t:reply:1:2", f"t:reply:{10**30}", "t", "t:reply:7"])
def test_a_button_of_residents_that_cannot_be_read_is_not_taken_for_one_of_operators(data: str) -> None:
    assert not is_operators(data)


def test_an_operators_button_of_an_earlier_version_is_known() -> None:
    assert is_operators("t:today")
    assert is_operators("st:today:more")
