"""Threads for work that must not hold up conversations, and the line in which such work waits.

The system gives them the processor when nothing more urgent wants it. On one core a hash would take half of
the time of the conversations next to it otherwise, and a hash of four lanes four fifths.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import TypeVar

POLITENESS = 10
"""What is added to the niceness of these threads; those that they start inherit it."""


Result = TypeVar("Result")


class FullLineError(Exception):
    """So much of this rank waits already that waiting would take too long."""


@dataclass(order=True)
class _Place:
    rank: int
    number: int
    turn: asyncio.Future[None] = field(compare=False)


class WaitingLine:
    """Lets a few works run at once; of those that wait the lowest rank goes first, then the first to come.

    ``bounds`` says how many of a rank may wait: one more is refused at once, because somebody waits for it.
    Everything happens on one event loop.
    """

    def __init__(self, at_once: int, bounds: Mapping[int, int]) -> None:
        self._free = at_once
        self._bounds = bounds
        self._waiting = dict.fromkeys(bounds, 0)
        self._places: list[_Place] = []
        self._numbers = count()

    @property
    def is_busy(self) -> bool:
        """Whether a work that comes now has to wait."""
        return self._free == 0

    def is_full(self, rank: int) -> bool:
        """Tell whether a work of a rank that comes now is refused."""
        return self.is_busy and self._waiting[rank] >= self._bounds[rank]

    @property
    def waiting(self) -> int:
        """How many works wait, of all ranks."""
        return sum(self._waiting.values())

    async def run(self, rank: int, work: Callable[[], Awaitable[Result]]) -> Result:
        """Run a work when its turn comes.

        :raises FullLineError: there is no room.
        """
        await self._turn(rank)
        try:
            return await work()
        finally:
            self._pass_on()

    async def _turn(self, rank: int) -> None:
        if self._free:
            self._free -= 1
            return
        if self.is_full(rank):
            raise FullLineError(rank)
        place = _Place(rank, next(self._numbers), asyncio.get_running_loop().create_future())
        heappush(self._places, place)
        self._waiting[rank] += 1
        try:
            await place.turn
        except asyncio.CancelledError:
            if place.turn.done() and not place.turn.cancelled():  # its turn had come, and goes to the next
                self._pass_on()
            raise
        finally:
            self._waiting[rank] -= 1

    def _pass_on(self) -> None:
        while self._places:
            place = heappop(self._places)
            if not place.turn.done():
                place.turn.set_result(None)
                return
        self._free += 1


def polite_threads(count: int, name: str) -> ThreadPoolExecutor:
    """Give so many threads that let others go first."""
    return ThreadPoolExecutor(count, thread_name_prefix=name, initializer=_let_others_go_first)


def _let_others_go_first() -> None:
    """Lower the priority of this thread: Linux counts threads as processes there."""
    with suppress(OSError):  # a container may not let us
        os.setpriority(os.PRIO_PROCESS, 0, os.getpriority(os.PRIO_PROCESS, 0) + POLITENESS)
