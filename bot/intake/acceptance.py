"""Writes updates to the inbox before they are confirmed to Telegram, so that a crash loses none of them.

A batch is committed first; then it is handed to the queues of its chats, and the next offset confirms it. An
update that cannot be read, or has no chat and no sender, stops no other update of its batch.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Protocol

import orjson

from bot.intake.handling import Failures, Handling
from bot.intake.queues import ChatQueues, Waiting
from bot.intake.sealing import Seal
from bot.process.patience import FIRST_PAUSE, PASSING_ERRORS, Sleep, patiently
from services.ports import Clock
from storage.conversations import Scene
from storage.inbox import IncomingUpdate
from storage.sqlite.database import Database
from storage.unit import SqliteUnit
from ui.event import Event, EventError, NoEventError, update_number
from ui.messenger import MessengerError

log = logging.getLogger(__name__)

POLL_SECONDS = 25
CANNOT_BE_KEPT = b""
"""Stands for the content of an update that can be read but not written as JSON."""


class NoUpdateError(ValueError):
    """A batch holds no update of Telegram."""


class Updates(Protocol):
    """Telegram, as the source of updates."""

    async def updates(self, offset: int | None, seconds: int) -> Sequence[Any]:
        """Wait for updates for some seconds, confirming those before ``offset``."""
        ...


@dataclass
class _Batch:
    """Updates that arrived together, sorted by what can be done with them."""

    events: list[Event] = field(default_factory=list)
    rows: list[IncomingUpdate] = field(default_factory=list)
    of_nobody: list[IncomingUpdate] = field(default_factory=list)
    """Updates that have no chat and no sender, or cannot be kept."""
    no_updates: int = 0


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

    database: Database
    queues: ChatQueues
    handling: Handling
    failures: Failures
    seal: Seal
    clock: Clock
    _looks: _Looks = field(default_factory=_Looks)

    async def accept(self, raw: Sequence[Any]) -> None:
        """Write a batch to the inbox, then hand it to the queues; ``NoUpdateError`` if it holds no update.

        The conversations are read in the same unit of work, which spares most updates another one.
        """
        batch = self._sorted_out(raw, self.clock())
        firsts = self._firsts(batch.events)
        with self._looks.at(firsts) as are_fresh:
            scenes = await self.database.write(partial(self._keep, batch, firsts))
            for event in batch.events:
                is_fresh = are_fresh(event.chat_id) and not self.queues.holds(event.chat_id)
                self.queues.add(Waiting(event, scenes.get(event.update_id) if is_fresh else None))
                self._looks.overtake(event.chat_id)
        await self._tell_of_faults(batch)
        if batch.no_updates and not (batch.rows or batch.of_nobody):
            raise NoUpdateError

    def _sorted_out(self, raw: Sequence[Any], now: datetime) -> _Batch:
        batch = _Batch()
        for update in raw:
            content = _content_of(update)
            try:
                event = Event(update)
            except NoEventError:
                batch.no_updates += 1
                continue
            except EventError:
                batch.of_nobody.append(self._row(content, update["update_id"], 0, now))
                continue
            row = self._row(content, event.update_id, event.chat_id, now)
            if content == CANNOT_BE_KEPT:
                batch.of_nobody.append(row)
            else:
                batch.events.append(event)
                batch.rows.append(row)
        return batch

    def _row(self, content: bytes, update_id: int, chat_id: int, now: datetime) -> IncomingUpdate:
        return IncomingUpdate(update_id, chat_id, self.seal.seal(update_id, content), now)

    def _firsts(self, events: Sequence[Event]) -> dict[int, Event]:
        """Give the first update of each idle chat: its turn can begin with the conversation read now."""
        firsts: dict[int, Event] = {}
        for event in events:
            if not self.queues.holds(event.chat_id):
                firsts.setdefault(event.chat_id, event)
        return firsts

    def _keep(self, batch: _Batch, firsts: Mapping[int, Event], unit: SqliteUnit) -> dict[int, Scene]:
        unit.inbox.add_batch([*batch.rows, *batch.of_nobody])
        for row in batch.of_nobody:
            unit.inbox.set_aside(row.update_id, row.received_at)
        return {
            event.update_id: unit.conversations.scene(self.handling.key_of(event))
            for event in firsts.values()
        }

    async def _tell_of_faults(self, batch: _Batch) -> None:
        for row in batch.of_nobody:
            await self.failures.not_understood(row.update_id)
        if batch.no_updates:
            await self.failures.not_understood(None)


@dataclass(frozen=True)
class Polling:
    """Fetches updates from Telegram."""

    source: Updates
    acceptance: Acceptance
    queues: ChatQueues
    sleep: Sleep = asyncio.sleep

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
        raw = await self.source.updates(offset, POLL_SECONDS)
        if not raw:
            return offset
        try:
            await self.acceptance.accept(raw)
        except NoUpdateError:
            log.warning("Telegram brought %s updates without a number", len(raw))
            await self.sleep(FIRST_PAUSE)  # updates without a number cannot be confirmed: they come again
        return _next_offset(raw, offset)


def _content_of(update: Any) -> bytes:
    try:
        return orjson.dumps(update)
    except orjson.JSONEncodeError:  # JSON that can be read may be nested too deeply to be written
        return CANNOT_BE_KEPT


def _next_offset(raw: Sequence[Any], offset: int | None) -> int | None:
    known = [number for number in map(update_number, raw) if number is not None]
    return max(known) + 1 if known else offset
