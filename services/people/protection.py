"""Choosing how the sign-in is protected: a code by e-mail, an authenticator, backup codes, or nothing.

Each change needs the password, checked before by ``CheckPassword``, and a device that is not new.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.account import Account, Session
from domain.email_address import EmailAddress
from domain.errors import DomainError
from domain.limits import WRONG_STEP_CODES_OF_ACCOUNT, shown_until
from domain.second_step import BACKUP_CODES, BACKUP_DIGITS, SecondStep, StepKind, digits_of
from services.limits import attempts_left, closed_until, unless_refused
from services.people.devices import require_settled
from services.people.profile import require_password
from services.people.second_step import Authenticators, StepBook, accepts
from services.ports import AttemptLog, Clock, Randomness
from services.tokens import ConfirmationTokens
from services.units import Units


class AccountBook(Protocol):
    """Accounts, as far as their protection needs them."""

    def get(self, account_id: int) -> Account: ...


class SessionBook(Protocol):
    """The chats that are signed in to an account."""

    def list_for(self, account_id: int) -> list[Session]: ...


class ProtectionBook(StepBook, Protocol):
    """How accounts protect their sign-in, and their backup codes."""

    def replace_backup_codes(self, account_id: int, hashes: Iterable[str]) -> None:
        """Let these backup codes count and no others."""
        ...

    def count_backup_codes(self, account_id: int) -> int:
        """Count the backup codes that were not used."""
        ...


class ProtectionUnit(Protocol):
    """What protecting the sign-in needs of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def sessions(self) -> SessionBook: ...
    @property
    def second_steps(self) -> ProtectionBook: ...
    @property
    def attempts(self) -> AttemptLog: ...


@dataclass(frozen=True)
class Protection:
    """What is asked for in new chats, where its letter goes, and how many backup codes are left."""

    kind: StepKind
    email_masked: str
    backup_codes: int


@dataclass(frozen=True)
class Allowed:
    """Who changes the protection, and what allows it: ``checked_hash`` comes from ``CheckPassword``."""

    account_id: int
    chat_id: int
    checked_hash: str


@dataclass(frozen=True)
class ViewProtection:
    """Show how the sign-in is protected."""

    units: Units[ProtectionUnit]

    async def __call__(self, account_id: int) -> Protection:
        def view(unit: ProtectionUnit) -> Protection:
            account = unit.accounts.get(account_id)
            kind = unit.second_steps.find(account_id).kind(email_is_confirmed=account.email_is_confirmed)
            left = unit.second_steps.count_backup_codes(account_id)
            return Protection(kind, EmailAddress(account.email).masked(), left)

        return await self.units.read(view)


@dataclass(frozen=True)
class Protecting:
    """What all changes of the protection have in common."""

    units: Units[ProtectionUnit]
    clock: Clock
    zone: ZoneInfo

    def require(self, unit: ProtectionUnit, allowed: Allowed, now: datetime) -> SecondStep:
        """Return how the account is protected now.

        Raises ``password-changed-meanwhile``, ``device-too-new`` (``until``), ``email-not-confirmed``.
        """
        account = unit.accounts.get(allowed.account_id)
        require_password(account, allowed.checked_hash)
        require_settled(unit, account.id, allowed.chat_id, now, self.zone)
        if not account.email_is_confirmed:
            raise DomainError("email-not-confirmed")
        return unit.second_steps.find(account.id)


@dataclass(frozen=True)
class SwitchSecondStep(Protecting):
    """Ask new chats for a code by e-mail, or for nothing; an authenticator is forgotten either way.

    Raises as :class:`Protecting` does.
    """

    async def __call__(self, allowed: Allowed, *, is_on: bool) -> None:
        now = self.clock()

        def switch(unit: ProtectionUnit) -> None:
            step = self.require(unit, allowed, now)
            changed = replace(step, is_off=not is_on, sealed_key=None)
            unit.second_steps.put(allowed.account_id, changed)

        await self.units.write(switch)


@dataclass(frozen=True)
class NewKey:
    """Make a key for an authenticator; it counts once a code of it was typed (:class:`ConnectApp`)."""

    authenticators: Authenticators
    random: Randomness

    async def __call__(self, account_id: int) -> str:
        """Return the key sealed, as a draft may keep it."""
        return self.authenticators.new_key(account_id, self.random.token())


@dataclass(frozen=True)
class ShowKey:
    """Give a sealed key as a person types it; raises ``key-lost``."""

    authenticators: Authenticators

    async def __call__(self, account_id: int, sealed_key: str) -> str:
        return self.authenticators.shown_key(account_id, sealed_key)


@dataclass(frozen=True)
class ConnectApp(Protecting):
    """Ask new chats for a code of an authenticator from now on, and return new backup codes.

    Repeating it with the same key of the authenticator gives other backup codes, because none can be read
    again. Raises as :class:`Protecting` does, and ``step-code-wrong`` (``left``), ``step-code-closed``
    (``until``).
    """

    tokens: ConfirmationTokens
    authenticators: Authenticators
    random: Randomness

    async def __call__(self, allowed: Allowed, sealed_key: str, code: str, key: str) -> tuple[str, ...]:
        codes, now, digits = draw_backup_codes(self.random), self.clock(), digits_of(code)

        def connect(unit: ProtectionUnit) -> DomainError | None:
            step = self.require(unit, allowed, now)
            if step.sealed_key != sealed_key:
                refusal = self._check(unit, allowed.account_id, sealed_key, digits, key, now)
                if refusal is not None:
                    return refusal
            unit.second_steps.replace_backup_codes(allowed.account_id, map(self.tokens.stored, codes))
            return None

        unless_refused(await self.units.write(connect))
        return codes

    def _check(
        self, unit: ProtectionUnit, account_id: int, sealed_key: str, digits: str, key: str, now: datetime
    ) -> DomainError | None:
        """Put the key in force if the code is one of it; a wrong one counts."""
        limit, subject = WRONG_STEP_CODES_OF_ACCOUNT, str(account_id)
        until = closed_until(unit.attempts, limit, subject, now)
        if until is not None:
            return DomainError("step-code-closed", until=shown_until(until, now, self.zone))
        if accepts(self.authenticators, unit, account_id, SecondStep(sealed_key=sealed_key), digits, now):
            return None
        unit.attempts.record(limit.kind, subject, now, key)
        return DomainError("step-code-wrong", left=attempts_left(unit.attempts, limit, subject, now))


@dataclass(frozen=True)
class RenewBackupCodes(Protecting):
    """Give new backup codes; older ones do not count any more. Raises as :class:`Protecting` does."""

    tokens: ConfirmationTokens
    random: Randomness

    async def __call__(self, allowed: Allowed) -> tuple[str, ...]:
        codes, now = draw_backup_codes(self.random), self.clock()

        def renew(unit: ProtectionUnit) -> None:
            self.require(unit, allowed, now)
            unit.second_steps.replace_backup_codes(allowed.account_id, map(self.tokens.stored, codes))

        await self.units.write(renew)
        return codes


def draw_backup_codes(random: Randomness) -> tuple[str, ...]:
    """Draw backup codes, each another one; before the unit of work, because that may be run again."""
    codes: dict[str, None] = {}
    while len(codes) < BACKUP_CODES:
        codes[random.digits(BACKUP_DIGITS)] = None
    return tuple(codes)
