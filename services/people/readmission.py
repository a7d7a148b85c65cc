"""Being let in by operators: for who knows no password, reads no mailbox and can prove no number.

A person who asks learns nothing of whether a login is known: the same rows are written for any login, and
whether operators hear of it is decided when the message that was left for that goes out. So what was asked
for outlives a crash, and needs no letter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.account import Account, HeldNumber, Session, device_name
from domain.alert import AlertKind
from domain.dates import format_date
from domain.details import Value
from domain.email_address import EmailAddress
from domain.errors import DomainError
from domain.limits import READMISSIONS_ASKED, READMISSIONS_ASKED_IN_CHAT, shown_until
from domain.login import Login
from domain.phone import Phone
from domain.recovery import LONGEST_PLEA, Recovery, nonce_of_grant
from domain.subscriber import Subscriber
from services.limits import all_closed_until
from services.messages import ReadmissionAsked
from services.people.recovery import Proved
from services.ports import AlertBook, AttemptLog, Clock, Outbox, Priority
from services.totals import EVERYBODY
from services.units import Units

MOST_NUMBERS = 5
"""Numbers of the account that the alert shows."""
UNKNOWN = "–"


class AskingUnit(Protocol):
    """What asking needs of the storage."""

    @property
    def attempts(self) -> AttemptLog: ...
    @property
    def outbox(self) -> Outbox: ...


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks to be let in: ``name`` is what others see in Telegram."""

    chat_id: int
    name: str
    language: str


@dataclass(frozen=True)
class AskReadmission:
    """Ask operators to let a chat in, whether there is such a login or not.

    ``words`` say how to recognise the person and how to reach them. The same ``key`` asks once. Raises
    ``readmission-login-wrong`` for what cannot be a login, ``readmission-words-long`` (``most``: characters),
    and ``readmissions-too-many`` (``until``) for a chat and for all chats together.
    """

    units: Units[AskingUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, login: str, words: str, asker: Asker, key: str) -> None:
        now, said = self.clock(), words.strip()
        asked = ReadmissionAsked(checked_login(login).key, said, device_name(asker.name))
        if len(said) > LONGEST_PLEA:
            raise DomainError("readmission-words-long", most=LONGEST_PLEA)

        def ask(unit: AskingUnit) -> None:
            counted = (
                (READMISSIONS_ASKED_IN_CHAT, str(asker.chat_id)),
                (READMISSIONS_ASKED, EVERYBODY),
            )
            if unit.attempts.is_recorded(READMISSIONS_ASKED_IN_CHAT.kind, str(asker.chat_id), key):
                return
            until = all_closed_until(unit.attempts, counted, now)
            if until is not None:
                raise DomainError("readmissions-too-many", until=shown_until(until, now, self.zone))
            for limit, subject in counted:
                unit.attempts.record(limit.kind, subject, now, key)
            unit.outbox.telegram(asker.chat_id, asked, language=asker.language, priority=Priority.DECISION)

        await self.units.write(ask)


def checked_login(text: str) -> Login:
    """Read a login; raises ``readmission-login-wrong``."""
    try:
        return Login.parse(text)
    except DomainError:
        raise DomainError("readmission-login-wrong") from None


class AccountBook(Protocol):
    """Accounts, as operators recognise their owners by."""

    def find_by_login(self, login_key: str) -> Account | None: ...

    def list_numbers(self, account_id: int) -> list[HeldNumber]: ...


class SubscriberBook(Protocol):
    """Subscribers, for their addresses."""

    def find(self, number: str) -> Subscriber | None: ...


class SessionBook(Protocol):
    """The chats that are signed in to accounts."""

    def list_for(self, account_id: int) -> list[Session]: ...


class TellingUnit(Protocol):
    """What telling operators needs of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def subscribers(self) -> SubscriberBook: ...
    @property
    def sessions(self) -> SessionBook: ...
    @property
    def alerts(self) -> AlertBook: ...


@dataclass(frozen=True, slots=True)
class Plea:
    """What a chat asked for, as it waited in the outbox under the number ``message``."""

    asked: ReadmissionAsked
    chat_id: int
    language: str
    message: int


def tell_operators(unit: TellingUnit, plea: Plea, now: datetime, zone: ZoneInfo) -> None:
    """Raise the alert with what operators may check; nothing if nobody has the login."""
    account = unit.accounts.find_by_login(plea.asked.login)
    if account is None:
        return
    details: dict[str, Value] = {
        "chat": str(plea.chat_id),
        "person": plea.asked.name,
        "language": plea.language,
        "words": plea.asked.words,
        "account": str(account.id),
        "login": account.login,
        "email": EmailAddress(account.email).covered(),
        "confirmed": "yes" if account.email_is_confirmed else "no",
        "phone": UNKNOWN if account.phone is None else Phone(account.phone).covered(),
        "registered": format_date(account.created_at.astimezone(zone).date()),
        **_devices(unit.sessions.list_for(account.id)),
        **_numbers(unit, account.id),
    }
    kind = AlertKind.READMISSION_ASKED
    unit.alerts.raise_alert(kind, f"{kind}:{plea.message}", details, now)


def _devices(sessions: list[Session]) -> dict[str, Value]:
    seen = [each.seen_on for each in sessions if each.seen_on is not None]
    names = [each.name for each in sessions if each.name]
    return {
        "seen": format_date(max(seen)) if seen else UNKNOWN,
        "devices": len(sessions),
        "names": ", ".join(dict.fromkeys(names)) or UNKNOWN,
    }


def _numbers(unit: TellingUnit, account_id: int) -> dict[str, Value]:
    held = unit.accounts.list_numbers(account_id)
    lines = _lines(unit, held[:MOST_NUMBERS])
    return {"numbers": "\n".join(lines) or UNKNOWN, "more_numbers": max(0, len(held) - MOST_NUMBERS)}


def _lines(unit: TellingUnit, held: list[HeldNumber]) -> Iterator[str]:
    for each in held:
        subscriber = unit.subscribers.find(each.number)
        yield f"{each.number}, {UNKNOWN if subscriber is None else subscriber.address}"


class GrantBook(Protocol):
    """What operators granted, and what nobody has used yet."""

    def find(self, nonce: str) -> Recovery | None: ...

    def note_proof(self, nonce: str, chat_id: int, until: datetime) -> None: ...


class GrantedAccounts(Protocol):
    """Accounts, by their numbers."""

    def get(self, account_id: int) -> Account: ...


class GrantUnit(Protocol):
    """What using a grant needs of the storage."""

    @property
    def accounts(self) -> GrantedAccounts: ...
    @property
    def recoveries(self) -> GrantBook: ...


@dataclass(frozen=True)
class OpenReadmission:
    """Let a chat choose a new password because an operator granted it; raises ``readmission-void``.

    The grant counts in the chat that asked for it alone, for a day, and until a password was chosen or the
    password or the address of the account has changed otherwise.
    """

    units: Units[GrantUnit]
    clock: Clock

    async def __call__(self, alert_id: int, chat_id: int) -> Proved:
        now = self.clock()

        def open_it(unit: GrantUnit) -> Proved:
            granted = unit.recoveries.find(nonce_of_grant(alert_id))
            if granted is None or granted.asked_in != chat_id or granted.account_id is None:
                raise DomainError("readmission-void")
            account = unit.accounts.get(granted.account_id)
            if not granted.counts_for(account, now):
                raise DomainError("readmission-void")
            unit.recoveries.note_proof(granted.nonce, chat_id, granted.expires_at)
            return Proved(granted.nonce, account.id, account.login, account.email)

        return await self.units.write(open_it)
