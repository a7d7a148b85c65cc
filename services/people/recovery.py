"""Getting into an account again whose password or login was forgotten: by a letter to its confirmed address.

A person who asks learns nothing of whether a login or an address is known: the answer, what is counted, the
limits and the rows that are written are the same. Only an address that an account has confirmed gets a
letter, so nobody is written to who never came here. The code counts only in the chat that asked for it, the
link in any chat, because who opens it reads the mailbox; so letters that a stranger asked for take nothing
from the owner.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.account import STAND_IN, Account
from domain.code import read_code
from domain.email_address import EmailAddress
from domain.errors import DomainError
from domain.limits import (
    FAILURES_OF_LOGIN_IN_CHAT,
    RECOVERIES_IN_CHAT,
    RECOVERIES_OF_NAMED,
    RECOVERIES_TO_ADDRESS,
    WRONG_RECOVERY_CODES,
    Limit,
    login_in_chat,
    shown_until,
)
from domain.login import Login
from domain.recovery import CODE_DIGITS, MOST_ACCOUNTS, RECOVERY_LIFETIME, Recovery, read_named
from services.limits import all_closed_until, attempts_left, closed_until, unless_refused
from services.messages import TO_NOBODY, RecoverAccess
from services.people.new_password import put_in_force
from services.people.opening import Device, bring_all_home, open_chat
from services.people.second_step import AccountBook as SteppedAccounts
from services.people.second_step import SessionBook as SteppedSessions
from services.people.second_step import StepLetters, StepUnit
from services.ports import Clock, Randomness
from services.tokens import RecoveryTokens
from services.totals import EVERYBODY, Total, tell_if_too_much
from services.units import Units


class AccountBook(SteppedAccounts, Protocol):
    """Accounts, as far as a recovery looks for them and changes them."""

    def find_by_login(self, login_key: str) -> Account | None: ...

    def list_by_email_in_force(self, email: str) -> list[Account]:
        """List accounts by their address in force, whatever its case; an unknown one takes the same work."""
        ...

    def set_password(self, account_id: int, password_hash: str) -> None: ...


class SessionBook(SteppedSessions, Protocol):
    """Which chat is signed in to which account."""

    def remove(self, chat_id: int) -> None: ...

    def remove_others(self, account_id: int, chat_id: int) -> list[int]:
        """Sign out all chats of the account but this one, and return which these were."""
        ...


class RecoveryBook(Protocol):
    """The letters that were sent and not used yet."""

    def add(self, recovery: Recovery) -> None: ...

    def find(self, nonce: str) -> Recovery | None: ...

    def find_by_token(self, token_hash: str) -> Recovery | None: ...

    def list_of_chat(self, chat_id: int) -> list[Recovery]: ...

    def note_proof(self, nonce: str, chat_id: int, until: datetime) -> None:
        """Let a chat choose a new password; only the first proof puts the end off."""
        ...

    def forget_of_chat(self, chat_id: int) -> None: ...

    def forget_of_account(self, account_id: int) -> None: ...

    def forget_expired(self, now: datetime) -> None: ...


class RecoveryUnit(StepUnit, Protocol):
    """What a recovery needs of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def sessions(self) -> SessionBook: ...
    @property
    def recoveries(self) -> RecoveryBook: ...


@dataclass(frozen=True)
class Proved:
    """A chat may choose a new password for an account."""

    nonce: str
    account_id: int
    login: str
    email: str


