"""Closing an account at its owner's wish, and taking it back.

A closed account is signed in nowhere and holds no number. Signing in takes it back, until
:mod:`services.people.erasing` leaves nothing personal of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.account import Account, Session
from domain.alert import Alert, AlertKind
from domain.closing import GRACE, RECEIPT_DIGITS, ClosedAccount
from domain.errors import DomainError
from domain.thread import Thread
from services.messages import AccountClosed, AccountClosing
from services.people.devices import require_settled
from services.ports import Clock, Outbox, Priority, Randomness
from services.units import Units

ACCOUNT_CLOSED = "account-closed"
"""The outcome of a question whose resident closed the account."""


class AccountBook(Protocol):
    """Accounts, as far as closing one needs them."""

    def get(self, account_id: int) -> Account: ...


class SessionBook(Protocol):
    """The chats that are signed in to an account."""

    def list_for(self, account_id: int) -> list[Session]: ...

    def remove(self, chat_id: int) -> None: ...


class ClosingBook(Protocol):
    """The accounts that were closed."""

    def add(self, closed: ClosedAccount) -> None:
        """Close an account, and put its numbers aside."""
        ...

    def find(self, account_id: int) -> ClosedAccount | None:
        """Find out whether an account is closed; also one that was erased."""
        ...


class ThreadBook(Protocol):
    """What residents talk about with operators."""

    def list_open(self, account_id: int) -> list[Thread]: ...


class AlertDesk(Protocol):
    """The alerts of operators."""

    def get(self, alert_id: int) -> Alert: ...

    def close(self, alert_id: int, outcome: str, at: datetime) -> bool: ...


class ClosingUnit(Protocol):
    """What closing an account needs of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def sessions(self) -> SessionBook: ...
    @property
    def closings(self) -> ClosingBook: ...
    @property
    def threads(self) -> ThreadBook: ...
    @property
    def alerts(self) -> AlertDesk: ...
    @property
    def outbox(self) -> Outbox: ...


@dataclass(frozen=True)
class CloseAccount:
    """Close an account: sign out all its chats, tell them and its address, and put its numbers aside.

    Its open questions are closed, because nobody reads the answers. ``checked_hash`` comes from
    ``CheckPassword``. Doing it again returns what the first time did. Raises ``password-changed-meanwhile``,
    ``device-too-new`` (``until``) and ``sign-in-needed``.
    """

    units: Units[ClosingUnit]
    random: Randomness
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, account_id: int, checked_hash: str, chat_id: int) -> ClosedAccount:
        receipt, now = self.random.digits(RECEIPT_DIGITS), self.clock()
        closing = ClosedAccount(account_id, receipt, now, now + GRACE, chat_id)

        def close(unit: ClosingUnit) -> ClosedAccount:
            closed = unit.closings.find(account_id)
            if closed is not None:
                return closed
            account = unit.accounts.get(account_id)
            if account.password_hash != checked_hash:
                raise DomainError("password-changed-meanwhile")
            require_settled(unit, account_id, chat_id, now, self.zone)
            unit.closings.add(closing)
            _end_questions(unit, account_id, now)
            _sign_out(unit, account, closing, self.zone)
            return closing

        return await self.units.write(close)


def _end_questions(unit: ClosingUnit, account_id: int, now: datetime) -> None:
    """Close the questions that wait; operators see why. What counts for billing goes on."""
    for thread in unit.threads.list_open(account_id):
        if unit.alerts.get(thread.alert_id).kind is AlertKind.QUESTION:
            unit.alerts.close(thread.alert_id, ACCOUNT_CLOSED, now)


def _sign_out(unit: ClosingUnit, account: Account, closing: ClosedAccount, zone: ZoneInfo) -> None:
    chats = [session.chat_id for session in unit.sessions.list_for(account.id)]
    day, language = closing.erase_at.astimezone(zone).strftime("%d.%m.%Y, %H:%M"), account.language
    for chat_id in chats:
        unit.sessions.remove(chat_id)
    for chat_id in _others(chats, closing.chat_id):
        unit.outbox.telegram(chat_id, AccountClosed(day), language=language, priority=Priority.DECISION)
    if account.email_is_confirmed:
        letter = AccountClosing(account.login, closing.receipt, day)
        unit.outbox.letter(account.email, letter, language=language)


def _others(chats: Iterable[int], this: int | None) -> list[int]:
    return [chat_id for chat_id in chats if chat_id != this]
