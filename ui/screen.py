"""Screens: what a person sees after an update, and the requests that show it.

A screen is a plain value, so that handlers return it, and tests read it, without a messenger.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias, TypeVar

from domain.frozen import frozen
from ui.buttons import ButtonData
from ui.messenger import Fields, Request, Upload, edit_media, edit_text, send_file, send_message


@frozen
class Button:
    """A button under a message; ``opens`` is the data that a press brings back, or a web address."""

    label: str
    opens: ButtonData | str

    def markup(self) -> Fields:
        """Give Telegram's form of the button."""
        if isinstance(self.opens, str):
            return {"text": self.label, "url": self.opens}
        return {"text": self.label, "callback_data": self.opens.pack()}


Rows: TypeAlias = tuple[tuple[Button, ...], ...]

SHORT = 14
"""Letters of a label that fits next to another one of its length on a narrow phone."""


class Labelled(Protocol):
    """A button, wherever it leads."""

    @property
    def label(self) -> str: ...


L = TypeVar("L", bound=Labelled)


def fewer_rows(rows: Iterable[tuple[L, ...]]) -> tuple[tuple[L, ...], ...]:
    """Put two buttons with short labels side by side where each would have a row of its own.

    Each row takes a line of text off a small screen.
    """
    kept: list[tuple[L, ...]] = []
    for row in rows:
        pair = (*kept[-1], *row) if kept else row
        if kept and len(kept[-1]) == len(row) == 1 and all(len(each.label) <= SHORT for each in pair):
            kept[-1] = pair
        else:
            kept.append(row)
    return tuple(kept)


def in_rows(buttons: Iterable[L]) -> tuple[tuple[L, ...], ...]:
    """Put buttons into rows in their order: two short labels side by side, a long one alone."""
    return fewer_rows((button,) for button in buttons)


@dataclass(frozen=True)
class Key:
    """A key of the keyboard under the input field; pressing it sends its label, or the person's phone."""

    label: str
    shares_phone: bool = False

    def markup(self) -> Fields:
        """Give Telegram's form of the key."""
        return {"text": self.label, "request_contact": True} if self.shares_phone else {"text": self.label}


@dataclass(frozen=True)
class Keyboard:
    """The keyboard under the input field; without rows it is taken away."""

    rows: tuple[tuple[Key, ...], ...] = ()
    one_time: bool = False

    def markup(self) -> Fields:
        """Give Telegram's form of the keyboard."""
        if not self.rows:
            return {"remove_keyboard": True}
        return {
            "keyboard": [[key.markup() for key in row] for row in self.rows],
            "resize_keyboard": True,
            "is_persistent": not self.one_time,
            "one_time_keyboard": self.one_time,
        }


@dataclass(frozen=True)
class Lead:
    """A short message before the screen that changes the keyboard under the input field.

    It is needed because a message in Telegram can have buttons or a keyboard, but not both.
    """

    text: str
    keyboard: Keyboard


@dataclass(frozen=True)
class Attachment:
    """A picture, a sound or a file that comes with the text."""

    kind: str
    """``photo``, ``audio`` or ``document``."""
    name: str
    content: bytes = field(repr=False)
    title: str | None = None
    """Of a sound: what a player shows instead of the file's name."""
    seconds: int | None = None
    """Of a sound: its length."""


@dataclass(frozen=True)
class FileRef:
    """A file that Telegram has already, by Telegram's id; ``kind`` as in :class:`Attachment`."""

    kind: str
    file_id: str


@dataclass(frozen=True)
class Screen:
    """One answer: HTML text, buttons under it or a keyboard under the input field."""

    text: str
    rows: Rows = ()
    keyboard: Keyboard | None = None
    attachment: Attachment | FileRef | None = None
    lead: Lead | None = None
    placeholder: str | None = None
    """In a group: the person whom the message mentions gets a reply to it opened, with these words in the
    input field. Telegram allows no buttons then."""

    def markup(self) -> Fields | None:
        """Give Telegram's form of the buttons, of the keyboard, or of the request for a reply."""
        if self.placeholder is not None:
            return {
                "force_reply": True,
                "selective": True,
                "input_field_placeholder": self.placeholder,
            }
        if self.keyboard is not None:
            return self.keyboard.markup()
        return self.inline_markup()

    def inline_markup(self) -> Fields | None:
        """Give Telegram's form of the buttons alone, because an edit can change nothing else."""
        if not self.rows:
            return None
        return {"inline_keyboard": [[button.markup() for button in row] for row in self.rows]}


def sending(chat_id: int, screen: Screen, reply_to: int | None = None) -> Request:
    """Give the request that shows a screen as a new message, in reply to another one if it is still there."""
    if screen.attachment is None:
        return send_message(chat_id, screen.text, screen.markup(), reply_to)
    file = file_of(screen.attachment)
    request = send_file(screen.attachment.kind, chat_id, file, screen.text, screen.markup(), reply_to)
    return Request(request.method, {**request.fields, **_told(screen.attachment)})


def editing(chat_id: int, message_id: int, screen: Screen) -> Request:
    """Give the request that puts a screen in place of a message of the same sort."""
    if screen.attachment is None:
        return edit_text(chat_id, message_id, screen.text, screen.inline_markup())
    file = file_of(screen.attachment)
    return edit_media(chat_id, message_id, "photo", file, screen.text, screen.inline_markup())


def _told(attachment: Attachment | FileRef) -> Fields:
    """Give what Telegram cannot know of a new file by itself."""
    if isinstance(attachment, FileRef):
        return {}
    known = {"title": attachment.title, "duration": attachment.seconds}
    return {name: value for name, value in known.items() if value is not None}


def file_of(attachment: Attachment | FileRef) -> Upload | str:
    """Give a file in the form that requests have."""
    if isinstance(attachment, FileRef):
        return attachment.file_id
    return Upload(attachment.name, attachment.content)
