"""Operators choose why they refuse something, before they refuse it."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from domain.alert import LOCK, Alert
from domain.audit import Action
from domain.operator import Operator
from services.alerts import require_open
from services.decisions.refusable import require_refusable
from services.ports import Clock
from services.threads.thread import ThreadUnit
from services.units import Units


@dataclass(frozen=True)
class ChooseReason:
    """Let an operator choose the reason of a refusal; meanwhile no other operator decides.

    Errors: those of ``services.alerts.require_open``; ``alert-unknown`` for an alert that cannot be refused.
    """

    units: Units[ThreadUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, alert_id: int, operator: Operator, *, begins: bool) -> Alert:
        """Offer the reasons under the alert, or take them away again; return the alert."""
        now = self.clock()

        def choose(unit: ThreadUnit) -> Alert:
            alert = require_open(unit.alerts, alert_id, None, operator, now, self.zone)
            require_refusable(alert.kind)
            if begins and alert.hold_at(now) is None:
                unit.alerts.take(alert_id, operator, now, now + LOCK)
                unit.audit.add(operator, Action.ALERT_TAKEN, f"alert:{alert_id}", {}, now)
            unit.alerts.annotate(alert_id, {"choosing": operator.name if begins else None})
            return unit.alerts.get(alert_id)

        return await self.units.write(choose)