@dataclass(frozen=True)
class AskRecovery:
    """Send a letter to the confirmed address of each account that a login or an address names.

    Of the letters that a chat asked for only those of the newest time count. Repeating it with the same
    ``key`` sends no second letter. Raises ``recovery-name-wrong`` for what can be neither, and
    ``recovery-too-many`` (``until``) for a chat, for what is named, and for all letters together.
    """

    units: Units[RecoveryUnit]
    tokens: RecoveryTokens
    random: Randomness
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, text: str, chat_id: int, key: str) -> None:
        named, now, seed = read_named(text), self.clock(), self.random.token()

        def ask(unit: RecoveryUnit) -> None:
            if unit.attempts.is_recorded(RECOVERIES_IN_CHAT.kind, str(chat_id), key):
                return
            self._count(unit, _counted(named, chat_id), key, now)
            unit.recoveries.forget_expired(now)
            unit.recoveries.forget_of_chat(chat_id)
            accounts = _reachable(unit, named)
            has_room = _has_room(unit, _mailbox(accounts, named), key, now)
            self._write(unit, accounts if accounts and has_room else [STAND_IN], chat_id, seed, now)

        await self.units.write(ask)

    def _count(
        self, unit: RecoveryUnit, counted: Sequence[tuple[Limit, str]], key: str, now: datetime
    ) -> None:
        until = all_closed_until(unit.attempts, counted, now)
        if until is not None:
            raise DomainError("recovery-too-many", until=shown_until(until, now, self.zone))
        for limit, subject in counted:
            unit.attempts.record(limit.kind, subject, now, key)
        tell_if_too_much(unit, Total.LETTERS, key, now)

    def _write(
        self, unit: RecoveryUnit, accounts: Sequence[Account], chat_id: int, seed: str, now: datetime
    ) -> None:
        """Leave the letter; one about the stand-in goes to nobody."""
        lines = []
        for place, account in enumerate(accounts):
            nonce = f"{seed}.{place}"
            unit.recoveries.add(self._recovery(account, nonce, chat_id, now))
            lines.append(f"{account.login} {nonce}")
        first = accounts[0]
        to = TO_NOBODY if first is STAND_IN else first.email
        unit.outbox.letter(to, RecoverAccess("\n".join(lines)), language=first.language)

    def _recovery(self, account: Account, nonce: str, chat_id: int, now: datetime) -> Recovery:
        return Recovery(
            nonce=nonce,
            account_id=None if account is STAND_IN else account.id,
            asked_in=chat_id,
            email=account.email,
            password_hash=account.password_hash,
            token_hash=self.tokens.stored(self.tokens.recovery_token(nonce)),
            code_hash=self.tokens.stored(self.tokens.recovery_code(nonce)),
            created_at=now,
            expires_at=now + RECOVERY_LIFETIME,
        )


def _counted(named: Login | EmailAddress, chat_id: int) -> tuple[tuple[Limit, str], ...]:
    subject = named.key if isinstance(named, Login) else named.mailbox
    return (
        (RECOVERIES_IN_CHAT, str(chat_id)),
        (RECOVERIES_OF_NAMED, subject),
        (Total.LETTERS.limit, EVERYBODY),
    )


def _reachable(unit: RecoveryUnit, named: Login | EmailAddress) -> list[Account]:
    """List the accounts that are meant and have a confirmed address; all have the same one."""
    if isinstance(named, Login):
        found = [unit.accounts.find_by_login(named.key) or STAND_IN]
    else:
        found = unit.accounts.list_by_email_in_force(named.text) or [STAND_IN]
    return [account for account in found if account.email_is_confirmed][:MOST_ACCOUNTS]


def _mailbox(accounts: Sequence[Account], named: Login | EmailAddress) -> str:
    """Tell to which mailbox a letter counts; a login that nobody has gets a domain that no address has."""
    address = f"{named.key}@nobody" if isinstance(named, Login) else named.text
    return EmailAddress(accounts[0].email if accounts else address).mailbox


def _has_room(unit: RecoveryUnit, mailbox: str, key: str, now: datetime) -> bool:
    """Count a letter to a mailbox; false after too many, which is not told."""
    if closed_until(unit.attempts, RECOVERIES_TO_ADDRESS, mailbox, now) is not None:
        return False
    unit.attempts.record(RECOVERIES_TO_ADDRESS.kind, mailbox, now, key)
    return True


@dataclass(frozen=True)
class ProveByCode:
    """Take the code of the newest letter that this chat asked for.

    Raises ``recovery-no-digits`` for what is no code, and counts nothing. Raises ``recovery-code-wrong``
    (``left``) for a wrong code and for one that is too old, and ``recovery-closed`` (``until``). Repeating it
    with the same ``key`` counts no second time.
    """

    units: Units[RecoveryUnit]
    tokens: RecoveryTokens
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, text: str, chat_id: int, key: str) -> Proved:
        digits, now, subject = read_code(text, CODE_DIGITS), self.clock(), str(chat_id)
        if digits is None:
            raise DomainError("recovery-no-digits")
        code_hash = self.tokens.stored(digits)

        def prove(unit: RecoveryUnit) -> Proved | DomainError:
            until = closed_until(unit.attempts, WRONG_RECOVERY_CODES, subject, now)
            if until is not None:
                return self._closed(until, now)
            for recovery in unit.recoveries.list_of_chat(chat_id):
                is_right = hmac.compare_digest(recovery.code_hash, code_hash)
                if is_right and (account := _account_of(unit, recovery, now)) is not None:
                    unit.attempts.forget(WRONG_RECOVERY_CODES.kind, subject)
                    return _prove(unit, recovery, account, chat_id, now)
            unit.attempts.record(WRONG_RECOVERY_CODES.kind, subject, now, key)
            return self._wrong(unit, subject, now)

        return unless_refused(await self.units.write(prove))

    def _wrong(self, unit: RecoveryUnit, subject: str, now: datetime) -> DomainError:
        """Tell how many attempts are left after a wrong code, or that it was the last one."""
        until = closed_until(unit.attempts, WRONG_RECOVERY_CODES, subject, now)
        if until is not None:
            return self._closed(until, now)
        left = attempts_left(unit.attempts, WRONG_RECOVERY_CODES, subject, now)
        return DomainError("recovery-code-wrong", left=left)

    def _closed(self, until: datetime, now: datetime) -> DomainError:
        return DomainError("recovery-closed", until=shown_until(until, now, self.zone))


