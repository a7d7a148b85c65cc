"""The second step of signing in: a code, because a password may be known to somebody else.

A chat that passed before is asked for nothing. Any other chat owes the code of a letter, or of an
authenticator; a backup code does as well. What a chat owes is kept (``PendingSignIn``), so that a restart
loses nothing and an operator can let the chat in.
"""

import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.account import Account
from domain.audit import Action
from domain.code import DIGITS
from domain.details import Value
from domain.email_address import EmailAddress
from domain.errors import DomainError
from domain.limits import (
    LETTERS_OF_CHAT,
    WRONG_STEP_CODES,
    WRONG_STEP_CODES_OF_ACCOUNT,
    Limit,
    login_in_chat,
    shown_until,
)
from domain.operator import Operator
from domain.second_step import BACKUP_DIGITS, LETTER_PAUSE, PendingSignIn, SecondStep, StepKind, digits_of
from services.audit import AuditTrail
from services.limits import all_closed_until, attempts_left, unless_refused
from services.messages import AccessClosed, LetInByOperator, SignInCode
from services.people.consents import AgreedAccounts, kept_name
from services.people.letter_limits import LetterAsked, count_letter
from services.people.opening import (
    ClosedAccounts,
    Device,
    OpenClaims,
    OpenedSessions,
    OpeningOutbox,
    bring_all_home,
    open_chat,
)
from services.people.visiting import VisitorBook
from services.ports import AlertBook, AttemptLog, Clock, Priority, Randomness
from services.tokens import ConfirmationTokens
from services.units import Units

MOST_WAITING = 5
"""Chats that operators choose from."""


class Authenticators(Protocol):
    """Programs on a telephone that show a code of six digits, another one every half minute."""

    def new_key(self, account_id: int, seed: str) -> str:
        """Make a key of something random, and give it sealed for its account."""
        ...

    def opens(self, account_id: int, sealed_key: str) -> bool:
        """Whether a key can be used: not if the bot has got another token since."""
        ...

    def shown_key(self, account_id: int, sealed_key: str) -> str:
        """Give a key as a person types it; ``key-lost`` if it was sealed by another installation."""
        ...

    def period_of(self, account_id: int, sealed_key: str, code: str, now: datetime) -> int | None:
        """Return the number of the half minute that a code belongs to; ``None`` if it is no code of now."""
        ...


class StepBook(Protocol):
    """How accounts protect their sign-in."""

    def find(self, account_id: int) -> SecondStep: ...

    def put(self, account_id: int, step: SecondStep) -> None: ...

    def use_backup_code(self, account_id: int, code_hash: str, at: datetime) -> bool:
        """Let a backup code count no more; false if it never did, or was used before."""
        ...


class PendingBook(Protocol):
    """The chats that owe a code."""

    def put(self, pending: PendingSignIn) -> None: ...

    def find(self, chat_id: int) -> PendingSignIn | None: ...

    def remove(self, chat_id: int) -> None: ...


class AccountBook(AgreedAccounts, Protocol):
    """Accounts, as far as a second step needs them."""

    def get(self, account_id: int) -> Account: ...


class SessionBook(OpenedSessions, Protocol):
    """Which chat is signed in to which account, and which of them passed a second step."""

    def account_of(self, chat_id: int) -> int | None: ...


