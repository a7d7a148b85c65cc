"""Queues of updates in memory, because chats are handled side by side, but a chat's updates one by one."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import NamedTuple, TypeAlias

from bot.intake.bounds import Places
from bot.process.nursery import Nursery
from storage.conversations import Scene
from ui.event import Event

log = logging.getLogger(__name__)

MOST_WAITING = 10_000
"""No more updates of all chats than this are fetched; the others wait at Telegram just as safely."""


class Waiting(NamedTuple):
    """An update that waits for its turn; ``scene`` is the conversation, where it was read already."""

    event: Event
    scene: Scene | None


Handle: TypeAlias = Callable[[Waiting, bool], Awaitable[None]]
"""Handles an update; the second argument tells whether it is the last one of its chat for now."""


Leave: TypeAlias = Callable[[int], Awaitable[None]]


class ChatQueues:
    """A queue for each chat that has updates waiting, and a task for each queue that works it off."""

    def __init__(self, nursery: Nursery, handle: Handle, places: Places, leave: Leave | None = None) -> None:
        self._nursery = nursery
        self._handle = handle
        self._places = places
        self._leave = leave
        """Called when nothing waits in a chat any more; ``None`` if nobody else wants to know."""
        self._numbers: set[int] = set()
        """The numbers of the updates that wait."""
        self._queues: dict[int, deque[Waiting]] = {}
        self._waiting = 0
        self._waiters: list[tuple[int, asyncio.Future[None]]] = []
        """Futures that are done once no more than so many updates are left."""

    def holds(self, chat_id: int) -> bool:
        """Tell whether an update of a chat waits or is being handled."""
        return chat_id in self._queues

    def numbers_of(self, chat_id: int) -> list[int]:
        """List the numbers of a chat's updates that wait or are being handled."""
        return [update.event.update_id for update in self._queues.get(chat_id, ())]

    def waits(self, update_id: int) -> bool:
        """Tell whether an update waits or is being handled."""
        return update_id in self._numbers

    @property
    def numbers(self) -> Sequence[int]:
        """The numbers of the updates that wait or are being handled."""
        return sorted(self._numbers)

    @property
    def chats(self) -> Collection[int]:
        """The chats of which an update waits or is being handled."""
        return self._queues.keys()

    def add(self, update: Waiting) -> None:
        """Let an update wait behind the others of its chat, unless it waits already."""
        if self.waits(update.event.update_id):
            return
        self._numbers.add(update.event.update_id)
        self._waiting += 1
        chat_id = update.event.chat_id
        queue = self._queues.get(chat_id)
        if queue is not None:
            queue.append(update)
            return
        self._queues[chat_id] = deque([update])
        self._nursery.start(self._work_off(chat_id), name="chat")

    async def idle(self) -> None:
        """Wait until every update was handled."""
        await self._at_most(0)

    @property
    def has_room(self) -> bool:
        """Whether there is room for more updates."""
        return self._waiting < MOST_WAITING

    async def room(self) -> None:
        """Wait until there is room for more updates."""
        await self._at_most(MOST_WAITING - 1)

    async def _at_most(self, left: int) -> None:
        while self._waiting > left:
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiters.append((left, waiter))
            await waiter

    async def _work_off(self, chat_id: int) -> None:
        queue = self._queues[chat_id]
        while queue:
            update = queue[0]
            try:
                await self._handle(update, len(queue) == 1)
            except Exception:
                log.exception("update %s could not be taken from the inbox", update.event.update_id)
            queue.popleft()
            self._numbers.discard(update.event.update_id)
            self._places.leave(update.event.update_id)
            self._count_down()
        del self._queues[chat_id]
        if self._leave is not None:
            await self._leave(chat_id)

    def _count_down(self) -> None:
        self._waiting -= 1
        if not self._waiters:
            return
        released = [waiter for left, waiter in self._waiters if self._waiting <= left]
        self._waiters = [(left, waiter) for left, waiter in self._waiters if self._waiting > left]
        for waiter in released:
            if not waiter.done():
                waiter.set_result(None)
