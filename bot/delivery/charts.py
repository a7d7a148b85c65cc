"""Draws the history of a meter under the alert about its doubtful reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from zoneinfo import ZoneInfo

from bot.delivery.sender import Note
from bot.delivery.ways import Way, way
from handlers.operators.alerts import chart_words
from services.decisions.consumption import ConsumptionCharts, ViewConsumption
from services.messages import AlertChart
from storage.outbox import OutgoingMessage
from storage.store import Store
from ui.messenger import Messenger
from ui.screen import Attachment, Screen, sending
from ui.texts import Speech


@dataclass(frozen=True)
class ChartDelivery:
    """Sends the pictures of consumption histories to the operators' group."""

    messenger: Messenger
    database: Store
    charts: ConsumptionCharts
    zone: ZoneInfo

    @property
    def ways(self) -> Sequence[Way]:
        """The messages of the outbox that are sent here."""
        return [way(AlertChart, self._draw)]

    async def _draw(self, say: Speech, message: OutgoingMessage[AlertChart]) -> Note:
        """Send a picture below its alert, unless an operator has decided the alert meanwhile."""
        view = ViewConsumption(self.database, self.zone)
        alert, history = await view(message.content.alert)
        if history is None:
            return None
        words = chart_words(say, history)
        picture = Attachment("photo", "history.png", await self.charts.draw(history, words))
        screen = Screen(escape(words.caption), attachment=picture)
        await self.messenger(sending(message.chat_id, screen, alert.message_id))
        return None
