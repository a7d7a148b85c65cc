"""Asks residents for a consent to a newer text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.delivery.sender import Note
from bot.delivery.ways import Way, way
from domain.company import Company
from handlers.residents.consents import consent_screen
from services.messages import ConsentAsked
from storage.outbox import OutgoingMessage
from ui.messenger import Messenger
from ui.screen import sending
from ui.texts import Speech


@dataclass(frozen=True)
class ConsentDelivery:
    """Sends the question with the text in force when it goes out."""

    messenger: Messenger
    company: Company

    @property
    def ways(self) -> Sequence[Way]:
        """The messages of the outbox that are sent here."""
        return [way(ConsentAsked, self._ask)]

    async def _ask(self, say: Speech, message: OutgoingMessage[ConsentAsked]) -> Note:
        await self.messenger(sending(message.chat_id, consent_screen(say, self.company)))
        return None
