"""What consumption will cost, as far as the tariffs that came with the registry tell."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from domain.category import category_key
from domain.frozen import frozen


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


def tariffs_for(tariffs: Iterable[Tariff], category: str) -> list[Tariff]:
    """Return what subscribers of a category pay; empty if nothing is known for it, never another's price."""
    key = category_key(category)
    return [tariff for tariff in tariffs if category_key(tariff.category) == key]


def cost(consumption: Mapping[int, Decimal], tariffs: Sequence[Tariff], on: date) -> int | None:
    """Return the kopecks for consumption (kWh by scale number) at the prices in force ``on`` a day.

    ``None`` if the price of any scale is unknown. An estimate: ranges are applied to each scale by itself and
    as if everything had been consumed within one month, because nothing tells how a longer period divides.
    """
    total = Decimal(0)
    for scale, kwh in consumption.items():
        ranges = _ranges_in_force([t for t in tariffs if (t.rates, t.scale) == (len(consumption), scale)], on)
        if not ranges or ranges[0].from_kwh > 0:
            return None
        total += _cost_of_scale(kwh, ranges)
    return int(total.quantize(Decimal(1), ROUND_HALF_UP))


def _ranges_in_force(tariffs: Sequence[Tariff], on: date) -> list[Tariff]:
    """Prices change for all ranges of a scale together, so the latest day of change decides."""
    begun = [tariff for tariff in tariffs if tariff.valid_from <= on]
    latest = max((tariff.valid_from for tariff in begun), default=None)
    return sorted((t for t in begun if t.valid_from == latest), key=lambda tariff: tariff.from_kwh)


def _cost_of_scale(kwh: Decimal, ranges: Sequence[Tariff]) -> Decimal:
    ends = [*(Decimal(tariff.from_kwh) for tariff in ranges[1:]), max(kwh, Decimal(ranges[-1].from_kwh))]
    return sum(
        (
            max(min(kwh, end) - tariff.from_kwh, Decimal(0)) * tariff.price
            for tariff, end in zip(ranges, ends, strict=True)
        ),
        start=Decimal(0),
    )
