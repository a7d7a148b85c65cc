"""What operators must know or decide: the kinds of alerts, what is kept of each, and who has it in work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.errors import DomainError
from domain.limits import shown_until
from services.audit import Operator
from services.ports import AlertBook, Value

LOCK = timedelta(minutes=30)
"""How long an operator has an alert alone: a call and a look into billing fit in, a whole shift does not."""


class Care(Enum):
    """What an alert wants of the operators."""

    DECISION = "a resident waits for what they decide"
    ATTENTION = "somebody has to look, and says so"
    NEWS = "to be read; it is never open"


@dataclass(frozen=True, slots=True)
class Fold:
    """How many alerts of one kind get a message each; the others are folded into one message.

    ``window`` is the time within which they are counted; without one, those count that are open.
    """

    most: int
    window: timedelta | None


FOLDS = {
    Care.ATTENTION: Fold(most=5, window=timedelta(minutes=10)),
    Care.DECISION: Fold(most=20, window=None),
}
"""By care, for each kind of it.

Whoever has to look sees after five that there is a common cause, and what comes within ten minutes of another
belongs to it. What asks for decisions is worked off one by one: twenty messages are what Telegram lets go to
a group in a minute, and more than a desk decides in half an hour; the next comes as soon as one is decided.
"""


class AlertKind(StrEnum):
    """Why operators are told something; the text of each kind is in locales/."""

    READING_REVIEW = "reading-review"
    METER_CHANGED = "meter-changed"
    PROOF_FAILED = "proof-failed"
    QUESTION = "question"
    LETTER_FAILED = "letter-failed"
    UPDATE_SET_ASIDE = "update-set-aside"
    UNEXPECTED_ERROR = "unexpected-error"
    FORGED_PRESS = "forged-press"
    EXPORT_DONE = "export-done"
    ANSWERS_TAKEN = "answers-taken"
    ANSWERS_REFUSED = "answers-refused"
    REGISTRY_IMPORTED = "registry-imported"
    REGISTRY_REFUSED = "registry-refused"
    NOTICE_FINISHED = "notice-finished"
    BURST = "burst"

    @property
    def care(self) -> Care:
        """What an alert of this kind wants of the operators."""
        return _CARE.get(self, Care.ATTENTION)


_CARE = {
    AlertKind.READING_REVIEW: Care.DECISION,
    AlertKind.METER_CHANGED: Care.DECISION,
    AlertKind.QUESTION: Care.DECISION,
    AlertKind.EXPORT_DONE: Care.NEWS,
    AlertKind.ANSWERS_TAKEN: Care.NEWS,
    AlertKind.REGISTRY_IMPORTED: Care.NEWS,
    AlertKind.NOTICE_FINISHED: Care.NEWS,
}


@dataclass(frozen=True, slots=True)
class Hold:
    """Who has an alert in work; once ``until`` has passed, anybody may take it over."""

    operator: Operator
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert as it is kept; ``decided_*`` and ``outcome`` are empty while it is open.

    ``revision`` grows with every change that its message shows, counters aside; ``waiting_since`` tells since
    when nobody looks after it, and lies ahead while somebody has it.
    """

    id: int
    kind: AlertKind
    details: Mapping[str, Value]
    occurrences: int
    created_at: datetime
    last_at: datetime
    message_id: int | None
    decided_by: str | None
    decided_at: datetime | None
    outcome: str | None
    hold: Hold | None
    waiting_since: datetime
    revision: int
    burst_of: AlertKind | None = None
    folded: int = 0
    """How many open alerts are folded into this one."""

    @property
    def care(self) -> Care:
        """What it wants of the operators; what is folded into a burst is decided one by one."""
        is_queue = self.burst_of is not None and self.burst_of.care is Care.DECISION
        return Care.NEWS if is_queue else self.kind.care

    @property
    def is_decided(self) -> bool:
        """Whether it is over; nobody can decide it a second time."""
        return self.decided_at is not None

    def hold_at(self, now: datetime) -> Hold | None:
        """Say who has it now; a hold that has run out is one no more."""
        return self.hold if self.hold is not None and self.hold.until > now else None

    def held_by_another(self, operator: Operator, now: datetime) -> Hold | None:
        """Say who else has it now."""
        hold = self.hold_at(now)
        return hold if hold is not None and hold.operator.id != operator.id else None


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
