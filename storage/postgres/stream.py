"""The ordered stream: what updates write, and works that nobody waits for, in one transaction after another.

Nothing in it checks what another transaction could change, because a chat is handled by one at a time. So its
transactions need not be serializable, and what waits together is written together.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from services.units import StoreBusyError
from storage.connection import Connection
from storage.inbox import IncomingUpdate
from storage.postgres.errors import ConnectionLostError, ServerError, translation
from storage.postgres.greenlets import raisable, start
from storage.postgres.leases import Claim, Leases, Leaving
from storage.postgres.turns import Batch
from storage.postgres.writes import Writing
from storage.turns import Ending
from storage.unit import StoredUnit

log = logging.getLogger(__name__)

Result = TypeVar("Result")

RIDERS_WAIT_SECONDS = 0.01
"""How long riders wait for something that causes a commit: another replica may wait for what they end."""
RETRY_SECONDS = 0.2
"""How long riders wait before they are tried again."""
BATCH = 256
"""The most works of one transaction."""


class Cancellable(Protocol):
    """A call that is to come later."""

    def cancel(self) -> None:
        """Withdraw the call."""
        ...


Later: TypeAlias = Callable[[float, Callable[[], None]], Cancellable]
"""Calls a function after some seconds: ``call_later`` of the event loop, or of a test."""
UnitOn: TypeAlias = Callable[[Connection], StoredUnit]


@dataclass(eq=False)
class _Item(Generic[Result]):
    """A work in the stream; nobody waits for a rider, which has no ``answer``."""

    work: Callable[[StoredUnit], Result] | Claim | Leaving
    answer: "asyncio.Future[Result] | None" = None
    is_patient: bool = False
    """Whether it causes no commit of its own."""


Items: TypeAlias = "Sequence[_Item[Any]]"


@dataclass
class Stream:
    """Takes works, and commits one batch of them after the other."""

    write: Writing
    unit_on: UnitOn
    loop: asyncio.AbstractEventLoop
    later: Later
    leases: Leases = field(default_factory=Leases)
    _waiting: "deque[_Item[Any]]" = field(default_factory=deque)
    _timer: Cancellable | None = None
    _batch: "asyncio.Future[None] | None" = None
    _carries_riders: bool = False
    _is_put_off: bool = False
    """Whether the last batch met trouble that passes by itself."""
    _is_scheduled: bool = False
    _is_closing: bool = False

    def take(self, work: Callable[[StoredUnit], Result] | Claim) -> "asyncio.Future[Result]":
        """Commit a work with the next batch."""
        answer: asyncio.Future[Result] = self.loop.create_future()
        self._waiting.append(_Item(work, answer))
        self._schedule()
        return answer

    def leave(self, chat_id: int) -> "asyncio.Future[list[IncomingUpdate]]":
        """Give up a chat with the next batch, or soon; the answer is what others left there."""
        answer: asyncio.Future[list[IncomingUpdate]] = self.loop.create_future()
        self._waiting.append(_Item(Leaving(chat_id), answer, is_patient=True))
        self._set_timer(RIDERS_WAIT_SECONDS)
        return answer

    def ride(self, work: Callable[[StoredUnit], object]) -> None:
        """Commit a work with the next batch, or after :data:`RIDERS_WAIT_SECONDS`."""
        self._waiting.append(_Item(work))
        self._set_timer(RIDERS_WAIT_SECONDS)

    @property
    def has_riders(self) -> bool:
        """Whether works wait, or are on their way, that another work may rely on."""
        return self._carries_riders or any(map(_is_rider, self._waiting))

    async def flushed(self) -> None:
        """Wait until what was handed over before is committed, or was tried."""
        batch = self._batch
        if batch is not None:
            await asyncio.wait([batch])
        if self._waiting:
            await self.take(lambda _unit: None)

    def _set_timer(self, seconds: float) -> None:
        if self._timer is None:
            self._timer = self.later(seconds, self._time_is_up)

    def _time_is_up(self) -> None:
        self._timer = None
        self._schedule()

    def _schedule(self) -> None:
        """Go on in the next turn of the loop, with all that is handed over in this one."""
        if not self._is_scheduled and self._batch is None:
            self._is_scheduled = True
            self.loop.call_soon(self._go)

    def _go(self) -> None:
        self._is_scheduled = False
        if self._batch is not None or not self._waiting:
            return
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        items = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
        self._carries_riders, self._is_put_off = any(map(_is_rider, items)), False
        batch = self._batch = start(self.loop, lambda: self._commit(items))
        batch.add_done_callback(self._end)

    def _end(self, batch: "asyncio.Future[None]") -> None:
        self._batch, self._carries_riders = None, False
        if (error := batch.exception()) is not None:
            self._report(error)
        if any(map(_is_urgent, self._waiting)) or (self._waiting and self._is_closing):
            self._schedule()
        elif self._waiting:
            self._set_timer(RETRY_SECONDS if self._is_put_off else RIDERS_WAIT_SECONDS)

    def _commit(self, items: Items) -> None:
        """Commit works together; if one of them spoils it, each alone."""
        error = self._try(items)
        if error is None:
            return
        if _passes(error):
            self._put_off(items, error)
        elif len(items) == 1:
            self._fail(items[0], error)
        else:
            self._commit_each(items)

    def _commit_each(self, items: Items) -> None:
        """Commit works one after the other; what passes by itself keeps those back that come after it."""
        for place, item in enumerate(items):
            error = self._try([item])
            if error is not None and _passes(error):
                self._put_off(items[place:], error)
                return
            if error is not None:
                self._fail(item, error)

    def _try(self, items: Items) -> Exception | None:
        """Commit works together and tell their callers, or return what was in the way."""
        try:
            works = [item.work for item in items]
            results = self.write(
                lambda connection: Batch.of(works).run(connection, self.unit_on(connection), self.leases),
                len(works),
            )
        except Exception as error:  # noqa: BLE001 - which of them raised it comes out when each runs alone
            return error
        for item, result in zip(items, results, strict=True):
            if item.answer is not None and not item.answer.done():
                item.answer.set_result(result)
        return None

    def _fail(self, item: "_Item[Any]", error: Exception) -> None:
        """Let the caller of a work raise its error; that of a rider is reported."""
        if item.answer is None:
            self._report(error)
        elif not item.answer.done():
            item.answer.set_exception(raisable(error))

    def _put_off(self, items: Items, error: Exception) -> None:
        """Let callers raise what passes by itself, and keep riders for later, in their order."""
        riders = [item for item in items if item.answer is None]
        for item in items:
            if item.answer is not None:
                self._fail(item, error)
        if riders and self._is_closing:
            log.error("%s works that nobody waited for were given up: %s", len(riders), error)
        else:
            self._waiting.extendleft(reversed(riders))
            self._is_put_off = True

    def _report(self, error: BaseException) -> None:
        told = translation(error) if isinstance(error, ServerError) else error
        self.loop.call_exception_handler(
            {"message": "a work that nobody waited for failed", "exception": told}
        )

    async def close(self) -> None:
        """Wait for all works that were taken."""
        self._is_closing = self.write.is_closing = True
        while self._waiting or self._batch is not None:
            self._schedule()
            if self._batch is not None:
                await asyncio.wait([self._batch])
            else:
                await asyncio.sleep(0)


def _is_rider(item: "_Item[Any]") -> bool:
    """Tell whether another work may rely on an item; the ends of turns are seen by the stream alone."""
    return item.answer is None and not isinstance(item.work, Ending)


def _is_urgent(item: "_Item[Any]") -> bool:
    return item.answer is not None and not item.is_patient


def _passes(error: Exception) -> bool:
    if isinstance(error, ConnectionLostError):
        return True
    return isinstance(error, ServerError) and isinstance(translation(error), StoreBusyError)
