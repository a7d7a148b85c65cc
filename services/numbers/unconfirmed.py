"""Readings that were typed and never confirmed: their residents are reminded once, while there is time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.dates import Month
from domain.errors import DomainError
from domain.reminding import is_daytime, reminder_at
from services.messages import ReadingUnconfirmed
from services.numbers.situation import MeterUnit, ReadingCalendar, situation_of
from services.ports import Priority
from services.telling import TellingUnit, tell_chats
from services.units import Units

MOST_AT_ONCE = 100
"""Reminders that one unit of work leaves, because residents who write meanwhile wait for it."""


@dataclass(frozen=True, slots=True)
class TypedReading:
    """Values that an account typed for a meter, in a chat, and has not confirmed; for a month."""

    account_id: int
    meter_id: str
    chat_id: int
    month: Month
    typed_at: datetime


class TypedReadings(Protocol):
    """The readings that were typed and not confirmed: one for each account and meter."""

    def note(self, typed: TypedReading, remind_at: datetime | None) -> None:
        """Keep that values were typed; of the same month a reminder that went out is not repeated."""
        ...

    def forget(self, account_id: int, meter_id: str) -> None:
        """Forget it, because the reading was confirmed or given up."""
        ...

    def list_due(self, now: datetime, most: int) -> list[TypedReading]:
        """List those whose reminder is due, the oldest first."""
        ...

    def note_reminded(self, typed: TypedReading) -> None:
        """Keep that the reminder was left."""
        ...

    def is_unconfirmed(self, account_id: int, meter_id: str) -> bool:
        """Tell whether it is still neither confirmed nor given up."""
        ...


class TypedUnit(MeterUnit, Protocol):
    """What noting and forgetting needs of the storage."""

    @property
    def typed_readings(self) -> TypedReadings: ...


class RemindingUnit(TypedUnit, TellingUnit, Protocol):
    """What a reminder needs of the storage."""


@dataclass(frozen=True)
class NoteTypedReading:
    """Note that values were typed, so that their resident can be reminded of them.

    Nobody waits for it: after a crash the update is handled again, and notes it again.
    """

    units: Units[TypedUnit]
    calendar: ReadingCalendar

    def __call__(self, account_id: int, meter_id: str, chat_id: int) -> None:
        now = self.calendar.now()
        month = self.calendar.month(now)
        due = reminder_at(now, self.calendar.window.closing(month), self.calendar.zone)
        typed = TypedReading(account_id, meter_id, chat_id, month, now)
        self.units.ride(lambda unit: unit.typed_readings.note(typed, due))


@dataclass(frozen=True)
class ForgetTypedReading:
    """Forget values that a resident gave up, so that nobody is reminded of them."""

    units: Units[TypedUnit]

    def __call__(self, account_id: int, meter_id: str) -> None:
        self.units.ride(lambda unit: unit.typed_readings.forget(account_id, meter_id))


@dataclass(frozen=True)
class RemindOfTypedReadings:
    """Leave the reminders that are due, in the daytime alone.

    That a reminder was left is kept in the same unit of work as the reminder, so no crash repeats it.
    """

    units: Units[RemindingUnit]
    calendar: ReadingCalendar

    async def __call__(self) -> None:
        """Look once."""
        now = self.calendar.now()
        if not is_daytime(now, self.calendar.zone):
            return

        def remind(unit: RemindingUnit) -> int:
            due = unit.typed_readings.list_due(now, MOST_AT_ONCE)
            for typed in due:
                self._remind(unit, typed, now)
            return len(due)

        while await self.units.write_long(remind) == MOST_AT_ONCE:
            pass

    def _remind(self, unit: RemindingUnit, typed: TypedReading, now: datetime) -> None:
        number = _wanted_for(unit, typed, self.calendar, now)
        if number is None:
            unit.typed_readings.forget(typed.account_id, typed.meter_id)
            return
        unit.typed_readings.note_reminded(typed)
        content = ReadingUnconfirmed(typed.account_id, typed.meter_id, number)
        chats: Sequence[int] = [typed.chat_id]
        tell_chats(unit, typed.account_id, chats, content, Priority.NOTICE)


def _wanted_for(
    unit: RemindingUnit, typed: TypedReading, calendar: ReadingCalendar, now: datetime
) -> str | None:
    """Return the subscriber number for which the reading is still wanted; ``None`` if it is not.

    It is not if the meter takes no reading now, if a later month began, if anybody sent a reading of the
    month meanwhile, or if the chat is not signed in to the account any more.
    """
    if typed.chat_id not in unit.sessions.list_chats(typed.account_id) or typed.month != calendar.month(now):
        return None
    try:
        situation = situation_of(unit, typed.account_id, typed.meter_id, calendar, now)
    except DomainError:
        return None
    is_sent = any(
        reading.month == typed.month and reading.entered_at >= typed.typed_at
        for reading in situation.readings
    )
    return None if is_sent else situation.holding.number
