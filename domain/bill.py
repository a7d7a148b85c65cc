"""Money: what was paid, and what is due."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.dates import Month


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment that billing has booked; ``amount`` in kopecks, below zero where it was taken back."""

    paid_on: date
    amount: int

    @property
    def is_reversal(self) -> bool:
        """Whether it takes an earlier payment back."""
        return self.amount < 0


def last_day(payments: Iterable[Payment]) -> list[Payment]:
    """Return the payments of the last day on which there was one that nobody has taken back.

    A reversal takes back the latest payment of its amount, of its day or earlier.
    """
    standing: list[Payment] = []
    for payment in sorted(payments, key=lambda each: (each.paid_on, each.is_reversal)):
        if not payment.is_reversal:
            standing.append(payment)
        elif (reversed_one := _latest(standing, -payment.amount)) is not None:
            del standing[reversed_one]
    return [payment for payment in standing if payment.paid_on == standing[-1].paid_on]


def _latest(payments: Sequence[Payment], amount: int) -> int | None:
    places = (place for place in reversed(range(len(payments))) if payments[place].amount == amount)
    return next(places, None)


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill of a month; all amounts in kopecks."""

    month: Month
    charged: int
    recalculated: int
    penalty: int
    paid: int
    due: int
