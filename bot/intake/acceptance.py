"""Writes updates to the inbox before they are confirmed to Telegram, so that a crash loses none of them.

A batch is committed first; then it is handed to the queues of its chats, and the next offset confirms it. An
update that cannot be read, or has no chat and no sender, stops no other update of its batch. What one person
sends beyond a bound is not kept.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Protocol

import orjson

from bot.intake.bounds import Floods, Places
from bot.intake.handling import Failures, Handling
from bot.intake.queues import ChatQueues, Waiting
from bot.intake.resuming import Resuming
from bot.process.metrics import Metrics
from bot.process.patience import PASSING_ERRORS, Sleep, patiently
from bot.telegram.answers import UnreadableError
from bot.telegram.messenger import MOST_UPDATES
from integrations.sealing import Seal
from services.ports import Clock
from storage.inbox import IncomingUpdate
from storage.store import Store
from storage.turns import Arrival
from ui.event import Event, EventError, NoEventError, update_number
from ui.messenger import MessengerError, OutOfReachError

log = logging.getLogger(__name__)

POLL_SECONDS = 25
BAD_ANSWERS = 2
"""After so many answers in a row that cannot be read, updates are fetched one by one until it is found."""
BROKEN_ANSWERS = 20
"""So many times an update that comes without its end is asked for alone, because a network may break off."""
CANNOT_BE_KEPT = b""
"""Stands for the content of an update that can be read but not written as JSON."""


class NoUpdateError(ValueError):
    """A batch holds no update of Telegram."""


class Updates(Protocol):
    """Telegram, as the source of updates."""

    async def updates(self, offset: int | None, seconds: int, most: int = ...) -> Sequence[Any]:
        """Wait for updates for some seconds, ``most`` at once, confirming those before ``offset``.

        :raises UnreadableError: there are updates, but what came cannot be read.
        """
        ...


@dataclass
class _Batch:
    """Updates that arrived together, sorted by what can be done with them."""

    events: list[Event] = field(default_factory=list)
    rows: list[IncomingUpdate] = field(default_factory=list)
    of_nobody: list[IncomingUpdate] = field(default_factory=list)
    """Updates that have no chat and no sender, or cannot be kept."""
    no_updates: int = 0
    taken: list[int] = field(default_factory=list)
    """The numbers of updates for which a place was taken."""


class _Looks:
    """Which conversations, read by batches that are being written, are still as they were read.

    A webhook brings several batches at the same time: while a batch waits for its commit, another update of
    the same chat may be handled from beginning to end.
    """

    def __init__(self) -> None:
        self._fresh: list[set[int]] = []

    @contextmanager
    def at(self, chats: Collection[int]) -> Iterator[Callable[[int], bool]]:
        """Watch chats whose conversations are read; gives what tells whether a chat is unchanged since."""
        fresh = set(chats)
        self._fresh.append(fresh)
        try:
            yield fresh.__contains__
        finally:
            self._fresh = [each for each in self._fresh if each is not fresh]

    def overtake(self, chat_id: int) -> None:
        """Note that an update of a chat is queued, so its conversation may change."""
        for fresh in self._fresh:
            fresh.discard(chat_id)


@dataclass(frozen=True)
class Acceptance:
    """Writes updates to the inbox and hands them to the queues of their chats."""

    database: Store
    queues: ChatQueues
    handling: Handling
    failures: Failures
    seal: Seal
    clock: Clock
    places: Places
    floods: Floods
    resuming: Resuming
    metrics: Metrics
    _looks: _Looks = field(default_factory=_Looks)

    async def accept(self, raw: Sequence[Any]) -> None:
        """Write a batch to the inbox, then hand it to the queues; ``NoUpdateError`` if it holds no update.

        The conversations are read in the same unit of work, which spares most updates another one.
        """
        batch = self._sorted_out(raw, self.clock())
        if batch.rows or batch.of_nobody:
            try:
                await self._take(batch)
            except BaseException:
                for number in batch.taken:
                    self.places.leave(number)
                raise
        await self._tell_of_faults(batch)
        if batch.no_updates == len(raw) > 0:
            raise NoUpdateError

    async def pass_over(self, update_id: int, content: bytes) -> None:
        """Keep an update that cannot be read for inspection, and tell the operators."""
        row = self._row(content, update_id, 0, self.clock())
        batch = _Batch(of_nobody=[row])
        await self.database.write(Arrival((), batch.of_nobody, {}))
        await self._tell_of_faults(batch)

    async def _take(self, batch: _Batch) -> None:
        firsts = self._firsts(batch.events)
        with self._looks.at(firsts) as are_fresh:
            keys = {event.update_id: self.handling.key_of(event) for event in firsts.values()}
            waiting = self._waiting_with(batch.events) if self.database.is_shared else ()
            accepted = await self.database.write(Arrival(batch.rows, batch.of_nobody, keys, waiting))
            if accepted.found:
                await self.resuming.all(accepted.found)
            for event in batch.events:
                if event.update_id in accepted.elsewhere:
                    self._leave_to_others(event)
                else:
                    is_fresh = are_fresh(event.chat_id) and not self.queues.holds(event.chat_id)
                    scene = accepted.scenes.get(event.update_id) if is_fresh else None
                    self.queues.add(Waiting(event, scene))
                    self._looks.overtake(event.chat_id)

    def _waiting_with(self, events: Sequence[Event]) -> list[int]:
        """Give the numbers of what waits here in the chats of updates."""
        chats = {event.chat_id for event in events}
        return [number for chat_id in chats for number in self.queues.numbers_of(chat_id)]

    def _leave_to_others(self, event: Event) -> None:
        """Free the place of an update that is kept, and that another replica finds and answers."""
        self.places.leave(event.update_id)
        self.metrics.left(event.kind)

    def _sorted_out(self, raw: Sequence[Any], now: datetime) -> _Batch:
        batch = _Batch()
        for update in raw:
            try:
                event = Event(update)
            except NoEventError:
                batch.no_updates += 1
            except EventError:
                batch.of_nobody.append(self._row(_content_of(update), update["update_id"], 0, now))
            else:
                if self._has_place(event, batch):
                    self._sort(event, _content_of(update), batch, now)
        return batch

    def _has_place(self, event: Event, batch: _Batch) -> bool:
        """Take a place for an update, or count it as beyond the bound; what comes again counts once."""
        number = event.update_id
        if self.places.holds(number):
            return True
        if self.floods.holds(number):
            return False
        key = self.handling.key_of(event)
        if not self.places.has_room(key):
            self.floods.pass_over(event, key)
            return False
        self.places.take(number, key)
        batch.taken.append(number)
        return True

    def _sort(self, event: Event, content: bytes, batch: _Batch, now: datetime) -> None:
        row = self._row(content, event.update_id, event.chat_id, now)
        if content == CANNOT_BE_KEPT:
            self.places.leave(event.update_id)
            batch.of_nobody.append(row)
        else:
            batch.events.append(event)
            batch.rows.append(row)

    def _row(self, content: bytes, update_id: int, chat_id: int, now: datetime) -> IncomingUpdate:
        return IncomingUpdate(update_id, chat_id, self.seal.seal(update_id, content), now)

    def _firsts(self, events: Sequence[Event]) -> dict[int, Event]:
        """Give the first update of each idle chat: its turn can begin with the conversation read now."""
        firsts: dict[int, Event] = {}
        for event in events:
            if not self.queues.holds(event.chat_id):
                firsts.setdefault(event.chat_id, event)
        return firsts

    async def _tell_of_faults(self, batch: _Batch) -> None:
        for row in batch.of_nobody:
            await self.failures.not_understood(row.update_id)
        if batch.no_updates:
            await self.failures.not_understood(None)


@dataclass
class _Caution:
    """Has updates fetched one by one after answers that could not be read, until the bad update is found."""

    failures: int = 0
    alone: int = 0
    """How many more updates are fetched alone."""

    @property
    def most(self) -> int:
        """How many updates to fetch at once."""
        return 1 if self.alone else MOST_UPDATES

    def went_well(self) -> None:
        """Note an answer that could be read."""
        self.failures, self.alone = 0, max(0, self.alone - 1)

    def gives_up(self, *, is_whole: bool) -> bool:
        """Note an answer that could not be read; tell whether the lone update in it is to be passed over."""
        self.failures += 1
        if self.failures < (BROKEN_ANSWERS if self.alone and not is_whole else BAD_ANSWERS):
            return False
        was_alone, self.failures = self.alone > 0, 0
        self.alone = 0 if was_alone else MOST_UPDATES
        return was_alone


@dataclass(frozen=True)
class Polling:
    """Fetches updates from Telegram."""

    source: Updates
    acceptance: Acceptance
    queues: ChatQueues
    sleep: Sleep = asyncio.sleep
    _caution: _Caution = field(default_factory=_Caution)

    async def run(self) -> None:
        """Fetch updates until cancelled."""
        offset: int | None = None
        while True:
            await self.queues.room()
            # Every refusal may pass: another program that fetches updates ends, a blocked token is freed.
            offset = await patiently(
                partial(self._fetch, offset),
                "no updates",
                self.sleep,
                passing=(*PASSING_ERRORS, MessengerError),
            )

    async def _fetch(self, offset: int | None) -> int | None:
        """Fetch and accept a batch, confirming the last one, and return the next offset."""
        try:
            raw = await self.source.updates(offset, POLL_SECONDS, self._caution.most)
        except UnreadableError as error:
            return await self._pass_over(error, offset)
        self._caution.went_well()
        if not raw:
            return offset
        try:
            await self.acceptance.accept(raw)
        except NoUpdateError:
            log.warning("Telegram brought %s updates that are none", len(raw))
            if _next_offset(raw, offset) == offset:  # they cannot be confirmed: they come again
                raise OutOfReachError("updates without a number") from None
        return _next_offset(raw, offset)

    async def _pass_over(self, error: UnreadableError, offset: int | None) -> int:
        """Leave out the one update that cannot be read, once it is known; until then the error is raised."""
        number = error.first_number(offset or 1)
        if not self._caution.gives_up(is_whole=error.is_whole) or number is None:
            raise error
        await self.acceptance.pass_over(number, error.body)
        return number + 1


def _content_of(update: Any) -> bytes:
    try:
        return orjson.dumps(update)
    except orjson.JSONEncodeError:  # JSON that can be read may be nested too deeply to be written
        return CANNOT_BE_KEPT


def _next_offset(raw: Sequence[Any], offset: int | None) -> int | None:
    known = [number for number in map(update_number, raw) if number is not None]
    return max(known) + 1 if known else offset
