"""Confirming an e-mail address: by the link or the code of a letter, and having the letter sent again.

Any letter of the last 24 hours confirms the address that it was sent to, as long as that address is still
awaited; the first use voids the others.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.account import CONFIRMATION_LIFETIME, Account, Confirmation
from domain.code import read_code
from domain.email_address import EmailAddress
from domain.errors import DomainError
from domain.limits import WRONG_CODES, shown_until
from services.limits import attempts_left, closed_until, unless_refused
from services.messages import ConfirmEmail, EmailChanged, EmailConfirmed
from services.people.letter_limits import LetterAsked, count_letter
from services.ports import AlertBook, AttemptLog, Clock, Outbox, Priority, Randomness
from services.telling import SessionBook, tell_chats
from services.tokens import ConfirmationTokens
from services.units import Units

OPENED = "letter-link"
"""The kind under which the update that confirmed by a link is noted, because an update may be repeated."""


class AccountBook(Protocol):
    """Accounts, as far as a confirmation changes them."""

    def get(self, account_id: int) -> Account: ...

    def confirm_email(self, account_id: int, email: str, at: datetime) -> None:
        """Make the address the confirmed one in force; nothing is pending any more."""
        ...


class ConfirmationBook(Protocol):
    """The letters that were sent."""

    def add(self, confirmation: Confirmation) -> None: ...

    def find_by_token(self, token_hash: str) -> Confirmation | None: ...

    def list_used(self, account_id: int, email: str) -> list[Confirmation]:
        """Letters to this address that confirmed it or were voided by another that did, newest first."""
        ...

    def list_unused(self, account_id: int, email: str) -> list[Confirmation]:
        """Letters to this address that confirmed nothing yet, expired ones included, newest first."""
        ...

    def void(self, account_id: int, email: str, at: datetime) -> None:
        """Make all letters to this address invalid."""
        ...


class ConfirmationUnit(Protocol):
    """What a confirmation needs of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def confirmations(self) -> ConfirmationBook: ...
    @property
    def sessions(self) -> SessionBook: ...
    @property
    def attempts(self) -> AttemptLog: ...
    @property
    def alerts(self) -> AlertBook: ...
    @property
    def outbox(self) -> Outbox: ...


@dataclass(frozen=True)
class Confirmed:
    """An address is confirmed; ``already`` if it was before."""

    account_id: int
    email_masked: str
    already: bool = False


@dataclass(frozen=True)
class LetterSent:
    """A letter is on its way."""

    email_masked: str


class LetterUnit(Protocol):
    """What sending a confirmation letter needs of the storage."""

    @property
    def confirmations(self) -> "LetterBook": ...
    @property
    def outbox(self) -> Outbox: ...


class LetterBook(Protocol):
    """Where the letters that are sent are noted."""

    def add(self, confirmation: Confirmation) -> None: ...


@dataclass(frozen=True)
class ConfirmationLetters:
    """Leaves confirmation letters in the outbox."""

    tokens: ConfirmationTokens
    random: Randomness

    def draw_nonce(self) -> str:
        """Draw what link and code of a letter are derived from.

        A use case draws it before its unit of work, because a work that is run again must decide the same.
        """
        return self.random.token()

    def leave(
        self, unit: LetterUnit, account: Account, email: EmailAddress, nonce: str, now: datetime
    ) -> None:
        """Note a new confirmation and leave its letter; for use inside a unit of work."""
        unit.confirmations.add(
            Confirmation(
                nonce=nonce,
                account_id=account.id,
                email=email.text,
                token_hash=self.tokens.stored(self.tokens.token(nonce)),
                code_hash=self.tokens.stored(self.tokens.code(nonce)),
                created_at=now,
                expires_at=now + CONFIRMATION_LIFETIME,
            )
        )
        unit.outbox.letter(email.text, ConfirmEmail(nonce, account.login), language=account.language)


@dataclass(frozen=True)
class ConfirmByToken:
    """Confirm an address by the link of its letter; the link may be opened in any chat.

    The account's other chats are told: the link is often opened on another device than the one that waits.
    Repeating it with the same ``key`` returns what the first time did.

    Raises ``confirmation-unknown`` and ``confirmation-used``. A chat of the account also gets
    ``confirmation-expired``, and ``confirmation-outdated`` if the account meanwhile awaits another address;
    any other chat gets ``confirmation-used`` instead, because a letter may be in the wrong hands.
    """

    units: Units[ConfirmationUnit]
    tokens: ConfirmationTokens
    clock: Clock

    async def __call__(self, token: str, chat_id: int, key: str) -> Confirmed:
        now = self.clock()
        token_hash = self.tokens.stored(token)

        def confirm(unit: ConfirmationUnit) -> Confirmed:
            confirmation = unit.confirmations.find_by_token(token_hash)
            if confirmation is None:
                raise DomainError("confirmation-unknown")
            account = unit.accounts.get(confirmation.account_id)
            if unit.attempts.is_recorded(OPENED, token_hash, key):
                return Confirmed(account.id, EmailAddress(confirmation.email).masked())
            if (why := _why_void(account, confirmation, now)) is not None:
                is_own = chat_id in unit.sessions.list_chats(account.id)
                raise DomainError(why if is_own else "confirmation-used")
            unit.attempts.record(OPENED, token_hash, now, key)
            confirmed = _confirm(unit, account, confirmation.email, now)
            self._tell_others(unit, account, confirmed, chat_id)
            return confirmed

        return await self.units.write(confirm)

    @staticmethod
    def _tell_others(unit: ConfirmationUnit, account: Account, confirmed: Confirmed, chat_id: int) -> None:
        others = [other for other in unit.sessions.list_chats(account.id) if other != chat_id]
        news = EmailConfirmed(confirmed.email_masked)
        tell_chats(unit, account.id, others, news, Priority.DECISION)


