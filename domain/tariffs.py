"""What residents are told of prices: what is paid on a day, what was paid before, which range comes next."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from domain.cost import Tariff, Use, ranges_in_force, used_in
from domain.dates import Month
from domain.frozen import frozen

FEWEST_DAYS = 3
"""Days that a pace is known from: a single day may have been one of baking and washing."""


@frozen
class Prices:
    """The ranges of a scale that came into force on a day, the first one first; at least one."""

    ranges: tuple[Tariff, ...]

    @property
    def since(self) -> date:
        """The day from which they are paid."""
        return self.ranges[0].valid_from

    @property
    def thresholds(self) -> tuple[int, ...]:
        """The kWh at which a range begins, the first range included."""
        return tuple(each.from_kwh for each in self.ranges)

    def price_above(self, kwh: Fraction | int) -> int:
        """Return the kopecks for one kWh more when so many were used in the month."""
        begun = [each for each in self.ranges if each.from_kwh <= kwh]
        return (begun or self.ranges)[-1 if begun else 0].price


@frozen
class ScalePrices:
    """What is paid on a scale: ``now``, ``before`` that, and from a known day on (``coming``)."""

    now: Prices
    before: Prices | None
    coming: Prices | None


def prices_on(tariffs: Sequence[Tariff], rates: int, scale: int, day: date) -> ScalePrices | None:
    """Return the prices of a scale on a day; ``None`` if they are not known."""
    now = ranges_in_force(tariffs, rates, scale, day)
    if not now:
        return None
    before = ranges_in_force(tariffs, rates, scale, now[0].valid_from - timedelta(days=1))
    later = [t.valid_from for t in tariffs if (t.rates, t.scale) == (rates, scale) and t.valid_from > day]
    coming = ranges_in_force(tariffs, rates, scale, min(later)) if later else ()
    return ScalePrices(Prices(now), Prices(before) if before else None, Prices(coming) if coming else None)


def day_of_change(tariffs: Iterable[Tariff], scale: int, price: int, after: date, until: date) -> date | None:
    """Return the day between two days on which a scale came to a price, if there is one such day.

    ``after`` does not count, ``until`` does. Scales of the same number count for meters with more scales and
    with fewer.
    """
    days = {t.valid_from for t in tariffs if (t.scale, t.price) == (scale, price)}
    known = [day for day in days if after < day <= until]
    return known[0] if len(known) == 1 else None


@frozen
class RangeState:
    """How far a number is in the ranges of a month.

    ``used``: the kWh that count for the month by now. ``passed``: the highest threshold below it, if any;
    ``ahead``: the next one, if any, and ``crossed_on``: the day of this month on which it will be passed at
    the pace of the readings, if it will.
    """

    used: Fraction
    passed: int | None
    ahead: int | None
    crossed_on: date | None


def range_state(uses: Sequence[Use], thresholds: Iterable[int], month: Month, today: date) -> RangeState:
    """Tell how far the consumption of all meters of a number has come in a month.

    The day is counted as if every day of the month took what a day between the readings took.
    """
    used = used_in(uses, month)
    known = sorted({each for each in thresholds if each > 0})
    passed = max((each for each in known if each < used), default=None)
    ahead = min((each for each in known if each >= used), default=None)
    crossed_on = None if ahead is None else _crossed_on(uses, ahead, month, today)
    return RangeState(used, passed, ahead, crossed_on)


def _crossed_on(uses: Sequence[Use], threshold: int, month: Month, today: date) -> date | None:
    if not uses or Month.of(today) != month or any(use.days < FEWEST_DAYS for use in uses):
        return None
    a_day = sum((Fraction(use.kwh) / use.days for use in uses), Fraction())
    if a_day * month.last_day.day <= threshold:
        return None
    return max(month.day(floor(threshold / a_day) + 1), today)
