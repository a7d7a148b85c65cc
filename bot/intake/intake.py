"""Puts acceptance, queues, handling and recovery together, so that the application knows one object."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.intake.acceptance import Acceptance, NoUpdateError, Polling, Updates
from bot.intake.bounds import Floods, Places
from bot.intake.handling import Answer, Failures, Handling
from bot.intake.queues import ChatQueues
from bot.intake.recovery import Recovery
from bot.intake.resuming import Resuming
from bot.intake.turns import Turns
from bot.process.metrics import Metrics
from bot.process.nursery import Nursery
from bot.process.patience import Progress, Sleep
from bot.telegram.answers import UnreadableError, parsed
from integrations.sealing import Seal
from services.ports import Clock
from services.units import StoreError
from storage.store import Store
from ui.messenger import OutOfReachError

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Surroundings:
    """The parts of the process that the way in needs."""

    database: Store
    nursery: Nursery
    clock: Clock
    failures: Failures
    metrics: Metrics
    chats: Progress
    """In which chats Telegram carried out requests."""
    sleep: Sleep = asyncio.sleep
    home_of: Callable[[int], int] = int
    """Gives the number that a chat has now."""


class NoRoomError(Exception):
    """So many updates wait that no more are taken; Telegram keeps them meanwhile."""


class Intake:
    """The way of an update from Telegram to the handlers."""

    def __init__(
        self, around: Surroundings, source: Updates, bot_id: int, answer: Answer, seal: Seal
    ) -> None:
        database, clock, failures = around.database, around.clock, around.failures
        turns, places = Turns(database, clock), Places()
        handling = Handling(
            bot_id,
            answer,
            database,
            turns,
            failures,
            around.metrics,
            around.chats,
            clock,
            around.sleep,
            around.home_of,
        )
        self._database = database
        self.has_recovered = asyncio.Event()
        """Set once what earlier processes left was taken up, which goes before what is new."""
        leave = self._leave if database.is_shared else None
        self._queues = queues = ChatQueues(around.nursery, handling, places, leave)
        self._resuming = Resuming(database, queues, handling, failures, seal, clock, places)
        self._floods = floods = Floods(
            places, around.nursery, around.metrics, failures.too_much_at_once, around.sleep
        )
        self._acceptance = Acceptance(
            database, queues, handling, failures, seal, clock, places, floods, self._resuming, around.metrics
        )
        self._recovery = Recovery(database, queues, handling, self._resuming, around.metrics)
        self._polling = Polling(source, self._acceptance, self._queues, around.sleep)

    async def recover(self) -> None:
        """Handle the updates that a process left in the inbox which is gone."""
        await self._recovery.recover()
        self.has_recovered.set()

    async def hold(self) -> None:
        """Tell that this replica goes on answering the chats of which updates wait here."""
        await self._recovery.hold()

    async def _leave(self, chat_id: int) -> None:
        """Give up a chat in which nothing waits, or go on with what another replica left there."""
        try:
            left = await self._database.leave(chat_id)
        except StoreError as error:
            log.warning("a chat is given up later: %s", error)
        else:
            await self._resuming.all(left)

    async def poll(self) -> None:
        """Fetch updates until cancelled."""
        await self._polling.run()

    async def accept(self, raw: Sequence[Any]) -> None:
        """Write a batch to the inbox, then handle it; ``NoUpdateError`` if it holds no update."""
        await self._acceptance.accept(raw)

    async def deliver(self, body: bytes) -> None:
        """Take what a webhook brought.

        An update that cannot be read is kept for inspection, because Telegram would bring it again and again,
        and nothing else of its chat meanwhile. Errors: ``NoUpdateError``; ``NoRoomError``: too many wait.
        """
        if not self._queues.has_room:
            raise NoRoomError
        try:
            raw = parsed(body)
        except UnreadableError as error:
            number = error.first_number(1) if error.is_whole else None
            if number is None:
                raise NoUpdateError from None
            await self._acceptance.pass_over(number, body)
        except OutOfReachError:
            raise NoUpdateError from None
        else:
            await self._acceptance.accept([raw])

    async def idle(self) -> None:
        """Wait until every update was handled."""
        await self._queues.idle()
        await self._floods.idle()

    async def end(self) -> None:
        """Note that the process ends in good order: no update in the inbox is to blame."""
        await self._recovery.end()
