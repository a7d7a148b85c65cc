"""Why a bill is higher or lower than another one, in parts that add up to the kopeck.

What is charged for kWh is split in a fixed order. The change of consumption counts at the earlier price of
the highest range that both bills reach. What kWh cost more or less because they lie in other ranges than
before counts at earlier prices as well. The change of prices counts for the kWh of the later bill. So every
kopeck has one cause, and a cause that did not change costs nothing.

Parts are exact fractions and are rounded together, by the largest remainder.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import TypeAlias

from domain.bill import Bill
from domain.bill_line import Basis, BillLine
from domain.dates import Month
from domain.frozen import frozen
from domain.line_pairs import ROUNDING, Cells, Pair, Thresholds, has_same_scales, pairs_of

COUNTED = (Basis.NORM, Basis.AVERAGE, Basis.READING)
"""By what kWh are counted; of several that a bill has, people hear of the first."""


class Cause(StrEnum):
    """Why two bills differ."""

    CONSUMPTION = "consumption"
    RANGE = "range"
    PRICE = "price"
    COUNTING = "counting"
    """A sum that has no kWh in one of the bills, such as a norm whose consumption billing does not tell."""
    CHARGED = "charged"
    """All that is charged for electricity, where the lines of a bill are not known."""
    RECALCULATION = "recalculation"
    PENALTY = "penalty"
    OTHER = "other"


@frozen
class Part:
    """What one cause makes a bill higher, or lower where ``amount`` (kopecks) is below zero.

    ``kwh`` is the change of consumption. ``before`` and ``now`` are kopecks: for a kWh where the price is the
    cause, and else the sums that are compared. ``scale`` is billing's number of the scale, and empty for what
    belongs to none or to several. ``thresholds`` belong to :attr:`Cause.RANGE`. ``ranges``: of how many the
    price changed; ``before`` and ``now`` are those of the first one.
    """

    cause: Cause
    amount: int
    scale: int | None = None
    kwh: Decimal = Decimal()
    before: Fraction = Fraction()
    now: Fraction = Fraction()
    thresholds: Thresholds = Thresholds()
    ranges: int = 1


@frozen
class Difference:
    """How much higher a bill is than another one (``amount``, kopecks), and why: the largest part first.

    ``before`` and ``now`` say by what the kWh were counted; empty where nothing was. ``is_pooled``: the
    scales of the two bills are others, so the consumption and the price of all of them are compared.
    ``by_lines``: the lines of both bills are known.
    """

    amount: int
    parts: tuple[Part, ...]
    before: Basis | None = None
    now: Basis | None = None
    is_pooled: bool = False
    by_lines: bool = True


def without_scales(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Put the parts of all scales together, where people would not know the scales by their numbers.

    Prices are left out of what is put together.
    """
    kept, together = list[Part](), dict[Cause, Part]()
    for part in parts:
        if part.scale is None:
            kept.append(part)
        else:
            known = together.get(part.cause, Part(part.cause, 0))
            together[part.cause] = replace(known, amount=known.amount + part.amount, kwh=known.kwh + part.kwh)
    return _ordered([*kept, *together.values()])


class Trend(StrEnum):
    """Whether a month costs more than another one."""

    MORE = "more"
    LESS = "less"
    SAME = "same"

    @classmethod
    def of(cls, amount: int | Fraction) -> "Trend":
        """Tell it from a difference."""
        return cls.MORE if amount > 0 else cls.LESS if amount < 0 else cls.SAME


def trend_of(bills: Iterable[Bill], month: Month) -> Trend | None:
    """Tell whether a month costs more than the one before, or else than a year ago; ``None`` without bills.

    All bills of a month count together.
    """
    known = list(bills)
    for other in compared_with(month):
        if any(bill.month == other for bill in known):
            return Trend.of(_amount_of(known, month) - _amount_of(known, other))
    return None


def compared_with(month: Month) -> tuple[Month, Month]:
    """Return the months that a month is compared with: the one before, and the same one a year ago."""
    return month.previous, Month(month.year - 1, month.month)


def _amount_of(bills: Iterable[Bill], month: Month) -> int:
    return sum(bill.amount for bill in bills if bill.month == month)


def sums_difference(old: Sequence[Bill], new: Sequence[Bill]) -> Difference:
    """Compare bills of which the lines are not known, the earlier ones with the later ones."""
    parts = [
        _of_sums(Cause.CHARGED, *(sum(bill.charged for bill in bills) for bills in (old, new))),
        _of_sums(Cause.RECALCULATION, *(sum(bill.recalculated for bill in bills) for bills in (old, new))),
        _of_sums(Cause.PENALTY, *(sum(bill.penalty for bill in bills) for bills in (old, new))),
    ]
    return Difference(sum(part.amount for part in parts), _ordered(parts), by_lines=False)


def difference(old: Sequence[BillLine], new: Sequence[BillLine]) -> Difference:
    """Compare an earlier bill with a later one by their lines.

    The parts add up to the difference of all amounts. What belongs to :attr:`Cause.OTHER` are lines of that
    basis, and a kopeck of billing's rounding at most.
    """
    before, now = ([line for line in lines if line.basis in COUNTED] for lines in (old, new))
    pairs = pairs_of(before, now)
    of_kwh, rest = _rounded(_shares(pairs, Thresholds.of(before, now)), sum(pair.amount for pair in pairs))
    parts = [
        *of_kwh,
        _of_sums(Cause.COUNTING, sum(pair.flat[0] for pair in pairs), sum(pair.flat[1] for pair in pairs)),
        _of_sums(Cause.RECALCULATION, *_sums(old, new, Basis.RECALCULATION)),
        _of_sums(Cause.PENALTY, *_sums(old, new, Basis.PENALTY)),
        _of_sums(Cause.OTHER, *_sums(old, new, Basis.OTHER), rest),
    ]
    amount = sum(line.amount for line in new) - sum(line.amount for line in old)
    is_pooled = not has_same_scales(before, now)
    return Difference(amount, _ordered(parts), _basis(before), _basis(now), is_pooled)


