"""Has done what only one process may do at a time: sending, notices, the schedule, files, fetching updates.

Where replicas work side by side, one of them is the keeper. Each tries to become it, and the keeper looks
whether it still is. When it is not any more, it ends these works before another replica begins them.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.process.metrics import Metrics
from bot.process.patience import Sleep
from bot.process.supervision import Endless, Supervision

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
"""How soon a replica notices that there is no keeper any more, or that it lost the part itself."""


@dataclass
class Keeper:
    """Begins works when this process becomes the keeper, and ends them when it is the keeper no more."""

    keeps: Callable[[], Awaitable[bool]]
    """Tells whether this process is the keeper, and tries to become it."""
    supervision: Supervision
    metrics: Metrics
    works: Sequence[Endless]
    sleep: Sleep = asyncio.sleep
    _tasks: list[tuple[Endless, asyncio.Task[object]]] = field(default_factory=list)

    @property
    def is_on(self) -> bool:
        """Whether this process is the keeper."""
        return bool(self._tasks)

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self.sleep(LOOK_SECONDS)
            was_on = self.is_on
            await self.look()
            if self.is_on != was_on:
                log.warning("this process is %s", "the keeper now" if self.is_on else "the keeper no more")

    async def look(self) -> None:
        """Begin or end the works if this process became the keeper, or is it no more."""
        keeps = await self.keeps()
        if keeps and not self._tasks:
            self._tasks = [(work, self.supervision.start(work)) for work in self.works]
        elif not keeps and self._tasks:
            tasks = [task for _, task in self._tasks]
            self.stop()
            await asyncio.gather(*tasks, return_exceptions=True)
        self.metrics.is_keeper.set(self.is_on)

    def stop(self) -> None:
        """Ask the works to end."""
        tasks, self._tasks = self._tasks, []
        for work, task in tasks:
            self.supervision.call_off(work, task)
