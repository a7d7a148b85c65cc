"""What operators must know or decide: the kinds of alerts, what is kept of each, and who has it in work."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.alert import Alert, AlertKind, Care
from domain.details import Value
from domain.errors import DomainError
from domain.limits import shown_until
from domain.operator import Operator
from services.ports import AlertBook


class AlertDesk(AlertBook, Protocol):
    """The alerts from the operators' side. Whatever changes one also has its message drawn again."""

    def get(self, alert_id: int) -> Alert:
        """Return the alert; ``LookupError`` if there is none."""
        ...

    def take(self, alert_id: int, operator: Operator, at: datetime, until: datetime) -> bool:
        """Give an open alert to an operator; ``False`` if another one has it, or if it is not open."""
        ...

    def release(self, alert_id: int, at: datetime) -> None:
        """Let nobody have an open alert any more."""
        ...

    def decide(self, alert_id: int, operator: Operator, outcome: str, at: datetime) -> bool:
        """Close an open alert, taken or not; ``False`` if another operator has it or was faster."""
        ...

    def close(self, alert_id: int, outcome: str, at: datetime) -> bool:
        """Close an open alert that became pointless, whoever has it; ``False`` if it was closed before."""
        ...

    def find_by_message(self, message_id: int) -> Alert | None:
        """Find the alert that a message in the operators' group shows."""
        ...

    def annotate(self, alert_id: int, details: Mapping[str, Value]) -> None:
        """Add to what is kept of an alert, or change it."""
        ...

    def expect(self, alert_id: int, since: datetime | None) -> None:
        """Note since when an open alert waits for operators; with ``None`` it waits for somebody else."""
        ...

    def redraw(self, alert_id: int) -> None:
        """Have the message of an alert drawn again, because something changed that it shows."""
        ...


def require_open(
    alerts: AlertDesk,
    alert_id: int,
    kind: AlertKind | None,
    operator: Operator,
    now: datetime,
    zone: ZoneInfo,
) -> Alert:
    """Return an alert that this operator may decide; any ``kind`` if none is named.

    Errors: ``alert-unknown``, also for an alert of another kind; ``alert-already-decided`` (``by``), or
    ``alert-already-closed`` if no operator did it; ``alert-taken`` (``by``, ``until``) while another one has
    it.
    """
    try:
        alert = alerts.get(alert_id)
    except LookupError:
        raise DomainError("alert-unknown") from None
    if alert.care is Care.NEWS or kind not in {None, alert.kind}:
        raise DomainError("alert-unknown")
    if alert.is_decided:
        if alert.decided_by is None:
            raise DomainError("alert-already-closed")
        raise DomainError("alert-already-decided", by=alert.decided_by)
    hold = alert.held_by_another(operator, now)
    if hold is not None:
        raise DomainError("alert-taken", by=hold.operator.name, until=shown_until(hold.until, now, zone))
    return alert
