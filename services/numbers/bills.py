"""What a subscriber number was charged, and what was paid for it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.bill import Bill, Payment, SettledBill, Settlement, settle
from domain.bill_line import BillLine
from domain.difference import Trend, trend_of
from domain.errors import DomainError
from domain.frozen import frozen
from domain.meter import Meter
from domain.subscriber import Holding
from services.access import AccessUnit, require_number
from services.units import Units

NEWEST_BILLS = 120
"""Bills that residents can see: ten years of them."""
NEWEST_PAYMENTS = 200
"""Payments among which it is looked for what paid them."""


@frozen
class BillPlace:
    """Where a bill is found: ``month`` is ``Month.number``; of several bills of a month the oldest is 0."""

    month: int
    place: int = 0


@dataclass(frozen=True, slots=True)
class BillPage:
    """Some bills of a number; ``is_more``: there are older ones.

    ``places`` say where each of them is found. ``elsewhere`` (kopecks) is to pay for months whose bills are
    not known.
    """

    holding: Holding
    bills: tuple[SettledBill, ...]
    places: tuple[BillPlace, ...]
    is_more: bool
    elsewhere: int


@dataclass(frozen=True, slots=True)
class BillView:
    """A bill line by line; ``newer`` and ``older`` are the bills next to it, if there are any.

    ``index`` counts from 0, the newest bill of the number. ``lines`` are empty where billing does not tell
    them; ``meters`` are those whose scales they may name. ``trend``: whether its month costs more than the
    one before; empty where there is nothing to compare it with.
    """

    holding: Holding
    settled: SettledBill
    at: BillPlace
    index: int
    lines: tuple[BillLine, ...]
    meters: tuple[Meter, ...]
    newer: BillPlace | None
    older: BillPlace | None
    trend: Trend | None

    @property
    def bill(self) -> Bill:
        """The bill as billing sent it."""
        return self.settled.bill


class PaymentList(Protocol):
    """The payments of the registry."""

    def list_for(self, number: str, limit: int, offset: int) -> list[Payment]:
        """List them, newest first."""
        ...


class BillBook(Protocol):
    """The bills of the registry."""

    def list_for(self, number: str, limit: int, offset: int) -> list[Bill]:
        """List them, newest first."""
        ...


class BillsUnit(AccessUnit, Protocol):
    """What a look at bills and payments needs of the storage."""

    @property
    def payments(self) -> PaymentList: ...
    @property
    def bills(self) -> BillBook: ...


class LineBook(BillBook, Protocol):
    """The bills of the registry, and what each is made of."""

    def list_lines(self, bill_id: str) -> list[BillLine]:
        """List the lines of a bill as billing ordered them; none if it does not tell them."""
        ...


class MeterList(Protocol):
    """The meters of the registry."""

    def list_for(self, number: str) -> list[Meter]:
        """List the meters of a subscriber that are not closed."""
        ...


class BillUnit(BillsUnit, Protocol):
    """What a look at one bill needs of the storage."""

    @property
    def bills(self) -> LineBook: ...
    @property
    def meters(self) -> MeterList: ...


@dataclass(frozen=True)
class ListPayments:
    """List the payments of a number, newest first; ``email-not-confirmed``, ``not-yours``."""

    units: Units[BillsUnit]

    async def __call__(self, account_id: int, number: str, limit: int, offset: int = 0) -> list[Payment]:
        """Return one page."""

        def payments(unit: BillsUnit) -> list[Payment]:
            require_number(unit, account_id, number)
            return unit.payments.list_for(number, limit, max(offset, 0))

        return await self.units.read(payments)


@dataclass(frozen=True)
class ListBills:
    """List the bills of a number, newest first, with what is still to pay of each.

    Errors: ``email-not-confirmed``, ``not-yours``.
    """

    units: Units[BillsUnit]

    async def __call__(self, account_id: int, number: str, limit: int, offset: int = 0) -> BillPage:
        """Return one page; what is to pay is distributed over all bills that are known."""
        first = max(offset, 0)

        def bills(unit: BillsUnit) -> BillPage:
            holding = require_number(unit, account_id, number)
            settled = settled_bills(unit, holding)
            shown = slice(first, first + limit)
            return BillPage(
                holding,
                settled.bills[shown],
                tuple(places_of(settled)[shown]),
                is_more=len(settled.bills) > first + limit,
                elsewhere=settled.elsewhere,
            )

        return await self.units.read(bills)


@dataclass(frozen=True)
class ViewBill:
    """Show one bill line by line, and whether it was paid.

    Errors: ``email-not-confirmed``, ``not-yours``; ``bill-unknown`` if there is no such bill any more.
    """

    units: Units[BillUnit]

    async def __call__(self, account_id: int, number: str, at: BillPlace) -> BillView:
        """Return the bill."""

        def view(unit: BillUnit) -> BillView:
            holding = require_number(unit, account_id, number)
            settled = settled_bills(unit, holding)
            places = places_of(settled)
            if at not in places:
                raise DomainError("bill-unknown")
            index = places.index(at)
            found = settled.bills[index]
            return BillView(
                holding,
                found,
                at,
                index,
                lines=tuple(unit.bills.list_lines(found.bill.id)),
                meters=tuple(unit.meters.list_for(number)),
                newer=places[index - 1] if index > 0 else None,
                older=places[index + 1] if index + 1 < len(places) else None,
                trend=trend_of((each.bill for each in settled.bills), found.bill.month),
            )

        return await self.units.read(view)


def settled_bills(unit: BillsUnit, holding: Holding) -> Settlement:
    """Return the bills of a number that residents can see, with what is still to pay of each."""
    return settled_with(unit, holding, newest_payments(unit, holding.number))


def newest_payments(unit: BillsUnit, number: str) -> list[Payment]:
    """Return the payments among which it is looked for what paid the bills, newest first."""
    return unit.payments.list_for(number, NEWEST_PAYMENTS, 0)


def settled_with(unit: BillsUnit, holding: Holding, payments: Sequence[Payment]) -> Settlement:
    """Return what :func:`settled_bills` does, from payments that were looked up already."""
    known = unit.bills.list_for(holding.number, NEWEST_BILLS, 0)
    return settle(known, payments, holding.balance, holding.penalty)


def places_of(settled: Settlement) -> list[BillPlace]:
    """Return where each of these bills is found, newest first."""
    places, seen = [], Counter[int]()
    for each in reversed(settled.bills):
        month = each.bill.month.number
        places.append(BillPlace(month, seen[month]))
        seen[month] += 1
    return places[::-1]