class StepUnit(Protocol):
    """What a second step needs of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def sessions(self) -> SessionBook: ...
    @property
    def claims(self) -> OpenClaims: ...
    @property
    def closings(self) -> ClosedAccounts: ...
    @property
    def second_steps(self) -> StepBook: ...
    @property
    def pending_sign_ins(self) -> PendingBook: ...
    @property
    def attempts(self) -> AttemptLog: ...
    @property
    def alerts(self) -> AlertBook: ...
    @property
    def outbox(self) -> OpeningOutbox: ...


@dataclass(frozen=True)
class StepAsked:
    """What a chat is asked for after the password.

    ``no_letter_until``: no letter could be left before, because there were too many; empty if one is on its
    way. ``mail_is_down``: the letter will be late.
    """

    kind: StepKind
    email_masked: str
    mail_is_down: bool = False
    no_letter_until: str = ""


@dataclass(frozen=True)
class StepLetters:
    """Leaves the letters with codes; ``mail_is_down`` tells whether the mail server takes none."""

    tokens: ConfirmationTokens
    authenticators: Authenticators
    random: Randomness
    zone: ZoneInfo
    mail_is_down: Callable[[], bool] = lambda: False

    def draw_nonce(self) -> str:
        """Draw what a code is derived from; before the unit of work, because that may be run again."""
        return self.random.token()

    def is_needed(self, unit: StepUnit, account: Account, chat_id: int) -> bool:
        """Whether a chat owes a code."""
        return self._kind(unit, account).is_asked and not unit.sessions.is_proven(chat_id, account.id)

    def needs_app(self, unit: StepUnit, account: Account, chat_id: int) -> bool:
        """Whether a chat owes a code that no letter to the account's address can bring."""
        return self._kind(unit, account) is StepKind.APP and not unit.sessions.is_proven(chat_id, account.id)

    def _kind(self, unit: StepUnit, account: Account) -> StepKind:
        """Tell what is asked for: a code by mail also in place of an authenticator whose key is lost."""
        step = unit.second_steps.find(account.id)
        if step.sealed_key is not None and not self.authenticators.opens(account.id, step.sealed_key):
            step = replace(step, sealed_key=None, is_off=False)
        return step.kind(email_is_confirmed=account.email_is_confirmed)

    def ask(
        self, unit: StepUnit, account: Account, device: Device, key: str, nonce: str, now: datetime
    ) -> StepAsked:
        """Keep that a chat owes a code, and leave the letter with it if that is how the account is asked."""
        before = unit.pending_sign_ins.find(device.chat_id)
        name = kept_name(unit.accounts, account.id, device.name)
        pending = PendingSignIn(device.chat_id, account.id, account.password_hash, name, now)
        if before is not None and before.account_id == account.id:
            pending = replace(pending, code_hash=before.code_hash, sent_at=before.sent_at)
        unit.pending_sign_ins.put(pending)
        kind = self._kind(unit, account)
        asked = StepAsked(kind, EmailAddress(account.email).masked(), self.mail_is_down())
        if kind is not StepKind.MAIL or seconds_to_wait(pending, now):
            return asked
        try:
            self.leave(unit, account, pending, key, nonce, now)
        except DomainError as error:
            return replace(asked, no_letter_until=str(error.values["until"]))
        return asked

    def leave(
        self, unit: StepUnit, account: Account, pending: PendingSignIn, key: str, nonce: str, now: datetime
    ) -> None:
        """Leave a letter with a code, once for each ``key``; raises ``letters-too-many`` (``until``)."""
        asked = LetterAsked(pending.chat_id, EmailAddress(account.email), key)
        if count_letter(unit, asked, now, self.zone):
            code_hash = self.tokens.stored(self.tokens.code(nonce))
            unit.pending_sign_ins.put(replace(pending, code_hash=code_hash, sent_at=now))
            unit.outbox.letter(account.email, SignInCode(nonce, account.login), language=account.language)


def seconds_to_wait(pending: PendingSignIn, now: datetime) -> int:
    """Return how long to wait until another letter may be asked for; 0: it may be now."""
    if pending.sent_at is None:
        return 0
    return max(0, ceil((pending.sent_at + LETTER_PAUSE - now).total_seconds()))


