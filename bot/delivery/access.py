"""Tells residents what operators decided about their access, as it stands when the message goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.delivery.sender import Note
from bot.delivery.ways import Way, way
from domain.waiver import WaiverState
from handlers.residents.bans import closed_screen, opened_screen
from handlers.residents.registration import waiver_screen
from services.messages import AccessClosed, AccessOpened, WaiverGranted, WaiverRefused
from storage.outbox import OutgoingMessage
from storage.store import Store
from ui.messenger import Messenger
from ui.screen import sending
from ui.texts import Speech, Texts

OfWaiver: TypeAlias = "OutgoingMessage[WaiverGranted] | OutgoingMessage[WaiverRefused]"


@dataclass(frozen=True)
class AccessDelivery:
    """Sends the messages about bans and waivers, unless something else is true by now."""

    messenger: Messenger
    database: Store
    texts: Texts
    support_phone: str
    emergency_phone: str

    @property
    def ways(self) -> Sequence[Way]:
        """The messages of the outbox that are sent here."""
        return [
            way(AccessClosed, self._tell_closed),
            way(AccessOpened, self._tell_opened),
            way(WaiverGranted, self._tell_granted),
            way(WaiverRefused, self._tell_refused),
        ]

    async def _tell_closed(self, _: Speech, message: OutgoingMessage[AccessClosed]) -> Note:
        chat_id = message.chat_id
        visitor = await self.database.read(lambda unit: unit.conversations.visitor(chat_id))
        if visitor.is_banned:
            say = self.texts.within(visitor.language)
            screen = closed_screen(say, visitor, self.support_phone, self.emergency_phone)
            await self.messenger(sending(chat_id, screen))
        return None

    async def _tell_opened(self, _: Speech, message: OutgoingMessage[AccessOpened]) -> Note:
        chat_id = message.chat_id
        visitor = await self.database.read(lambda unit: unit.conversations.visitor(chat_id))
        if not visitor.is_banned:
            await self.messenger(
                sending(chat_id, opened_screen(self.texts.within(visitor.language), visitor))
            )
        return None

    async def _tell_granted(self, say: Speech, message: OutgoingMessage[WaiverGranted]) -> Note:
        return await self._tell_waiver(say, message, WaiverState.GRANTED)

    async def _tell_refused(self, say: Speech, message: OutgoingMessage[WaiverRefused]) -> Note:
        return await self._tell_waiver(say, message, WaiverState.REFUSED)

    async def _tell_waiver(self, say: Speech, message: OfWaiver, decided: WaiverState) -> Note:
        """Tell what was decided, unless the person has registered meanwhile or asked again."""
        waiver = await self.database.read(lambda unit: unit.waivers.find(message.chat_id))
        if waiver is not None and waiver.state is decided:
            await self.messenger(sending(message.chat_id, waiver_screen(say, decided, self.support_phone)))
        return None
