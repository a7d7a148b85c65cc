"""Getting into an account again without its mailbox: who proves a number of it waits a day for objections."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.errors import DomainError
from domain.login import Login

OBJECTING = timedelta(hours=24)
"""How long the owner has to object before a new password may be chosen."""
OPEN_FOR = timedelta(hours=72)
"""How long it may be chosen then."""


class Ending(StrEnum):
    """Why a claim counts no more."""

    OBJECTED = "objected"
    """Somebody who is signed in to the account, or reads its mailbox, said that it is not theirs."""
    OVERTAKEN = "overtaken"
    """The account was opened by another way, or its password was changed."""
    NUMBER_GONE = "number-gone"
    """The account does not hold the number any more."""
    BANNED = "banned"
    EXPIRED = "expired"
    USED = "used"


@dataclass(frozen=True)
class NewClaim:
    """A chat proved a number of an account, and asks for a new password.

    ``name`` is that of the person in Telegram. ``password_hash`` is that of the moment in which it was asked
    for: once it changes, the claim is void.
    """

    nonce: str
    account_id: int
    chat_id: int
    name: str
    number: str
    password_hash: str
    begun_at: datetime


@dataclass(frozen=True)
class Claim(NewClaim):
    """A claim as it is kept; ``ending`` is empty while it is open."""

    id: int
    ended_at: datetime | None
    ending: Ending | None

    @property
    def due_at(self) -> datetime:
        """From when on a new password may be chosen."""
        return self.begun_at + OBJECTING

    @property
    def expires_at(self) -> datetime:
        """From when on it may be chosen no more."""
        return self.due_at + OPEN_FOR

    def is_due(self, now: datetime) -> bool:
        """Whether nobody may object any more."""
        return now >= self.due_at

    def is_open(self, now: datetime) -> bool:
        """Whether it was not ended and is not too old."""
        return self.ending is None and now < self.expires_at


def read_login(text: str) -> Login:
    """Read the login that a person names for a claim; raises ``claim-login-wrong``."""
    try:
        return Login.parse(text)
    except DomainError:
        raise DomainError("claim-login-wrong") from None
