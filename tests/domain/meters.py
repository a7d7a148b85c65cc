"""Meters that the tests of readings share."""

from datetime import date
from decimal import Decimal

from domain.meter import Meter, Scale
from domain.reading import Baseline

TODAY = date(2026, 11, 22)
LAST_MONTH = date(2026, 10, 24)


def meter(*names: str, digits: int = 5, decimals: int = 0, installed_on: date | None = None) -> Meter:
    """Make a meter with scales of these names, numbered from 1."""
    return Meter(
        id="M1",
        subscriber_number="100200301",
        serial="09348817",
        model="Ромашка",
        digits=digits,
        decimals=decimals,
        automatic=False,
        installed_on=installed_on,
        verify_by=None,
        scales=tuple(Scale(number, name, "") for number, name in enumerate(names, start=1)),
    )


def known(*values: str | None, usual: int | None = None, since: date = LAST_MONTH) -> dict[int, Baseline]:
    """Make what is known of scales 1, 2, …: their last values, of last month."""
    return {
        number: Baseline()
        if value is None
        else Baseline(Decimal(value), since, None if usual is None else Decimal(usual))
        for number, value in enumerate(values, start=1)
    }


ONE = meter("Круглосуточно")
TWO = meter("День", "Ночь")
THREE = meter("Пик", "Полупик", "Ночь")
