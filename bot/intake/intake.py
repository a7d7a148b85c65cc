"""Puts acceptance, queues, handling and recovery together, so that the application knows one object."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.intake.acceptance import Acceptance, Polling, Updates
from bot.intake.handling import Answer, Failures, Handling
from bot.intake.queues import ChatQueues
from bot.intake.recovery import Recovery
from bot.intake.sealing import Seal
from bot.intake.turns import Turns
from bot.process.metrics import Metrics
from bot.process.nursery import Nursery
from bot.process.patience import Sleep
from services.ports import Clock
from storage.sqlite.database import Database


@dataclass(frozen=True)
class Surroundings:
    """The parts of the process that the way in needs."""

    database: Database
    nursery: Nursery
    clock: Clock
    failures: Failures
    metrics: Metrics
    sleep: Sleep = asyncio.sleep
    home_of: Callable[[int], int] = int
    """Gives the number that a chat has now."""


class Intake:
    """The way of an update from Telegram to the handlers."""

    def __init__(
        self, around: Surroundings, source: Updates, bot_id: int, answer: Answer, seal: Seal
    ) -> None:
        database, clock, failures = around.database, around.clock, around.failures
        turns = Turns(database, clock)
        handling = Handling(
            bot_id, answer, database, turns, failures, around.metrics, around.sleep, around.home_of
        )
        self._queues = ChatQueues(around.nursery, handling)
        self._acceptance = Acceptance(database, self._queues, handling, failures, seal, clock)
        self._recovery = Recovery(database, self._queues, handling, failures, seal, clock)
        self._polling = Polling(source, self._acceptance, self._queues, around.sleep)

    async def recover(self) -> None:
        """Handle the updates that an earlier process left in the inbox, before any new ones."""
        await self._recovery.recover()

    async def poll(self) -> None:
        """Fetch updates until cancelled."""
        await self._polling.run()

    async def accept(self, raw: Sequence[Any]) -> None:
        """Write a batch to the inbox, then handle it; ``NoUpdateError`` if it holds no update."""
        await self._acceptance.accept(raw)

    async def idle(self) -> None:
        """Wait until every update was handled."""
        await self._queues.idle()

    async def end(self) -> None:
        """Note that the process ends in good order: no update in the inbox is to blame."""
        await self._recovery.end()
