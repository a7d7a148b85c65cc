"""What a resident and the operators say to each other, and where it is shown."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.operator import Operator
from domain.sent_file import FileKind, SentFile
from domain.unreached import Unreached
from domain.words import PLAIN, Marks, Words


class Purpose(StrEnum):
    """What a message of the bot is to a thread."""

    WORDS = "words"
    """It shows what one side said to the other."""
    ABOUT = "about"
    """It speaks of the thread, or invites to go on with it."""
    REASON = "reason"
    """It asks an operator why the alert's subject is refused."""


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody wrote, and where: words, a file, or both. Files sent together share an ``album``.

    ``topic``: of the group, if its author wrote it in one.
    """

    text: str
    file: SentFile | None
    album: str | None
    chat_id: int
    message_id: int
    topic: int | None = None
    marks: Marks = PLAIN

    @property
    def words(self) -> Words:
        """The text with its formatting."""
        return Words(self.text, self.marks)

    @property
    def is_spoken(self) -> bool:
        """Whether it is a voice message, which says something without words under it."""
        return self.file is not None and self.file.kind is FileKind.VOICE


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation about an alert: in the chat that asked, or in all chats of the account.

    ``chat_id`` is empty if operators began it. While the chat that asked is not signed in to the account, all
    chats that are take part instead of it.
    """

    alert_id: int
    account_id: int
    chat_id: int | None


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    """What was said; by the resident if there is no ``operator``."""

    id: int
    alert_id: int
    at: datetime
    operator: Operator | None
    post: Post
    withdrawn_at: datetime | None
    undelivered_at: datetime | None
    unreached: Unreached | None
    """Why it reached nobody; also empty for what version 0.1 noted, which knew no reasons."""


@dataclass(frozen=True, slots=True)
class Place:
    """A message of the bot that belongs to a thread; ``shows`` names what it repeats, if anything."""

    chat_id: int
    message_id: int
    alert_id: int
    shows: int | None
    purpose: Purpose
    shown_at: datetime
