"""Handles the updates that an earlier process left in the inbox, before any new ones.

An update that ends the process each time must not keep the bot down for ever: it is found and set aside.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

import orjson

from bot.intake.bounds import Places
from bot.intake.handling import Failures, Handling
from bot.intake.queues import ChatQueues, Waiting
from bot.process.patience import PASSING_ERRORS, patiently
from integrations.sealing import Seal, SealError
from services.ports import Clock
from services.units import StoreBusyError
from storage.inbox import IncomingUpdate
from storage.store import Store
from storage.unit import StoredUnit
from ui.event import Event, EventError

Result = TypeVar("Result")

MOST_STARTS = 4
"""Starts of an update: one together with other updates, and three alone, before it is set aside."""
ALONE_SECONDS = 10.0
"""How long a suspect is handled alone; an update that takes longer waits for something."""


@dataclass(frozen=True)
class Recovery:
    """Finishes what an earlier process left in the inbox."""

    database: Store
    queues: ChatQueues
    handling: Handling
    failures: Failures
    seal: Seal
    clock: Clock
    places: Places

    async def recover(self) -> None:
        """Handle the updates that an earlier process left in the inbox, before any new ones.

        Any of them may have ended the process. An update that was started before is therefore handled alone,
        so that only the culprit is counted up to :data:`MOST_STARTS` and set aside.
        """
        pending = await self._patiently(lambda: self.database.read_long(_list_pending))
        suspects = [update for update in pending if update.starts > 0]
        fresh = [update for update in pending if update.starts == 0]
        self.handling.suspects.update(update.update_id for update in pending)
        is_alone = True
        for update in suspects:
            if update.starts >= MOST_STARTS:
                await self._set_aside(update, reason="died")
            else:
                await self._resume(update)
                is_alone = is_alone and await self._is_soon_idle()
        for update in fresh:
            await self._resume(update)

    async def end(self) -> None:
        """Note that the process ends in good order: no update in the inbox is to blame."""
        with suppress(*PASSING_ERRORS):
            await self.database.write_long(lambda unit: unit.inbox.clear_all_starts())

    async def _resume(self, update: IncomingUpdate) -> None:
        try:
            event = Event(orjson.loads(self.seal.open(update.update_id, update.payload)))
        except (SealError, EventError, orjson.JSONDecodeError):
            # The bot's token was changed meanwhile, or an earlier version stored what is not an update.
            await self._set_aside(update, reason="sealed")
        else:
            self.places.take(event.update_id, self.handling.key_of(event))
            self.queues.add(Waiting(event, None))

    async def _is_soon_idle(self) -> bool:
        try:
            await asyncio.wait_for(self.queues.idle(), ALONE_SECONDS)
        except TimeoutError:
            return False
        return True

    async def _set_aside(self, update: IncomingUpdate, *, reason: str) -> None:
        now = self.clock()
        await self._patiently(
            lambda: self.database.write(lambda unit: unit.inbox.set_aside(update.update_id, now))
        )
        await self.failures.set_aside(update, reason)

    async def _patiently(self, work: Callable[[], Awaitable[Result]]) -> Result:
        return await patiently(work, "the inbox waits", self.handling.sleep, passing=(StoreBusyError,))


def _list_pending(unit: StoredUnit) -> Sequence[IncomingUpdate]:
    return unit.inbox.pending()
