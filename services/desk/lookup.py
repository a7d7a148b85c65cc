"""What operators may look up: a subscriber or an account, as much of it as their work needs.

E-mail, phone and money are masked or left out until an operator asks for them; that, and every lookup, is
written into the audit trail.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from typing import Protocol

from domain.account import Account, HeldNumber
from domain.address import Address, AddressQuery, folded, in_order, key_of
from domain.address_guess import address_guesses
from domain.alert import Alert
from domain.audit import Action
from domain.ban import Ban, Subject, SubjectKind
from domain.closing import ClosedAccount
from domain.details import Value
from domain.email_address import EmailAddress
from domain.errors import DomainError
from domain.lookup import Shape, meanings
from domain.meter import Meter
from domain.name_forms import other_readings, words_of
from domain.operator import Operator
from domain.phone import Phone
from domain.reading import Reading
from domain.subscriber import Home, Subscriber
from domain.vacancy import Vacancy
from services.audit import AuditTrail
from services.desk.locks import EverHeld, KnownChats, Lock, LockedAttempts, locks_of_account, locks_of_number
from services.numbers.vacancies import VacantUnit
from services.ports import Clock, NameForms
from services.telling import AccountBook as GivesAccounts
from services.telling import SessionBook
from services.units import Units

LAST_READINGS = 3
MOST_HITS = 200
"""More are not listed: the operator has to name the house."""
HITS_OF_PAGE = 8
PAGE = 20_000
"""Homes without keys that one unit of work looks at."""
MOST_LOOKED_AT = 200_000
"""Homes that one reading of an address looks at: only «a large town and no street» has more."""
LOOKUP = "lookup"


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found: a subscriber by ``number``, or an account by ``account_id`` and ``login``.

    A subscriber that was found by address or meter comes with its address, and is ``closed`` if the registry
    does not name it any more.
    """

    number: str = ""
    account_id: int = 0
    login: str = ""
    address: str = field(default="", compare=False)
    closed: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class HolderView:
    """An account, as far as operators see it at once; the bot can write to ``reachable`` of its ``chats``.

    ``ban`` is that of the account; a chat may have one of its own. ``closing``: its owner closed it.
    """

    account_id: int
    login: str
    email_masked: str
    email_confirmed: bool
    email_pending: bool
    phone_masked: str | None
    notices_muted: bool
    chats: int
    reachable: int
    ban: Ban | None = None
    closing: ClosedAccount | None = None


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
    locks: tuple[Lock, ...]
    vacancy: Vacancy | None = None


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account with its numbers."""

    holder: HolderView
    numbers: tuple[str, ...]
    alerts: tuple[Alert, ...]
    locks: tuple[Lock, ...]


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of what a lookup found; ``shapes`` are the meanings that were tried.

    ``page`` counts from 0, ``total`` is the number of all hits, of which there may be more than are listed
    (``is_cut``). ``entry`` is the one in the audit trail, by which another page can be asked for.
    """

    asked: str
    shapes: tuple[Shape, ...]
    hits: tuple[Hit, ...]
    receipt: str | None
    total: int
    page: int
    entry: int
    is_cut: bool

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // HITS_OF_PAGE))


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


class HomeBook(Protocol):
    """Subscribers by the keys of their addresses; a ``house`` that is empty means any."""

    def in_street(self, name: str, house: str) -> Iterator[Home]: ...

    def in_place(self, name: str, house: str) -> Iterator[Home]: ...

    def without_keys(self, after: str, limit: int) -> list[Home]:
        """List homes that came before there were keys, by their numbers; the next import gives them keys."""
        ...


class MeterBook(Protocol):
    """Meters."""

    def list_for(self, number: str) -> list[Meter]: ...

    def list_numbers_by_serial(self, key: str, limit: int) -> list[str]: ...


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


class BanBook(Protocol):
    """The bans in force."""

    def find(self, subject: Subject) -> Ban | None: ...


