"""Alerts that no operator looks after: holds run out, and the operators on duty are called."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from domain.alert import Alert
from services.messages import AlertsWait, AlertWaits, MessageKind
from services.ports import Clock, OperatorsChat
from services.units import Units

REMINDED_APART = 3
"""Alerts that are repeated one by one; more at once come in one message, so that the group stays readable."""


class WatchedAlerts(Protocol):
    """The alerts, as far as time passes over them."""

    def end_holds(self, now: datetime) -> None:
        """End the holds whose time is over, so that another operator may take these alerts."""
        ...

    def list_unattended(self, since: datetime, now: datetime) -> Sequence[Alert]:
        """List open alerts that no operator has taken or was reminded of since; the longest waiting first."""
        ...

    def note_reminded(self, alerts: Sequence[Alert], at: datetime) -> None:
        """Keep that operators were reminded of these alerts."""
        ...


class WatchUnit(Protocol):
    """What the watch needs of the storage."""

    @property
    def alerts(self) -> WatchedAlerts: ...
    @property
    def operators(self) -> OperatorsChat: ...


@dataclass(frozen=True)
class LookAfterAlerts:
    """Repeat alerts that have waited for ``period``, once in each; without a period no alert is repeated.

    The moment of the last reminder is kept with the alert, so a restart neither forgets nor repeats one, and
    a bot that was down for hours reminds once.
    """

    units: Units[WatchUnit]
    clock: Clock
    period: timedelta | None

    async def __call__(self) -> None:
        """Look once."""
        now = self.clock()

        def look(unit: WatchUnit) -> None:
            unit.alerts.end_holds(now)
            if self.period is not None:
                due = unit.alerts.list_unattended(now - self.period, now)
                unit.alerts.note_reminded(due, now)
                _remind(unit.operators, due)

        await self.units.write_long(look)


def _remind(operators: OperatorsChat, due: Sequence[Alert]) -> None:
    """Leave a message for each alert, or one for all if there are many."""
    if len(due) > REMINDED_APART:
        operators.leave(AlertsWait(len(due), due[0].id), once=MessageKind.ALERTS_WAIT)
        return
    for alert in due:
        operators.leave(AlertWaits(alert.id), once=f"{MessageKind.ALERT_WAITS}:{alert.id}")
