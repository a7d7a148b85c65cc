"""Operators settle who a number belongs to: they end a hold, and give a number back whose hold was ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.alert import AlertKind
from domain.audit import Action
from domain.details import Value
from domain.errors import DomainError
from domain.operator import Operator
from domain.subscriber import EndedHold, ProvedHolder
from services.alerts import AlertDesk, require_open
from services.audit import AuditTrail
from services.limits import unless_refused
from services.messages import (
    AccountContent,
    HolderEnded,
    HolderRestored,
    NumberEndedByOperator,
    NumberRestored,
    OthersRestored,
)
from services.ports import Clock, Priority
from services.telling import TellingUnit, tell_account
from services.units import Units

RESTORED = "restored"
"""The outcome of an alert whose holds an operator gave back."""
NOTHING_LEFT = "nothing-left"
"""The outcome of an alert whose holds were back already when an operator wanted to give them back."""


class EndedHolds(Protocol):
    """The holds that other residents ended."""

    def list_ended(self, ending: str) -> list[EndedHold]: ...

    def restore(self, ending: str) -> None:
        """Give all of them back, as good as the hold of the resident who ended them."""
        ...


class RestoreUnit(TellingUnit, Protocol):
    """What giving back needs of the storage."""

    @property
    def hands(self) -> EndedHolds: ...
    @property
    def alerts(self) -> AlertDesk: ...
    @property
    def audit(self) -> AuditTrail: ...


@dataclass(frozen=True)
class RestoreHolds:
    """Give the holds of an alert back, and tell both sides.

    Errors: those of ``services.alerts.require_open``; ``holds-back-already``, which closes the alert.
    """

    units: Units[RestoreUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, alert_id: int, operator: Operator) -> None:
        """Give them back."""
        now = self.clock()

        def restore(unit: RestoreUnit) -> DomainError | None:
            alert = require_open(unit.alerts, alert_id, AlertKind.HOLDS_ENDED, operator, now, self.zone)
            number, ending = str(alert.details["number"]), str(alert.details["ending"])
            ended = unit.hands.list_ended(ending)
            unit.alerts.decide(alert_id, operator, RESTORED if ended else NOTHING_LEFT, now)
            if not ended:
                return DomainError("holds-back-already")
            unit.hands.restore(ending)
            for each in ended:
                news = NumberRestored(each.number, each.name)
                tell_account(unit, each.account_id, news, Priority.DECISION)
            if alert.account_id is not None:
                tell_account(unit, alert.account_id, OthersRestored(number), Priority.DECISION)
            details: dict[str, Value] = {"number": number, "restored": len(ended)}
            unit.audit.add(operator, Action.HOLDS_RESTORED, f"alert:{alert_id}", details, now)
            return None

        unless_refused(await self.units.write(restore))


class HeldBook(Protocol):
    """Who holds a number, and the holds that were ended."""

    def list_holders(self, number: str) -> list[ProvedHolder]: ...

    def find_ended(self, account_id: int, number: str) -> EndedHold | None:
        """Find the hold of an account that was ended and is not back."""
        ...

    def end_by_operator(self, account_id: int, number: str, day: date, ending: str, at: datetime) -> None:
        """End a hold because an operator decided so; a payment after ``day`` brings it back."""
        ...

    def restore(self, ending: str) -> None: ...


class HoldUnit(TellingUnit, Protocol):
    """What ending a hold needs of the storage."""

    @property
    def hands(self) -> HeldBook: ...
    @property
    def audit(self) -> AuditTrail: ...


@dataclass(frozen=True)
class ViewHold:
    """Tell the login of an account that holds a number; ``hold-gone`` if it does not, or not any more."""

    units: Units[HoldUnit]

    async def __call__(self, account_id: int, number: str) -> str:
        return await self.units.read(lambda unit: _holder(unit, account_id, number).login)


@dataclass(frozen=True)
class EndHold:
    """End the hold of an account, and tell it why, and the other holders that somebody sees it no more.

    The account comes back with a payment after this day, or by :class:`GiveHoldBack`. ``reason``: a
    ``HoldEndReason``, or what the operator typed. The same ``key`` ends it once. Raises ``hold-gone``.
    """

    units: Units[HoldUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(
        self, account_id: int, number: str, reason: str, operator: Operator, key: str
    ) -> EndedHold:
        """Return the hold that was ended."""
        now = self.clock()
        day = now.astimezone(self.zone).date()

        def end(unit: HoldUnit) -> EndedHold:
            before = unit.hands.find_ended(account_id, number)
            if before is not None and before.ending == key:
                return before
            holder = _holder(unit, account_id, number)
            unit.hands.end_by_operator(account_id, number, day, key, now)
            news = NumberEndedByOperator(number, holder.name, reason)
            tell_account(unit, account_id, news, Priority.DECISION)
            _tell(unit, unit.hands.list_holders(number), HolderEnded(number))
            _note(unit, Action.HOLD_ENDED, holder.login, number, operator, now, reason)
            return _ended(unit, account_id, number)

        return await self.units.write(end)


@dataclass(frozen=True)
class GiveHoldBack:
    """Take it back that an operator ended a hold, and tell the account and the other holders.

    ``ended`` is the second in which it was ended (:attr:`EndedHold.ended_second`), so that an old button
    takes nothing else back. Raises ``holds-back-already`` if there is nothing to give back.
    """

    units: Units[HoldUnit]
    clock: Clock

    async def __call__(self, account_id: int, number: str, ended: int, operator: Operator) -> str:
        """Return the login of the account."""
        now = self.clock()

        def give_back(unit: HoldUnit) -> str:
            hold = _ended(unit, account_id, number)
            if not hold.by_operator or hold.ended_second != ended:
                raise DomainError("holds-back-already")
            _tell(unit, unit.hands.list_holders(number), HolderRestored(number))
            unit.hands.restore(hold.ending)
            tell_account(unit, account_id, NumberRestored(number, hold.name), Priority.DECISION)
            login = unit.accounts.get(account_id).login
            _note(unit, Action.HOLDS_RESTORED, login, number, operator, now)
            return login

        return await self.units.write(give_back)


def _holder(unit: HoldUnit, account_id: int, number: str) -> ProvedHolder:
    for each in unit.hands.list_holders(number):
        if each.account_id == account_id:
            return each
    raise DomainError("hold-gone")


def _ended(unit: HoldUnit, account_id: int, number: str) -> EndedHold:
    hold = unit.hands.find_ended(account_id, number)
    if hold is None:
        raise DomainError("holds-back-already")
    return hold


def _tell(unit: HoldUnit, holders: Iterable[ProvedHolder], news: AccountContent) -> None:
    for each in holders:
        tell_account(unit, each.account_id, news, Priority.DECISION)


def _note(
    unit: HoldUnit,
    action: Action,
    login: str,
    number: str,
    operator: Operator,
    at: datetime,
    reason: str | None = None,
) -> None:
    details: dict[str, Value] = {"login": login, "reason": reason}
    unit.audit.add(operator, action, f"number:{number}", details, at)
