"""Limits: how often something may go wrong before it is closed for a while.

The window slides: what is closed opens as soon as enough of the counted attempts are older than the window,
and nothing has to be reset for that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

LONGEST_WINDOW = timedelta(days=1)
"""No limit looks further back: attempts older than this need not be kept."""


@dataclass(frozen=True)
class Limit:
    """At most ``most`` attempts of one ``kind`` within ``window``, for one subject."""

    kind: str
    most: int
    window: timedelta

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


def shown_until(until: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return «ЧЧ:ММ» if ``until`` is today in ``zone``, otherwise «ДД.ММ ЧЧ:ММ».

    Rounded up to a whole minute, so that a resident who comes back at the moment shown is not turned away.
    """
    rounded = (until + timedelta(minutes=1, microseconds=-1)).astimezone(zone)
    is_today = rounded.date() == now.astimezone(zone).date()
    return rounded.strftime("%H:%M" if is_today else "%d.%m %H:%M")


# All limits of attempts there are, each with whose attempts it counts.

WRONG_CAPTCHAS = Limit("captcha", most=5, window=timedelta(minutes=15))  # of a chat
FAILURES_PER_LOGIN = Limit("sign-in-login", most=5, window=timedelta(minutes=15))  # of a login, known or not
FAILURES_PER_CHAT = Limit("sign-in-chat", most=10, window=timedelta(minutes=15))  # of a chat
WRONG_PASSWORDS = Limit("password", most=5, window=timedelta(minutes=15))  # of an account
WRONG_CODES = Limit("code", most=5, window=timedelta(hours=1))  # of an account
LETTERS_IN_A_ROW = Limit("letter", most=1, window=timedelta(minutes=1))  # of an account
LETTERS_A_DAY = Limit("letter", most=5, window=timedelta(days=1))  # of an account
FAILED_PROOFS_OF_ACCOUNT = Limit("proof-account", most=5, window=timedelta(hours=24))  # of an account
FAILED_PROOFS_OF_NUMBER = Limit("proof-number", most=5, window=timedelta(hours=24))  # of a subscriber number
