"""All that is shown of a subscriber number at a glance, and of all numbers of an account."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol

from domain.baseline import baselines
from domain.bill import LatestPayments, SettledBill, due_until, latest, of_newest_month
from domain.dates import Month
from domain.frozen import frozen
from domain.meter import Meter, Scale, Verification
from domain.meter_change import ChangeStatus
from domain.missed import MissedMonths
from domain.reading import Reading, Status
from domain.subscriber import Holding
from domain.vacancy import Vacancy
from services.access import AccessUnit, require_among, require_held, require_page
from services.numbers.bills import BillsUnit, newest_payments, settled_with
from services.numbers.due import DueState, MeterDue, NumberDue, due_of, number_due
from services.numbers.missed import AVERAGE_MONTHS, CountedUnit, LineBook, NumberBooks, missed_of
from services.numbers.senders import SendersUnit, other_senders
from services.numbers.situation import MeterBook, PendingChanges, ReadingBook, ReadingCalendar
from services.numbers.vacancies import VacantUnit
from services.units import Units

VOID = frozenset({Status.REJECTED, Status.REFUSED})
"""What became of readings that do not count, though nothing was sent in their place."""


@frozen
class UnderWay:
    """What is under way with a meter.

    ``change``: how the report of another meter stands that the registry has not caught up with; ``typed``:
    the month for which the account typed values and did not confirm them.
    """

    change: ChangeStatus | None = None
    typed: Month | None = None


@dataclass(frozen=True, slots=True)
class MeterView:
    """A meter and how it stands this month.

    ``scales`` have the values that a new reading would be compared with, not only those of the registry.
    ``void`` is a reading of this month that was not accepted, as long as none was sent in its place;
    ``is_typed``: values were typed for it, and not confirmed.
    """

    due: MeterDue
    scales: tuple[Scale, ...]
    verification: Verification
    void: Reading | None
    is_typed: bool

    @property
    def meter(self) -> Meter:
        """The meter."""
        return self.due.meter

    @property
    def reading(self) -> Reading | None:
        """The reading of this month that stands, if any."""
        return self.due.reading


@dataclass(frozen=True, slots=True)
class Card:
    """All that is shown of a number at a glance.

    ``bills`` are those of the newest month, mostly one. ``until`` is the day until which the sum to pay is to
    be paid, where billing tells it. ``is_only``: the account has no other number. ``vacancy``: the home is
    empty, as a holder said. ``missed``: months in a row without a reading, as long as that of the month is
    still to be sent. ``senders`` are those of :func:`~services.numbers.senders.other_senders`.
    """

    due: NumberDue
    meters: tuple[MeterView, ...]
    bills: tuple[SettledBill, ...]
    until: date | None
    payments: LatestPayments
    today: date
    is_only: bool
    missed: MissedMonths | None = None
    senders: Mapping[int, str] = field(default_factory=dict)
    vacancy: Vacancy | None = None

    @property
    def holding(self) -> Holding:
        """The number."""
        return self.due.holding

    @property
    def month(self) -> Month:
        """The month that readings are now taken for."""
        return self.due.month


@dataclass(frozen=True, slots=True)
class NumberPage:
    """One of the ``pages`` of an account's numbers, in the order in which they were added.

    ``page`` counts from 0.
    """

    numbers: tuple[NumberDue, ...]
    page: int
    pages: int

    @property
    def is_more(self) -> bool:
        """Whether another page follows."""
        return self.page + 1 < self.pages


class MetersUnderWay(MeterBook, Protocol):
    """The meters of the registry, and what is under way with them."""

    def list_under_way(self, number: str, account_id: int) -> dict[str, UnderWay]:
        """Tell of the meters of a subscriber that are not closed what is under way, by their ids."""
        ...


class ReadingsOfMeters(ReadingBook, Protocol):
    """The readings that residents sent, all of a number at once."""

    def list_for_meters_of(self, number: str) -> list[Reading]:
        """List all readings of the meters of a subscriber that are not closed, oldest first."""
        ...


class CardUnit(CountedUnit, SendersUnit, BillsUnit, VacantUnit, Protocol):
    """What a card needs of the storage."""

    @property
    def bills(self) -> LineBook: ...
    @property
    def meters(self) -> MetersUnderWay: ...
    @property
    def readings(self) -> ReadingsOfMeters: ...


class ListUnit(CardUnit, Protocol):
    """What the list of numbers needs of the storage."""

    @property
    def meter_changes(self) -> PendingChanges: ...


@dataclass(frozen=True)
class ViewCard:
    """Show a number: what is to pay and to send, its last bill and payment, its meters.

    Errors: ``email-not-confirmed``, ``not-yours``.
    """

    units: Units[CardUnit]
    calendar: ReadingCalendar
    average_months: int = AVERAGE_MONTHS

    async def __call__(self, account_id: int, number: str) -> Card:
        """Return the card."""
        now = self.calendar.now()

        def card(unit: CardUnit) -> Card:
            holding, has_others = require_among(unit, account_id, number)
            return self.within(unit, account_id, holding, now, is_only=not has_others)

        return await self.units.read(card)

    def within(
        self, unit: CardUnit, account_id: int, holding: Holding, now: datetime, *, is_only: bool
    ) -> Card:
        """Make the card inside a unit of work, of a number that the account holds."""
        today, number = self.calendar.day(now), holding.number
        meters = unit.meters.list_for(number)
        readings = unit.readings.list_for_meters_of(number) if meters else []
        under_way = unit.meters.list_under_way(number, account_id) if meters else {}
        changes = {meter: each.change for meter, each in under_way.items() if each.change is not None}
        due = due_of(holding, meters, readings, changes, self.calendar, now)
        payments = newest_payments(unit, number)
        bills = settled_with(unit, holding, payments).bills
        return Card(
            due=due,
            meters=tuple(
                self._view(each, readings, under_way[each.meter.id], due.month, today) for each in due.meters
            ),
            bills=of_newest_month(bills),
            until=due_until(bills) if holding.due > 0 else None,
            payments=latest(payments),
            today=today,
            is_only=is_only,
            senders=other_senders(
                unit, number, account_id, [each.reading for each in due.meters if each.reading is not None]
            ),
            missed=self._missed(
                unit,
                due,
                NumberBooks(number, [each.bill for each in bills], lambda: meters, lambda: readings),
            ),
            vacancy=unit.vacancies.find(number),
        )

    def _missed(self, unit: CardUnit, due: NumberDue, books: NumberBooks) -> MissedMonths | None:
        if not due.is_untouched:
            return None
        return missed_of(unit, books, due.month, self.calendar.window, self.average_months)

    def _view(
        self, due: MeterDue, of_number: Sequence[Reading], under_way: UnderWay, month: Month, today: date
    ) -> MeterView:
        meter = due.meter
        readings = [reading for reading in of_number if reading.meter_id == meter.id]
        known = baselines(meter, readings, month, self.calendar.zone)
        scales = tuple(
            replace(scale, last_value=known[scale.number].value, last_date=known[scale.number].since)
            for scale in meter.scales
        )
        is_awaited = due.state is DueState.DUE
        return MeterView(
            due,
            scales,
            meter.verification(today),
            void=_void(readings, meter.subscriber_number, month) if is_awaited else None,
            is_typed=is_awaited and under_way.typed == month,
        )


def _void(readings: Iterable[Reading], number: str, month: Month) -> Reading | None:
    """Return the latest reading of a month that was not accepted."""
    found = [each for each in readings if each.number == number and each.month == month]
    return next((each for each in reversed(found) if each.status in VOID), None)


@dataclass(frozen=True)
class ListHeld:
    """List the numbers of an account, for who looks for one of them; ``email-not-confirmed``."""

    units: Units[AccessUnit]

    async def __call__(self, account_id: int) -> tuple[Holding, ...]:
        """Return them in the order in which they were added."""
        return await self.units.read_long(lambda unit: require_held(unit, account_id))


@dataclass(frozen=True)
class ViewNumbers:
    """Show the numbers of an account page by page, or the card of its only one; ``email-not-confirmed``."""

    units: Units[ListUnit]
    card: ViewCard

    async def __call__(self, account_id: int, page: int, size: int) -> NumberPage | Card:
        """Return ``size`` numbers at most; a page that is not there is the first or the last one."""
        calendar = self.card.calendar
        now = calendar.now()

        def view(unit: ListUnit) -> NumberPage | Card:
            shown = max(page, 0)
            held = require_page(unit, account_id, size, shown * size)
            last = max(held.total - 1, 0) // size
            if shown > last:
                shown = last
                held = require_page(unit, account_id, size, shown * size)
            if held.total == 1:
                return self.card.within(unit, account_id, held.holdings[0], now, is_only=True)
            numbers = tuple(number_due(unit, each, calendar, now) for each in held.holdings)
            return NumberPage(numbers, shown, last + 1)

        return await self.units.read(view)
