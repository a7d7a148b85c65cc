"""Another meter has replaced the old one: what the resident reports of both."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class ChangeStatus(StrEnum):
    """The life of a report; the resident hears of each decision."""

    REVIEW = "review"
    """An operator decides."""
    ACCEPTED = "accepted"
    """An operator believes it; waits for the next export."""
    REJECTED = "rejected"
    """An operator did not believe it."""
    EXPORTED = "exported"
    """Sent to the billing system, which will bring the new meter with a registry."""


@dataclass(frozen=True, slots=True)
class ChangedScale:
    """What one scale showed (kWh): the old meter when it was taken off, and the new one when it was put up.

    A value is empty where its meter does not have the scale, ``closing`` also where nobody knows it.
    ``ordinal`` is billing's number of the scale when the report went there; empty before.
    """

    scale: int
    closing: Decimal | None
    opening: Decimal | None
    ordinal: int | None = None


@dataclass(frozen=True, slots=True)
class MeterChange:
    """One report of another meter.

    ``old_serial`` is that of ``meter_id`` when it was reported: once the registry gives the meter another
    serial number, or closes it, the report has done its work. ``reason``: why it was rejected. ``spelling``
    is how the registry wrote the number when it went to billing; empty before, and where nobody noted it.
    """

    id: int
    meter_id: str
    number: str
    account_id: int
    old_serial: str
    new_serial: str
    scales: tuple[ChangedScale, ...]
    reported_at: datetime
    status: ChangeStatus
    decided_at: datetime | None = None
    decided_by: str | None = None
    reason: str | None = None
    spelling: str | None = None
