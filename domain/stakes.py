"""What is at stake when an operator accepts a doubtful reading, and when they are asked a second time.

One tap decides about the bill of a household. Most doubtful readings are a cold month or a heater. A digit
too many is a bill of hundreds of thousands of rubles, so one tap must not be enough for it.
"""

from decimal import Decimal

from domain.frozen import frozen

HIGH_COST = 5_000_000
"""Kopecks: no flat pays 50,000 ₽ for a month."""
HIGH_KWH = Decimal(10_000)
"""kWh, while no tariff tells the cost; about the same money."""
HIGH_FACTOR = 20
"""So many times the usual is no cold winter any more."""
WORTH_A_FACTOR = Decimal(2000)
"""kWh that the factor counts from, because twenty times next to nothing is still little."""
HIGH_LESS = Decimal(2000)
"""kWh below what is known: so much would be taken off the bill."""


@frozen
class Stakes:
    """What an acceptance would bring.

    ``kwh`` of all scales, ``usual`` for the same time and empty where unknown, ``cost`` in kopecks and empty
    where unknown. ``less``: the kWh below what is known, of the scales that show less.
    """

    kwh: Decimal
    usual: Decimal | None
    cost: int | None
    less: Decimal = Decimal(0)

    @property
    def are_high(self) -> bool:
        """Whether the operator is asked a second time."""
        by_money = self.kwh > HIGH_KWH if self.cost is None else self.cost > HIGH_COST
        return by_money or self.is_many_times_the_usual or self.less > HIGH_LESS

    @property
    def is_many_times_the_usual(self) -> bool:
        """Whether the usual is known, and this is far beyond it."""
        if self.usual is None:
            return False
        return self.kwh > max(HIGH_FACTOR * self.usual, WORTH_A_FACTOR)
