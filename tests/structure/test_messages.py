"""Every kind of message and letter has a class, and its words in every language."""

import json
from collections.abc import Iterator
from dataclasses import fields

import pytest

from domain.subscriber import HoldEndReason
from domain.unreached import Unreached
from services import messages
from services.decisions.meter_changes import Objection
from services.decisions.review import Doubt
from services.messages import (
    CONTENTS,
    AccountContent,
    AlertsWait,
    AlertWaits,
    ChatContent,
    Content,
    LetterContent,
    MeterChangeRejected,
    NumberEndedByOperator,
    OpenContent,
    PhotoAsked,
    ReadingRefused,
    ReadingRejected,
    Reasoned,
    ThreadKept,
    ThreadSent,
    ThreadUndelivered,
    ThreadVoiceRefused,
    Unreadable,
    Words,
    read_content,
)
from storage.columns import json_text
from tests.structure.test_texts import LANGUAGES, needs

REASONS = {
    ReadingRejected: tuple(Doubt),
    MeterChangeRejected: tuple(Objection),
    NumberEndedByOperator: tuple(HoldEndReason),
    ReadingRefused: (),
}
"""What operators choose from; billing writes its own words."""
HAVE_A_REASON = {ReadingRefused}
"""News that never come without a reason."""
NAMED_BY_KIND = (ThreadSent, ThreadVoiceRefused, ThreadKept)
"""Short words for operators, whose text is called like the kind."""
SAMPLES: dict[object, object] = {int: 7, str: "Дача \ud83d", str | None: "5 < 7"}


def classes() -> Iterator[type[Content]]:
    """Every class of the module that is not only a base of others."""
    for each in vars(messages).values():
        if isinstance(each, type) and issubclass(each, Content) and not each.__subclasses__():
            yield each


def texts_of(content: type[Content], kind: str) -> Iterator[str]:
    """The ids of the texts of a kind, as far as they follow from its class."""
    if issubclass(content, LetterContent):
        yield f"letter-{kind}-subject"
    if issubclass(content, Words | PhotoAsked | AlertWaits | AlertsWait) and content not in HAVE_A_REASON:
        yield f"message-{kind}"
    if issubclass(content, Reasoned):
        yield from (f"message-{kind}-{reason}" for reason in ("reason", *REASONS[content]))
    if issubclass(content, NAMED_BY_KIND):
        yield kind
    if content is ThreadUndelivered:
        yield from (f"{kind}-{reason}" for reason in Unreached)
    if issubclass(content, PhotoAsked):
        yield from (f"alert-photo-undelivered-{reason}" for reason in Unreached)


def test_every_class_is_of_exactly_one_kind_and_every_kind_has_a_class() -> None:
    assert set(CONTENTS) == set(messages.MessageKind)
    assert sorted(map(str, CONTENTS.values())) == sorted(map(str, set(classes()) - {Unreadable}))


def test_every_message_to_a_chat_is_about_an_account_or_open_to_any() -> None:
    to_chats = {content for content in CONTENTS.values() if issubclass(content, ChatContent)}
    assert {content for content in to_chats if issubclass(content, AccountContent | OpenContent)} == to_chats
    assert not {
        content
        for content in to_chats
        if issubclass(content, AccountContent) & issubclass(content, OpenContent)
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "content"), CONTENTS.items())
def test_every_kind_has_its_words(language: str, kind: str, content: type[Content]) -> None:
    assert [text_id for text_id in texts_of(content, kind) if text_id not in needs(language)] == []


@pytest.mark.parametrize(
    ("kind", "content"), [item for item in CONTENTS.items() if issubclass(item[1], Words | PhotoAsked)]
)
def test_news_know_every_value_that_their_words_need(kind: str, content: type[Content]) -> None:
    known = {field.name for field in fields(content)}
    for text_id in texts_of(content, kind):
        assert needs("ru")[text_id].variables <= known


@pytest.mark.parametrize(("kind", "content"), CONTENTS.items())
def test_what_is_left_comes_out_of_the_database_as_it_was(kind: str, content: type[Content]) -> None:
    for missing in (SAMPLES, SAMPLES | {str | None: None}):
        left = content(**{field.name: missing[field.type] for field in fields(content)})
        assert left.kind == kind
        assert read_content(left.kind, json.loads(json_text(left.details))) == left
