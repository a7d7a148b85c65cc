"""Banning accounts and chats, lifting bans, and who can be meant by an operator's few words.

A banned resident keeps what the supply and the law ask for; what that is, stands in
``handlers/residents/bans.py``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.account import Account
from domain.audit import Action
from domain.ban import MOST_CHATS_NAMED, Ban, NamedChat, Subject, SubjectKind, chat_in
from domain.details import Value
from domain.errors import DomainError
from domain.lookup import Shape, meanings
from domain.operator import Operator
from services.audit import AuditTrail
from services.messages import AccessClosed, AccessOpened, OpenContent
from services.ports import Clock, Outbox, Priority
from services.telling import SessionBook
from services.units import Units

BANS_OF_PAGE = 8
BANNED = {SubjectKind.ACCOUNT: Action.ACCOUNT_BANNED, SubjectKind.CHAT: Action.CHAT_BANNED}
UNBANNED = {SubjectKind.ACCOUNT: Action.ACCOUNT_UNBANNED, SubjectKind.CHAT: Action.CHAT_UNBANNED}


class BanBook(Protocol):
    """The bans in force."""

    def add(self, ban: Ban) -> None: ...

    def find(self, subject: Subject) -> Ban | None: ...

    def remove(self, subject: Subject) -> None: ...

    def count(self) -> int: ...

    def list_page(self, skip: int, most: int) -> list[Ban]: ...


class AccountBook(Protocol):
    """Accounts, as operators name them."""

    def get(self, account_id: int) -> Account:
        """Return the account; ``LookupError`` if there is no such account."""
        ...

    def find_by_login(self, login_key: str) -> Account | None: ...

    def list_by_phone(self, phone: str) -> list[Account]: ...

    def list_by_email(self, email: str) -> list[Account]: ...

    def list_holding(self, number: str) -> list[Account]: ...


class Sessions(SessionBook, Protocol):
    """Which chat is signed in to which account."""

    def account_of(self, chat_id: int) -> int | None: ...


class BanUnit(Protocol):
    """What bans need of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def bans(self) -> BanBook: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def audit(self) -> AuditTrail: ...


@dataclass(frozen=True, slots=True)
class Bannable:
    """Whom an operator may mean: ``login`` is empty for a chat, ``chats`` are those of the account.

    ``bans`` are those in force, of the account or chat itself first.
    """

    subject: Subject
    login: str
    chats: tuple[int, ...]
    bans: tuple[Ban, ...]


@dataclass(frozen=True, slots=True)
class NamedBan:
    """A ban in a list; ``login`` is empty for a chat."""

    ban: Ban
    login: str


@dataclass(frozen=True, slots=True)
class BanPage:
    """A page of the bans in force, the newest first; pages count from 0, and there is at least one."""

    bans: tuple[NamedBan, ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True)
class FindBannable:
    """Find whom a login, an address, a phone, a subscriber number or the number of a chat means.

    Errors: ``ban-nobody`` if nobody fits.
    """

    units: Units[BanUnit]

    async def __call__(self, text: str) -> list[Bannable]:
        """Return accounts and chats; several fit a phone, a number of a family, or bare digits."""

        def find(unit: BanUnit) -> list[Bannable]:
            chat = chat_in(text)
            accounts = [] if chat is not None and chat.for_sure else _accounts(unit, text)
            subjects = [Subject(SubjectKind.ACCOUNT, account.id) for account in accounts]
            subjects += _chat(unit, chat)
            if not subjects:
                raise DomainError("ban-nobody")
            return [_bannable(unit, subject) for subject in dict.fromkeys(subjects)]

        return await self.units.read_long(find)


@dataclass(frozen=True)
class ViewBannable:
    """Show what a ban would concern; ``ban-nobody`` if there is no such account any more."""

    units: Units[BanUnit]

    async def __call__(self, subject: Subject) -> Bannable:
        return await self.units.read(lambda unit: _bannable(unit, subject))


@dataclass(frozen=True)
class BanSubjects:
    """Ban accounts and chats together, and tell each chat concerned once.

    What the same operator banned for the same reason already stays as it is, so that a repeat changes
    nothing. Errors: ``already-banned`` (``by``) if all is banned already; ``ban-nobody``.
    """

    units: Units[BanUnit]
    clock: Clock

    async def __call__(self, subjects: Sequence[Subject], reason: str, operator: Operator) -> int:
        """Return how many chats are told."""
        now = self.clock()

        def ban(unit: BanUnit) -> int:
            known = [unit.bans.find(each) for each in subjects]
            others = [each for each in known if each is not None and not _is_repeat(each, operator, reason)]
            if len(others) == len(subjects):
                raise DomainError("already-banned", by=others[0].operator.name)
            concerned = _concerned(unit, subjects)
            fresh = [subject for subject, was in zip(subjects, known, strict=True) if was is None]
            for subject in fresh:
                _note(unit, subject, BANNED[subject.kind], reason, operator, now)
                unit.bans.add(Ban(subject, reason, operator, now))
            if fresh:
                _tell(unit, concerned, AccessClosed())
            return len(concerned)

        return await self.units.write(ban)


