"""What a bill is made of, line by line, so that a person can see what they pay for."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum

from domain.frozen import frozen
from domain.meter import Meter


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

    @property
    def is_product(self) -> bool:
        """Whether consumption × price is the amount to the kopeck.

        Rounding, transformers and raised norms are billing's own, so it need not be.
        """
        if self.consumption is None or self.price is None:
            return False
        return self.consumption * self.price == self.amount


def scale_name_of(line: BillLine, meters: Iterable[Meter]) -> str:
    """Return the name of the scale that a line counts; empty if the meters have no name for it, or several.

    Where the note has the serial number of a meter in it, only that meter counts.
    """
    known = list(meters)
    named = [each for each in known if _is_named(each, line.note)]
    names = {scale.name for meter in named or known for scale in meter.scales if scale.place == line.scale}
    return names.pop() if len(names) == 1 else ""


def _is_named(meter: Meter, note: str) -> bool:
    return bool(meter.serial) and re.search(rf"(?<!\w){re.escape(meter.serial)}(?!\w)", note) is not None


def sums_of(lines: Iterable[BillLine]) -> Mapping[BillPart, int]:
    """Add lines up (kopecks), by the sum of the bill that they belong to; no line is a sum of nothing."""
    sums = dict.fromkeys(BillPart, 0)
    for line in lines:
        sums[line.basis.part] += line.amount
    return sums
