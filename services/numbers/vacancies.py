"""Empty homes: a holder says until when, who has come back says so, and what was sent can be taken back.

What is sent for the residents goes out from ``services/numbers/vacant_readings.py``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from domain.baseline import baselines
from domain.dates import Month, format_date
from domain.errors import DomainError
from domain.frozen import frozen
from domain.meter import Meter
from domain.reading import Reading, Source, Status
from domain.subscriber import Holding, ProvedHolder
from domain.vacancy import Ending, Vacancy
from services.access import AccessUnit, require_number
from services.messages import VacancyBegun, VacancyEnded, VacancyNews, VacantWithdrawn
from services.numbers.due import NumberDue
from services.numbers.situation import MeterBook, ReadingCalendar
from services.ports import Priority
from services.telling import TellingUnit, tell_account
from services.units import Units


class VacantNumbers(Protocol):
    """Which homes are empty, and what became of their meters."""

    def find(self, number: str) -> Vacancy | None:
        """Find the vacancy of a number."""
        ...

    def list_done(self, number: str, month: Month) -> dict[str, datetime]:
        """Tell of which meters something became in a month, by their ids, and when."""
        ...


class VacancyBook(VacantNumbers, Protocol):
    """The empty homes."""

    def keep(self, vacancy: Vacancy) -> None:
        """Keep a vacancy with its values, in place of the one of its number."""
        ...

    def end(self, number: str) -> None:
        """Remove the vacancy of a number."""
        ...


class Holders(Protocol):
    """Who holds a number."""

    def list_holders(self, number: str) -> list[ProvedHolder]: ...


class WithdrawnReadings(Protocol):
    """The readings that residents sent, as far as one can be taken back."""

    def find(self, reading_id: int) -> Reading | None: ...

    def list_for_meter(self, meter_id: str) -> list[Reading]:
        """List all readings of a meter, oldest first."""
        ...

    def withdraw(self, reading_id: int) -> None:
        """Mark this reading as taken back by a resident."""
        ...


class VacantUnit(Protocol):
    """What tells whether a home is empty."""

    @property
    def vacancies(self) -> VacantNumbers: ...


class ToldUnit(TellingUnit, Protocol):
    """What telling all holders of a number needs of the storage."""

    @property
    def hands(self) -> Holders: ...


class VacancyUnit(AccessUnit, ToldUnit, Protocol):
    """What a word about an empty home needs of the storage."""

    @property
    def vacancies(self) -> VacancyBook: ...
    @property
    def meters(self) -> MeterBook: ...
    @property
    def readings(self) -> WithdrawnReadings: ...


@frozen
class KnownValues:
    """A meter, and the values that would be sent for it (kWh by scale number); empty if not all are known."""

    meter: Meter
    values: Mapping[int, Decimal]


@frozen
class VacancyOffer:
    """What would be sent for a number whose home is empty, meter by meter."""

    holding: Holding
    meters: tuple[KnownValues, ...]


def tell_holders(
    unit: ToldUnit, number: str, news: Callable[[ProvedHolder], VacancyNews], *, except_for: int | None = None
) -> None:
    """Tell all accounts that hold a number, or all others than the one that did it."""
    for holder in unit.hands.list_holders(number):
        if holder.account_id != except_for:
            tell_account(unit, holder.account_id, news(holder), Priority.NOTICE)


def is_sent_for(unit: VacantUnit, due: NumberDue, calendar: ReadingCalendar, now: datetime) -> bool:
    """Tell whether residents need no reminder of what is due, because it is sent for them.

    Also if they were told today that it cannot be sent, or took it back today.
    """
    today, number = calendar.day(now), due.holding.number
    vacancy = unit.vacancies.find(number)
    if vacancy is None or not vacancy.is_in_force(today):
        return False
    done = unit.vacancies.list_done(number, due.month)
    return all(each.meter.id not in done or calendar.day(done[each.meter.id]) == today for each in due.due)


@dataclass(frozen=True)
class OfferVacancy:
    """Show what would be sent each month while a home is empty.

    Errors: ``email-not-confirmed``, ``not-yours``; ``vacancy-closed`` for a closed number, ``vacancy-on`` if
    it is said already; ``vacancy-needless`` if no meter takes readings; ``vacancy-unknown`` if no value is
    known.
    """

    units: Units[VacancyUnit]
    calendar: ReadingCalendar

    async def __call__(self, account_id: int, number: str) -> VacancyOffer:
        """Return the meters with their values."""
        now = self.calendar.now()
        return await self.units.read(lambda unit: self.within(unit, account_id, number, now))

    def within(self, unit: VacancyUnit, account_id: int, number: str, now: datetime) -> VacancyOffer:
        """Look inside a unit of work."""
        holding = require_number(unit, account_id, number)
        if holding.closed:
            raise DomainError("vacancy-closed")
        if unit.vacancies.find(number) is not None:
            raise DomainError("vacancy-on")
        meters = self.known(unit, number, now)
        if not meters:
            raise DomainError("vacancy-needless")
        if not any(each.values for each in meters):
            raise DomainError("vacancy-unknown")
        return VacancyOffer(holding, meters)

    def known(self, unit: VacancyUnit, number: str, now: datetime) -> tuple[KnownValues, ...]:
        """List the meters that take readings, with what is known of them."""
        meters = [meter for meter in unit.meters.list_for(number) if not meter.automatic]
        return tuple(KnownValues(meter, self._values(unit, meter, now)) for meter in meters)

    def _values(self, unit: VacancyUnit, meter: Meter, now: datetime) -> Mapping[int, Decimal]:
        after = self.calendar.month(now).next  # so that a reading of this month counts as the last one
        known = baselines(meter, unit.readings.list_for_meter(meter.id), after, self.calendar.zone)
        values = {number: each.value for number, each in known.items() if each.value is not None}
        return values if len(values) == len(meter.scales) else {}


@dataclass(frozen=True)
class BeginVacancy:
    """Send the last values of a number in the name of an account, until a day or until it is stopped.

    The other holders are told. Saying the same again changes nothing. Errors: those of :class:`OfferVacancy`;
    ``vacancy-day-past``.
    """

    units: Units[VacancyUnit]
    offer: OfferVacancy

    async def __call__(self, account_id: int, number: str, last_day: date | None) -> None:
        """Keep it; ``last_day`` is empty until it is stopped."""
        calendar = self.offer.calendar
        now = calendar.now()
        if last_day is not None and last_day < calendar.day(now):
            raise DomainError("vacancy-day-past")

        def begin(unit: VacancyUnit) -> None:
            before = unit.vacancies.find(number)
            if before is not None and (before.account_id, before.last_day) == (account_id, last_day):
                require_number(unit, account_id, number)
                return
            offer = self.offer.within(unit, account_id, number, now)
            unit.vacancies.keep(Vacancy(number, account_id, now, last_day, _by_meter(offer.meters)))
            until = "" if last_day is None else format_date(last_day)
            tell_holders(
                unit, number, lambda each: VacancyBegun(number, each.name, until), except_for=account_id
            )

        await self.units.write(begin)


@dataclass(frozen=True)
class ConfirmVacancy:
    """Say once more that a home is empty, with the values that are known now.

    Errors: ``email-not-confirmed``, ``not-yours``; ``vacancy-off`` if values are not sent any more.
    """

    units: Units[VacancyUnit]
    offer: OfferVacancy

    async def __call__(self, account_id: int, number: str) -> None:
        """Keep it, in the name of the account that says so."""
        now = self.offer.calendar.now()

        def confirm(unit: VacancyUnit) -> None:
            require_number(unit, account_id, number)
            vacancy = unit.vacancies.find(number)
            if vacancy is None:
                raise DomainError("vacancy-off")
            values = _by_meter(self.offer.known(unit, number, now))
            again = replace(vacancy, account_id=account_id, begun_at=now, values=values, doubted_at=None)
            unit.vacancies.keep(again)

        await self.units.write(confirm)


def _by_meter(meters: tuple[KnownValues, ...]) -> dict[str, Mapping[int, Decimal]]:
    return {each.meter.id: each.values for each in meters}


@dataclass(frozen=True)
class EndVacancy:
    """Send nothing for the residents any more; the other holders are told. Doing it again changes nothing.

    Errors: ``email-not-confirmed``, ``not-yours``.
    """

    units: Units[VacancyUnit]

    async def __call__(self, account_id: int, number: str) -> None:
        """End it."""

        def end(unit: VacancyUnit) -> None:
            require_number(unit, account_id, number)
            if unit.vacancies.find(number) is not None:
                end_vacancy(unit, number, Ending.STOPPED, except_for=account_id)

        await self.units.write(end)


class EndingUnit(ToldUnit, Protocol):
    """What the end of a vacancy needs of the storage."""

    @property
    def vacancies(self) -> VacancyBook: ...


def end_vacancy(unit: EndingUnit, number: str, why: Ending, *, except_for: int | None = None) -> None:
    """Remove a vacancy, and tell the holders why."""
    unit.vacancies.end(number)
    tell_holders(unit, number, lambda each: VacancyEnded(number, each.name, why), except_for=except_for)


@dataclass(frozen=True)
class WithdrawReading:
    """Take back what was sent for the residents, as long as billing does not have it; the others are told.

    Doing it again changes nothing. Errors: ``email-not-confirmed``; ``not-yours``, also of a reading that a
    resident typed; ``withdraw-exported``; ``withdraw-replaced`` if a later reading has taken its place.
    """

    units: Units[VacancyUnit]

    async def __call__(self, account_id: int, reading_id: int) -> Reading:
        """Return the reading as it was."""

        def withdraw(unit: VacancyUnit) -> Reading:
            reading = unit.readings.find(reading_id)
            if reading is None or reading.source is not Source.VACANT:
                raise DomainError("not-yours")
            require_number(unit, account_id, reading.number)
            if reading.status is Status.WITHDRAWN:
                return reading
            if not reading.status.may_become(Status.WITHDRAWN):
                is_replaced = reading.status is Status.REPLACED
                raise DomainError("withdraw-replaced" if is_replaced else "withdraw-exported")
            unit.readings.withdraw(reading_id)
            tell_holders(
                unit,
                reading.number,
                lambda each: VacantWithdrawn(reading.number, each.name, reading.receipt),
                except_for=account_id,
            )
            return reading

        return await self.units.write(withdraw)
