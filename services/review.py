"""Operators decide about readings that are far above the usual."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.account import Account
from domain.baseline import replaceable
from domain.errors import DomainError
from domain.reading import Reading, Status
from services.alerts import Alert, AlertDesk, AlertKind, require_open
from services.audit import Action, AuditTrail, Operator
from services.limits import unless_refused
from services.ports import Clock, Outbox, Priority, Value
from services.units import Units

READING_ACCEPTED = "reading-accepted"
"""The message's kind, details ``receipt`` and ``number``: to the chats of the account that sent it."""
READING_REJECTED = "reading-rejected"
"""Likewise, with ``reason`` (may be empty)."""


class AccountBook(Protocol):
    """Accounts, as far as messages to them need it."""

    def get(self, account_id: int) -> Account: ...


class SessionBook(Protocol):
    """Where people are signed in."""

    def list_chats(self, account_id: int) -> list[int]: ...


class ReviewedReadings(Protocol):
    """The readings, as far as operators change them."""

    def get(self, reading_id: int) -> Reading: ...

    def list_for_meter(self, meter_id: str) -> list[Reading]: ...

    def replace(self, reading_id: int, by: int) -> None: ...

    def decide(self, reading_id: int, status: Status, by: str, reason: str | None, at: datetime) -> None: ...


class ReviewUnit(Protocol):
    """What a decision needs of the storage."""

    @property
    def alerts(self) -> AlertDesk: ...
    @property
    def readings(self) -> ReviewedReadings: ...
    @property
    def accounts(self) -> AccountBook: ...
    @property
    def sessions(self) -> SessionBook: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def audit(self) -> AuditTrail: ...


@dataclass(frozen=True)
class DecideReading:
    """Accept or reject a reading that waits for review, and tell the resident.

    An accepted one takes the place of the month's earlier reading, which stood until now.

    Errors: those of ``services.alerts.require_open``;
    ``reading-replaced`` if the resident has sent another one meanwhile, which closes the alert as well;
    ``already-exported`` if the earlier one of the month went to billing, so that this can only be rejected.
    """

    units: Units[ReviewUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(
        self, alert_id: int, operator: Operator, *, accept: bool, reason: str | None = None
    ) -> Reading:
        """Return the decided reading."""
        now = self.clock()
        status = Status.ACCEPTED if accept else Status.REJECTED

        def decide_reading(unit: ReviewUnit) -> Reading | DomainError:
            alert = require_open(unit.alerts, alert_id, AlertKind.READING_REVIEW, operator, now, self.zone)
            reading = _reading(unit, alert)
            if not reading.status.may_become(status):
                unit.alerts.close(alert_id, reading.status, now)
                return DomainError("reading-replaced")
            if accept:
                _take_place(unit.readings, reading)
            unit.alerts.decide(alert_id, operator, status, now)
            unit.readings.decide(reading.id, status, operator.name, reason, now)
            unit.audit.add(
                operator,
                Action.READING_ACCEPTED if accept else Action.READING_REJECTED,
                f"alert:{alert_id}",
                {"receipt": reading.receipt, "reason": reason},
                now,
            )
            _tell(unit, reading, status, reason)
            return unit.readings.get(reading.id)

        return unless_refused(await self.units.write(decide_reading))


def _reading(unit: ReviewUnit, alert: Alert) -> Reading:
    return unit.readings.get(int(str(alert.details["reading"])))


def _take_place(readings: ReviewedReadings, reading: Reading) -> None:
    others = [other for other in readings.list_for_meter(reading.meter_id) if other.id != reading.id]
    if any(other.month == reading.month and other.status.is_with_billing for other in others):
        raise DomainError("already-exported")
    for earlier in replaceable(others, reading.month):
        readings.replace(earlier.id, by=reading.id)


def _tell(unit: ReviewUnit, reading: Reading, status: Status, reason: str | None) -> None:
    details: dict[str, Value] = {"receipt": reading.receipt, "number": reading.number}
    kind = READING_ACCEPTED
    if status is Status.REJECTED:
        kind, details["reason"] = READING_REJECTED, reason
    language = unit.accounts.get(reading.account_id).language
    for chat_id in unit.sessions.list_chats(reading.account_id):
        unit.outbox.telegram(chat_id, kind, details, language=language, priority=Priority.DECISION)
