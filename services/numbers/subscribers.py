"""Subscriber numbers: proved with a payment, held by one or several accounts, looked at."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.account import Account
from domain.alert import AlertKind
from domain.baseline import baselines
from domain.bill import Bill, Payment, SettledBill, settle
from domain.dates import Month
from domain.errors import DomainError
from domain.limits import FAILED_PROOFS_OF_ACCOUNT, FAILED_PROOFS_OF_NUMBER, Limit, shown_until
from domain.meter import Meter, Scale, Verification
from domain.reading import Reading
from domain.subscriber import Holder, Holding, Subscriber
from domain.subscriber_number import SubscriberNumber
from services.access import AccountBook, HeldNumbers, require_confirmed, require_number
from services.limits import attempts_left, closed_until, unless_refused
from services.messages import NumberShared
from services.numbers.due import MeterDue, NumberDue, number_due
from services.numbers.situation import MeterUnit, ReadingCalendar
from services.ports import AlertBook, AttemptLog, Clock, Outbox, Priority
from services.telling import SessionBook, tell_account
from services.units import Units

LONGEST_NAME = 40
NEWEST_BILLS = 120
"""Bills that residents can see: ten years of them."""
NEWEST_PAYMENTS = 200
"""Payments among which it is looked for what paid them."""


@dataclass(frozen=True, slots=True)
class MeterView:
    """A meter and how it stands this month.

    ``scales`` have the values that a new reading would be compared with, not only those of the registry.
    """

    due: MeterDue
    scales: tuple[Scale, ...]
    verification: Verification

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
    """All that is shown of a number at a glance."""

    due: NumberDue
    meters: tuple[MeterView, ...]

    @property
    def holding(self) -> Holding:
        """The number."""
        return self.due.holding

    @property
    def month(self) -> Month:
        """The month that readings are now taken for."""
        return self.due.month


@dataclass(frozen=True, slots=True)
class BillPage:
    """Some bills of a number; ``is_more``: there are older ones.

    ``elsewhere`` (kopecks) is to pay for months whose bills are not known.
    """

    holding: Holding
    bills: tuple[SettledBill, ...]
    is_more: bool
    elsewhere: int


class SubscriberBook(Protocol):
    """The subscribers of the registry."""

    def find(self, number: str) -> Subscriber | None: ...


class PaymentBook(Protocol):
    """The payments of the registry."""

    def list_of_last_day(self, number: str) -> list[Payment]:
        """List all payments of the last day on which there was any that was not taken back."""
        ...

    def list_for(self, number: str, limit: int, offset: int) -> list[Payment]:
        """List them, newest first."""
        ...


class BillBook(Protocol):
    """The bills of the registry."""

    def list_for(self, number: str, limit: int, offset: int) -> list[Bill]:
        """List them, newest first."""
        ...


class HoldingBook(HeldNumbers, Protocol):
    """Which account holds which number, as far as that changes."""

    def find(self, account_id: int, number: str) -> Holding | None: ...

    def find_by_key(self, account_id: int, key: str) -> Holding | None:
        """Find the holding that a proof with this key added."""
        ...

    def list_for(self, account_id: int) -> list[Holding]:
        """List the numbers of an account in the order in which they were added."""
        ...

    def list_holders(self, number: str) -> list[Holder]: ...

    def add(self, account_id: int, number: str, key: str, at: datetime) -> None: ...

    def rename(self, account_id: int, number: str, name: str | None) -> None: ...

    def remove(self, account_id: int, number: str) -> None:
        """Take the number off the account; no error if the account does not hold it."""
        ...


class HoldingUnit(Protocol):
    """What a look at the numbers needs of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def holdings(self) -> HoldingBook: ...
    @property
    def payments(self) -> PaymentBook: ...
    @property
    def bills(self) -> BillBook: ...


class ProofUnit(HoldingUnit, Protocol):
    """What a proof needs of the storage."""

    @property
    def subscribers(self) -> SubscriberBook: ...
    @property
    def sessions(self) -> SessionBook: ...
    @property
    def attempts(self) -> AttemptLog: ...
    @property
    def alerts(self) -> AlertBook: ...
    @property
    def outbox(self) -> Outbox: ...


