"""Why a month costs more or less than the month before, and than the same month of last year."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from domain.bill import Bill
from domain.bill_line import BillLine, BillPart, sums_of
from domain.cost import Tariff, tariffs_for
from domain.dates import Month
from domain.difference import Cause, Difference, compared_with, difference, sums_difference
from domain.errors import DomainError
from domain.frozen import frozen
from domain.meter import Meter
from domain.subscriber import Holding
from domain.tariffs import day_of_change
from services.access import AccessUnit, require_number
from services.numbers.bills import NEWEST_BILLS, BillBook, BillPlace, MeterList
from services.numbers.situation import TariffBook
from services.units import Units


class ComparedBook(BillBook, Protocol):
    """The bills of the registry, and what those of some months are made of."""

    def list_lines_of(
        self, number: str, months: tuple[Month, Month, Month]
    ) -> Mapping[str, Sequence[BillLine]]:
        """List the lines of bills, by the ids of the bills; a bill whose lines are not told is left out."""
        ...


class DifferencesUnit(AccessUnit, Protocol):
    """What a comparison of bills needs of the storage."""

    @property
    def bills(self) -> ComparedBook: ...
    @property
    def meters(self) -> MeterList: ...
    @property
    def tariffs(self) -> TariffBook: ...


@frozen
class Comparison:
    """A month next to an earlier one; without ``difference`` there is no bill of the earlier month.

    ``since``: the days on which prices of scales changed, as far as the registry tells.
    """

    month: Month
    difference: Difference | None
    since: Mapping[int, date]


@frozen
class BillComparison:
    """A bill whose month is compared with others.

    ``bills``: how many the month has, which count together. ``meters`` name the scales of the parts.
    """

    holding: Holding
    month: Month
    at: BillPlace
    bills: int
    comparisons: tuple[Comparison, ...]
    meters: tuple[Meter, ...]


@dataclass(frozen=True)
class CompareBill:
    """Split the difference to the month before, and to the same month of last year.

    All bills of a month count together, because a second one adds to the first, or corrects it.

    Errors: ``email-not-confirmed``, ``not-yours``; ``bill-unknown`` if there is no such bill any more.
    """

    units: Units[DifferencesUnit]

    async def __call__(self, account_id: int, number: str, at: BillPlace) -> BillComparison:
        """Return both comparisons, that with the month before first."""

        def compare(unit: DifferencesUnit) -> BillComparison:
            holding = require_number(unit, account_id, number)
            known = unit.bills.list_for(number, NEWEST_BILLS, 0)
            of_month = [bill for bill in known if bill.month.number == at.month]
            if not 0 <= at.place < len(of_month):
                raise DomainError("bill-unknown")
            month = of_month[0].month
            meters = tuple(unit.meters.list_for(number))
            differences = _differences(unit, number, month, known)
            tariffs = _tariffs(unit, holding, meters) if any(map(_has_prices, differences.values())) else []
            return BillComparison(
                holding,
                month,
                at,
                bills=len(of_month),
                comparisons=tuple(
                    Comparison(other, found, _since(found, tariffs, other, month))
                    for other, found in differences.items()
                ),
                meters=meters,
            )

        return await self.units.read(compare)


def _differences(
    unit: DifferencesUnit, number: str, month: Month, known: Sequence[Bill]
) -> dict[Month, Difference | None]:
    others = compared_with(month)
    lines = unit.bills.list_lines_of(number, (month, *others))
    bills = {each: [bill for bill in known if bill.month == each][::-1] for each in (month, *others)}
    return {other: _difference(bills[other], bills[month], lines) for other in others}


def _has_prices(found: Difference | None) -> bool:
    return found is not None and any(part.cause is Cause.PRICE for part in found.parts)


def _tariffs(unit: DifferencesUnit, holding: Holding, meters: Iterable[Meter]) -> list[Tariff]:
    rates = {len(meter.scales) for meter in meters}
    return [tariff for each in rates for tariff in tariffs_for(unit.tariffs.list_for(each), holding.category)]


def _since(
    found: Difference | None, tariffs: Sequence[Tariff], other: Month, month: Month
) -> Mapping[int, date]:
    """Return the days on which scales came to the prices that are paid now."""
    days = {
        part.scale: day_of_change(tariffs, part.scale, int(part.now), other.day(1), month.last_day)
        for part in (() if found is None else found.parts)
        if part.cause is Cause.PRICE and part.scale is not None and part.now.denominator == 1
    }
    return {scale: day for scale, day in days.items() if day is not None}


def _difference(
    old: Sequence[Bill], new: Sequence[Bill], lines: Mapping[str, Sequence[BillLine]]
) -> Difference | None:
    """Compare by lines if all bills have them, or else by sums."""
    if not old:
        return None
    if all(_is_told(bill, lines.get(bill.id, ())) for bill in (*old, *new)):
        before, now = ([line for bill in bills for line in lines.get(bill.id, ())] for bills in (old, new))
        return difference(before, now)
    return sums_difference(old, new)


def _is_told(bill: Bill, lines: Sequence[BillLine]) -> bool:
    """Tell whether lines are all of their bill; one that costs nothing needs none."""
    return sums_of(lines) == {
        BillPart.CHARGED: bill.charged,
        BillPart.RECALCULATED: bill.recalculated,
        BillPart.PENALTY: bill.penalty,
    }
