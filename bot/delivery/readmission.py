"""Lets operators hear of who asks to be let in, and the person of what they decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.delivery.sender import Note
from bot.delivery.ways import Way, way
from domain.recovery import nonce_of_grant
from handlers.residents.readmission import granted_screen, refused_screen
from services.messages import ReadmissionAsked, ReadmissionGranted, ReadmissionRefused
from services.people.readmission import Plea, tell_operators
from services.ports import Clock
from storage.outbox import OutgoingMessage
from storage.store import Store
from ui.messenger import Messenger
from ui.screen import sending
from ui.texts import Speech


@dataclass(frozen=True)
class ReadmissionDelivery:
    """Raises the alert where somebody has the login, and sends what operators decided."""

    messenger: Messenger
    database: Store
    clock: Clock
    zone: ZoneInfo
    support_phone: str

    @property
    def ways(self) -> Sequence[Way]:
        """The messages of the outbox that are sent here."""
        return [
            way(ReadmissionAsked, self._pass_on),
            way(ReadmissionGranted, self._tell_granted),
            way(ReadmissionRefused, self._tell_refused),
        ]

    async def _pass_on(self, say: Speech, message: OutgoingMessage[ReadmissionAsked]) -> Note:
        """Raise the alert in the transaction that marks the message as sent, so that it is raised once."""
        plea = Plea(message.content, message.chat_id, say.language, message.id)
        now = self.clock()
        return lambda unit: tell_operators(unit, plea, now, self.zone)

    async def _tell_granted(self, say: Speech, message: OutgoingMessage[ReadmissionGranted]) -> Note:
        """Give the button, unless the grant was used meanwhile, or has become void."""
        alert = message.content.alert
        if await self.database.read(lambda unit: unit.recoveries.find(nonce_of_grant(alert))) is not None:
            await self.messenger(sending(message.chat_id, granted_screen(say, alert)))
        return None

    async def _tell_refused(self, say: Speech, message: OutgoingMessage[ReadmissionRefused]) -> Note:
        screen = refused_screen(say, message.content.reason, self.support_phone)
        await self.messenger(sending(message.chat_id, screen))
        return None
