"""Draws the history of a meter under the alert about its doubtful reading."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from aiogram import Bot

from bot.delivery.sender import Note
from handlers.operators.alerts import chart_words
from services.alerts import CHART
from services.decisions.consumption import ConsumptionCharts, ViewConsumption
from storage.outbox import OutgoingMessage
from storage.sqlite.database import Database
from ui.screen import Attachment, Screen
from ui.talk import sending
from ui.texts import Speech


@dataclass(frozen=True)
class ChartDelivery:
    """Sends pictures to the operators' group."""

    bot: Bot
    database: Database
    charts: ConsumptionCharts
    zone: ZoneInfo

    @property
    def kinds(self) -> frozenset[str]:
        """The messages of the outbox that are sent here."""
        return frozenset({CHART})

    async def __call__(self, say: Speech, message: OutgoingMessage) -> Note:
        """Send a picture below the alert; of an alert that was decided meanwhile nobody needs one."""
        view = ViewConsumption(self.database, self.zone)
        alert, history = await view(int(message.details["alert"] or 0))
        if history is None:
            return None
        words = chart_words(say, history)
        picture = Attachment("photo", "history.png", await self.charts.draw(history, words))
        await self.bot(
            sending(int(message.recipient), Screen(words.title, attachment=picture), alert.message_id)
        )
        return None
