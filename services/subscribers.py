"""Subscriber numbers: proved with a payment, held by one or several accounts, looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.dates import Month
from domain.errors import DomainError
from domain.limits import Limit, shown_until
from domain.meter import Meter
from domain.reading import Reading
from domain.subscriber_number import SubscriberNumber
from services.access import AccountBook, HeldNumbers, Holding, require_confirmed, require_number
from services.alerts import AlertKind
from services.limits import attempts_left, closed_until, unless_refused
from services.ports import AlertBook, AttemptLog, Clock, Outbox, Priority
from services.readings import MeterUnit, ReadingCalendar
from services.units import Units

FAILED_PROOFS_OF_ACCOUNT = Limit("proof-account", most=5, window=timedelta(hours=24))
FAILED_PROOFS_OF_NUMBER = Limit("proof-number", most=5, window=timedelta(hours=24))
LONGEST_NAME = 40
NUMBER_SHARED = "number-shared"
"""The message's kind, details ``number`` (masked) and ``name`` (their own, or empty): to the other holders."""


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A flat or house that gets bills; ``balance`` (a debt is positive) and ``penalty`` in kopecks."""

    number: str
    address: str
    balance: int
    penalty: int
    closed: bool


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment that billing has booked; ``amount`` in kopecks."""

    paid_on: date
    amount: int


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill of a month; all amounts in kopecks."""

    month: Month
    charged: int
    recalculated: int
    penalty: int
    paid: int
    due: int


@dataclass(frozen=True, slots=True)
class Holder:
    """An account that holds a number, under its own name for it."""

    account_id: int
    name: str | None
    language: str


@dataclass(frozen=True, slots=True)
class MeterView:
    """A meter with its scales' last values, and this month's reading that stands, if any."""

    meter: Meter
    reading: Reading | None


@dataclass(frozen=True, slots=True)
class Card:
    """All that is shown of a number at a glance; ``month`` is the one that readings are now taken for."""

    holding: Holding
    month: Month
    meters: tuple[MeterView, ...]


class SubscriberBook(Protocol):
    """The subscribers of the registry."""

    def find(self, number: str) -> Subscriber | None: ...


class PaymentBook(Protocol):
    """The payments of the registry."""

    def list_of_last_day(self, number: str) -> list[Payment]:
        """All payments of the last day on which there was any."""
        ...

    def list_for(self, number: str, limit: int, offset: int) -> list[Payment]:
        """Newest first."""
        ...


class BillBook(Protocol):
    """The bills of the registry."""

    def list_for(self, number: str, limit: int, offset: int) -> list[Bill]:
        """Newest first."""
        ...


class HoldingBook(HeldNumbers, Protocol):
    """Which account holds which number, as far as that changes."""

    def find_by_key(self, account_id: int, key: str) -> Holding | None:
        """The holding that a proof with this key added."""
        ...

    def list_for(self, account_id: int) -> list[Holding]:
        """In the order in which they were added."""
        ...

    def list_holders(self, number: str) -> list[Holder]: ...

    def add(self, account_id: int, number: str, key: str, at: datetime) -> None: ...

    def rename(self, account_id: int, number: str, name: str | None) -> None: ...

    def remove(self, account_id: int, number: str) -> None:
        """No error if it is not held."""
        ...


class SessionBook(Protocol):
    """Where people are signed in."""

    def list_chats(self, account_id: int) -> list[int]: ...


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
        raise NotImplementedError


@dataclass(frozen=True)
class CheckNumber:
    """Read a number; whether it exists is not told.

    Errors: those of ``SubscriberNumber.parse``; ``number-already-added``.
    """

    units: Units[ProofUnit]

    async def __call__(self, account_id: int, text: str) -> SubscriberNumber:
        """Return the number in the form in which it is kept."""
        raise NotImplementedError


@dataclass(frozen=True)
class AddSubscriber:
    """Add a number to an account that knows its last payment.

    Proof: the date of the subscriber's last payment, and the amount of one of that day's payments or of all
    together. The other holders are told. Repeating it with the same ``key`` returns the first result.

    Errors: ``email-not-confirmed``; ``number-already-added``; ``proof-wrong`` (``left``: attempts), one and the
    same for a number, a date and an amount; ``proof-closed`` (``until``) after too many, which alerts operators.
    """

    units: Units[ProofUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(
        self, account_id: int, number: SubscriberNumber, paid_on: date, amount: int, key: str
    ) -> Holding:
        """``amount`` in kopecks."""
        raise NotImplementedError


@dataclass(frozen=True)
class ListSubscribers:
    """List the numbers of an account in the order in which they were added; ``email-not-confirmed``."""

    units: Units[HoldingUnit]

    async def __call__(self, account_id: int) -> list[Holding]:
        """Return what one button each shows."""
        raise NotImplementedError


class CardUnit(MeterUnit, Protocol):
    """What the card of a number needs of the storage."""


@dataclass(frozen=True)
class ViewCard:
    """Show a number: its balance, its meters and this month's readings; ``email-not-confirmed``, ``not-yours``."""

    units: Units[CardUnit]
    calendar: ReadingCalendar

    async def __call__(self, account_id: int, number: str) -> Card:
        """Return the card."""
        raise NotImplementedError


@dataclass(frozen=True)
class Rename:
    """Give a number a name of one's own.

    Errors: ``email-not-confirmed``, ``not-yours``, ``name-empty``, ``name-too-long`` (``most``).
    """

    units: Units[HoldingUnit]

    async def __call__(self, account_id: int, number: str, name: str | None) -> str | None:
        """Return the name as it is kept; ``None`` takes it away."""
        raise NotImplementedError


@dataclass(frozen=True)
class Remove:
    """Take a number off an account; its readings stay. Doing it again changes nothing."""

    units: Units[HoldingUnit]

    async def __call__(self, account_id: int, number: str) -> None:
        """Remove it whether or not it is held."""
        raise NotImplementedError


@dataclass(frozen=True)
class ListPayments:
    """List the payments of a number, newest first; ``email-not-confirmed``, ``not-yours``."""

    units: Units[HoldingUnit]

    async def __call__(self, account_id: int, number: str, limit: int, offset: int = 0) -> list[Payment]:
        """Return one page."""
        raise NotImplementedError


@dataclass(frozen=True)
class ListBills:
    """List the bills of a number, newest first; ``email-not-confirmed``, ``not-yours``."""

    units: Units[HoldingUnit]

    async def __call__(self, account_id: int, number: str, limit: int, offset: int = 0) -> list[Bill]:
        """Return one page."""
        raise NotImplementedError
