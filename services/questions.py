"""Questions of residents, and the answers of operators."""

from dataclasses import dataclass
from typing import Protocol

from domain.errors import DomainError
from services.alerts import AlertDesk, AlertKind
from services.ports import AlertBook, Clock, Outbox, Priority
from services.units import Units

LONGEST = 2000
"""Fits one message together with what stands around it."""
QUESTION_ANSWERED = "question-answer"
"""The message's kind, details ``question`` and ``answer``: to the chat that asked."""


class QuestionUnit(Protocol):
    """What a question needs of the storage."""

    @property
    def alerts(self) -> AlertBook: ...


class AnswerUnit(Protocol):
    """What an answer needs of the storage."""

    @property
    def alerts(self) -> AlertDesk: ...
    @property
    def outbox(self) -> Outbox: ...


@dataclass(frozen=True)
class AskQuestion:
    """Bring a question before the operators; works without an account.

    Errors: ``question-empty``; ``question-too-long`` (``most``).
    """

    units: Units[QuestionUnit]
    clock: Clock

    async def __call__(
        self, account_id: int | None, chat_id: int, language: str, text: str, key: str
    ) -> None:
        """A repeated ``key`` asks nothing twice."""
        raise NotImplementedError


@dataclass(frozen=True)
class AnswerQuestion:
    """Send the answer to the chat that asked.

    Errors: ``alert-unknown``; ``alert-already-decided`` (``by``); ``question-empty``, ``question-too-long``.
    """

    units: Units[AnswerUnit]
    clock: Clock

    async def __call__(self, alert_id: int, operator: str, text: str) -> None:
        """``operator`` is the name that others will see."""
        raise NotImplementedError
