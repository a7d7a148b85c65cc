"""Duty: the operators who are called when an alert waits too long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.audit import Action
from domain.duty import OnDuty
from domain.operator import Operator
from services.audit import AuditTrail
from services.ports import Clock
from services.units import Units


class DutyRoster(Protocol):
    """The operators who are on duty now."""

    def begin(self, operator: Operator, at: datetime) -> bool:
        """Put an operator on duty; ``False`` if they were on duty already."""
        ...

    def end(self, operator: Operator) -> bool:
        """Take an operator off duty; ``False`` if they were not on it."""
        ...

    def list_all(self) -> Sequence[OnDuty]:
        """List the operators on duty, those first who began first."""
        ...


class DutyUnit(Protocol):
    """What duty needs of the storage."""

    @property
    def duty(self) -> DutyRoster: ...
    @property
    def audit(self) -> AuditTrail: ...


@dataclass(frozen=True)
class ViewDuty:
    """Look which operators are on duty."""

    units: Units[DutyUnit]

    async def __call__(self) -> Sequence[OnDuty]:
        """List them, those first who began first."""
        return await self.units.read(lambda unit: unit.duty.list_all())


@dataclass(frozen=True)
class ChangeDuty:
    """Begin or end a duty; an operator who is on duty already stays so, and likewise off it."""

    units: Units[DutyUnit]
    clock: Clock

    async def __call__(self, operator: Operator, *, on: bool) -> Sequence[OnDuty]:
        """Return the operators who are on duty afterwards."""
        now = self.clock()

        def change(unit: DutyUnit) -> Sequence[OnDuty]:
            has_changed = unit.duty.begin(operator, now) if on else unit.duty.end(operator)
            if has_changed:
                action = Action.DUTY_BEGUN if on else Action.DUTY_ENDED
                unit.audit.add(operator, action, f"operator:{operator.id}", {}, now)
            return unit.duty.list_all()

        return await self.units.write(change)
