"""Requests to the messenger as plain values, so that only ``bot/telegram/`` knows how they are sent.

A request is the name of a method of the Bot API with its fields. Another messenger would be another room that
understands the few requests in this module. The errors in it are all that can come of a request.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeAlias

Fields: TypeAlias = dict[str, Any]
Markup: TypeAlias = Mapping[str, Any]

HTML = "HTML"
NO_PREVIEW: Mapping[str, bool] = {"is_disabled": True}


class Upload(NamedTuple):
    """A file that a request contains: its content, or its path on the disk."""

    name: str
    content: bytes | Path


class Request(NamedTuple):
    """A request: a method of the Bot API, and its fields."""

    method: str
    fields: Fields


class Sent(NamedTuple):
    """The message in an answer: its number, and whether it replies to another message."""

    message_id: int
    is_reply: bool = False


NOTHING_SENT = Sent(0)
"""The answer to a request that sends no message."""


class MessengerError(Exception):
    """The messenger did not carry out a request; ``words`` are its own, without personal data.

    ``method`` is that of the request, of a request to the operators' group.
    """

    def __init__(self, words: str = "") -> None:
        super().__init__(words)
        self.words = words
        self.method = ""


class RefusedError(MessengerError):
    """The request can never succeed: the message is deleted, the HTML is wrong."""


class UnreachableError(MessengerError):
    """The person blocked the bot or deleted their account, or Telegram knows no such chat for the bot."""


class MovedError(RefusedError):
    """The group has a new number; ``is_followed``: messages go there from now on."""

    def __init__(self, words: str, chat_id: int) -> None:
        super().__init__(words)
        self.chat_id = chat_id
        self.is_followed = False


class TooFastError(MessengerError):
    """The bot sends too fast; the messenger takes the request again in ``retry_after`` seconds."""

    def __init__(self, words: str, retry_after: float) -> None:
        super().__init__(words)
        self.retry_after = retry_after


class OutOfReachError(MessengerError):
    """The messenger cannot be reached: the network or the server has a fault, or a proxy answers instead."""


class LockedOutError(OutOfReachError):
    """The messenger refuses the bot as a whole, whatever it asks for: its token, address or way of intake.

    An administrator, or another program with the same token, has to end that; until then everything waits.
    """


class Messenger(Protocol):
    """Sends requests, and fetches files."""

    def __call__(self, request: Request) -> Awaitable[Sent]:
        """Send a request, at once if a connection is open; the answer is known when it is awaited.

        :raises MessengerError: when it is awaited.
        """
        ...

    async def download(self, file_id: str) -> bytes:
        """Give the content of a file that a person sent, which Telegram limits to 20 MB."""
        ...


def send_message(
    chat_id: int, text: str, markup: Markup | None = None, reply_to: int | None = None, *, quiet: bool = False
) -> Request:
    """Send a text, in reply to another message if that is still there; ``quiet``: without sound."""
    fields: Fields = {
        "chat_id": chat_id,
        "text": text,
        "parse_mode": HTML,
        "link_preview_options": NO_PREVIEW,
    }
    if markup is not None:
        fields["reply_markup"] = markup
    if reply_to is not None:
        fields["reply_parameters"] = reply_parameters(reply_to)
    if quiet:
        fields["disable_notification"] = True
    return Request("sendMessage", fields)


def reply_parameters(message_id: int) -> Fields:
    """Give the fields that reply to a message, if it is still there."""
    return {"message_id": message_id, "allow_sending_without_reply": True}


def in_topic(request: Request, topic: int | None) -> Request:
    """Send a message into a topic of a group; ``None`` and other requests: as it is."""
    if topic is None or not request.method.startswith("send"):
        return request
    return Request(request.method, {**request.fields, "message_thread_id": topic})


def edit_text(chat_id: int, message_id: int, text: str, markup: Markup | None = None) -> Request:
    """Put another text in place of a message's, and other buttons; without ``markup`` its buttons go."""
    fields: Fields = {
        "chat_id": chat_id,
        "message_id": message_id,
        "text": text,
        "parse_mode": HTML,
        "link_preview_options": NO_PREVIEW,
    }
    if markup is not None:
        fields["reply_markup"] = markup
    return Request("editMessageText", fields)


def edit_caption(chat_id: int, message_id: int, caption: str, markup: Markup | None = None) -> Request:
    """Put another caption under a file."""
    fields: Fields = {"chat_id": chat_id, "message_id": message_id, "caption": caption, "parse_mode": HTML}
    if markup is not None:
        fields["reply_markup"] = markup
    return Request("editMessageCaption", fields)


def edit_media(
    chat_id: int, message_id: int, kind: str, file: Upload | str, caption: str, markup: Markup | None = None
) -> Request:
    """Put another file in place of a message's, with another caption."""
    media = {"type": kind, "media": file, "caption": caption, "parse_mode": HTML}
    fields: Fields = {"chat_id": chat_id, "message_id": message_id, "media": media}
    if markup is not None:
        fields["reply_markup"] = markup
    return Request("editMessageMedia", fields)


def take_buttons(chat_id: int, message_id: int) -> Request:
    """Take the buttons off a message."""
    return Request("editMessageReplyMarkup", {"chat_id": chat_id, "message_id": message_id})


def delete_message(chat_id: int, message_id: int) -> Request:
    """Delete a message."""
    return Request("deleteMessage", {"chat_id": chat_id, "message_id": message_id})


def answer_query(query_id: str, text: str | None = None, *, alert: bool = False) -> Request:
    """Answer a press, with ``text`` as a hint over the chat if it is given; 200 characters at most."""
    fields: Fields = {"callback_query_id": query_id}
    if text is not None:
        fields["text"] = text
    if alert:
        fields["show_alert"] = True
    return Request("answerCallbackQuery", fields)


def show_typing(chat_id: int) -> Request:
    """Show for some seconds that an answer is being written."""
    return Request("sendChatAction", {"chat_id": chat_id, "action": "typing"})


def send_file(
    kind: str,
    chat_id: int,
    file: Upload | str,
    caption: str,
    markup: Markup | None = None,
    reply_to: int | None = None,
) -> Request:
    """Send a file: a new one, or one that Telegram has already, by Telegram's id."""
    name = str(kind)
    fields: Fields = {"chat_id": chat_id, name: file}
    if caption:
        fields |= {"caption": caption, "parse_mode": HTML}
    if markup is not None:
        fields["reply_markup"] = markup
    if reply_to is not None:
        fields["reply_parameters"] = reply_parameters(reply_to)
    return Request(f"send{name.capitalize()}", fields)
