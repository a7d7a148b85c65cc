"""The second step of signing in: what is asked for in addition to the password, in a chat that is new."""

from datetime import datetime, timedelta
from enum import StrEnum

from domain.frozen import frozen

CODE_LIFETIME = timedelta(minutes=30)
"""How long the code of a letter counts."""
PENDING_LIFETIME = timedelta(hours=24)
"""How long a chat may wait between the password and the code; an operator can let it in meanwhile."""
LETTER_PAUSE = timedelta(minutes=1)
"""How soon another letter may be asked for."""
BACKUP_CODES = 10
BACKUP_DIGITS = 8
"""More than a code of a letter or an authenticator has, so that a code tells what it is."""


class StepKind(StrEnum):
    """What an account is asked for."""

    NONE = "none"
    """Nothing, because there is no confirmed address that a code could go to."""
    OFF = "off"
    MAIL = "mail"
    APP = "app"

    @property
    def is_asked(self) -> bool:
        """Whether a chat that is new needs a code."""
        return self in {StepKind.MAIL, StepKind.APP}


@frozen
class SecondStep:
    """How an account protects its sign-in; ``sealed_key`` is that of its authenticator, if it has one."""

    is_off: bool = False
    sealed_key: str | None = None
    last_step: int = 0
    """The newest period of an authenticator whose code was accepted: a code counts once."""

    def kind(self, *, email_is_confirmed: bool) -> StepKind:
        """Tell what is asked for."""
        if not email_is_confirmed:
            return StepKind.NONE
        if self.sealed_key is not None:
            return StepKind.APP
        return StepKind.OFF if self.is_off else StepKind.MAIL


@frozen
class PendingSignIn:
    """A chat in which the right password was typed, and the code is still to come."""

    chat_id: int
    account_id: int
    password_hash: str
    name: str
    begun_at: datetime
    code_hash: str | None = None
    sent_at: datetime | None = None

    @property
    def begun_second(self) -> int:
        """The second in which it began, since 1970: it tells this sign-in from a later one of the chat."""
        return int(self.begun_at.timestamp())

    def has_expired(self, now: datetime) -> bool:
        """Whether the person has to begin again."""
        return now >= self.begun_at + PENDING_LIFETIME

    def awaits_code(self, now: datetime) -> bool:
        """Whether the code of its newest letter still counts."""
        return self.sent_at is not None and now < self.sent_at + CODE_LIFETIME


def grouped_code(digits: str) -> str:
    """Write a backup code as people read it: «1234-5678»."""
    return f"{digits[:4]}-{digits[4:]}"


def digits_of(text: str) -> str:
    """Give the digits of a typed code, whatever stands between them."""
    return "".join(sign for sign in text if sign.isascii() and sign.isdigit())
