"""What a resident sees after an update: one message with its buttons, before Telegram's own types."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiogram.filters.callback_data import CallbackData
from aiogram.types import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)


@dataclass(frozen=True)
class Button:
    """A button under a message; ``opens`` is what the press brings back, or a web address."""

    label: str
    opens: CallbackData | str

    def markup(self) -> InlineKeyboardButton:
        """Give Telegram's form of the button."""
        if isinstance(self.opens, str):
            return InlineKeyboardButton(text=self.label, url=self.opens)
        return InlineKeyboardButton(text=self.label, callback_data=self.opens.pack())


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class Key:
    """A key of the keyboard under the input field; pressing it sends its label, or the person's phone."""

    label: str
    shares_phone: bool = False


@dataclass(frozen=True)
class Keyboard:
    """The keyboard under the input field. No rows: take it away."""

    rows: tuple[tuple[Key, ...], ...] = ()
    one_time: bool = False

    def markup(self) -> ReplyKeyboardMarkup | ReplyKeyboardRemove:
        """Give Telegram's form of the keyboard."""
        if not self.rows:
            return ReplyKeyboardRemove()
        return ReplyKeyboardMarkup(
            keyboard=[
                [KeyboardButton(text=key.label, request_contact=key.shares_phone or None) for key in row]
                for row in self.rows
            ],
            resize_keyboard=True,
            is_persistent=not self.one_time,
            one_time_keyboard=self.one_time,
        )


@dataclass(frozen=True)
class Lead:
    """A short message before the screen, when the keyboard under the input field changes as well.

    Telegram lets a message carry buttons or a keyboard, not both.
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


@dataclass(frozen=True)
class FileRef:
    """A file that Telegram has already, by its id there; ``kind`` as in :class:`Attachment`."""

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
    """In a group: opens a reply to this message for whoever is mentioned in it, with these words in the input
    field. It leaves no room for buttons."""

    def markup(
        self,
    ) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | None:
        """Give Telegram's form of the buttons, of the keyboard or of the demand for a reply."""
        if self.placeholder is not None:
            return ForceReply(selective=True, input_field_placeholder=self.placeholder)
        if self.keyboard is not None:
            return self.keyboard.markup()
        return self.inline_markup()

    def inline_markup(self) -> InlineKeyboardMarkup | None:
        """Give the buttons alone; an edited message can have nothing else."""
        if not self.rows:
            return None
        return InlineKeyboardMarkup(
            inline_keyboard=[[button.markup() for button in row] for row in self.rows]
        )
