"""Buttons of the operators that were pressed by a person who is not an operator."""

from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.alert import AlertKind
from services.ports import AlertBook, Clock
from services.units import Units
from services.visitor import Visitor


class VisitorBook(Protocol):
    """Who is signed in where."""

    def visitor(self, chat_id: int) -> Visitor: ...


class ForgeryUnit(Protocol):
    """What the report needs of the storage."""

    @property
    def conversations(self) -> VisitorBook: ...
    @property
    def alerts(self) -> AlertBook: ...


@dataclass(frozen=True)
class ReportForgery:
    """Tell the operators that somebody pressed a button which only they have.

    No client of Telegram offers that, so the client is a tampered one, or the person has left the group.
    """

    units: Units[ForgeryUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, person: int) -> None:
        """Raise one alert a day and person (Telegram's number); a login is named where one is signed in."""
        now = self.clock()
        day = now.astimezone(self.zone).date()

        def report(unit: ForgeryUnit) -> None:
            login = unit.conversations.visitor(person).login
            unit.alerts.raise_alert(
                AlertKind.FORGED_PRESS,
                f"{AlertKind.FORGED_PRESS}:{person}:{day}",
                {"person": str(person), "known": "no" if login is None else "yes", "login": login},
                now,
            )

        await self.units.write(report)
