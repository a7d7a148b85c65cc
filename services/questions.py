"""Questions of residents, and the answers of operators."""

from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.errors import DomainError
from services.alerts import AlertDesk, AlertKind, require_open
from services.audit import Action, AuditTrail, Operator
from services.ports import AlertBook, Clock, Outbox, Priority, Value
from services.units import Units

LONGEST = 2000
"""Fits one message together with what stands around it."""
ANSWERED = "answered"
"""The outcome of an alert."""
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
    @property
    def audit(self) -> AuditTrail: ...


@dataclass(frozen=True)
class AskQuestion:
    """Bring a question before the operators; works without an account.

    Errors: ``question-empty``; ``question-too-long`` (``most``: characters).
    """

    units: Units[QuestionUnit]
    clock: Clock

    async def __call__(
        self, account_id: int | None, chat_id: int, language: str, text: str, key: str
    ) -> None:
        """Ask; the same ``key`` asks once. The answer will be in ``language``."""
        details: dict[str, Value] = {
            "account": account_id,
            "chat": chat_id,
            "language": language,
            "question": _checked(text),
        }
        now = self.clock()
        await self.units.write(
            lambda unit: unit.alerts.raise_alert(AlertKind.QUESTION, f"question:{key}", details, now)
        )


@dataclass(frozen=True)
class AnswerQuestion:
    """Send the answer to the chat that asked.

    Errors: those of ``services.alerts.require_open``; ``question-empty``, ``question-too-long``.
    """

    units: Units[AnswerUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, alert_id: int, operator: Operator, text: str) -> None:
        """Answer, once."""
        answer = _checked(text)
        now = self.clock()

        def reply(unit: AnswerUnit) -> None:
            details = require_open(
                unit.alerts, alert_id, AlertKind.QUESTION, operator, now, self.zone
            ).details
            unit.alerts.decide(alert_id, operator, ANSWERED, now)
            unit.audit.add(operator, Action.QUESTION_ANSWERED, f"alert:{alert_id}", {"answer": answer}, now)
            unit.outbox.telegram(
                int(str(details["chat"])),
                QUESTION_ANSWERED,
                {"question": details["question"], "answer": answer},
                language=str(details["language"]),
                priority=Priority.DECISION,
            )

        await self.units.write(reply)


def _checked(text: str) -> str:
    checked = text.strip()
    if not checked:
        raise DomainError("question-empty")
    if len(checked) > LONGEST:
        raise DomainError("question-too-long", most=LONGEST)
    return checked
