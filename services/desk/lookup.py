"""What operators may look up: a subscriber or an account, as much of it as their work needs.

E-mail, phone and money are masked or left out until an operator asks for them; that, and every lookup, is
written into the audit trail.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.account import Account, HeldNumber
from domain.alert import Alert
from domain.audit import Action
from domain.details import Value
from domain.email_address import EmailAddress
from domain.errors import DomainError
from domain.lookup import Shape, meanings
from domain.meter import Meter
from domain.operator import Operator
from domain.phone import Phone
from domain.reading import Reading
from domain.subscriber import Subscriber
from services.audit import AuditTrail
from services.ports import Clock
from services.telling import SessionBook
from services.units import Units

LAST_READINGS = 3
MOST_HITS = 10


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found: a subscriber by ``number``, or an account by ``account_id`` and ``login``."""

    number: str = ""
    account_id: int = 0
    login: str = ""


@dataclass(frozen=True, slots=True)
class HolderView:
    """An account, as far as operators see it at once; the bot can write to ``reachable`` of its ``chats``."""

    account_id: int
    login: str
    email_masked: str
    email_confirmed: bool
    email_pending: bool
    phone_masked: str | None
    notices_muted: bool
    chats: int
    reachable: int


@dataclass(frozen=True, slots=True)
class SubscriberView:
    """A subscriber; ``asked`` is the reading whose receipt was looked for, ``readings`` are the last ones."""

    number: str
    address: str
    closed: bool
    meters: tuple[Meter, ...]
    readings: tuple[Reading, ...]
    asked: Reading | None
    holders: tuple[HolderView, ...]
    alerts: tuple[Alert, ...]


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account with its numbers."""

    holder: HolderView
    numbers: tuple[str, ...]
    alerts: tuple[Alert, ...]


@dataclass(frozen=True, slots=True)
class Hits:
    """What a lookup found; ``shapes`` are the meanings that were tried."""

    shapes: tuple[Shape, ...]
    hits: tuple[Hit, ...]
    receipt: str | None


@dataclass(frozen=True, slots=True)
class FullAccount:
    """The e-mail address and the phone of an account, which are masked otherwise."""

    login: str
    email: str
    pending_email: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class FullSubscriber:
    """The amounts of a subscriber, which are left out otherwise: kopecks, a debt is positive."""

    number: str
    balance: int
    penalty: int


class AccountBook(Protocol):
    """Accounts."""

    def get(self, account_id: int) -> Account:
        """Return the account; ``LookupError`` if there is no such account."""
        ...

    def find_by_login(self, login_key: str) -> Account | None: ...

    def list_by_phone(self, phone: str) -> list[Account]: ...

    def list_by_email(self, email: str) -> list[Account]:
        """List the accounts with this address, in force or pending, whatever its case."""
        ...

    def list_numbers(self, account_id: int) -> list[HeldNumber]: ...

    def list_holding(self, number: str) -> list[Account]: ...


class SubscriberBook(Protocol):
    """Subscribers."""

    def find(self, number: str) -> Subscriber | None: ...


class MeterBook(Protocol):
    """Meters."""

    def list_for(self, number: str) -> list[Meter]: ...


class ReadingBook(Protocol):
    """Readings."""

    def find_by_receipt(self, receipt: str) -> Reading | None: ...

    def list_for_number(self, number: str, limit: int, offset: int) -> list[Reading]: ...


class AlertShelf(Protocol):
    """The alerts, to look at."""

    def list_open(self) -> list[Alert]: ...


class ChatBook(Protocol):
    """Which chats can be written to."""

    def is_unreachable(self, chat_id: int) -> bool: ...


class LookupUnit(Protocol):
    """What looking up needs of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def subscribers(self) -> SubscriberBook: ...
    @property
    def meters(self) -> MeterBook: ...
    @property
    def readings(self) -> ReadingBook: ...
    @property
    def sessions(self) -> SessionBook: ...
    @property
    def alerts(self) -> AlertShelf: ...
    @property
    def outbox(self) -> ChatBook: ...
    @property
    def audit(self) -> AuditTrail: ...


@dataclass(frozen=True)
class LookUp:
    """Find subscribers and accounts by number, login, e-mail, phone or receipt.

    Errors: ``lookup-not-understood``.
    """

    units: Units[LookupUnit]
    clock: Clock

    async def __call__(self, text: str, operator: Operator) -> Hits:
        """Return what fits any meaning of the text."""
        found, now = meanings(text.strip()), self.clock()

        def look(unit: LookupUnit) -> Hits:
            hits = list(dict.fromkeys(_hits(unit, found)))[:MOST_HITS]
            is_receipt = any(hit.number for hit in hits) and Shape.RECEIPT in found
            return Hits(tuple(found), tuple(hits), found[Shape.RECEIPT] if is_receipt else None)

        seen = await self.units.read_long(look)
        details: dict[str, Value] = {"asked": text.strip(), "hits": len(seen.hits)}
        await _note(self.units, operator, Action.LOOKED_UP, "lookup", details, now)
        return seen


