"""Lets a plain function wait on the event loop: it runs in a greenlet, and the loop goes on meanwhile.

Works are plain functions, because SQLite runs them without a wait. A work on PostgreSQL waits for the answers
of the server; as a greenlet it stops there, and the loop takes it up again when the answer came.
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from greenlet import getcurrent, greenlet

Result = TypeVar("Result")


def start(loop: asyncio.AbstractEventLoop, function: Callable[[], Result]) -> "asyncio.Future[Result]":
    """Run a function until it waits; the future is done when it has returned or raised."""
    future: asyncio.Future[Result] = loop.create_future()

    def run() -> None:
        try:
            result = function()
        except BaseException as error:  # noqa: BLE001 - the caller raises it
            if not future.done():
                future.set_exception(raisable(error))
        else:
            if not future.done():
                future.set_result(result)

    require_no_unit()
    greenlet(run).switch()
    return future


def require_no_unit() -> None:
    """Raise ``RuntimeError`` inside of a unit of work, because it begins no other."""
    if getcurrent().parent is not None:
        raise RuntimeError("a unit of work begins no other")


def raisable(error: BaseException) -> BaseException:
    """Return an error that a future can carry, which ``StopIteration`` is not."""
    if not isinstance(error, StopIteration):
        return error
    told = RuntimeError("a unit of work raised StopIteration")
    told.__cause__ = error
    return told


class Wait:
    """Something that a greenlet waits for, and that is over once."""

    __slots__ = ("_is_over", "_waiter")

    def __init__(self) -> None:
        self._is_over = False
        self._waiter: greenlet | None = None

    @property
    def is_over(self) -> bool:
        """Whether nobody need wait any more."""
        return self._is_over

    def wait(self) -> None:
        """Stop the greenlet until :meth:`end`; ``RuntimeError`` outside of a greenlet of this module."""
        if self._is_over:
            return
        current = getcurrent()
        if current.parent is None:
            raise RuntimeError("only a unit of work can wait for the server")
        self._waiter = current
        while not self._is_over:
            current.parent.switch()

    def end(self) -> None:
        """Let the greenlet go on, at once."""
        self._is_over = True
        self.go_on()

    def go_on(self) -> None:
        """Take up the greenlet that waits for something which is over."""
        waiter, self._waiter = self._waiter, None
        if waiter is None:
            return
        if getcurrent().parent is None:
            waiter.switch()
        else:  # one greenlet must not begin another, because it would never be taken up itself
            asyncio.get_running_loop().call_soon(waiter.switch)


class UnderWay:
    """Counts what has begun and not ended, for those who wait until all has."""

    def __init__(self) -> None:
        self.count = 0
        self._ended: asyncio.Event = asyncio.Event()

    def begin(self) -> None:
        """Count one more."""
        self.count += 1

    def end(self) -> None:
        """Count one less."""
        self.count -= 1
        if not self.count:
            self._ended.set()

    async def over(self) -> None:
        """Wait until nothing is under way."""
        while self.count:
            self._ended.clear()
            await self._ended.wait()


def pause(loop: asyncio.AbstractEventLoop, seconds: float) -> None:
    """Stop the greenlet for some seconds."""
    wait = Wait()
    loop.call_later(seconds, wait.end)
    wait.wait()
