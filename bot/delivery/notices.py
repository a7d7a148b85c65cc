"""Sends notices about the supply to residents, and shows operators how many of them are sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.delivery.channels import draw
from bot.delivery.sender import Note
from bot.delivery.ways import Way, way
from domain.notice import Progress
from handlers.notices import notice_screen
from handlers.operators.notices import progress_screen
from services.messages import NoticeProgress, NoticeToResident
from services.notices.progress import keep_message
from storage.outbox import OutgoingMessage
from storage.store import Store
from ui.messenger import Messenger
from ui.screen import sending
from ui.texts import Speech


@dataclass(frozen=True)
class NoticeDelivery:
    """Sends the messages that a notice left in the outbox."""

    messenger: Messenger
    database: Store
    zone: ZoneInfo

    @property
    def ways(self) -> Sequence[Way]:
        """The messages of the outbox that are sent here."""
        return [way(NoticeToResident, self._send), way(NoticeProgress, self._draw_progress)]

    async def _send(self, say: Speech, message: OutgoingMessage[NoticeToResident]) -> Note:
        """Send a notice to a resident, with those of their addresses that it is about."""
        about = message.content
        notice, addresses = await self.database.read(
            lambda unit: (
                unit.notices.get(about.notice),
                unit.notices.list_concerned(about.notice, about.account),
            )
        )
        await self.messenger(sending(message.chat_id, notice_screen(say, notice, addresses, self.zone)))
        return None

    async def _draw_progress(self, say: Speech, message: OutgoingMessage[NoticeProgress]) -> Note:
        """Show operators how many of a notice's messages are sent."""
        notice_id = message.content.notice
        progress = await self.database.read_long(
            lambda unit: Progress(unit.notices.get(notice_id), unit.notices.counts(notice_id))
        )
        screen = progress_screen(say, progress, self.zone)
        shown = await draw(self.messenger, message.chat_id, progress.notice.message_id, screen)
        return lambda unit: keep_message(unit, progress, shown)
