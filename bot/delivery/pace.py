"""Telegram's pace for messages of the outbox, because Telegram refuses a bot that sends faster.

Answers to residents' own messages are not slowed down by it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

LONG_AGO = datetime.min.replace(tzinfo=UTC)
CLOCK_WAVERS = timedelta(seconds=1)
"""A correction of the clock by no more than this is ignored."""


@dataclass(frozen=True)
class Pace:
    """How many messages Telegram takes: its documented limits."""

    per_second: int = 30
    chat_seconds: float = 1.0
    """Seconds between two messages to one chat."""
    group_per_minute: int = 20


@dataclass
class Limiter:
    """Remembers the messages sent lately, and says which recipients have to wait."""

    pace: Pace
    _all: deque[datetime] = field(default_factory=deque)
    _lately: dict[str, deque[datetime]] = field(default_factory=dict)
    _blocked: dict[str, datetime] = field(default_factory=dict)
    _latest: datetime = LONG_AGO

    def room(self, now: datetime) -> int:
        """How many messages may go out at this moment, to all recipients together."""
        self._notice_clock(now)
        while self._all and self._all[0] <= now - timedelta(seconds=1):
            self._all.popleft()
        return max(0, self.pace.per_second - len(self._all))

    def waiting(self, now: datetime) -> Collection[str]:
        """The recipients to whom no message may go out now."""
        self._forget(now)
        return {recipient for recipient in {*self._lately, *self._blocked} if self._free_at(recipient) > now}

    def next_change(self, now: datetime) -> datetime | None:
        """When the first recipient need not wait any more; ``None`` if no recipient waits."""
        moments = [self._free_at(recipient) for recipient in self.waiting(now)]
        if not self.room(now):
            moments.append(self._all[0] + timedelta(seconds=1))
        return min(moments, default=None)

    def sent(self, recipient: str, now: datetime) -> None:
        """Count a message that was sent to a recipient."""
        self._all.append(now)
        self._lately.setdefault(recipient, deque(maxlen=self.pace.group_per_minute)).append(now)

    def block(self, recipient: str, until: datetime) -> None:
        """Let a recipient wait, because Telegram said so or because an earlier message has to go first."""
        self._blocked[recipient] = until

    def unblock_groups(self) -> None:
        """Let no group wait any longer for anything but its pace."""
        self._blocked = {name: until for name, until in self._blocked.items() if not name.startswith("-")}

    def _free_at(self, recipient: str) -> datetime:
        lately = self._lately.get(recipient)
        free_at = self._blocked.get(recipient, LONG_AGO)
        if lately:
            free_at = max(free_at, lately[-1] + timedelta(seconds=self.pace.chat_seconds))
            if recipient.startswith("-") and len(lately) == self.pace.group_per_minute:
                free_at = max(free_at, lately[0] + timedelta(minutes=1))
        return free_at

    def _notice_clock(self, now: datetime) -> None:
        """Forget the messages sent lately if the clock was set back, or recipients would wait for hours."""
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
