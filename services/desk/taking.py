"""Work on alerts: which operator has taken one, and which ones are over."""

from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.alert import LOCK, Care, Hold
from domain.audit import Action
from domain.errors import DomainError
from domain.operator import Operator
from services.alerts import AlertDesk, require_open
from services.audit import AuditTrail
from services.ports import Clock
from services.units import Units

CLOSED = "closed"
"""The outcome of an alert that an operator has looked after."""


class DeskUnit(Protocol):
    """What work on an alert needs of the storage."""

    @property
    def alerts(self) -> AlertDesk: ...
    @property
    def audit(self) -> AuditTrail: ...


@dataclass(frozen=True)
class TakeAlert:
    """Take an alert in work, so that the others see it and leave it alone for :data:`~domain.alert.LOCK`.

    Errors: ``alert-unknown``; ``alert-already-decided`` (``by``), ``alert-already-closed``; ``alert-taken``
    (``by``, ``until``).
    """

    units: Units[DeskUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, alert_id: int, operator: Operator) -> Hold:
        """Take it; an operator who has taken it already keeps their hold as it is."""
        now = self.clock()

        def take(unit: DeskUnit) -> Hold:
            alert = require_open(unit.alerts, alert_id, None, operator, now, self.zone)
            held = alert.hold_at(now)
            if held is not None:
                return held
            hold = Hold(operator, now, now + LOCK)
            unit.alerts.take(alert_id, operator, now, hold.until)
            details = {"until": hold.until.isoformat(timespec="seconds")}
            unit.audit.add(operator, Action.ALERT_TAKEN, f"alert:{alert_id}", details, now)
            return hold

        return await self.units.write(take)


@dataclass(frozen=True)
class ReleaseAlert:
    """Give an alert back, so that others may take it.

    Errors: those of :class:`TakeAlert`.
    """

    units: Units[DeskUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, alert_id: int, operator: Operator) -> None:
        """Give it back; an alert that no operator has taken stays as it is."""
        now = self.clock()

        def release(unit: DeskUnit) -> None:
            alert = require_open(unit.alerts, alert_id, None, operator, now, self.zone)
            if alert.hold_at(now) is None:
                return
            unit.alerts.release(alert_id, now)
            unit.audit.add(operator, Action.ALERT_RELEASED, f"alert:{alert_id}", {}, now)

        await self.units.write(release)


@dataclass(frozen=True)
class CloseAlert:
    """Say that an operator has looked after an alert that asks for no decision.

    Errors: those of :class:`TakeAlert`; ``alert-unknown`` also for one that asks for a decision.
    """

    units: Units[DeskUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, alert_id: int, operator: Operator) -> None:
        """Close it."""
        now = self.clock()

        def close(unit: DeskUnit) -> None:
            alert = require_open(unit.alerts, alert_id, None, operator, now, self.zone)
            if alert.care is not Care.ATTENTION:
                raise DomainError("alert-unknown")
            unit.alerts.decide(alert_id, operator, CLOSED, now)
            unit.audit.add(operator, Action.ALERT_CLOSED, f"alert:{alert_id}", {"kind": alert.kind}, now)

        await self.units.write(close)
