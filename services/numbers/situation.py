"""What every use case about readings needs: repositories, the calendar, what a reading is judged by."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from domain.baseline import REMEMBERED, baselines, of_number, replaceable
from domain.cost import Tariff
from domain.dates import Month, ReadingWindow, format_date
from domain.errors import DomainError
from domain.frozen import frozen
from domain.known_value import KnownValue
from domain.meter import Meter
from domain.meter_change import ChangeStatus, MeterChange
from domain.reading import Baseline, NewReading, Reading, Status, Verdict, judge
from domain.subscriber import Holding
from services.access import AccessUnit, AccountBook, HeldNumbers, holding_of
from services.numbers.senders import SendersUnit
from services.ports import AlertBook, Clock


class MeterBook(Protocol):
    """The meters of the registry."""

    def find(self, meter_id: str) -> Meter | None:
        """Find a meter, also a closed one."""
        ...

    def get(self, meter_id: str) -> Meter:
        """Return a meter, also a closed one; ``LookupError`` if there is no such meter."""
        ...

    def list_for(self, number: str) -> list[Meter]:
        """List the meters of a subscriber that are not closed."""
        ...


class NextReading(NamedTuple):
    """The ordinal of the next receipt for a month, from 1, and the id, if it is known before it is stored."""

    ordinal: int
    id: int | None


class ReadingBook(Protocol):
    """The readings that residents sent."""

    def find(self, reading_id: int) -> Reading | None: ...

    def find_by_key(self, key: str) -> Reading | None: ...

    def list_for_meter(self, meter_id: str) -> list[Reading]:
        """List all readings of a meter, oldest first."""
        ...

    def list_of_month(self, number: str, month: Month) -> list[Reading]:
        """List the readings that a number sent for a month, oldest first."""
        ...

    def list_for_number(self, number: str, limit: int, offset: int) -> list[Reading]:
        """List the readings of a number's meters, newest first."""
        ...

    def list_replaced_by(self, reading_id: int) -> list[Reading]:
        """List the readings that this one replaced, oldest first."""
        ...

    def next_of(self, month: Month) -> NextReading:
        """Tell which numbers the next reading of a month has."""
        ...

    def add(self, reading: NewReading, key: str, known_id: int | None = None) -> Reading: ...

    def replace(self, reading_id: int, by: int) -> None:
        """Mark this reading as replaced by a later one."""
        ...


class KnownValues(Protocol):
    """What billing knew of meters before."""

    def list_for_meter(self, meter_id: str, since: date) -> list[KnownValue]:
        """List what was known of the scales of a meter from a day on."""
        ...


class TariffBook(Protocol):
    """The prices of the registry."""

    def list_for(self, rates: int) -> list[Tariff]:
        """List the tariffs of meters with so many scales for all categories, also past and future ones."""
        ...


class PendingChanges(Protocol):
    """The reports of other meters, as far as they stop readings of the old one."""

    def find_pending(self, meter_id: str, serial: str) -> MeterChange | None:
        """Find the latest report that was not rejected, and that the registry has not caught up with."""
        ...


class Ahead(Protocol):
    """Tells the store what a work is going to look up, so that nothing of it is waited for apart.

    It changes nothing but the time that the work takes.
    """

    def meter(self, account_id: int, meter_id: str, since: date) -> None:
        """A meter, who may reach it, and all that its readings are judged by, known values from a day on."""
        ...

    def readings(self, meter_id: str, since: date) -> None:
        """What the readings of a meter are judged by."""
        ...

    def storing(self, key: str, month: Month) -> None:
        """Whether a reading is stored by its key, and the numbers of the next one of a month."""
        ...

    def first_numbers(self, account_id: int, most: int) -> None:
        """An account and the first of its numbers."""
        ...

    def due(self, account_id: int, month: Month) -> None:
        """What the readings of a month of all numbers of an account are."""
        ...


class AheadUnit(Protocol):
    """What looking ahead needs of the storage."""

    @property
    def ahead(self) -> Ahead: ...


class MeterUnit(AccessUnit, SendersUnit, AheadUnit, Protocol):
    """What a question about a meter needs of the storage."""

    @property
    def meters(self) -> MeterBook: ...
    @property
    def readings(self) -> ReadingBook: ...
    @property
    def history(self) -> KnownValues: ...
    @property
    def meter_changes(self) -> PendingChanges: ...


class NumberList(HeldNumbers, Protocol):
    """The numbers of an account."""

    def list_for(self, account_id: int, most: int = ...) -> list[Holding]:
        """List the first numbers of an account, without a bound all."""
        ...

    def count(self, account_id: int) -> int:
        """Count the numbers of an account."""
        ...


