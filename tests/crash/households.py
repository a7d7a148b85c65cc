"""Flats with meters and payments, and the registry files that tell of them.

What a resident needs to prove a number is known here, and every reading that is ever entered for a meter has
values of its own, so that a reading which was stored twice cannot pass for two.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

SCALES = {1: ("Круглосуточно",), 2: ("День", "Ночь"), 3: ("Пик", "Полупик", "Ночь")}
FAR_ABOVE = 30_000
"""kWh at once that nobody uses: the bot asks, and an operator looks at it."""
STREET = "г. Светлогорье, ул. Проверочная"


@dataclass
class Household:
    """A subscriber with one meter, as its residents know it; ``amount`` in kopecks, values in kWh."""

    number: str
    paid_on: date
    amount: int
    last_values: tuple[int, ...]
    _entered: int = field(default=0, init=False)

    @property
    def meter(self) -> str:
        """The meter's id, which is its serial number too."""
        return f"M{self.number}"

    @property
    def scale_names(self) -> tuple[str, ...]:
        """The names of the scales, in their order."""
        return SCALES[len(self.last_values)]

    def next_values(self, *, far_above: bool) -> tuple[int, ...]:
        """Read the meter: values that nobody has entered for it before, and that leave it no other way."""
        self._entered += 1
        step = self._entered + (FAR_ABOVE if far_above else 0)
        return tuple(value + step for value in self.last_values)


def settle_households(count: int, today: date, random: Random) -> list[Household]:
    """Invent households: one, two and three scales in turn."""
    return [
        Household(
            number=str(200_000_001 + place),
            paid_on=today - timedelta(days=random.randint(3, 40)),
            amount=random.randint(10_000, 900_000),
            last_values=tuple(
                random.randint(1_000, 9_000) + 10_000 * scale for scale in range(place % 3 + 1)
            ),
        )
        for place in range(count)
    ]


def write_registry(folder: Path, households: Sequence[Household], today: date) -> None:
    """Write what the billing system would hand over about them."""
    read_on = f"{today - timedelta(days=28):%d.%m.%Y}"
    _write(
        folder / "subscribers.csv",
        ("number", "address", "balance", "penalty"),
        ((each.number, f"{STREET}, д. {place}", "0,00", "0,00") for place, each in enumerate(households, 1)),
    )
    _write(
        folder / "meters.csv",
        (
            "meter",
            "number",
            "serial",
            "model",
            "digits",
            "decimals",
            "automatic",
            "installed_on",
            "verify_by",
        ),
        ((each.meter, each.number, each.meter, "Ромашка", "6", "0", "0", "", "") for each in households),
    )
    _write(
        folder / "scales.csv",
        ("meter", "scale", "name", "hours", "last_value", "last_date"),
        (
            (each.meter, scale, name, "", value, read_on)
            for each in households
            for scale, (name, value) in enumerate(zip(each.scale_names, each.last_values, strict=True), 1)
        ),
    )
    _write(
        folder / "payments.csv",
        ("payment", "number", "paid_on", "amount"),
        (
            (f"P{each.number}", each.number, f"{each.paid_on:%d.%m.%Y}", amount_text(each.amount))
            for each in households
        ),
    )


def amount_text(kopecks: int) -> str:
    """Write an amount as people do."""
    return f"{kopecks // 100},{kopecks % 100:02}"


def _write(file: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, delimiter=";")
        writer.writerow(columns)
        writer.writerows(rows)
