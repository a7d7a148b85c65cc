"""Begins a turn with the stored conversation, and ends it in one unit of work.

That unit saves the state, the draft and the number of the update, and removes the update from the inbox. So
after a crash an update has either happened, or will be handled again from the state before it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from domain.frozen import frozen
from services.ports import Clock
from services.visitor import Visitor
from storage.conversations import Conversation, ConversationKey, Scene
from storage.store import Store
from storage.turns import Arrival, Ending
from ui.turn import Turn

log = logging.getLogger(__name__)

JSON_ALONE = (
    orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_SUBCLASS
)
"""Options that refuse other types than those of JSON, because in a draft they are a fault of the bot."""


class AnsweredElsewhereError(Exception):
    """Another replica took a chat over, because this one was silent for too long."""


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

    database: Store
    clock: Clock

    async def begin(self, key: ConversationKey, update_id: int, scene: Scene | None) -> OpenTurn | None:
        """Open the turn of an update; ``None`` if it was handled already.

        ``scene`` is the conversation as it was read before, if it cannot have changed since. Otherwise it is
        read in a write, because the end of the last turn may still be waiting for its commit.

        :raises AnsweredElsewhereError: another replica answers the chat by now.
        """
        if scene is None:
            accepted = await self.database.write(Arrival((), (), {update_id: key}))
            if update_id in accepted.elsewhere:
                raise AnsweredElsewhereError
            scene = accepted.scenes[update_id]
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

    def ending(self, ended: OpenTurn) -> Ending:
        """Give the work that ends a turn; ``TypeError`` if the draft is not JSON."""
        now = self.clock()
        return Ending(
            key=ended.key,
            update_id=ended.update_id,
            before=ended.before,
            after=ended.after(now),
            now=now,
            is_first_of_day=ended.is_first_of_day(now),
            is_back=ended.is_unreachable,
        )

    def setting_aside(self, given_up: OpenTurn) -> Ending:
        """Give the work that ends a turn which came to nothing: its update is kept, but not handled again."""
        now, before = self.clock(), given_up.before
        return Ending(
            key=given_up.key,
            update_id=given_up.update_id,
            before=before,
            after=before.after(given_up.update_id, now, before.state, before.draft_text),
            now=now,
            is_first_of_day=False,
            is_back=False,
            is_given_up=True,
        )


def _text_of(draft: dict[str, Any]) -> str:
    return orjson.dumps(draft, option=JSON_ALONE).decode()
