"""Registration: what is checked while the form is filled in, and the one step that makes an account."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.account import Account, NewAccount
from domain.email_address import EmailAddress
from domain.errors import DomainError
from domain.login import Login
from domain.phone import Phone
from services.people.email_confirmation import ConfirmationLetters, LetterBook
from services.people.waivers import WaiverUnit, end_waiver, require_waiver
from services.ports import Clock, Outbox
from services.units import Units

AGREEMENT = "agreement"
PERSONAL_DATA = "personal-data"


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

    def put(self, chat_id: int, account_id: int, at: datetime) -> None: ...


class RegistrationUnit(WaiverUnit, Protocol):
    """What a registration needs of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def sessions(self) -> SessionBook: ...
    @property
    def confirmations(self) -> LetterBook: ...
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


@dataclass(frozen=True)
class Registered:
    """The account exists, the chat is signed in to it and the letter is on its way."""

    account_id: int
    email_masked: str


@dataclass(frozen=True)
class CheckLogin:
    """Read a login and see that it is free; raises ``login-taken`` and the errors of :class:`Login`."""

    units: Units[RegistrationUnit]

    async def __call__(self, text: str) -> Login:
        login = Login.parse(text)
        if await self.units.read(lambda unit: unit.accounts.login_is_taken(login.key)):
            raise DomainError("login-taken")
        return login


@dataclass(frozen=True)
class Register:
    """Make the account with its consents, its first session and its letter: all or nothing.

    Repeating it with the same ``key`` returns what the first time did. Raises ``login-taken`` if somebody
    took the login meanwhile; ``by_waiver``, instead of the captcha, ``waiver-gone`` if an operator does not
    let the chat register without it.
    """

    units: Units[RegistrationUnit]
    letters: ConfirmationLetters
    clock: Clock

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
        account = unit.accounts.add(_new_account(draft), key, now)
        if account is None:
            raise DomainError("login-taken")
        unit.accounts.add_consent(account.id, AGREEMENT, draft.agreement_version, now, draft.chat_id)
        unit.accounts.add_consent(account.id, PERSONAL_DATA, draft.personal_data_version, now, draft.chat_id)
        unit.sessions.put(draft.chat_id, account.id, now)
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