@dataclass(frozen=True)
class BeginAdding:
    """See that a number can be added at all, before anything is asked.

    Errors: ``email-not-confirmed``; ``proof-closed`` (``until``).
    """

    units: Units[ProofUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, account_id: int) -> None:
        """Refuse early what would be refused in the end."""
        now = self.clock()

        def check(unit: ProofUnit) -> None:
            require_confirmed(unit, account_id)
            until = closed_until(unit.attempts, FAILED_PROOFS_OF_ACCOUNT, str(account_id), now)
            if until is not None:
                raise _proof_closed(until, now, self.zone)

        await self.units.read(check)


@dataclass(frozen=True)
class CheckNumber:
    """Read a number; whether it exists is not told.

    Errors: those of ``SubscriberNumber.parse``; ``email-not-confirmed``; ``number-already-added``.
    """

    units: Units[HoldingUnit]

    async def __call__(self, account_id: int, text: str) -> SubscriberNumber:
        """Return the number in the form in which it is kept."""
        number = SubscriberNumber.parse(text)

        def check(unit: HoldingUnit) -> None:
            require_confirmed(unit, account_id)
            _require_new(unit, account_id, number)

        await self.units.read(check)
        return number


@dataclass(frozen=True)
class AddSubscriber:
    """Add a number to an account that knows its last payment; the other holders are told.

    Proof: the date of the subscriber's last payment, and the amount of one of that day's payments or of all
    together. Repeating it with the same ``key`` returns the first result.

    Errors: ``email-not-confirmed``; ``number-already-added``; ``proof-wrong`` (``left``: attempts), one and
    the same for number, date and amount; ``proof-closed`` (``until``) after too many, which alerts operators.
    """

    units: Units[ProofUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(
        self, account_id: int, number: SubscriberNumber, paid_on: date, amount: int, key: str
    ) -> Holding:
        """Check the proof; ``amount`` in kopecks."""
        now = self.clock()

        def add(unit: ProofUnit) -> Holding | DomainError:
            account = require_confirmed(unit, account_id)
            added = unit.holdings.find_by_key(account_id, key)
            if added is not None:
                return added
            _require_new(unit, account_id, number)
            until = _closed_until(unit.attempts, account_id, number, now)
            if until is not None:
                return _proof_closed(until, now, self.zone)
            if not _is_proved(unit, number, paid_on, amount):
                return self._refusal(unit, account, number, key, now)
            return _hold(unit, account_id, number, key, now)

        return unless_refused(await self.units.write(add))

    def _refusal(
        self, unit: ProofUnit, account: Account, number: SubscriberNumber, key: str, now: datetime
    ) -> DomainError:
        """Count the failure; the one that closes proofs for a while is told to the operators."""
        for limit, subject in _limits(account.id, number):
            unit.attempts.record(limit.kind, subject, now, key)
        until = _closed_until(unit.attempts, account.id, number, now)
        if until is None:
            limits = _limits(account.id, number)
            left = min(attempts_left(unit.attempts, limit, subject, now) for limit, subject in limits)
            return DomainError("proof-wrong", left=left)
        day = now.astimezone(self.zone).date()
        unit.alerts.raise_alert(
            AlertKind.PROOF_FAILED,
            f"proof-failed:{account.id}:{number}:{day}",
            {"login": account.login, "number": str(number), "failures": FAILED_PROOFS_OF_NUMBER.most},
            now,
            account_id=account.id,
        )
        return _proof_closed(until, now, self.zone)


def _require_new(unit: HoldingUnit, account_id: int, number: SubscriberNumber) -> None:
    if unit.holdings.find(account_id, str(number)) is not None:
        raise DomainError("number-already-added")


def _limits(account_id: int, number: SubscriberNumber) -> tuple[tuple[Limit, str], ...]:
    return (FAILED_PROOFS_OF_ACCOUNT, str(account_id)), (FAILED_PROOFS_OF_NUMBER, str(number))


def _closed_until(
    attempts: AttemptLog, account_id: int, number: SubscriberNumber, now: datetime
) -> datetime | None:
    moments = [closed_until(attempts, limit, subject, now) for limit, subject in _limits(account_id, number)]
    return max((moment for moment in moments if moment is not None), default=None)


def _proof_closed(until: datetime, now: datetime, zone: ZoneInfo) -> DomainError:
    return DomainError("proof-closed", until=shown_until(until, now, zone))


def _is_proved(unit: ProofUnit, number: SubscriberNumber, paid_on: date, amount: int) -> bool:
    subscriber = unit.subscribers.find(str(number))
    if subscriber is None or subscriber.closed:
        return False
    last_day = unit.payments.list_of_last_day(str(number))
    amounts = [payment.amount for payment in last_day if payment.paid_on == paid_on]
    return bool(amounts) and amount in {*amounts, sum(amounts)}


def _hold(unit: ProofUnit, account_id: int, number: SubscriberNumber, key: str, now: datetime) -> Holding:
    for holder in unit.holdings.list_holders(str(number)):
        news = NumberShared(number.masked(), holder.name)
        tell_account(unit, holder.account_id, news, Priority.DECISION)
    unit.holdings.add(account_id, str(number), key, now)
    return require_number(unit, account_id, str(number))


@dataclass(frozen=True)
class ViewCard:
    """Show a number: its balance, its meters and this month's readings.

    Errors: ``email-not-confirmed``, ``not-yours``.
    """

    units: Units[MeterUnit]
    calendar: ReadingCalendar

    async def __call__(self, account_id: int, number: str) -> Card:
        """Return the card."""
        now = self.calendar.now()
        today = self.calendar.day(now)

        def card(unit: MeterUnit) -> Card:
            due = number_due(unit, require_number(unit, account_id, number), self.calendar, now)
            return Card(due, tuple(self._view(unit, meter, due.month, today) for meter in due.meters))

        return await self.units.read(card)

    def _view(self, unit: MeterUnit, due: MeterDue, month: Month, today: date) -> MeterView:
        meter, readings = due.meter, unit.readings.list_for_meter(due.meter.id)
        known = baselines(meter, readings, month, self.calendar.zone)
        scales = tuple(
            replace(scale, last_value=known[scale.number].value, last_date=known[scale.number].since)
            for scale in meter.scales
        )
        return MeterView(due, scales, meter.verification(today))


@dataclass(frozen=True)
class Rename:
    """Give a number a name of one's own.

    Errors: ``email-not-confirmed``, ``not-yours``; ``name-wrong`` (``most``: characters) if it is empty or
    too long.
    """

    units: Units[HoldingUnit]

    async def __call__(self, account_id: int, number: str, name: str | None) -> str | None:
        """Return the name as it is kept; ``None`` takes it away."""
        kept = None if name is None else " ".join(name.split())
        if kept is not None and not (len(kept) <= LONGEST_NAME and any(map(str.isprintable, kept))):
            raise DomainError("name-wrong", most=LONGEST_NAME)

        def rename(unit: HoldingUnit) -> None:
            require_number(unit, account_id, number)
            unit.holdings.rename(account_id, number, kept)

        await self.units.write(rename)
        return kept


@dataclass(frozen=True)
class Remove:
    """Take a number off an account; its readings stay. Doing it again changes nothing."""

    units: Units[HoldingUnit]

    async def __call__(self, account_id: int, number: str) -> None:
        """Remove the number, whether or not the account holds it."""
        await self.units.write(lambda unit: unit.holdings.remove(account_id, number))


@dataclass(frozen=True)
class ListPayments:
    """List the payments of a number, newest first; ``email-not-confirmed``, ``not-yours``."""

    units: Units[HoldingUnit]

    async def __call__(self, account_id: int, number: str, limit: int, offset: int = 0) -> list[Payment]:
        """Return one page."""

        def payments(unit: HoldingUnit) -> list[Payment]:
            require_number(unit, account_id, number)
            return unit.payments.list_for(number, limit, offset)

        return await self.units.read(payments)


@dataclass(frozen=True)
class ListBills:
    """List the bills of a number, newest first, with what is still to pay of each.

    Errors: ``email-not-confirmed``, ``not-yours``.
    """

    units: Units[HoldingUnit]

    async def __call__(self, account_id: int, number: str, limit: int, offset: int = 0) -> BillPage:
        """Return one page; what is to pay is distributed over all bills that are known."""
        first = max(offset, 0)

        def bills(unit: HoldingUnit) -> BillPage:
            holding = require_number(unit, account_id, number)
            known = unit.bills.list_for(number, NEWEST_BILLS, 0)
            payments = unit.payments.list_for(number, NEWEST_PAYMENTS, 0)
            settled = settle(known, payments, holding.balance, holding.penalty)
            page = settled.bills[first : first + limit]
            return BillPage(holding, page, len(settled.bills) > first + limit, settled.elsewhere)

        return await self.units.read(bills)