@dataclass(frozen=True)
class PassSecondStep:
    """Sign the chat in by a code: of its newest letter, of the authenticator, or a backup code.

    Repeating it with the same ``key`` counts no second time, and a chat that is signed in by now is told so.
    Raises ``second-step-gone`` if the chat owes no code any more, ``step-code-no-digits``,
    ``step-code-wrong`` (``left``) and ``step-code-closed`` (``until``).
    """

    units: Units[StepUnit]
    tokens: ConfirmationTokens
    authenticators: Authenticators
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, chat_id: int, code: str, key: str) -> Account:
        now, digits = self.clock(), digits_of(code)

        def work(unit: StepUnit) -> Account | DomainError:
            pending = _owed(unit, chat_id, now)
            if isinstance(pending, Account | DomainError):
                return pending
            account = unit.accounts.get(pending.account_id)
            if len(digits) not in {DIGITS, BACKUP_DIGITS}:
                return DomainError("step-code-no-digits")
            until = all_closed_until(unit.attempts, _limits(account, chat_id), now)
            if until is not None:
                return DomainError("step-code-closed", until=shown_until(until, now, self.zone))
            if not self._fits(unit, account, pending, digits, now):
                return self._wrong(unit, account, chat_id, key, now)
            unit.attempts.forget(WRONG_STEP_CODES.kind, login_in_chat(account.login_key, chat_id))
            _let_in(unit, account, pending, now, self.zone)
            return account

        signed_in = unless_refused(await self.units.write(work))
        await bring_all_home(self.units, signed_in.id, chat_id)
        return signed_in

    def _fits(
        self, unit: StepUnit, account: Account, pending: PendingSignIn, digits: str, now: datetime
    ) -> bool:
        if len(digits) == BACKUP_DIGITS:
            return unit.second_steps.use_backup_code(account.id, self.tokens.stored(digits), now)
        expected = pending.code_hash or ""
        if hmac.compare_digest(expected, self.tokens.stored(digits)) and pending.awaits_code(now):
            return True
        step = unit.second_steps.find(account.id)
        return accepts(self.authenticators, unit, account.id, step, digits, now)

    def _wrong(self, unit: StepUnit, account: Account, chat_id: int, key: str, now: datetime) -> DomainError:
        """Count a wrong code, and tell how many attempts are left, or that it was the last one."""
        limits = list(_limits(account, chat_id))
        for limit, subject in limits:
            unit.attempts.record(limit.kind, subject, now, key)
        until = all_closed_until(unit.attempts, limits, now)
        if until is not None:
            return DomainError("step-code-closed", until=shown_until(until, now, self.zone))
        left = min(attempts_left(unit.attempts, limit, subject, now) for limit, subject in limits)
        return DomainError("step-code-wrong", left=left)


class AcceptingUnit(Protocol):
    """What accepting a code of an authenticator needs of the storage."""

    @property
    def second_steps(self) -> StepBook: ...


def accepts(
    authenticators: Authenticators,
    unit: AcceptingUnit,
    account_id: int,
    step: SecondStep,
    digits: str,
    now: datetime,
) -> bool:
    """Accept a code of an authenticator, once: the next one must be of a later half minute."""
    if step.sealed_key is None:
        return False
    period = authenticators.period_of(account_id, step.sealed_key, digits, now)
    if period is None or period <= step.last_step:
        return False
    unit.second_steps.put(account_id, replace(step, last_step=period))
    return True


def _limits(account: Account, chat_id: int) -> Iterator[tuple[Limit, str]]:
    yield WRONG_STEP_CODES, login_in_chat(account.login_key, chat_id)
    yield WRONG_STEP_CODES_OF_ACCOUNT, str(account.id)


def _owed(unit: StepUnit, chat_id: int, now: datetime) -> PendingSignIn | Account | DomainError:
    """Find what a chat owes: the account instead if it is signed in already."""
    pending = unit.pending_sign_ins.find(chat_id)
    if pending is None:
        account_id = unit.sessions.account_of(chat_id)
        return DomainError("second-step-gone") if account_id is None else unit.accounts.get(account_id)
    is_same = unit.accounts.get(pending.account_id).password_hash == pending.password_hash
    if pending.has_expired(now) or not is_same:
        unit.pending_sign_ins.remove(chat_id)
        return DomainError("second-step-gone")
    return pending


def _let_in(unit: StepUnit, account: Account, pending: PendingSignIn, now: datetime, zone: ZoneInfo) -> None:
    unit.pending_sign_ins.remove(pending.chat_id)
    open_chat(unit, account, Device(pending.chat_id, pending.name), now, zone, is_proven=True)


