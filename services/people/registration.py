"""Registration: what is checked while the form is filled in, and the one step that makes an account."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.account import Account, NewAccount, device_name
from domain.email_address import EmailAddress
from domain.errors import DomainError
from domain.limits import LOGINS_ASKED, LOGINS_ASKED_SLOWLY, shown_until
from domain.login import Login
from domain.phone import Phone
from services.limits import closed_until, unless_refused
from services.people.consents import AGREEMENT, PERSONAL_DATA
from services.people.email_confirmation import ConfirmationLetters, LetterBook
from services.people.letter_limits import LetterAsked, count_letter, require_letter
from services.people.waivers import WaiverUnit, end_waiver, require_waiver
from services.ports import AttemptLog, Clock, Outbox
from services.totals import EVERYBODY, Total, tell_if_too_much, too_much_until
from services.units import Units


class AccountBook(Protocol):
    """Accounts, as far as a registration needs them."""

    def login_is_taken(self, login_key: str) -> bool: ...

    def find_by_registration(self, key: str) -> Account | None:
        """Return the account that the registration with this key made."""
        ...

    def add(self, account: NewAccount, key: str, at: datetime) -> Account | None:
        """Make an account, or return ``None`` because its login is taken."""
        ...

    def add_consent(
        self, account_id: int, document: str, version: str, at: datetime, chat_id: int
    ) -> None: ...


class SessionBook(Protocol):
    """Which chat is signed in to which account."""

    def put(
        self, chat_id: int, account_id: int, at: datetime, *, name: str = "", is_proven: bool = False
    ) -> None: ...


class RegistrationUnit(WaiverUnit, Protocol):
    """What a registration needs of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def sessions(self) -> SessionBook: ...
    @property
    def confirmations(self) -> LetterBook: ...
    @property
    def attempts(self) -> AttemptLog: ...
    @property
    def outbox(self) -> Outbox: ...


@dataclass(frozen=True)
class RegistrationDraft:
    """Everything a person entered; the password only as a hash, the consents as versions of the documents."""

    login: Login
    password_hash: str
    email: EmailAddress
    phone: Phone | None
    language: str
    chat_id: int
    agreement_version: str
    personal_data_version: str
    name: str = ""
    """The name of the person in Telegram."""


@dataclass(frozen=True)
class Registered:
    """The account exists, the chat is signed in to it and the letter is on its way."""

    account_id: int
    email_masked: str


@dataclass(frozen=True)
class CheckLogin:
    """Read a login and see that it is free; the same ``key`` counts once.

    Raises ``login-taken``, the errors of :class:`Login`, and ``logins-too-many`` (``until``), because the
    answer tells which logins there are. Once that was told too often in total, each chat may ask less often,
    and operators know.
    """

    units: Units[RegistrationUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, text: str, chat_id: int, key: str) -> Login:
        login, now = Login.parse(text), self.clock()

        def ask(unit: RegistrationUnit) -> DomainError | None:
            self._count(unit, str(chat_id), key, now)
            if not unit.accounts.login_is_taken(login.key):
                return None
            unit.attempts.record(Total.LOGINS.limit.kind, EVERYBODY, now, key)
            tell_if_too_much(unit, Total.LOGINS, key, now)
            return DomainError("login-taken")

        unless_refused(await self.units.write(ask))
        return login

    def _count(self, unit: RegistrationUnit, subject: str, key: str, now: datetime) -> None:
        if unit.attempts.is_recorded(LOGINS_ASKED.kind, subject, key):
            return
        is_slowed = too_much_until(unit.attempts, Total.LOGINS, now) is not None
        limit = LOGINS_ASKED_SLOWLY if is_slowed else LOGINS_ASKED
        until = closed_until(unit.attempts, limit, subject, now)
        if until is not None:
            raise DomainError("logins-too-many", until=shown_until(until, now, self.zone))
        unit.attempts.record(limit.kind, subject, now, key)


@dataclass(frozen=True)
class CheckAddress:
    """Read an address and see that a letter may go there.

    Raises the errors of :class:`EmailAddress` and ``letters-too-many`` (``until``).
    """

    units: Units[RegistrationUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, text: str, chat_id: int) -> EmailAddress:
        email, now = EmailAddress.parse(text), self.clock()
        await self.units.read(lambda unit: require_letter(unit.attempts, chat_id, email, now, self.zone))
        return email


@dataclass(frozen=True)
class Register:
    """Make the account with its consents, its first session and its letter: all or nothing.

    Repeating it with the same ``key`` returns what the first time did. Raises ``login-taken`` if somebody
    took the login meanwhile, and ``letters-too-many`` (``until``); ``by_waiver``, instead of the captcha,
    ``waiver-gone`` if an operator does not let the chat register without it.
    """

    units: Units[RegistrationUnit]
    letters: ConfirmationLetters
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, draft: RegistrationDraft, key: str, *, by_waiver: bool = False) -> Registered:
        nonce, now = self.letters.draw_nonce(), self.clock()

        def register(unit: RegistrationUnit) -> Registered:
            account = unit.accounts.find_by_registration(key)
            if account is None:
                if by_waiver:
                    require_waiver(unit, draft.chat_id, now)
                account = self._make(unit, draft, key, nonce, now)
                end_waiver(unit, draft.chat_id, now)
            return Registered(account.id, draft.email.masked())

        return await self.units.write(register)

    def _make(
        self, unit: RegistrationUnit, draft: RegistrationDraft, key: str, nonce: str, now: datetime
    ) -> Account:
        count_letter(unit, LetterAsked(draft.chat_id, draft.email, key), now, self.zone)
        account = unit.accounts.add(_new_account(draft), key, now)
        if account is None:
            raise DomainError("login-taken")
        unit.accounts.add_consent(account.id, AGREEMENT, draft.agreement_version, now, draft.chat_id)
        unit.accounts.add_consent(account.id, PERSONAL_DATA, draft.personal_data_version, now, draft.chat_id)
        name = device_name(draft.name)
        unit.sessions.put(draft.chat_id, account.id, now, name=name, is_proven=True)
        self.letters.leave(unit, account, draft.email, nonce, now)
        return account


def _new_account(draft: RegistrationDraft) -> NewAccount:
    return NewAccount(
        login=draft.login.text,
        login_key=draft.login.key,
        password_hash=draft.password_hash,
        email=draft.email.text,
        phone=draft.phone.text if draft.phone is not None else None,
        language=draft.language,
    )
