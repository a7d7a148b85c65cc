"""What limits have closed to an account, in a chat or for a number, so that operators see and open it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.account import Account, Session
from domain.email_address import EmailAddress
from domain.limits import (
    CAPTCHA_PICTURES,
    FAILED_CLAIMS_OF_LOGIN,
    FAILED_PROOFS_IN_CHAT,
    FAILED_PROOFS_IN_CHAT_SLOWLY,
    FAILED_PROOFS_OF_ACCOUNT,
    FAILED_PROOFS_OF_NUMBER,
    FAILED_PROOFS_SLOWLY,
    FAILURES_IN_CHAT,
    FAILURES_OF_LOGIN,
    FAILURES_OF_LOGIN_IN_CHAT,
    FAILURES_SLOWLY,
    LETTERS_A_DAY,
    LETTERS_OF_CHAT,
    LETTERS_TO_ADDRESS,
    LOGINS_ASKED,
    LOGINS_ASKED_SLOWLY,
    PASSWORDS_CHOSEN,
    READMISSIONS_ASKED_IN_CHAT,
    RECOVERIES_IN_CHAT,
    RECOVERIES_OF_NAMED,
    RECOVERIES_TO_ADDRESS,
    WAIVERS_ASKED_IN_CHAT,
    WRONG_CAPTCHAS,
    WRONG_CODES,
    WRONG_PASSWORDS,
    WRONG_RECOVERY_CODES,
    WRONG_STEP_CODES,
    WRONG_STEP_CODES_OF_ACCOUNT,
    Limit,
    chat_of,
    login_in_chat,
)
from services.limits import closed_until
from services.ports import AttemptLog
from services.totals import Total, too_much_until

MOST_CHATS = 10
"""Chats of each sort whose limits are looked at: those that the account knows, and others that failed at its
login."""


MOST_LOGINS = 20
"""Logins that were tried in one chat whose limits are looked at."""


@dataclass(frozen=True, slots=True)
class Lock:
    """What is closed: the ``kind`` of a limit, of which subjects, and when all of them are open again."""

    kind: str
    subjects: tuple[str, ...]
    until: datetime


class LockedAttempts(AttemptLog, Protocol):
    """Attempts, to be looked through by their subjects."""

    def list_subjects(self, kind: str, prefix: str, most: int) -> list[str]:
        """List the subjects of a kind that begin with a prefix, those with the newest attempts first."""
        ...


class ChatAttempts(AttemptLog, Protocol):
    """Attempts, to be looked through by the chats in which they were made."""

    def list_subjects_in_chat(self, kind: str, chat_id: int, most: int) -> list[str]:
        """List the logins in one chat that were counted, those with the newest attempts first."""
        ...


class KnownChats(Protocol):
    """The chats that accounts know."""

    def list_known(self, account_id: int) -> list[Session]:
        """List the chats that are or were signed in, oldest first."""
        ...


class EverHeld(Protocol):
    """The numbers of accounts."""

    def ever_held(self, account_id: int) -> bool:
        """Whether an account ever proved a number."""
        ...


class LockUnit(Protocol):
    """What a look at locks needs of the storage."""

    @property
    def attempts(self) -> LockedAttempts: ...
    @property
    def sessions(self) -> KnownChats: ...
    @property
    def holdings(self) -> EverHeld: ...


def locks_of_account(unit: LockUnit, account: Account, now: datetime) -> tuple[Lock, ...]:
    """List what is closed to an account by limits of its own, of its login, its addresses and its chats."""
    return tuple(_locks(unit.attempts, _of_account(unit, account, now), now))


def locks_of_number(attempts: AttemptLog, number: str, now: datetime) -> tuple[Lock, ...]:
    """List what is closed about a number."""
    return tuple(_locks(attempts, [(FAILED_PROOFS_OF_NUMBER, number)], now))


def locks_of_chat(attempts: ChatAttempts, chat_id: int, now: datetime) -> tuple[Lock, ...]:
    """List what is closed in a chat, also where nobody is signed in."""
    return tuple(_locks(attempts, _in_chat(attempts, chat_id, now), now))


def names_of(locks: Sequence[Lock]) -> str:
    """Name the kinds of some locks, as the audit trail keeps them."""
    return ", ".join(lock.kind for lock in locks)


def lift(attempts: AttemptLog, locks: Sequence[Lock]) -> None:
    """Forget the attempts that closed something."""
    for lock in locks:
        for subject in lock.subjects:
            attempts.forget(lock.kind, subject)


def _locks(attempts: AttemptLog, counted: Iterable[tuple[Limit, str]], now: datetime) -> Iterator[Lock]:
    """Give what is closed, one lock for each kind of limit."""
    closed: dict[str, dict[str, datetime]] = {}
    for limit, subject in counted:
        until = closed_until(attempts, limit, subject, now)
        if until is not None:
            closed.setdefault(limit.kind, {})[subject] = until
    for kind, subjects in closed.items():
        yield Lock(kind, tuple(subjects), max(subjects.values()))


def _of_account(unit: LockUnit, account: Account, now: datetime) -> Iterator[tuple[Limit, str]]:
    yield FAILURES_OF_LOGIN, account.login_key
    yield RECOVERIES_OF_NAMED, account.login_key
    yield FAILED_CLAIMS_OF_LOGIN, account.login_key
    yield from _of_chats(unit, account, now)
    proofs = FAILED_PROOFS_SLOWLY if _is_slow_to_prove(unit, account, now) else FAILED_PROOFS_OF_ACCOUNT
    yield proofs, str(account.id)
    for subject in unit.attempts.list_subjects(
        WRONG_STEP_CODES.kind, login_in_chat(account.login_key, ""), MOST_CHATS
    ):
        yield WRONG_STEP_CODES, subject
    for limit in (
        WRONG_PASSWORDS,
        WRONG_CODES,
        WRONG_STEP_CODES_OF_ACCOUNT,
        LETTERS_A_DAY,
    ):
        yield limit, str(account.id)
    for email in dict.fromkeys((account.email, account.pending_email or account.email)):
        for limit in (LETTERS_TO_ADDRESS, RECOVERIES_OF_NAMED, RECOVERIES_TO_ADDRESS):
            yield limit, EmailAddress(email).mailbox


def _of_chats(unit: LockUnit, account: Account, now: datetime) -> Iterator[tuple[Limit, str]]:
    known = [str(each.chat_id) for each in unit.sessions.list_known(account.id)[-MOST_CHATS:]]
    kind, prefix = FAILURES_OF_LOGIN_IN_CHAT.kind, login_in_chat(account.login_key, "")
    failed = [chat_of(each) for each in unit.attempts.list_subjects(kind, prefix, 2 * MOST_CHATS)]
    others = [chat for chat in failed if chat not in known][:MOST_CHATS]
    is_slowed = too_much_until(unit.attempts, Total.SIGN_IN, now) is not None
    for chat in (*known, *others):
        yield FAILURES_OF_LOGIN_IN_CHAT, login_in_chat(account.login_key, chat)
        yield FAILURES_SLOWLY if is_slowed and chat in others else FAILURES_IN_CHAT, chat
        yield RECOVERIES_IN_CHAT, chat
        yield WRONG_RECOVERY_CODES, chat
    proofs = FAILED_PROOFS_IN_CHAT_SLOWLY if _is_slow_to_prove(unit, account, now) else FAILED_PROOFS_IN_CHAT
    for chat in known:
        yield LETTERS_OF_CHAT, chat
        yield proofs, chat


_OF_CHAT = (
    FAILURES_IN_CHAT,
    WRONG_CAPTCHAS,
    CAPTCHA_PICTURES,
    WAIVERS_ASKED_IN_CHAT,
    LOGINS_ASKED,
    PASSWORDS_CHOSEN,
    RECOVERIES_IN_CHAT,
    WRONG_RECOVERY_CODES,
    READMISSIONS_ASKED_IN_CHAT,
    LETTERS_OF_CHAT,
    FAILED_PROOFS_IN_CHAT,
)
"""The limits that count for a chat and close something to who is not signed in, or was not until now."""
_SLOWLY = ((Total.SIGN_IN, FAILURES_SLOWLY), (Total.LOGINS, LOGINS_ASKED_SLOWLY))


def _in_chat(attempts: ChatAttempts, chat_id: int, now: datetime) -> Iterator[tuple[Limit, str]]:
    for limit in _OF_CHAT:
        yield limit, str(chat_id)
    for total, limit in _SLOWLY:
        if too_much_until(attempts, total, now) is not None:
            yield limit, str(chat_id)
    for limit in (FAILURES_OF_LOGIN_IN_CHAT, WRONG_STEP_CODES):
        for subject in attempts.list_subjects_in_chat(limit.kind, chat_id, MOST_LOGINS):
            yield limit, subject


def _is_slow_to_prove(unit: LockUnit, account: Account, now: datetime) -> bool:
    """Tell whether there are too many failed proofs in total, and the account is one that these slow down."""
    is_too_much = too_much_until(unit.attempts, Total.PROOFS, now) is not None
    return is_too_much and not unit.holdings.ever_held(account.id)