def _hits(unit: LookupUnit, found: Mapping[Shape, str]) -> list[Hit]:
    hits: list[Hit] = []
    reading = unit.readings.find_by_receipt(found[Shape.RECEIPT]) if Shape.RECEIPT in found else None
    if reading is not None:
        hits.append(Hit(number=reading.number))
    if Shape.NUMBER in found and unit.subscribers.find(found[Shape.NUMBER]) is not None:
        hits.append(Hit(number=found[Shape.NUMBER]))
    accounts: list[Account] = []
    if Shape.PHONE in found:
        accounts += unit.accounts.list_by_phone(found[Shape.PHONE])
    if Shape.EMAIL in found:
        accounts += unit.accounts.list_by_email(found[Shape.EMAIL])
    if Shape.LOGIN in found:
        account = unit.accounts.find_by_login(found[Shape.LOGIN])
        accounts += [account] if account is not None else []
    return hits + [Hit(account_id=account.id, login=account.login) for account in accounts]


@dataclass(frozen=True)
class ViewSubscriber:
    """Show a subscriber; ``lookup-gone`` if there is no such number."""

    units: Units[LookupUnit]
    clock: Clock

    async def __call__(self, number: str, operator: Operator, receipt: str | None = None) -> SubscriberView:
        """Show it, with the reading of a receipt if one was looked for."""
        now = self.clock()

        def view(unit: LookupUnit) -> SubscriberView:
            subscriber = unit.subscribers.find(number)
            if subscriber is None:
                raise DomainError("lookup-gone")
            asked = unit.readings.find_by_receipt(receipt) if receipt is not None else None
            return SubscriberView(
                number=number,
                address=subscriber.address,
                closed=subscriber.closed,
                meters=tuple(unit.meters.list_for(number)),
                readings=tuple(unit.readings.list_for_number(number, LAST_READINGS, 0)),
                asked=asked if asked is not None and asked.number == number else None,
                holders=tuple(_holder(unit, account) for account in unit.accounts.list_holding(number)),
                alerts=_alerts(unit, number=number),
            )

        seen = await self.units.read_long(view)
        await _note(self.units, operator, Action.LOOKED_UP, f"number:{number}", {}, now)
        return seen


@dataclass(frozen=True)
class ViewAccount:
    """Show an account; ``lookup-gone`` if there is no such account."""

    units: Units[LookupUnit]
    clock: Clock

    async def __call__(self, account_id: int, operator: Operator) -> AccountView:
        now = self.clock()

        def view(unit: LookupUnit) -> AccountView:
            account = _account(unit, account_id)
            return AccountView(
                _holder(unit, account),
                tuple(held.number for held in unit.accounts.list_numbers(account_id)),
                _alerts(unit, account=account),
            )

        seen = await self.units.read_long(view)
        await _note(self.units, operator, Action.LOOKED_UP, f"account:{account_id}", {}, now)
        return seen


@dataclass(frozen=True)
class ViewAccountInFull:
    """Show what is masked of an account, and note which operator saw it; ``lookup-gone``."""

    units: Units[LookupUnit]
    clock: Clock

    async def __call__(self, account_id: int, operator: Operator) -> FullAccount:
        now = self.clock()

        def view(unit: LookupUnit) -> FullAccount:
            account = _account(unit, account_id)
            pending = account.pending_email
            return FullAccount(
                account.login,
                EmailAddress(account.email).shown(),
                EmailAddress(pending).shown() if pending is not None else None,
                Phone(account.phone).shown() if account.phone is not None else None,
            )

        seen = await self.units.read_long(view)
        await _note(self.units, operator, Action.SEEN_IN_FULL, f"account:{account_id}", {}, now)
        return seen


@dataclass(frozen=True)
class ViewSubscriberInFull:
    """Show what a subscriber owes, and note which operator saw it; ``lookup-gone``."""

    units: Units[LookupUnit]
    clock: Clock

    async def __call__(self, number: str, operator: Operator) -> FullSubscriber:
        now = self.clock()

        def view(unit: LookupUnit) -> FullSubscriber:
            subscriber = unit.subscribers.find(number)
            if subscriber is None:
                raise DomainError("lookup-gone")
            return FullSubscriber(number, subscriber.balance, subscriber.penalty)

        seen = await self.units.read_long(view)
        await _note(self.units, operator, Action.SEEN_IN_FULL, f"number:{number}", {}, now)
        return seen


async def _note(
    units: Units[LookupUnit],
    operator: Operator,
    action: Action,
    subject: str,
    details: Mapping[str, Value],
    at: datetime,
) -> None:
    """Note what an operator sees, before they see it; apart from the look, because that takes long."""
    await units.write(lambda unit: unit.audit.add(operator, action, subject, details, at))


def _account(unit: LookupUnit, account_id: int) -> Account:
    try:
        return unit.accounts.get(account_id)
    except LookupError:
        raise DomainError("lookup-gone") from None


def _holder(unit: LookupUnit, account: Account) -> HolderView:
    chats = unit.sessions.list_chats(account.id)
    return HolderView(
        account_id=account.id,
        login=account.login,
        email_masked=EmailAddress(account.email).covered(),
        email_confirmed=account.email_is_confirmed,
        email_pending=account.pending_email is not None,
        phone_masked=Phone(account.phone).covered() if account.phone is not None else None,
        notices_muted=account.notices_muted,
        chats=len(chats),
        reachable=sum(not unit.outbox.is_unreachable(chat_id) for chat_id in chats),
    )


def _alerts(unit: LookupUnit, *, number: str = "", account: Account | None = None) -> tuple[Alert, ...]:
    """List the open alerts about a number or an account; few are open at a time."""
    keys = {("number", number)} if number else set()
    if account is not None:
        keys |= {("account", str(account.id)), ("login", account.login)}
    return tuple(
        alert
        for alert in unit.alerts.list_open()
        if any(str(alert.details.get(name, "")) == value for name, value in keys)
    )
