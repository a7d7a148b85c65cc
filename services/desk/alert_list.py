"""The open alerts, a page at a time, and showing one of them in a new message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from domain.alert import Alert, AlertKind
from services.ports import Clock
from services.units import Units

PAGE = 8
"""Alerts on a page: what a phone shows without scrolling."""
LONG_QUESTION = timedelta(hours=2)
"""How long a resident who asked has waited when the question begins to stand out."""


@dataclass(frozen=True, slots=True)
class AlertPage:
    """Some of the open alerts, oldest first; ``page`` counts from 0."""

    alerts: Sequence[Alert]
    page: int
    pages: int
    total: int
    long_questions: int
    """Questions, on all pages, that no operator has looked after for :data:`LONG_QUESTION`."""


class OpenAlerts(Protocol):
    """The open alerts."""

    def count_open(self, kind: AlertKind | None = None, waiting_since: datetime | None = None) -> int:
        """Count those of a kind, or all; only those that have waited since a moment, if one is given."""
        ...

    def list_open(self, kind: AlertKind | None = None, skip: int = 0, most: int = ...) -> Sequence[Alert]:
        """List those of a kind, or all, oldest first."""
        ...


class AlertListUnit(Protocol):
    """What the list needs of the storage."""

    @property
    def alerts(self) -> OpenAlerts: ...


@dataclass(frozen=True)
class ListAlerts:
    """Look at a page of the alerts that no operator has decided."""

    units: Units[AlertListUnit]
    clock: Clock

    async def __call__(self, page: int, kind: AlertKind | None = None) -> AlertPage:
        """Return the page, or the last one if there are no longer so many; of one kind, or all."""
        long_ago = self.clock() - LONG_QUESTION

        def look(unit: AlertListUnit) -> AlertPage:
            total = unit.alerts.count_open(kind)
            pages = max(1, -(-total // PAGE))
            number = min(max(page, 0), pages - 1)
            return AlertPage(
                alerts=unit.alerts.list_open(kind, number * PAGE, PAGE),
                page=number,
                pages=pages,
                total=total,
                long_questions=unit.alerts.count_open(AlertKind.QUESTION, long_ago),
            )

        return await self.units.read_long(look)


class ShownAlerts(Protocol):
    """The alerts, as far as their messages go."""

    def set_message(self, drawn: Alert, message_id: int) -> None:
        """Keep which message shows an alert as it was ``drawn``; draw it again if it has changed since."""
        ...


class MoveUnit(Protocol):
    """What moving an alert needs of the storage."""

    @property
    def alerts(self) -> ShownAlerts: ...


@dataclass(frozen=True)
class MoveAlert:
    """Note that another message shows an alert from now on."""

    units: Units[MoveUnit]

    async def __call__(self, alert: Alert, message_id: int) -> None:
        """Keep the number of the message that showed ``alert`` as it is given."""
        await self.units.write(lambda unit: unit.alerts.set_message(alert, message_id))
