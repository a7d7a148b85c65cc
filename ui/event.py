"""An update as handlers see it: a view over the JSON that Telegram sent.

A field is looked at when a handler reads it, because a handler reads few of them. Only the number and the
chat, which every update must have, are checked when the view is made. Any other field that is missing, or has
another type than the Bot API says, counts as missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from domain.sent_file import FileKind, SentFile
from domain.words import Words
from ui.formatting import words_from

Json = Mapping[str, Any]

BEYOND = 2**63
"""The first number that fits neither Telegram's types nor a column of the database."""
NOTHING: Json = {}


class EventError(ValueError):
    """An update cannot be answered, because it has no chat and no sender."""


class NoEventError(EventError):
    """Something is not an update of Telegram: it has no number, or a number that Telegram never gives."""


class EventKind(StrEnum):
    """What a person did, by Telegram's name for it."""

    MESSAGE = "message"
    EDITED = "edited_message"
    PRESS = "callback_query"
    OWN_MEMBERSHIP = "my_chat_member"
    """What the bot may do in a chat has changed; in a private chat: the person (un)blocked the bot."""
    MEMBERSHIP = "chat_member"
    """Somebody else came into a group or left it; a bot hears it as an administrator only."""
    OTHER = "other"
    """An update of a kind that the bot did not ask for."""


HEARD = (
    EventKind.MESSAGE,
    EventKind.EDITED,
    EventKind.PRESS,
    EventKind.OWN_MEMBERSHIP,
    EventKind.MEMBERSHIP,
)
"""The kinds of updates that the bot asks Telegram for."""


MEMBERSHIPS = frozenset({EventKind.OWN_MEMBERSHIP, EventKind.MEMBERSHIP})
"""The kinds that bring no message."""


class Person(NamedTuple):
    """A person in Telegram, by number, with the name that other people see."""

    id: int
    name: str


class Contact(NamedTuple):
    """A contact card; ``user_id`` is ``None`` for a person who is not in Telegram."""

    user_id: int | None
    phone: str


class Membership(NamedTuple):
    """What somebody is in a group from now on; ``status`` by Telegram's word, empty if it is unknown."""

    user_id: int | None
    status: str
    is_member: bool
    may_write: bool


class Document(NamedTuple):
    """A file that is not a photo or a recording; ``size`` in bytes, 0 if Telegram does not tell it."""

    file_id: str
    name: str
    size: int


class Message:
    """A message: a view over its JSON."""

    __slots__ = ("raw",)

    def __init__(self, raw: Json) -> None:
        self.raw = raw

    @property
    def message_id(self) -> int:
        """The number of the message in its chat."""
        return whole_number(self.raw.get("message_id")) or 0

    @property
    def text(self) -> str | None:
        """The text of a message that is nothing but text."""
        return _text(self.raw, "text")

    @property
    def caption(self) -> str:
        """The words under a picture or a file; empty if there are no words."""
        return _text(self.raw, "caption") or ""

    @property
    def words(self) -> str:
        """The text or the caption; empty if the message has neither."""
        return self.text or self.caption

    @property
    def said(self) -> Words:
        """The text or the caption with its formatting, for other people to read."""
        return words_from(self.words, self.raw.get("entities" if self.text else "caption_entities"))

    @property
    def album(self) -> str | None:
        """A name that all files of one album share."""
        return _text(self.raw, "media_group_id")

    @property
    def contact(self) -> Contact | None:
        """The contact card that was shared."""
        card = _part(self.raw, "contact")
        phone = _text(card, "phone_number")
        return None if phone is None else Contact(whole_number(card.get("user_id")), phone)

    @property
    def document(self) -> Document | None:
        """The file that was sent as a file, and not as a photo or a recording."""
        document = _part(self.raw, "document")
        file_id = _text(document, "file_id")
        if file_id is None:
            return None
        size = whole_number(document.get("file_size")) or 0
        return Document(file_id, _text(document, "file_name") or "", size)

    @property
    def has_photo(self) -> bool:
        """Whether the message is a photo."""
        return bool(self.raw.get("photo"))

    @property
    def file(self) -> SentFile | None:
        """The file in the message, a photo in its largest size.

        A sticker and a round video do not count, because Telegram shows no words under them.
        """
        sizes = self.raw.get("photo")
        if isinstance(sizes, list) and sizes and isinstance(sizes[-1], dict):
            photo = _text(sizes[-1], "file_id")
            return None if photo is None else SentFile(FileKind.PHOTO, photo, is_picture=True)
        document = _part(self.raw, "document")
        if (file_id := _text(document, "file_id")) is not None:
            is_picture = (_text(document, "mime_type") or "").startswith("image/")
            return SentFile(FileKind.DOCUMENT, file_id, is_picture)
        return next(self._recordings(), None)

    def _recordings(self) -> Iterator[SentFile]:
        for kind in (FileKind.VOICE, FileKind.VIDEO, FileKind.AUDIO):
            file_id = _text(_part(self.raw, kind), "file_id")
            if file_id is not None:
                yield SentFile(kind, file_id, is_picture=False)

    @property
    def sender_id(self) -> int | None:
        """The number of the person or the bot that sent the message."""
        return whole_number(_part(self.raw, "from").get("id"))

    @property
    def replied_to(self) -> Message | None:
        """The message to which this one replies."""
        replied = self.raw.get("reply_to_message")
        return Message(replied) if isinstance(replied, dict) else None

    @property
    def answered(self) -> int | None:
        """The number of the message to which this one replies; ``None`` if it replies to nothing.

        Telegram leaves the message out now and then. In a supergroup without topics it still names the one
        with which the chain of replies began.
        """
        replied = self.replied_to
        if replied is not None:
            return replied.message_id
        return None if self.raw.get("is_topic_message") else whole_number(self.raw.get("message_thread_id"))

    @property
    def topic(self) -> int | None:
        """The topic of a group in which it stands; ``None`` in «General» and where there are no topics."""
        return whole_number(self.raw.get("message_thread_id")) if self.raw.get("is_topic_message") else None

    @property
    def moved_to(self) -> int | None:
        """The number that the group has from now on, by a message of Telegram in the group as it was."""
        return whole_number(self.raw.get("migrate_to_chat_id"))

    @property
    def moved_from(self) -> int | None:
        """The number that the group had, by a message of Telegram in the group as it is now."""
        return whole_number(self.raw.get("migrate_from_chat_id"))

    @property
    def is_in_another_name(self) -> bool:
        """Whether the sender hides behind a chat: an anonymous administrator, or a channel."""
        return self.raw.get("sender_chat") is not None

    @property
    def is_of_channel(self) -> bool:
        """Whether the sender writes in the name of a channel."""
        return _text(_part(self.raw, "sender_chat"), "type") == "channel"

    @property
    def is_automatic_forward(self) -> bool:
        """Whether Telegram itself forwarded the message from the channel that belongs to the group."""
        return bool(self.raw.get("is_automatic_forward"))


