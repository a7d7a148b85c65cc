"""What a Telegram consists of: people, chats, messages, keyboards, files.

Data only: who may do what with them is decided in `world`, how they look on the wire in `wire`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from simulator.entities import Entity, to_html

Json: TypeAlias = dict[str, Any]
FileKind: TypeAlias = Literal["photo", "document", "voice", "audio", "video", "video_note", "sticker"]


@dataclass(slots=True, eq=False)
class User:
    """A person or the bot, as others see them."""

    id: int
    first_name: str
    is_bot: bool = False
    username: str | None = None
    phone: str | None = None
    language_code: str | None = None
    deactivated: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button; `raw` is what the bot sent and what goes back on the wire."""

    text: str
    data: str | None = None
    url: str | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)


InlineKeyboard: TypeAlias = list[list[Button]]


@dataclass(frozen=True, slots=True)
class KeyboardButton:
    """A button under the input field; pressing it sends its text, or the phone number it asks for."""

    text: str
    request_contact: bool = False


@dataclass(frozen=True, slots=True)
class ReplyKeyboard:
    """The keyboard under the input field."""

    rows: list[list[KeyboardButton]]
    one_time: bool = False
    persistent: bool = False
    placeholder: str | None = None

    @property
    def labels(self) -> list[list[str]]:
        """Return what is written on the buttons, row by row."""
        return [[button.text for button in row] for row in self.rows]


@dataclass(frozen=True, slots=True)
class KeyboardRemoval:
    """The bot took the keyboard under the input field away."""


@dataclass(frozen=True, slots=True)
class ForcedReply:
    """The bot asked the client to open the reply form; ``selective``: of those whom the message is for."""

    selective: bool = False


Markup: TypeAlias = ReplyKeyboard | KeyboardRemoval | ForcedReply


