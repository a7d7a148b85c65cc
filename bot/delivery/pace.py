"""Telegram's pace for messages that nobody asked for; answers to people's own messages do not pass here."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

LONG_AGO = datetime.min.replace(tzinfo=UTC)
CLOCK_WAVERS = timedelta(seconds=1)
"""A clock that is corrected by so little was not set back."""


@dataclass(frozen=True)
class Pace:
    """How much Telegram takes: its documented limits."""

    per_second: int = 30
    chat_seconds: float = 1.0
    """Between two messages to one chat."""
    group_per_minute: int = 20


@dataclass
class Limiter:
    """Remembers what went out lately and says who has to wait."""

    pace: Pace
    _all: deque[datetime] = field(default_factory=deque)
    _lately: dict[str, deque[datetime]] = field(default_factory=dict)
    _blocked: dict[str, datetime] = field(default_factory=dict)
    _latest: datetime = LONG_AGO

    def room(self, now: datetime) -> int:
        """How many messages may go out at once now, whoever they are for."""
        self._notice_clock(now)
        while self._all and self._all[0] <= now - timedelta(seconds=1):
            self._all.popleft()
        return max(0, self.pace.per_second - len(self._all))

    def waiting(self, now: datetime) -> Collection[str]:
        """The recipients to whom nothing may go out now."""
        self._forget(now)
        return {recipient for recipient in {*self._lately, *self._blocked} if self._free_at(recipient) > now}

    def next_change(self, now: datetime) -> datetime | None:
        """When somebody who waits need not wait any more; ``None`` if nobody waits."""
        moments = [self._free_at(recipient) for recipient in self.waiting(now)]
        if not self.room(now):
            moments.append(self._all[0] + timedelta(seconds=1))
        return min(moments, default=None)

    def sent(self, recipient: str, now: datetime) -> None:
        """Count a message."""
        self._all.append(now)
        self._lately.setdefault(recipient, deque(maxlen=self.pace.group_per_minute)).append(now)

    def block(self, recipient: str, until: datetime) -> None:
        """Send a recipient nothing for a while: Telegram said so, or an earlier message has to go first."""
        self._blocked[recipient] = until

    def _free_at(self, recipient: str) -> datetime:
        lately = self._lately.get(recipient)
        free_at = self._blocked.get(recipient, LONG_AGO)
        if lately:
            free_at = max(free_at, lately[-1] + timedelta(seconds=self.pace.chat_seconds))
            if recipient.startswith("-") and len(lately) == self.pace.group_per_minute:
                free_at = max(free_at, lately[0] + timedelta(minutes=1))
        return free_at

    def _notice_clock(self, now: datetime) -> None:
        """A clock that was set back makes what is remembered worthless: nobody is to wait for hours."""
        if now + CLOCK_WAVERS < self._latest:
            self._all.clear()
            self._lately.clear()
            self._blocked.clear()
        self._latest = now

    def _forget(self, now: datetime) -> None:
        self._notice_clock(now)
        minute_ago = now - timedelta(minutes=1)
        self._lately = {name: lately for name, lately in self._lately.items() if lately[-1] > minute_ago}
        self._blocked = {name: until for name, until in self._blocked.items() if until > now}