@dataclass(frozen=True)
class ProveByLink:
    """Take the link of a letter, in whatever chat it is opened; raises ``recovery-link-void``."""

    units: Units[RecoveryUnit]
    tokens: RecoveryTokens
    clock: Clock

    async def __call__(self, token: str, chat_id: int) -> Proved:
        token_hash, now = self.tokens.stored(token), self.clock()

        def prove(unit: RecoveryUnit) -> Proved:
            recovery = unit.recoveries.find_by_token(token_hash)
            account = None if recovery is None else _account_of(unit, recovery, now)
            if recovery is None or account is None:
                raise DomainError("recovery-link-void")
            return _prove(unit, recovery, account, chat_id, now)

        return await self.units.write(prove)


@dataclass(frozen=True)
class Recovered:
    """An account has a new password; ``is_signed_in``: the chat that chose it needs no code any more."""

    account: Account
    is_signed_in: bool


@dataclass(frozen=True)
class SetRecoveredPassword:
    """Put a new password in force after link or code, and sign the chat in.

    A chat that owes the code of an authenticator is signed out instead, because a letter proves a mailbox and
    no more: it has to sign in with the new password and that code.

    All other chats of the account are signed out, and told as its address is; every letter about the account
    is void from then on. ``new_hash`` comes from ``ChoosePassword``. Repeating it changes nothing more.
    Raises ``recovery-over`` if it took too long, or password or address were changed meanwhile.
    """

    units: Units[RecoveryUnit]
    steps: StepLetters
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, nonce: str, account_id: int, new_hash: str, device: Device) -> Recovered:
        now, chat_id = self.clock(), device.chat_id

        def change(unit: RecoveryUnit) -> Recovered:
            account = unit.accounts.get(account_id)
            if account.password_hash != new_hash:
                recovery = unit.recoveries.find(nonce)
                is_proved = recovery is not None and recovery.proved_in == chat_id
                if recovery is None or not is_proved or _account_of(unit, recovery, now) is None:
                    raise DomainError("recovery-over")
                put_in_force(unit, account, new_hash, chat_id)
                self._finish(unit, account, device, now)
            return Recovered(account, unit.sessions.account_of(chat_id) == account_id)

        recovered = await self.units.write(change)
        if recovered.is_signed_in:
            await bring_all_home(self.units, account_id, chat_id)
        return recovered

    def _finish(self, unit: RecoveryUnit, account: Account, device: Device, now: datetime) -> None:
        """Make the letters void, and sign the chat in or out."""
        chat_id = device.chat_id
        unit.recoveries.forget_of_account(account.id)
        unit.attempts.forget(FAILURES_OF_LOGIN_IN_CHAT.kind, login_in_chat(account.login_key, chat_id))
        if not self.steps.needs_app(unit, account, chat_id):
            open_chat(unit, account, device, now, self.zone, is_proven=True)
        elif unit.sessions.account_of(chat_id) == account.id:
            unit.sessions.remove(chat_id)


def _account_of(unit: RecoveryUnit, recovery: Recovery, now: datetime) -> Account | None:
    """Return whose letter it is, if it counts: in time, and about password and address that are in force."""
    if recovery.account_id is None:
        return None
    account = unit.accounts.get(recovery.account_id)
    return account if recovery.counts_for(account, now) else None


def _prove(unit: RecoveryUnit, recovery: Recovery, account: Account, chat_id: int, now: datetime) -> Proved:
    unit.recoveries.note_proof(recovery.nonce, chat_id, now + RECOVERY_LIFETIME)
    return Proved(recovery.nonce, account.id, account.login, account.email)
