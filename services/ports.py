"""Ports that many use cases share; narrower ones stand next to the use case that needs them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Protocol

from domain.details import Value
from domain.name_forms import Forms
from services.messages import AccountContent, Addressed, LetterContent, OpenContent


class Clock(Protocol):
    """The present moment, UTC-aware."""

    def __call__(self) -> datetime: ...


class Randomness(Protocol):
    """Unpredictable values; tests give predictable ones."""

    def token(self) -> str:
        """Sixteen random bytes or more as URL-safe text."""
        ...

    def digits(self, count: int) -> str:
        """``count`` random decimal digits."""
        ...


class NameForms(Protocol):
    """The first forms of the words of addresses, from a dictionary."""

    async def __call__(self, words: Collection[str]) -> Forms:
        """Give those of each word, which is in small letters, with ``е`` for ``ё``."""
        ...


class Priority(IntEnum):
    """What goes out first when much is waiting."""

    DANGER = 5  # words of danger: somebody may be hurt
    DECISION = 10  # a decision or an answer about what a resident sent
    DESK = 15  # an operator did something, and waits to see it
    ALERT = 20  # operators must know
    LETTER = 30
    NOTICE = 50
    PROGRESS = 60  # good to know, and nothing is to be done; may be half a million at once
    REMINDER = 70  # of what residents know; never at night, and behind all others


class Outbox(Protocol):
    """Messages that no update asked for: kept in the transaction of the fact that they report."""

    def telegram(self, chat_id: int, content: OpenContent, *, language: str, priority: Priority) -> None:
        """Leave a message to a chat, also if nobody is signed in there."""
        ...

    def about(
        self,
        account_id: int,
        chats: Sequence[int],
        content: AccountContent,
        *,
        language: str,
        priority: Priority,
    ) -> None:
        """Leave a message about an account to some of its chats.

        With no chat it waits until somebody signs in to the account, unless it is one that does not follow.
        """
        ...

    def telegrams(self, messages: Iterable[Addressed], *, priority: Priority) -> None:
        """Leave many messages about accounts at once."""
        ...

    def letter(self, address: str, content: LetterContent, *, language: str) -> None:
        """Leave a letter; what is secret in it is derived when it is sent, not kept."""
        ...


class AttemptLog(Protocol):
    """Counts what is limited: per kind (such as ``proof-number``) and subject (such as the number)."""

    def record(self, kind: str, subject: str, at: datetime, key: str) -> None:
        """Count one attempt, unless this ``key``, that of the update it came with, was counted before."""
        ...

    def is_recorded(self, kind: str, subject: str, key: str) -> bool:
        """Whether the attempt with this key was counted before, which means that the update is a repeat."""
        ...

    def newest(self, kind: str, subject: str, since: datetime, most: int) -> list[datetime]:
        """Moments of the newest attempts after ``since``, ``most`` of them at most, oldest first."""
        ...

    def take_back(self, kind: str, subject: str, key: str) -> None:
        """Count the attempt with this key no more, because nothing came of it."""
        ...

    def forget(self, kind: str, subject: str) -> None:
        """A success clears what was counted."""
        ...


class AlertBook(Protocol):
    """Alerts to the operators; raising one also leaves its message in the outbox."""

    def raise_alert(
        self,
        kind: str,
        key: str,
        details: Mapping[str, Value],
        at: datetime,
        *,
        account_id: int | None = None,
        is_urgent: bool = False,
    ) -> int:
        """Store an alert and return its id; a known ``key`` only counts one occurrence more.

        ``account_id``: whose alert it is; an urgent one goes before all others.
        """
        ...


class OperatorsChat(Protocol):
    """The operators' group, if there is one."""

    def leave(
        self,
        content: OpenContent,
        priority: Priority = Priority.ALERT,
        *,
        once: str | None = None,
        delay: timedelta = timedelta(0),
    ) -> None:
        """Leave a message that asks for nothing; usually it follows its alert. It goes out after ``delay``.

        Of those with the same word ``once`` one waits at a time, for the shortest delay asked for.
        """
        ...
