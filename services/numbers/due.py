"""What is still to be sent.

It is told before a resident chooses, so that nothing is offered that would be refused.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from domain.baseline import standing
from domain.dates import Month
from domain.frozen import frozen
from domain.meter import Meter
from domain.meter_change import ChangeStatus
from domain.reading import Reading
from domain.subscriber import Holding
from services.access import AccountBook, require_confirmed
from services.numbers.situation import AheadUnit, MeterBook, NumberList, PendingChanges, ReadingCalendar
from services.units import Units

FEW = 30
"""More numbers are looked at next to the event loop, because everybody waits for what works on it."""


class DueState(StrEnum):
    """How a meter stands in the month for which readings are taken now."""

    DUE = "due"
    """Its reading is still to be sent."""
    SENT = "sent"
    """Sent, and may be corrected."""
    WITH_BILLING = "with-billing"
    """Sent to billing, so nothing can replace it."""
    AUTOMATIC = "automatic"
    """The meter sends its values itself."""
    CHANGE_IN_REVIEW = "change-in-review"
    """Another meter was reported, and an operator looks at the report."""
    CHANGE_ACCEPTED = "change-accepted"
    """Another meter was reported, and the registry does not know it yet."""

    @property
    def takes_reading(self) -> bool:
        """Whether a reading would be stored."""
        return self in {DueState.DUE, DueState.SENT}


@frozen
class MeterDue:
    """How a meter stands; ``reading`` is the one of the month that stands, if any, ``sent_on`` its day."""

    meter: Meter
    state: DueState
    reading: Reading | None
    sent_on: date | None


@frozen
class NumberDue:
    """How the meters of a number stand in a month.

    ``opens`` is the day on which the closed window opens, ``closes`` the last day of the open one, which is
    ``days_left`` after today.
    """

    holding: Holding
    month: Month
    meters: tuple[MeterDue, ...]
    opens: date | None
    closes: date
    days_left: int

    @property
    def offered(self) -> tuple[MeterDue, ...]:
        """The meters whose readings would be stored today."""
        return () if self.opens else tuple(each for each in self.meters if each.state.takes_reading)

    @property
    def due(self) -> tuple[MeterDue, ...]:
        """The meters whose readings are still to be sent, and can be sent today."""
        return tuple(each for each in self.offered if each.state is DueState.DUE)

    @property
    def is_untouched(self) -> bool:
        """Whether readings of the month are wanted and none was sent."""
        states = {each.state for each in self.meters} - {DueState.AUTOMATIC}
        return states == {DueState.DUE}


class MonthlyReadings(Protocol):
    """The readings that residents sent, as far as a month is concerned."""

    def list_of_month(self, number: str, month: Month) -> list[Reading]:
        """List the readings that a number sent for a month, oldest first."""
        ...


class MetersUnit(Protocol):
    """What a look at the meters of a number needs of the storage."""

    @property
    def meters(self) -> MeterBook: ...
    @property
    def readings(self) -> MonthlyReadings: ...
    @property
    def meter_changes(self) -> PendingChanges: ...


class HeldMeters(Protocol):
    """The meters of the registry, those of an account at once."""

    def list_held(self, account_id: int) -> list[Meter]:
        """List the meters of all numbers of an account that are not closed."""
        ...


class HeldReadings(Protocol):
    """The readings that residents sent, those of an account at once."""

    def list_held_of_month(self, account_id: int, month: Month) -> list[Reading]:
        """List the readings that all numbers of an account sent for a month, oldest first."""
        ...


class HeldChanges(Protocol):
    """The reports of other meters, those of an account at once."""

    def list_pending_held(self, account_id: int) -> dict[str, ChangeStatus]:
        """Tell how the latest report of each meter stands, of those that stop readings of the old one."""
        ...


class DueUnit(AheadUnit, Protocol):
    """What a look at all numbers of an account needs of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def holdings(self) -> NumberList: ...
    @property
    def meters(self) -> HeldMeters: ...
    @property
    def readings(self) -> HeldReadings: ...
    @property
    def meter_changes(self) -> HeldChanges: ...


