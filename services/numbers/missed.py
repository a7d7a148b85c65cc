"""For how many months nobody has read the meters of a number, as far as billing and the bot know."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Protocol

from domain.bill import Bill
from domain.bill_line import BillLine, BillPart
from domain.dates import Month, ReadingWindow
from domain.frozen import frozen
from domain.known_value import KnownValue
from domain.meter import Meter, Verification
from domain.missed import (
    MOST_BEHIND,
    MOST_MONTHS,
    CountedMonth,
    MissedMonths,
    Unread,
    counted_by,
    missed_months,
)
from domain.reading import Reading
from services.access import AccessUnit, require_number
from services.numbers.situation import ReadingCalendar
from services.units import Units

AVERAGE_MONTHS = 3
"""Months in a row that are counted by the average, unless the administrator says otherwise."""
MOST_BILLS = 36
"""Bills that are looked through; a month may have several."""
MOST_VALUES = 500
"""Values of billing that are looked through; a number has a hundred in these months."""


class LineBook(Protocol):
    """The bills of the registry, and what each is made of."""

    def list_for(self, number: str, limit: int, offset: int) -> list[Bill]:
        """List them, newest first."""
        ...

    def list_lines_of(
        self, number: str, months: tuple[Month, Month, Month]
    ) -> Mapping[str, Sequence[BillLine]]:
        """List the lines of the bills of three months, by the ids of bills."""
        ...


class HistoryBook(Protocol):
    """What billing knew before."""

    def list_for_number(self, number: str, since: date, limit: int) -> Mapping[str, list[KnownValue]]:
        """List the values of the meters of a number from a day on, by the id of the meter."""
        ...


class MeterList(Protocol):
    """The meters of the registry."""

    def list_for(self, number: str) -> list[Meter]:
        """List the meters of a subscriber that are not closed."""
        ...


class ReadingList(Protocol):
    """The readings that residents sent."""

    def list_for_meters_of(self, number: str) -> list[Reading]:
        """List all readings of the meters of a subscriber that are not closed, oldest first."""
        ...


class CountedUnit(Protocol):
    """What a look at counted months needs of the storage."""

    @property
    def bills(self) -> LineBook: ...
    @property
    def history(self) -> HistoryBook: ...


class MissedUnit(CountedUnit, AccessUnit, Protocol):
    """What a look at the months without readings needs of the storage."""

    @property
    def meters(self) -> MeterList: ...
    @property
    def readings(self) -> ReadingList: ...


@frozen
class NumberBooks:
    """A number with its bills, the newest first.

    ``meters`` and ``readings`` are looked up when they are needed: mostly the newest bill is by a reading.
    """

    number: str
    bills: Sequence[Bill]
    meters: Callable[[], Sequence[Meter]]
    readings: Callable[[], Sequence[Reading]]


@dataclass(frozen=True)
class ViewMissed:
    """Tell for how many months in a row nobody has read the meters of a number.

    Errors: ``email-not-confirmed``, ``not-yours``.
    """

    units: Units[MissedUnit]
    calendar: ReadingCalendar
    average_months: int = AVERAGE_MONTHS

    async def __call__(self, account_id: int, number: str) -> MissedMonths | None:
        """Return the months; ``None`` if the newest one was read, or if that is not known."""
        now = self.calendar.now()

        def missed(unit: MissedUnit) -> MissedMonths | None:
            require_number(unit, account_id, number)
            return missed_of_number(unit, number, self.calendar, now, self.average_months)

        return await self.units.read(missed)


def missed_of_number(
    unit: MissedUnit, number: str, calendar: ReadingCalendar, now: datetime, average_months: int
) -> MissedMonths | None:
    """Tell the same inside a unit of work, of any number."""
    books = NumberBooks(
        number,
        unit.bills.list_for(number, MOST_BILLS, 0),
        lambda: unit.meters.list_for(number),
        lambda: unit.readings.list_for_meters_of(number),
    )
    return missed_of(unit, books, calendar.month(now), calendar.window, average_months)


def missed_of(
    unit: CountedUnit, books: NumberBooks, month: Month, window: ReadingWindow, average_months: int
) -> MissedMonths | None:
    """Tell the same of books that are there; ``month`` is the one that readings are now taken for."""
    if not books.bills or not month.earlier(MOST_BEHIND) <= books.bills[0].month < month:
        return None
    return missed_months(books.bills[0].month, _Known(unit, books, window).counted, average_months)


@dataclass
class _Known:
    """What is known of the months of a number, looked up as far as it is asked for."""

    unit: CountedUnit
    books: NumberBooks
    window: ReadingWindow
    _lines: dict[Month, list[BillLine]] = field(default_factory=dict)

    def counted(self, month: Month) -> CountedMonth | None:
        """Tell how a month was counted; ``None`` if a meter was read since, or was not to be read."""
        lines = self._lines_of(month)
        by_bill = counted_by(lines)
        if lines and by_bill is None:
            return None
        if not self._meters or self._is_sent_since(month):
            return None
        if any(_counts_by_average(meter, month) for meter in self._meters) or self._is_read_since(month):
            return None
        return by_bill or self._calculated(month)

    def _lines_of(self, month: Month) -> list[BillLine]:
        """Return the lines of a month that are about consumption, read together with those of two before."""
        if month not in self._lines:
            together = (month, month.previous, month.earlier(2))
            self._lines |= {each: [] for each in together}
            months = {bill.id: bill.month for bill in self.books.bills}
            for bill, lines in self.unit.bills.list_lines_of(self.books.number, together).items():
                if bill in months:
                    self._lines[months[bill]] += [
                        line for line in lines if line.basis.part is BillPart.CHARGED
                    ]
        return self._lines[month]

    def _is_sent_since(self, month: Month) -> bool:
        return any(
            each.number == self.books.number and each.month >= month and each.status.stands
            for each in self._readings
        )

    @cached_property
    def _meters(self) -> Sequence[Meter]:
        return [meter for meter in self.books.meters() if not meter.automatic]

    @cached_property
    def _readings(self) -> Sequence[Reading]:
        return self.books.readings()

    @cached_property
    def _values(self) -> Mapping[str, list[KnownValue]]:
        since = self.books.bills[0].month.earlier(MOST_MONTHS).day(1)
        return self.unit.history.list_for_number(self.books.number, since, MOST_VALUES)

    def _of(self, meter: Meter) -> list[KnownValue]:
        return self._values.get(meter.id, [])

    def _is_read_since(self, month: Month) -> bool:
        return any(
            value.source.is_measured and self.window.month_of(value.on) >= month
            for meter in self._meters
            for value in self._of(meter)
        )

    def _calculated(self, month: Month) -> CountedMonth | None:
        """Say that billing calculated the values of all meters, where it tells no lines."""
        is_so = all(
            any(self.window.month_of(value.on) == month for value in self._of(meter))
            for meter in self._meters
        )
        return CountedMonth(Unread.CALCULATED) if is_so else None


def _counts_by_average(meter: Meter, month: Month) -> bool:
    """Tell whether a month may be counted by the average although a reading was sent.

    That is so for a meter whose verification was over, or that hung there only for a part of the month.
    """
    is_new = meter.installed_on is not None and meter.installed_on > month.day(1)
    return is_new or meter.verification(month.last_day) is Verification.OVER
