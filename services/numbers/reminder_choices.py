"""Of what a resident wants to be reminded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.reminder import ReminderKind
from services.access import HeldNumbers
from services.numbers.bills import BillBook
from services.numbers.reminders import Reminder
from services.ports import Clock
from services.units import Units


class ChoiceBook(Protocol):
    """Of what accounts want to be reminded."""

    def list_wanted(self, account_id: int) -> Mapping[ReminderKind, bool]:
        """Tell of every kind whether an account wants it."""
        ...

    def choose(self, account_id: int, kind: ReminderKind, *, is_wanted: bool) -> None:
        """Keep whether an account wants to be reminded of something."""
        ...

    def note(self, reminder: Reminder, at: datetime) -> bool:
        """Keep that a reminder was left; ``False`` if it was left before."""
        ...


class ChoosingUnit(Protocol):
    """What a choice needs of the storage."""

    @property
    def reminders(self) -> ChoiceBook: ...
    @property
    def holdings(self) -> HeldNumbers: ...
    @property
    def bills(self) -> BillBook: ...


@dataclass(frozen=True)
class ViewReminders:
    """Tell of what an account wants to be reminded; ``offered`` are the kinds that the company sends."""

    units: Units[ChoosingUnit]
    offered: frozenset[ReminderKind]

    async def __call__(self, account_id: int) -> dict[ReminderKind, bool]:
        """Return the kinds that are offered, in their order."""
        wanted = await self.units.read(lambda unit: unit.reminders.list_wanted(account_id))
        return {kind: is_wanted for kind, is_wanted in wanted.items() if kind in self.offered}


@dataclass(frozen=True)
class ChooseReminder:
    """Switch a kind of reminders on or off for an account."""

    units: Units[ChoosingUnit]
    clock: Clock

    async def __call__(self, account_id: int, kind: ReminderKind, *, is_wanted: bool) -> None:
        """Keep the choice; of bills that are there already nobody is told that they have come."""
        now = self.clock()

        def choose(unit: ChoosingUnit) -> None:
            unit.reminders.choose(account_id, kind, is_wanted=is_wanted)
            if is_wanted and kind is ReminderKind.NEW_BILL:
                _note_known_bills(unit, account_id, now)

        await self.units.write(choose)


def _note_known_bills(unit: ChoosingUnit, account_id: int, now: datetime) -> None:
    for holding in unit.holdings.held(account_id).holdings:
        for bill in unit.bills.list_for(holding.number, 1, 0):
            reminder = Reminder(account_id, ReminderKind.NEW_BILL, holding.number, bill.id)
            unit.reminders.note(reminder, now)
