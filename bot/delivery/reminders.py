"""Repeats alerts that nobody looks after, and calls the operators on duty."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import Bot

from bot.delivery.sender import Note
from domain.alert import Alert
from domain.operator import Operator
from handlers.operators.alerts import list_button
from handlers.operators.duty import called
from handlers.operators.members import Members
from handlers.operators.waiting import age, alert_name
from services.desk.escalation import ALERT_WAITS, ALERTS_WAIT
from services.ports import Clock
from storage.outbox import OutgoingMessage
from storage.sqlite.database import Database
from storage.unit import SqliteUnit
from ui.screen import Screen
from ui.talk import sending
from ui.texts import Safe, Speech


@dataclass(frozen=True)
class ReminderDelivery:
    """Sends reminders, unless somebody took the alert meanwhile."""

    bot: Bot
    database: Database
    members: Members
    clock: Clock

    @property
    def kinds(self) -> frozenset[str]:
        """The messages of the outbox that are sent here."""
        return frozenset({ALERT_WAITS, ALERTS_WAIT})

    async def __call__(self, say: Speech, message: OutgoingMessage) -> Note:
        """Send one reminder."""
        chat_id = int(message.recipient)
        alert_id = int(message.details["alert"] or 0)
        alert = await self.database.read(lambda unit: unit.alerts.get(alert_id))
        waited = age(say, alert.created_at, self.clock())
        duty = Safe(called(say, await self._on_duty()))
        if message.kind == ALERTS_WAIT:
            count = int(message.details["count"] or 0)
            text = say("message-alerts-wait", count=count, waited=waited, duty=duty)
            await self.bot(sending(chat_id, Screen(text, rows=((list_button(say),),))))
            return None
        if not self._waits(alert):
            return None
        text = say("message-alert-waits", name=alert_name(say, alert), waited=waited, duty=duty)
        sent = await self.bot(sending(chat_id, Screen(text), reply_to=alert.message_id))

        def note(unit: SqliteUnit) -> None:
            unit.alerts.add_message(alert_id, sent.message_id)
            if alert.message_id is not None and sent.reply_to_message is None:  # somebody deleted it
                unit.alerts.show_anew(alert_id)

        return note

    def _waits(self, alert: Alert) -> bool:
        return not alert.is_decided and alert.hold_at(self.clock()) is None

    async def _on_duty(self) -> list[Operator]:
        """List who is on duty and still in the group: a name of anybody else would call nobody."""
        roster = await self.database.read(lambda unit: unit.duty.list_all())
        return [
            each.operator for each in roster if await self.members.includes(each.operator.id) is not False
        ]
