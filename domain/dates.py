"""Months of bills, the days of a month on which readings are taken, and how dates are shown."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self


def format_date(day: date) -> str:
    """Return «ДД.ММ.ГГГГ»."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month, such as a bill or a reading counts for."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12:
            raise ValueError(f"there is no month {self.month}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read «YYYY-MM», the form of columns and files; ``ValueError`` for anything else."""
        match = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text)
        if match is None:
            raise ValueError(f"not a month of the form YYYY-MM: {text!r}")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month that holds a day."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    @property
    def number(self) -> int:
        """The month as a whole number that a button holds: 202611."""
        return self.year * 100 + self.month

    @property
    def next(self) -> "Month":
        """The month after this one."""
        return Month.of(self.last_day + timedelta(days=1))

    @property
    def previous(self) -> "Month":
        """The month before this one."""
        return Month.of(self.day(1) - timedelta(days=1))

    def earlier(self, count: int) -> "Month":
        """Return the month that came so many months before this one."""
        years, place = divmod(self.year * 12 + self.month - 1 - count, 12)
        return Month(years, place + 1)

    @property
    def last_day(self) -> date:
        """The 28th to the 31st."""
        return self.day(31)

    def day(self, number: int) -> date:
        """Return the date of a day, or of the last one if the month is shorter."""
        return date(self.year, self.month, min(number, calendar.monthrange(self.year, self.month)[1]))


@dataclass(frozen=True, slots=True)
class ReadingWindow:
    """The days of each month on which readings are taken, from ``first`` to ``last`` inclusive.

    A window that begins later than it ends crosses the month's end: «25-5» is open from the 25th to the 5th
    of the next month, and its readings count for the month in which it opened. In a month that is too short
    the last day stands for the missing one.
    """

    first: int = 1
    last: int = 31

    def __post_init__(self) -> None:
        if not (1 <= self.first <= 31 and 1 <= self.last <= 31):
            raise ValueError("days of a reading window are from 1 to 31")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read «15-26»; an empty text means always open; ``ValueError`` for anything else."""
        if not text.strip():
            return cls()
        match = re.fullmatch(r"\s*([0-9]{1,2})\s*[-–]\s*([0-9]{1,2})\s*", text)
        if match is None:
            raise ValueError("a reading window is two days of the month, such as 15-26")
        return cls(int(match[1]), int(match[2]))

    def month_of(self, day: date) -> Month:
        """Return the month that a reading entered on ``day`` counts for."""
        month = Month.of(day)
        is_tail_of_previous = self._crosses_month and day.day <= self.last and day < month.day(self.first)
        return month.previous if is_tail_of_previous else month

    def is_open(self, day: date) -> bool:
        """Tell whether readings are taken on ``day``."""
        month = self.month_of(day)
        return month.day(self.first) <= day <= self.closing(month)

    def closing(self, month: Month) -> date:
        """Return the last day on which readings for ``month`` are taken."""
        return (month.next if self._crosses_month else month).day(self.last)

    def next_opening(self, day: date) -> date:
        """Return the first day after ``day`` on which a window begins."""
        month = Month.of(day)
        opening = month.day(self.first)
        return opening if opening > day else month.next.day(self.first)

    def days_left(self, day: date) -> int:
        """Return how many days remain after ``day``, on which the window is open: 0 on the last one."""
        return (self.closing(self.month_of(day)) - day).days

    @property
    def _crosses_month(self) -> bool:
        return self.first > self.last
