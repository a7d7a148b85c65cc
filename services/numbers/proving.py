"""The proof of a subscriber number by its last payment, and how failures of it are counted.

What others failed at closes a number to them and to those who failed as well. Who has not failed may try once
all the same, because otherwise a stranger could shut its owner out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeAlias

from domain.limits import Limit
from domain.subscriber_number import SubscriberNumber
from services.limits import all_closed_until, attempts_left
from services.ports import AttemptLog

Counted: TypeAlias = tuple[tuple[Limit, str], ...]
"""Limits under which a failure counts, each with its subject."""


class PaymentBook(Protocol):
    """The payments of the registry."""

    def proves(self, number: str, paid_on: date, amount: int) -> bool:
        """Tell whether a number had its last payment on a day, of this amount.

        Nothing proves a number that is closed or unknown, which takes the same work.
        """
        ...


class ProvingUnit(Protocol):
    """What a proof needs of the storage."""

    @property
    def payments(self) -> PaymentBook: ...
    @property
    def attempts(self) -> AttemptLog: ...


@dataclass(frozen=True)
class Proof:
    """What is known of the last payment of a number: its day, and ``amount`` in kopecks."""

    number: SubscriberNumber
    paid_on: date
    amount: int

    def is_right(self, unit: ProvingUnit) -> bool:
        """Tell whether it is one payment of the last day, or all of them together."""
        return unit.payments.proves(str(self.number), self.paid_on, self.amount)


@dataclass(frozen=True)
class Tried:
    """A proof as it is counted, once for each ``key``.

    ``own`` are the limits of what the person did, ``shared`` those that the failures of others close too.
    """

    own: Counted
    shared: Counted
    key: str
    now: datetime

    def closed_until(self, attempts: AttemptLog) -> datetime | None:
        """Return until when the proof is closed; what others closed is open to who has not failed."""
        has_failed = any(attempts_left(attempts, *each, self.now) < each[0].most for each in self.own)
        return all_closed_until(attempts, self._all if has_failed else self.own, self.now)

    def count_failure(self, attempts: AttemptLog) -> tuple[datetime | None, int]:
        """Count a failure; return until when the proof is closed now, and how many attempts are left."""
        for limit, subject in self._all:
            attempts.record(limit.kind, subject, self.now, self.key)
        left = min(attempts_left(attempts, *each, self.now) for each in self._all)
        return all_closed_until(attempts, self._all, self.now), left

    @property
    def _all(self) -> Sequence[tuple[Limit, str]]:
        return (*self.own, *self.shared)
