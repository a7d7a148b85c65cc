"""Hands updates on that another process has kept, an earlier one or a replica, to the chats' queues."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import orjson

from bot.intake.bounds import Places
from bot.intake.handling import Failures, Handling
from bot.intake.queues import ChatQueues, Waiting
from bot.process.patience import patiently
from integrations.sealing import Seal, SealError
from services.ports import Clock
from services.units import StoreBusyError
from storage.inbox import IncomingUpdate
from storage.store import Store
from ui.event import Event, EventError


@dataclass(frozen=True)
class Resuming:
    """Takes up what waits in the inbox."""

    database: Store
    queues: ChatQueues
    handling: Handling
    failures: Failures
    seal: Seal
    clock: Clock
    places: Places

    async def all(self, updates: Iterable[IncomingUpdate]) -> None:
        """Let updates take their turns in the order given, unless they wait here already."""
        for update in updates:
            await self.one(update)

    async def one(self, update: IncomingUpdate) -> None:
        """Let an update take its turn; one that cannot be read any more is set aside."""
        try:
            event = Event(orjson.loads(self.seal.open(update.update_id, update.payload)))
        except (SealError, EventError, orjson.JSONDecodeError):
            # The bot's token was changed meanwhile, or an earlier version stored what is not an update.
            await self.set_aside(update, reason="sealed")
        else:
            self.places.take(event.update_id, self.handling.key_of(event))
            self.queues.add(Waiting(event, None))

    async def set_aside(self, update: IncomingUpdate, *, reason: str) -> None:
        """Keep an update for inspection, and tell the operators."""
        now = self.clock()
        keep = partial(self.database.write, lambda unit: unit.inbox.set_aside(update.update_id, now))
        await patiently(keep, "the inbox waits", self.handling.sleep, passing=(StoreBusyError,))
        await self.failures.set_aside(update, reason)
