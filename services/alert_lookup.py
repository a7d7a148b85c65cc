"""Finding an alert: by the button of its message, or by the message that an operator replied to."""

from dataclasses import dataclass
from typing import Protocol

from services.alerts import Alert
from services.units import Units


class AlertShelf(Protocol):
    """The alerts, to look at."""

    def find(self, alert_id: int) -> Alert | None: ...

    def find_by_message(self, message_id: int) -> Alert | None: ...


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


@dataclass(frozen=True)
class FindAlert:
    """Look at the alert that a message in the operators' group shows."""

    units: Units[LookupUnit]

    async def __call__(self, message_id: int) -> Alert | None:
        """Return ``None`` if the message shows no alert."""
        return await self.units.read(lambda unit: unit.alerts.find_by_message(message_id))
