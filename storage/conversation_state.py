"""Conversation state for aiogram, saved together with the number of the update that changed it.

While an update is handled its conversation is a ``Turn`` in memory: one read when it begins, one write when
it ends. The write holds state, draft, the number of the update and the removal from the inbox, so that after
a crash an update has either happened or will be handled again from the state before it.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from aiogram.exceptions import DataNotDictLikeError
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

from services.ports import Clock
from services.units import Units
from services.visitor import Visitor
from storage.conversations import Conversation, ConversationRepository, Scene
from storage.inbox import InboxRepository
from storage.outbox import OutboxRepository


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

        ``scene`` is what the intake has read already, if nothing can have changed since. ``RuntimeError`` if
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
        """Do nothing: the application opened the database and closes it."""

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
