"""Money: what was paid, and what is due."""

from dataclasses import dataclass
from datetime import date

from domain.dates import Month


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
