"""Starts work that has to go on for as long as the process runs, and hears of it when it ends all the same.

A process that lives on while its polling has ended looks healthy and answers nobody. So when such work ends
before its time, however it ends, the log and the operators are told its name, ``/healthz`` fails, and the
process ends, because systemd or Docker starts it again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from math import inf
from typing import Any, Protocol

from bot.process.nursery import Nursery
from bot.process.patience import Sleep
from bot.process.regularly import regularly
from services.ports import Clock
from services.units import StoreCorruptError, StoreLostError

log = logging.getLogger(__name__)

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 900.0
WENT_WELL = timedelta(minutes=30)
"""After so long without a failure, earlier failures of a work do not count any more."""
A_FEW = 5
"""Failures in a row that work survives which must not stand still without anybody hearing of it."""
ALL = inf
"""For work that helps nobody by ending the process, because residents are answered without it."""
FATAL = (StoreLostError, StoreCorruptError)
"""Failures that no work survives, because the next attempt meets the same store."""


@dataclass(frozen=True)
class Endless:
    """Work that goes on until it is cancelled or stopped; ``name`` is its name in the log.

    It may fail ``survives`` times in a row: each time it begins again, after longer and longer pauses.
    """

    name: str
    begin: Callable[[], Coroutine[Any, Any, object]]
    survives: float = 0
    stop: Callable[[], None] | None = None
    """Lets it end when what it has begun is done; without it, it is cancelled."""

    @classmethod
    def every(
        cls, seconds: float, name: str, work: Callable[[], Awaitable[None]], sleep: Sleep = asyncio.sleep
    ) -> Endless:
        """Make endless work of a short one, which is repeated after so many seconds."""
        return cls(name, partial(regularly, work, seconds, name, sleep), survives=ALL)


class WorkReports(Protocol):
    """Tells the operators how endless work fares."""

    async def work_failed(self, name: str, error: Exception) -> None:
        """Tell that a work failed and begins again."""
        ...

    async def work_ended(self, name: str, error: Exception | None) -> None:
        """Tell that a work has ended before its time, and that the process ends because of it."""
        ...


@dataclass
class Supervision:
    """Keeps endless work going; ``ended`` names what has ended before its time."""

    nursery: Nursery
    reports: WorkReports
    clock: Clock
    sleep: Sleep = asyncio.sleep
    ended: list[str] = field(default_factory=list)
    _listeners: list[Callable[[], object]] = field(default_factory=list)
    _called_off: set[asyncio.Task[object]] = field(default_factory=set)
    _is_over: bool = False

    def start(self, work: Endless) -> asyncio.Task[object]:
        """Run a work as a task, until it is cancelled after :meth:`let_go`."""
        task = self.nursery.start(self._keep_going(work), name=work.name)

        def ended(task: asyncio.Task[object]) -> None:
            if task in self._called_off:
                self._called_off.discard(task)
            else:
                self._note_end(work.name, None)

        task.add_done_callback(ended)
        return task

    def call_off(self, work: Endless, task: asyncio.Task[object]) -> None:
        """Let a work end while the process goes on, because another one does it from now on."""
        if task.done():
            return
        self._called_off.add(task)
        if work.stop is None:
            task.cancel()
        else:
            work.stop()

    def tell(self, listener: Callable[[], object]) -> None:
        """Call ``listener`` when a work ends before its time, or at once if one has."""
        self._listeners.append(listener)
        if self.ended:
            listener()

    def let_go(self) -> None:
        """Let every work end from now on, because the process stops."""
        self._is_over = True

    async def _keep_going(self, work: Endless) -> None:
        failures, pause = 0, FIRST_PAUSE
        while True:
            began = self.clock()
            try:
                await work.begin()
            except Exception as error:
                if self.clock() - began > WENT_WELL:
                    failures, pause = 0, FIRST_PAUSE
                failures += 1
                if failures > work.survives or isinstance(error, FATAL):
                    self._note_end(work.name, error)
                    return
                log.exception("%s failed and begins again in %s s", work.name, pause)
                await self._report(self.reports.work_failed(work.name, error), work.name)
                await self.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                return

    def _note_end(self, name: str, error: Exception | None) -> None:
        if self._is_over or name in self.ended:
            return
        log.error("%s has ended before its time, so the process ends", name, exc_info=error)
        self.ended.append(name)
        if not self.nursery.is_closed:
            report = self._report(self.reports.work_ended(name, error), name)
            self.nursery.start(report, name=f"report of the end of {name}")
        for listener in self._listeners:
            listener()

    async def _report(self, report: Awaitable[None], name: str) -> None:
        try:
            await report
        except Exception:
            log.exception("the failure of %s could not be reported", name)
