"""What the registry knows of the meters of a number and of its home, which changes rarely."""

from dataclasses import dataclass
from typing import Protocol

from domain.frozen import frozen
from domain.meter import Meter, Verification
from domain.subscriber import Holding, Premises, Subscriber
from services.access import AccessUnit, require_number
from services.numbers.situation import MeterBook, ReadingCalendar
from services.units import Units


class SubscriberBook(Protocol):
    """The subscribers of the registry."""

    def find(self, number: str) -> Subscriber | None: ...


class PassportUnit(AccessUnit, Protocol):
    """What a look at meters and home needs of the storage."""

    @property
    def subscribers(self) -> SubscriberBook: ...
    @property
    def meters(self) -> MeterBook: ...


@frozen
class MeterPassport:
    """A meter, and how its verification stands today."""

    meter: Meter
    verification: Verification


@frozen
class Passport:
    """The meters of a number that are not closed, and what billing knows of the flat or house."""

    holding: Holding
    premises: Premises
    meters: tuple[MeterPassport, ...]


@dataclass(frozen=True)
class ViewPassport:
    """Show what the registry knows of the meters and of the home; ``email-not-confirmed``, ``not-yours``."""

    units: Units[PassportUnit]
    calendar: ReadingCalendar

    async def __call__(self, account_id: int, number: str) -> Passport:
        """Return the passport; of the home it holds what billing tells."""
        today = self.calendar.day(self.calendar.now())

        def view(unit: PassportUnit) -> Passport:
            holding = require_number(unit, account_id, number)
            subscriber = unit.subscribers.find(number)
            meters = unit.meters.list_for(number)
            return Passport(
                holding=holding,
                premises=Premises() if subscriber is None else subscriber.premises,
                meters=tuple(MeterPassport(each, each.verification(today)) for each in meters),
            )

        return await self.units.read(view)
