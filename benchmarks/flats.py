"""What residents know about their flats. Imports nothing: the floor must start as lightly as it can."""

from __future__ import annotations

from dataclasses import dataclass

FIRST_PERSON = 1_000_000
CONSUMPTION = 150
"""kWh since the previous value: what a flat uses in a month, so that nothing has to be asked about it."""


@dataclass(frozen=True)
class Flat:
    """What one resident knows; the id is that of the person and of the private chat."""

    place: int

    @property
    def person(self) -> int:
        """Telegram's id."""
        return FIRST_PERSON + self.place

    @property
    def number(self) -> str:
        """The subscriber number."""
        return str(200_000_000 + self.place)

    @property
    def previous(self) -> int:
        """What the meter showed last (kWh)."""
        return 10_000 + self.place

    @property
    def value(self) -> int:
        """What the meter shows now (kWh)."""
        return self.previous + CONSUMPTION
