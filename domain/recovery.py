"""Getting into an account again whose password or login was forgotten."""

from datetime import datetime, timedelta

from domain.account import Account
from domain.email_address import EmailAddress
from domain.errors import DomainError
from domain.frozen import frozen
from domain.login import Login

RECOVERY_LIFETIME = timedelta(hours=1)
"""How long link and code of a letter count, and how long a new password may be chosen after one of them."""
CODE_DIGITS = 8
"""More than in the code that confirms an address, because this one opens an account."""
MOST_ACCOUNTS = 10
"""Accounts of one address that one letter names."""
GRANT_LIFETIME = timedelta(hours=24)
"""How long a chat that an operator lets in may choose a new password."""
LONGEST_PLEA = 500
"""Characters in which somebody tells operators who they are."""


@frozen
class Recovery:
    """A letter lets a resident choose a new password; its link and its code are kept only as hashes.

    The link counts in any chat, the code only in the chat ``asked_in``. What an operator granted stands here
    as well, under :func:`nonce_of_grant`: it has no link, its ``code_hash`` is empty, and it counts only in
    the chat that asked. ``password_hash`` and ``email`` are
    those of the moment in which the letter was asked for: once one of them changes, the letter is void.
    """

    nonce: str
    account_id: int | None
    """``None`` if nobody is known by the name: such a row is there because leaving it out takes less time."""
    asked_in: int
    email: str
    password_hash: str
    token_hash: str
    code_hash: str
    created_at: datetime
    expires_at: datetime
    proved_in: int | None = None
    """The chat that opened the link or typed the code last."""

    def has_expired(self, now: datetime) -> bool:
        """Whether it is too late to use it."""
        return now >= self.expires_at

    def counts_for(self, account: Account, now: datetime) -> bool:
        """Whether it is in time, and about the password and the address that are in force."""
        in_force = (account.password_hash, account.email) == (self.password_hash, self.email)
        return in_force and not self.has_expired(now)


def nonce_of_grant(alert: int) -> str:
    """Name what an operator granted by the number of its alert: nothing secret is derived from it."""
    return f"operator:{alert}"


def read_named(text: str) -> Login | EmailAddress:
    """Read what a person knows of an account: its login or its address; raises ``recovery-name-wrong``."""
    try:
        return EmailAddress.parse(text) if "@" in text else Login.parse(text)
    except DomainError:
        raise DomainError("recovery-name-wrong") from None
