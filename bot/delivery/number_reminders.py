"""Reminders about subscriber numbers on their way out: each is dropped in silence once it is out of place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from bot.delivery.sender import Note
from bot.delivery.ways import Way, way
from domain.reminder import ReminderDays, ReminderKind
from handlers.residents.reminders import bill_screen, readings_screen, verification_screen
from services.messages import BillComes, BillDueSoon, BillReminder, ReadingsWanted, VerificationEnds
from services.numbers.missed import missed_of_number
from services.numbers.reminders import (
    Held,
    RemindOfBills,
    RemindOfReadings,
    RemindOfVerifications,
    due_bill,
    near_verification,
    new_bill,
    wanted_readings,
)
from services.numbers.situation import ReadingCalendar
from services.schedule import Job
from storage.outbox import OutgoingMessage
from storage.store import Store
from storage.unit import StoredUnit
from ui.messenger import Messenger
from ui.screen import Screen, sending
from ui.texts import Speech

Look: TypeAlias = Callable[[StoredUnit, datetime, date], Screen | None]
"""Tells by the database what a reminder says now; nothing if it is out of place."""


def reminder_jobs(calendar: ReadingCalendar, days: ReminderDays) -> Iterator[Job[StoredUnit]]:
    """Give the jobs of the schedule that leave reminders."""
    for job in (
        RemindOfReadings(calendar, days),
        RemindOfBills(calendar, ReminderKind.BILL_DUE),
        RemindOfVerifications(calendar),
        RemindOfBills(calendar, ReminderKind.NEW_BILL),
    ):
        yield Job(job.task, job.portion)


@dataclass(frozen=True)
class NumberReminderDelivery:
    """Sends reminders of readings, verifications and bills that are still in place."""

    messenger: Messenger
    database: Store
    calendar: ReadingCalendar
    average_months: int
    """Months in a row without a reading that billing counts by the average."""
    phone: str
    """Of the company, which residents call about a verification."""

    @property
    def ways(self) -> Sequence[Way]:
        """The messages of the outbox that are sent here."""
        return [
            way(ReadingsWanted, self._remind_of_readings),
            way(VerificationEnds, self._remind_of_verification),
            way(BillComes, self._tell_of_bill),
            way(BillDueSoon, self._remind_of_bill),
        ]

    async def _remind_of_readings(self, say: Speech, message: OutgoingMessage[ReadingsWanted]) -> Note:
        about = message.content

        def look(unit: StoredUnit, now: datetime, today: date) -> Screen | None:
            due = wanted_readings(unit, Held(about.account, about.number), about.month, self.calendar, now)
            if due is None:
                return None
            missed = missed_of_number(unit, about.number, self.calendar, now, self.average_months)
            return readings_screen(say, due, missed, today)

        return await self._send(message.chat_id, look)

    async def _remind_of_verification(self, say: Speech, message: OutgoingMessage[VerificationEnds]) -> Note:
        about = message.content

        def look(unit: StoredUnit, _now: datetime, today: date) -> Screen | None:
            meter = near_verification(unit, about.account, about.meter, about.verify_by, today)
            return None if meter is None else verification_screen(say, meter, self.phone)

        return await self._send(message.chat_id, look)

    async def _tell_of_bill(self, say: Speech, message: OutgoingMessage[BillComes]) -> Note:
        return await self._send(message.chat_id, _bill_look(say, ReminderKind.NEW_BILL, message.content))

    async def _remind_of_bill(self, say: Speech, message: OutgoingMessage[BillDueSoon]) -> Note:
        return await self._send(message.chat_id, _bill_look(say, ReminderKind.BILL_DUE, message.content))

    async def _send(self, chat_id: int, look: Look) -> Note:
        now = self.calendar.now()
        today = self.calendar.day(now)
        screen, visitor = await self.database.read(
            lambda unit: (look(unit, now, today), unit.conversations.visitor(chat_id))
        )
        if screen is not None and not visitor.is_banned:
            await self.messenger(sending(chat_id, screen))
        return None


def _bill_look(say: Speech, kind: ReminderKind, about: BillReminder) -> Look:
    wanted = new_bill if kind is ReminderKind.NEW_BILL else due_bill

    def look(unit: StoredUnit, _now: datetime, today: date) -> Screen | None:
        found = wanted(unit, Held(about.account, about.number), today)
        if found is None or found.settled.bill.id != about.bill:
            return None
        return bill_screen(say, kind, found)

    return look
