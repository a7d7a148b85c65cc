"""Finding an alert by the button of its message."""

from dataclasses import dataclass
from typing import Protocol

from domain.alert import Alert
from services.units import Units


class AlertShelf(Protocol):
    """The alerts, to look at."""

    def find(self, alert_id: int) -> Alert | None: ...


class LookupUnit(Protocol):
    """What looking at an alert needs of the storage."""

    @property
    def alerts(self) -> AlertShelf: ...


@dataclass(frozen=True)
class ViewAlert:
    """Look at an alert by its number."""

    units: Units[LookupUnit]

    async def __call__(self, alert_id: int) -> Alert | None:
        """Return ``None`` if there is no such alert."""
        return await self.units.read(lambda unit: unit.alerts.find(alert_id))
