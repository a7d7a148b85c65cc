"""An update is read as far as it can be: what is missing or of another type counts as not being there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.sent_file import FileKind, SentFile
from domain.typed import plain
from ui.event import BEYOND, Contact, Document, Event, EventError, EventKind, Message, NoEventError, Person

ANNA = {"id": 7, "is_bot": False, "first_name": "Анна", "last_name": "Ли"}
PRIVATE = {"id": 7, "type": "private"}
GROUP = {"id": -1001, "type": "supergroup"}
WRONG: list[Any] = [None, True, 1.5, 10**30, 2**63, -(2**63), "7", "", [], [1], {}, {"id": {}}]
"""What may stand in a field instead of what belongs there."""

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def message_of(**fields: Any) -> Message:
    return Message({"message_id": 5, "date": 1, "chat": PRIVATE, "from": ANNA} | fields)


def wrong(*but: type) -> list[Any]:
    return [value for value in WRONG if type(value) not in but]


# What happened, where, and who did it ------------------------------------------------------------------


def test_a_message_has_its_chat_its_sender_and_its_words() -> None:
    event = Event({"update_id": 1, "message": {"message_id": 5, "chat": PRIVATE, "from": ANNA, "text": "12"}})
    assert (event.update_id, event.kind, event.chat_id) == (1, EventKind.MESSAGE, 7)
    assert event.person == Person(7, "Анна Ли")
    assert event.is_private
    assert event.text == "12"
    assert (event.query_id, event.data) == (None, "")
    assert event.message is not None
    assert event.message.message_id == 5


def test_an_edited_message_is_told_from_a_new_one() -> None:
    event = Event({"update_id": 1, "edited_message": {"chat": GROUP, "from": ANNA, "text": "12"}})
    assert (event.kind, event.chat_id, event.is_private) == (EventKind.EDITED, -1001, False)


def test_a_press_belongs_to_the_chat_of_its_message_and_has_no_words_of_its_own() -> None:
    shown = {"message_id": 5, "date": 1, "chat": GROUP, "text": "Верно?"}
    press = {"id": "9", "from": ANNA, "data": "a", "message": shown}
    event = Event({"update_id": 1, "callback_query": press})
    assert (event.kind, event.chat_id, event.query_id, event.data) == (EventKind.PRESS, -1001, "9", "a")
    assert event.text is None
    assert event.message is not None
    assert event.message.text == "Верно?"


def test_a_message_that_telegram_does_not_show_any_more_still_tells_its_chat() -> None:
    gone = {"message_id": 5, "date": 0, "chat": GROUP}
    event = Event({"update_id": 1, "callback_query": {"id": "9", "from": ANNA, "message": gone}})
    assert (event.chat_id, event.message) == (-1001, None)


@pytest.mark.parametrize("message", [*WRONG, {"chat": None}, {"chat": {}}])
def test_a_press_without_a_chat_belongs_to_the_person(message: object) -> None:
    event = Event({"update_id": 1, "callback_query": {"id": "9", "from": ANNA, "message": message}})
    assert (event.kind, event.chat_id) == (EventKind.PRESS, 7)


@pytest.mark.parametrize("kind", ["chat_join_request", "poll_answer", "of_tomorrow"])
def test_what_we_did_not_ask_for_belongs_to_its_chat_or_else_to_its_sender(kind: str) -> None:
    event = Event({"update_id": 1, kind: {"chat": GROUP, "from": ANNA}})
    assert (event.kind, event.chat_id) == (EventKind.OTHER, -1001)
    assert Event({"update_id": 1, kind: {"from": ANNA}}).chat_id == 7


MEMBERSHIPS = [
    ({"status": "administrator"}, (True, True)),
    ({"status": "member"}, (True, True)),
    ({"status": "restricted", "is_member": True, "can_send_messages": False}, (True, False)),
    ({"status": "restricted", "is_member": True, "can_send_messages": True}, (True, True)),
    ({"status": "restricted"}, (False, False)),
    ({"status": "left"}, (False, False)),
    ({"status": "of_tomorrow", "is_member": True}, (False, False)),
    ({}, (False, False)),
]


@pytest.mark.parametrize("kind", ["my_chat_member", "chat_member"])
@pytest.mark.parametrize(("member", "told"), MEMBERSHIPS)
def test_an_update_tells_what_somebody_is_in_a_chat_from_now_on(
    kind: str, member: dict[str, Any], told: tuple[bool, bool]
) -> None:
    event = Event(
        {
            "update_id": 1,
            kind: {"chat": GROUP, "from": ANNA, "date": 1, "new_chat_member": member | {"user": {"id": 9}}},
        }
    )
    assert (event.kind, event.chat_id, event.message) == (EventKind(kind), -1001, None)
    changed = event.membership
    assert (changed.user_id, changed.is_member, changed.may_write) == (9, *told)


@pytest.mark.parametrize("member", WRONG)
def test_a_membership_that_cannot_be_read_is_none(member: object) -> None:
    event = Event(
        {"update_id": 1, "my_chat_member": {"chat": GROUP, "from": ANNA, "new_chat_member": member}}
    )
    assert event.membership.user_id is None
    assert not event.membership.is_member


@pytest.mark.parametrize(
    ("fields", "answered", "topic"),
    [
        ({}, None, None),
        ({"reply_to_message": {"message_id": 4}}, 4, None),
        ({"reply_to_message": {"message_id": 4}, "message_thread_id": 3}, 4, None),
        ({"message_thread_id": 3}, 3, None),
        ({"message_thread_id": 55, "is_topic_message": True}, None, 55),
        ({"reply_to_message": {"message_id": 4}, "message_thread_id": 55, "is_topic_message": True}, 4, 55),
        ({"message_thread_id": "55", "is_topic_message": True}, None, None),
    ],
)
def test_a_thread_is_a_topic_or_where_a_chain_of_replies_began(
    fields: dict[str, Any], answered: int | None, topic: int | None
) -> None:
    message = message_of(**fields)
    assert (message.answered, message.topic) == (answered, topic)


@pytest.mark.parametrize("value", wrong(dict))
def test_an_update_of_which_the_content_is_no_object_belongs_to_nobody(value: object) -> None:
    with pytest.raises(EventError) as caught:
        Event({"update_id": 1, "message": value})
    assert not isinstance(caught.value, NoEventError)


@pytest.mark.parametrize("content", [{}, {"text": "12"}, {"chat": {}}, {"from": {}}, {"from": {"id": "7"}}])
def test_an_update_without_chat_and_sender_belongs_to_nobody(content: dict[str, Any]) -> None:
    with pytest.raises(EventError) as caught:
        Event({"update_id": 1, "message": content})
    assert not isinstance(caught.value, NoEventError)


@pytest.mark.parametrize("raw", [*WRONG, {"message": {"chat": PRIVATE}}])
def test_what_has_no_number_is_no_update(raw: object) -> None:
    with pytest.raises(NoEventError):
        Event(raw)


@pytest.mark.parametrize("number", [*WRONG, -1, 0, -(2**40)])
def test_a_number_that_telegram_does_not_have_is_none(number: object) -> None:
    with pytest.raises(NoEventError):
        Event({"update_id": number, "message": {"chat": PRIVATE, "from": ANNA}})


@pytest.mark.parametrize("number", WRONG)
def test_a_chat_with_a_number_that_telegram_does_not_have_is_no_update(number: object) -> None:
    with pytest.raises(NoEventError):
        Event({"update_id": 1, "message": {"chat": {"id": number}, "from": ANNA}})


def test_the_largest_numbers_that_fit_are_taken() -> None:
    event = Event({"update_id": BEYOND - 1, "message": {"chat": {"id": 1 - BEYOND}}})
    assert (event.update_id, event.chat_id) == (BEYOND - 1, 1 - BEYOND)


@pytest.mark.parametrize("person", [*WRONG, {"first_name": "Анна"}])
def test_a_sender_without_a_number_is_nobody(person: object) -> None:
    assert Event({"update_id": 1, "message": {"chat": PRIVATE, "from": person}}).person is None


@pytest.mark.parametrize("name", wrong(str))
def test_a_name_that_is_no_text_is_left_out(name: object) -> None:
    person = Event({"update_id": 1, "message": {"from": ANNA | {"first_name": name}}}).person
    assert person == Person(7, "Ли")


@pytest.mark.parametrize("value", wrong(str))
def test_a_press_without_number_or_data_is_a_press_nevertheless(value: object) -> None:
    event = Event({"update_id": 1, "callback_query": {"id": value, "data": value, "from": ANNA}})
    assert (event.kind, event.query_id, event.data) == (EventKind.PRESS, None, "")


# What a message holds ----------------------------------------------------------------------------------

FIELDS: list[tuple[str, Any, Callable[[Message], object], object, object]] = [
    ("message_id", 6, lambda message: message.message_id, 6, 0),
    ("text", "12", lambda message: message.text, "12", None),
    ("text", "12", lambda message: message.words, "12", ""),
    ("caption", "12", lambda message: message.caption, "12", ""),
    ("caption", "12", lambda message: message.words, "12", ""),
    ("media_group_id", "a", lambda message: message.album, "a", None),
    (
        "contact",
        {"phone_number": "+7", "user_id": 7},
        lambda message: message.contact,
        Contact(7, "+7"),
        None,
    ),
    (
        "document",
        {"file_id": "f", "file_name": "a.csv", "file_size": 3},
        lambda message: message.document,
        Document("f", "a.csv", 3),
        None,
    ),
    (
        "document",
        {"file_id": "f", "mime_type": "image/png"},
        lambda message: message.file,
        SentFile(FileKind.DOCUMENT, "f", is_picture=True),
        None,
    ),
    (
        "document",
        {"file_id": "f", "mime_type": 1},
        lambda message: message.file,
        SentFile(FileKind.DOCUMENT, "f", is_picture=False),
        None,
    ),
    (
        "photo",
        [{"file_id": "small"}, {"file_id": "large"}],
        lambda message: message.file,
        SentFile(FileKind.PHOTO, "large", is_picture=True),
        None,
    ),
    *(
        (kind, {"file_id": "f"}, lambda message: message.file, SentFile(kind, "f", is_picture=False), None)
        for kind in (FileKind.VOICE, FileKind.VIDEO, FileKind.AUDIO)
    ),
    ("sticker", {"file_id": "f"}, lambda message: message.file, None, None),
    ("video_note", {"file_id": "f"}, lambda message: message.file, None, None),
    ("is_automatic_forward", True, lambda message: message.is_automatic_forward, True, False),
    ("sender_chat", GROUP, lambda message: message.is_in_another_name, True, False),
    ("sender_chat", {"type": "channel"}, lambda message: message.is_of_channel, True, False),
    ("migrate_to_chat_id", -1009, lambda message: message.moved_to, -1009, None),
    ("migrate_from_chat_id", -1009, lambda message: message.moved_from, -1009, None),
    ("photo", [{"file_id": "f"}], lambda message: message.has_photo, True, False),
    ("from", {"id": 42}, lambda message: message.sender_id, 42, None),
]


@pytest.mark.parametrize(("name", "value", "read", "right", "missing"), FIELDS)
def test_a_field_is_read_where_it_is_and_is_nothing_where_it_is_not(
    name: str, value: object, read: Callable[[Message], object], right: object, missing: object
) -> None:
    assert read(message_of(**{name: value})) == right
    without = {key: held for key, held in message_of().raw.items() if key != name}
    assert read(Message(without)) == missing


TYPED = [field for field in FIELDS if field[0] not in {"sender_chat", "is_automatic_forward"}]
"""The fields of which more is asked than whether they are there."""


@pytest.mark.parametrize(("name", "value", "read", "right", "missing"), TYPED)
def test_a_field_of_another_type_counts_as_missing(
    name: str, value: object, read: Callable[[Message], object], right: object, missing: object
) -> None:
    if right is True:
        return  # whether there is a picture is asked of whatever stands there
    for other in wrong(type(value)):
        assert read(message_of(**{name: other})) == missing, other
    if type(value) is int:
        assert all(read(message_of(**{name: other})) == missing for other in (2**63, 10**30))


@pytest.mark.parametrize("name", ["user_id", "file_size"])
@pytest.mark.parametrize("value", wrong(int))
def test_a_number_inside_that_is_none_counts_as_missing(name: str, value: object) -> None:
    contact = message_of(contact={"phone_number": "+7", name: value}).contact
    document = message_of(document={"file_id": "f", name: value}).document
    assert contact == Contact(None, "+7")
    assert document == Document("f", "", 0)


@pytest.mark.parametrize("sizes", [*WRONG, [{}], [{"file_id": 1}], [{"file_id": "f"}, None]])
def test_a_picture_that_cannot_be_named_is_no_file(sizes: object) -> None:
    assert message_of(photo=sizes).file is None


def test_words_stand_under_a_picture_where_there_is_no_text() -> None:
    assert message_of(photo=[{"file_id": "f"}], caption="8400").words == "8400"


def test_the_sign_nul_which_no_server_keeps_becomes_one_that_nobody_sees() -> None:
    bold = [{"type": "bold", "offset": 2, "length": 5}]
    message = message_of(text="\0\0когда\0", entities=bold)
    assert message.text is not None
    assert (len(message.text), "\0" in message.text, plain(message.text)) == (8, False, "когда")
    [mark] = message.said.marks
    assert message.text[mark.start : mark.end] == "когда"


def test_the_message_that_is_answered_is_a_message() -> None:
    replied = message_of(reply_to_message={"message_id": 4, "text": "Когда?"}).replied_to
    assert replied is not None
    assert (replied.message_id, replied.text) == (4, "Когда?")
    for value in wrong(dict):
        assert message_of(reply_to_message=value).replied_to is None


# All of it at once --------------------------------------------------------------------------------------

READ: list[Callable[[Message], object]] = [
    lambda message: message.message_id,
    lambda message: message.text,
    lambda message: message.caption,
    lambda message: message.words,
    lambda message: message.said,
    lambda message: message.album,
    lambda message: message.contact,
    lambda message: message.document,
    lambda message: message.has_photo,
    lambda message: message.file,
    lambda message: message.sender_id,
    lambda message: message.replied_to,
    lambda message: message.answered,
    lambda message: message.topic,
    lambda message: message.moved_to,
    lambda message: message.moved_from,
    lambda message: message.is_of_channel,
    lambda message: message.is_in_another_name,
    lambda message: message.is_automatic_forward,
]
"""Everything that a message can be asked."""

FIELD = st.sampled_from(
    ["message_id", "text", "caption", "media_group_id", "contact", "document", "photo", "voice", "video",
     "audio", "reply_to_message", "sender_chat", "is_automatic_forward", "message_thread_id",
     "is_topic_message", "migrate_to_chat_id", "migrate_from_chat_id", "new_chat_member",
     "chat", "from", "date", "id", "data"]
)  # fmt: skip


def test_everything_that_a_message_can_be_asked_is_asked_here() -> None:
    properties = [name for name, value in vars(Message).items() if isinstance(value, property)]
    assert len(READ) == len(properties)


KIND = st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member", "x"])


@given(st.dictionaries(FIELD, ANY_JSON), KIND)
def test_whatever_stands_in_an_update_is_read_or_refused(fields: dict[str, Any], kind: str) -> None:
    for content in (fields, fields | {"message": fields}):
        try:
            event = Event({"update_id": 1, kind: content})
        except EventError:
            continue
        assert -BEYOND < event.chat_id < BEYOND
        assert event.text is None or isinstance(event.text, str)
        assert event.membership.user_id is None or isinstance(event.membership.user_id, int)
        for read in READ if event.message is not None else ():
            assert event.message is not None
            read(event.message)


@given(ANY_JSON)
def test_whatever_comes_instead_of_an_update_is_refused(raw: object) -> None:
    with pytest.raises(EventError):
        Event(raw)
