"""Signing a chat in to an account and out of it.

A person who guesses learns only "wrong", because an unknown login gets the same answer, the same count and
the same work as a wrong password.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.account import Account
from domain.errors import DomainError
from domain.limits import FAILURES_PER_CHAT, FAILURES_PER_LOGIN, shown_until
from domain.login import Login
from services.limits import closed_until, unless_refused
from services.passwords import Errand, PasswordHasher, is_password
from services.ports import AttemptLog, Clock
from services.units import Units


class AccountBook(Protocol):
    """Accounts, as far as signing in needs them."""

    def find_by_login(self, login_key: str) -> Account | None: ...


class SessionBook(Protocol):
    """Which chat is signed in to which account."""

    def put(self, chat_id: int, account_id: int, at: datetime) -> None: ...

    def remove(self, chat_id: int) -> None: ...


class WaitingMessages(Protocol):
    """Messages about accounts that reached no chat."""

    def bring_home(self, account_id: int, chat_id: int) -> bool:
        """Let some of them go to a chat that is signed in now; tells whether there may be more."""
        ...


class SignInUnit(Protocol):
    """What signing in needs of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def sessions(self) -> SessionBook: ...
    @property
    def attempts(self) -> AttemptLog: ...
    @property
    def outbox(self) -> WaitingMessages: ...


@dataclass(frozen=True)
class SignIn:
    """Sign the chat in; raises ``sign-in-wrong``, ``sign-in-closed`` (``until``), ``too-busy``.

    What was to be told while no chat was signed in to the account is sent now.

    A try counts against the login before the password is verified, so that tries at the same moment from many
    chats cannot slip through; within a chat nothing happens at the same moment. Repeating it with the same
    ``key`` counts no second time, and verifies the password even if that try was the last one.
    """

    units: Units[SignInUnit]
    hasher: PasswordHasher
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, login: str, password: str, chat_id: int, key: str) -> Account:
        now = self.clock()
        login_key = _login_key(login)
        account = unless_refused(
            await self.units.write(lambda unit: self._begin(unit, login_key, chat_id, key, now))
        )
        stored = account.password_hash if account is not None else None
        is_right = await self._verified(stored, password, login_key, key)

        def finish(unit: SignInUnit) -> Account | DomainError:
            current = _find(unit, login_key)
            if not is_right or current is None or current.password_hash != stored:
                unit.attempts.record(FAILURES_PER_CHAT.kind, str(chat_id), now, key)
                return DomainError("sign-in-wrong")
            unit.attempts.forget(FAILURES_PER_LOGIN.kind, current.login_key)
            unit.sessions.put(chat_id, current.id, now)
            unit.outbox.bring_home(current.id, chat_id)
            return current

        signed_in = unless_refused(await self.units.write(finish))
        while await self.units.write(lambda unit: unit.outbox.bring_home(signed_in.id, chat_id)):
            pass  # an account of many numbers has more than one unit of work may change
        return signed_in

    async def _verified(self, stored: str | None, password: str, login_key: str | None, key: str) -> bool:
        """Verify a password; a try that was not verified for want of time does not count."""
        try:
            return await is_password(self.hasher, stored, password, Errand.SIGN_IN)
        except DomainError:
            if login_key is not None:
                taken = FAILURES_PER_LOGIN.kind, login_key, key
                await self.units.write(lambda unit: unit.attempts.take_back(*taken))
            raise

    def _begin(
        self, unit: SignInUnit, login_key: str | None, chat_id: int, key: str, now: datetime
    ) -> Account | DomainError | None:
        subjects = [(FAILURES_PER_CHAT, str(chat_id))]
        if login_key is not None:
            subjects.append((FAILURES_PER_LOGIN, login_key))
        if not any(unit.attempts.is_recorded(limit.kind, subject, key) for limit, subject in subjects):
            closed = [closed_until(unit.attempts, limit, subject, now) for limit, subject in subjects]
            until = max((moment for moment in closed if moment is not None), default=None)
            if until is not None:
                return DomainError("sign-in-closed", until=shown_until(until, now, self.zone))
            if login_key is not None:
                unit.attempts.record(FAILURES_PER_LOGIN.kind, login_key, now, key)
        return _find(unit, login_key)


@dataclass(frozen=True)
class SignOut:
    """Sign the chat out; nothing happens if nobody is signed in."""

    units: Units[SignInUnit]

    async def __call__(self, chat_id: int) -> None:
        await self.units.write(lambda unit: unit.sessions.remove(chat_id))


def _login_key(text: str) -> str | None:
    """Return the key to look for, or ``None`` for what cannot be anybody's login."""
    try:
        return Login.parse(text).key
    except DomainError:
        return None


def _find(unit: SignInUnit, login_key: str | None) -> Account | None:
    return unit.accounts.find_by_login(login_key) if login_key is not None else None
