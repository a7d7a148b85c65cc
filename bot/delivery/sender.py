"""How messages that no update asked for go out: from the outbox, by priority, at Telegram's pace.

A message goes out at least once: if the answer of a send is lost, or the process ends before the row is
marked, it is sent again. A resident who reads a decision twice is better off than one who never reads it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Protocol, TypeAlias

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from bot.delivery.pace import Limiter
from bot.process.metrics import Metrics
from domain.alert import AlertKind
from integrations.smtp_mailer import MailError
from services.ports import Clock
from services.threads.photos import note_undelivered
from services.units import StoreBusyError
from storage.alerts import MESSAGE_KIND as ALERT_MESSAGE
from storage.outbox import UNREACHABLE, Channel, OutgoingMessage
from storage.sqlite.database import Database
from storage.unit import SqliteUnit

log = logging.getLogger(__name__)

AT_ONCE = 10
"""Messages on their way at the same time; each goes to another recipient."""
LOOK_SECONDS = 0.5
"""How often an empty outbox is looked into; after every update would cost more than what is sent."""
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=15)
LATE_AFTER = 3
"""Failed attempts at a letter after which the operators hear that mail does not go out."""


Note: TypeAlias = "Callable[[SqliteUnit], None] | None"
"""What there is to keep in the transaction that marks a message as sent."""


class Delivery(Protocol):
    """Makes the text of a message and hands it over."""

    async def __call__(self, message: OutgoingMessage) -> Note: ...


@dataclass
class Sender:
    """Empties one channel of the outbox."""

    channel: Channel
    deliver: Delivery
    database: Database
    clock: Clock
    random: Random
    limiter: Limiter
    metrics: Metrics
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _passes: int = 0
    """How often the outbox was looked through."""
    _rested: int = 0
    """The last pass that found nothing to send."""
    _unmarked: dict[int, tuple[datetime, Note]] = field(default_factory=dict)
    """What went out, and when, but could not be marked yet: a full disk must not send it again and again."""
    _is_stopping: bool = False
    on_their_way: frozenset[int] = frozenset()
    """The messages that are being sent this moment."""

    def stop(self) -> None:
        """Let :meth:`run` end after the messages that are on their way."""
        self._is_stopping = True
        self._wake.set()

    async def idle(self) -> None:
        """Wait until nothing is due of what was in the outbox when this was called."""
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
            except StoreBusyError as error:
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
        most = min(AT_ONCE, self.limiter.room(now))
        waiting = self.limiter.waiting(now)
        due = await self.database.read(
            lambda unit: unit.outbox.due(self.channel, now, most, excluding=waiting)
        )
        first_of_each: dict[str, OutgoingMessage] = {}
        for message in due:
            first_of_each.setdefault(message.recipient, message)
        for recipient in first_of_each:
            self.limiter.sent(recipient, now)
        self.on_their_way = frozenset(message.id for message in first_of_each.values())
        sendings = (self._send(message) for message in first_of_each.values())
        outcomes = await asyncio.gather(*sendings, return_exceptions=True)
        self.on_their_way = frozenset()
        for error in outcomes:
            if error is not None:
                raise error
        return bool(due)

    async def _seconds_to_next(self) -> float:
        now = self.clock()
        next_due = await self.database.read(lambda unit: unit.outbox.next_due_at(self.channel, now))
        moments = [moment for moment in (next_due, self.limiter.next_change(now)) if moment and moment > now]
        return min([LOOK_SECONDS, *((moment - now).total_seconds() for moment in moments)])

    async def _send(self, message: OutgoingMessage) -> None:
        outcome = "sent"
        if message.id not in self._unmarked:
            try:
                note = await self.deliver(message)
            except StoreBusyError:
                raise
            except Exception as error:  # noqa: BLE001 - one that cannot go out must not stop the others
                outcome = await self._not_sent(message, error)
            else:
                self._unmarked[message.id] = self.clock(), note
        if outcome == "sent":
            await self._mark_sent(message)
        self.metrics.sends.labels(self.channel.value, outcome).inc()

    async def _mark_sent(self, message: OutgoingMessage) -> None:
        at, note = self._unmarked[message.id]

        def work(unit: SqliteUnit) -> None:
            unit.outbox.mark_sent(message.id, at)
            if note is not None:
                note(unit)

        await self.database.write(work)
        del self._unmarked[message.id]

    async def _not_sent(self, message: OutgoingMessage, error: Exception) -> str:
        """Do what the error calls for and name the outcome."""
        kind = type(error).__name__
        match error:
            case TelegramRetryAfter():
                await self._postpone(message, timedelta(seconds=error.retry_after), kind)
                return "slowed-down"
            case TelegramAPIError() if message.is_to_group and _is_refusal(error):
                # The group is gone or moved; what operators must know waits until OPERATOR_CHAT_ID is right.
                log.error("alerts do not reach OPERATOR_CHAT_ID: %s", error)
                await self._postpone(message, LONGEST_PAUSE, kind)
            case TelegramForbiddenError():
                await self._unreachable(message)
                return "unreachable"
            case TelegramNetworkError() | TelegramServerError() | ClientDecodeError():
                await self._postpone(message, self._pause(message), kind)
            case MailError(permanent=False):
                await self._postpone(message, self._pause(message), kind)
                if message.attempts + 1 >= LATE_AFTER:
                    await self._mail_is_late()
            case _:
                log.error("message %s of kind %s was set aside", message.id, message.kind, exc_info=error)
                await self._set_aside(message, kind)
                return "set-aside"
        return "postponed"

    def _pause(self, message: OutgoingMessage) -> timedelta:
        """Twice as long after every failure, with jitter so that all do not come back at once."""
        pause: timedelta = min(FIRST_PAUSE * 2 ** min(message.attempts, 20), LONGEST_PAUSE)
        return pause * self.random.uniform(0.5, 1.0)

    async def _postpone(self, message: OutgoingMessage, pause: timedelta, error: str) -> None:
        until = self.clock() + pause
        self.limiter.block(message.recipient, until)
        await self.database.write(lambda unit: unit.outbox.postpone(message.id, until, error))

    async def _unreachable(self, message: OutgoingMessage) -> None:
        at = self.clock()

        def work(unit: SqliteUnit) -> None:
            unit.outbox.mark_unreachable(int(message.recipient), at)
            unit.outbox.set_aside(message.id, at, UNREACHABLE)
            note_undelivered(unit, message.kind, message.details, at)

        await self.database.write(work)

    async def _set_aside(self, message: OutgoingMessage, error: str) -> None:
        at = self.clock()

        def work(unit: SqliteUnit) -> None:
            unit.outbox.set_aside(message.id, at, error)
            note_undelivered(unit, message.kind, message.details, at)
            if message.kind != ALERT_MESSAGE:  # an alert about an alert would go the same way
                unit.alerts.raise_alert(
                    AlertKind.UNEXPECTED_ERROR,
                    f"outbox:{message.kind}:{error}:{at:%Y-%m-%d}",
                    {"error": error, "place": f"outbox {message.kind}"},
                    at,
                )

        await self.database.write(work)

    async def _mail_is_late(self) -> None:
        """Tell the operators once for as long as the same letter waits, however many wait behind it."""
        at = self.clock()

        def work(unit: SqliteUnit) -> None:
            oldest = unit.outbox.oldest_failing(self.channel)
            if oldest is not None:
                since = oldest.created_at.isoformat(timespec="seconds")
                unit.alerts.raise_alert(AlertKind.LETTER_FAILED, f"mail:{oldest.id}", {"since": since}, at)

        await self.database.write(work)


def _is_refusal(error: TelegramAPIError) -> bool:
    """Tell whether a chat cannot be written to at all, whatever the message."""
    is_unknown = isinstance(error, TelegramBadRequest) and "chat not found" in error.message
    return is_unknown or isinstance(error, TelegramForbiddenError | TelegramMigrateToChat)
