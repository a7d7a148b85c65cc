"""Conversation state for aiogram, saved together with the number of the update that changed it.

While an update is handled its conversation is a ``Turn`` in memory: one read when it begins, one write when
it ends. The write holds state, draft, the number of the update and the removal from the inbox, so that after
a crash an update has either happened or will be handled again from the state before it.
"""

import json
import math
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from aiogram.exceptions import DataNotDictLikeError
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import DEFAULT_DESTINY, BaseStorage, StateType, StorageKey

from services.ports import Clock
from services.units import Units
from services.visitor import Visitor
from storage.columns import json_object, json_text, moment_text, optional_moment_from
from storage.inbox import InboxRepository
from storage.outbox import OutboxRepository

UPDATE_IDS_HOLD = timedelta(days=6)
"""Telegram restarts update ids at random after a week without updates, so an older mark proves nothing."""
REMEMBERED = 30
"""Handled updates that a conversation remembers. A single highest number would not do: a webhook delivers
messages and presses apart, so that a message which had to be delivered again may come after a later press."""

FIND = """
    SELECT state, draft, handled_updates, last_update_at FROM conversations
    WHERE bot_id = ? AND chat_id = ? AND user_id = ? AND thread = ?
"""
SAVE = """
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

    def after(self, update_id: int, now: datetime) -> "Conversation":
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


@dataclass
class Turn:
    """One update being handled: who wrote it, and the conversation as it stands in memory."""

    key: StorageKey
    update_id: int
    visitor: Visitor
    conversation: Conversation

    @property
    def state(self) -> str | None:
        """The state as the handlers have left it so far."""
        return self.conversation.state

    @property
    def draft(self) -> dict[str, Any]:
        """A copy of the draft as the handlers have left it so far."""
        return _draft_copy(self.conversation.draft)


@dataclass(frozen=True)
class ConversationRepository:
    """Conversations by aiogram's key."""

    connection: sqlite3.Connection

    def find(self, key: StorageKey) -> Conversation:
        """Return the conversation; an empty one if nothing was said yet."""
        row = self.connection.execute(FIND, _key_columns(key)).fetchone()
        return Conversation() if row is None else _conversation(row)

    def save(self, key: StorageKey, conversation: Conversation) -> None:
        """Keep a conversation instead of what was kept before."""
        at = conversation.last_update_at
        self.connection.execute(
            SAVE,
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


class ConversationUnit(Protocol):
    """What conversations need of a unit of work."""

    @property
    def conversations(self) -> ConversationRepository:
        """Where the state is kept."""
        ...

    @property
    def inbox(self) -> InboxRepository:
        """What an update leaves when its turn ends."""
        ...

    @property
    def outbox(self) -> OutboxRepository:
        """Where it is noted that a person who had blocked the bot writes again."""
        ...


@dataclass(eq=False)
class ConversationStorage(BaseStorage):
    """aiogram's storage: in a turn it works on the turn, otherwise on the database."""

    units: Units[ConversationUnit]
    clock: Clock
    _turns: dict[StorageKey, Turn] = field(default_factory=dict)

    async def begin(self, key: StorageKey, update_id: int, scene: Scene | None = None) -> Turn | None:
        """Open the turn of an update; ``None`` if it was handled already.

        ``scene`` is what somebody has seen already, if nothing can have changed since. ``RuntimeError`` if
        another update of the same conversation is being handled.
        """
        if scene is None:
            scene = await self.units.read(lambda unit: unit.conversations.scene(key))
        conversation, visitor = scene
        if conversation.has_handled(update_id, self.clock()):
            return None
        if key in self._turns:
            raise RuntimeError("a conversation has one turn at a time")
        turn = self._turns[key] = Turn(key, update_id, visitor, conversation)
        return turn

    async def finish(self, turn: Turn) -> None:
        """Save the conversation, mark the update as handled and take it out of the inbox, in one commit.

        If that fails the turn stays open: finish it again, or abandon it.
        """
        conversation = turn.conversation.after(turn.update_id, self.clock())

        def work(unit: ConversationUnit) -> None:
            unit.conversations.save(turn.key, conversation)
            unit.inbox.remove(turn.update_id)
            unit.outbox.mark_reachable(turn.key.chat_id)

        await self.units.write(work)
        self.abandon(turn)

    def abandon(self, turn: Turn) -> None:
        """Close a turn without saving; does nothing if it is closed already."""
        if self._turns.get(turn.key) is turn:
            del self._turns[turn.key]

    async def get_state(self, key: StorageKey) -> str | None:
        """Return the state of a conversation."""
        return (await self._find(key)).state

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        """Move a conversation to a state."""
        name = state.state if isinstance(state, State) else state
        await self._change(key, lambda conversation: replace(conversation, state=name))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """Return a copy of the draft of a conversation."""
        return _draft_copy((await self._find(key)).draft)

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Replace the draft.

        ``TypeError`` if a restart would change it, ``DataNotDictLikeError`` if it is not a dict.
        """
        draft = _checked_draft(data)
        await self._change(key, lambda conversation: replace(conversation, draft=draft))

    async def update_data(self, key: StorageKey, data: Mapping[str, Any]) -> dict[str, Any]:
        """Change some entries of the draft in one step and return a copy of all of it."""
        entries = _checked_draft(data)
        changed = await self._change(
            key, lambda conversation: replace(conversation, draft={**conversation.draft, **entries})
        )
        return _draft_copy(changed.draft)

    async def close(self) -> None:
        """Do nothing: the database belongs to whoever opened it."""

    async def _find(self, key: StorageKey) -> Conversation:
        turn = self._turns.get(key)
        if turn is not None:
            return turn.conversation
        return await self.units.read(lambda unit: unit.conversations.find(key))

    async def _change(self, key: StorageKey, change: Callable[[Conversation], Conversation]) -> Conversation:
        turn = self._turns.get(key)
        if turn is not None:
            turn.conversation = change(turn.conversation)
            return turn.conversation

        def work(unit: ConversationUnit) -> Conversation:
            changed = change(unit.conversations.find(key))
            unit.conversations.save(key, changed)
            return changed

        return await self.units.write(work)


def _checked_draft(data: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise DataNotDictLikeError(f"a draft is a dict, not {type(data).__name__}")
    return _draft_copy(data)


def _draft_copy(draft: Mapping[str, Any]) -> dict[str, Any]:
    """Copy what JSON can hold, several times as fast as ``deepcopy``, which looks out for cycles."""
    return {_key(name): _value_copy(value) for name, value in draft.items()}


def _value_copy(value: Any) -> Any:
    """Exact types only: a tuple, an enum or a number as a key would come back from JSON as something else."""
    kind = type(value)
    if kind is str or kind is int or kind is bool or value is None or _is_finite(value):
        return value
    if kind is list:
        return [_value_copy(entry) for entry in value]
    if kind is dict:
        return _draft_copy(value)
    raise TypeError(f"a draft cannot hold {kind.__name__}")


def _key(name: object) -> str:
    if type(name) is not str:
        raise TypeError(f"keys of a draft are str, not {type(name).__name__}")
    return name


def _is_finite(value: object) -> bool:
    return type(value) is float and math.isfinite(value)


def _key_columns(key: StorageKey) -> tuple[int, int, int, str]:
    rest = [key.thread_id, key.business_connection_id, key.destiny]
    is_plain = rest == [None, None, DEFAULT_DESTINY]
    return key.bot_id, key.chat_id, key.user_id, "" if is_plain else json.dumps(rest)


def _conversation(row: sqlite3.Row) -> Conversation:
    return Conversation(
        state=row["state"],
        draft=json_object(row["draft"]),
        handled=tuple(json.loads(row["handled_updates"])),
        last_update_at=optional_moment_from(row["last_update_at"]),
    )


def _visitor(chat_id: int, row: sqlite3.Row | None) -> Visitor:
    if row is None:
        return Visitor(chat_id, account_id=None, login=None, email_confirmed=False, language=None)
    return Visitor(
        chat_id,
        account_id=row["id"],
        login=row["login"],
        email_confirmed=row["email_confirmed_at"] is not None,
        language=row["language"],
    )
