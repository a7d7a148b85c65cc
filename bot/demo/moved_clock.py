"""The clock of the bot in the demo: who sleeps until a moment looks again when it jumps."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.process.clock import SystemClock
from services.ports import Clock


@dataclass
class MovedClock:
    """A :class:`services.ports.Clock` that is ``ahead`` of another one.

    It must be made inside the running event loop if anybody sleeps by it.
    """

    ahead: timedelta = timedelta(0)
    base: Clock = field(default_factory=SystemClock)
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self) -> datetime:
        """Return the present moment."""
        return self.base() + self.ahead

    def move(self, ahead: timedelta) -> None:
        """Be ahead by so much from now on, and wake all who sleep; a clock is never put back."""
        self.ahead = max(self.ahead, ahead)
        self._moved.set()
        self._moved = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        """Wait until so many seconds have passed by this clock: a jump over the moment ends the wait."""
        until = self() + timedelta(seconds=seconds)
        await asyncio.sleep(0)
        while (left := (until - self()).total_seconds()) > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), left)
