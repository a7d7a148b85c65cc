"""What a subscriber number was charged, and what was paid for it."""

from dataclasses import dataclass
from typing import Protocol

from domain.bill import Bill, Payment, SettledBill, settle
from domain.subscriber import Holding
from services.access import AccessUnit, require_number
from services.units import Units

NEWEST_BILLS = 120
"""Bills that residents can see: ten years of them."""
NEWEST_PAYMENTS = 200
"""Payments among which it is looked for what paid them."""


@dataclass(frozen=True, slots=True)
class BillPage:
    """Some bills of a number; ``is_more``: there are older ones.

    ``elsewhere`` (kopecks) is to pay for months whose bills are not known.
    """

    holding: Holding
    bills: tuple[SettledBill, ...]
    is_more: bool
    elsewhere: int


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


@dataclass(frozen=True)
class ListPayments:
    """List the payments of a number, newest first; ``email-not-confirmed``, ``not-yours``."""

    units: Units[BillsUnit]

    async def __call__(self, account_id: int, number: str, limit: int, offset: int = 0) -> list[Payment]:
        """Return one page."""

        def payments(unit: BillsUnit) -> list[Payment]:
            require_number(unit, account_id, number)
            return unit.payments.list_for(number, limit, offset)

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
            known = unit.bills.list_for(number, NEWEST_BILLS, 0)
            payments = unit.payments.list_for(number, NEWEST_PAYMENTS, 0)
            settled = settle(known, payments, holding.balance, holding.penalty)
            page = settled.bills[first : first + limit]
            return BillPage(holding, page, len(settled.bills) > first + limit, settled.elsewhere)

        return await self.units.read(bills)
