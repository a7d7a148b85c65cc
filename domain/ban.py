"""A ban: operators closed the bot to an account or to a chat, as far as that does no harm.

The supply is a matter of the contract, so a banned resident keeps notices about it, the telephone numbers and
the rights to their own data.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import DomainError
from domain.operator import Operator

LONGEST_REASON = 200
"""Characters of a reason in words; residents read it in full."""
MOST_CHATS_NAMED = 10
"""Chats of an account that are shown and banned with it; who has more is shown the first ones."""

SUBJECT = re.compile(r"(account|chat):([1-9][0-9]{0,17})")
"""Eighteen digits fit every column of the database."""
CHAT = re.compile(r"(?:(чат|chat|id)\s*[:№#]?\s*)?([1-9][0-9]{2,17})", re.IGNORECASE)


class BanReason(StrEnum):
    """Why somebody is banned, where an operator need not type it; each has words for the resident."""

    RUDENESS = "rudeness"
    SPAM = "spam"
    FALSE_READINGS = "false-readings"
    FOREIGN_NUMBERS = "foreign-numbers"


class LiftReason(StrEnum):
    """Why a ban is lifted, where an operator need not type it."""

    MISTAKE = "mistake"
    SETTLED = "settled"


class SubjectKind(StrEnum):
    """What can be banned."""

    ACCOUNT = "account"
    CHAT = "chat"


@dataclass(frozen=True, slots=True)
class Subject:
    """An account by its id, or a private chat by Telegram's number of the person."""

    kind: SubjectKind
    id: int

    def __str__(self) -> str:
        """Write it as the audit trail and the drafts keep it: ``account:7``."""
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Subject":
        """Read what ``str`` gave; ``ValueError`` for any other text."""
        found = SUBJECT.fullmatch(text)
        if found is None:
            raise ValueError("no subject of a ban")
        return cls(SubjectKind(found[1]), int(found[2]))


@dataclass(frozen=True, slots=True)
class Ban:
    """A ban in force; ``reason`` is a :class:`BanReason` or what the operator typed."""

    subject: Subject
    reason: str
    operator: Operator
    since: datetime


@dataclass(frozen=True, slots=True)
class NamedChat:
    """A chat as an operator named it; ``for_sure``: a bare number may as well mean something else."""

    id: int
    for_sure: bool


def chat_in(text: str) -> NamedChat | None:
    """Find the chat that «чат 123456789» names; ``None`` if the text names no chat."""
    found = CHAT.fullmatch(text.strip())
    return None if found is None else NamedChat(int(found[2]), for_sure=found[1] is not None)


def checked_reason(text: str) -> str:
    """Return the reason that an operator typed.

    Errors: ``ban-reason-empty``, ``ban-reason-too-long`` (``most``).
    """
    reason = " ".join(text.split())
    if not reason:
        raise DomainError("ban-reason-empty")
    if len(reason) > LONGEST_REASON:
        raise DomainError("ban-reason-too-long", most=LONGEST_REASON)
    return reason
