"""The kinds of alerts that operators accept or refuse, each with all that is particular to it.

There is one table, because a new kind then is one more row: its buttons, its decision and its photo follow.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.alert import Alert, AlertKind
from domain.errors import DomainError
from domain.operator import Operator
from services.decisions.meter_changes import ChangeUnit, DecideMeterChange, Objection, reporting_account
from services.decisions.readmissions import DecideReadmission, ReadmittingUnit, Unsure
from services.decisions.review import DecideReading, Doubt, ReviewUnit, doubted_account
from services.messages import ActPhotoAsked, PhotoAsked, ReadingPhotoAsked
from services.ports import Clock
from services.units import Units


class DecisionUnit(ReviewUnit, ChangeUnit, ReadmittingUnit, Protocol):
    """What the decisions about all kinds need of the storage."""


class Decision(Protocol):
    """A use case that accepts or refuses what an alert is about."""

    async def __call__(
        self, alert_id: int, operator: Operator, *, accept: bool, reason: str | None = None
    ) -> object: ...


@dataclass(frozen=True)
class Refusable:
    """A kind of alert that operators accept or refuse.

    ``account`` returns the account that is asked for a photo before the decision, and ``None`` if there is
    nothing left to decide, because the resident has sent something else meanwhile. A kind without ``photo``
    has no such question.
    """

    reasons: tuple[str, ...]
    """Reasons of a refusal that an operator need not type; each has the text ``reason-<reason>``."""
    decision: Callable[[Units[DecisionUnit], Clock, ZoneInfo], Decision]
    photo: type[PhotoAsked] | None = None
    account: Callable[[DecisionUnit, Alert], int | None] | None = None


REFUSABLE: Mapping[AlertKind, Refusable] = {
    AlertKind.READING_REVIEW: Refusable(tuple(Doubt), DecideReading, ReadingPhotoAsked, doubted_account),
    AlertKind.METER_CHANGED: Refusable(tuple(Objection), DecideMeterChange, ActPhotoAsked, reporting_account),
    AlertKind.READMISSION_ASKED: Refusable(tuple(Unsure), DecideReadmission),
}
"""The one list of them."""


def require_refusable(kind: AlertKind, reason: str | None = None) -> Refusable:
    """Return the row of a kind.

    Errors: ``alert-unknown`` for a kind that cannot be refused, or if ``reason`` is listed for other kinds
    only; a typed reason fits every kind.
    """
    refusable = REFUSABLE.get(kind)
    if refusable is None or (reason not in refusable.reasons and _is_listed(reason)):
        raise DomainError("alert-unknown")
    return refusable


def _is_listed(reason: str | None) -> bool:
    return any(reason in each.reasons for each in REFUSABLE.values())


@dataclass(frozen=True)
class DecideAlert:
    """Accept or refuse what an alert is about, by the decision of its kind.

    Errors: those of that decision, and of :func:`require_refusable`.
    """

    units: Units[DecisionUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(
        self, alert_id: int, operator: Operator, *, accept: bool, reason: str | None = None
    ) -> None:
        """Decide; ``reason`` is a listed one, or what the operator typed."""
        alert = await self.units.read(lambda unit: unit.alerts.find(alert_id))
        if alert is None:
            raise DomainError("alert-unknown")
        decision = require_refusable(alert.kind, reason).decision(self.units, self.clock, self.zone)
        await decision(alert_id, operator, accept=accept, reason=reason)
