"""What was consumed month by month, and the last twelve months next to the same ones a year before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from domain.cost import Use, parts_of
from domain.dates import Month
from domain.frozen import frozen

YEAR = 12
"""Months of a chart: each has its namesake of the year before next to it."""
MOST_SCALES = 4
"""Scales that can be told apart by their colours; of more than these only the sum is drawn."""


@frozen
class CountedUse:
    """What a scale of that name counted from one day to another, both included, for a month.

    ``is_calculated``: one of both values was not read off a display, but counted by an average.
    """

    month: Month
    scale: str
    kwh: Decimal
    first: date
    last: date
    is_calculated: bool = False


@frozen
class MonthUse:
    """The kWh of a month, in the order of the scales of its chart; below zero where something was taken back.

    ``is_calculated``: at least a part of it was not measured in this month, but counted by an average.
    """

    kwh: tuple[Fraction, ...]
    is_calculated: bool = False

    @property
    def total(self) -> Fraction:
        """The kWh of all scales."""
        return sum(self.kwh, Fraction())


@frozen
class ChartMonth:
    """A month of a chart, and what was consumed in it and a year before; ``None``: not known."""

    month: Month
    use: MonthUse | None
    year_before: MonthUse | None


@dataclass(frozen=True, slots=True)
class UseChart:
    """Up to twelve months, oldest first; the last one has a known consumption.

    ``scales`` are the names of the parts of each consumption; a single part may have an empty one.
    """

    scales: tuple[str, ...]
    months: tuple[ChartMonth, ...]

    @property
    def average(self) -> Fraction | None:
        """The kWh of an average month, of those whose consumption is known; ``None`` of a single one."""
        known = [each.use.total for each in self.months if each.use is not None]
        return sum(known, Fraction()) / len(known) if len(known) > 1 else None

    @property
    def has_year_before(self) -> bool:
        """Whether anything is known of the year before."""
        return any(each.year_before is not None for each in self.months)

    @property
    def has_calculated(self) -> bool:
        """Whether something was counted by an average."""
        return any(
            use is not None and use.is_calculated
            for each in self.months
            for use in (each.use, each.year_before)
        )


def use_chart(uses: Iterable[CountedUse]) -> UseChart | None:
    """Put consumption into months; ``None`` if there is nothing to draw.

    What was counted in much more than a month is divided by days, as for prices (``domain/cost.py``). Scales
    of one name are one part.
    """
    counted = list(uses)
    scales = tuple(dict.fromkeys(use.scale for use in counted))
    if not scales:
        return None
    shown = scales if len(scales) <= MOST_SCALES else ("",)
    known = _by_month(counted, shown)
    newest = max(known)
    first = max(min(known), newest.earlier(YEAR - 1))
    return UseChart(shown, tuple(_month(known, each) for each in _months(first, newest)))


@dataclass
class _Sum:
    """What is known of a month so far, by the place of the scale."""

    kwh: list[Fraction]
    is_calculated: bool = field(default=False)


def _by_month(uses: Iterable[CountedUse], scales: Sequence[str]) -> Mapping[Month, MonthUse]:
    sums: dict[Month, _Sum] = {}
    for each in uses:
        place = scales.index(each.scale) if each.scale in scales else 0
        use = Use(0, place, each.kwh, each.first, each.last)
        for part in parts_of(use, each.month):
            of_month = sums.setdefault(part.month, _Sum([Fraction()] * len(scales)))
            of_month.kwh[place] += part.kwh
            of_month.is_calculated |= each.is_calculated or use.is_divided
    return {month: MonthUse(tuple(found.kwh), found.is_calculated) for month, found in sums.items()}


def _month(known: Mapping[Month, MonthUse], month: Month) -> ChartMonth:
    return ChartMonth(month, known.get(month), known.get(month.earlier(YEAR)))


def _months(first: Month, last: Month) -> Iterable[Month]:
    month = first
    while month <= last:
        yield month
        month = month.next
