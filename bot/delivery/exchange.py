"""What the group gets of a job when it is over: the outcome in place of its message, and files."""

from __future__ import annotations

import asyncio
import zipfile
from dataclasses import dataclass
from pathlib import Path

from aiogram import Bot
from aiogram.exceptions import TelegramEntityTooLarge
from aiogram.types import BufferedInputFile, FSInputFile

from bot.delivery.channels import draw
from bot.delivery.sender import Note
from bot.exchange.jobs import DOCUMENT, INTERRUPTED, REPORT, Workplace
from domain.exchange_job import Job
from handlers.operators.exchange import interrupted_screen, outcome_screen
from integrations.export_files import export_name
from storage.outbox import OutgoingMessage
from storage.sqlite.database import Database
from ui.talk import sending
from ui.texts import Speech

SPECIAL = frozenset({REPORT, DOCUMENT, INTERRUPTED})
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
    def kinds(self) -> frozenset[str]:
        """The messages of the outbox that are sent here."""
        return SPECIAL

    async def __call__(self, say: Speech, message: OutgoingMessage) -> Note:
        """Send one message, whose kind is in :data:`SPECIAL`."""
        chat_id, job_id = int(message.recipient), int(message.details["job"] or 0)
        job = await self.database.read(lambda unit: unit.jobs.get(job_id))
        if message.kind == REPORT:
            await self._report(chat_id, say, job)
            return None
        if message.kind == DOCUMENT:
            await self._document(chat_id, say, job, str(message.details["name"]))
            return None
        sent = await self.bot(sending(chat_id, interrupted_screen(say, job), job.message_id))
        return lambda unit: unit.jobs.show(job_id, sent.message_id)

    async def _report(self, chat_id: int, say: Speech, job: Job) -> None:
        lines = job.report.splitlines()
        beginning = "\n".join(lines[:LINES_IN_MESSAGE])[:CHARACTERS_IN_MESSAGE]
        is_whole = len(beginning) == len(job.report)
        screen = outcome_screen(say, job, beginning, is_whole=is_whole)
        await draw(self.bot, chat_id, job.message_id, screen)
        if not is_whole:
            content = BufferedInputFile(job.report.encode("utf-8-sig"), filename="report.txt")
            await self.bot.send_document(chat_id, content, caption=say("exchange-report-caption"))

    async def _document(self, chat_id: int, say: Speech, job: Job, name: str) -> None:
        folder = export_name(job.export or 0)
        path = self.place.exports / folder / name
        if not path.exists():
            await self.bot.send_message(chat_id, say("exchange-file-gone", file=f"{folder}/{name}"))
            return
        if path.stat().st_size > LARGE_BYTES:
            path = await asyncio.to_thread(_packed, path)
        try:
            await self.bot.send_document(chat_id, FSInputFile(path, filename=f"{folder}-{path.name}"))
        except TelegramEntityTooLarge:
            await self.bot.send_message(chat_id, say("exchange-file-large", file=f"{folder}/{path.name}"))


def _packed(path: Path) -> Path:
    packed = path.with_name(f"{path.name}.zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, path.name)
    return packed
