"""The ordered stream of works that nobody waits for: they ride together in one transaction after the other."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from services.units import StoreBusyError
from storage.connection import Connection
from storage.postgres.errors import ConnectionLostError, ServerError, translation
from storage.postgres.greenlets import start
from storage.postgres.writes import Writing

log = logging.getLogger(__name__)

RIDERS_WAIT_SECONDS = 0.2
"""How long riders wait for others, and before they are tried again."""
BATCH = 64

Rider: TypeAlias = Callable[[Connection], object]


class Cancellable(Protocol):
    """A call that is to come later."""

    def cancel(self) -> None:
        """Withdraw the call."""
        ...


Later: TypeAlias = Callable[[float, Callable[[], None]], Cancellable]
"""Calls a function after some seconds: ``call_later`` of the event loop, or of a test."""


@dataclass
class Stream:
    """Takes riders, and commits one batch of them after the other."""

    write: Writing
    loop: asyncio.AbstractEventLoop
    later: Later
    _waiting: deque[Rider] = field(default_factory=deque)
    _timer: Cancellable | None = None
    _batch: "asyncio.Future[None] | None" = None
    _is_closing: bool = False
    _failed: bool = False
    """Whether the last batch met something that passes by itself."""

    def ride(self, rider: Rider) -> None:
        """Commit a work with the next batch, or after :data:`RIDERS_WAIT_SECONDS`."""
        self._waiting.append(rider)
        if self._timer is None:
            self._timer = self.later(RIDERS_WAIT_SECONDS, self._go)

    async def flushed(self) -> None:
        """Wait until what was handed over before is committed, or was tried."""
        while self._waiting or self._batch is not None:
            self._go()
            batch, is_stuck = self._batch, bool(self._waiting) and self._batch is None
            if is_stuck or batch is None:
                return
            await asyncio.shield(batch)
            if self._failed:
                return

    def _go(self) -> None:
        """Commit what waits, unless a batch is under way: then it follows."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._batch is not None or not self._waiting:
            return
        riders = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
        self._batch = start(self.loop, lambda: self._commit(riders))
        if self._batch.done():
            self._end(self._batch)
        else:
            self._batch.add_done_callback(self._end)

    def _end(self, batch: "asyncio.Future[None]") -> None:
        self._batch = None
        batch.exception()
        if self._waiting and self._timer is None:
            wait = RIDERS_WAIT_SECONDS if self._failed else 0
            self._timer = self.later(wait, self._go)

    def _commit(self, riders: list[Rider]) -> None:
        """Commit riders together; if one of them spoils it, each alone."""
        self._failed = False
        try:
            self.write(lambda connection: [rider(connection) for rider in riders])
        except (ConnectionLostError, ServerError) as error:
            if isinstance(error, ConnectionLostError) or _passes(error):
                self._keep(riders, error)
            else:
                self._commit_each(riders)
        except Exception:  # noqa: BLE001 - which of them raised it comes out when each runs alone
            self._commit_each(riders)

    def _commit_each(self, riders: list[Rider]) -> None:
        for index, rider in enumerate(riders):
            try:
                self.write(rider)
            except ConnectionLostError as error:
                self._keep(riders[index:], error)
                return
            except Exception as error:  # noqa: BLE001 - nobody waits for it
                if isinstance(error, ServerError) and _passes(error):
                    self._keep(riders[index:], error)
                    return
                self._report(error)

    def _keep(self, riders: list[Rider], error: Exception) -> None:
        """Put riders back to the front, because what is in their way passes by itself."""
        self._failed = True
        if self._is_closing:
            log.error("%s works that nobody waited for were given up: %s", len(riders), error)
        else:
            self._waiting.extendleft(reversed(riders))

    def _report(self, error: Exception) -> None:
        told = translation(error) if isinstance(error, ServerError) else error
        self.loop.call_exception_handler(
            {"message": "a work that nobody waited for failed", "exception": told}
        )

    async def close(self) -> None:
        """Wait for all works that were taken."""
        self._is_closing = True
        while self._waiting or self._batch is not None:
            self._go()
            if self._batch is not None:
                await asyncio.wait([self._batch])


def _passes(error: ServerError) -> bool:
    return isinstance(translation(error), StoreBusyError)
