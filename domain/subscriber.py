"""A flat or house that gets bills, and how accounts hold its number."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from domain.frozen import frozen


class Stove(StrEnum):
    """Stoves that billing systems tell apart, because prices may depend on it."""

    ELECTRIC = "electric"
    GAS = "gas"


class BillDelivery(StrEnum):
    """How a bill gets to the subscriber."""

    PAPER = "paper"
    ELECTRONIC = "electronic"
    BOTH = "both"


@frozen
class Premises:
    """What billing knows of a flat or house; empty where it does not tell.

    ``area`` is in m², and ``residents`` counts people. ``stove`` is a ``Stove`` and ``bill_delivery`` a
    ``BillDelivery`` where the registry has a known word, and its own word otherwise. ``category`` is in
    billing's words, and says whose prices count.
    """

    area: Decimal | None = None
    residents: int | None = None
    stove: str = ""
    category: str = ""
    bill_delivery: str = ""


@frozen
class Subscriber:
    """A flat or house that gets bills.

    ``balance`` (a debt is positive) is owed for electricity, and ``penalty`` comes on top of it, both in
    kopecks.
    """

    number: str
    address: str
    balance: int
    penalty: int
    closed: bool
    premises: Premises = Premises()

    @property
    def due(self) -> int:
        """The one sum to pay, in kopecks; below zero: overpaid."""
        return self.balance + self.penalty


@dataclass(frozen=True, slots=True)
class Home:
    """A subscriber as a look-up by address finds it."""

    number: str
    address: str
    closed: bool


@dataclass(frozen=True, slots=True)
class Holder:
    """An account that holds a number, under its own name for it."""

    account_id: int
    name: str | None
    language: str


class HoldEndReason(StrEnum):
    """Why an operator ends a hold, where it need not be typed; each has words for the resident."""

    MOVED_OUT = "moved-out"
    NOT_THEIRS = "not-theirs"


@dataclass(frozen=True, slots=True)
class EndedHold:
    """That an account held a number, under its own ``name`` for it, until somebody ended that.

    ``ending`` is the idempotency key of the deed; ``by_operator``: it was no other resident.
    """

    account_id: int
    number: str
    name: str | None
    ended_at: datetime
    ending: str
    by_operator: bool

    @property
    def ended_second(self) -> int:
        """When it was ended, in whole seconds since 1970: a button that takes it back names it by this."""
        return int(self.ended_at.timestamp())


@dataclass(frozen=True, slots=True)
class LastEnding:
    """The deed that keeps a number from an account until there is a payment after ``paid_on``."""

    paid_on: date
    by_operator: bool


@dataclass(frozen=True, slots=True)
class ProvedHolder:
    """An account that holds a number, and the day of the payment that proved it.

    ``paid_on`` is empty if an earlier version took the proof; it was not later than ``added_on`` (UTC).
    """

    account_id: int
    login: str
    name: str | None
    paid_on: date | None
    added_on: date

    def may_end(self, other: "ProvedHolder") -> bool:
        """Tell whether this account may end the hold of another: it proved the number by a later payment."""
        if self.account_id == other.account_id or self.paid_on is None:
            return False
        return self.paid_on > (other.paid_on or other.added_on)


@frozen
class Holding:
    """A subscriber number as one account holds it, under the resident's own ``name`` for it.

    ``balance`` (a debt is positive) is owed for electricity, and ``penalty`` comes on top of it, both in
    kopecks. A ``closed`` number vanished from the registry; it can still be looked at. ``category`` as in
    ``Premises``.
    """

    number: str
    name: str | None
    address: str
    balance: int
    penalty: int
    closed: bool
    category: str = ""

    @property
    def due(self) -> int:
        """The one sum to pay, in kopecks; below zero: overpaid."""
        return self.balance + self.penalty
