"""Conversations in the database: state, draft and the updates handled last, of a person in a chat."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import orjson

from domain.frozen import frozen
from services.visitor import Visitor
from storage.columns import moment_text, optional_moment_from
from storage.connection import Connection, Row

log = logging.getLogger(__name__)

UPDATE_IDS_HOLD = timedelta(days=6)
"""Telegram restarts update ids at random after a week without updates, so an older mark proves nothing."""
REMEMBERED = 30
"""Handled updates that a conversation remembers. A single highest number would not do: a webhook delivers
messages and presses apart, so that a message which had to be delivered again may come after a later press."""
NO_DRAFT = "{}"
NO_THREAD = ""
"""The column ``thread`` keeps apart what we never keep apart: the topics of a group."""

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
VISITOR_COLUMNS = """
    a.id AS account_id, a.login, a.email_confirmed_at, a.language, coalesce(bc.reason, ba.reason) AS ban
"""
VISITOR_HERE = """
    LEFT JOIN sessions s ON s.chat_id = here.chat_id
    LEFT JOIN accounts a ON a.id = s.account_id
    LEFT JOIN bans bc ON bc.chat_id = here.chat_id
    LEFT JOIN bans ba ON ba.account_id = s.account_id
"""
SCENE = f"""
    SELECT c.state, c.draft, c.handled_updates, c.last_update_at, {VISITOR_COLUMNS},
        x.chat_id IS NOT NULL AS is_unreachable
    FROM (SELECT CAST(? AS BIGINT) AS chat_id) AS here
    LEFT JOIN conversations c
        ON c.bot_id = ? AND c.chat_id = here.chat_id AND c.user_id = ? AND c.thread = ?
    {VISITOR_HERE}
    LEFT JOIN unreachable_chats x ON x.chat_id = here.chat_id
"""  # noqa: S608 (the columns are ours)
FIND_VISITOR = f"SELECT {VISITOR_COLUMNS} FROM (SELECT CAST(? AS BIGINT) AS chat_id) AS here {VISITOR_HERE}"  # noqa: S608


class ConversationKey(NamedTuple):
    """Whose conversation it is: of a person with a bot, in a chat."""

    bot_id: int
    chat_id: int
    user_id: int


@frozen
class Conversation:
    """What is kept between two updates of one person in one chat; ``draft_text`` is a JSON object."""

    state: str | None = None
    draft_text: str = NO_DRAFT
    handled: tuple[int, ...] = ()
    """Numbers of the updates handled last, the latest at the end."""
    last_update_at: datetime | None = None

    @property
    def draft(self) -> dict[str, Any]:
        """The draft, read from its text each time; ``ValueError`` if that is no JSON object."""
        draft = orjson.loads(self.draft_text)
        if not isinstance(draft, dict):
            raise ValueError("a draft is an object")  # noqa: TRY004 - its text is wrong, and not our argument
        return draft

    def without_draft(self) -> Conversation:
        """Return the conversation without the form that was under way."""
        return Conversation(None, NO_DRAFT, self.handled, self.last_update_at)

    def has_handled(self, update_id: int, now: datetime) -> bool:
        """Whether this update has changed the conversation already, or is older than all it remembers."""
        known = self._known(now)
        return update_id in known or (len(known) == REMEMBERED and update_id < min(known))

    def after(self, update_id: int, now: datetime, state: str | None, draft_text: str) -> Conversation:
        """Return the conversation as an update has left it, which it remembers too."""
        handled = (*self._known(now), update_id)[-REMEMBERED:]
        return Conversation(state, draft_text, handled, now)

    def _known(self, now: datetime) -> tuple[int, ...]:
        is_old = self.last_update_at is None or now - self.last_update_at > UPDATE_IDS_HOLD
        return () if is_old else self.handled


NOTHING_SAID = Conversation()


class Scene(NamedTuple):
    """What a turn begins with: the conversation as it was left, who is signed in, and if they blocked us."""

    conversation: Conversation
    visitor: Visitor
    is_unreachable: bool


@frozen
class ConversationRepository:
    """Conversations by their keys."""

    connection: Connection

    def find(self, key: ConversationKey) -> Conversation:
        """Return the conversation; an empty one if nothing was said yet."""
        row = self.connection.execute(FIND_CONVERSATION, (*key, NO_THREAD)).fetchone()
        return NOTHING_SAID if row is None else _conversation(row)

    def save(self, key: ConversationKey, conversation: Conversation) -> None:
        """Keep a conversation instead of what was kept before."""
        self.connection.execute(SAVE_CONVERSATION, row_of(key, conversation))

    def scene(self, key: ConversationKey) -> Scene:
        """See what a turn begins with."""
        row = self.connection.execute(SCENE, (key.chat_id, key.bot_id, key.user_id, NO_THREAD)).fetchone()
        return scene_of(key.chat_id, row)

    def visitor(self, chat_id: int) -> Visitor:
        """Tell who is signed in to a chat."""
        return _visitor(chat_id, self.connection.execute(FIND_VISITOR, (chat_id,)).fetchone())


def scene_of(chat_id: int, row: Row) -> Scene:
    """Read the row of a scene."""
    conversation = NOTHING_SAID if row["draft"] is None else _conversation(row)
    return Scene(conversation, _visitor(chat_id, row), bool(row["is_unreachable"]))


def row_of(key: ConversationKey, conversation: Conversation) -> tuple[str | int | None, ...]:
    """Give the values of :data:`SAVE_CONVERSATION`."""
    at = conversation.last_update_at
    handled = orjson.dumps(conversation.handled).decode()
    moment = None if at is None else moment_text(at)
    return (*key, NO_THREAD, conversation.state, conversation.draft_text, handled, moment)


def _conversation(row: Row) -> Conversation:
    """Read a row; one that cannot be read begins again, because no update of its chat could be taken else."""
    try:
        return Conversation(
            state=row["state"],
            draft_text=row["draft"],
            handled=tuple(orjson.loads(row["handled_updates"])),
            last_update_at=optional_moment_from(row["last_update_at"]),
        )
    except (ValueError, TypeError):
        log.exception("a conversation cannot be read and begins again")
        return NOTHING_SAID


def _visitor(chat_id: int, row: Row) -> Visitor:
    return Visitor(
        chat_id,
        account_id=row["account_id"],
        login=row["login"],
        email_confirmed=row["email_confirmed_at"] is not None,
        language=row["language"],
        ban=row["ban"],
    )
