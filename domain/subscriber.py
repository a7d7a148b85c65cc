"""A flat or house that gets bills, and how accounts hold its number."""

from dataclasses import dataclass

from domain.frozen import frozen


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


@frozen
class Holding:
    """A subscriber number as one account holds it, under the resident's own ``name`` for it.

    ``balance`` (a debt is positive) is owed for electricity, and ``penalty`` comes on top of it, both in
    kopecks. A ``closed`` number vanished from the registry; it can still be looked at. ``category`` says
    whose tariffs are paid; it is empty for a subscriber without one.
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
