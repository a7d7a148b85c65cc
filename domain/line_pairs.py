"""Which lines of two bills are compared with each other, because bills need not be made of the same ones.

A meter may have been exchanged for one with other scales, thresholds may be others, a price may change within
the month, several meters may have scales of the same number, and a sum may come without kWh.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from domain.bill_line import BillLine
from domain.frozen import frozen

ROUNDING = 1
"""Kopecks by which billing may round a line; a greater deviation means another price."""

Lines: TypeAlias = tuple[Sequence[BillLine], Sequence[BillLine]]
"""Lines of the earlier bill, and those of the later one."""


@frozen
class Cell:
    """The kWh of a range at one price (kopecks per kWh), and the kopecks that they cost."""

    kwh: Decimal
    price: Fraction
    amount: int


Cells: TypeAlias = Mapping[int, Cell]
"""Cells by their ranges, which are counted from 0."""


@frozen
class Pair:
    """What is compared of a scale: the cells of each meter, and sums without kWh (kopecks).

    Of both there is the earlier side and the later one. ``scale`` is billing's number; empty also where all
    scales are taken together.
    """

    scale: int | None
    meters: tuple[tuple[Cells, Cells], ...]
    flat: tuple[int, int]

    @property
    def amount(self) -> int:
        """How many kopecks more the kWh of the later bill cost."""
        return _amount(now for _, now in self.meters) - _amount(before for before, _ in self.meters)


@frozen
class Thresholds:
    """The thresholds that only the later bill passes (``begun``), and those that only the earlier one does.

    Where there are both, the thresholds themselves changed. ``price`` (kopecks) is that of a kWh above the
    last of ``begun``; empty if it is not known, or scales have different ones.
    """

    begun: tuple[int, ...] = ()
    ended: tuple[int, ...] = ()
    price: int | None = None

    @classmethod
    def of(cls, old: Iterable[BillLine], new: Iterable[BillLine]) -> "Thresholds":
        """Compare what the kWh of two bills pass."""
        before, now = _passed(old), _passed(new)
        begun = tuple(sorted(now.keys() - before.keys()))
        prices = now[begun[-1]] if begun else set()
        return cls(begun, tuple(sorted(before.keys() - now.keys())), *(prices if len(prices) == 1 else ()))


def _passed(lines: Iterable[BillLine]) -> dict[int, set[int | None]]:
    """Give the thresholds below the kWh of a bill, each with the prices above it."""
    prices: dict[int, set[int | None]] = {}
    for line in lines:
        if line.from_kwh and line.consumption:
            prices.setdefault(line.from_kwh, set()).add(line.price)
    return prices


def has_same_scales(old: Iterable[BillLine], new: Iterable[BillLine]) -> bool:
    """Tell whether a number of a scale means the same in both bills, as far as can be seen.

    A scale that one bill does not have may have used nothing. But where the prices of the others changed as
    well, the meter may have been exchanged for one with more scales or fewer.
    """
    before, now = _prices(old), _prices(new)
    if not before or not now:
        return not any(line.amount for line in (new if before else old))
    shared = before.keys() & now.keys()
    is_alike = bool(shared) and all(before[scale] & now[scale] for scale in shared)
    return before.keys() == now.keys() or is_alike


def _prices(lines: Iterable[BillLine]) -> dict[int | None, set[tuple[int, int | None]]]:
    """Give the ranges and prices of each scale that has kWh."""
    prices: dict[int | None, set[tuple[int, int | None]]] = {}
    for line in lines:
        if line.consumption is not None:
            prices.setdefault(line.scale, set()).add((_begin(line), line.price))
    return prices


def pairs_of(old: Sequence[BillLine], new: Sequence[BillLine]) -> list[Pair]:
    """Pair the lines that count kWh: scale by scale, or all of them where the scales are not the same."""
    ranges = _ranges(old, new)
    if not has_same_scales(old, new):
        return [_pair(None, ranges, [(old, new)])]
    return [
        _pair(scale, ranges, _by_meter(*lines))
        for scale, lines in _by_scale(old, new)
        if any(line.amount or line.consumption for side in lines for line in side)
    ]


def _begin(line: BillLine) -> int:
    return line.from_kwh or 0


def _by_scale(old: Sequence[BillLine], new: Sequence[BillLine]) -> Iterator[tuple[int | None, Lines]]:
    for scale in dict.fromkeys(line.scale for line in (*old, *new)):
        before, now = ([line for line in lines if line.scale == scale] for lines in (old, new))
        yield scale, (before, now)


def _ranges(old: Iterable[BillLine], new: Iterable[BillLine]) -> tuple[dict[int, int], dict[int, int]]:
    """Count the ranges of each bill; where each has one that the other has not, the first is the first."""
    before, now = ({_begin(line) for line in lines} for lines in (old, new))
    if before <= now or now <= before:
        before = now = before | now
    first, second = ({begin: place for place, begin in enumerate(sorted(side))} for side in (before, now))
    return first, second


def _by_meter(old: Sequence[BillLine], new: Sequence[BillLine]) -> list[Lines]:
    """Pair lines in their order where both bills have as many in each range: one for each meter.

    Otherwise they are taken together, as where a price changed within the month.
    """
    counts = {count for lines in (old, new) for count in Counter(map(_begin, lines)).values()}
    if len(counts) != 1:
        return [(old, new)]
    meters: list[tuple[list[BillLine], list[BillLine]]] = [([], []) for _ in range(counts.pop())]
    for side, lines in enumerate((old, new)):
        seen = Counter[int]()
        for line in lines:
            meters[seen[_begin(line)]][side].append(line)
            seen[_begin(line)] += 1
    return list(meters)


def _pair(
    scale: int | None, ranges: tuple[Mapping[int, int], Mapping[int, int]], meters: Iterable[Lines]
) -> Pair:
    """Compare lines; only as sums where one bill has kWh and the other a sum without them."""
    lines = list(meters)
    cells = tuple((_cells(old, ranges[0]), _cells(new, ranges[1])) for old, new in lines)
    sums = (
        sum(line.amount for old, _ in lines for line in old),
        sum(line.amount for _, new in lines for line in new),
    )
    flat = sums[0] - _amount(old for old, _ in cells), sums[1] - _amount(new for _, new in cells)
    has_kwh = any(old for old, _ in cells), any(new for _, new in cells)
    is_incomparable = has_kwh[0] != has_kwh[1] and flat[has_kwh.index(False)] != 0
    return Pair(scale, (), sums) if is_incomparable else Pair(scale, cells, flat)


def _cells(lines: Iterable[BillLine], ranges: Mapping[int, int]) -> Cells:
    """Put lines with kWh together by ranges; what costs something without kWh is left out."""
    groups: dict[int, list[BillLine]] = {}
    for line in lines:
        if line.consumption is not None:
            groups.setdefault(ranges[_begin(line)], []).append(line)
    cells = {place: _cell(group) for place, group in sorted(groups.items())}
    return {place: cell for place, cell in cells.items() if cell is not None}


def _cell(lines: Sequence[BillLine]) -> Cell | None:
    """Add lines up at the price that makes their amount: billing's, a whole one, or amount by kWh."""
    kwh = sum((line.consumption or Decimal() for line in lines), Decimal())
    amount, told = sum(line.amount for line in lines), {line.price for line in lines}
    mean = amount / Fraction(kwh) if kwh else None
    for price in (*(told if len(told) == 1 else ()), mean if mean is None else round(mean)):
        if price is not None and abs(amount - Fraction(kwh) * price) <= ROUNDING * len(lines):
            return Cell(kwh, Fraction(price), amount)
    return None if mean is None else Cell(kwh, mean, amount)


def _amount(sides: Iterable[Cells]) -> int:
    return sum(cell.amount for cells in sides for cell in cells.values())
