"""Takes messages from the outbox and sends them: by priority, then by age, at Telegram's pace.

A message goes out at least once. If its answer is lost, or the process ends before the row is marked, the
message is sent again, because a resident who reads a decision twice is better off than a resident who never
reads it.

A message that is on its way is leased in its row until the row tells the outcome. If the disk is full at that
moment, the sender remembers the outcome, writes it as soon as it can, and takes no other message before. What
a sender of another replica has leased waits for some seconds, because it may be on its way as well.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Protocol, TypeAlias

from bot.delivery.group import LONGEST_PAUSE as LONGEST_PAUSE_OF_GROUP
from bot.delivery.group import GroupPatience
from bot.delivery.pace import Limiter
from bot.delivery.residents import TRIES, note_unreached, take_theirs, why_unreached
from bot.process.metrics import Metrics
from domain.alert import AlertKind
from domain.unreached import Unreached
from integrations.smtp_mailer import MailError
from services.group import GroupStanding
from services.messages import Content, MessageKind
from services.ports import Clock, Priority
from services.threads.undelivered import note_kept_from_operators
from services.units import StoreBusyError, StoreLostError
from storage.outbox import UNREACHABLE, Channel, OutgoingMessage
from storage.store import Store
from storage.unit import StoredUnit
from ui.messenger import (
    MessengerError,
    OutOfReachError,
    RefusedError,
    TooFastError,
    UnreachableError,
)

log = logging.getLogger(__name__)

AT_ONCE = 10
"""How many messages are on their way at the same time, each to another recipient."""
LOOK_SECONDS = 0.5
"""How often the sender looks into an empty outbox; a look after every update would cost more than sending."""
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=15)
LEASE = timedelta(seconds=10)
"""How long a message is left to a sender of another replica, which does not say what became of it."""
LATE_AFTER = 3
"""After how many failed attempts at a letter the operators are told that mail does not go out."""


Note: TypeAlias = "Callable[[StoredUnit], None] | None"
"""A work for the transaction that marks a message as sent; ``None`` if there is nothing else to keep."""


class Delivery(Protocol):
    """Makes the text of a message and sends it."""

    async def __call__(self, message: OutgoingMessage[Content]) -> Note: ...


@dataclass(frozen=True)
class _Conclusion:
    """The outcome of a message: how its row changes, and the rest that follows from it.

    ``outcome`` is the word in the metrics; empty if the message was given back.
    """

    outcome: str
    row: Callable[[StoredUnit], None]
    rest: Note = None

    def write(self, unit: StoredUnit) -> None:
        """Change the row and all that follows from it."""
        self.row(unit)
        if self.rest is not None:
            self.rest(unit)


@dataclass
class Sender:
    """Empties one channel of the outbox."""

    channel: Channel
    deliver: Delivery
    database: Store
    clock: Clock
    random: Random
    limiter: Limiter
    metrics: Metrics
    group: GroupPatience = field(default_factory=lambda: GroupPatience(GroupStanding()))
    """How long messages to the operators' group wait."""
    may_remind: Callable[[datetime], bool] = lambda _now: True
    """Tells whether reminders may go out at a moment; others may always."""
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _passes: int = 0
    """How many times the sender has looked through the outbox."""
    _rested: int = 0
    """The number of the last pass that found nothing to send."""
    _unwritten: dict[int, _Conclusion] = field(default_factory=dict)
    """Outcomes that are still to be written, by message; a full disk must not send a message twice."""
    _has_begun: bool = False
    _ends_leases_at: datetime | None = None
    """When to look next for messages that the sender of another replica has left."""
    _is_group_back: bool = False
    """Whether what waits for the group may go out at once."""
    _is_stopping: bool = False

    def stop(self) -> None:
        """Let :meth:`run` end once the messages on their way are sent."""
        self._is_stopping = True
        self._wake.set()

    def try_group(self) -> None:
        """Let what waits for the operators' group go out at once, because the group may take it now."""
        self._is_group_back = True
        self._wake.set()

    async def idle(self) -> None:
        """Wait until nothing is due of what was in the outbox when this was called."""
        next_pass = self._passes + 1
        self._wake.set()
        async with self._changed:
            await self._changed.wait_for(lambda: self._rested >= next_pass)

    async def run(self) -> None:
        """Send until stopped; it may begin again afterwards."""
        try:
            await self._run()
        finally:
            self._is_stopping = self._has_begun = False

    async def _run(self) -> None:
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
        await self._catch_up()
        taken = await self._take()
        outcomes = await asyncio.gather(*map(self._send, taken), return_exceptions=True)
        for error in outcomes:
            if error is not None:
                raise error
        return bool(taken)

    async def _catch_up(self) -> None:
        """Write the outcomes that are still missing; at the start, take up what the last process left."""
        if not self._has_begun:
            await self.database.write_long(partial(self._begin, self.clock()))
            self._has_begun = True
        if self.database.is_shared:
            await self._end_old_leases(self.clock())
        if self._is_group_back:
            self._is_group_back = False
            self.group.forgive()
            self.limiter.unblock_groups()
            await self.database.write_long(lambda unit: unit.outbox.let_group_messages_go())
        for message_id in list(self._unwritten):
            await self._write_down(message_id)

    def _begin(self, now: datetime, unit: StoredUnit) -> None:
        if not self.database.is_shared:
            unit.outbox.end_leases(self.channel)
        if self.channel is Channel.TELEGRAM:
            unit.outbox.let_group_messages_go()
            unit.outbox.offer_group_messages_again(now)

    async def _end_old_leases(self, now: datetime) -> None:
        """Give messages back that the sender of another replica has taken and said nothing of.

        Called between two passes, when nothing that this sender has taken is on its way.
        """
        if self._ends_leases_at is not None and now < self._ends_leases_at <= now + LEASE:
            return
        left = await self.database.read(lambda unit: unit.outbox.has_leases(self.channel))
        if left:
            await self.database.write(lambda unit: unit.outbox.end_leases(self.channel, now - LEASE))
        self._ends_leases_at = now + LEASE / 10

    async def _take(self) -> list[OutgoingMessage[Content]]:
        """Lease the messages that may go out now; look first whether there are any, which needs no lock."""
        now = self.clock()
        most = min(AT_ONCE, self.limiter.room(now))
        waiting = self.limiter.waiting(now)
        lowest = Priority.REMINDER if self.may_remind(now) else Priority.PROGRESS
        taken: list[OutgoingMessage[Content]] = []
        while not taken and await self.database.read(
            lambda unit: bool(
                unit.outbox.due(self.channel, now, min(most, 1), excluding=waiting, lowest=lowest)
            )
        ):
            taken = await self.database.write(
                lambda unit: take_theirs(unit, self.channel, now, most, excluding=waiting, lowest=lowest)
            )
        for message in taken:
            self.limiter.sent(message.recipient, now)
        return taken

    async def _seconds_to_next(self) -> float:
        now = self.clock()
        next_due = await self.database.read(lambda unit: unit.outbox.next_due_at(self.channel, now))
        moments = [moment for moment in (next_due, self.limiter.next_change(now)) if moment and moment > now]
        return min([LOOK_SECONDS, *((moment - now).total_seconds() for moment in moments)])

    async def _send(self, message: OutgoingMessage[Content]) -> None:
        try:
            note = await self.deliver(message)
        except StoreBusyError:
            self._unwritten[message.id] = _Conclusion("", lambda unit: unit.outbox.end_lease(message.id))
            raise
        except Exception as error:  # noqa: BLE001 - one message must not stop the others
            self._unwritten[message.id] = self._not_sent(message, error)
        else:
            self._unwritten[message.id] = self._sent(message, note)
        await self._write_down(message.id)

    async def _write_down(self, message_id: int) -> None:
        conclusion = self._unwritten[message_id]
        try:
            await self.database.write(conclusion.write)
        except (StoreBusyError, StoreLostError):
            raise
        except Exception as error:
            # The message went out, or will not. So it must not be sent again, nor stop the others.
            log.exception("what follows from message %s could not be written", message_id)
            await self.database.write(conclusion.row)
            await self._tell_of(error)
        del self._unwritten[message_id]
        if conclusion.outcome:
            self.metrics.sends.labels(self.channel.value, conclusion.outcome).inc()

    def _sent(self, message: OutgoingMessage[Content], note: Note) -> _Conclusion:
        at = self.clock()
        self.group.sent(message.id)
        return _Conclusion("sent", lambda unit: unit.outbox.mark_sent(message.id, at), note)

    async def _tell_of(self, error: Exception) -> None:
        name, at = type(error).__name__, self.clock()
        await self.database.write(
            lambda unit: unit.alerts.raise_alert(
                AlertKind.UNEXPECTED_ERROR,
                f"outbox:{name}:{at:%Y-%m-%d}",
                {"error": name, "place": f"outbox {self.channel}"},
                at,
            )
        )

    def _not_sent(self, message: OutgoingMessage[Content], error: Exception) -> _Conclusion:
        """Choose by the error: postpone a message, set it aside, or mark its chat as unreachable."""
        kind = type(error).__name__
        match error:
            case TooFastError():
                pause = timedelta(seconds=error.retry_after)
                return self._postponed(message, pause, kind, outcome="slowed-down")
            case MessengerError() if message.is_to_group and not isinstance(error, OutOfReachError):
                return self._kept_from_group(message, error)
            case RefusedError() | UnreachableError():
                return self._unreached(message, error)
            case MessengerError():
                # Telegram is out of reach, or says something about the bot: nothing about message or chat.
                return self._postponed(message, self._pause(message), kind)
            case MailError(permanent=False):
                return self._letter_postponed(message, kind)
            case _:
                log.error("message %s of kind %s was set aside", message.id, message.kind, exc_info=error)
                return self._set_aside(message, kind)

    def _pause(self, message: OutgoingMessage[Content]) -> timedelta:
        """Double the pause after every failure, with jitter so that messages do not all come back at once."""
        longest = LONGEST_PAUSE_OF_GROUP if message.is_to_group else LONGEST_PAUSE
        pause: timedelta = min(FIRST_PAUSE * 2 ** min(message.attempts, 20), longest)
        return pause * self.random.uniform(0.5, 1.0)

    def _postponed(
        self, message: OutgoingMessage[Content], pause: timedelta, error: str, outcome: str = "postponed"
    ) -> _Conclusion:
        until = self.clock() + pause
        self.limiter.block(message.recipient, until)
        return _Conclusion(outcome, lambda unit: unit.outbox.postpone(message.id, until, error))

    def _kept_from_group(self, message: OutgoingMessage[Content], error: MessengerError) -> _Conclusion:
        """Let a message to the operators wait, unless it is the fault of the message itself."""
        verdict, kind = self.group.refused(message.id, error, self.clock()), type(error).__name__
        if verdict.until is None:
            log.error("message %s of kind %s was set aside", message.id, message.kind, exc_info=error)
            return self._set_aside(message, kind, error.words)
        if verdict.all_until is not None:
            self.limiter.block(message.recipient, verdict.all_until)
        until = verdict.until
        return _Conclusion("postponed", lambda unit: unit.outbox.postpone(message.id, until, kind))

    def _letter_postponed(self, message: OutgoingMessage[Content], error: str) -> _Conclusion:
        """Try a letter again later; when it has failed a few times, tell the operators.

        They are told once for as long as the same letter waits, however many letters wait behind it.
        """
        postponed = self._postponed(message, self._pause(message), error)
        at = self.clock()

        def tell_if_late(unit: StoredUnit) -> None:
            oldest = unit.outbox.oldest_failing(self.channel)
            if message.attempts + 1 >= LATE_AFTER and oldest is not None:
                since = oldest.created_at.isoformat(timespec="seconds")
                unit.alerts.raise_alert(AlertKind.LETTER_FAILED, f"mail:{oldest.id}", {"since": since}, at)

        return _Conclusion(postponed.outcome, postponed.row, tell_if_late)

    def _unreached(self, message: OutgoingMessage[Content], error: MessengerError) -> _Conclusion:
        """Keep a message for the moment at which its reader writes, unless the message itself is wrong."""
        at, kind, reason = self.clock(), type(error).__name__, why_unreached(error)
        if reason is None or reason is Unreached.FAULTY:
            log.error("message %s of kind %s was set aside", message.id, message.kind, exc_info=error)
            return self._set_aside(message, kind)
        if reason is Unreached.UNCLEAR and message.attempts + 1 < TRIES:
            until = at + self._pause(message)
            return _Conclusion("postponed", lambda unit: unit.outbox.postpone(message.id, until, kind))

        def give_up(unit: StoredUnit) -> None:
            unit.outbox.mark_unreachable(message.chat_id, at, reason)
            unit.outbox.set_aside(message.id, at, UNREACHABLE)

        def tell(unit: StoredUnit) -> None:
            note_unreached(unit, message, reason, at)
            if reason is Unreached.UNCLEAR:
                _alert(unit, message, kind, "waits", at)

        return _Conclusion("unreachable", give_up, tell)

    def _set_aside(self, message: OutgoingMessage[Content], error: str, words: str = "") -> _Conclusion:
        at = self.clock()

        def tell(unit: StoredUnit) -> None:
            note_unreached(unit, message, Unreached.FAULTY, at)
            if message.is_to_group:
                note_kept_from_operators(unit, message.id, message.content, words or error, at)
            if not words and message.kind != MessageKind.ALERT:
                _alert(unit, message, error, "unsent", at)

        return _Conclusion("set-aside", lambda unit: unit.outbox.set_aside(message.id, at, error), tell)


def _alert(
    unit: StoredUnit, message: OutgoingMessage[Content], error: str, consequence: str, at: datetime
) -> None:
    """Tell the operators once a day of messages of a kind that did not go out."""
    unit.alerts.raise_alert(
        AlertKind.UNEXPECTED_ERROR,
        f"outbox:{message.kind}:{error}:{consequence}:{at:%Y-%m-%d}",
        {"error": error, "place": f"outbox {message.kind}", "consequence": consequence},
        at,
    )
