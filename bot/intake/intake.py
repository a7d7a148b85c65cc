"""How updates come in: written to the inbox before they are confirmed, handled from there.

aiogram confirms updates before it handles them (aiogram#1397), and by default handles two taps of one person
at once. Here a batch is committed before the next offset confirms it, chats are handled side by side, and
within a chat one update follows the other. An update leaves the inbox in the commit that saves its
conversation, so after a crash it either has happened or happens again from the state before it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Protocol

import orjson
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramAPIError, TelegramForbiddenError
from aiogram.fsm.context import FSMContext
from aiogram.fsm.storage.base import StorageKey
from aiogram.types import Update

from bot.intake.sealing import Seal, SealError
from bot.process.metrics import Metrics
from bot.process.nursery import Nursery
from bot.process.patience import PASSING_ERRORS, patiently
from bot.telegram.session import GetRawUpdates
from services.ports import Clock
from services.units import StoreBusyError
from storage.conversation_state import ConversationStorage, Turn
from storage.conversations import Scene
from storage.inbox import IncomingUpdate
from storage.sqlite.database import Database
from storage.unit import SqliteUnit

log = logging.getLogger(__name__)

ALLOWED_UPDATES = ["message", "edited_message", "callback_query"]
POLL_SECONDS = 25
MOST_WAITING = 2000
"""Updates in memory beyond which no more are fetched: they wait at Telegram just as safely."""
MOST_STARTS = 4
"""Once among others, any of which may have been the culprit, and three times alone."""
ALONE_SECONDS = 10.0
"""How long what may have ended the process is handled alone; whatever takes longer waits for something."""


class Failures(Protocol):
    """What to do about an update that could not be handled through a fault of ours."""

    async def handling_failed(self, turn: Turn, error: Exception) -> None:
        """Apologise to the resident and tell the operators."""
        ...

    async def set_aside(self, update: IncomingUpdate) -> None:
        """Tell the operators that an update brought the process down too often."""
        ...


@dataclass(frozen=True)
class _Waiting:
    """An update that waits in memory, as Telegram sent it."""

    update_id: int
    chat_id: int
    raw: Mapping[str, Any]


@dataclass(frozen=True)
class _Handled:
    """An update that was answered; its turn is still to be saved."""

    turn: Turn
    outcome: str


@dataclass
class Intake:
    """The way of an update from Telegram to the handlers."""

    bot: Bot
    dispatcher: Dispatcher
    database: Database
    conversations: ConversationStorage
    nursery: Nursery
    clock: Clock
    failures: Failures
    seal: Seal
    metrics: Metrics
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _left_behind: set[int] = field(default_factory=set)
    """What an earlier process did not finish: that its handling begins is counted."""
    _queues: dict[int, deque[_Waiting]] = field(default_factory=dict)
    _scenes: dict[int, Scene] = field(default_factory=dict)
    """What the turns of updates begin with, where nothing of their chats was waiting before them."""
    _waiting: int = 0
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def recover(self) -> None:
        """Handle what was left in the inbox when the process ended, before anything new.

        Any of it may be what ended the process. What was there at an earlier start already is therefore
        handled alone, so that only the culprit is counted up to :data:`MOST_STARTS` and set aside.
        """
        pending = await self.database.read(lambda unit: unit.inbox.pending())
        suspects = [update for update in pending if update.starts > 0]
        fresh = [update for update in pending if update.starts == 0]
        self._left_behind = {update.update_id for update in pending}
        is_alone = True
        for update in suspects:
            if update.starts >= MOST_STARTS:
                await self._set_aside(update)
            else:
                await self._resume(update)
                is_alone = is_alone and await self._is_soon_idle()
        for update in fresh:
            await self._resume(update)

    async def end(self) -> None:
        """Note that nothing left in the inbox ended the process: it ends in good order."""
        with suppress(StoreBusyError):
            await self.database.write(lambda unit: unit.inbox.clear_all_starts())

    async def _resume(self, update: IncomingUpdate) -> None:
        try:
            raw = orjson.loads(self.seal.open(update.update_id, update.payload))
        except SealError:  # the bot's token was changed meanwhile
            await self._set_aside(update)
        else:
            self._enqueue(_Waiting(update.update_id, update.chat_id, raw))

    async def _is_soon_idle(self) -> bool:
        try:
            await asyncio.wait_for(self.idle(), ALONE_SECONDS)
        except TimeoutError:
            return False
        return True

    async def poll(self) -> None:
        """Fetch updates until cancelled."""
        offset: int | None = None
        while True:
            await self._room()
            # Whatever Telegram says (another program fetches too, the token is blocked): it may end.
            offset = await patiently(
                partial(self._fetch, offset),
                "no updates",
                self.sleep,
                passing=(*PASSING_ERRORS, TelegramAPIError),
            )

    async def _fetch(self, offset: int | None) -> int | None:
        """Take one batch, confirming the one before, and return the next offset."""
        raw = await self.bot(
            GetRawUpdates(offset=offset, timeout=POLL_SECONDS, allowed_updates=ALLOWED_UPDATES),
            request_timeout=POLL_SECONDS + 10,
        )
        if not raw:
            return offset
        await self.accept(raw)
        return int(raw[-1]["update_id"]) + 1

    async def accept(self, raw: Sequence[Mapping[str, Any]]) -> None:
        """Keep a batch durably, then hand it to the chats.

        What a turn begins with is read in the same unit of work, which spares most updates another one.
        """
        now = self.clock()
        updates = [self._incoming(update, now) for update in raw]
        first_of_each = {each.chat_id: place for place, each in reversed(list(enumerate(updates)))}
        keys = {
            place: self._key(raw[place], chat_id)
            for chat_id, place in first_of_each.items()
            if chat_id not in self._queues
        }

        def keep(unit: SqliteUnit) -> dict[int, Scene]:
            unit.inbox.add_batch(updates)
            return {place: unit.conversations.scene(key) for place, key in keys.items()}

        scenes = await self.database.write(keep)
        for place, (update, each) in enumerate(zip(raw, updates, strict=True)):
            if place in scenes and each.chat_id not in self._queues:  # a webhook may have brought another one
                self._scenes[each.update_id] = scenes[place]
            self._enqueue(_Waiting(each.update_id, each.chat_id, update))

    def _incoming(self, update: Mapping[str, Any], now: datetime) -> IncomingUpdate:
        update_id = int(update["update_id"])
        return IncomingUpdate(
            update_id=update_id,
            chat_id=chat_of(update),
            payload=self.seal.seal(update_id, orjson.dumps(update)),
            received_at=now,
        )

    async def idle(self) -> None:
        """Wait until everything that came in was handled."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._waiting == 0)

    async def _room(self) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: self._waiting < MOST_WAITING)

    def _enqueue(self, update: _Waiting) -> None:
        self._waiting += 1
        queue = self._queues.get(update.chat_id)
        if queue is not None:
            queue.append(update)
            return
        self._queues[update.chat_id] = deque([update])
        self.nursery.start(self._drain(update.chat_id), name="chat")

    async def _drain(self, chat_id: int) -> None:
        """Handle the updates of one chat in turn; the queue exists only while it is needed."""
        queue = self._queues[chat_id]
        while queue:
            update = queue[0]
            try:
                await self._handle(update)
            except Exception:
                log.exception("update %s could not be taken from the inbox", update.update_id)
            queue.popleft()
            self._waiting -= 1
            async with self._changed:
                self._changed.notify_all()
        del self._queues[chat_id]

    async def _handle(self, incoming: _Waiting) -> None:
        """Handle an update, however long what it needs is out of reach."""
        if incoming.update_id in self._left_behind:
            self._left_behind.remove(incoming.update_id)
            mark = partial(self.database.write, lambda unit: unit.inbox.mark_started(incoming.update_id))
            await patiently(mark, "the inbox waits", self.sleep)
        update = Update.model_validate(incoming.raw, context={"bot": self.bot})
        began = time.perf_counter()
        handled = await patiently(partial(self._take_turn, update, incoming), "an update waits", self.sleep)
        if handled is None:
            forget = partial(self.database.write, lambda unit: unit.inbox.remove(incoming.update_id))
            await patiently(forget, "the inbox waits", self.sleep)
            return
        try:
            # The answer has been given: a disk that stays full must not give it again and again.
            await patiently(
                partial(self.conversations.finish, handled.turn), "a conversation waits", self.sleep
            )
        finally:
            self.conversations.abandon(handled.turn)
        self.metrics.updates.labels(update.event_type, handled.outcome).inc()
        self.metrics.handling.observe(time.perf_counter() - began)

    async def _take_turn(self, update: Update, incoming: _Waiting) -> _Handled | None:
        """Let the handlers work and leave the turn open; ``None`` if the update was handled before."""
        key = self._key(incoming.raw, incoming.chat_id)
        scene = self._scenes.pop(incoming.update_id, None)  # for one attempt: a later one looks anew
        turn = await self.conversations.begin(key, incoming.update_id, scene)
        if turn is None:
            return None
        try:
            return _Handled(turn, await self._dispatch(update, turn))
        except BaseException as error:
            self.conversations.abandon(turn)
            if isinstance(error, PASSING_ERRORS):
                with suppress(StoreBusyError):  # what waits for something does not end the process
                    await self.database.write(lambda unit: unit.inbox.clear_starts(incoming.update_id))
            raise

    async def _dispatch(self, update: Update, turn: Turn) -> str:
        """Let the handlers work and name the outcome; what passes by itself is raised."""
        before = turn.conversation
        event: Any = update.event
        try:
            # What feed_update does besides is done already: a turn knows its conversation and its person.
            await self.dispatcher.propagate_event(
                update.event_type,
                event,
                **self.dispatcher.workflow_data,
                bot=self.bot,
                event_update=update,
                event_from_user=getattr(event, "from_user", None),
                state=FSMContext(self.conversations, turn.key),
                raw_state=turn.state,
                turn=turn,
            )
        except PASSING_ERRORS:
            raise
        except TelegramForbiddenError:
            return "blocked"
        except Exception as error:  # noqa: BLE001 - the resident gets an apology, the operators an alert
            turn.conversation = before
            await self.failures.handling_failed(turn, error)
            return "failed"
        return "handled"

    def _key(self, raw: Mapping[str, Any], chat_id: int) -> StorageKey:
        return StorageKey(self.bot.id, chat_id, sender_of(raw) or chat_id)

    async def _set_aside(self, update: IncomingUpdate) -> None:
        now = self.clock()
        await self.database.write(lambda unit: unit.inbox.set_aside(update.update_id, now))
        await self.failures.set_aside(update)


def chat_of(update: Mapping[str, Any]) -> int:
    """Say whose turn an update waits for: its chat, or else its sender."""
    for event in update.values():
        if isinstance(event, Mapping):
            message = event.get("message", event)
            if "chat" in message:
                return int(message["chat"]["id"])
            if "from" in event:
                return int(event["from"]["id"])
    return 0


def sender_of(update: Mapping[str, Any]) -> int | None:
    """Say which person an update is from; ``None`` where it is from a channel or a group as such."""
    for event in update.values():
        if isinstance(event, Mapping) and "from" in event:
            return int(event["from"]["id"])
    return None
