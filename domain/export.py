"""What goes to the billing system together."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from domain.reading import Source


@dataclass(frozen=True, slots=True)
class Export:
    """One export: ``sealed_at`` is empty while readings are still taken, sums are kWh.

    A row is a scale of a reading; the consumption of a first value is not known and counts as nothing.
    """

    number: int
    begun_at: datetime
    sealed_at: datetime | None
    written_at: datetime | None
    readings: int
    changes: int
    """Reports of other meters that operators accepted."""
    rows: int
    value_sum: Decimal
    consumption_sum: Decimal
    first_entered_at: datetime | None
    last_entered_at: datetime | None
    has_remarks: bool = True
    """Whether its files have the column of remarks; exports of earlier versions keep the bytes they had."""
    has_sources: bool = True
    """The same for the column that tells where the values come from."""


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One scale of an exported reading, values in kWh; rows are ordered by ``place``.

    ``scale`` is billing's number of the scale of that ``name``; empty if billing has no such scale any more.
    """

    place: tuple[int, int]
    receipt: str
    number: str
    meter: str
    serial: str
    scale: int | None
    name: str
    month: str
    previous: Decimal | None
    value: Decimal
    consumption: Decimal | None
    rolled_over: bool
    entered_at: datetime
    below_known: bool = False
    source: Source = Source.DISPLAY
