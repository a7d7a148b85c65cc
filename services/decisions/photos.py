"""Operators ask a resident for a photo, before they decide."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from domain.audit import Action
from domain.errors import DomainError
from domain.operator import Operator
from domain.reading import Status
from domain.thread import Thread
from domain.unreached import Unreached
from services.alerts import require_open
from services.decisions.refusable import DecisionUnit, require_refusable
from services.limits import unless_refused
from services.ports import Clock
from services.threads.thread import tell_resident
from services.units import Units


@dataclass(frozen=True)
class RequestPhoto:
    """Ask the resident for a photo of the meter, or of the paper about a new one.

    Errors: those of ``services.alerts.require_open``; ``alert-unknown`` for a kind that no photo decides;
    ``reading-replaced`` as in ``DecideReading``;
    ``photo-already-asked`` (``by``) while none has come since. If no chat is signed in to the account, the
    request waits until one is, and the alert says so.
    """

    units: Units[DecisionUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, alert_id: int, operator: Operator) -> None:
        """Ask, in all chats of the account."""
        now = self.clock()

        def ask(unit: DecisionUnit) -> DomainError | None:
            alert = require_open(unit.alerts, alert_id, None, operator, now, self.zone)
            came, asked_by = alert.details.get("photos") or 0, alert.details.get("photo_asked_by")
            if asked_by and came == alert.details.get("photos_before"):
                raise DomainError("photo-already-asked", by=str(asked_by))
            refusable = require_refusable(alert.kind)
            if refusable.photo is None or refusable.account is None:
                raise DomainError("alert-unknown")
            account_id = refusable.account(unit, alert)
            if account_id is None:
                unit.alerts.close(alert_id, Status.REPLACED, now)
                return DomainError("reading-replaced")
            thread = Thread(alert_id, account_id, None)
            number, serial = str(alert.details["number"]), str(alert.details["serial"])
            chats = tell_resident(unit, thread, refusable.photo(alert_id, number, serial))
            unit.threads.open(thread)
            unit.alerts.annotate(
                alert_id,
                {
                    "photo_asked_by": operator.name,
                    "photos": came,
                    "photos_before": came,
                    "photo_unreached": None if chats else Unreached.SIGNED_OUT,
                },
            )
            unit.audit.add(operator, Action.PHOTO_REQUESTED, f"alert:{alert_id}", {}, now)
            return None

        unless_refused(await self.units.write(ask))
