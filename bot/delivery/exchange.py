"""Tells the operators' group how a job ended: the outcome in place of the job's message, and the files."""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.delivery.channels import draw
from bot.delivery.sender import Note
from bot.delivery.ways import Way, way
from bot.exchange.jobs import Workplace
from domain.exchange_job import Job
from handlers.operators.exchange import interrupted_screen, outcome_screen
from integrations.export_files import export_name
from services.messages import ExchangeDocument, ExchangeInterrupted, ExchangeReport
from storage.outbox import OutgoingMessage
from storage.store import Store
from ui.messenger import Messenger, RefusedError, Upload, in_topic, send_file, send_message
from ui.screen import sending
from ui.texts import Speech

LINES_IN_MESSAGE = 12
CHARACTERS_IN_MESSAGE = 3_000
"""A longer report is also sent as a file."""
TOO_LARGE = "Too Large"
"""A Bot API server's refusal of a large file."""
LARGE_BYTES = 45 * 1024 * 1024
"""A table this large is packed, because the public Bot API takes files of 50 MB at most."""


@dataclass(frozen=True)
class ExchangeDelivery:
    """Sends what jobs left in the outbox."""

    messenger: Messenger
    database: Store
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
        request = sending(message.chat_id, interrupted_screen(say, job), job.message_id)
        sent = await self.messenger(in_topic(request, job.topic))
        return lambda unit: unit.jobs.show(job.id, sent.message_id, job.topic)

    async def _report(self, say: Speech, message: OutgoingMessage[ExchangeReport]) -> Note:
        chat_id, job = message.chat_id, await self._job(message.content.job)
        lines = job.report.splitlines()
        beginning = "\n".join(lines[:LINES_IN_MESSAGE])[:CHARACTERS_IN_MESSAGE]
        is_whole = len(beginning) == len(job.report)
        screen = outcome_screen(say, job, beginning, is_whole=is_whole)
        await draw(self.messenger, chat_id, job.message_id, screen, job.topic)
        if not is_whole:
            report = Upload("report.txt", job.report.encode("utf-8-sig"))
            request = send_file("document", chat_id, report, say("exchange-report-caption"))
            await self.messenger(in_topic(request, job.topic))
        return None

    async def _document(self, say: Speech, message: OutgoingMessage[ExchangeDocument]) -> Note:
        chat_id, name = message.chat_id, message.content.name
        job = await self._job(message.content.job)
        folder = export_name(job.export or 0)
        path = self.place.exports / folder / name
        if not path.exists():
            words = say("exchange-file-gone", file=f"{folder}/{name}")
            await self.messenger(in_topic(send_message(chat_id, words), job.topic))
            return None
        if path.stat().st_size > LARGE_BYTES:
            path = await asyncio.to_thread(_packed, path)
        try:
            file = Upload(f"{folder}-{path.name}", path)
            await self.messenger(in_topic(send_file("document", chat_id, file, ""), job.topic))
        except RefusedError as error:
            if TOO_LARGE not in error.words:
                raise
            words = say("exchange-file-large", file=f"{folder}/{path.name}")
            await self.messenger(in_topic(send_message(chat_id, words), job.topic))
        return None

    async def _job(self, job_id: int) -> Job:
        return await self.database.read(lambda unit: unit.jobs.get(job_id))


def _packed(path: Path) -> Path:
    packed = path.with_name(f"{path.name}.zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, path.name)
    return packed
