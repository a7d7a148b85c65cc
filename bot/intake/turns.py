"""Begins a turn with the stored conversation, and ends it in one unit of work.

That unit saves the state, the draft and the number of the update, and removes the update from the inbox. So
after a crash an update has either happened, or will be handled again from the state before it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from domain.frozen import frozen
from services.people.consents import ask_once
from services.ports import Clock
from services.visitor import Visitor
from storage.conversations import Conversation, ConversationKey, Scene
from storage.sqlite.database import Database
from storage.unit import SqliteUnit
from ui.turn import Turn

log = logging.getLogger(__name__)

JSON_ALONE = (
    orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_SUBCLASS
)
"""Options that refuse other types than those of JSON, because in a draft they are a fault of the bot."""


@frozen
class OpenTurn:
    """An update that is being handled: whose conversation it belongs to, before and after it."""

    key: ConversationKey
    update_id: int
    visitor: Visitor
    before: Conversation
    is_unreachable: bool
    turn: Turn

    def undo(self) -> None:
        """Restore the conversation as it was before the update."""
        self.turn.state, self.turn.draft = self.before.state, self.before.draft

    def is_first_of_day(self, now: datetime) -> bool:
        """Tell whether a chat that is signed in writes for the first time on a day."""
        last = self.before.last_update_at
        return self.visitor.account_id is not None and (last is None or last.date() < now.date())

    def after(self, now: datetime) -> Conversation:
        """Give the conversation as the handlers have left it; ``TypeError`` if the draft is not JSON."""
        return self.before.after(self.update_id, now, self.turn.state, _text_of(self.turn.draft))


@dataclass(frozen=True)
class Turns:
    """Begins and ends turns."""

    database: Database
    clock: Clock

    async def begin(self, key: ConversationKey, update_id: int, scene: Scene | None) -> OpenTurn | None:
        """Open the turn of an update; ``None`` if it was handled already.

        ``scene`` is the conversation as it was read before, if it cannot have changed since. Otherwise it is
        read in a write, because the end of the last turn may still be waiting for its commit.
        """
        if scene is None:
            scene = await self.database.write(lambda unit: unit.conversations.scene(key))
        conversation = scene.conversation
        if conversation.has_handled(update_id, self.clock()):
            return None
        try:
            turn = Turn(conversation.state, conversation.draft, conversation.last_update_at)
        except ValueError:
            log.exception("a draft cannot be read, and its form is forgotten")
            conversation = conversation.without_draft()
            turn = Turn(conversation.state, conversation.draft)
        return OpenTurn(key, update_id, scene.visitor, conversation, scene.is_unreachable, turn)

    def ending(self, ended: OpenTurn) -> Callable[[SqliteUnit], None]:
        """Give the work that ends a turn; ``TypeError`` if the draft is not JSON."""
        now = self.clock()
        conversation = ended.after(now)
        is_first_of_day = ended.is_first_of_day(now)

        def end(unit: SqliteUnit) -> None:
            if ended.key.chat_id < 0:
                _save_in_group(unit, ended, conversation, now)
            else:
                unit.conversations.save(ended.key, conversation)
            unit.inbox.remove(ended.update_id)
            if is_first_of_day:
                unit.sessions.note_seen(ended.key.chat_id, now.date())
                _ask_for_consent(unit, ended.key.chat_id, now)
            if ended.is_unreachable:
                unit.outbox.mark_reachable(ended.key.chat_id)

        return end

    def setting_aside(self, given_up: OpenTurn) -> Callable[[SqliteUnit], None]:
        """Give the work that ends a turn which came to nothing: its update is kept, but not handled again."""
        now = self.clock()
        conversation = given_up.before.after(
            given_up.update_id, now, given_up.before.state, given_up.before.draft_text
        )

        def end(unit: SqliteUnit) -> None:
            unit.conversations.save(given_up.key, conversation)
            unit.inbox.set_aside(given_up.update_id, now)

        return end


def _ask_for_consent(unit: SqliteUnit, chat_id: int, now: datetime) -> None:
    """Ask the resident who is signed in now, because the update may have signed somebody in or out."""
    account_id = unit.sessions.account_of(chat_id)
    if account_id is not None:
        ask_once(unit, account_id, chat_id, now)


def _save_in_group(unit: SqliteUnit, ended: OpenTurn, conversation: Conversation, now: datetime) -> None:
    """Save a conversation in a group, which may have got another number while the update was answered.

    The conversations went there with it, so a turn that changed nothing must not put back what it began with.
    """
    key = ended.key._replace(chat_id=unit.group.now_of(ended.key.chat_id))
    if (conversation.state, conversation.draft_text) == (ended.before.state, ended.before.draft_text):
        current = unit.conversations.find(key)
        conversation = current.after(ended.update_id, now, current.state, current.draft_text)
    unit.conversations.save(key, conversation)


def _text_of(draft: dict[str, Any]) -> str:
    return orjson.dumps(draft, option=JSON_ALONE).decode()
