"""Subscriber numbers: proved with a payment, held by one or several accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from domain.account import Account
from domain.alert import AlertKind
from domain.bill import Payment
from domain.dates import format_date
from domain.details import Value
from domain.errors import DomainError
from domain.limits import (
    FAILED_PROOFS_IN_CHAT,
    FAILED_PROOFS_OF_ACCOUNT,
    FAILED_PROOFS_OF_NUMBER,
    Limit,
    shown_until,
)
from domain.subscriber import Holder, Holding, Subscriber
from domain.subscriber_number import SubscriberNumber
from services.access import AccountBook, HeldNumbers, require_confirmed, require_number
from services.limits import all_closed_until, attempts_left, closed_until, unless_refused
from services.messages import NumberShared, NumbersShared
from services.ports import AlertBook, AttemptLog, Clock, Outbox, Priority
from services.telling import SessionBook, tell_account
from services.units import Units

LONGEST_NAME = 40


class SubscriberBook(Protocol):
    """The subscribers of the registry."""

    def find(self, number: str) -> Subscriber | None: ...


class PaymentBook(Protocol):
    """The payments of the registry."""

    def list_of_last_day(self, number: str) -> list[Payment]:
        """List all payments of the last day on which there was any that was not taken back."""
        ...


class HoldingBook(HeldNumbers, Protocol):
    """Which account holds which number, as far as that changes."""

    def find(self, account_id: int, number: str) -> Holding | None: ...

    def find_by_key(self, account_id: int, key: str) -> Holding | None:
        """Find the holding that a proof with this key added."""
        ...

    def list_for(self, account_id: int) -> list[Holding]:
        """List the numbers of an account in the order in which they were added."""
        ...

    def list_holders(self, number: str) -> list[Holder]: ...

    def add(
        self, account_id: int, number: str, key: str, at: datetime, *, paid_on: date | None = None
    ) -> None:
        """Let an account hold a number that a payment of a day proved."""
        ...

    def rename(self, account_id: int, number: str, name: str | None) -> None: ...

    def remove(self, account_id: int, number: str) -> None:
        """Take the number off the account; no error if the account does not hold it."""
        ...


class HoldingUnit(Protocol):
    """What a look at the numbers needs of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def holdings(self) -> HoldingBook: ...


class EndingBook(Protocol):
    """The holds that other residents ended."""

    def last_ending(self, account_id: int, chat_id: int, number: str) -> date | None:
        """Give the payment that ended the hold of an account, or of one that a chat is known to."""
        ...

    def forget(self, account_id: int, number: str) -> None:
        """Forget that a hold was ended, because the number was proved once more."""
        ...


class ProofUnit(HoldingUnit, Protocol):
    """What a proof needs of the storage."""

    @property
    def hands(self) -> EndingBook: ...
    @property
    def subscribers(self) -> SubscriberBook: ...
    @property
    def payments(self) -> PaymentBook: ...
    @property
    def sessions(self) -> SessionBook: ...
    @property
    def attempts(self) -> AttemptLog: ...
    @property
    def alerts(self) -> AlertBook: ...
    @property
    def outbox(self) -> Outbox: ...


@dataclass(frozen=True)
class BeginAdding:
    """See that a number can be added at all, before anything is asked.

    Errors: ``email-not-confirmed``; ``proof-closed`` (``until``).
    """

    units: Units[ProofUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, account_id: int) -> None:
        """Refuse early what would be refused in the end."""
        now = self.clock()

        def check(unit: ProofUnit) -> None:
            require_confirmed(unit, account_id)
            until = closed_until(unit.attempts, FAILED_PROOFS_OF_ACCOUNT, str(account_id), now)
            if until is not None:
                raise _proof_closed(until, now, self.zone)

        await self.units.read(check)


@dataclass(frozen=True)
class CheckNumber:
    """Read a number; whether it exists is not told.

    Errors: those of ``SubscriberNumber.parse``; ``email-not-confirmed``; ``number-already-added``.
    """

    units: Units[HoldingUnit]

    async def __call__(self, account_id: int, text: str) -> SubscriberNumber:
        """Return the number in the form in which it is kept."""
        number = SubscriberNumber.parse(text)

        def check(unit: HoldingUnit) -> None:
            require_confirmed(unit, account_id)
            _require_new(unit, account_id, number)

        await self.units.read(check)
        return number


