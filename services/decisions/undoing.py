"""An operator takes a decision about a reading back, as long as nothing was built on it."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.alert import Alert, AlertKind
from domain.audit import Action
from domain.baseline import of_number
from domain.errors import DomainError
from domain.operator import Operator
from domain.reading import Reading, Status
from domain.thread import Thread
from services.decisions.review import ReviewUnit, doubted_reading, earlier_in_force
from services.limits import unless_refused
from services.messages import ReadingReopened
from services.ports import Clock
from services.threads.thread import tell_resident
from services.units import Units

UNDOABLE = frozenset({Status.ACCEPTED, Status.REJECTED})
"""The states in which a decided reading still is as the operator left it."""


@dataclass(frozen=True)
class UndoDecision:
    """Let a reading that operators accepted or rejected wait for review again, and tell the resident.

    What an acceptance had replaced is in force again. The alert is open again, for any operator.

    Errors: ``alert-unknown``; ``decision-not-made`` if the alert is open, also because another operator was
    faster; ``decision-exported`` once readings of that month went to billing; ``decision-built-on`` if the
    resident has sent another reading of the meter since. After the last two the alert has no button any more.
    """

    units: Units[ReviewUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, alert_id: int, operator: Operator) -> None:
        """Take it back."""
        now = self.clock()

        def undo(unit: ReviewUnit) -> DomainError | None:
            alert = unit.alerts.find(alert_id)
            if alert is None or alert.kind is not AlertKind.READING_REVIEW:
                raise DomainError("alert-unknown")
            if not alert.is_decided:
                raise DomainError("decision-not-made")
            reading = doubted_reading(unit, alert)
            obstacle = _obstacle(unit, reading)
            if obstacle is not None:
                unit.alerts.annotate(alert_id, {"final": 1})
                return DomainError(obstacle)
            _undo(unit, alert, reading, operator, now)
            return None

        unless_refused(await self.units.write(undo))


def _obstacle(unit: ReviewUnit, reading: Reading) -> str | None:
    """Tell by the code of an error why the decision about a reading has to stand."""
    others = [each for each in unit.readings.list_for_meter(reading.meter_id) if each.id != reading.id]
    of_month = [each for each in of_number(others, reading.number) if each.month == reading.month]
    if (
        any(each.status.is_with_billing for each in of_month)
        or reading.status.is_with_billing
        or reading.status is Status.REFUSED
    ):
        return "decision-exported"
    later = any(each.id > reading.id and each.status.stands for each in others)
    return "decision-built-on" if later or reading.status not in UNDOABLE else None


def _undo(unit: ReviewUnit, alert: Alert, reading: Reading, operator: Operator, now: datetime) -> None:
    unit.readings.undo(reading.id)
    unit.alerts.annotate(
        alert.id,
        {"reason": None, "undone": alert.outcome, "undone_by": operator.name, "undone_at": now.isoformat()},
    )
    unit.alerts.reopen(alert.id, now)
    details = {"receipt": reading.receipt, "was": alert.outcome, "by": alert.decided_by}
    unit.audit.add(operator, Action.DECISION_UNDONE, f"alert:{alert.id}", details, now)
    news = ReadingReopened(reading.receipt, reading.number, *earlier_in_force(unit.readings, reading))
    tell_resident(unit, Thread(alert.id, reading.account_id, None), news)
