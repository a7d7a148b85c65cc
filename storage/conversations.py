"""Conversations in the database: state, draft and the updates handled last, of a person in a chat.

Nothing of aiogram is imported here: the exchange of files with billing opens the database too, and aiogram
would take seconds and a hundred megabytes of each of its processes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from services.visitor import Visitor
from storage.columns import json_object, json_text, moment_text, optional_moment_from
from storage.connection import Connection, Row

if TYPE_CHECKING:
    from aiogram.fsm.storage.base import StorageKey

PLAIN_DESTINY = "default"
"""aiogram's ``DEFAULT_DESTINY``."""

UPDATE_IDS_HOLD = timedelta(days=6)
"""Telegram restarts update ids at random after a week without updates, so an older mark proves nothing."""
REMEMBERED = 30
"""Handled updates that a conversation remembers. A single highest number would not do: a webhook delivers
messages and presses apart, so that a message which had to be delivered again may come after a later press."""

FIND_CONVERSATION = """
    SELECT state, draft, handled_updates, last_update_at FROM conversations
    WHERE bot_id = ? AND chat_id = ? AND user_id = ? AND thread = ?
"""
SAVE_CONVERSATION = """
    INSERT INTO conversations
        (bot_id, chat_id, user_id, thread, state, draft, handled_updates, last_update_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (bot_id, chat_id, user_id, thread) DO UPDATE SET
        state = excluded.state,
        draft = excluded.draft,
        handled_updates = excluded.handled_updates,
        last_update_at = excluded.last_update_at
"""
FIND_VISITOR = """
    SELECT accounts.id, accounts.login, accounts.email_confirmed_at, accounts.language
    FROM sessions JOIN accounts ON accounts.id = sessions.account_id
    WHERE sessions.chat_id = ?
"""


@dataclass(frozen=True)
class Conversation:
    """What is kept between two updates of one person in one chat."""

    state: str | None = None
    draft: Mapping[str, Any] = field(default_factory=dict)
    handled: tuple[int, ...] = ()
    """Numbers of the updates handled last, the latest at the end."""
    last_update_at: datetime | None = None

    def has_handled(self, update_id: int, now: datetime) -> bool:
        """Whether this update has changed the conversation already, or is older than all it remembers."""
        known = self._known(now)
        return update_id in known or (len(known) == REMEMBERED and update_id < min(known))

    def after(self, update_id: int, now: datetime) -> Conversation:
        """Return the conversation that remembers this update too."""
        handled = (*self._known(now), update_id)[-REMEMBERED:]
        return replace(self, handled=handled, last_update_at=now)

    def _known(self, now: datetime) -> tuple[int, ...]:
        is_old = self.last_update_at is None or now - self.last_update_at > UPDATE_IDS_HOLD
        return () if is_old else self.handled


class Scene(NamedTuple):
    """What a turn begins with: the conversation as it was left, and who is signed in to the chat."""

    conversation: Conversation
    visitor: Visitor


@dataclass(frozen=True)
class ConversationRepository:
    """Conversations by aiogram's key."""

    connection: Connection

    def find(self, key: StorageKey) -> Conversation:
        """Return the conversation; an empty one if nothing was said yet."""
        row = self.connection.execute(FIND_CONVERSATION, _key_columns(key)).fetchone()
        return Conversation() if row is None else _conversation(row)

    def save(self, key: StorageKey, conversation: Conversation) -> None:
        """Keep a conversation instead of what was kept before."""
        at = conversation.last_update_at
        self.connection.execute(
            SAVE_CONVERSATION,
            (
                *_key_columns(key),
                conversation.state,
                json_text(conversation.draft),
                json.dumps(conversation.handled),
                None if at is None else moment_text(at),
            ),
        )

    def scene(self, key: StorageKey) -> Scene:
        """See what a turn begins with."""
        return Scene(self.find(key), self.visitor(key.chat_id))

    def visitor(self, chat_id: int) -> Visitor:
        """Tell who is signed in to a chat."""
        row = self.connection.execute(FIND_VISITOR, (chat_id,)).fetchone()
        return _visitor(chat_id, row)


def _key_columns(key: StorageKey) -> tuple[int, int, int, str]:
    rest = [key.thread_id, key.business_connection_id, key.destiny]
    is_plain = rest == [None, None, PLAIN_DESTINY]
    return key.bot_id, key.chat_id, key.user_id, "" if is_plain else json.dumps(rest)


def _conversation(row: Row) -> Conversation:
    return Conversation(
        state=row["state"],
        draft=json_object(row["draft"]),
        handled=tuple(json.loads(row["handled_updates"])),
        last_update_at=optional_moment_from(row["last_update_at"]),
    )


def _visitor(chat_id: int, row: Row | None) -> Visitor:
    if row is None:
        return Visitor(chat_id, account_id=None, login=None, email_confirmed=False, language=None)
    return Visitor(
        chat_id,
        account_id=row["id"],
        login=row["login"],
        email_confirmed=row["email_confirmed_at"] is not None,
        language=row["language"],
    )
