"""Types of what the bot does about an update of the group.

A deed is found first and done later, because in between Telegram is asked whether a member of the group sent
the update; the talk of the operators among themselves causes no such question.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeAlias

from handlers.context import Context
from ui.event import Message
from ui.talk import Talk

Deed: TypeAlias = Callable[[], Awaitable[None]]


class Found(NamedTuple):
    """A deed, and whether it only shows something: then the membership of a minute ago is good enough."""

    deed: Deed
    only_reads: bool = False


FindDeed: TypeAlias = Callable[[Talk, Context, Message], Awaitable["Deed | None"]]
"""Finds what the bot does about a message; gives ``None`` if the message is not meant for the bot."""
