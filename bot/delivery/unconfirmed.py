"""Reminds a resident of a reading that was typed and never confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.delivery.sender import Note
from bot.delivery.ways import Way, way
from handlers.residents.readings import unconfirmed_screen
from services.messages import ReadingUnconfirmed
from storage.outbox import OutgoingMessage
from storage.store import Store
from ui.messenger import Messenger
from ui.screen import sending
from ui.texts import Speech


@dataclass(frozen=True)
class UnconfirmedDelivery:
    """Sends the reminder, unless the reading was confirmed or given up meanwhile."""

    messenger: Messenger
    database: Store

    @property
    def ways(self) -> Sequence[Way]:
        """The messages of the outbox that are sent here."""
        return [way(ReadingUnconfirmed, self._remind)]

    async def _remind(self, say: Speech, message: OutgoingMessage[ReadingUnconfirmed]) -> Note:
        about = message.content
        still_waits, visitor = await self.database.read(
            lambda unit: (
                unit.typed_readings.is_unconfirmed(about.account, about.meter),
                unit.conversations.visitor(message.chat_id),
            )
        )
        if still_waits and not visitor.is_banned:
            await self.messenger(sending(message.chat_id, unconfirmed_screen(say, about.number)))
        return None
