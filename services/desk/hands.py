"""Giving a number back whose hold another resident ended, because operators settle who it belongs to."""

from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.alert import AlertKind
from domain.audit import Action
from domain.details import Value
from domain.errors import DomainError
from domain.operator import Operator
from domain.subscriber import EndedHold
from services.alerts import AlertDesk, require_open
from services.audit import AuditTrail
from services.limits import unless_refused
from services.messages import NumberRestored, OthersRestored
from services.ports import Clock, Priority
from services.telling import TellingUnit, tell_account
from services.units import Units

RESTORED = "restored"
"""The outcome of an alert whose holds an operator gave back."""
NOTHING_LEFT = "nothing-left"
"""The outcome of an alert whose holds were back already when an operator wanted to give them back."""


class EndedHolds(Protocol):
    """The holds that other residents ended."""

    def list_ended(self, ending: str) -> list[EndedHold]: ...

    def restore(self, ending: str) -> None:
        """Give all of them back, as good as the hold of the resident who ended them."""
        ...


class RestoreUnit(TellingUnit, Protocol):
    """What giving back needs of the storage."""

    @property
    def hands(self) -> EndedHolds: ...
    @property
    def alerts(self) -> AlertDesk: ...
    @property
    def audit(self) -> AuditTrail: ...


@dataclass(frozen=True)
class RestoreHolds:
    """Give the holds of an alert back, and tell both sides.

    Errors: those of ``services.alerts.require_open``; ``holds-back-already``, which closes the alert.
    """

    units: Units[RestoreUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, alert_id: int, operator: Operator) -> None:
        """Give them back."""
        now = self.clock()

        def restore(unit: RestoreUnit) -> DomainError | None:
            alert = require_open(unit.alerts, alert_id, AlertKind.HOLDS_ENDED, operator, now, self.zone)
            number, ending = str(alert.details["number"]), str(alert.details["ending"])
            ended = unit.hands.list_ended(ending)
            unit.alerts.decide(alert_id, operator, RESTORED if ended else NOTHING_LEFT, now)
            if not ended:
                return DomainError("holds-back-already")
            unit.hands.restore(ending)
            for each in ended:
                news = NumberRestored(each.number, each.name)
                tell_account(unit, each.account_id, news, Priority.DECISION)
            if alert.account_id is not None:
                tell_account(unit, alert.account_id, OthersRestored(number), Priority.DECISION)
            details: dict[str, Value] = {"number": number, "restored": len(ended)}
            unit.audit.add(operator, Action.HOLDS_RESTORED, f"alert:{alert_id}", details, now)
            return None

        unless_refused(await self.units.write(restore))
