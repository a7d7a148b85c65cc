"""Recognises commands at the beginning of messages, for residents and operators alike."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeAlias

from domain.typed import plain
from handlers.context import Context
from ui.event import Message
from ui.talk import Talk

CommandHandler: TypeAlias = Callable[[Talk, Context, str], Awaitable[None]]


class Command(NamedTuple):
    """A command ``/name``, and the text behind it."""

    name: str
    argument: str


def command_in(message: Message, bot_username: str) -> Command | None:
    """Find the command that a message begins with, unless it is another bot's: ``/help@other_bot``.

    Commands are known by their names in lower case, and typed in any.
    """
    text = plain(message.words)
    if not text.startswith("/"):
        return None
    first, *rest = text.split(maxsplit=1)
    name, _, mention = first[1:].partition("@")
    if mention and mention.casefold() != bot_username.casefold():
        return None
    return Command(name.casefold(), rest[0] if rest else "")
