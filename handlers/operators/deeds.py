"""Types of what the bot does about an update of the group.

A deed is found first and done later, because in between Telegram is asked whether a member of the group sent
the update; the talk of the operators among themselves causes no such question.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from handlers.context import Context
from handlers.rights import Entry
from ui.event import Message
from ui.talk import Talk

Deed: TypeAlias = Callable[[], Awaitable[None]]


Found: TypeAlias = Entry[Deed]
"""A deed, and the right that it needs."""
FindDeed: TypeAlias = Callable[[Talk, Context, Message], Awaitable["Deed | None"]]
"""Finds what the bot does about a message; gives ``None`` if the message is not meant for the bot."""