@dataclass(frozen=True)
class LiftBans:
    """Lift the ban of an account and of its chats, or of a chat, and tell each chat concerned once.

    Errors: ``not-banned`` if there is no ban, which a repeat finds as well; ``ban-nobody``.
    """

    units: Units[BanUnit]
    clock: Clock

    async def __call__(self, subject: Subject, reason: str, operator: Operator) -> int:
        """Return how many chats are told."""
        now = self.clock()

        def lift(unit: BanUnit) -> int:
            bans = _bannable(unit, subject).bans
            if not bans:
                raise DomainError("not-banned")
            subjects = [ban.subject for ban in bans]
            for each in subjects:
                unit.bans.remove(each)
                _note(unit, each, UNBANNED[each.kind], reason, operator, now)
            concerned = _concerned(unit, subjects)
            _tell(unit, concerned, AccessOpened())
            return len(concerned)

        return await self.units.write(lift)


@dataclass(frozen=True)
class ListBans:
    """List the bans in force."""

    units: Units[BanUnit]

    async def __call__(self, page: int) -> BanPage:
        """Return a page; the last one if there are not so many."""

        def view(unit: BanUnit) -> BanPage:
            total = unit.bans.count()
            pages = max(1, -(-total // BANS_OF_PAGE))
            shown = max(0, min(page, pages - 1))
            bans = unit.bans.list_page(shown * BANS_OF_PAGE, BANS_OF_PAGE)
            return BanPage(
                tuple(NamedBan(ban, _login(unit, ban.subject)) for ban in bans), shown, pages, total
            )

        return await self.units.read_long(view)


def _accounts(unit: BanUnit, text: str) -> list[Account]:
    try:
        found = meanings(text.strip())
    except DomainError:
        return []
    accounts: list[Account] = []
    if Shape.LOGIN in found:
        account = unit.accounts.find_by_login(found[Shape.LOGIN])
        accounts += [] if account is None else [account]
    if Shape.EMAIL in found:
        accounts += unit.accounts.list_by_email(found[Shape.EMAIL])
    if Shape.PHONE in found:
        accounts += unit.accounts.list_by_phone(found[Shape.PHONE])
    if Shape.NUMBER in found:
        accounts += unit.accounts.list_holding(found[Shape.NUMBER])
    return accounts


def _chat(unit: BanUnit, chat: NamedChat | None) -> list[Subject]:
    """Return the chat that was named; one by bare digits only if somebody is signed in there, or banned."""
    if chat is None:
        return []
    subject = Subject(SubjectKind.CHAT, chat.id)
    is_known = unit.sessions.account_of(chat.id) is not None or unit.bans.find(subject) is not None
    return [subject] if chat.for_sure or is_known else []


def _bannable(unit: BanUnit, subject: Subject) -> Bannable:
    login = _login(unit, subject)
    is_account = subject.kind is SubjectKind.ACCOUNT
    chats = tuple(unit.sessions.list_chats(subject.id)) if is_account else ()
    subjects = [subject, *(Subject(SubjectKind.CHAT, chat_id) for chat_id in chats)]
    bans = tuple(ban for each in subjects if (ban := unit.bans.find(each)) is not None)
    return Bannable(subject, login, chats[:MOST_CHATS_NAMED], bans)


def _login(unit: BanUnit, subject: Subject) -> str:
    if subject.kind is SubjectKind.CHAT:
        return ""
    try:
        return unit.accounts.get(subject.id).login
    except LookupError:
        raise DomainError("ban-nobody") from None


def _is_repeat(ban: Ban, operator: Operator, reason: str) -> bool:
    return (ban.operator.id, ban.reason) == (operator.id, reason)


def _concerned(unit: BanUnit, subjects: Iterable[Subject]) -> list[int]:
    """Return the chats in which a ban is felt."""
    chats: list[int] = []
    for subject in subjects:
        is_account = subject.kind is SubjectKind.ACCOUNT
        chats += unit.sessions.list_chats(subject.id) if is_account else [subject.id]
    return list(dict.fromkeys(chats))


def _tell(unit: BanUnit, chats: Iterable[int], content: OpenContent) -> None:
    for chat_id in chats:
        account_id = unit.sessions.account_of(chat_id)
        language = "" if account_id is None else unit.accounts.get(account_id).language
        unit.outbox.telegram(chat_id, content, language=language, priority=Priority.DECISION)


def _note(
    unit: BanUnit, subject: Subject, action: Action, reason: str, operator: Operator, at: datetime
) -> None:
    details: dict[str, Value] = {"reason": reason}
    if subject.kind is SubjectKind.ACCOUNT:
        details["login"] = _login(unit, subject)
    unit.audit.add(operator, action, str(subject), details, at)
