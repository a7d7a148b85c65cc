"""An account: one person, who signs in with a login and gets letters at an e-mail address."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from domain.closing import ERASED_LOGIN
from domain.frozen import frozen

CONFIRMATION_LIFETIME = timedelta(hours=24)
SETTLING = timedelta(hours=24)
"""How long a chat that passed no second step is new: meanwhile the owner hears of it, and can sign it out."""
LONGEST_NAME = 32
"""Characters of a name in Telegram that are kept: enough to know a device by."""


@dataclass(frozen=True)
class NewAccount:
    """What a person is registered with; address and phone in the form in which they are kept."""

    login: str
    login_key: str
    password_hash: str
    email: str
    phone: str | None
    language: str


@dataclass(frozen=True)
class Consent:
    """A person agreed to a version of a document."""

    document: str
    version: str
    given_at: datetime
    chat_id: int


def device_name(name: str) -> str:
    """Return as much of a person's name in Telegram as is kept, in one line."""
    return " ".join(name.split())[:LONGEST_NAME].strip()


@dataclass(frozen=True)
class Session:
    """A chat that is signed in to an account: one of its devices."""

    chat_id: int
    account_id: int
    signed_in_at: datetime
    name: str = ""
    """That of the person in Telegram; empty in sessions of earlier versions."""
    seen_on: date | None = None
    """The last day on which the chat wrote, in UTC; unknown in sessions of earlier versions."""
    is_proven: bool = False
    """Whether the chat passed a second step, made the account, or was known before there were such steps."""

    @property
    def settles_at(self) -> datetime:
        """When a chat that was not proven counts as one that the owner puts up with."""
        return self.signed_in_at + SETTLING

    def is_settled(self, now: datetime) -> bool:
        """Whether the chat may change what the account is opened by."""
        return self.is_proven or now >= self.settles_at

    def may_end(self, other: "Session", now: datetime) -> bool:
        """Whether the chat may sign another one out: a new one only such as are newer still."""
        if self.is_settled(now):
            return True
        return other.signed_in_at > self.signed_in_at and not other.is_settled(now)


@dataclass(frozen=True)
class HeldNumber:
    """A subscriber number that an account holds."""

    number: str
    name: str | None
    added_at: datetime
    paid_on: date | None = None
    """The day of the payment that proved the number; empty if an earlier version took the proof."""


@frozen
class Account:
    """What is kept about a person; addresses and phone in the form in which they are kept."""

    id: int
    login: str
    login_key: str
    password_hash: str
    email: str
    email_confirmed_at: datetime | None
    pending_email: str | None
    phone: str | None
    language: str
    notices_muted: bool
    created_at: datetime

    @property
    def email_is_confirmed(self) -> bool:
        """Whether the address in force was ever confirmed; subscriber numbers wait for it."""
        return self.email_confirmed_at is not None

    @property
    def is_erased(self) -> bool:
        """Whether its owner closed it, and nothing personal is left of it."""
        return self.login.startswith(ERASED_LOGIN)

    @property
    def awaited_email(self) -> str | None:
        """The address whose confirmation is awaited, if any."""
        if not self.email_is_confirmed:
            return self.email
        return self.pending_email


NOBODY = 0
"""The number of the account of an unknown login; no account has it, and it is looked for all the same."""
STAND_IN = Account(
    id=NOBODY,
    login="nobody",
    login_key="nobody",
    password_hash="-" * 97,  # as many characters as there are in that of a password
    email="nobody@nobody.example",
    email_confirmed_at=None,
    pending_email=None,
    phone=None,
    language="ru",
    notices_muted=False,
    created_at=datetime.min.replace(tzinfo=UTC),
)
"""Stands in for the account of a person who is not known, because the work has to be the same."""


@dataclass(frozen=True)
class Confirmation:
    """A letter that asks to confirm an address; its link and its code are kept only as hashes."""

    nonce: str
    account_id: int
    email: str
    token_hash: str
    code_hash: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None

    def has_expired(self, now: datetime) -> bool:
        """Whether the letter is too old to confirm anything."""
        return now >= self.expires_at
