"""Keeps notices about the supply moving, for as long as the program runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from services.notices.sending import AdvanceNotices, Step
from services.units import StoreBusyError

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
"""How often the outbox gets more of a notice; what it holds of one is sent in two seconds."""


@dataclass
class NoticeRunner:
    """Advances notices, one step after the other."""

    advance: AdvanceNotices
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    changes: int = 0
    """How many steps changed something; while the number grows, there is more to do."""
    _stepping: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            step = Step.NOTHING
            try:
                step = await self.step()
            except StoreBusyError as error:
                log.warning("notices wait: %s", error)
            await self.sleep(0.0 if step is Step.GATHERED else LOOK_SECONDS)

    async def step(self) -> Step:
        """Do one step, after a step that is under way has ended."""
        async with self._stepping:
            step = await self.advance()
            self.changes += step is not Step.NOTHING
        return step