@dataclass(frozen=True)
class SendStepCode:
    """Send a chat that owes a code another letter; only the newest counts.

    Repeating it with the same ``key`` sends no second one. Raises ``second-step-gone``, ``resend-too-soon``
    (``seconds``), and ``letters-too-many`` (``until``).
    """

    units: Units[StepUnit]
    letters: StepLetters
    clock: Clock

    async def __call__(self, chat_id: int, key: str) -> None:
        nonce, now = self.letters.draw_nonce(), self.clock()

        def send(unit: StepUnit) -> DomainError | None:
            pending = _owed(unit, chat_id, now)
            if isinstance(pending, DomainError):
                return pending
            if isinstance(pending, PendingSignIn):
                self._leave(unit, pending, key, nonce, now)
            return None

        unless_refused(await self.units.write(send))

    def _leave(self, unit: StepUnit, pending: PendingSignIn, key: str, nonce: str, now: datetime) -> None:
        seconds = seconds_to_wait(pending, now)
        if seconds and not unit.attempts.is_recorded(LETTERS_OF_CHAT.kind, str(pending.chat_id), key):
            raise DomainError("resend-too-soon", seconds=seconds)
        self.letters.leave(unit, unit.accounts.get(pending.account_id), pending, key, nonce, now)


class WaitingBook(PendingBook, Protocol):
    """The chats that owe a code, by accounts."""

    def list_for(self, account_id: int, most: int) -> list[PendingSignIn]:
        """List the chats that wait to be signed in to an account, newest first."""
        ...


class LettingInUnit(StepUnit, Protocol):
    """What letting a chat in needs of the storage."""

    @property
    def pending_sign_ins(self) -> WaitingBook: ...
    @property
    def conversations(self) -> VisitorBook: ...
    @property
    def audit(self) -> AuditTrail: ...


@dataclass(frozen=True)
class ListWaiting:
    """List the chats that owe the code of an account, newest first, so that one can be let in."""

    units: Units[LettingInUnit]
    clock: Clock

    async def __call__(self, account_id: int) -> list[PendingSignIn]:
        now = self.clock()
        pending = await self.units.read(lambda unit: unit.pending_sign_ins.list_for(account_id, MOST_WAITING))
        return [each for each in pending if not each.has_expired(now)]


@dataclass(frozen=True)
class LetIn:
    """An operator signs a chat in that knows the password and cannot get a code; the chat is told.

    Where operators closed the bot to the account or to the chat, it is told that instead.

    For use after the operator has made sure whose chat it is. ``begun`` is the second of the sign-in, as the
    operator saw it (:attr:`PendingSignIn.begun_second`). Raises ``already-in`` if the chat is signed in to
    the account by now, and ``second-step-gone`` if that sign-in does not wait for a code of the account.
    """

    units: Units[LettingInUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, account_id: int, chat_id: int, begun: int, operator: Operator) -> Account:
        now = self.clock()

        def work(unit: LettingInUnit) -> Account | DomainError:
            if unit.sessions.account_of(chat_id) == account_id:
                return DomainError("already-in")
            pending = _owed(unit, chat_id, now)
            if not isinstance(pending, PendingSignIn):
                return DomainError("second-step-gone")
            if (pending.account_id, pending.begun_second) != (account_id, begun):
                return DomainError("second-step-gone")
            account = unit.accounts.get(account_id)
            _let_in(unit, account, pending, now, self.zone)
            _tell_let_in(unit, account, chat_id)
            details: dict[str, Value] = {"login": account.login, "chat": chat_id}
            unit.audit.add(operator, Action.LET_IN, f"account:{account_id}", details, now)
            return account

        account = unless_refused(await self.units.write(work))
        await bring_all_home(self.units, account_id, chat_id)
        return account


def _tell_let_in(unit: LettingInUnit, account: Account, chat_id: int) -> None:
    language, priority = account.language, Priority.DECISION
    if unit.conversations.visitor(chat_id).is_banned:
        unit.outbox.telegram(chat_id, AccessClosed(), language=language, priority=priority)
    else:
        unit.outbox.about(account.id, [chat_id], LetInByOperator(), language=language, priority=priority)
