"""Handles the updates that a process left in the inbox which is gone.

At the start they come before any new ones. Where replicas work side by side, each also takes over what one of
the others leaves when it dies. An update that ends the process each time must not keep the bot down for ever:
it is found and set aside.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from bot.intake.handling import Handling
from bot.intake.queues import ChatQueues
from bot.intake.resuming import Resuming
from bot.process.metrics import Metrics
from bot.process.patience import PASSING_ERRORS, patiently
from services.units import StoreBusyError
from storage.store import Store
from storage.unit import StoredUnit

MOST_STARTS = 4
"""Starts of an update: one together with other updates, and three alone, before it is set aside."""
ALONE_SECONDS = 10.0
"""How long a suspect is handled alone; an update that takes longer waits for something."""


@dataclass(frozen=True)
class Recovery:
    """Finishes what an earlier process, or another replica, left in the inbox."""

    database: Store
    queues: ChatQueues
    handling: Handling
    resuming: Resuming
    metrics: Metrics

    async def recover(self) -> None:
        """Handle the updates that nobody else answers.

        Any of them may have ended the process. An update that was started before is therefore handled alone,
        so that only the culprit is counted up to :data:`MOST_STARTS` and set aside.
        """
        left = await patiently(
            self.database.take_over, "the inbox waits", self.handling.sleep, passing=(StoreBusyError,)
        )
        pending = [update for update in left if not self.queues.waits(update.update_id)]
        suspects = [update for update in pending if update.starts > 0]
        fresh = [update for update in pending if update.starts == 0]
        self.handling.suspects.update(update.update_id for update in pending)
        self.metrics.taken_over.inc(len(pending))
        is_alone = True
        for update in suspects:
            if update.starts >= MOST_STARTS:
                await self.resuming.set_aside(update, reason="died")
            else:
                await self.resuming.one(update)
                is_alone = is_alone and await self._is_soon_idle()
        await self.resuming.all(fresh)

    async def hold(self) -> None:
        """Tell that this replica goes on answering the chats of which updates wait here."""
        chats = self.queues.chats
        if chats:
            await self.database.hold(chats)

    async def end(self) -> None:
        """Note that the process ends in good order: no update that waits here is to blame."""
        ours = self.queues.numbers

        def clear(unit: StoredUnit) -> None:
            if not self.database.is_shared:
                unit.inbox.clear_all_starts()
                return
            for number in ours:
                unit.inbox.clear_starts(number)

        with suppress(*PASSING_ERRORS):
            await self.database.write_long(clear)

    async def _is_soon_idle(self) -> bool:
        try:
            await asyncio.wait_for(self.queues.idle(), ALONE_SECONDS)
        except TimeoutError:
            return False
        return True
