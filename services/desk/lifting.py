"""Lifting the limit of failed proofs, because residents are told that an operator can help."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.account import Account
from domain.alert import Alert, AlertKind
from domain.audit import Action
from domain.details import Value
from domain.errors import DomainError
from domain.limits import FAILED_PROOFS_OF_ACCOUNT, FAILED_PROOFS_OF_NUMBER, Limit
from domain.login import Login
from domain.operator import Operator
from services.alerts import AlertDesk, require_open
from services.audit import AuditTrail
from services.limits import closed_until, unless_refused
from services.messages import ProofLifted
from services.ports import AttemptLog, Clock, Priority
from services.telling import TellingUnit, tell_account
from services.units import Units

LIFTED = "lifted"
"""The outcome of an alert whose limit an operator lifted."""
RUN_OUT = "run-out"
"""The outcome of an alert whose limit was over when an operator wanted to lift it."""


class AccountBook(Protocol):
    """Accounts, as an alert names them."""

    def get(self, account_id: int) -> Account: ...

    def find_by_login(self, login_key: str) -> Account | None: ...


class LiftUnit(TellingUnit, Protocol):
    """What lifting a limit needs of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def alerts(self) -> AlertDesk: ...
    @property
    def attempts(self) -> AttemptLog: ...
    @property
    def audit(self) -> AuditTrail: ...


@dataclass(frozen=True)
class LiftProofLimit:
    """Let the resident of an alert about failed proofs prove the number again, and tell them.

    The failures of the account are forgotten, and those of the number if they keep the account from it.

    Errors: those of ``services.alerts.require_open``; ``limit-run-out`` if nothing is closed any more, which
    closes the alert.
    """

    units: Units[LiftUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, alert_id: int, operator: Operator) -> None:
        """Lift it."""
        now = self.clock()

        def lift(unit: LiftUnit) -> DomainError | None:
            alert = require_open(unit.alerts, alert_id, AlertKind.PROOF_FAILED, operator, now, self.zone)
            account = _account(unit, alert)
            closed = [] if account is None else _closed(unit, account, alert, now)
            unit.alerts.settle_fact(alert_id)
            if account is None or not closed:
                unit.alerts.decide(alert_id, operator, RUN_OUT, now)
                return DomainError("limit-run-out")
            for limit, subject in closed:
                unit.attempts.forget(limit.kind, subject)
            unit.alerts.decide(alert_id, operator, LIFTED, now)
            number = str(alert.details["number"])
            tell_account(unit, account.id, ProofLifted(number), Priority.DECISION)
            details: dict[str, Value] = {"login": account.login, "number": number}
            unit.audit.add(operator, Action.LIMIT_LIFTED, f"alert:{alert_id}", details, now)
            return None

        unless_refused(await self.units.write(lift))


def _account(unit: LiftUnit, alert: Alert) -> Account | None:
    """Find whose proofs failed; alerts of earlier versions name the login alone."""
    if alert.account_id is not None:
        return unit.accounts.get(alert.account_id)
    return unit.accounts.find_by_login(Login.parse(str(alert.details["login"])).key)


def _closed(unit: LiftUnit, account: Account, alert: Alert, now: datetime) -> list[tuple[Limit, str]]:
    limits = (
        (FAILED_PROOFS_OF_ACCOUNT, str(account.id)),
        (FAILED_PROOFS_OF_NUMBER, str(alert.details["number"])),
    )
    return [
        (limit, subject)
        for limit, subject in limits
        if closed_until(unit.attempts, limit, subject, now) is not None
    ]
