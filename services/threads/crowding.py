"""How much one resident may bring before the operators, and what goes before everything else.

The limits keep one account, or one chat with many accounts, from hiding what others write. Words of danger
pass all of them, once an hour: somebody may be hurt, and who only pretends gains one message.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.account import Account
from domain.danger import DangerWords
from domain.errors import DomainError
from domain.limits import (
    DANGERS,
    DANGERS_IN_CHAT,
    MESSAGES_IN_THREAD,
    OPEN_QUESTIONS,
    OPEN_QUESTIONS_IN_CHAT,
    OPEN_QUESTIONS_UNCONFIRMED,
    QUESTIONS_A_DAY,
    QUESTIONS_A_DAY_IN_CHAT,
    Limit,
    shown_until,
)
from domain.thread import Post
from services.limits import closed_until
from services.ports import AttemptLog
from services.threads.thread import ThreadUnit


class CrowdedUnit(ThreadUnit, Protocol):
    """What the limits of questions need of the storage."""

    @property
    def attempts(self) -> AttemptLog: ...


@dataclass(frozen=True)
class Author:
    """Who wrote what, when, and by which update."""

    account_id: int
    post: Post
    key: str
    now: datetime


@dataclass(frozen=True)
class Crowding:
    """Decides whether words may come before the operators now, and whether they are urgent."""

    danger: DangerWords
    zone: ZoneInfo

    def admit_question(self, unit: CrowdedUnit, author: Author) -> bool:
        """Count a new question, and tell whether it is urgent.

        Errors: ``questions-open`` and ``questions-open-in-chat`` (``most``), ``question-open-unconfirmed``;
        ``questions-too-many`` (``until``).
        """
        is_urgent = self._is_urgent(unit, author)
        if not is_urgent:
            _require_few_open(unit, unit.accounts.get(author.account_id), author.post.chat_id)
            for limit, subject in _days(author):
                self._require_open(unit, limit, subject, author.now, "questions-too-many")
        for limit, subject in _days(author):
            unit.attempts.record(limit.kind, subject, author.now, author.key)
        return is_urgent

    def admit_message(self, unit: CrowdedUnit, alert_id: int, author: Author) -> bool:
        """Count a further message of a thread, and tell whether it is urgent.

        Errors: ``thread-too-many`` (``until``). The first file of an album stands for the others.
        """
        is_urgent = self._is_urgent(unit, author)
        album = author.post.album
        goes_on = album is not None and bool(unit.threads.list_album(author.post.chat_id, album))
        if not (is_urgent or goes_on):
            subject = str(alert_id)
            self._require_open(unit, MESSAGES_IN_THREAD, subject, author.now, "thread-too-many")
        unit.attempts.record(MESSAGES_IN_THREAD.kind, str(alert_id), author.now, author.key)
        return is_urgent

    def _is_urgent(self, unit: CrowdedUnit, author: Author) -> bool:
        if not self.danger.found_in(author.post.text):
            return False
        limits = ((DANGERS, str(author.account_id)), (DANGERS_IN_CHAT, str(author.post.chat_id)))
        closed = [closed_until(unit.attempts, limit, subject, author.now) for limit, subject in limits]
        if any(closed):
            return False
        for limit, subject in limits:
            unit.attempts.record(limit.kind, subject, author.now, author.key)
        return True

    def _require_open(self, unit: CrowdedUnit, limit: Limit, subject: str, now: datetime, code: str) -> None:
        until = closed_until(unit.attempts, limit, subject, now)
        if until is not None:
            raise DomainError(code, until=shown_until(until, now, self.zone))


def _days(author: Author) -> tuple[tuple[Limit, str], ...]:
    chat = str(author.post.chat_id)
    return (QUESTIONS_A_DAY, str(author.account_id)), (QUESTIONS_A_DAY_IN_CHAT, chat)


def _require_few_open(unit: CrowdedUnit, account: Account, chat_id: int) -> None:
    own = unit.threads.count_waiting(account.id)
    if not account.email_is_confirmed and own >= OPEN_QUESTIONS_UNCONFIRMED.most:
        raise DomainError("question-open-unconfirmed")
    if own >= OPEN_QUESTIONS.most:
        raise DomainError("questions-open", most=OPEN_QUESTIONS.most)
    if unit.threads.count_waiting_in_chat(chat_id) >= OPEN_QUESTIONS_IN_CHAT.most:
        raise DomainError("questions-open-in-chat", most=OPEN_QUESTIONS_IN_CHAT.most)