class LookupTrail(AuditTrail, Protocol):
    """The audit trail, which remembers what was looked up."""

    def note(
        self, operator: Operator, action: Action, subject: str, details: Mapping[str, Value], at: datetime
    ) -> int:
        """Write an action down and return the number of the entry."""
        ...

    def details_of(self, entry: int, action: Action, subject: str) -> Mapping[str, Value] | None:
        """Return the details of an entry, if it is one of this action on this subject."""
        ...


class Chats(SessionBook, KnownChats, Protocol):
    """The chats of accounts."""


class ClosingBook(Protocol):
    """The accounts that their owners closed."""

    def find(self, account_id: int) -> ClosedAccount | None: ...


class LookupUnit(VacantUnit, Protocol):
    """What looking up needs of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def subscribers(self) -> SubscriberBook: ...
    @property
    def homes(self) -> HomeBook: ...
    @property
    def meters(self) -> MeterBook: ...
    @property
    def readings(self) -> ReadingBook: ...
    @property
    def sessions(self) -> Chats: ...
    @property
    def holdings(self) -> EverHeld: ...
    @property
    def attempts(self) -> LockedAttempts: ...
    @property
    def alerts(self) -> AlertShelf: ...
    @property
    def bans(self) -> BanBook: ...
    @property
    def closings(self) -> ClosingBook: ...
    @property
    def outbox(self) -> ChatBook: ...
    @property
    def audit(self) -> LookupTrail: ...


@dataclass(frozen=True)
class LookUp:
    """Find subscribers and accounts by number, login, e-mail, phone, receipt, serial number or address.

    Errors: ``lookup-not-understood``.
    """

    units: Units[LookupUnit]
    clock: Clock
    first_forms: NameForms

    async def __call__(self, text: str, operator: Operator, page: int = 0) -> Hits:
        """Return a page of what fits any meaning of the text; the last page if there are not so many."""
        asked, now = text.strip(), self.clock()
        found = meanings(asked)
        hits = await self.units.read_long(lambda unit: _hits(unit, found))
        if Shape.ADDRESS in found:
            hits += await self._homes(address_guesses(asked), is_last_hope=not hits)
        hits = list(dict.fromkeys(hits))
        listed = hits[:MOST_HITS]
        page = max(0, min(page, (len(listed) - 1) // HITS_OF_PAGE))
        details: dict[str, Value] = {"asked": asked, "hits": len(listed)}
        if page:
            details["page"] = page
        entry = await _note(self.units, operator, Action.LOOKED_UP, LOOKUP, details, now)
        is_receipt = any(hit.number for hit in listed) and Shape.RECEIPT in found
        return Hits(
            asked=asked,
            shapes=tuple(found),
            hits=tuple(listed[page * HITS_OF_PAGE : (page + 1) * HITS_OF_PAGE]),
            receipt=found[Shape.RECEIPT] if is_receipt else None,
            total=len(listed),
            page=page,
            entry=entry,
            is_cut=len(hits) > MOST_HITS,
        )

    async def _homes(self, guesses: Sequence[AddressQuery], *, is_last_hope: bool) -> list[Hit]:
        """Find the homes of an address as it was typed; else, if nothing else was found, in first forms."""
        typed = [[guess] for guess in guesses]
        homes = await self.units.read_long(lambda unit: _homes_with_keys(unit.homes, typed))
        if not homes and is_last_hope:
            forms = await self.first_forms(frozenset[str]().union(*(words_of(each.text) for each in guesses)))
            others = [list(other_readings(guess, forms)) for guess in guesses]
            homes = await self.units.read_long(lambda unit: _homes_with_keys(unit.homes, others))
            homes = homes or await self._homes_without_keys(list(chain(*typed, *others)))
        ordered = sorted(homes, key=lambda home: (home.closed, in_order(home.address), home.number))
        return [Hit(number=home.number, address=home.address, closed=home.closed) for home in ordered]

    async def _homes_without_keys(self, queries: Sequence[AddressQuery]) -> list[Home]:
        """Look through what no import has given keys yet, which takes as long as there is of it."""
        homes: list[Home] = []
        after = ""
        while len(homes) <= MOST_HITS:

            def look(unit: LookupUnit, after: str = after) -> tuple[list[Home], str]:
                page = unit.homes.without_keys(after, PAGE)
                met = [home for home in page if _is_met(queries, home)]
                return met, page[-1].number if page else ""

            met, after = await self.units.read_long(look)
            homes += met
            if not after:
                break
        return homes


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
    hits += [Hit(account_id=account.id, login=account.login) for account in accounts]
    return hits + (_with_serial(unit, found[Shape.SERIAL]) if Shape.SERIAL in found else [])


def _with_serial(unit: LookupUnit, key: str) -> list[Hit]:
    numbers = unit.meters.list_numbers_by_serial(key, MOST_HITS + 1)
    known = [subscriber for number in numbers if (subscriber := unit.subscribers.find(number)) is not None]
    return [Hit(number=each.number, address=each.address, closed=each.closed) for each in known]


def _homes_with_keys(homes: HomeBook, alternatives: Iterable[Sequence[AddressQuery]]) -> list[Home]:
    """Find the homes of the first alternative that has any; each is one meaning, or a few that are alike."""
    for queries in alternatives:
        for search in (homes.in_street, homes.in_place):
            met = [home for query in queries for home in _meant(search, query)]
            if met:
                return list(dict.fromkeys(met))[: MOST_HITS + 1]
    return []


def _meant(search: Callable[[str, str], Iterator[Home]], query: AddressQuery) -> Iterator[Home]:
    """Go through the homes that a query means, by each row of its words that may be the name."""
    spelt, house = query.address.spelt, query.address.key.house
    rows = {
        key_of(spelt[first:last]) for first in range(len(spelt)) for last in range(first + 1, len(spelt) + 1)
    }
    looked_at = chain.from_iterable(search(name, house) for name in sorted(rows))
    met = (home for home in islice(looked_at, MOST_LOOKED_AT) if _is_met([query], home))
    return islice(met, MOST_HITS + 1)


def _is_met(queries: Iterable[AddressQuery], home: Home) -> bool:
    """Tell whether one of the queries means a home; taking its address apart is slow, and rarely needed."""
    text = folded(home.address)
    likely = [query for query in queries if all(anchor in text for anchor in query.anchors)]
    if not likely:
        return False
    address = Address.parse(home.address)
    return any(query.matches(address) for query in likely)


@dataclass(frozen=True)
class TurnPage:
    """Show another page of what an operator looked up; ``lookup-gone`` if there was no such lookup."""

    units: Units[LookupUnit]
    look_up: LookUp

    async def __call__(self, entry: int, page: int, operator: Operator) -> Hits:
        """Look up again what the entry of the audit trail names."""
        details = await self.units.read(lambda unit: unit.audit.details_of(entry, Action.LOOKED_UP, LOOKUP))
        if details is None or "asked" not in details:
            raise DomainError("lookup-gone")
        return await self.look_up(str(details["asked"]), operator, page)


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
                locks=locks_of_number(unit.attempts, number, now),
                vacancy=unit.vacancies.find(number),
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
            account = known_account(unit.accounts, account_id)
            return AccountView(
                _holder(unit, account),
                tuple(held.number for held in unit.accounts.list_numbers(account_id)),
                _alerts(unit, account=account),
                locks_of_account(unit, account, now),
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
            account = known_account(unit.accounts, account_id)
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
) -> int:
    """Note what an operator sees, before they see it; apart from the look, because that takes long."""
    return await units.write(lambda unit: unit.audit.note(operator, action, subject, details, at))


def known_account(accounts: GivesAccounts, account_id: int) -> Account:
    """Return the account that a button names; ``lookup-gone`` if there is no such account, or was erased."""
    try:
        account = accounts.get(account_id)
    except LookupError:
        raise DomainError("lookup-gone") from None
    if account.is_erased:
        raise DomainError("lookup-gone")
    return account


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
        ban=unit.bans.find(Subject(SubjectKind.ACCOUNT, account.id)),
        closing=unit.closings.find(account.id),
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
