"""What consumption will cost, as far as the tariffs that came with the registry tell.

Ranges count what all meters of a number use in a calendar month; each scale has its proportional share of
what lies above a threshold. Shares are fractions, so nothing is lost or added; a line is rounded once, to the
kopeck.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import floor

from domain.category import category_key
from domain.dates import Month
from domain.frozen import frozen

LONGEST_MONTH = 45
"""Days between two readings that still count as one month: the readings of two months in a row are that far
apart, because each may be sent on any day of its window (from the 15th to the 26th there are 42)."""


@frozen
class Tariff:
    """The price (kopecks per kWh) above ``from_kwh`` on a scale of meters that have ``rates`` scales.

    It is paid by subscribers of its ``category``; an empty one is for those who have none.
    """

    rates: int
    scale: int
    from_kwh: int
    price: int
    valid_from: date
    category: str = ""


@frozen
class Use:
    """What a scale counted from one day to another, both included; ``scale`` is its number in billing."""

    rates: int
    scale: int
    kwh: Decimal
    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it was counted."""
        return (self.last - self.first).days + 1

    @property
    def is_divided(self) -> bool:
        """Whether it is more than a month, which is divided over the calendar months."""
        return self.days > LONGEST_MONTH


@frozen
class CostLine:
    """What a part of the consumption costs: the kWh of a month, a scale and a range at one price.

    ``price`` and ``amount`` in kopecks.
    """

    month: Month
    scale: int
    from_kwh: int
    valid_from: date
    price: int
    kwh: Fraction
    amount: int


def use_since(rates: int, scale: int, kwh: Decimal, since: date | None, today: date) -> Use:
    """Give what was counted after the day of one value until that of the next.

    Where the first day is not known, everything is taken to be of the last one.
    """
    first = today if since is None else min(since + timedelta(days=1), today)
    return Use(rates, scale, kwh, first, today)


def tariffs_for(tariffs: Iterable[Tariff], category: str) -> list[Tariff]:
    """Return what subscribers of a category pay; empty if nothing is known for it, never another's price."""
    key = category_key(category)
    return [tariff for tariff in tariffs if category_key(tariff.category) == key]


def ranges_in_force(tariffs: Iterable[Tariff], rates: int, scale: int, on: date) -> tuple[Tariff, ...]:
    """Return the ranges of a scale on a day, the first one first; empty if a price is missing.

    Prices change for all ranges of a scale together, so the latest day of change decides.
    """
    begun = [t for t in tariffs if (t.rates, t.scale) == (rates, scale) and t.valid_from <= on]
    latest = max((tariff.valid_from for tariff in begun), default=None)
    ranges = sorted((t for t in begun if t.valid_from == latest), key=lambda tariff: tariff.from_kwh)
    return tuple(ranges) if ranges and ranges[0].from_kwh <= 0 else ()


def used_in(uses: Iterable[Use], month: Month) -> Fraction:
    """Return the kWh that count for a month, of readings that were sent for it."""
    return sum((part.kwh for use in uses for part in parts_of(use, month) if part.month == month), Fraction())


def cost_lines(
    uses: Sequence[Use], tariffs: Sequence[Tariff], month: Month, beside: Iterable[Use] = ()
) -> tuple[CostLine, ...] | None:
    """Return what readings for a month cost, line by line; ``None`` if the price of any scale is unknown.

    ``beside``: what other meters of the number used, which fills the ranges as well. What was counted in more
    than :data:`LONGEST_MONTH` days is divided by days over the calendar months. Where prices change, days
    divide as well; days before the first known price are counted at that one. Each line is rounded by itself,
    half a kopeck upwards, and the cost is the sum of the lines.
    """
    parts = [part for use in uses for part in parts_of(use, month)]
    totals: dict[Month, Fraction] = {}
    for part in [*parts, *(part for use in beside for part in parts_of(use, month))]:
        totals[part.month] = totals.get(part.month, Fraction()) + part.kwh
    shares: dict[tuple[Month, Tariff], Fraction] = {}
    for part in parts:
        priced = _priced(part, tariffs)
        if priced is None:
            return None
        for kwh, ranges in priced:
            for tariff, share in _in_ranges(kwh, totals[part.month], ranges):
                shares[part.month, tariff] = shares.get((part.month, tariff), Fraction()) + share
    return tuple(_line(*key, kwh) for key, kwh in shares.items())


def total_of(lines: Iterable[CostLine]) -> int:
    """Return the kopecks of all lines together."""
    return sum(line.amount for line in lines)


@frozen
class UsePart:
    """The kWh of a use that count for one month."""

    month: Month
    use: Use
    first: date
    last: date
    kwh: Fraction


def parts_of(use: Use, month: Month) -> Iterator[UsePart]:
    """Divide a use over the months that its kWh count for, by days."""
    if not use.is_divided:
        yield UsePart(month, use, use.first, use.last, Fraction(use.kwh))
        return
    first = use.first
    while first <= use.last:
        last = min(Month.of(first).last_day, use.last)
        days = (last - first).days + 1
        yield UsePart(Month.of(first), use, first, last, Fraction(use.kwh) * days / use.days)
        first = last + timedelta(days=1)


def _priced(part: UsePart, tariffs: Sequence[Tariff]) -> list[tuple[Fraction, tuple[Tariff, ...]]] | None:
    """Divide a part by days where prices change, each piece with its ranges; ``None`` if one has none."""
    rates, scale = part.use.rates, part.use.scale
    changes = sorted({t.valid_from for t in tariffs if (t.rates, t.scale) == (rates, scale)})
    if not changes or changes[0] > part.use.last:
        return None
    inside = [day for day in changes[1:] if part.first < day <= part.last]
    bounds = [part.first, *inside, part.last + timedelta(days=1)]
    whole, priced = (part.last - part.first).days + 1, []
    for first, after in pairwise(bounds):
        ranges = ranges_in_force(tariffs, rates, scale, max(first, changes[0]))
        if not ranges:
            return None
        priced.append((part.kwh * (after - first).days / whole, ranges))
    return priced


def _in_ranges(kwh: Fraction, total: Fraction, ranges: Sequence[Tariff]) -> Iterator[tuple[Tariff, Fraction]]:
    """Give a scale its proportional share of each range that the total of the month reaches into."""
    for tariff, until in zip(ranges, [*(each.from_kwh for each in ranges[1:]), None], strict=True):
        reached = (total if until is None else min(total, Fraction(until))) - tariff.from_kwh
        if reached > 0:
            yield tariff, kwh * reached / total
        elif tariff is ranges[0]:
            yield tariff, Fraction()


def _line(month: Month, tariff: Tariff, kwh: Fraction) -> CostLine:
    amount = floor(kwh * tariff.price + Fraction(1, 2))
    return CostLine(month, tariff.scale, tariff.from_kwh, tariff.valid_from, tariff.price, kwh, amount)
