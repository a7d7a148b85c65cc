"""What operators must know or decide: the kinds of alerts, and what is kept of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum

from domain.details import Value
from domain.operator import Operator

LOCK = timedelta(minutes=30)
"""How long an alert is assigned to one operator: long enough for a call, much shorter than a shift."""


class Care(Enum):
    """What an alert wants of the operators."""

    DECISION = "a resident waits for what they decide"
    ATTENTION = "somebody has to look, and says so"
    NEWS = "to be read; it is never open"


@dataclass(frozen=True, slots=True)
class Fold:
    """How many alerts of one kind get a message each; the others are folded into one message.

    ``window`` is the time within which they are counted. Without one, those count that are open, and what one
    account has open counts as one place: ``most`` are accounts then, and what an account has beyond its first
    gets a message only while fewer than ``several`` wait.
    """

    most: int
    window: timedelta | None
    several: int = 0


FOLDS = {
    Care.ATTENTION: Fold(most=5, window=timedelta(minutes=10)),
    Care.DECISION: Fold(most=20, window=None, several=5),
}
"""For each kind of alert, by its care.

Five alerts show the operator that there is a common cause, and an alert within ten minutes of another belongs
to it. Decisions are made one by one: twenty messages are what Telegram lets go to a group in a minute, and
more than operators decide in half an hour; the next alert comes as soon as one is decided. So nobody can fill
the desk by asking again and again, and yet a resident with two meters need not wait on a quiet day.
"""


class AlertKind(StrEnum):
    """Why operators are told something; the text of each kind is in locales/."""

    READING_REVIEW = "reading-review"
    METER_CHANGED = "meter-changed"
    PROOF_FAILED = "proof-failed"
    NUMBER_CONTESTED = "number-contested"
    HOLDS_ENDED = "holds-ended"
    CLAIM_OBJECTED = "claim-objected"
    TOO_MUCH = "too-much"
    QUESTION = "question"
    OUTAGE_REPORTED = "outage-reported"
    CAPTCHA_UNREADABLE = "captcha-unreadable"
    READMISSION_ASKED = "readmission-asked"
    LETTER_FAILED = "letter-failed"
    UPDATE_SET_ASIDE = "update-set-aside"
    UNEXPECTED_ERROR = "unexpected-error"
    WORK_FAILED = "work-failed"
    FORGED_PRESS = "forged-press"
    MESSAGE_SET_ASIDE = "message-set-aside"
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
    AlertKind.CAPTCHA_UNREADABLE: Care.DECISION,
    AlertKind.READMISSION_ASKED: Care.DECISION,
    AlertKind.EXPORT_DONE: Care.NEWS,
    AlertKind.ANSWERS_TAKEN: Care.NEWS,
    AlertKind.REGISTRY_IMPORTED: Care.NEWS,
    AlertKind.NOTICE_FINISHED: Care.NEWS,
}


@dataclass(frozen=True, slots=True)
class Hold:
    """The operator to whom an alert is assigned; once ``until`` has passed, any operator may take it over."""

    operator: Operator
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert as it is kept; ``decided_*`` and ``outcome`` are empty while it is open.

    ``revision`` grows with every change that its message shows, counters aside; ``waiting_since`` is
    the moment since which no operator looks after it; it lies ahead while an operator has taken the alert.
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
    account_id: int | None = None
    """Whose alert it is; ``None``: that of nobody."""
    is_urgent: bool = False
    """Whether its words speak of danger."""
    others: int = 0
    """In a list, where it is the first of its account: how many more of its kind that account has open."""

    @property
    def care(self) -> Care:
        """What the alert wants of the operators; of a burst of decisions only its alerts are decided."""
        is_queue = self.burst_of is not None and self.burst_of.care is Care.DECISION
        return Care.NEWS if is_queue else self.kind.care

    @property
    def is_decided(self) -> bool:
        """Whether the alert is over: no operator can decide it a second time."""
        return self.decided_at is not None

    def hold_at(self, now: datetime) -> Hold | None:
        """Return the hold of the operator who has the alert now; a hold that has run out does not count."""
        return self.hold if self.hold is not None and self.hold.until > now else None

    def held_by_another(self, operator: Operator, now: datetime) -> Hold | None:
        """Return the hold of another operator, if one has the alert now."""
        hold = self.hold_at(now)
        return hold if hold is not None and hold.operator.id != operator.id else None
