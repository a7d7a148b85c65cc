"""The profile: what is kept about a person, shown and changed; only the login never changes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.account import Account, Confirmation, HeldNumber
from domain.email_address import EmailAddress
from domain.errors import DomainError
from domain.limits import WRONG_PASSWORDS, shown_until
from domain.phone import Phone
from services.limits import attempts_left, closed_until, unless_refused
from services.messages import PasswordChanged, SignedOut
from services.passwords import Errand, PasswordHasher, is_password
from services.people.email_confirmation import ConfirmationLetters
from services.people.letter_limits import LetterAsked, count_letter
from services.ports import AlertBook, AttemptLog, Clock, Outbox, Priority
from services.units import Units


class AccountBook(Protocol):
    """Accounts, as far as a profile shows and changes them."""

    def get(self, account_id: int) -> Account: ...

    def set_phone(self, account_id: int, phone: str | None) -> None: ...

    def set_language(self, account_id: int, language: str) -> None: ...

    def set_notices_muted(self, account_id: int, *, muted: bool) -> None: ...

    def set_password(self, account_id: int, password_hash: str) -> None: ...

    def await_email(self, account_id: int, email: str) -> None:
        """Keep an address to be confirmed: next to the confirmed one, or instead of one never confirmed."""
        ...

    def forget_pending_email(self, account_id: int) -> None:
        """Await no other address any more."""
        ...

    def list_numbers(self, account_id: int) -> list[HeldNumber]: ...


class SessionBook(Protocol):
    """Which chats are signed in to an account."""

    def remove_others(self, account_id: int, chat_id: int) -> list[int]:
        """Sign out all chats of the account but this one, and return which these were."""
        ...


class ConfirmationBook(Protocol):
    """The letters that ask to confirm an address."""

    def add(self, confirmation: Confirmation) -> None: ...


class ProfileUnit(Protocol):
    """What a profile needs of the storage."""

    @property
    def accounts(self) -> AccountBook: ...
    @property
    def sessions(self) -> SessionBook: ...
    @property
    def confirmations(self) -> ConfirmationBook: ...
    @property
    def attempts(self) -> AttemptLog: ...
    @property
    def alerts(self) -> AlertBook: ...
    @property
    def outbox(self) -> Outbox: ...


@dataclass(frozen=True)
class Profile:
    """What the profile shows; addresses in full, because their owner looks for typing errors."""

    login: str
    email: str
    email_confirmed: bool
    pending_email: str | None
    phone_shown: str | None
    notices_muted: bool
    language: str
    created_at: datetime
    numbers_count: int


@dataclass(frozen=True)
class EmailChanged:
    """The new address; ``awaits_confirmation`` unless it is the address in force, which stays."""

    email_masked: str
    awaits_confirmation: bool


@dataclass(frozen=True)
class ViewProfile:
    """Show the profile."""

    units: Units[ProfileUnit]

    async def __call__(self, account_id: int) -> Profile:
        def view(unit: ProfileUnit) -> Profile:
            account = unit.accounts.get(account_id)
            pending = account.pending_email
            return Profile(
                login=account.login,
                email=EmailAddress(account.email).shown(),
                email_confirmed=account.email_is_confirmed,
                pending_email=EmailAddress(pending).shown() if pending is not None else None,
                phone_shown=Phone(account.phone).shown() if account.phone is not None else None,
                notices_muted=account.notices_muted,
                language=account.language,
                created_at=account.created_at,
                numbers_count=len(unit.accounts.list_numbers(account_id)),
            )

        return await self.units.read(view)


@dataclass(frozen=True)
class ChangePhone:
    """Keep another phone number, or none.

    ``checked_hash`` comes from :class:`CheckPassword`; ``password-changed-meanwhile`` if that password is no
    longer in force.
    """

    units: Units[ProfileUnit]

    async def __call__(self, account_id: int, checked_hash: str, phone: Phone | None) -> None:
        text = phone.text if phone is not None else None

        def change(unit: ProfileUnit) -> None:
            _require_password(unit.accounts.get(account_id), checked_hash)
            unit.accounts.set_phone(account_id, text)

        await self.units.write(change)


def _require_password(account: Account, checked_hash: str) -> None:
    if account.password_hash != checked_hash:
        raise DomainError("password-changed-meanwhile")


@dataclass(frozen=True)
class ChangeEmail:
    """Await the confirmation of another address; the one in force stays so until then.

    An address that was never confirmed is not in force and is replaced at once. Entering the address in force
    gives a pending change up. Repeating it with the same ``key`` sends no second letter. ``checked_hash``
    comes from :class:`CheckPassword`. Raises ``resend-too-soon`` (``seconds``), ``resend-too-many``
    (``until``), ``letters-too-many`` (``until``), and ``password-changed-meanwhile`` if the checked password
    is no longer in force.
    """

    units: Units[ProfileUnit]
    letters: ConfirmationLetters
    clock: Clock
    zone: ZoneInfo

    async def __call__(
        self, account_id: int, checked_hash: str, email: EmailAddress, chat_id: int, key: str
    ) -> EmailChanged:
        nonce, now = self.letters.draw_nonce(), self.clock()

        def change(unit: ProfileUnit) -> EmailChanged:
            account = unit.accounts.get(account_id)
            _require_password(account, checked_hash)
            if account.email_is_confirmed and email.text == account.email:
                unit.accounts.forget_pending_email(account_id)
                return EmailChanged(email.masked(), awaits_confirmation=False)
            if count_letter(unit, LetterAsked(chat_id, email, key, account_id), now, self.zone):
                unit.accounts.await_email(account_id, email.text)
                self.letters.leave(unit, account, email, nonce, now)
            return EmailChanged(email.masked(), awaits_confirmation=True)

        return await self.units.write(change)


@dataclass(frozen=True)
class CheckPassword:
    """Check the present password before anything is changed that an account is known or reached by.

    Returns its stored hash, by which the change knows that the password is still the same. Repeating it
    with the same ``key`` counts no second time. Raises ``password-wrong`` (``left``), ``password-closed``
    (``until``) and ``too-busy``.
    """

    units: Units[ProfileUnit]
    hasher: PasswordHasher
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, account_id: int, text: str, key: str) -> str:
        now = self.clock()
        subject = str(account_id)

        def begin(unit: ProfileUnit) -> str | DomainError:
            if not unit.attempts.is_recorded(WRONG_PASSWORDS.kind, subject, key):
                until = closed_until(unit.attempts, WRONG_PASSWORDS, subject, now)
                if until is not None:
                    return DomainError("password-closed", until=shown_until(until, now, self.zone))
                unit.attempts.record(WRONG_PASSWORDS.kind, subject, now, key)
            return unit.accounts.get(account_id).password_hash

        stored = unless_refused(await self.units.write(begin))
        if not await self._verified(stored, text, subject, key):
            left = await self.units.read(
                lambda unit: attempts_left(unit.attempts, WRONG_PASSWORDS, subject, now)
            )
            raise DomainError("password-wrong", left=left)
        await self.units.write(lambda unit: unit.attempts.forget(WRONG_PASSWORDS.kind, subject))
        return stored

    async def _verified(self, stored: str, text: str, subject: str, key: str) -> bool:
        """Verify a password; a try that was not verified for want of time does not count."""
        try:
            return await is_password(self.hasher, stored, text, Errand.CHANGE)
        except DomainError:
            taken = WRONG_PASSWORDS.kind, subject, key
            await self.units.write(lambda unit: unit.attempts.take_back(*taken))
            raise


@dataclass(frozen=True)
class ChangePassword:
    """Put a new password in force, sign the account's other chats out and tell them and its address.

    ``checked_hash`` comes from :class:`CheckPassword`, ``new_hash`` from ``ChoosePassword``. Repeating it
    changes nothing more. Raises ``password-changed-meanwhile`` if the checked password is no longer in force.
    """

    units: Units[ProfileUnit]

    async def __call__(self, account_id: int, checked_hash: str, new_hash: str, chat_id: int) -> None:
        def change(unit: ProfileUnit) -> None:
            account = unit.accounts.get(account_id)
            if account.password_hash == new_hash:
                return
            _require_password(account, checked_hash)
            unit.accounts.set_password(account_id, new_hash)
            for other in unit.sessions.remove_others(account_id, chat_id):
                unit.outbox.telegram(
                    other, SignedOut(), language=account.language, priority=Priority.DECISION
                )
            if account.email_is_confirmed:
                letter = PasswordChanged(account.login)
                unit.outbox.letter(account.email, letter, language=account.language)

        await self.units.write(change)


@dataclass(frozen=True)
class MuteNotices:
    """Stop or resume notices about the supply."""

    units: Units[ProfileUnit]

    async def __call__(self, account_id: int, *, muted: bool) -> None:
        await self.units.write(lambda unit: unit.accounts.set_notices_muted(account_id, muted=muted))


@dataclass(frozen=True)
class SetLanguage:
    """Speak another language to this person; raises ``language-unknown`` for one there are no texts in."""

    units: Units[ProfileUnit]
    languages: frozenset[str]

    async def __call__(self, account_id: int, language: str) -> None:
        if language not in self.languages:
            raise DomainError("language-unknown")
        await self.units.write(lambda unit: unit.accounts.set_language(account_id, language))
