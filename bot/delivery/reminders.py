"""Repeats alerts that no operator took, and calls the operators on duty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.delivery.sender import Note
from bot.delivery.ways import Way, way
from domain.alert import Alert
from domain.operator import Operator
from handlers.operators.alerts import list_button
from handlers.operators.duty import called
from handlers.operators.members import Members
from handlers.operators.waiting import age, alert_name
from services.messages import AlertsWait, AlertWaits
from services.ports import Clock
from storage.outbox import OutgoingMessage
from storage.store import Store
from storage.unit import StoredUnit
from ui.messenger import Messenger
from ui.screen import Screen, sending
from ui.texts import Safe, Speech


@dataclass(frozen=True)
class ReminderDelivery:
    """Sends reminders, unless an operator took the alert meanwhile."""

    messenger: Messenger
    database: Store
    members: Members
    clock: Clock

    @property
    def ways(self) -> Sequence[Way]:
        """The messages of the outbox that are sent here."""
        return [way(AlertWaits, self._remind_of_one), way(AlertsWait, self._remind_of_many)]

    async def _remind_of_many(self, say: Speech, message: OutgoingMessage[AlertsWait]) -> Note:
        longest = await self._alert(message.content.alert)
        text = say(
            "message-alerts-wait",
            count=message.content.count,
            waited=age(say, longest.created_at, self.clock()),
            duty=await self._duty(say),
        )
        await self.messenger(sending(message.chat_id, Screen(text, rows=((list_button(say),),))))
        return None

    async def _remind_of_one(self, say: Speech, message: OutgoingMessage[AlertWaits]) -> Note:
        alert = await self._alert(message.content.alert)
        if not self._waits(alert):
            return None
        text = say(
            "message-alert-waits",
            name=alert_name(say, alert),
            waited=age(say, alert.created_at, self.clock()),
            duty=await self._duty(say),
        )
        sent = await self.messenger(sending(message.chat_id, Screen(text), reply_to=alert.message_id))

        def note(unit: StoredUnit) -> None:
            unit.alerts.add_message(alert.id, sent.message_id)
            if alert.message_id is None:
                unit.alerts.show_if_missing(alert.id)
            elif not sent.is_reply:  # the message of the alert was deleted
                unit.alerts.show_anew(alert.id)

        return note

    async def _alert(self, alert_id: int) -> Alert:
        return await self.database.read(lambda unit: unit.alerts.get(alert_id))

    async def _duty(self, say: Speech) -> Safe:
        """Call the operators on duty."""
        return Safe(called(say, await self._on_duty()))

    def _waits(self, alert: Alert) -> bool:
        return not alert.is_decided and alert.hold_at(self.clock()) is None

    async def _on_duty(self) -> list[Operator]:
        """List the operators on duty who are still in the group, because others cannot be called."""
        roster = await self.database.read(lambda unit: unit.duty.list_all())
        return [
            each.operator for each in roster if await self.members.includes(each.operator.id) is not False
        ]
