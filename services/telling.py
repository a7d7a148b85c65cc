"""Telling a resident something: in every chat that is signed in to the account, in the account's language.

Which chats these are is asked here, and once more when the message goes out.
"""

from collections.abc import Sequence
from typing import Protocol

from domain.account import Account
from services.messages import AccountContent
from services.ports import Outbox, Priority


class AccountBook(Protocol):
    """Accounts, as far as messages to them need it."""

    def get(self, account_id: int) -> Account: ...


class SessionBook(Protocol):
    """The chats that are signed in to accounts."""

    def list_chats(self, account_id: int) -> list[int]: ...


class TellingUnit(Protocol):
    """What a message to a resident needs of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def sessions(self) -> SessionBook: ...
    @property
    def outbox(self) -> Outbox: ...


def tell_account(unit: TellingUnit, account_id: int, content: AccountContent, priority: Priority) -> None:
    """Leave a message to every chat of an account; with none it waits until somebody signs in to it."""
    tell_chats(unit, account_id, unit.sessions.list_chats(account_id), content, priority)


def tell_chats(
    unit: TellingUnit, account_id: int, chats: Sequence[int], content: AccountContent, priority: Priority
) -> None:
    """Leave a message to some chats of an account."""
    language = unit.accounts.get(account_id).language
    unit.outbox.about(account_id, chats, content, language=language, priority=priority)
