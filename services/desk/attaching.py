"""Operators attach many numbers to an account, because who may see them cannot always prove each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.audit import Action
from domain.ban import checked_reason
from domain.details import Value
from domain.errors import DomainError
from domain.operator import Operator
from domain.subscriber import Holder, Subscriber
from domain.subscriber_number import SubscriberNumber
from services.access import Held
from services.audit import AuditTrail
from services.desk.lookup import known_account
from services.messages import NumbersAttached, NumbersAttachedToOther
from services.ports import Clock, Priority
from services.telling import TellingUnit, tell_account
from services.units import Units

MOST_ATTACHED = 500
"""Numbers that are attached together: one unit of work holds them."""


class SubscriberBook(Protocol):
    """The subscribers of the registry."""

    def find(self, number: str) -> Subscriber | None: ...


class HoldingBook(Protocol):
    """Which account holds which number."""

    def held(self, account_id: int) -> Held: ...

    def list_holders(self, number: str) -> list[Holder]: ...

    def list_keys(self, account_id: int) -> dict[str, str]:
        """Tell by which idempotency key each number of an account was added."""
        ...

    def add(self, account_id: int, number: str, key: str, at: datetime) -> None: ...


class EndingBook(Protocol):
    """The holds that other residents ended."""

    def forget(self, account_id: int, number: str) -> None:
        """Forget that a hold was ended, because an operator settled who holds the number."""
        ...


class AttachUnit(TellingUnit, Protocol):
    """What attaching needs of the storage."""

    @property
    def subscribers(self) -> SubscriberBook: ...
    @property
    def holdings(self) -> HoldingBook: ...
    @property
    def hands(self) -> EndingBook: ...
    @property
    def audit(self) -> AuditTrail: ...


@dataclass(frozen=True)
class Attachable:
    """What would be attached to the account of a ``login``.

    ``new`` are the numbers that it does not hold; ``shared`` are those of them that others hold. ``held``
    are its own already, and ``unknown`` is what the registry does not name, or names no more.
    """

    login: str
    new: tuple[str, ...]
    shared: tuple[str, ...]
    held: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class ViewAttachable:
    """Show what would be attached.

    Errors: ``lookup-gone``; ``attach-unconfirmed`` if the account has not confirmed its address;
    ``numbers-too-many`` (``most``).
    """

    units: Units[AttachUnit]

    async def __call__(self, account_id: int, numbers: Sequence[str]) -> Attachable:
        """Sort the numbers; none at all only checks the account."""
        _require_few(numbers)
        return await self.units.read_long(lambda unit: _attachable(unit, account_id, numbers))


@dataclass(frozen=True)
class AttachNumbers:
    """Attach numbers to an account, note which operator did and why, and tell it and the other holders.

    Repeating it with the same ``key`` changes nothing. Errors: those of :class:`ViewAttachable`;
    ``nothing-to-attach``; those of ``checked_reason``.
    """

    units: Units[AttachUnit]
    clock: Clock

    async def __call__(
        self, account_id: int, numbers: Sequence[str], reason: str, operator: Operator, key: str
    ) -> int:
        """Return how many numbers were attached."""
        now, why = self.clock(), checked_reason(reason)
        _require_few(numbers)

        def attach(unit: AttachUnit) -> int:
            keys = unit.holdings.list_keys(account_id)
            attached = [number for number in numbers if keys.get(number) == _key(key, number)]
            if attached:
                return len(attached)
            found = _attachable(unit, account_id, numbers)
            if not found.new:
                raise DomainError("nothing-to-attach")
            _tell_others(unit, found.shared)
            for number in found.new:
                unit.holdings.add(account_id, number, _key(key, number), now)
                unit.hands.forget(account_id, number)
            tell_account(unit, account_id, NumbersAttached.of(found.new), Priority.DECISION)
            details: dict[str, Value] = {
                "login": found.login,
                "count": len(found.new),
                "numbers": ", ".join(found.new),
                "reason": why,
            }
            unit.audit.add(operator, Action.NUMBERS_ATTACHED, f"account:{account_id}", details, now)
            return len(found.new)

        return await self.units.write_long(attach)


def _key(key: str, number: str) -> str:
    return f"{key}-{number}"


def _require_few(numbers: Sequence[str]) -> None:
    if len(numbers) > MOST_ATTACHED:
        raise DomainError("numbers-too-many", most=MOST_ATTACHED)


def _attachable(unit: AttachUnit, account_id: int, numbers: Sequence[str]) -> Attachable:
    account = known_account(unit.accounts, account_id)
    if not account.email_is_confirmed:
        raise DomainError("attach-unconfirmed", login=account.login)
    own = {each.number for each in unit.holdings.held(account_id).holdings}
    others = [number for number in numbers if number not in own]
    known = [number for number in others if _is_known(unit, number)]
    return Attachable(
        login=account.login,
        new=tuple(known),
        shared=tuple(number for number in known if unit.holdings.list_holders(number)),
        held=tuple(number for number in numbers if number in own),
        unknown=tuple(number for number in others if number not in set(known)),
    )


def _is_known(unit: AttachUnit, number: str) -> bool:
    subscriber = unit.subscribers.find(number)
    return subscriber is not None and not subscriber.closed


def _tell_others(unit: AttachUnit, shared: Sequence[str]) -> None:
    """Tell the other holders, each once, with masked numbers."""
    by_account: dict[int, list[str]] = {}
    for number in shared:
        for holder in unit.holdings.list_holders(number):
            by_account.setdefault(holder.account_id, []).append(SubscriberNumber(number).masked())
    for account_id, masked in by_account.items():
        tell_account(unit, account_id, NumbersAttachedToOther.of(masked), Priority.DECISION)