def _why_void(account: Account, confirmation: Confirmation, now: datetime) -> str | None:
    """Give the code of the rule by which a letter confirms nothing; ``None`` if it does confirm."""
    if confirmation.used_at is not None:
        return "confirmation-used"
    if account.awaited_email != confirmation.email:
        return "confirmation-outdated"
    return "confirmation-expired" if confirmation.has_expired(now) else None


@dataclass(frozen=True)
class ConfirmByCode:
    """Confirm the awaited address by the code of one of its letters.

    Raises ``nothing-to-confirm``, ``code-wrong`` (``left``), ``code-closed`` (``until``), and
    ``confirmation-expired`` for the right code of an old letter. Repeating it with the same ``key`` counts no
    second time; typing the code of the address in force again tells that it is done. Raises
    ``code-no-digits`` for what is no code, and counts nothing.
    """

    units: Units[ConfirmationUnit]
    tokens: ConfirmationTokens
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, account_id: int, code: str, key: str) -> Confirmed:
        now = self.clock()
        digits = read_code(code)
        code_hash = self.tokens.stored(digits or "")

        def confirm(unit: ConfirmationUnit) -> Confirmed | DomainError:
            account = unit.accounts.get(account_id)
            email = account.awaited_email
            if email is None:
                return _confirmed_before(unit, account, code_hash)
            if digits is None:
                return DomainError("code-no-digits")
            subject = str(account_id)
            until = closed_until(unit.attempts, WRONG_CODES, subject, now)
            if until is not None:
                return self._closed(until, now)
            match = _matching(unit.confirmations.list_unused(account_id, email), code_hash)
            if match is None:
                unit.attempts.record(WRONG_CODES.kind, subject, now, key)
                return self._wrong(unit, subject, now)
            unit.attempts.forget(WRONG_CODES.kind, subject)
            if match.has_expired(now):
                return DomainError("confirmation-expired")
            return _confirm(unit, account, email, now)

        return unless_refused(await self.units.write(confirm))

    def _wrong(self, unit: ConfirmationUnit, subject: str, now: datetime) -> DomainError:
        """Tell how many attempts are left after a wrong code, or that it was the last one."""
        until = closed_until(unit.attempts, WRONG_CODES, subject, now)
        if until is not None:
            return self._closed(until, now)
        return DomainError("code-wrong", left=attempts_left(unit.attempts, WRONG_CODES, subject, now))

    def _closed(self, until: datetime, now: datetime) -> DomainError:
        return DomainError("code-closed", until=shown_until(until, now, self.zone))


@dataclass(frozen=True)
class ResendLetter:
    """Send the awaited address another letter.

    Repeating it with the same ``key`` sends no second one. Raises ``nothing-to-confirm``, ``resend-too-soon``
    (``seconds``), ``resend-too-many`` (``until``), ``letters-too-many`` (``until``).
    """

    units: Units[ConfirmationUnit]
    letters: ConfirmationLetters
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, account_id: int, chat_id: int, key: str) -> LetterSent:
        nonce, now = self.letters.draw_nonce(), self.clock()

        def resend(unit: ConfirmationUnit) -> LetterSent:
            account = unit.accounts.get(account_id)
            if account.awaited_email is None:
                raise DomainError("nothing-to-confirm")
            email = EmailAddress(account.awaited_email)
            if count_letter(unit, LetterAsked(chat_id, email, key, account_id), now, self.zone):
                self.letters.leave(unit, account, email, nonce, now)
            return LetterSent(email.masked())

        return await self.units.write(resend)


def _matching(confirmations: Sequence[Confirmation], code_hash: str) -> Confirmation | None:
    """Return the newest letter with this code."""
    return next((each for each in confirmations if hmac.compare_digest(each.code_hash, code_hash)), None)


def _confirmed_before(unit: ConfirmationUnit, account: Account, code_hash: str) -> Confirmed | DomainError:
    """Tell that it is done already, if the code is one that confirmed the address in force."""
    if _matching(unit.confirmations.list_used(account.id, account.email), code_hash) is None:
        return DomainError("nothing-to-confirm")
    return Confirmed(account.id, EmailAddress(account.email).masked(), already=True)


def _confirm(unit: ConfirmationUnit, account: Account, email: str, now: datetime) -> Confirmed:
    """Put the address in force, and tell the one that was in force before, in case a stranger did it."""
    confirmed = Confirmed(account.id, EmailAddress(email).masked())
    unit.accounts.confirm_email(account.id, email, now)
    unit.confirmations.void(account.id, email, now)
    if account.email_is_confirmed:
        letter = EmailChanged(account.login, confirmed.email_masked)
        unit.outbox.letter(account.email, letter, language=account.language)
    return confirmed
