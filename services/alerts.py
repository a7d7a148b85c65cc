"""What operators must know or decide: the kinds of alerts, and what is kept of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.errors import DomainError
from services.ports import AlertBook, Value


class AlertKind(StrEnum):
    """Why operators are told something; the text of each kind is in locales/."""

    READING_REVIEW = "reading-review"
    METER_CHANGED = "meter-changed"
    PROOF_FAILED = "proof-failed"
    QUESTION = "question"
    LETTER_FAILED = "letter-failed"
    UPDATE_SET_ASIDE = "update-set-aside"
    UNEXPECTED_ERROR = "unexpected-error"
    EXPORT_DONE = "export-done"


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert as it is kept; ``decided_*`` and ``outcome`` are empty while it is open."""

    id: int
    kind: str
    details: Mapping[str, Value]
    occurrences: int
    created_at: datetime
    message_id: int | None
    decided_by: str | None
    decided_at: datetime | None
    outcome: str | None

    @property
    def is_decided(self) -> bool:
        """Whether an operator took it; nobody can take it a second time."""
        return self.decided_at is not None


class AlertDesk(AlertBook, Protocol):
    """The alerts from the operators' side."""

    def get(self, alert_id: int) -> Alert:
        """Return the alert; ``LookupError`` if there is none."""
        ...

    def decide(self, alert_id: int, by: str, outcome: str, at: datetime) -> bool:
        """Close an open alert; ``False`` if another operator was faster."""
        ...


def require_open(alerts: AlertDesk, alert_id: int, kind: AlertKind) -> Alert:
    """Return an alert that waits for a decision.

    Errors: ``alert-unknown``, also for an alert of another kind; ``alert-already-decided`` (``by``).
    """
    try:
        alert = alerts.get(alert_id)
    except LookupError:
        raise DomainError("alert-unknown") from None
    if alert.kind != kind:
        raise DomainError("alert-unknown")
    if alert.decided_by is not None:
        raise DomainError("alert-already-decided", by=alert.decided_by)
    return alert