@dataclass(frozen=True)
class AddSubscriber:
    """Add a number to an account that knows its last payment; the other holders are told.

    Proof: the date of the subscriber's last payment, and the amount of one of that day's payments or of all
    together. Repeating it with the same ``key`` returns the first result.

    What others failed at closes the number to them and to those who failed as well. Who has not failed may
    try once all the same, because otherwise a stranger could shut its owner out; operators are told of a
    number added that way.

    Errors: ``email-not-confirmed``; ``number-already-added``; ``proof-wrong`` (``left``: attempts), one and
    the same for number, date and amount; ``proof-closed`` (``until``) after too many, which alerts operators;
    ``number-ended`` (``day``) if another resident ended the hold of this account, or of one that had this
    chat, and the payment is not later than that day.
    """

    units: Units[ProofUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(
        self,
        account_id: int,
        number: SubscriberNumber,
        paid_on: date,
        amount: int,
        chat_id: int,
        key: str,
    ) -> Holding:
        """Check the proof; ``amount`` in kopecks."""
        proof = Proof(account_id, number, chat_id, key, self.clock(), paid_on, amount)

        def add(unit: ProofUnit) -> Holding | DomainError:
            shared: list[Shared] = []
            outcome = self.within(unit, proof, shared)
            tell_holders(unit, shared)
            return outcome

        return unless_refused(await self.units.write(add))

    def within(self, unit: ProofUnit, proof: "Proof", shared: list["Shared"]) -> Holding | DomainError:
        """Check a proof inside a unit of work; ``shared`` gets what the other holders are to be told.

        The refusals are returned, because a failure that was counted must not be undone; only
        ``email-not-confirmed`` is raised.
        """
        account = require_confirmed(unit, proof.account_id)
        added = unit.holdings.find_by_key(proof.account_id, proof.key)
        if added is not None:
            return added
        if unit.holdings.find(proof.account_id, str(proof.number)) is not None:
            return DomainError("number-already-added")
        until = all_closed_until(unit.attempts, _in_force(unit.attempts, proof), proof.now)
        if until is not None:
            return _proof_closed(until, proof.now, self.zone)
        if not _is_proved(unit, proof):
            return self._refusal(unit, account, proof)
        ended_by = unit.hands.last_ending(proof.account_id, proof.chat_id, str(proof.number))
        if ended_by is not None and proof.paid_on <= ended_by:
            return DomainError("number-ended", day=format_date(ended_by))
        _tell_if_contested(unit, account, proof)
        return _hold(unit, proof, shared)

    def _refusal(self, unit: ProofUnit, account: Account, proof: "Proof") -> DomainError:
        """Count the failure; the one that closes proofs for a while is told to the operators."""
        for limit, subject in proof.limits:
            unit.attempts.record(limit.kind, subject, proof.now, proof.key)
        until = all_closed_until(unit.attempts, proof.limits, proof.now)
        if until is None:
            left = min(
                attempts_left(unit.attempts, limit, subject, proof.now) for limit, subject in proof.limits
            )
            return DomainError("proof-wrong", left=left)
        day = proof.now.astimezone(self.zone).date()
        unit.alerts.raise_alert(
            AlertKind.PROOF_FAILED,
            f"proof-failed:{account.id}:{proof.number}:{day}",
            {
                "login": account.login,
                "number": str(proof.number),
                "failures": FAILED_PROOFS_OF_NUMBER.most,
                "chat": proof.chat_id,
            },
            proof.now,
            account_id=account.id,
        )
        return _proof_closed(until, proof.now, self.zone)


@dataclass(frozen=True)
class Proof:
    """A proof as it is checked and counted: whose it is, for which number, from which chat, by which update.

    ``amount`` is in kopecks.
    """

    account_id: int
    number: SubscriberNumber
    chat_id: int
    key: str
    now: datetime
    paid_on: date
    amount: int

    @property
    def own_limits(self) -> tuple[tuple[Limit, str], ...]:
        """The limits of what the resident did, each with its subject."""
        return (
            (FAILED_PROOFS_OF_ACCOUNT, str(self.account_id)),
            (FAILED_PROOFS_IN_CHAT, str(self.chat_id)),
        )

    @property
    def limits(self) -> tuple[tuple[Limit, str], ...]:
        """All limits under which a failure counts, each with its subject."""
        return (*self.own_limits, (FAILED_PROOFS_OF_NUMBER, str(self.number)))

    def has_failed(self, attempts: AttemptLog) -> bool:
        """Tell whether this very proof was counted as a failure."""
        return any(attempts.is_recorded(limit.kind, subject, self.key) for limit, subject in self.own_limits)


def _in_force(attempts: AttemptLog, proof: Proof) -> tuple[tuple[Limit, str], ...]:
    """Give the limits that a proof has to keep; that of the number is left out for who has not failed."""
    has_failed = any(
        attempts_left(attempts, limit, subject, proof.now) < limit.most for limit, subject in proof.own_limits
    )
    return proof.limits if has_failed else proof.own_limits


def _tell_if_contested(unit: ProofUnit, account: Account, proof: Proof) -> None:
    """Have operators look at a number that was proved at once although the failures of others closed it."""
    number = str(proof.number)
    if closed_until(unit.attempts, FAILED_PROOFS_OF_NUMBER, number, proof.now) is None:
        return
    details: dict[str, Value] = {
        "login": account.login,
        "number": number,
        "failures": FAILED_PROOFS_OF_NUMBER.most,
    }
    key = f"number-contested:{account.id}:{number}:{proof.key}"
    unit.alerts.raise_alert(AlertKind.NUMBER_CONTESTED, key, details, proof.now, account_id=account.id)


def _require_new(unit: HoldingUnit, account_id: int, number: SubscriberNumber) -> None:
    if unit.holdings.find(account_id, str(number)) is not None:
        raise DomainError("number-already-added")


def _proof_closed(until: datetime, now: datetime, zone: ZoneInfo) -> DomainError:
    return DomainError("proof-closed", until=shown_until(until, now, zone))


def _is_proved(unit: ProofUnit, proof: Proof) -> bool:
    number = str(proof.number)
    subscriber = unit.subscribers.find(number)
    if subscriber is None or subscriber.closed:
        return False
    last_day = unit.payments.list_of_last_day(number)
    amounts = [payment.amount for payment in last_day if payment.paid_on == proof.paid_on]
    return bool(amounts) and proof.amount in {*amounts, sum(amounts)}


class Shared(NamedTuple):
    """That an account learns of another one that has proved a number which it holds."""

    account_id: int
    news: NumberShared


def tell_holders(unit: ProofUnit, shared: Sequence[Shared]) -> None:
    """Tell the other holders: each once, also of many numbers that were added together."""
    by_account: dict[int, list[NumberShared]] = {}
    for account_id, news in shared:
        by_account.setdefault(account_id, []).append(news)
    for account_id, several in by_account.items():
        many = NumbersShared.of([each.number for each in several])
        tell_account(unit, account_id, several[0] if len(several) == 1 else many, Priority.DECISION)


def _hold(unit: ProofUnit, proof: Proof, shared: list[Shared]) -> Holding:
    number = str(proof.number)
    shared += [
        Shared(holder.account_id, NumberShared(proof.number.masked(), holder.name))
        for holder in unit.holdings.list_holders(number)
    ]
    unit.holdings.add(proof.account_id, number, proof.key, proof.now, paid_on=proof.paid_on)
    unit.hands.forget(proof.account_id, number)
    return require_number(unit, proof.account_id, number)


@dataclass(frozen=True)
class Rename:
    """Give a number a name of one's own.

    Errors: ``email-not-confirmed``, ``not-yours``; ``name-wrong`` (``most``: characters) if it is empty or
    too long.
    """

    units: Units[HoldingUnit]

    async def __call__(self, account_id: int, number: str, name: str | None) -> str | None:
        """Return the name as it is kept; ``None`` takes it away."""
        kept = None if name is None else " ".join(name.split())
        if kept is not None and not (len(kept) <= LONGEST_NAME and any(map(str.isprintable, kept))):
            raise DomainError("name-wrong", most=LONGEST_NAME)

        def rename(unit: HoldingUnit) -> None:
            require_number(unit, account_id, number)
            unit.holdings.rename(account_id, number, kept)

        await self.units.write(rename)
        return kept


@dataclass(frozen=True)
class Remove:
    """Take a number off an account; its readings stay. Doing it again changes nothing."""

    units: Units[HoldingUnit]

    async def __call__(self, account_id: int, number: str) -> None:
        """Remove the number, whether or not the account holds it."""
        await self.units.write(lambda unit: unit.holdings.remove(account_id, number))
