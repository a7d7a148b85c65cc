"""Operators decide who is let in that can prove nothing to the bot itself."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.account import Account
from domain.alert import Alert, AlertKind
from domain.audit import Action
from domain.operator import Operator
from domain.recovery import GRANT_LIFETIME, Recovery, nonce_of_grant
from services.alerts import require_open
from services.messages import (
    LetInElsewhere,
    OpenContent,
    ReadmissionGranted,
    ReadmissionLetter,
    ReadmissionRefused,
)
from services.ports import Clock, Priority
from services.telling import tell_account
from services.threads.thread import ThreadUnit
from services.units import Units


class Unsure(StrEnum):
    """Why somebody is not let in, where an operator need not type it; each has words for the person."""

    NOT_RECOGNISED = "not-recognised"
    NOT_REACHED = "not-reached"


READMITTED = "readmitted"
"""The outcome of an alert whose chat may choose a new password."""
NOT_READMITTED = "not-readmitted"
"""The outcome of an alert whose chat is not let in."""


class GrantBook(Protocol):
    """What lets people in who forgot their password."""

    def add(self, recovery: Recovery) -> None: ...


class ReadmittingUnit(ThreadUnit, Protocol):
    """What the decision needs of the storage."""

    @property
    def recoveries(self) -> GrantBook: ...


@dataclass(frozen=True)
class DecideReadmission:
    """Let a chat choose a new password for an account, or do not, and tell the chat.

    For use after the operator has made sure who it is. The chats of the account and its confirmed address
    hear at once that somebody was let in; no letter is waited for. With an authenticator the chat still owes
    its code. Errors: those of ``services.alerts.require_open``.
    """

    units: Units[ReadmittingUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(
        self, alert_id: int, operator: Operator, *, accept: bool, reason: str | None = None
    ) -> None:
        """Decide."""
        now = self.clock()

        def decide(unit: ReadmittingUnit) -> None:
            kind = AlertKind.READMISSION_ASKED
            alert = require_open(unit.alerts, alert_id, kind, operator, now, self.zone)
            unit.alerts.annotate(alert_id, {"reason": reason, "choosing": None})
            unit.alerts.decide(alert_id, operator, READMITTED if accept else NOT_READMITTED, now)
            if accept:
                self._grant(unit, alert, now)
            answer = ReadmissionGranted(alert_id) if accept else ReadmissionRefused(reason or "")
            _answer(unit, alert, answer)
            action = Action.READMITTED if accept else Action.NOT_READMITTED
            details = {"login": alert.details["login"], "chat": alert.details["chat"], "reason": reason}
            unit.audit.add(operator, action, f"account:{alert.details['account']}", details, now)

        await self.units.write(decide)

    def _grant(self, unit: ReadmittingUnit, alert: Alert, now: datetime) -> None:
        account = unit.accounts.get(int(str(alert.details["account"])))
        unit.recoveries.add(_grant_of(alert, account, now))
        name, at = str(alert.details["person"]), now.astimezone(self.zone).strftime("%d.%m.%Y, %H:%M")
        tell_account(unit, account.id, LetInElsewhere(name, at), Priority.DECISION)
        if account.email_is_confirmed:
            letter = ReadmissionLetter(account.login, name, at)
            unit.outbox.letter(account.email, letter, language=account.language)


def _grant_of(alert: Alert, account: Account, now: datetime) -> Recovery:
    """Make what lets the chat in: it has neither link nor code, and its nonce need not be secret."""
    nonce = nonce_of_grant(alert.id)
    return Recovery(
        nonce=nonce,
        account_id=account.id,
        asked_in=_chat_of(alert),
        email=account.email,
        password_hash=account.password_hash,
        token_hash=nonce,
        code_hash="",
        created_at=now,
        expires_at=now + GRANT_LIFETIME,
    )


def _answer(unit: ReadmittingUnit, alert: Alert, content: OpenContent) -> None:
    language = str(alert.details["language"])
    unit.outbox.telegram(_chat_of(alert), content, language=language, priority=Priority.DECISION)


def _chat_of(alert: Alert) -> int:
    return int(str(alert.details["chat"]))
