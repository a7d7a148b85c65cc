"""Sends notices about the supply, and shows operators how far they are."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import Bot

from bot.delivery.channels import draw
from bot.delivery.sender import Note
from domain.notice import Progress
from handlers.notices import notice_screen
from handlers.operators.notices import progress_screen
from services.notices.preparing import PROGRESS
from services.notices.sending import NOTICE
from storage.outbox import OutgoingMessage
from storage.sqlite.database import Database
from ui.screen import Screen
from ui.talk import sending
from ui.texts import Speech


@dataclass(frozen=True)
class NoticeDelivery:
    """Sends what a notice leaves in the outbox."""

    bot: Bot
    database: Database

    @property
    def kinds(self) -> frozenset[str]:
        """The messages of the outbox that are sent here."""
        return frozenset({NOTICE, PROGRESS})

    async def __call__(self, say: Speech, message: OutgoingMessage) -> Note:
        """Send one message, or draw one that is there already again."""
        chat_id, notice_id = int(message.recipient), int(message.details["notice"] or 0)
        if message.kind == PROGRESS:
            return await self._draw_progress(chat_id, say, notice_id)
        account_id = int(message.details["account"] or 0)
        await self.bot(sending(chat_id, await self._notice(say, notice_id, account_id)))
        return None

    async def _notice(self, say: Speech, notice_id: int, account_id: int) -> Screen:
        """Make a notice as its recipient reads it, with those of their addresses that it is about."""
        notice, addresses = await self.database.read(
            lambda unit: (
                unit.notices.get(notice_id),
                unit.notices.list_concerned(notice_id, account_id),
            )
        )
        return notice_screen(say, notice.text, addresses)

    async def _draw_progress(self, chat_id: int, say: Speech, notice_id: int) -> Note:
        """Show operators how far a notice is."""
        progress = await self.database.read_long(
            lambda unit: Progress(unit.notices.get(notice_id), unit.notices.counts(notice_id))
        )
        shown = await draw(self.bot, chat_id, progress.notice.message_id, progress_screen(say, progress))
        return lambda unit: unit.notices.set_message(progress, shown)
