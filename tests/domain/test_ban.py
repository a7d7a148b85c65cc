"""What operators may write to name a chat, and why they ban somebody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ban import LONGEST_REASON, NamedChat, Subject, SubjectKind, chat_in, checked_reason
from domain.errors import DomainError


@pytest.mark.parametrize(
    "text", ["чат 123456789", "Чат № 123456789", "chat:123456789", " id 123456789 ", "id123456789"]
)
def test_a_chat_is_named_for_sure_with_a_word_before_its_number(text: str) -> None:
    assert chat_in(text) == NamedChat(123456789, for_sure=True)


def test_bare_digits_may_be_a_chat() -> None:
    assert chat_in("123456789") == NamedChat(123456789, for_sure=False)


@pytest.mark.parametrize(
    "text", ["", "чат", "чат anna", "чат -1001", "чат 12", "anna-57", "чат " + "9" * 19, "чат 12 3"]
)
def test_anything_else_names_no_chat(text: str) -> None:
    assert chat_in(text) is None


@given(st.sampled_from(SubjectKind), st.integers(min_value=1, max_value=10**18 - 1))
def test_a_subject_is_read_as_it_was_written(kind: SubjectKind, number: int) -> None:
    subject = Subject(kind, number)
    assert Subject.parse(str(subject)) == subject


@pytest.mark.parametrize(
    "text", ["", "anna", "account:", "account:x", "flat:1", "chat:-5", "chat:0", "chat:٥", "chat:" + "9" * 19]
)
def test_what_is_no_subject_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no subject of a ban"):
        Subject.parse(text)


def test_a_reason_in_words_is_one_line() -> None:
    assert checked_reason("  Пишет\n\n и  пишет ") == "Пишет и пишет"


@pytest.mark.parametrize(
    ("text", "code"), [(" \n ", "ban-reason-empty"), ("x" * (LONGEST_REASON + 1), "ban-reason-too-long")]
)
def test_a_reason_that_is_empty_or_too_long_is_refused(text: str, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        checked_reason(text)
    assert refusal.value.code == code
