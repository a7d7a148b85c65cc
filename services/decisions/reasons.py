"""Operators think again before they decide: why they refuse something, or whether they accept a large sum."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from domain.alert import LOCK, Alert, AlertKind
from domain.audit import Action
from domain.details import Value
from domain.operator import Operator
from domain.stakes import Stakes
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
            if begins:
                _take(unit, alert, operator, now)
            unit.alerts.annotate(alert_id, {"choosing": operator.name if begins else None, "accepting": None})
            return unit.alerts.get(alert_id)

        return await self.units.write(choose)


@dataclass(frozen=True)
class WeighAcceptance:
    """See whether an operator has to be asked a second time before something is accepted.

    If so, the alert asks, and meanwhile no other operator decides.

    Errors: those of ``services.alerts.require_open``; ``alert-unknown`` for an alert that cannot be refused.
    """

    units: Units[ThreadUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, alert_id: int, operator: Operator) -> bool:
        """Ask under the alert if much is at stake; ``False`` if nothing has to be asked."""
        now = self.clock()

        def weigh(unit: ThreadUnit) -> bool:
            alert = require_open(unit.alerts, alert_id, None, operator, now, self.zone)
            require_refusable(alert.kind)
            if alert.kind is not AlertKind.READING_REVIEW or not stakes_of(alert.details).are_high:
                return False
            _take(unit, alert, operator, now)
            unit.alerts.annotate(alert_id, {"accepting": operator.name, "choosing": None})
            return True

        return await self.units.write(weigh)


def stakes_of(details: Mapping[str, Value]) -> Stakes:
    """Read from an alert for review what its acceptance would bring; old alerts do not tell the cost."""
    kwh, less, usual = Decimal(0), Decimal(0), Decimal(0)
    is_usual_known = True
    for place in range(1, int(details.get("scales") or 0) + 1):
        consumed = _number(details.get(f"consumption{place}"))
        kwh += consumed or 0
        if details.get(f"below{place}"):
            less += kwh_of(details[f"previous{place}"]) - kwh_of(details[f"value{place}"])
        known, months = _number(details.get(f"usual{place}")), _months(details, place, consumed)
        is_usual_known &= known is not None
        usual += (known or Decimal(0)) * months
    cost = details.get("cost")
    return Stakes(kwh, usual if is_usual_known else None, None if cost is None else int(cost), less)


def _months(details: Mapping[str, Value], place: int, consumed: Decimal | None) -> Decimal:
    """Return in how many months a consumption came together, as far as the alert tells."""
    monthly = _number(details.get(f"month{place}"))
    return consumed / monthly if consumed and monthly else Decimal(1)


def kwh_of(shown: Value) -> Decimal:
    """Read kWh as ``format_value`` wrote them."""
    return Decimal(str(shown).replace(",", "."))


def _number(shown: Value) -> Decimal | None:
    return kwh_of(shown) if shown else None


def _take(unit: ThreadUnit, alert: Alert, operator: Operator, now: datetime) -> None:
    """Assign an alert that no operator has to the one who is about to decide it."""
    if alert.hold_at(now) is None:
        unit.alerts.take(alert.id, operator, now, now + LOCK)
        unit.audit.add(operator, Action.ALERT_TAKEN, f"alert:{alert.id}", {}, now)
