"""Limits: how often something may happen, or go wrong, before it is closed for a while.

All limits of what people do stand here, each with whose it counts. The window slides: what is closed opens as
soon as enough of the counted attempts are older than the window, and nothing has to be reset for that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LONGEST_WINDOW = timedelta(days=1)
"""No limit looks further back: attempts older than this need not be kept."""


class Whose(StrEnum):
    """Whose attempts are counted together."""

    ACCOUNT = "of an account"
    CHAT = "of a chat, whoever is signed in there"
    LOGIN = "of a login, known or not"
    NUMBER = "of a subscriber number, known or not"
    THREAD = "of a thread"
    ALL = "of everybody together"


@dataclass(frozen=True)
class Limit:
    """At most ``most`` attempts of one ``kind`` within ``window``, for one subject."""

    kind: str
    most: int
    window: timedelta
    whose: Whose

    def __post_init__(self) -> None:
        if self.window > LONGEST_WINDOW:
            raise ValueError(f"{self.kind} would look at attempts that are not kept")

    def closed_until(self, moments: Sequence[datetime], now: datetime) -> datetime | None:
        """Return when the next attempt is allowed, or ``None`` if it is allowed now.

        ``moments`` are those of the attempts, oldest first; one exactly a window ago no longer counts.
        """
        counted = [moment for moment in moments if moment > now - self.window]
        if len(counted) < self.most:
            return None
        return counted[-self.most] + self.window

    def left(self, moments: Sequence[datetime], now: datetime) -> int:
        """Return how many attempts are still allowed now."""
        counted = sum(moment > now - self.window for moment in moments)
        return max(0, self.most - counted)


@dataclass(frozen=True)
class Bound:
    """At most ``most`` of something at the same time."""

    most: int
    whose: Whose


def shown_until(until: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return «ЧЧ:ММ» if ``until`` is today in ``zone``, otherwise «ДД.ММ ЧЧ:ММ».

    Rounded up to a whole minute, so that a resident who comes back at the moment shown is not turned away.
    """
    rounded = (until + timedelta(minutes=1, microseconds=-1)).astimezone(zone)
    is_today = rounded.date() == now.astimezone(zone).date()
    return rounded.strftime("%H:%M" if is_today else "%d.%m %H:%M")


_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_QUARTER = 15 * _MINUTE

CAPTCHA_PICTURES = Limit("captcha-picture", 10, _QUARTER, Whose.CHAT)
"""Pictures and sounds: each costs a thread and some kilobytes."""
WRONG_CAPTCHAS = Limit("captcha", 5, _QUARTER, Whose.CHAT)
WAIVERS_ASKED_IN_CHAT = Limit("waiver-chat", 2, _DAY, Whose.CHAT)
"""Requests to register without digits."""
WAIVERS_ASKED = Limit("waiver", 50, _DAY, Whose.ALL)
"""The same of all chats, because each needs an operator."""

PASSWORDS_CHOSEN = Limit("password-chosen", 20, _QUARTER, Whose.CHAT)
"""New passwords and their repetitions: each costs a hash."""
WRONG_PASSWORDS = Limit("password", 5, _QUARTER, Whose.ACCOUNT)
FAILURES_PER_LOGIN = Limit("sign-in-login", 5, _QUARTER, Whose.LOGIN)
FAILURES_PER_CHAT = Limit("sign-in-chat", 10, _QUARTER, Whose.CHAT)

WRONG_CODES = Limit("code", 5, _HOUR, Whose.ACCOUNT)
LETTERS_IN_A_ROW = Limit("letter", 1, _MINUTE, Whose.ACCOUNT)
LETTERS_A_DAY = Limit("letter", 5, _DAY, Whose.ACCOUNT)

FAILED_PROOFS_OF_ACCOUNT = Limit("proof-account", 5, _DAY, Whose.ACCOUNT)
FAILED_PROOFS_OF_NUMBER = Limit("proof-number", 5, _DAY, Whose.NUMBER)

OPEN_QUESTIONS = Bound(3, Whose.ACCOUNT)
"""Questions that wait for operators; an answered one waits for the resident and does not count."""
OPEN_QUESTIONS_UNCONFIRMED = Bound(1, Whose.ACCOUNT)
"""The same, while the account's e-mail address is not confirmed: anybody can make such an account."""
OPEN_QUESTIONS_IN_CHAT = Bound(3, Whose.CHAT)
QUESTIONS_A_DAY = Limit("question-account", 10, _DAY, Whose.ACCOUNT)
QUESTIONS_A_DAY_IN_CHAT = Limit("question-chat", 10, _DAY, Whose.CHAT)
FILES_OF_QUESTION = Bound(10, Whose.THREAD)
MESSAGES_IN_THREAD = Limit("thread-message", 30, _HOUR, Whose.THREAD)
DANGERS = Limit("danger-account", 1, _HOUR, Whose.ACCOUNT)
"""Words of danger that make a message urgent; the next ones take the usual way."""
DANGERS_IN_CHAT = Limit("danger-chat", 1, _HOUR, Whose.CHAT)