class NumbersUnit(MeterUnit, Protocol):
    """What a reading that begins without a number needs of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def holdings(self) -> NumberList: ...


class ReadingUnit(MeterUnit, Protocol):
    """What a new reading needs of the storage."""

    @property
    def alerts(self) -> AlertBook: ...
    @property
    def tariffs(self) -> TariffBook: ...


@dataclass(frozen=True)
class ReadingCalendar:
    """The present, and the days on which readings are taken."""

    clock: Clock
    zone: ZoneInfo
    window: ReadingWindow

    def now(self) -> datetime:
        """Return the moment of entry."""
        return self.clock()

    def day(self, moment: datetime) -> date:
        """Return the date of a moment where the residents live."""
        return moment.astimezone(self.zone).date()

    def month(self, moment: datetime) -> Month:
        """Return the month that a reading entered at a moment counts for."""
        return self.window.month_of(self.day(moment))


@frozen
class Situation:
    """All that a new reading of a meter is judged by, as it is at a moment.

    ``readings`` are those that this subscriber sent; what others sent before only counts in ``baselines``.
    """

    holding: Holding
    meter: Meter
    today: date
    month: Month
    readings: Sequence[Reading]
    baselines: Mapping[int, Baseline]

    def judge(
        self,
        values: Mapping[int, Decimal],
        rolled_over: Collection[int],
        below_known: Collection[int] = (),
    ) -> Verdict:
        """Judge values for all scales; ``scales-incomplete`` if they are not those of the meter."""
        if set(values) != {scale.number for scale in self.meter.scales}:
            raise DomainError("scales-incomplete")
        return judge(self.meter, values, self.baselines, self.today, rolled_over, below_known)

    def replaced_by(self, status: Status) -> list[Reading]:
        """Return the readings that a new one replaces, oldest first.

        A reading that waits for review replaces no accepted one before it is accepted itself.
        """
        return [
            reading
            for reading in replaceable(self.readings, self.month)
            if status is Status.ACCEPTED or reading.status is Status.REVIEW
        ]

    def kept_beside(self, status: Status) -> Reading | None:
        """Return this month's reading that stays in force next to a new one, until operators decide."""
        replaced = {reading.id for reading in self.replaced_by(status)}
        kept = [each for each in replaceable(self.readings, self.month) if each.id not in replaced]
        return kept[-1] if kept else None


def require_meter(unit: MeterUnit, account_id: int, meter_id: str) -> tuple[Holding, Meter]:
    """Return a meter, also a closed one, and its number; ``email-not-confirmed``, ``not-yours``."""
    meter = unit.meters.find(meter_id)
    if meter is None:
        raise DomainError("not-yours")
    return holding_of(unit.holdings.access_to_meter(account_id, meter_id)), meter


def require_meter_in_use(unit: MeterUnit, account_id: int, meter_id: str) -> tuple[Holding, Meter]:
    """Return a meter that is in use as far as the registry and the reports tell, and its number.

    Errors: those of :func:`require_meter`; ``meter-closed``; ``meter-change-in-review`` or
    ``meter-change-accepted`` if a resident reported that another meter has replaced it.
    """
    holding, meter = require_meter(unit, account_id, meter_id)
    _check_in_use(unit, meter)
    return holding, meter


def require_open(calendar: ReadingCalendar, now: datetime) -> None:
    """See that readings are taken today; ``window-closed`` (``opens``: «ДД.ММ.ГГГГ»)."""
    today = calendar.day(now)
    if not calendar.window.is_open(today):
        raise DomainError("window-closed", opens=format_date(calendar.window.next_opening(today)))


def situation_of(
    unit: MeterUnit, account_id: int, meter_id: str, calendar: ReadingCalendar, now: datetime
) -> Situation:
    """Gather all that a new reading is judged by, if the meter takes one now."""
    unit.ahead.meter(account_id, meter_id, calendar.day(now) - REMEMBERED)
    holding, meter = require_meter(unit, account_id, meter_id)
    return situation_at(unit, holding, meter, calendar, now)


def situation_at(
    unit: MeterUnit, holding: Holding, meter: Meter, calendar: ReadingCalendar, now: datetime
) -> Situation:
    """Gather the same about a meter that was looked up already, with the number that the account holds."""
    unit.ahead.readings(meter.id, calendar.day(now) - REMEMBERED)
    _check_in_use(unit, meter)
    if meter.automatic:
        raise DomainError("meter-automatic")
    require_open(calendar, now)
    today, month = calendar.day(now), calendar.month(now)
    of_meter = unit.readings.list_for_meter(meter.id)
    readings = of_number(of_meter, holding.number)
    if any(reading.month == month and reading.status.is_with_billing for reading in readings):
        raise DomainError("already-exported")
    told = unit.history.list_for_meter(meter.id, today - REMEMBERED)
    known = baselines(meter, of_meter, month, calendar.zone, told)
    return Situation(holding, meter, today, month, readings, known)


def _check_in_use(unit: MeterUnit, meter: Meter) -> None:
    if meter.closed:
        raise DomainError("meter-closed")
    change = unit.meter_changes.find_pending(meter.id, meter.serial)
    if change is not None:
        is_decided = change.status is not ChangeStatus.REVIEW
        raise DomainError("meter-change-accepted" if is_decided else "meter-change-in-review")
