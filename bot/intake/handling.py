"""Handles one update of the inbox: lets the handlers answer it, and saves the conversation after it.

Trouble that passes by itself, such as a full disk or a network that is down, is waited out, however long that
takes, because the update is answered only here. But where others get through meanwhile, the update is set
aside after some minutes, because the rest of its chat waits behind it, and in the operators' group that is
everybody.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import NamedTuple, Protocol, TypeAlias

from bot.intake.queues import Waiting
from bot.intake.turns import AnsweredElsewhereError, OpenTurn, Turns
from bot.process.metrics import Metrics
from bot.process.patience import (
    PASSING_ERRORS,
    Patience,
    Progress,
    Sleep,
    WaitedTooLongError,
    patiently,
)
from services.ports import Clock
from services.units import StoreBusyError
from services.visitor import Visitor
from storage.conversations import ConversationKey, Scene
from storage.inbox import IncomingUpdate
from storage.store import Store
from storage.unit import StoredUnit
from ui.event import Event, EventKind
from ui.messenger import UnreachableError
from ui.turn import Turn


class Failures(Protocol):
    """What to do about an update that could not be handled because of a fault of the bot."""

    async def handling_failed(self, visitor: Visitor, error: Exception) -> None:
        """Apologise to the resident and tell the operators."""
        ...

    async def set_aside(self, update: IncomingUpdate, reason: str) -> None:
        """Tell the operators about an update that an earlier process left.

        It ``died`` too often with the process, or it is ``sealed`` with another key.
        """
        ...

    async def not_understood(self, update_id: int | None) -> None:
        """Tell the operators about an update that cannot be answered; it may have no number."""
        ...

    async def waited_too_long(self, update_id: int, visitor: Visitor, error: Exception) -> None:
        """Apologise to the resident for an update that was given up, and tell the operators."""
        ...

    async def too_much_at_once(self, chat_id: int, count: int) -> None:
        """Tell a chat that so many updates of one person were not kept, because too many came at once."""
        ...


Answer: TypeAlias = Callable[[Event, Turn, Visitor], Awaitable[None]]


class Outcome(NamedTuple):
    """The outcome of an update, by its name in the metrics, and the work that ends its turn."""

    name: str
    ending: Callable[[StoredUnit], None]


@dataclass
class _Others:
    """Whether others got through what an update of a chat waits for: Telegram, or the store."""

    chat_id: int
    chats: Progress
    database: Store
    _commits: int = field(init=False)

    def __post_init__(self) -> None:
        self._commits = self.database.stats.commits

    def __call__(self, error: Exception, since: datetime) -> bool:
        if not isinstance(error, StoreBusyError):
            return self.chats.of_others(self.chat_id, since)
        before, self._commits = self._commits, self.database.stats.commits
        return self._commits > before


@dataclass
class Handling:
    """Lets the handlers answer an update, and saves the conversation after it."""

    bot_id: int
    answer: Answer
    database: Store
    turns: Turns
    failures: Failures
    metrics: Metrics
    chats: Progress
    clock: Clock
    sleep: Sleep = asyncio.sleep
    home_of: Callable[[int], int] = int
    """Gives the number that a chat has now, so that a conversation goes on where a group has moved."""
    suspects: set[int] = field(default_factory=set)
    """Numbers of updates that an earlier process did not finish; each start of their handling is counted."""

    def key_of(self, event: Event) -> ConversationKey:
        """Give the key of the conversation that an update belongs to."""
        person_id = event.chat_id if event.person is None else event.person.id
        return ConversationKey(self.bot_id, self.home_of(event.chat_id), person_id)

    async def __call__(self, waiting: Waiting, is_last: bool) -> None:  # noqa: FBT001 - the queue's signature
        """Handle an update; ``is_last``: no other update of its chat waits, so its end may ride."""
        began = time.perf_counter()
        try:
            await self._count_start(waiting.event.update_id)
            outcome = await self._outcome(waiting)
        except AnsweredElsewhereError:
            self.metrics.handled(waiting.event.kind, "elsewhere", time.perf_counter() - began)
            return
        if is_last:
            self.database.ride(outcome.ending)
        else:
            # Only the saving is repeated: a disk that stays full must not repeat the answer.
            save = partial(self.database.write, outcome.ending)
            await patiently(save, "a conversation waits", self.sleep)
        self.metrics.handled(waiting.event.kind, outcome.name, time.perf_counter() - began)

    async def _count_start(self, update_id: int) -> None:
        """Count that the handling of an update begins which may have ended a process."""
        if update_id not in self.suspects:
            return
        self.suspects.remove(update_id)
        mark = partial(self.database.write, lambda unit: unit.inbox.mark_started(update_id))
        try:
            await patiently(mark, "the inbox waits", self.sleep)
        except LookupError:
            raise AnsweredElsewhereError from None

    async def _outcome(self, waiting: Waiting) -> Outcome:
        """Let an update take its turn, again while it meets trouble that passes, but not for ever."""
        event = waiting.event
        scenes = [waiting.scene]  # for the first attempt only: a later attempt reads the conversation again
        take_turn, patience = partial(self._take_turn, event, scenes), partial(self._patience, event.chat_id)
        try:
            return await patiently(take_turn, "an update waits", self.sleep, patience=patience)
        except WaitedTooLongError as error:
            return await patiently(partial(self._given_up, event, error), "the inbox waits", self.sleep)

    def _patience(self, chat_id: int) -> Patience:
        return Patience(self.clock, _Others(chat_id, self.chats, self.database))

    async def _given_up(self, event: Event, error: WaitedTooLongError) -> Outcome:
        """Undo what an update changed in its conversation, and let the chat go on without it."""
        turn = await self.turns.begin(self.key_of(event), event.update_id, None)
        if turn is None:
            return Outcome("repeated", partial(_forget, update_id=event.update_id))
        cause = error.__cause__
        await self.failures.waited_too_long(
            event.update_id, turn.visitor, cause if isinstance(cause, Exception) else error
        )
        return Outcome("set-aside", self.turns.setting_aside(turn))

    async def _take_turn(self, event: Event, scenes: list[Scene | None]) -> Outcome:
        """Begin the turn and let the handlers answer; the outcome is still to be saved."""
        scene = scenes.pop() if scenes else None
        turn = await self.turns.begin(self.key_of(event), event.update_id, scene)
        if turn is None:
            return Outcome("repeated", partial(_forget, update_id=event.update_id))
        if event.kind is EventKind.OWN_MEMBERSHIP and not event.membership.is_member:
            turn = replace(turn, is_unreachable=False)  # who blocks the bot once more has not come back
        try:
            return await self._answer_or_undo(event, turn)
        except PASSING_ERRORS:
            # An update that waits for something does not end the process.
            self.database.ride(lambda unit: unit.inbox.clear_starts(event.update_id))
            raise

    async def _answer_or_undo(self, event: Event, turn: OpenTurn) -> Outcome:
        """Let the handlers answer and give the outcome; an error that passes by itself is raised."""
        try:
            await self.answer(event, turn.turn, turn.visitor)
            return Outcome("handled", self.turns.ending(turn))
        except PASSING_ERRORS:
            raise
        except UnreachableError:
            return Outcome("blocked", self.turns.ending(turn))
        except asyncio.CancelledError:
            if _is_cancelled():
                raise
            return await self._failed(turn, RuntimeError("a handler cancelled itself"))
        except Exception as error:  # noqa: BLE001 - the resident gets an apology, the operators an alert
            return await self._failed(turn, error)

    async def _failed(self, turn: OpenTurn, error: Exception) -> Outcome:
        turn.undo()
        await self.failures.handling_failed(turn.visitor, error)
        return Outcome("failed", self.turns.ending(turn))


def _is_cancelled() -> bool:
    """Whether the task was asked to end: what a handler awaits may be cancelled without that."""
    task = asyncio.current_task()
    return task is None or task.cancelling() > 0


def _forget(unit: StoredUnit, *, update_id: int) -> None:
    unit.inbox.remove(update_id)
