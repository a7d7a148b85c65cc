"""How many letters people may cause: of an account, of a chat, to an address, and in total.

An address may belong to somebody who never came here, so it counts by itself, for all who name it together.
Its limit, that of the chat and the one in total are told with the same words, because these must not tell
whether an address is known.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from zoneinfo import ZoneInfo

from domain.email_address import EmailAddress
from domain.errors import DomainError
from domain.limits import (
    LETTERS_A_DAY,
    LETTERS_IN_A_ROW,
    LETTERS_OF_CHAT,
    LETTERS_TO_ADDRESS,
    Limit,
    shown_until,
)
from services.limits import all_closed_until, closed_until
from services.ports import AttemptLog
from services.totals import EVERYBODY, Total, TotalUnit, tell_if_too_much


@dataclass(frozen=True)
class LetterAsked:
    """A letter that somebody causes: from which chat, to which address, and by which update (``key``).

    ``account_id`` is empty for the letter of a registration, which does not count among those of the account.
    """

    chat_id: int
    email: EmailAddress
    key: str
    account_id: int | None = None


def count_letter(unit: TotalUnit, asked: LetterAsked, now: datetime, zone: ZoneInfo) -> bool:
    """Count a letter; false if it was counted with the same ``key`` before.

    Raises ``resend-too-soon`` (``seconds``) and ``resend-too-many`` (``until``) for an account, and otherwise
    ``letters-too-many`` (``until``).
    """
    attempts = unit.attempts
    if attempts.is_recorded(LETTERS_OF_CHAT.kind, str(asked.chat_id), asked.key):
        return False
    if asked.account_id is not None:
        _require_of_account(attempts, str(asked.account_id), now, zone)
    require_letter(attempts, asked.chat_id, asked.email, now, zone)
    for limit, subject in _counted(asked):
        attempts.record(limit.kind, subject, now, asked.key)
    tell_if_too_much(unit, Total.LETTERS, asked.key, now)
    return True


def require_letter(
    attempts: AttemptLog, chat_id: int, email: EmailAddress, now: datetime, zone: ZoneInfo
) -> None:
    """See that a letter may go out, without counting it; raises ``letters-too-many`` (``until``)."""
    until = all_closed_until(attempts, _of_anybody(chat_id, email), now)
    if until is not None:
        raise DomainError("letters-too-many", until=shown_until(until, now, zone))


def _require_of_account(attempts: AttemptLog, subject: str, now: datetime, zone: ZoneInfo) -> None:
    until = closed_until(attempts, LETTERS_A_DAY, subject, now)
    if until is not None:
        raise DomainError("resend-too-many", until=shown_until(until, now, zone))
    until = closed_until(attempts, LETTERS_IN_A_ROW, subject, now)
    if until is not None:
        raise DomainError("resend-too-soon", seconds=ceil((until - now).total_seconds()))


def _of_anybody(chat_id: int, email: EmailAddress) -> tuple[tuple[Limit, str], ...]:
    return (
        (LETTERS_OF_CHAT, str(chat_id)),
        (LETTERS_TO_ADDRESS, email.mailbox),
        (Total.LETTERS.limit, EVERYBODY),
    )


def _counted(asked: LetterAsked) -> Iterator[tuple[Limit, str]]:
    yield from _of_anybody(asked.chat_id, asked.email)
    if asked.account_id is not None:
        yield LETTERS_A_DAY, str(asked.account_id)