@dataclass(frozen=True, slots=True, eq=False)
class StoredFile:
    """A file as Telegram keeps it: sizes in bytes and pixels, duration in seconds."""

    file_id: str
    kind: FileKind
    content: bytes = field(repr=False)
    path: str
    file_name: str | None = None
    title: str | None = None
    mime_type: str | None = None
    width: int = 0
    height: int = 0
    duration: int = 0
    emoji: str | None = None
    thumbnail: StoredFile | None = field(default=None, repr=False)

    @property
    def size(self) -> int:
        """Return the size in bytes."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class Contact:
    """A shared phone number; `user_id` is absent for people who are not on Telegram."""

    phone_number: str
    first_name: str
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """A point on the map, in degrees."""

    latitude: float
    longitude: float


@dataclass(slots=True, eq=False)
class Message:
    """One message of a chat, as it is now: edits change it in place.

    `text` and `caption` are plain and may be empty, `entities` belong to the one that is not;
    `date` and `edit_date` are unix seconds; `id` and `date` are given when it is posted.
    """

    chat: Chat = field(repr=False)
    sender: User
    id: int = 0
    date: int = 0
    text: str = ""
    caption: str = ""
    entities: tuple[Entity, ...] = ()
    file: StoredFile | None = None
    contact: Contact | None = None
    location: Location | None = None
    reply_to: Message | None = field(default=None, repr=False)
    buttons: InlineKeyboard = field(default_factory=list)
    markup: Markup | None = None
    forwarded_from: User | None = None
    media_group_id: str | None = None
    edit_date: int | None = None
    sender_chat: Chat | None = field(default=None, repr=False)
    is_automatic_forward: bool = False
    topic: int | None = None
    """The topic of a forum that it stands in; empty: «General», or a chat without topics."""
    service: Json = field(default_factory=dict, repr=False)
    """What a service message tells, as it goes on the wire."""
    deleted: bool = False

    @property
    def from_bot(self) -> bool:
        """Return whether the bot wrote it; who writes in the name of a chat only looks like one."""
        return self.sender.is_bot and self.sender_chat is None

    @property
    def thread(self) -> int | None:
        """Return the topic, or where there are no topics the message that a chain of replies began with."""
        if self.topic is not None:
            return self.topic
        if self.reply_to is None or not (isinstance(self.chat, Group) and self.chat.is_supergroup):
            return None
        return None if self.chat.is_forum else self.reply_to.thread or self.reply_to.id

    @property
    def edited(self) -> bool:
        """Return whether it was changed after it was sent."""
        return self.edit_date is not None

    @property
    def html(self) -> str:
        """Return the text or caption as HTML that is safe to show; line breaks stay line breaks."""
        return to_html(self.text or self.caption, self.entities)

    @property
    def photo(self) -> bytes | None:
        """Return the picture, if there is one."""
        return self.file.content if self.file and self.file.kind == "photo" else None

    @property
    def document(self) -> StoredFile | None:
        """Return the attached document, if there is one."""
        return self.file if self.file and self.file.kind == "document" else None

    @property
    def reply_keyboard(self) -> ReplyKeyboard | None:
        """Return the keyboard for under the input field that this message brought."""
        return self.markup if isinstance(self.markup, ReplyKeyboard) else None

    @property
    def button_labels(self) -> list[list[str]]:
        """Return what is written on the inline buttons, row by row."""
        return [[button.text for button in row] for row in self.buttons]


@dataclass(slots=True, eq=False)
class Chat:
    """A conversation and its messages; `keyboard_message` is the one whose reply keyboard is shown now."""

    id: int
    keyboard_message: Message | None = field(default=None, repr=False)
    last_heard_at: float = float("-inf")
    _messages: OrderedDict[int, Message] = field(default_factory=OrderedDict, repr=False)

    @property
    def messages(self) -> list[Message]:
        """Return the messages that were not deleted, oldest first."""
        return list(self._messages.values())

    @property
    def last(self) -> Message:
        """Return the newest message from the bot."""
        for message in reversed(self._messages.values()):
            if message.from_bot:
                return message
        raise AssertionError(f"the bot has said nothing in chat {self.id}")

    @property
    def keyboard(self) -> list[list[str]] | None:
        """Return the labels of the reply keyboard shown now, row by row."""
        shown = self.shown_keyboard
        return shown.labels if shown else None

    @property
    def shown_keyboard(self) -> ReplyKeyboard | None:
        """Return the reply keyboard shown now."""
        return self.keyboard_message.reply_keyboard if self.keyboard_message else None

    def find(self, message_id: int) -> Message | None:
        """Return the message with this id unless it was deleted or never existed."""
        return self._messages.get(message_id)

    def add(self, message: Message, *, keep: int | None) -> None:
        """Append a message; of a bounded history forget the oldest."""
        self._messages[message.id] = message
        if keep is not None and len(self._messages) > keep:
            self._messages.popitem(last=False)

    def remove(self, message: Message) -> None:
        """Take a message away; code that still holds it sees that it is deleted."""
        message.deleted = True
        self._messages.pop(message.id, None)


@dataclass(slots=True, eq=False)
class PrivateChat(Chat):
    """A person's conversation with the bot, whose id is the person's; it exists before START is pressed."""

    user: User = field(kw_only=True)
    started: bool = False
    blocked: bool = False
    refuses_voices: bool = False
    is_unknown: bool = False
    """Whether Telegram knows no such chat for this bot, until the person does something."""


@dataclass(slots=True, eq=False)
class Topic:
    """A topic of a forum; in a closed one only administrators with that right write."""

    id: int
    name: str
    is_closed: bool = False


@dataclass(slots=True, eq=False)
class Group(Chat):
    """A group the bot was added to."""

    title: str = field(kw_only=True)
    members: list[User] = field(default_factory=list)
    bot_is_admin: bool = False
    bot_is_member: bool = True
    migrated_to: int | None = None
    admin_ids: set[int] = field(default_factory=set)
    restricted_ids: set[int] = field(default_factory=set)
    """Members who may not write."""
    is_public: bool = False
    hides_members: bool = False
    """Whether only administrators are told who the members are."""
    is_deleted: bool = False
    missing_rights: set[str] = field(default_factory=set)
    """What the bot may not do here, by Telegram's names: `can_send_messages`, `can_send_photos`."""
    bot_is_restricted: bool = False
    """Whether `missing_rights` are the bot's alone; otherwise nobody but administrators has them."""
    is_forum: bool = False
    topics: dict[int, Topic] = field(default_factory=dict)
    general_is_closed: bool = False
    loses_replies: bool = False
    """Whether the bot is not told what a message replies to, as the real server forgets now and then."""

    @property
    def is_supergroup(self) -> bool:
        """Return whether the id is one of a supergroup."""
        return self.id <= -1_000_000_000_000


@dataclass(slots=True, eq=False)
class Channel(Chat):
    """A channel that a group is linked to, or that people write as; the bot is not in it."""

    title: str = field(kw_only=True)


ANONYMOUS = User(1087968824, "Group", is_bot=True, username="GroupAnonymousBot")
"""Who an administrator is that writes in the name of the group."""
AS_CHANNEL = User(136817688, "Channel", is_bot=True, username="Channel_Bot")
"""Who a person is that writes in the name of a channel."""
TELEGRAM = User(777000, "Telegram")
"""Who brings the posts of a linked channel into a group."""


@dataclass(slots=True, eq=False)
class CallbackQuery:
    """A pressed inline button; the bot owes it an answer."""

    id: str
    user: User
    message: Message
    data: str
    pressed_at: float
    answered: bool = False
