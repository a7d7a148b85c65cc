"""What happens to alerts that nobody looks after: locks run out, and the operators on duty are called."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from domain.alert import Alert
from services.ports import Clock
from services.units import Units

REMINDED_APART = 3
"""Alerts that are repeated one by one; more at once come in one message, so that the group stays readable."""

ALERT_WAITS = "alert-waits"
"""The message's kind, details ``alert``: to the operators' group."""
ALERTS_WAIT = "alerts-wait"
"""Likewise, with ``count`` and the ``alert`` that has waited longest."""


class WatchedAlerts(Protocol):
    """The alerts, as far as time passes over them."""

    def end_holds(self, now: datetime) -> None:
        """Let nobody have what was taken for a time that is over."""
        ...

    def list_unattended(self, since: datetime, now: datetime) -> Sequence[Alert]:
        """List open alerts that nobody has had, or was reminded of, since then; the longest waiting first."""
        ...

    def remind(self, alerts: Sequence[Alert], now: datetime, *, apart: bool) -> None:
        """Leave a message for each of them, or one for all, and note that there was one."""
        ...


class WatchUnit(Protocol):
    """What the watch needs of the storage."""

    @property
    def alerts(self) -> WatchedAlerts: ...


@dataclass(frozen=True)
class LookAfterAlerts:
    """Repeat what has waited for ``period``, once in each; without a period nothing is repeated.

    What was repeated when is kept with the alert, so a restart neither forgets nor repeats a reminder, and a
    bot that was away for hours reminds once.
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
                unit.alerts.remind(due, now, apart=len(due) <= REMINDED_APART)

        await self.units.write_long(look)
