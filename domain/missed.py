"""Months in a row for which nobody read the meters of a number, and what billing does next."""

from collections.abc import Callable, Iterable
from enum import StrEnum

from domain.bill_line import Basis, BillLine
from domain.dates import Month
from domain.frozen import frozen

MOST_MONTHS = 12
"""Months in a row that are counted; after a year the exact number tells nothing more."""
MOST_BEHIND = 2
"""Months by which the newest bill may be older than the present month: that of the last one is on its way."""


class Unread(StrEnum):
    """By what billing counted a month without a reading."""

    AVERAGE = "average"
    NORM = "norm"
    CALCULATED = "calculated"
    """By a value of its own; billing does not tell which rule it followed."""


@frozen
class CountedMonth:
    """How a month without a reading was counted, and the kopecks charged, where billing tells them."""

    unread: Unread
    amount: int | None = None


@frozen
class MissedMonths:
    """Months in a row without a reading, ``count`` of them, from ``first`` to ``last``.

    ``last`` is the newest month that billing has counted, and ``counted`` says how. ``average_months`` is how
    many months in a row are counted by the average before the norm follows.
    """

    first: Month
    last: Month
    count: int
    counted: CountedMonth
    average_months: int

    @property
    def is_norm_ahead(self) -> bool:
        """Whether the norm may follow: billing that counts otherwise by now has another rule."""
        return self.counted.unread is not Unread.NORM and self.count <= self.average_months


def counted_by(lines: Iterable[BillLine]) -> CountedMonth | None:
    """Return how the lines of a month count its consumption, if all of them do without a reading.

    ``None`` if a line is by a reading, or if no line tells consumption. A month is by the norm if all its
    lines are.
    """
    used = [line for line in lines if line.basis in {Basis.READING, Basis.AVERAGE, Basis.NORM}]
    bases = {line.basis for line in used}
    if not used or Basis.READING in bases:
        return None
    unread = Unread.NORM if bases == {Basis.NORM} else Unread.AVERAGE
    return CountedMonth(unread, sum(line.amount for line in used))


def missed_months(
    newest: Month, counted: Callable[[Month], CountedMonth | None], average_months: int
) -> MissedMonths | None:
    """Count the months in a row without a reading back from the newest one; ``None`` if it is no such month.

    ``counted`` gives ``None`` for a month that was read, or of which nothing is known. It is asked for one
    month after the other, and for none before such a month.
    """
    last = counted(newest)
    if last is None:
        return None
    count = 1
    while count < MOST_MONTHS and counted(newest.earlier(count)) is not None:
        count += 1
    return MissedMonths(newest.earlier(count - 1), newest, count, last, average_months)
