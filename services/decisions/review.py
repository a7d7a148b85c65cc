"""Operators decide about readings that are far above the usual."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.alert import Alert, AlertKind
from domain.audit import Action
from domain.baseline import in_force, of_number, replaceable
from domain.errors import DomainError
from domain.operator import Operator
from domain.reading import Reading, Status
from domain.reading_text import format_values
from domain.thread import Thread
from services.alerts import require_open
from services.limits import unless_refused
from services.messages import ReadingAccepted, ReadingBelowAccepted, ReadingNews, ReadingRejected
from services.ports import Clock
from services.threads.thread import ThreadUnit, tell_resident
from services.units import Units


class Doubt(StrEnum):
    """Why a reading is rejected, where an operator need not type it; each has words for the resident."""

    TYPO = "typo"
    OTHER_METER = "other-meter"
    PHOTO_NEEDED = "photo-needed"


class ReviewedReadings(Protocol):
    """The readings, as far as operators change them."""

    def get(self, reading_id: int) -> Reading: ...

    def list_for_meter(self, meter_id: str) -> list[Reading]: ...

    def replace(self, reading_id: int, by: int) -> None: ...

    def decide(self, reading_id: int, status: Status, by: str, reason: str | None, at: datetime) -> None: ...

    def undo(self, reading_id: int) -> None:
        """Let a decided reading wait for review again; readings that its acceptance replaced count again."""
        ...


class ReviewUnit(ThreadUnit, Protocol):
    """What a decision needs of the storage."""

    @property
    def readings(self) -> ReviewedReadings: ...


@dataclass(frozen=True)
class DecideReading:
    """Accept or reject a reading that waits for review, and tell the resident.

    An accepted reading replaces the month's earlier one, which counted until now.

    Errors: those of ``services.alerts.require_open``;
    ``reading-replaced`` if the resident has sent another one meanwhile, which closes the alert as well;
    ``already-exported`` if the earlier one of the month went to billing, so that this can only be rejected.
    """

    units: Units[ReviewUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(
        self, alert_id: int, operator: Operator, *, accept: bool, reason: str | None = None
    ) -> Reading:
        """Return the decided reading."""
        now = self.clock()
        status = Status.ACCEPTED if accept else Status.REJECTED

        def decide_reading(unit: ReviewUnit) -> Reading | DomainError:
            alert = require_open(unit.alerts, alert_id, AlertKind.READING_REVIEW, operator, now, self.zone)
            reading = doubted_reading(unit, alert)
            if reading.status is not Status.REVIEW:
                unit.alerts.close(alert_id, reading.status, now)
                return DomainError("reading-replaced")
            if accept:
                _take_place(unit.readings, reading)
            unit.alerts.annotate(alert_id, {"reason": reason, "accepting": None, "choosing": None})
            unit.alerts.decide(alert_id, operator, status, now)
            unit.readings.decide(reading.id, status, operator.name, reason, now)
            unit.audit.add(
                operator,
                Action.READING_ACCEPTED if accept else Action.READING_REJECTED,
                f"alert:{alert_id}",
                {"receipt": reading.receipt, "reason": reason},
                now,
            )
            news = _accepted(reading) if accept else _rejected(unit, reading, reason)
            tell_resident(unit, Thread(alert_id, reading.account_id, None), news)
            return unit.readings.get(reading.id)

        return unless_refused(await self.units.write(decide_reading))


def doubted_account(unit: ReviewUnit, alert: Alert) -> int | None:
    """Return the account whose reading waits for review; ``None`` if it has sent another one meanwhile."""
    reading = doubted_reading(unit, alert)
    return reading.account_id if reading.status is Status.REVIEW else None


def doubted_reading(unit: ReviewUnit, alert: Alert) -> Reading:
    """Return the reading that an alert for review is about."""
    return unit.readings.get(int(str(alert.details["reading"])))


def _accepted(reading: Reading) -> ReadingNews:
    is_below = any(value.below_known for value in reading.values)
    return (ReadingBelowAccepted if is_below else ReadingAccepted)(reading.receipt, reading.number)


def _rejected(unit: ReviewUnit, reading: Reading, reason: str | None) -> ReadingRejected:
    earlier, values = earlier_in_force(unit.readings, reading)
    return ReadingRejected(reading.receipt, reading.number, reason, earlier, values, reading.id)


def earlier_in_force(readings: ReviewedReadings, reading: Reading) -> tuple[str, str]:
    """Return receipt and values of what is in force for the month of a reading that does not count.

    Both are empty if there is nothing.
    """
    of_subscriber = of_number(readings.list_for_meter(reading.meter_id), reading.number)
    earlier = in_force(of_subscriber, reading.month)
    return ("", "") if earlier is None else (earlier.receipt, format_values(earlier.values))


def _take_place(readings: ReviewedReadings, reading: Reading) -> None:
    of_subscriber = of_number(readings.list_for_meter(reading.meter_id), reading.number)
    others = [other for other in of_subscriber if other.id != reading.id]
    if any(other.month == reading.month and other.status.is_with_billing for other in others):
        raise DomainError("already-exported")
    for earlier in replaceable(others, reading.month):
        readings.replace(earlier.id, by=reading.id)
