"""What the group gets of a job when it is over: the outcome in place of its message, and files."""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aiogram import Bot
from aiogram.exceptions import TelegramEntityTooLarge
from aiogram.types import BufferedInputFile, FSInputFile

from bot.delivery.channels import draw
from bot.delivery.sender import Note
from bot.delivery.ways import Way, way
from bot.exchange.jobs import Workplace
from domain.exchange_job import Job
from handlers.operators.exchange import interrupted_screen, outcome_screen
from integrations.export_files import export_name
from services.messages import ExchangeDocument, ExchangeInterrupted, ExchangeReport
from storage.outbox import OutgoingMessage
from storage.sqlite.database import Database
from ui.talk import sending
from ui.texts import Speech

LINES_IN_MESSAGE = 12
CHARACTERS_IN_MESSAGE = 3_000
"""A longer report comes as a file as well."""
LARGE_BYTES = 45 * 1024 * 1024
"""The public Bot API takes files of 50 MB; a table this large is packed."""


@dataclass(frozen=True)
class ExchangeDelivery:
    """Sends what jobs left in the outbox."""

    bot: Bot
    database: Database
    place: Workplace

    @property
    def ways(self) -> Sequence[Way]:
        """The messages of the outbox that are sent here."""
        return [
            way(ExchangeReport, self._report),
            way(ExchangeDocument, self._document),
            way(ExchangeInterrupted, self._offer_again),
        ]

    async def _offer_again(self, say: Speech, message: OutgoingMessage[ExchangeInterrupted]) -> Note:
        job = await self._job(message.content.job)
        sent = await self.bot(sending(message.chat_id, interrupted_screen(say, job), job.message_id))
        return lambda unit: unit.jobs.show(job.id, sent.message_id)

    async def _report(self, say: Speech, message: OutgoingMessage[ExchangeReport]) -> Note:
        chat_id, job = message.chat_id, await self._job(message.content.job)
        lines = job.report.splitlines()
        beginning = "\n".join(lines[:LINES_IN_MESSAGE])[:CHARACTERS_IN_MESSAGE]
        is_whole = len(beginning) == len(job.report)
        screen = outcome_screen(say, job, beginning, is_whole=is_whole)
        await draw(self.bot, chat_id, job.message_id, screen)
        if not is_whole:
            content = BufferedInputFile(job.report.encode("utf-8-sig"), filename="report.txt")
            await self.bot.send_document(chat_id, content, caption=say("exchange-report-caption"))
        return None

    async def _document(self, say: Speech, message: OutgoingMessage[ExchangeDocument]) -> Note:
        chat_id, name = message.chat_id, message.content.name
        job = await self._job(message.content.job)
        folder = export_name(job.export or 0)
        path = self.place.exports / folder / name
        if not path.exists():
            await self.bot.send_message(chat_id, say("exchange-file-gone", file=f"{folder}/{name}"))
            return None
        if path.stat().st_size > LARGE_BYTES:
            path = await asyncio.to_thread(_packed, path)
        try:
            await self.bot.send_document(chat_id, FSInputFile(path, filename=f"{folder}-{path.name}"))
        except TelegramEntityTooLarge:
            await self.bot.send_message(chat_id, say("exchange-file-large", file=f"{folder}/{path.name}"))
        return None

    async def _job(self, job_id: int) -> Job:
        return await self.database.read(lambda unit: unit.jobs.get(job_id))


def _packed(path: Path) -> Path:
    packed = path.with_name(f"{path.name}.zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, path.name)
    return packed
