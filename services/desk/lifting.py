"""Lifting limits, from an alert or from what /find shows, because residents are told that operators help."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.account import Account
from domain.alert import Alert, AlertKind
from domain.audit import Action
from domain.details import Value
from domain.errors import DomainError
from domain.limits import (
    FAILED_CLAIMS_OF_LOGIN,
    FAILED_PROOFS_IN_CHAT,
    FAILED_PROOFS_OF_ACCOUNT,
    FAILED_PROOFS_OF_NUMBER,
    Limit,
)
from domain.login import Login
from domain.operator import Operator
from services.alerts import AlertDesk, require_open
from services.audit import AuditTrail
from services.desk.locks import (
    EverHeld,
    KnownChats,
    LockedAttempts,
    lift,
    locks_of_account,
    locks_of_number,
    names_of,
)
from services.desk.lookup import known_account
from services.limits import closed_until, unless_refused
from services.messages import LocksLifted, ProofLifted
from services.ports import Clock, Priority
from services.telling import SessionBook, TellingUnit, tell_account
from services.units import Units

LIFTED = "lifted"
"""The outcome of an alert whose limit an operator lifted."""
RUN_OUT = "run-out"
"""The outcome of an alert whose limit was over when an operator wanted to lift it."""


class AccountBook(Protocol):
    """Accounts, as an alert names them."""

    def get(self, account_id: int) -> Account: ...

    def find_by_login(self, login_key: str) -> Account | None: ...


class Chats(SessionBook, KnownChats, Protocol):
    """The chats of accounts."""


class LiftUnit(TellingUnit, Protocol):
    """What lifting a limit needs of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def sessions(self) -> Chats: ...
    @property
    def holdings(self) -> EverHeld: ...
    @property
    def alerts(self) -> AlertDesk: ...
    @property
    def attempts(self) -> LockedAttempts: ...
    @property
    def audit(self) -> AuditTrail: ...


@dataclass(frozen=True)
class LiftProofLimit:
    """Let the resident of an alert about failed proofs prove the number again, and tell them.

    The failures of the account are forgotten, and those of its chat and of the number if they keep it from
    adding it.

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
        (FAILED_CLAIMS_OF_LOGIN, account.login_key),
        (FAILED_PROOFS_OF_ACCOUNT, str(account.id)),
        (FAILED_PROOFS_IN_CHAT, str(alert.details.get("chat", ""))),
        (FAILED_PROOFS_OF_NUMBER, str(alert.details["number"])),
    )
    return [
        (limit, subject)
        for limit, subject in limits
        if closed_until(unit.attempts, limit, subject, now) is not None
    ]


@dataclass(frozen=True)
class LiftLocksOfAccount:
    """Open all that limits have closed to an account, and tell its chats; doing it again changes nothing.

    Errors: ``lookup-gone`` if there is no such account; ``locks-over`` if nothing is closed.
    """

    units: Units[LiftUnit]
    clock: Clock

    async def __call__(self, account_id: int, operator: Operator) -> int:
        """Return how many limits were lifted."""
        now = self.clock()

        def lift_all(unit: LiftUnit) -> int:
            account = known_account(unit.accounts, account_id)
            locks = locks_of_account(unit, account, now)
            if not locks:
                raise DomainError("locks-over")
            lift(unit.attempts, locks)
            tell_account(unit, account_id, LocksLifted(), Priority.DECISION)
            details: dict[str, Value] = {"login": account.login, "limits": names_of(locks)}
            unit.audit.add(operator, Action.LIMIT_LIFTED, f"account:{account_id}", details, now)
            return len(locks)

        return await self.units.write_long(lift_all)


@dataclass(frozen=True)
class LiftLocksOfNumber:
    """Let a number be proved again, and tell the residents who are known to have met it closed.

    These are the accounts of open alerts about it, unless their own failures keep them from trying. Doing it
    again changes nothing. Errors: ``locks-over`` if nothing is closed.
    """

    units: Units[LiftUnit]
    clock: Clock

    async def __call__(self, number: str, operator: Operator) -> int:
        """Return how many limits were lifted."""
        now = self.clock()

        def lift_all(unit: LiftUnit) -> int:
            locks = locks_of_number(unit.attempts, number, now)
            if not locks:
                raise DomainError("locks-over")
            lift(unit.attempts, locks)
            for account_id in _who_may_try(unit, number, now):
                tell_account(unit, account_id, ProofLifted(number), Priority.DECISION)
            unit.audit.add(
                operator, Action.LIMIT_LIFTED, f"number:{number}", {"limits": names_of(locks)}, now
            )
            return len(locks)

        return await self.units.write_long(lift_all)


def _who_may_try(unit: LiftUnit, number: str, now: datetime) -> list[int]:
    """List the accounts of open alerts about a number that their own failures do not keep from it."""
    failed = unit.alerts.list_open(AlertKind.PROOF_FAILED)
    about = [alert.account_id for alert in failed if str(alert.details.get("number")) == number]
    return [
        account_id
        for account_id in dict.fromkeys(about)
        if account_id is not None
        and closed_until(unit.attempts, FAILED_PROOFS_OF_ACCOUNT, str(account_id), now) is None
    ]
