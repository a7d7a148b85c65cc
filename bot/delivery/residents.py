"""Whose chat it is when a message goes out, and why a message reached nobody.

A chat changes hands while a message waits: a telephone is lent, somebody signs out, and somebody else signs
in. So a message about an account is taken only if its chat is signed in to that account at this moment, in
the unit of work that takes it. Otherwise it goes to the chats that are, or waits until somebody signs in.

Telegram says in words why it refuses a message. Some words are about the chat, others about the message, and
there are words that we do not know: then the message waits, because a decision that is given up is lost.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime

from bot.delivery.refusals import is_of_the_message
from domain.unreached import Unreached
from services.messages import AccountContent, Content
from services.ports import Priority
from services.threads.undelivered import note_undelivered, reading_chats
from storage.outbox import CHANGED_HANDS, ELSEWHERE, NOBODY, SIGNED_OUT, Channel, OutgoingMessage
from storage.unit import StoredUnit
from ui.messenger import MessengerError, RefusedError, UnreachableError

log = logging.getLogger(__name__)

TRIES = 3
"""How often a message that is refused in unknown words is sent, before it waits until its reader writes."""

OF_THE_CHAT = {
    "blocked by the user": Unreached.BLOCKED,
    "user_is_blocked": Unreached.BLOCKED,
    "deactivated": Unreached.DELETED,
    "initiate conversation": Unreached.UNKNOWN,
    "chat not found": Unreached.UNKNOWN,
    "user not found": Unreached.UNKNOWN,
    "peer_id_invalid": Unreached.UNKNOWN,
    "user_id_invalid": Unreached.UNKNOWN,
    "chat_id_invalid": Unreached.UNKNOWN,
}
"""Words by which Telegram says that nothing reaches a chat, in small letters."""


def why_unreached(error: MessengerError) -> Unreached | None:
    """Tell why a private chat did not get a message; ``None`` if the trouble passes by itself."""
    if not isinstance(error, RefusedError | UnreachableError):
        return None
    words = error.words.casefold()
    known = next((reason for part, reason in OF_THE_CHAT.items() if part in words), None)
    if known is not None:
        return known
    if isinstance(error, UnreachableError):
        return Unreached.REFUSING
    return Unreached.FAULTY if is_of_the_message(error) else Unreached.UNCLEAR


def take_theirs(
    unit: StoredUnit,
    channel: Channel,
    now: datetime,
    most: int,
    *,
    excluding: Collection[str],
    lowest: Priority = Priority.REMINDER,
) -> list[OutgoingMessage[Content]]:
    """Lease the messages that are due, after those whose chats changed hands were sent elsewhere.

    The parameters are those of ``OutboxRepository.due``. If nothing is leased, others may still be due.
    """
    for message in unit.outbox.due(channel, now, most, excluding=excluding, lowest=lowest):
        if message.is_stray:
            _find_home(unit, message, now)
    return unit.outbox.take(channel, now, most, excluding=excluding, lowest=lowest)


def note_unreached(
    unit: StoredUnit, message: OutgoingMessage[Content], reason: Unreached, at: datetime
) -> None:
    """Try the other chats of the account; without another one tell the operators who wait for an answer."""
    if reason is not Unreached.FAULTY and message.account_id is not None:
        _spread(unit, message, unit.sessions.list_chats(message.account_id))
    if not any(copy.is_sent or copy.waits for copy in unit.outbox.list_copies(message.id)):
        note_undelivered(unit, message.content, reason, at)


def _find_home(unit: StoredUnit, message: OutgoingMessage[Content], now: datetime) -> None:
    """Send a message to the chats of its account, or let it wait for one."""
    if message.account_id is None:
        log.error("message %s of kind %s does not tell whose it is", message.id, message.kind)
        unit.outbox.lay_aside(message.id, now, NOBODY)
        return
    if not isinstance(message.content, AccountContent) or not message.content.follows:
        unit.outbox.lay_aside(message.id, now, CHANGED_HANDS)
        return
    chats = reading_chats(unit, message.account_id, message.content)
    copies = unit.outbox.list_copies(message.id)
    free = _without_copy(unit, message, chats)
    if free:
        unit.outbox.forward(message.id, free[0])
        _spread(unit, message, free[1:])
    elif chats or any(copy.is_sent or copy.waits or copy.is_signed_out for copy in copies):
        unit.outbox.lay_aside(message.id, now, ELSEWHERE)
    else:
        unit.outbox.lay_aside(message.id, now, SIGNED_OUT)
        note_undelivered(unit, message.content, Unreached.SIGNED_OUT, now)


def _spread(unit: StoredUnit, message: OutgoingMessage[Content], chats: Collection[int]) -> None:
    """Copy a message to those chats of its account that have no copy."""
    if isinstance(message.content, AccountContent) and message.content.follows:
        for chat_id in _without_copy(unit, message, chats):
            unit.outbox.copy(message.id, chat_id)


def _without_copy(unit: StoredUnit, message: OutgoingMessage[Content], chats: Collection[int]) -> list[int]:
    copies = unit.outbox.list_copies(message.id)
    taken = {message.recipient, *(copy.recipient for copy in copies if copy.is_for_its_chat)}
    return [chat_id for chat_id in chats if str(chat_id) not in taken]
