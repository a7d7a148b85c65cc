"""Operators ask a resident for a photo, before they decide."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.alert import Alert, AlertKind
from domain.audit import Action
from domain.errors import DomainError
from domain.meter_change import MeterChange
from domain.operator import Operator
from domain.reading import Reading, Status
from domain.thread import Thread
from services.alerts import require_open
from services.limits import unless_refused
from services.messages import (
    ActPhotoAsked,
    Content,
    PhotoAsked,
    ReadingPhotoAsked,
    ThreadToResident,
    ThreadUndelivered,
)
from services.ports import Clock, Priority
from services.threads.thread import ThreadUnit, tell_resident
from services.units import Units


class ReadingShelf(Protocol):
    """The readings, to look at."""

    def get(self, reading_id: int) -> Reading: ...


class ChangeShelf(Protocol):
    """The reports of other meters, to look at."""

    def get(self, change_id: int) -> MeterChange: ...


class PhotoUnit(ThreadUnit, Protocol):
    """What asking for a photo needs of the storage."""

    @property
    def readings(self) -> ReadingShelf: ...
    @property
    def meter_changes(self) -> ChangeShelf: ...


@dataclass(frozen=True)
class RequestPhoto:
    """Ask the resident for a photo of the meter, or of the paper about a new one.

    Errors: those of ``services.alerts.require_open``; ``reading-replaced`` as in ``DecideReading``;
    ``photo-already-asked`` (``by``) while none has come since; ``resident-signed-out`` if no chat of the
    account is left.
    """

    units: Units[PhotoUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, alert_id: int, operator: Operator) -> None:
        """Ask, in all chats of the account."""
        now = self.clock()

        def ask(unit: PhotoUnit) -> DomainError | None:
            alert = require_open(unit.alerts, alert_id, None, operator, now, self.zone)
            came, asked_by = alert.details.get("photos") or 0, alert.details.get("photo_asked_by")
            if asked_by and came == alert.details.get("photos_before"):
                raise DomainError("photo-already-asked", by=str(asked_by))
            asked, account_id = _subject(unit, alert)
            if asked is None:
                unit.alerts.close(alert_id, Status.REPLACED, now)
                return DomainError("reading-replaced")
            thread = Thread(alert_id, account_id, None)
            number, serial = str(alert.details["number"]), str(alert.details["serial"])
            chats = tell_resident(unit, thread, asked(alert_id, number, serial))
            if not chats:
                raise DomainError("resident-signed-out")
            unit.threads.open(thread)
            unit.alerts.annotate(
                alert_id,
                {
                    "photo_asked_by": operator.name,
                    "photos": came,
                    "photos_before": came,
                    "photo_chats": chats,
                },
            )
            unit.audit.add(operator, Action.PHOTO_REQUESTED, f"alert:{alert_id}", {}, now)
            return None

        unless_refused(await self.units.write(ask))


def note_undelivered(unit: ThreadUnit, content: Content, at: datetime) -> None:
    """Tell operators that their message reached no chat of the resident; ignore other kinds."""
    match content:
        case ThreadToResident(message=message_id):
            unit.threads.mark_undelivered(message_id, at)
            unit.operators.leave(ThreadUndelivered(message_id), Priority.DESK)
        case PhotoAsked(alert=alert_id):
            left = int(unit.alerts.get(alert_id).details.get("photo_chats") or 1) - 1
            unit.alerts.annotate(alert_id, {"photo_chats": left})


def _subject(unit: PhotoUnit, alert: Alert) -> tuple[type[PhotoAsked] | None, int]:
    """Say what is asked for, and of whom; nothing if it was replaced meanwhile."""
    if alert.kind is AlertKind.READING_REVIEW:
        reading = unit.readings.get(int(alert.details["reading"] or 0))
        return ReadingPhotoAsked if reading.status is Status.REVIEW else None, reading.account_id
    if alert.kind is AlertKind.METER_CHANGED:
        change = unit.meter_changes.get(int(alert.details["change"] or 0))
        return ActPhotoAsked, change.account_id
    raise DomainError("alert-unknown")