class Event:
    """One update: what a person did, and in which chat.

    ``message`` is the message that the person sent, or whose button they pressed, if Telegram still shows it.
    """

    __slots__ = ("body", "chat_id", "data", "kind", "message", "person", "query_id", "update_id")

    def __init__(self, raw: Any) -> None:
        """:raises EventError: ``raw`` has no chat and no sender, or is not an update (``NoEventError``)."""
        number = update_number(raw)
        if number is None:
            raise NoEventError("it has no number")
        self.update_id = number
        self.kind, body = _event_of(raw)
        self.body = body
        self.query_id: str | None = None
        self.data = ""
        message: Any = None if self.kind in MEMBERSHIPS else body
        if self.kind is EventKind.PRESS:
            self.query_id = _text(body, "id")
            self.data = _text(body, "data") or ""
            message = body.get("message")
        is_shown = isinstance(message, dict) and message.get("date") != 0
        self.message = Message(message) if is_shown else None
        self.person = _person(body.get("from"))
        self.chat_id = _chat_of(body, self.person)

    @property
    def membership(self) -> Membership:
        """What the person whom the update is about is in the chat from now on."""
        member = _part(self.body, "new_chat_member")
        return membership_of(member, whole_number(_part(member, "user").get("id")))

    @property
    def is_private(self) -> bool:
        """Whether the chat is private; groups have negative numbers in Telegram."""
        return self.chat_id > 0

    @property
    def text(self) -> str | None:
        """The text of the message that the person sent; ``None`` for a press, and for other messages."""
        return None if self.message is None or self.query_id is not None else self.message.text


IN_GROUP = frozenset({"creator", "administrator", "member"})
"""What somebody in a group is called by Telegram; a member who is restricted has another word."""


def membership_of(member: Json, user_id: int | None) -> Membership:
    """Read Telegram's description of a member; with a status that is not known they are not in the group."""
    status = _text(member, "status") or ""
    is_restricted = status == "restricted" and member.get("is_member") is True
    may_write = status in IN_GROUP or (is_restricted and member.get("can_send_messages") is not False)
    return Membership(user_id, status, status in IN_GROUP or is_restricted, may_write)


def update_number(raw: object) -> int | None:
    """Give the number of an update; ``None`` if it has no number above 0, because Telegram counts from 1."""
    number = whole_number(raw.get("update_id")) if isinstance(raw, dict) else None
    return number if number is not None and number > 0 else None


def whole_number(value: object) -> int | None:
    """Give a whole number that fits Telegram's types and the database; ``None`` for any other value."""
    is_number = type(value) is int and -BEYOND < value < BEYOND
    return value if is_number else None  # type: ignore[return-value]


def _event_of(raw: Json) -> tuple[EventKind, Json]:
    for kind in HEARD:
        body = raw.get(kind)
        if isinstance(body, dict):
            return kind, body
    for body in raw.values():
        if isinstance(body, dict):
            return EventKind.OTHER, body
    raise EventError("nothing happened in it")


def _chat_of(body: Json, person: Person | None) -> int:
    """Give the chat of an update, or its sender's private chat if it names no chat."""
    message = body.get("message")
    for place in (message if isinstance(message, dict) else NOTHING, body):
        chat = _part(place, "chat")
        if "id" in chat:
            return _required_number(chat, "id")
    if person is None:
        raise EventError("it has no chat")
    return person.id


def _person(raw: object) -> Person | None:
    if not isinstance(raw, dict):
        return None
    number = whole_number(raw.get("id"))
    if number is None:
        return None
    return Person(number, name_in(raw))


def name_in(raw: Json) -> str:
    """Read the name of a person as others see it; empty without one."""
    names = (_text(raw, "first_name"), _text(raw, "last_name"))
    return " ".join(name for name in names if name)


def _required_number(raw: Json, name: str) -> int:
    number = whole_number(raw.get(name))
    if number is None:
        raise NoEventError(f"it has no {name}")
    return number


def _part(raw: Json, name: str) -> Json:
    part = raw.get(name)
    return part if isinstance(part, dict) else NOTHING


def _text(raw: Json, name: str) -> str | None:
    """Read a text; the sign NUL, which no database keeps as a sign, becomes another one that nobody sees.

    So that the places of formatting stay right, it is not left out.
    """
    text = raw.get(name)
    if not isinstance(text, str):
        return None
    return text.replace("\0", "\N{ZERO WIDTH SPACE}") if "\0" in text else text
