"""The table of deliveries: each kind of message to a chat stands in it exactly once.

The table is checked when the program is put together, because a message may wait for hours and over restarts:
a kind without a delivery must be noticed before a message of that kind is due.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from bot.delivery.sender import Note
from services.messages import CONTENTS, ChatContent, Content, Unreadable
from storage.outbox import OutgoingMessage
from ui.texts import Speech

AnyChatContent = TypeVar("AnyChatContent", bound=ChatContent)


@dataclass(frozen=True)
class Way:
    """How the messages of one kind go out; made by :func:`way`, where mypy checks that both fit."""

    content: type[ChatContent]
    send: Callable[[Speech, OutgoingMessage[Any]], Awaitable[Note]]


def way(
    content: type[AnyChatContent],
    send: Callable[[Speech, OutgoingMessage[AnyChatContent]], Awaitable[Note]],
) -> Way:
    """Let ``send`` deliver the messages of a class, with the texts of the recipient's language."""
    return Way(content, send)


class Delivers(Protocol):
    """A class that delivers messages of some kinds."""

    @property
    def ways(self) -> Iterable[Way]:
        """Which kinds these are, and how each goes out."""
        ...


def table_of(ways: Iterable[Way]) -> Mapping[type[Content], Way]:
    """Put all ways together; ``ValueError`` if a kind of message has no way, or two."""
    known = list(ways)
    table: dict[type[Content], Way] = {each.content: each for each in known}
    missing = {content for content in CONTENTS.values() if issubclass(content, ChatContent)} - table.keys()
    if missing or len(table) != len(known):
        raise ValueError(f"kinds of messages without a delivery, or with two: {missing or known}")
    return table


def problem_of(content: Content) -> str:
    """Say why the table has no delivery for a message, without personal data."""
    return content.problem if isinstance(content, Unreadable) else "it has another channel"
