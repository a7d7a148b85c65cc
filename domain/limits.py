"""Limits: how often something may happen, or go wrong, before it is closed for a while.

All limits of what people do stand here, each with whose it counts; docs/security.md tells what they come to.
The window slides: what is closed opens as soon as enough of the counted attempts are older than the window,
and nothing has to be reset for that. A limit that grows looks at several windows, each with as many attempts
more, so the pauses of somebody who goes on trying double up to a day, and a restart of the bot forgets none
of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

LONGEST_PAUSE = timedelta(days=1)
"""No pause is longer: who was closed out today can try tomorrow."""
LONGEST_WINDOW = timedelta(days=3)
"""No limit looks further back: attempts older than this need not be kept."""


class Whose(StrEnum):
    """Whose attempts are counted together."""

    ACCOUNT = "of an account"
    CHAT = "of a chat, whoever is signed in there"
    LOGIN = "of a login, known or not, in all chats that are new to it"
    LOGIN_IN_CHAT = "of a login, known or not, in one chat"
    NUMBER = "of a subscriber number, known or not"
    ADDRESS = "of an e-mail address, known or not, for all who name it"
    THREAD = "of a thread"
    NAMED = "of a login or an e-mail address that is named, known or not, in all chats"
    ALL = "of everybody together"


@dataclass(frozen=True)
class Limit:
    """At most ``most`` attempts of one ``kind`` within ``window``, for one subject.

    If it ``grows``, the first pause is as long as ``window``, and each further one twice as long as the one
    before.
    """

    kind: str
    most: int
    window: timedelta
    whose: Whose
    grows: bool = False

    def __post_init__(self) -> None:
        if self.memory > LONGEST_WINDOW:
            raise ValueError(f"{self.kind} would look at attempts that are not kept")

    @cached_property
    def steps(self) -> tuple[tuple[int, timedelta], ...]:
        """How many attempts within which window close it, shortest first.

        Attempts that are made as soon as they are allowed meet one step after the other, because a window is
        as long as all the pauses up to it together.
        """
        steps, pause = [(self.most, self.window)], self.window
        while self.grows and pause < LONGEST_PAUSE:
            pause = min(2 * pause, LONGEST_PAUSE)
            most, window = steps[-1]
            steps.append((most + self.most, window + pause))
        return tuple(steps)

    @property
    def memory(self) -> timedelta:
        """How far back it looks."""
        return self.steps[-1][1]

    @property
    def most_counted(self) -> int:
        """How many of the newest attempts it looks at."""
        return self.steps[-1][0]

    def closed_until(self, moments: Sequence[datetime], now: datetime) -> datetime | None:
        """Return when the next attempt is allowed, or ``None`` if it is allowed now.

        ``moments`` are those of the attempts, oldest first; one exactly a window ago no longer counts.
        """
        return max((moments[-most] + window for most, window in self.reached(moments, now)), default=None)

    def reached(self, moments: Sequence[datetime], now: datetime) -> list[tuple[int, timedelta]]:
        """Return which of its steps are reached now, shortest first."""
        return [
            (most, window)
            for most, window in self.steps
            if most <= len(moments) and moments[-most] + window > now
        ]

    def left(self, moments: Sequence[datetime], now: datetime) -> int:
        """Return how many attempts are still allowed now."""
        counted = [(most, sum(moment > now - window for moment in moments)) for most, window in self.steps]
        return max(0, min(most - count for most, count in counted))


@dataclass(frozen=True)
class Bound:
    """At most ``most`` of something at the same time."""

    most: int
    whose: Whose


def login_in_chat(login_key: str, chat: int | str) -> str:
    """Name a login in a chat, as attempts are counted by; a login holds no space."""
    return f"{login_key} {chat}"


def chat_of(subject: str) -> str:
    """Give the chat of what :func:`login_in_chat` named."""
    return subject.rpartition(" ")[2]


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
WRONG_CAPTCHAS = Limit("captcha", 5, _QUARTER, Whose.CHAT, grows=True)
WAIVERS_ASKED_IN_CHAT = Limit("waiver-chat", 2, _DAY, Whose.CHAT)
"""Requests to register without digits."""
WAIVERS_ASKED = Limit("waiver", 50, _DAY, Whose.ALL)
"""The same of all chats, because each needs an operator."""

READMISSIONS_ASKED_IN_CHAT = Limit("readmission-chat", 2, _DAY, Whose.CHAT)
"""Requests to be let in by operators, whether there is such a login or not."""
READMISSIONS_ASKED = Limit("readmission", 50, _DAY, Whose.ALL)
"""The same of all chats, because each needs an operator."""

PICTURES_CHECKED = Limit("picture-checked", 20, _QUARTER, Whose.ACCOUNT)
"""Pictures of payment codes: each may keep a worker busy for seconds, and others wait."""
LISTS_READ = Limit("list-read", 20, _QUARTER, Whose.ACCOUNT)
"""Files with lists of readings: likewise."""

LOGINS_ASKED = Limit("login-asked", 10, _QUARTER, Whose.CHAT, grows=True)
"""Logins tried at the registration, whose answer tells whether there is such an account."""
LOGINS_FOUND = Limit("login-found", 150, _HOUR, Whose.ALL, grows=True)
"""The answers that told of an account; once there are more, :data:`LOGINS_ASKED_SLOWLY` is in force."""
LOGINS_ASKED_SLOWLY = Limit(LOGINS_ASKED.kind, 2, _QUARTER, Whose.CHAT, grows=True)

PASSWORDS_CHOSEN = Limit("password-chosen", 20, _QUARTER, Whose.CHAT)
"""New passwords and their repetitions: each costs a hash."""
WRONG_PASSWORDS = Limit("password", 5, _QUARTER, Whose.ACCOUNT, grows=True)
FAILURES_IN_CHAT = Limit("sign-in-chat", 10, _QUARTER, Whose.CHAT, grows=True)
FAILURES_OF_LOGIN_IN_CHAT = Limit("sign-in-pair", 5, _QUARTER, Whose.LOGIN_IN_CHAT, grows=True)
FAILURES_OF_LOGIN = Limit("sign-in-login", 10, _QUARTER, Whose.LOGIN, grows=True)
"""It closes the login only to chats that were never signed in to its account."""
FAILURES_IN_TOTAL = Limit("sign-in-total", 150, _HOUR, Whose.ALL, grows=True)
"""Failures in chats that are new to the login; once there are more, these get :data:`FAILURES_SLOWLY`."""
FAILURES_SLOWLY = Limit(FAILURES_IN_CHAT.kind, 1, _QUARTER, Whose.CHAT, grows=True)

WRONG_STEP_CODES = Limit("step-code", 5, _QUARTER, Whose.LOGIN_IN_CHAT, grows=True)
"""Codes of the second step, whatever they came from."""
WRONG_STEP_CODES_OF_ACCOUNT = Limit("step-code-account", 10, _HOUR, Whose.ACCOUNT, grows=True)
"""The same in all chats; chats that passed before are asked for no code."""
WRONG_CODES = Limit("code", 5, _HOUR, Whose.ACCOUNT, grows=True)
LETTERS_IN_A_ROW = Limit("letter", 1, _MINUTE, Whose.ACCOUNT)
LETTERS_A_DAY = Limit("letter", 5, _DAY, Whose.ACCOUNT)
LETTERS_OF_CHAT = Limit("letter-chat", 10, _DAY, Whose.CHAT)
LETTERS_TO_ADDRESS = Limit("letter-address", 6, _DAY, Whose.ADDRESS)
"""As many as one registration and all letters that its account may ask for on that day."""
LETTERS_IN_TOTAL = Limit("letter-total", 200, 10 * _MINUTE, Whose.ALL)
"""The pause is short because it meets everybody."""

RECOVERIES_OF_NAMED = Limit("recovery-named", 3, _HOUR, Whose.NAMED, grows=True)
"""Letters for who forgot the password. Letters that a stranger asked for let the owner in as well."""
RECOVERIES_IN_CHAT = Limit("recovery-chat", 5, _HOUR, Whose.CHAT, grows=True)
RECOVERIES_TO_ADDRESS = Limit("recovery-address", 10, _DAY, Whose.ADDRESS)
"""However often logins or the address itself are named. It is kept without a word, because who names a login
must not learn whose address it has."""
WRONG_RECOVERY_CODES = Limit("recovery-code", 5, _HOUR, Whose.CHAT, grows=True)

FAILED_PROOFS_OF_ACCOUNT = Limit("proof-account", 5, _DAY, Whose.ACCOUNT)
FAILED_PROOFS_IN_CHAT = Limit("proof-chat", 10, _DAY, Whose.CHAT)
FAILED_PROOFS_OF_NUMBER = Limit("proof-number", 5, _DAY, Whose.NUMBER)
"""Who has not failed may try once all the same."""
FAILED_PROOFS_IN_TOTAL = Limit("proof-total", 100, _HOUR, Whose.ALL, grows=True)
"""Failures of accounts that never proved a number; once there are more, these get the two that follow."""
FAILED_PROOFS_SLOWLY = Limit(FAILED_PROOFS_OF_ACCOUNT.kind, 2, _DAY, Whose.ACCOUNT)
FAILED_PROOFS_IN_CHAT_SLOWLY = Limit(FAILED_PROOFS_IN_CHAT.kind, 2, _DAY, Whose.CHAT)
FAILED_CLAIMS_OF_LOGIN = Limit("claim-login", 5, _DAY, Whose.NAMED)
"""Failed proofs of who claims an account without its mailbox; who has not failed may try once as well."""

TOTALS_TOLD = Limit("total-told", 1, _HOUR, Whose.ALL)
"""Alerts about what is too much in total: the next one comes after an hour without."""

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

OUTAGES_OF_ACCOUNT = Limit("outage-account", 5, _HOUR, Whose.ACCOUNT)
"""Reports that there is no light; another one of the same number and house in an hour does not count."""
OUTAGES_OF_NUMBER = Limit("outage-number", 10, _HOUR, Whose.NUMBER)
"""The same of all accounts that hold the number."""

FILES_MADE = Limit("file", 30, _HOUR, Whose.ACCOUNT)
"""Charts, tables and documents: each is made when it is asked for, and costs up to a second of work."""
