"""Putting a new password in force, however its owner was recognised."""

from typing import Protocol

from domain.account import Account
from services.messages import PasswordChanged, SignedOut
from services.ports import Outbox, Priority


class AccountBook(Protocol):
    """Accounts, as far as a new password changes them."""

    def set_password(self, account_id: int, password_hash: str) -> None: ...


class SessionBook(Protocol):
    """Which chats are signed in to an account."""

    def remove_others(self, account_id: int, chat_id: int) -> list[int]:
        """Sign out all chats of the account but this one, and return which these were."""
        ...


class NewPasswordUnit(Protocol):
    """What a new password needs of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def sessions(self) -> SessionBook: ...
    @property
    def outbox(self) -> Outbox: ...


def put_in_force(unit: NewPasswordUnit, account: Account, new_hash: str, chat_id: int) -> None:
    """Change the password, sign the account's other chats out, and tell them and its confirmed address."""
    unit.accounts.set_password(account.id, new_hash)
    for other in unit.sessions.remove_others(account.id, chat_id):
        unit.outbox.telegram(other, SignedOut(), language=account.language, priority=Priority.DECISION)
    if account.email_is_confirmed:
        unit.outbox.letter(account.email, PasswordChanged(account.login), language=account.language)
