"""What a bill is made of, line by line, so that a person can see what they pay for."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum

from domain.frozen import frozen


class BillPart(StrEnum):
    """A sum of a bill that lines add up to; the names are those of the fields of ``Bill``."""

    CHARGED = "charged"
    RECALCULATED = "recalculated"
    PENALTY = "penalty"


class Basis(StrEnum):
    """By what billing counted a line."""

    READING = "reading"
    AVERAGE = "average"
    NORM = "norm"
    RECALCULATION = "recalculation"
    PENALTY = "penalty"
    OTHER = "other"

    @property
    def part(self) -> BillPart:
        """The sum of the bill that a line of this basis belongs to."""
        return _PARTS.get(self, BillPart.CHARGED)


_PARTS = {Basis.RECALCULATION: BillPart.RECALCULATED, Basis.PENALTY: BillPart.PENALTY}


@frozen
class BillLine:
    """A line of a bill: ``amount`` in kopecks, for ``consumption`` (kWh) at ``price`` (kopecks per kWh).

    ``scale`` is billing's number of the scale, ``from_kwh`` where the range of the tariff begins, ``note`` in
    billing's words. What is empty billing does not tell. A consumption or an amount below zero is taken off.
    """

    basis: Basis
    amount: int
    scale: int | None = None
    consumption: Decimal | None = None
    from_kwh: int | None = None
    price: int | None = None
    note: str = ""


def sums_of(lines: Iterable[BillLine]) -> Mapping[BillPart, int]:
    """Add lines up (kopecks), by the sum of the bill that they belong to; no line is a sum of nothing."""
    sums = dict.fromkeys(BillPart, 0)
    for line in lines:
        sums[line.basis.part] += line.amount
    return sums
