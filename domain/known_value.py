"""A value of a meter that billing knew before, and whether it is a reading of the bot that came back."""

from collections.abc import Iterable
from datetime import date, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum

from domain.dates import Month
from domain.frozen import frozen
from domain.reading import Reading

ON_THE_WAY = timedelta(days=10)
"""How much earlier or later than the resident billing may date a reading that it got from the bot."""


class ValueSource(StrEnum):
    """Who told billing a value."""

    RESIDENT = "resident"
    OPERATOR = "operator"
    INSPECTOR = "inspector"
    CALCULATED = "calculated"

    @property
    def is_measured(self) -> bool:
        """Whether somebody read the meter; a calculated value is billing's estimate."""
        return self is not ValueSource.CALCULATED


@frozen
class KnownValue:
    """A value (kWh) of one scale that billing knew for a day."""

    scale: int
    on: date
    value: Decimal
    source: ValueSource


def reading_of(known: KnownValue, readings: Iterable[Reading], zone: tzinfo) -> Reading | None:
    """Return the reading of the bot that came back as this value, the last one if there are several.

    It has the same value of the scale, was dated in the month that it counts for or a few days from its
    entry, and still counts. What an inspector saw or billing calculated is no reading that came back.
    """
    if known.source not in {ValueSource.RESIDENT, ValueSource.OPERATOR}:
        return None
    return max(
        (reading for reading in readings if _is_same(known, reading, zone)),
        key=lambda reading: (reading.entered_at, reading.id),
        default=None,
    )


def _is_same(known: KnownValue, reading: Reading, zone: tzinfo) -> bool:
    value = reading.value(known.scale)
    entered_on = reading.entered_at.astimezone(zone).date()
    is_near = Month.of(known.on) == reading.month or abs(known.on - entered_on) <= ON_THE_WAY
    return reading.status.counts and is_near and value is not None and value.value == known.value