def number_due(unit: MetersUnit, holding: Holding, calendar: ReadingCalendar, now: datetime) -> NumberDue:
    """Tell how the meters of a number stand at a moment."""
    readings = unit.readings.list_of_month(holding.number, calendar.month(now))
    meters = unit.meters.list_for(holding.number)
    pending = {meter.id: unit.meter_changes.find_pending(meter.id, meter.serial) for meter in meters}
    changes = {meter_id: change.status for meter_id, change in pending.items() if change is not None}
    return due_of(holding, meters, readings, changes, calendar, now)


def due_of(
    holding: Holding,
    meters: Sequence[Meter],
    readings: Iterable[Reading],
    changes: Mapping[str, ChangeStatus],
    calendar: ReadingCalendar,
    now: datetime,
) -> NumberDue:
    """Tell the same from what was looked up already; what is of another number or month is left out.

    ``changes`` are the reports of other meters that stop readings, by the id of the meter.
    """
    today, month = calendar.day(now), calendar.month(now)
    sent = [each for each in readings if each.number == holding.number and each.month == month]
    return NumberDue(
        holding=holding,
        month=month,
        meters=tuple(_meter_due(meter, sent, changes.get(meter.id), month, calendar) for meter in meters),
        opens=None if calendar.window.is_open(today) else calendar.window.next_opening(today),
        closes=calendar.window.closing(month),
        days_left=calendar.window.days_left(today),
    )


def _meter_due(
    meter: Meter,
    of_number: Sequence[Reading],
    change: ChangeStatus | None,
    month: Month,
    calendar: ReadingCalendar,
) -> MeterDue:
    readings = [reading for reading in of_number if reading.meter_id == meter.id]
    stands = standing(readings, month)
    sent_on = None if stands is None else calendar.day(stands.entered_at)
    return MeterDue(meter, _state(meter, readings, stands, change), stands, sent_on)


def _state(
    meter: Meter, readings: Sequence[Reading], stands: Reading | None, change: ChangeStatus | None
) -> DueState:
    if change is not None:
        is_open = change is ChangeStatus.REVIEW
        return DueState.CHANGE_IN_REVIEW if is_open else DueState.CHANGE_ACCEPTED
    if meter.automatic:
        return DueState.AUTOMATIC
    if any(reading.status.is_with_billing for reading in readings):
        return DueState.WITH_BILLING
    return DueState.DUE if stands is None else DueState.SENT


@dataclass(frozen=True)
class ListDue:
    """Tell of every number of an account what is still to be sent; ``email-not-confirmed``.

    It takes as many statements for hundreds of numbers as for one.
    """

    units: Units[DueUnit]
    calendar: ReadingCalendar

    async def __call__(self, account_id: int) -> list[NumberDue]:
        """Return the numbers in the order in which they were added."""
        now = self.calendar.now()

        def list_few(unit: DueUnit) -> list[NumberDue] | None:
            unit.ahead.due(account_id, self.calendar.month(now))
            require_confirmed(unit, account_id)
            if unit.holdings.count(account_id) > FEW:
                return None
            return _all_due(unit, account_id, self.calendar, now)

        few = await self.units.read(list_few)
        if few is not None:
            return few
        return await self.units.read_long(lambda unit: _all_due(unit, account_id, self.calendar, now))


def _all_due(unit: DueUnit, account_id: int, calendar: ReadingCalendar, now: datetime) -> list[NumberDue]:
    holdings = unit.holdings.list_for(account_id)
    meters, readings = defaultdict[str, list[Meter]](list), defaultdict[str, list[Reading]](list)
    for meter in unit.meters.list_held(account_id):
        meters[meter.subscriber_number].append(meter)
    for reading in unit.readings.list_held_of_month(account_id, calendar.month(now)):
        readings[reading.number].append(reading)
    changes = unit.meter_changes.list_pending_held(account_id)
    return [
        due_of(each, meters[each.number], readings[each.number], changes, calendar, now) for each in holdings
    ]


class NextDue(NamedTuple):
    """What should be sent next, and how many readings are still to be sent with it."""

    number: NumberDue
    meter: MeterDue
    left: int


def next_due(numbers: Sequence[NumberDue], number: str) -> NextDue | None:
    """Return what should be sent after a reading of ``number``: its other meters first, then other numbers.

    ``None`` if all was sent.
    """
    first = [each for each in numbers if each.holding.number == number]
    others = [each for each in numbers if each.holding.number != number]
    found = [(each, meter) for each in first + others for meter in each.due]
    return NextDue(*found[0], len(found)) if found else None
