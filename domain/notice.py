"""A notice about the supply: for whom it is, how far it is, and what became of it in each chat."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.operator import Operator
from domain.words import PLAIN, Marks, Words


class Audience(StrEnum):
    """For whom a notice is."""

    ALL = "all"
    ADDRESS = "address"
    NUMBERS = "numbers"


class NoticeKind(StrEnum):
    """What a notice is about."""

    PLANNED = "planned"
    EMERGENCY = "emergency"
    OTHER = "other"


class FollowUp(StrEnum):
    """What those who got a notice are told afterwards."""

    PROLONGED = "prolonged"
    CALLED_OFF = "called-off"


@dataclass(frozen=True, slots=True)
class Validity:
    """What a notice is about, and when: ``begins`` and ``until`` are empty where the operator told neither.

    Without ``until`` it is not known how long it holds, so it is never taken to be in force.
    """

    kind: NoticeKind = NoticeKind.OTHER
    begins: datetime | None = None
    until: datetime | None = None


UNTOLD = Validity()


class NoticeState(StrEnum):
    """How far a notice is."""

    DRAFT = "draft"
    SENDING = "sending"
    PAUSED = "paused"
    CANCELLING = "cancelling"
    """Nothing more goes out; what was on its way is still being counted."""
    CANCELLED = "cancelled"
    FINISHED = "finished"


IN_FORCE = (NoticeState.SENDING, NoticeState.PAUSED, NoticeState.FINISHED)
"""How far a notice may be that is in force: one that was cancelled says nothing any more."""
ACTIVE = (NoticeState.SENDING, NoticeState.PAUSED, NoticeState.CANCELLING)


class RecipientState(StrEnum):
    """What became of a notice in one chat."""

    WAITING = "waiting"
    QUEUED = "queued"
    """Its message is in the outbox."""
    HELD = "held"
    """Its message was taken out of the outbox, unless it was on its way already."""
    DELIVERED = "delivered"
    UNREACHABLE = "unreachable"
    """The person blocked the bot or is gone."""
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    """Not sent: cancelled, muted or signed out meanwhile."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as it is kept; ``asked`` is how the operator named the addresses.

    A mailing that tells those who got a notice what has changed is a notice that ``follows`` the first one
    and says what the ``news`` are; it has the text, the audience and the validity of the first.
    """

    id: int
    state: NoticeState
    text: str
    audience: Audience
    asked: str
    operator: Operator
    created_at: datetime
    confirmed_at: datetime | None
    last_account: int
    gathered_to: int
    changed_by: str | None
    ended_at: datetime | None
    message_id: int | None
    marks: Marks = PLAIN
    validity: Validity = UNTOLD
    called_off_at: datetime | None = None
    follows: int | None = None
    news: FollowUp | None = None

    def is_in_force(self, now: datetime) -> bool:
        """Whether what it says still holds."""
        until = self.validity.until
        is_told = self.follows is None and self.state in IN_FORCE and self.called_off_at is None
        return is_told and until is not None and now < until

    @property
    def words(self) -> Words:
        """The text with its formatting."""
        return Words(self.text, self.marks)

    @property
    def is_gathered(self) -> bool:
        """Whether all recipients are known."""
        return self.gathered_to >= self.last_account


@dataclass(frozen=True, slots=True)
class Counts:
    """Chats of a notice, by what became of it there."""

    waiting: int = 0
    delivered: int = 0
    unreachable: int = 0
    failed: int = 0
    withdrawn: int = 0

    @property
    def total(self) -> int:
        """All chats that are known so far."""
        return self.waiting + self.done

    @property
    def done(self) -> int:
        """Chats in which the notice has arrived or never will."""
        return self.delivered + self.unreachable + self.failed + self.withdrawn

    def ended(self) -> "Counts":
        """Return the final counts of a notice that ends now: what still waits is withdrawn."""
        return replace(self, waiting=0, withdrawn=self.withdrawn + self.waiting)


@dataclass(frozen=True, slots=True)
class Reach:
    """The recipients of a draft: people, their chats and numbers, and samples of their addresses."""

    people: int
    chats: int
    numbers: int
    samples: tuple[str, ...]
    left_out: int
    """People who hold such a number and get nothing: no phone, muted, e-mail not confirmed, signed out."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a notice is."""

    notice: Notice
    counts: Counts


@dataclass(frozen=True, slots=True)
class NewDraft:
    """A notice as the operator prepares it."""

    text: str
    audience: Audience
    asked: str
    operator: Operator
    marks: Marks = PLAIN
    validity: Validity = UNTOLD
