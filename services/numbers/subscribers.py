"""Subscriber numbers: proved with a payment, held by one or several accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from domain.account import Account
from domain.alert import AlertKind
from domain.dates import format_date
from domain.details import Value
from domain.errors import DomainError
from domain.limits import (
    FAILED_PROOFS_IN_CHAT,
    FAILED_PROOFS_IN_CHAT_SLOWLY,
    FAILED_PROOFS_OF_ACCOUNT,
    FAILED_PROOFS_OF_NUMBER,
    FAILED_PROOFS_SLOWLY,
    shown_until,
)
from domain.subscriber import Holder, Holding, LastEnding
from domain.subscriber_number import SubscriberNumber
from services.access import AccountBook, HeldNumbers, require_confirmed, require_number
from services.limits import all_closed_until, closed_until, unless_refused
from services.messages import NumberShared, NumbersShared
from services.numbers.proving import Counted, Proof, ProvingUnit, Tried
from services.ports import AlertBook, AttemptLog, Clock, Outbox, Priority
from services.telling import SessionBook, tell_account
from services.totals import EVERYBODY, Total, tell_if_too_much, too_much_until
from services.units import Units

LONGEST_NAME = 40


class HoldingBook(HeldNumbers, Protocol):
    """Which account holds which number, as far as that changes."""

    def find(self, account_id: int, number: str) -> Holding | None: ...

    def find_by_key(self, account_id: int, key: str) -> Holding | None:
        """Find the holding that a proof with this key added."""
        ...

    def list_for(self, account_id: int) -> list[Holding]:
        """List the numbers of an account in the order in which they were added."""
        ...

    def ever_held(self, account_id: int) -> bool:
        """Whether an account holds a number, held one until somebody ended that, or sent a reading."""
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

    def last_ending(self, account_id: int, chat_id: int, number: str) -> LastEnding | None:
        """Give what ended the hold of an account last, or of one that a chat is known to."""
        ...

    def forget(self, account_id: int, number: str) -> None:
        """Forget that a hold was ended, because the number was proved once more."""
        ...


class ProofUnit(HoldingUnit, ProvingUnit, Protocol):
    """What adding a number by a proof needs of the storage."""

    @property
    def hands(self) -> EndingBook: ...
    @property
    def sessions(self) -> SessionBook: ...
    @property
    def alerts(self) -> AlertBook: ...
    @property
    def outbox(self) -> Outbox: ...


@dataclass(frozen=True)
class BeginAdding:
    """See that a number can be added at all, before anything is asked.

    Errors: ``email-not-confirmed``; ``proof-closed`` (``until``), for the account or for the chat.
    """

    units: Units[ProofUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, account_id: int, chat_id: int) -> None:
        """Refuse early what would be refused in the end."""
        now = self.clock()

        def check(unit: ProofUnit) -> None:
            require_confirmed(unit, account_id)
            limits = _of_person(account_id, chat_id, is_slowed=_is_slowed(unit, account_id, now))
            until = all_closed_until(unit.attempts, limits, now)
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
    number added that way. While failures in total leave the usual, accounts that never proved a number have
    fewer tries, and operators know.

    Errors: ``email-not-confirmed``; ``number-already-added``; ``proof-wrong`` (``left``: attempts), one and
    the same for number, date and amount; ``proof-closed`` (``until``) after too many, which alerts operators;
    ``number-ended`` and ``number-ended-by-operator`` (``day``) if somebody ended the hold of this account, or
    of one that had this chat, and the payment is not later than that day.
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
        adding = Adding(account_id, number, chat_id, key, self.clock(), paid_on, amount)

        def add(unit: ProofUnit) -> Holding | DomainError:
            shared: list[Shared] = []
            outcome = self.within(unit, adding, shared)
            tell_holders(unit, shared)
            return outcome

        return unless_refused(await self.units.write(add))

    def within(self, unit: ProofUnit, adding: "Adding", shared: list["Shared"]) -> Holding | DomainError:
        """Check a proof inside a unit of work; ``shared`` gets what the other holders are to be told.

        The refusals are returned, because a failure that was counted must not be undone; only
        ``email-not-confirmed`` is raised.
        """
        account = require_confirmed(unit, adding.account_id)
        added = unit.holdings.find_by_key(adding.account_id, adding.key)
        if added is not None:
            return added
        if unit.holdings.find(adding.account_id, str(adding.number)) is not None:
            return DomainError("number-already-added")
        until = _tried(unit, adding).closed_until(unit.attempts)
        if until is not None:
            return _proof_closed(until, adding.now, self.zone)
        if not adding.proof.is_right(unit):
            return self._refusal(unit, account, adding)
        ending = unit.hands.last_ending(adding.account_id, adding.chat_id, str(adding.number))
        if ending is not None and adding.paid_on <= ending.paid_on:
            return _ended(ending)
        _tell_if_contested(unit, account, adding)
        return _hold(unit, adding, shared)

    def _refusal(self, unit: ProofUnit, account: Account, adding: "Adding") -> DomainError:
        """Count the failure; the one that closes proofs for a while is told to the operators."""
        _count_in_total(unit, adding)
        until, left = _tried(unit, adding).count_failure(unit.attempts)
        if until is None:
            return DomainError("proof-wrong", left=left)
        if adding.usually.closed_until(unit.attempts) is not None:
            self._tell(unit, account, adding)
        return _proof_closed(until, adding.now, self.zone)

    def _tell(self, unit: ProofUnit, account: Account, adding: "Adding") -> None:
        day = adding.now.astimezone(self.zone).date()
        unit.alerts.raise_alert(
            AlertKind.PROOF_FAILED,
            f"proof-failed:{account.id}:{adding.number}:{day}",
            {
                "login": account.login,
                "number": str(adding.number),
                "failures": FAILED_PROOFS_OF_NUMBER.most,
                "chat": adding.chat_id,
            },
            adding.now,
            account_id=account.id,
        )


@dataclass(frozen=True)
class Adding:
    """Who adds which number by which proof: account, chat and update; ``amount`` is in kopecks."""

    account_id: int
    number: SubscriberNumber
    chat_id: int
    key: str
    now: datetime
    paid_on: date
    amount: int

    @property
    def proof(self) -> Proof:
        """What is known of the last payment."""
        return Proof(self.number, self.paid_on, self.amount)

    @property
    def usually(self) -> Tried:
        """How a failure counts while there are not too many in total."""
        return self.counted(is_slowed=False)

    def counted(self, *, is_slowed: bool) -> Tried:
        """How a failure counts; ``is_slowed``: there are too many, and the account never proved a number."""
        own = _of_person(self.account_id, self.chat_id, is_slowed=is_slowed)
        return Tried(own, ((FAILED_PROOFS_OF_NUMBER, str(self.number)),), self.key, self.now)

    def has_failed(self, attempts: AttemptLog) -> bool:
        """Tell whether this very proof was counted as a failure."""
        return any(attempts.is_recorded(limit.kind, subject, self.key) for limit, subject in self.usually.own)


def _of_person(account_id: int, chat_id: int, *, is_slowed: bool) -> Counted:
    return (
        (FAILED_PROOFS_SLOWLY if is_slowed else FAILED_PROOFS_OF_ACCOUNT, str(account_id)),
        (FAILED_PROOFS_IN_CHAT_SLOWLY if is_slowed else FAILED_PROOFS_IN_CHAT, str(chat_id)),
    )


def _is_slowed(unit: ProofUnit, account_id: int, now: datetime) -> bool:
    is_too_much = too_much_until(unit.attempts, Total.PROOFS, now) is not None
    return is_too_much and not unit.holdings.ever_held(account_id)


def _tried(unit: ProofUnit, adding: Adding) -> Tried:
    """How a failure counts under the limits that are in force now."""
    return adding.counted(is_slowed=_is_slowed(unit, adding.account_id, adding.now))


def _count_in_total(unit: ProofUnit, adding: Adding) -> None:
    """Count the failure of an account that never proved a number, and tell operators of too many."""
    if unit.holdings.ever_held(adding.account_id):
        return
    unit.attempts.record(Total.PROOFS.limit.kind, EVERYBODY, adding.now, adding.key)
    tell_if_too_much(unit, Total.PROOFS, adding.key, adding.now)


def _tell_if_contested(unit: ProofUnit, account: Account, adding: Adding) -> None:
    """Have operators look at a number that was proved at once although the failures of others closed it."""
    number = str(adding.number)
    if closed_until(unit.attempts, FAILED_PROOFS_OF_NUMBER, number, adding.now) is None:
        return
    details: dict[str, Value] = {
        "login": account.login,
        "number": number,
        "failures": FAILED_PROOFS_OF_NUMBER.most,
    }
    key = f"number-contested:{account.id}:{number}:{adding.key}"
    unit.alerts.raise_alert(AlertKind.NUMBER_CONTESTED, key, details, adding.now, account_id=account.id)


def _require_new(unit: HoldingUnit, account_id: int, number: SubscriberNumber) -> None:
    if unit.holdings.find(account_id, str(number)) is not None:
        raise DomainError("number-already-added")


def _proof_closed(until: datetime, now: datetime, zone: ZoneInfo) -> DomainError:
    return DomainError("proof-closed", until=shown_until(until, now, zone))


def _ended(ending: LastEnding) -> DomainError:
    code = "number-ended-by-operator" if ending.by_operator else "number-ended"
    return DomainError(code, day=format_date(ending.paid_on))


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


def _hold(unit: ProofUnit, adding: Adding, shared: list[Shared]) -> Holding:
    number = str(adding.number)
    shared += [
        Shared(holder.account_id, NumberShared(adding.number.masked(), holder.name))
        for holder in unit.holdings.list_holders(number)
    ]
    unit.holdings.add(adding.account_id, number, adding.key, adding.now, paid_on=adding.paid_on)
    unit.hands.forget(adding.account_id, number)
    return require_number(unit, adding.account_id, number)


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
