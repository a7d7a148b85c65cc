"""A database server that stops as if it had lost its power, and comes back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from math import inf
from random import Random

from tests.postgres_server import Server

AWAY = (0.0, 5.0)
"""Seconds between the end of the server and its start, which takes another second or so."""


@dataclass
class ServerStops:
    """Stops the server now and then."""

    server: Server
    random: Random
    every: float
    """Seconds from one stop to the next, on average."""
    most: float = inf
    """How often in all."""
    times: int = 0
    is_away: bool = False
    seen_away_at: float = 0.0
    """When the server came back last, by ``time.monotonic``."""

    async def go_on(self, until_work: Callable[[], Awaitable[None]]) -> None:
        """Stop the server again and again until it was enough or this is cancelled, and leave it running.

        ``until_work`` waits for a moment in the midst of work; half of the stops come then.
        """
        while self.times < self.most:
            await asyncio.sleep(self.every * self.random.uniform(0.5, 1.5))
            if self.random.random() < 0.5:
                await until_work()
            stop = asyncio.get_running_loop().create_task(self._stop(self.random.uniform(*AWAY)))
            try:
                await asyncio.shield(stop)
            except asyncio.CancelledError:
                await stop
                raise

    async def _stop(self, seconds: float) -> None:
        self.times += 1
        self.is_away = True
        await asyncio.to_thread(self.server.stop, "immediate")
        await asyncio.sleep(seconds)
        await asyncio.to_thread(self.server.start)
        self.is_away, self.seen_away_at = False, time.monotonic()

    def was_away_since(self, moment: float) -> bool:
        """Tell whether the server was away at any time since a moment of ``time.monotonic``."""
        return self.is_away or self.seen_away_at >= moment