def _of_sums(cause: Cause, before: int, now: int, rest: int = 0) -> Part:
    return Part(cause, now - before + rest, before=Fraction(before), now=Fraction(now))


def _sums(old: Iterable[BillLine], new: Iterable[BillLine], basis: Basis) -> tuple[int, int]:
    before, now = (sum(line.amount for line in lines if line.basis is basis) for lines in (old, new))
    return before, now


def _ordered(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(sorted((part for part in parts if part.amount), key=lambda part: -abs(part.amount)))


def _basis(lines: Iterable[BillLine]) -> Basis | None:
    known = {line.basis for line in lines}
    return next((basis for basis in COUNTED if basis in known), None)


_Priced: TypeAlias = tuple[Decimal, Fraction, Fraction]


@frozen
class _Split:
    """What each cause costs of the kWh of one meter, in exact kopecks.

    ``kwh`` is the change of consumption. ``changed`` has the ranges with another price: the kWh now, the
    price before, and the price now.
    """

    kwh: Decimal
    by_kwh: Fraction
    by_range: Fraction
    by_price: Fraction
    changed: tuple[_Priced, ...]


def _split(old: Cells, new: Cells) -> _Split:
    """Split the change of cells, of which there is at least one."""
    earlier = {place: _earlier_price(place, old, new) for place in sorted(old.keys() | new.keys())}
    more = {place: _kwh(new, place) - _kwh(old, place) for place in earlier}
    reached = [place for place in earlier if _kwh(old, place) and _kwh(new, place)]
    reference = earlier[max(reached, default=min(earlier))]
    kwh = sum(more.values(), Decimal())
    changed = tuple(
        (cell.kwh, earlier[place], cell.price)
        for place, cell in new.items()
        if cell.kwh and cell.price != earlier[place]
    )
    return _Split(
        kwh,
        by_kwh=Fraction(kwh) * reference,
        by_range=_total(Fraction(more[place]) * (earlier[place] - reference) for place in more),
        by_price=_total(Fraction(used) * (now - before) for used, before, now in changed),
        changed=changed,
    )


def _kwh(cells: Cells, place: int) -> Decimal:
    return cells[place].kwh if place in cells else Decimal()


def _total(kopecks: Iterable[Fraction]) -> Fraction:
    return sum(kopecks, Fraction())


def _earlier_price(place: int, old: Cells, new: Cells) -> Fraction:
    """Return what a kWh of a range cost before.

    If the earlier bill did not reach the range, its price is not known there. It is taken to have changed as
    much as that of the highest range in both bills.
    """
    if place in old:
        return old[place].price
    known = max((each for each in old if each in new and new[each].price), default=None)
    if known is None:
        return new[place].price
    return new[place].price * old[known].price / new[known].price


@frozen
class _Share:
    """A part before it is rounded."""

    part: Part
    exact: Fraction


def _shares(pairs: Iterable[Pair], thresholds: Thresholds) -> list[_Share]:
    """Give each cause that changed: by scales, but for ranges, which all scales fill together."""
    shares, by_range = list[_Share](), Fraction()
    for pair in pairs:
        splits = [_split(old, new) for old, new in pair.meters if old or new]
        by_range += _total(split.by_range for split in splits)
        shares += _of_scale(pair.scale, splits)
    shares.append(_Share(Part(Cause.RANGE, 0, thresholds=thresholds), by_range))
    return [share for share in shares if share.exact]


def _of_scale(scale: int | None, splits: Sequence[_Split]) -> Iterator[_Share]:
    kwh = sum((split.kwh for split in splits), Decimal())
    yield _Share(Part(Cause.CONSUMPTION, 0, scale, kwh), _total(split.by_kwh for split in splits))
    before, now = _mean_prices([split.changed[0] for split in splits if split.changed])
    ranges = max((len(split.changed) for split in splits), default=0)
    part = Part(Cause.PRICE, 0, scale, before=before, now=now, ranges=ranges)
    yield _Share(part, _total(split.by_price for split in splits))


def _mean_prices(prices: Sequence[_Priced]) -> tuple[Fraction, Fraction]:
    """Return what a kWh of all meters together cost before and costs now; nothing if no price changed."""
    kwh = Fraction(sum((used for used, _, _ in prices), Decimal()))
    if not kwh:
        return Fraction(), Fraction()
    before = _total(Fraction(used) * price for used, price, _ in prices)
    now = _total(Fraction(used) * price for used, _, price in prices)
    return before / kwh, now / kwh


def _rounded(shares: Sequence[_Share], kopecks: int) -> tuple[list[Part], int]:
    """Round shares so that they add up; also return what no share takes, a kopeck of billing's rounding.

    Where the same kWh at the same prices cost more kopecks than one, the price is the cause.
    """
    if not shares:
        is_rounding = abs(kopecks) <= ROUNDING
        return ([], kopecks) if is_rounding else ([Part(Cause.PRICE, kopecks)], 0)
    amounts = [floor(share.exact) for share in shares]
    each, single = divmod(kopecks - sum(amounts), len(shares))
    order = sorted(range(len(shares)), key=lambda place: amounts[place] - shares[place].exact)
    for rank, place in enumerate(order):
        amounts[place] += each + (rank < single)
    return [replace(share.part, amount=amount) for share, amount in zip(shares, amounts, strict=True)], 0
