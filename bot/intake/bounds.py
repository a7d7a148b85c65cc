"""Bounds how many updates of one person in one chat wait, so that nobody's flood makes others wait.

What is beyond the bound is confirmed to Telegram and not kept, because Telegram gives updates in one order
for all: it could not be left there without leaving there what others sent after it. The person is told once,
when the flood is over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.process.metrics import Metrics
from bot.process.nursery import Nursery
from bot.process.patience import Sleep
from storage.conversations import ConversationKey
from ui.event import Event

MOST_OF_RESIDENT = 50
"""Updates of one person that wait in a private chat at most: more than anybody sends before an answer."""
MOST_OF_MEMBER = 100
"""Likewise in a group, where operators forward many messages at once."""
QUIET_SECONDS = 3.0
"""A flood is over when nothing of it waits and nothing more was passed over for so long."""
REMEMBERED = 10_000
"""How many updates beyond a bound are remembered, because Telegram may deliver them again."""


@dataclass
class Places:
    """Counts for each person in each chat the updates that wait; each counts once, however often it comes."""

    _keys: dict[int, ConversationKey] = field(default_factory=dict)
    """By the numbers of the updates that wait."""
    _counts: dict[ConversationKey, int] = field(default_factory=dict)
    _full: set[ConversationKey] = field(default_factory=set)
    """Who came to the bound. They get no place until all that waits of them is worked off, because each batch
    in which something is kept costs a commit, and others wait for it."""

    def holds(self, update_id: int) -> bool:
        """Tell whether an update waits already."""
        return update_id in self._keys

    def has_room(self, key: ConversationKey) -> bool:
        """Tell whether one more update of a person may wait."""
        if self._counts.get(key, 0) >= (MOST_OF_RESIDENT if key.chat_id > 0 else MOST_OF_MEMBER):
            self._full.add(key)
        return key not in self._full

    def take(self, update_id: int, key: ConversationKey) -> None:
        """Give a place to an update, even beyond the bound: what was kept before is handled."""
        if update_id not in self._keys:
            self._keys[update_id] = key
            self._counts[key] = self._counts.get(key, 0) + 1

    def leave(self, update_id: int) -> None:
        """Free the place of an update that was handled, or could not be kept."""
        key = self._keys.pop(update_id, None)
        if key is None:
            return
        left = self._counts[key] - 1
        if left:
            self._counts[key] = left
        else:
            del self._counts[key]
            self._full.discard(key)

    def count(self, key: ConversationKey) -> int:
        """Count the updates of a person that wait."""
        return self._counts.get(key, 0)


@dataclass
class Floods:
    """Counts what is beyond the bounds, and has each person told once, when their flood is over."""

    places: Places
    nursery: Nursery
    metrics: Metrics
    tell: Callable[[int, int], Awaitable[None]]
    """Tells a chat how many updates were not kept."""
    sleep: Sleep = asyncio.sleep
    _counts: dict[ConversationKey, int] = field(default_factory=dict)
    _numbers: dict[int, None] = field(default_factory=dict)
    """The numbers of what was passed over, the latest at the end."""
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    def holds(self, update_id: int) -> bool:
        """Tell whether an update was passed over already."""
        return update_id in self._numbers

    def pass_over(self, event: Event, key: ConversationKey) -> None:
        """Count an update that is not kept."""
        self._numbers[event.update_id] = None
        if len(self._numbers) > REMEMBERED:
            del self._numbers[next(iter(self._numbers))]
        self.metrics.not_kept(event.kind)
        self._counts[key] = self._counts.get(key, 0) + 1
        if self._counts[key] == 1:
            self._over.clear()
            self.nursery.start(self._tell_when_over(key), name="too much at once")

    async def idle(self) -> None:
        """Wait until everybody was told."""
        while self._counts:
            await self._over.wait()

    async def _tell_when_over(self, key: ConversationKey) -> None:
        try:
            seen = 0
            while self.places.count(key) or self._counts[key] > seen:
                seen = self._counts[key]
                await self.sleep(QUIET_SECONDS)
            await self.tell(key.chat_id, seen)
        finally:
            del self._counts[key]
            if not self._counts:
                self._over.set()
