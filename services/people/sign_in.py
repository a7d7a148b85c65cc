"""Signing a chat in to an account and out of it.

A person who guesses learns only "wrong", because an unknown login gets the same answer, the same count and
the same work as a wrong password. Failures count for each login in each chat, so a stranger closes nothing to
the owner: what others fail at, one login or all together, counts against chats that were never signed in to
the account.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.account import NOBODY, Account
from domain.errors import DomainError
from domain.limits import (
    FAILURES_IN_CHAT,
    FAILURES_OF_LOGIN,
    FAILURES_OF_LOGIN_IN_CHAT,
    FAILURES_SLOWLY,
    Limit,
    login_in_chat,
    shown_until,
)
from domain.login import Login
from services.limits import all_closed_until, unless_refused
from services.passwords import Errand, PasswordHasher, is_password
from services.people.opening import Device, bring_all_home, open_chat
from services.people.second_step import AccountBook as SteppedAccounts
from services.people.second_step import SessionBook as SteppedSessions
from services.people.second_step import StepAsked, StepLetters, StepUnit
from services.ports import Clock
from services.totals import EVERYBODY, Total, tell_if_too_much, too_much_until
from services.units import Units


class AccountBook(SteppedAccounts, Protocol):
    """Accounts, as far as signing in needs them."""

    def find_by_login(self, login_key: str) -> Account | None: ...


class SessionBook(SteppedSessions, Protocol):
    """Which chat is signed in to which account."""

    def remove(self, chat_id: int) -> None: ...


class SignInUnit(StepUnit, Protocol):
    """What signing in needs of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def sessions(self) -> SessionBook: ...


@dataclass(frozen=True)
class _Try:
    """A try to sign in; ``login_key`` is empty for what cannot be anybody's login."""

    login_key: str | None
    chat_id: int
    key: str
    now: datetime


@dataclass(frozen=True)
class SignIn:
    """Sign the chat in, or ask for a second step if the account knows no such chat that passed one.

    Raises ``sign-in-wrong``, ``sign-in-closed`` (``until``), ``too-busy``. What was to be told while no chat
    was signed in to the account is sent as soon as one is. ``name`` is that of the person in Telegram.

    A try counts before the password is verified, so that tries at the same moment from many chats cannot slip
    through; if it succeeds, it is taken back. Repeating it with the same ``key`` counts no second time, and
    verifies the password even if that try was the last one. What is too much in total is told to operators.
    """

    units: Units[SignInUnit]
    hasher: PasswordHasher
    clock: Clock
    zone: ZoneInfo
    steps: StepLetters

    async def __call__(
        self, login: str, password: str, chat_id: int, key: str, name: str = ""
    ) -> Account | StepAsked:
        tried, nonce = _Try(_login_key(login), chat_id, key, self.clock()), self.steps.draw_nonce()
        account = unless_refused(await self.units.write(lambda unit: self._begin(unit, tried)))
        stored = account.password_hash if account is not None else None
        is_right = await self._verified(stored, password, tried)

        def finish(unit: SignInUnit) -> Account | StepAsked | DomainError:
            current = _find(unit, tried.login_key)
            if not is_right or current is None or current.password_hash != stored:
                if not _is_known(unit, tried, current):
                    tell_if_too_much(unit, Total.SIGN_IN, key, tried.now)
                return DomainError("sign-in-wrong")
            _take_back(unit, tried)
            unit.attempts.forget(FAILURES_OF_LOGIN_IN_CHAT.kind, login_in_chat(current.login_key, chat_id))
            device = Device(chat_id, name)
            if self.steps.is_needed(unit, current, chat_id):
                return self.steps.ask(unit, current, device, key, nonce, tried.now)
            open_chat(unit, current, device, tried.now, self.zone, is_proven=False)
            return current

        outcome = await self.units.write(finish)
        if isinstance(outcome, DomainError):
            raise outcome
        if isinstance(outcome, Account):
            await bring_all_home(self.units, outcome.id, chat_id)
        return outcome

    async def _verified(self, stored: str | None, password: str, tried: _Try) -> bool:
        """Verify a password; a try that was not verified for want of time does not count."""
        try:
            return await is_password(self.hasher, stored, password, Errand.SIGN_IN)
        except DomainError:
            await self.units.write(lambda unit: _take_back(unit, tried))
            raise

    def _begin(self, unit: SignInUnit, tried: _Try) -> Account | DomainError | None:
        account = _find(unit, tried.login_key)
        if not unit.attempts.is_recorded(FAILURES_IN_CHAT.kind, str(tried.chat_id), tried.key):
            is_known = _is_known(unit, tried, account)
            is_slowed = not is_known and too_much_until(unit.attempts, Total.SIGN_IN, tried.now) is not None
            limits = _limits(tried, is_known=is_known, is_slowed=is_slowed)
            until = all_closed_until(unit.attempts, limits, tried.now)
            if until is not None:
                return DomainError("sign-in-closed", until=shown_until(until, tried.now, self.zone))
            for limit, subject in _counted(tried, is_known=is_known):
                unit.attempts.record(limit.kind, subject, tried.now, tried.key)
        return account


def _is_known(unit: SignInUnit, tried: _Try, account: Account | None) -> bool:
    return unit.sessions.is_known(tried.chat_id, NOBODY if account is None else account.id)


def _limits(tried: _Try, *, is_known: bool, is_slowed: bool = False) -> Iterator[tuple[Limit, str]]:
    """Give the limits that a try has to keep, each with its subject."""
    yield FAILURES_SLOWLY if is_slowed else FAILURES_IN_CHAT, str(tried.chat_id)
    if tried.login_key is not None:
        yield FAILURES_OF_LOGIN_IN_CHAT, login_in_chat(tried.login_key, tried.chat_id)
        if not is_known:
            yield FAILURES_OF_LOGIN, tried.login_key


def _counted(tried: _Try, *, is_known: bool) -> Iterator[tuple[Limit, str]]:
    """Give the limits under which a try counts; that of all together refuses nobody."""
    yield from _limits(tried, is_known=is_known)
    if not is_known:
        yield Total.SIGN_IN.limit, EVERYBODY


def _take_back(unit: SignInUnit, tried: _Try) -> None:
    """Count a try no more."""
    for limit, subject in _counted(tried, is_known=False):
        unit.attempts.take_back(limit.kind, subject, tried.key)


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
