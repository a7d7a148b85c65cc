"""How updates come in: written to the inbox before they are confirmed, handled from there.

aiogram confirms updates before it handles them (aiogram#1397), and by default handles two taps of one person
at once. Here a batch is committed before the next offset confirms it, chats are handled side by side, and
within a chat one update follows the other. An update leaves the inbox in the commit that saves its
conversation, so after a crash it either has happened or happens again from the state before it.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import orjson
from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.fsm.storage.base import StorageKey
from aiogram.types import Update

from bot.metrics import Metrics
from bot.nursery import Nursery
from bot.session import GetRawUpdates
from services.ports import Clock
from storage.conversations import ConversationStorage, Turn
from storage.database import Database
from storage.inbox import IncomingUpdate

log = logging.getLogger(__name__)

ALLOWED_UPDATES = ["message", "edited_message", "callback_query"]
POLL_SECONDS = 25
MOST_WAITING = 2000
"""Updates in memory beyond which no more are fetched: they wait at Telegram just as safely."""
MOST_STARTS = 3
LONGEST_PAUSE = 30.0

PASSING_ERRORS = (
    TelegramNetworkError,
    TelegramServerError,
    TelegramRetryAfter,
    ClientDecodeError,  # a proxy that answers 502 with a page
    sqlite3.OperationalError,  # a full disk, a database that another process holds
)
"""What goes away by itself: the update is handled again from the state before it."""


class Failures(Protocol):
    """What to do about an update that could not be handled through a fault of ours."""

    async def handling_failed(self, turn: Turn, error: Exception) -> None:
        """Apologise to the resident and tell the operators."""
        ...

    async def set_aside(self, update: IncomingUpdate) -> None:
        """Tell the operators that an update brought the process down too often."""
        ...


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
    metrics: Metrics
    after_turn: Callable[[], None]
    """Called after every handled update: it may have left something in the outbox."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _queues: dict[int, deque[IncomingUpdate]] = field(default_factory=dict)
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
        for update in suspects:
            if update.starts >= MOST_STARTS:
                await self._set_aside(update)
            else:
                await self._mark_started([update])
                self._enqueue(update)
                await self.idle()
        await self._mark_started(fresh)
        for update in fresh:
            self._enqueue(update)
        await self.idle()

    async def _mark_started(self, updates: Sequence[IncomingUpdate]) -> None:
        await self.database.write(
            lambda unit: [unit.inbox.mark_started(update.update_id) for update in updates]
        )

    async def poll(self) -> None:
        """Fetch updates until cancelled."""
        offset: int | None = None
        pause = 1.0
        while True:
            await self._room()
            try:
                raw = await self.bot(
                    GetRawUpdates(offset=offset, timeout=POLL_SECONDS, allowed_updates=ALLOWED_UPDATES),
                    request_timeout=POLL_SECONDS + 10,
                )
                if raw:
                    await self.accept(raw)
                    offset = int(raw[-1]["update_id"]) + 1
                pause = 1.0
            except PASSING_ERRORS as error:
                wait = error.retry_after if isinstance(error, TelegramRetryAfter) else pause
                log.warning("no updates: %s; trying again in %s s", type(error).__name__, wait)
                await self.sleep(wait)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def accept(self, raw: Sequence[Mapping[str, Any]]) -> None:
        """Keep a batch durably, then hand it to the chats."""
        now = self.clock()
        updates = [
            IncomingUpdate(
                update_id=int(update["update_id"]),
                chat_id=chat_of(update),
                payload=orjson.dumps(update).decode(),
                received_at=now,
            )
            for update in raw
        ]
        await self.database.write(lambda unit: unit.inbox.add_batch(updates))
        for update in updates:
            self._enqueue(update)

    async def idle(self) -> None:
        """Wait until everything that came in was handled."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._waiting == 0)

    async def _room(self) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: self._waiting < MOST_WAITING)

    def _enqueue(self, update: IncomingUpdate) -> None:
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
                await self._handle_until_done(update)
            except Exception:
                log.exception("update %s could not be taken from the inbox", update.update_id)
            queue.popleft()
            self._waiting -= 1
            async with self._changed:
                self._changed.notify_all()
        del self._queues[chat_id]

    async def _handle_until_done(self, update: IncomingUpdate) -> None:
        pause = 0.5
        while True:
            try:
                await self._handle(update)
            except PASSING_ERRORS as error:
                wait = error.retry_after if isinstance(error, TelegramRetryAfter) else pause
                log.warning("an update waits: %s; trying again in %s s", type(error).__name__, wait)
                await self.sleep(wait)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                return

    async def _handle(self, incoming: IncomingUpdate) -> None:
        update = Update.model_validate_json(incoming.payload, context={"bot": self.bot})
        turn = await self.conversations.begin(self._key(update, incoming.chat_id), incoming.update_id)
        if turn is None:
            await self.database.write(lambda unit: unit.inbox.remove(incoming.update_id))
            return
        began = time.perf_counter()
        try:
            outcome = await self._dispatch(update, turn)
            await self.conversations.finish(turn)
        finally:
            self.conversations.abandon(turn)
        self.metrics.updates.labels(update.event_type, outcome).inc()
        self.metrics.handling.observe(time.perf_counter() - began)
        self.after_turn()

    async def _dispatch(self, update: Update, turn: Turn) -> str:
        """Let the handlers work and name the outcome; what passes by itself is raised."""
        before = turn.conversation
        try:
            await self.dispatcher.feed_update(self.bot, update, turn=turn)
        except PASSING_ERRORS:
            raise
        except TelegramForbiddenError:
            return "blocked"
        except Exception as error:  # noqa: BLE001 - the resident gets an apology, the operators an alert
            turn.conversation = before
            await self.failures.handling_failed(turn, error)
            return "failed"
        return "handled"

    def _key(self, update: Update, chat_id: int) -> StorageKey:
        event = update.event
        sender = getattr(event, "from_user", None)
        return StorageKey(self.bot.id, chat_id, sender.id if sender else chat_id)

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
