"""What residents are reminded of, and on which days."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from domain.dates import Month, ReadingWindow

VERIFICATION_STAGES = (14, 60)
"""Days before the end of a verification from which its holders are reminded, once each."""
BEFORE_DUE = 2
"""Days before the last day to pay a bill from which its holders are reminded."""


class ReminderKind(StrEnum):
    """What a resident can be reminded of; each can be switched on and off."""

    READINGS = "readings"
    """A reading of the month that was not sent."""
    VERIFICATION = "verification"
    """The verification of a meter that runs out."""
    NEW_BILL = "new-bill"
    """A bill that has come."""
    BILL_DUE = "bill-due"
    """A bill that is to be paid soon and is not paid."""

    @property
    def is_on_at_first(self) -> bool:
        """Whether residents get it who chose nothing."""
        return self in {ReminderKind.READINGS, ReminderKind.VERIFICATION}


@dataclass(frozen=True, slots=True)
class ReminderDays:
    """The days on which residents are reminded of readings.

    ``of_month`` are days of the calendar month, of which the last one stands for those that it does not have.
    ``before_end`` counts the days that are left of the window.
    """

    of_month: frozenset[int] = frozenset()
    before_end: frozenset[int] = frozenset()

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read «20,24», «end-5,end-1» or «off»; empty: ``None``; ``ValueError`` for anything else."""
        if not text.strip():
            return None
        if text.strip().casefold() == "off":
            return cls()
        of_month: set[int] = set()
        before_end: set[int] = set()
        for word in text.split(","):
            match = re.fullmatch(r"\s*(end\s*-)?\s*([0-9]{1,2})\s*", word.casefold())
            if match is None or not (0 if match[1] else 1) <= int(match[2]) <= 31:
                raise ValueError("not days such as 20,24 or end-5,end-1, nor off")
            (before_end if match[1] else of_month).add(int(match[2]))
        return cls(frozenset(of_month), frozenset(before_end))

    @classmethod
    def usual(cls, window: ReadingWindow) -> Self:
        """Give the days that fit a window: its last ones, or the 20th and 24th if it never closes."""
        if window == ReadingWindow():
            return cls(of_month=frozenset({20, 24}))
        return cls(before_end=frozenset({5, 1}))

    @property
    def is_off(self) -> bool:
        """Whether nobody is reminded."""
        return not (self.of_month or self.before_end)

    def include(self, day: date, window: ReadingWindow) -> bool:
        """Tell whether residents are reminded on ``day``: never while the window is closed."""
        if not window.is_open(day):
            return False
        month = Month.of(day)
        return window.days_left(day) in self.before_end or any(
            month.day(each) == day for each in self.of_month
        )


def verification_stage(verify_by: date, today: date) -> int | None:
    """Return the one of :data:`VERIFICATION_STAGES` that has come; ``None`` too early and after the end."""
    left = (verify_by - today).days
    return next((stage for stage in VERIFICATION_STAGES if 0 <= left <= stage), None)


def is_due_soon(due_on: date | None, today: date) -> bool:
    """Tell whether a bill has to be paid in :data:`BEFORE_DUE` days or fewer."""
    return due_on is not None and 0 <= (due_on - today).days <= BEFORE_DUE


def is_recent(month: Month, today: date) -> bool:
    """Tell whether a bill of a month is news: it is of this month or of the one before."""
    return month >= Month.of(today).previous
