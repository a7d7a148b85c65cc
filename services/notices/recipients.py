"""What becomes of a notice in each of its chats.

A chat gets a notice if the account that is signed in there

- gave a phone,
- did not mute notices,
- confirmed its e-mail address,
- and holds an open number that the notice is about.

The preview counts these chats, and they are written down once the notice is confirmed. The same is asked
again when the message is left in the outbox, because residents mute notices, sign out and give numbers up
while a notice goes out; a chat for which it is not true any more gets nothing and counts as withdrawn. So
does a chat that was signed out when its message was about to go out.

A recipient waits until its message is left in the outbox, and is settled when it is known what became of the
message there. While a notice is paused or being cancelled its messages are held back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Protocol

from domain.notice import RecipientState
from services.messages import Addressed, NoticeToResident
from services.ports import Priority


class Fate(Enum):
    """How a message in the outbox fares."""

    WAITS = auto()
    """It is to be sent, or is being sent this moment."""
    SENT = auto()
    SET_ASIDE = auto()
    """It is not sent: it was held back, or Telegram refused it."""
    UNREACHABLE = auto()
    """It is not sent, because the person blocked the bot or is gone."""
    CHANGED_HANDS = auto()
    """It is not sent, because its chat is not signed in to the account any more."""
    GONE = auto()
    """It is in the outbox no more, because it waited for so long that it was cleaned up."""


@dataclass(frozen=True, slots=True)
class LeftMessage:
    """The message of a recipient in the outbox; ``is_held``: it was held back when the notice was stopped."""

    chat_id: int
    outbox_id: int
    is_held: bool
    fate: Fate


@dataclass(frozen=True, slots=True)
class Recipient:
    """A chat that waits for its message; ``gets_notice`` as things stand now, see the top of this module."""

    chat_id: int
    account_id: int
    language: str
    gets_notice: bool


class RecipientBook(Protocol):
    """The chats of a notice, and their messages in the outbox."""

    def list_left(self, notice_id: int) -> Sequence[LeftMessage]:
        """List the messages that were left and of which nothing is noted yet."""
        ...

    def list_waiting(self, notice_id: int, most: int) -> Sequence[Recipient]:
        """List recipients that wait for their message."""
        ...

    def note(self, notice_id: int, chat_id: int, state: RecipientState, outbox_id: int | None) -> None:
        """Keep what became of a recipient, and which message of the outbox was left for it."""
        ...


class NoticeOutbox(Protocol):
    """The outbox, as notices use it."""

    def leave(self, message: Addressed, *, priority: Priority) -> int:
        """Leave a message about an account, and return its id, by which its outcome is found later."""
        ...

    def hold_back(self, outbox_ids: Sequence[int], at: datetime) -> None:
        """Set messages aside; a message that is being sent is still marked as sent afterwards."""
        ...

    def put_back(self, outbox_ids: Sequence[int]) -> None:
        """Let messages that were held back go out after all."""
        ...


def outcome(message: LeftMessage) -> RecipientState | None:
    """Return the outcome of a message; ``None`` as long as it waits or is held back."""
    match message.fate:
        case Fate.SENT:
            return RecipientState.DELIVERED
        case Fate.UNREACHABLE:
            return RecipientState.UNREACHABLE
        case Fate.CHANGED_HANDS:
            return RecipientState.WITHDRAWN
        case Fate.GONE:
            return RecipientState.FAILED
        case Fate.SET_ASIDE:
            return None if message.is_held else RecipientState.FAILED
        case Fate.WAITS:
            return None


def settle(book: RecipientBook, notice_id: int) -> int:
    """Note the outcome of messages in the outbox, and return how many outcomes are new."""
    known = 0
    for message in book.list_left(notice_id):
        state = outcome(message)
        if state is not None:
            book.note(notice_id, message.chat_id, state, message.outbox_id)
            known += 1
    return known


def fill_outbox(book: RecipientBook, outbox: NoticeOutbox, notice_id: int, most: int) -> int:
    """Leave messages in the outbox until ``most`` wait there, and return how many were dealt with.

    What is dealt with includes recipients that do not get the notice any more.
    """
    room = max(0, most - len(book.list_left(notice_id)))
    recipients = book.list_waiting(notice_id, room)
    for recipient in recipients:
        if recipient.gets_notice:
            message_id = _leave(outbox, notice_id, recipient)
            book.note(notice_id, recipient.chat_id, RecipientState.QUEUED, message_id)
        else:
            book.note(notice_id, recipient.chat_id, RecipientState.WITHDRAWN, None)
    return len(recipients)


def hold_back(book: RecipientBook, outbox: NoticeOutbox, notice_id: int, at: datetime) -> None:
    """Hold back the messages that were not sent; those on their way still arrive and count as sent."""
    waiting = [message for message in book.list_left(notice_id) if message.fate is Fate.WAITS]
    outbox.hold_back([message.outbox_id for message in waiting], at)
    for message in waiting:
        book.note(notice_id, message.chat_id, RecipientState.HELD, message.outbox_id)


def release(book: RecipientBook, outbox: NoticeOutbox, notice_id: int) -> None:
    """Let the messages that were held back go out again: the same rows, so that a sent one stays sent.

    A chat that turned out to be unreachable meanwhile is not tried again.
    """
    held = [message for message in book.list_left(notice_id) if message.is_held]
    outbox.put_back([message.outbox_id for message in held if message.fate is Fate.SET_ASIDE])
    for message in held:
        book.note(notice_id, message.chat_id, RecipientState.QUEUED, message.outbox_id)


def _leave(outbox: NoticeOutbox, notice_id: int, recipient: Recipient) -> int:
    notice = NoticeToResident(notice_id, recipient.account_id)
    message = Addressed(recipient.account_id, recipient.chat_id, recipient.language, notice)
    return outbox.leave(message, priority=Priority.NOTICE)
