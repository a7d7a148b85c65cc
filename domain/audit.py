"""What operators did, and what each entry about it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.details import Value
from domain.operator import Operator


class Action(StrEnum):
    """What an operator can do that leaves an entry."""

    READING_ACCEPTED = "reading-accepted"
    READING_REJECTED = "reading-rejected"
    DECISION_UNDONE = "decision-undone"
    PHOTO_REQUESTED = "photo-requested"
    METER_CHANGE_ACCEPTED = "meter-change-accepted"
    METER_CHANGE_REJECTED = "meter-change-rejected"
    QUESTION_ANSWERED = "question-answered"
    ANSWER_REWRITTEN = "answer-rewritten"
    ANSWER_WITHDRAWN = "answer-withdrawn"
    QUESTION_CLOSED = "question-closed"
    ALERT_TAKEN = "alert-taken"
    ALERT_RELEASED = "alert-released"
    ALERT_CLOSED = "alert-closed"
    LIMIT_LIFTED = "limit-lifted"
    ACCOUNT_BANNED = "account-banned"
    ACCOUNT_UNBANNED = "account-unbanned"
    CHAT_BANNED = "chat-banned"
    CHAT_UNBANNED = "chat-unbanned"
    CAPTCHA_WAIVED = "captcha-waived"
    CAPTCHA_NOT_WAIVED = "captcha-not-waived"
    ACCOUNT_ERASED = "account-erased"
    LET_IN = "let-in"
    READMITTED = "readmitted"
    NOT_READMITTED = "not-readmitted"
    NUMBERS_ATTACHED = "numbers-attached"
    HOLDS_RESTORED = "holds-restored"
    HOLD_ENDED = "hold-ended"
    DUTY_BEGUN = "duty-begun"
    DUTY_ENDED = "duty-ended"
    NOTICE_CONFIRMED = "notice-confirmed"
    NOTICE_PAUSED = "notice-paused"
    NOTICE_RESUMED = "notice-resumed"
    NOTICE_CANCELLED = "notice-cancelled"
    NOTICE_PROLONGED = "notice-prolonged"
    NOTICE_CALLED_OFF = "notice-called-off"
    OUTAGE_ANSWERED = "outage-answered"
    LOOKED_UP = "looked-up"
    SEEN_IN_FULL = "seen-in-full"
    EXCHANGE_STARTED = "exchange-started"
    EXCHANGE_CANCELLED = "exchange-cancelled"
    EXCHANGE_ENDED = "exchange-ended"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One action: ``subject`` names what it was done to, such as ``alert:17`` or ``number:100200301``."""

    id: int
    at: datetime
    operator: Operator
    action: str
    subject: str
    details: Mapping[str, Value]
