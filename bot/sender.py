"""How messages that no update asked for go out: from the outbox, by priority, at Telegram's pace."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Protocol

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from integrations.smtp_mailer import MailError
from services.alerts import AlertKind
from services.ports import Clock
from storage.alerts import MESSAGE_KIND as ALERT_MESSAGE
from storage.database import Database
from storage.outbox import Channel, OutgoingMessage
from storage.unit import SqliteUnit

log = logging.getLogger(__name__)

BATCH = 20
LOOK_SECONDS = 5.0
"""How long the outbox is left alone when nobody says that there is something new."""
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=15)
LETTERS_LATE_AFTER = 3
"""Failed attempts at a letter after which the operators hear that mail does not go out."""


@dataclass(frozen=True)
class Pace:
    """How much Telegram takes of unasked messages."""

    per_second: int = 30
    per_chat_seconds: float = 1.0
    per_group_minute: int = 20


class Delivery(Protocol):
    """Makes the text of a message and hands it over."""

    async def __call__(self, message: OutgoingMessage) -> None: ...


@dataclass
class Sender:
    """Empties one channel of the outbox."""

    channel: Channel
    deliver: Delivery
    database: Database
    clock: Clock
    random: Random
    limiter: Limiter | None = None
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _passes: int = 0
    """How often the outbox was looked through."""
    _rested: int = 0
    """The last pass that found nothing to send."""
    _is_stopping: bool = False

    def nudge(self) -> None:
        """Tell that there may be something new."""
        self._wake.set()

    def stop(self) -> None:
        """Let :meth:`run` end after the message that is on its way."""
        self._is_stopping = True
        self._wake.set()

    async def idle(self) -> None:
        """Wait until nothing is due that was in the outbox when this was called."""
        next_pass = self._passes + 1
        self._wake.set()
        async with self._changed:
            await self._changed.wait_for(lambda: self._rested >= next_pass)

    async def run(self) -> None:
        """Send until stopped."""
        while not self._is_stopping:
            self._wake.clear()
            self._passes += 1
            try:
                was_busy = await self._send_due()
                seconds = 0.0 if was_busy else await self._seconds_to_next()
            except sqlite3.OperationalError as error:
                log.warning("the outbox cannot be read or written now: %s", error)
                was_busy, seconds = False, LOOK_SECONDS
            if not was_busy:
                async with self._changed:
                    self._rested = self._passes
                    self._changed.notify_all()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), timeout=seconds)

    async def _send_due(self) -> bool:
        now = self.clock()
        messages = await self.database.read(lambda unit: unit.outbox.due(self.channel, now, BATCH))
        for message in messages:
            if self._is_stopping:
                break
            await self._send(message)
        return bool(messages)

    async def _seconds_to_next(self) -> float:
        next_due = await self.database.read(lambda unit: unit.outbox.next_due_at(self.channel))
        seconds = LOOK_SECONDS if next_due is None else (next_due - self.clock()).total_seconds()
        return min(max(seconds, 0.05), LOOK_SECONDS)

    async def _send(self, message: OutgoingMessage) -> None:
        if self.limiter is not None:
            await self.limiter.take(message.recipient)
        try:
            await self.deliver(message)
        except sqlite3.OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 - one message that cannot go out must not stop the others
            await self._not_sent(message, error)
        else:
            at = self.clock()
            await self.database.write(lambda unit: unit.outbox.mark_sent(message.id, at))

    async def _not_sent(self, message: OutgoingMessage, error: Exception) -> None:
        kind = type(error).__name__
        match error:
            case TelegramRetryAfter():
                await self._postpone(message, timedelta(seconds=error.retry_after), kind)
            case TelegramForbiddenError():
                await self._unreachable(message)
            case TelegramNetworkError() | TelegramServerError() | ClientDecodeError():
                await self._postpone(message, self._pause(message), kind)
            case MailError(permanent=False):
                await self._mail_is_late(message)
                await self._postpone(message, self._pause(message), kind)
            case _:
                log.error("message %s of kind %s was set aside", message.id, message.kind, exc_info=error)
                await self._set_aside(message, kind)

    def _pause(self, message: OutgoingMessage) -> timedelta:
        """Twice as long after every failure, with jitter so that all do not come back at once."""
        pause: timedelta = min(FIRST_PAUSE * 2 ** min(message.attempts, 20), LONGEST_PAUSE)
        return pause * self.random.uniform(0.5, 1.0)

    async def _postpone(self, message: OutgoingMessage, pause: timedelta, error: str) -> None:
        until = self.clock() + pause
        await self.database.write(lambda unit: unit.outbox.postpone(message.id, until, error))

    async def _unreachable(self, message: OutgoingMessage) -> None:
        at = self.clock()

        def work(unit: SqliteUnit) -> None:
            unit.outbox.mark_unreachable(int(message.recipient), at)
            unit.outbox.set_aside(message.id, at, "unreachable")

        await self.database.write(work)

    async def _set_aside(self, message: OutgoingMessage, error: str) -> None:
        at = self.clock()

        def work(unit: SqliteUnit) -> None:
            unit.outbox.set_aside(message.id, at, error)
            if message.kind != ALERT_MESSAGE:  # an alert about an alert would go the same way
                unit.alerts.raise_alert(
                    AlertKind.UNEXPECTED_ERROR,
                    f"outbox:{message.kind}:{error}:{at:%Y-%m-%d}",
                    {"error": error, "place": f"outbox {message.kind}"},
                    at,
                )

        await self.database.write(work)

    async def _mail_is_late(self, message: OutgoingMessage) -> None:
        if message.attempts + 1 != LETTERS_LATE_AFTER:
            return
        at = self.clock()
        await self.database.write(
            lambda unit: unit.alerts.raise_alert(
                AlertKind.LETTER_FAILED, f"mail:{at:%Y-%m-%d}", {"since": f"{message.created_at:%H:%M}"}, at
            )
        )


@dataclass
class Limiter:
    """Holds unasked messages to a pace; replies do not pass here."""

    pace: Pace
    clock: Clock
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _all: deque[datetime] = field(default_factory=deque)
    _chats: dict[str, deque[datetime]] = field(default_factory=dict)

    async def take(self, recipient: str) -> None:
        """Wait until a message to this chat may go out."""
        while (wait := self._wait(recipient)) > 0:
            await self.sleep(wait)
        now = self.clock()
        self._all.append(now)
        self._chats.setdefault(recipient, deque()).append(now)

    def _wait(self, recipient: str) -> float:
        now = self.clock()
        minute_ago = now - timedelta(minutes=1)
        for chat in [chat for chat, moments in self._chats.items() if moments[-1] <= minute_ago]:
            del self._chats[chat]
        waits = [_until_free(self._all, self.pace.per_second, timedelta(seconds=1), now)]
        moments = self._chats.get(recipient, deque())
        waits.append(
            _until_free(
                moments,
                1,
                timedelta(seconds=self.pace.per_chat_seconds),
                now,
                keep=self.pace.per_group_minute,
            )
        )
        if recipient.startswith("-"):
            waits.append(_until_free(moments, self.pace.per_group_minute, timedelta(minutes=1), now))
        return max(waits)


def _until_free(
    moments: deque[datetime], most: int, window: timedelta, now: datetime, keep: int | None = None
) -> float:
    """Seconds until one more fits into the window; forgets moments that no window needs any more."""
    while len(moments) > (keep or most):
        moments.popleft()
    if len(moments) < most:
        return 0.0
    return max(0.0, (moments[-most] + window - now).total_seconds())
