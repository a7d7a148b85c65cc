"""Starts tasks and watches them, because asyncio does not.

asyncio keeps no reference to a task, and reports its failure only when the task is collected, if ever: a
sender of letters could end silently. The linter bans ``asyncio.create_task`` in all other modules.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

log = logging.getLogger(__name__)


class Nursery:
    """Keeps the tasks it starts, logs those that fail and hands the failure to ``on_failure``."""

    def __init__(self, on_failure: Callable[[BaseException], Awaitable[None]]) -> None:
        self._on_failure = on_failure
        self._tasks: set[asyncio.Task[object]] = set()
        self._is_closed = False

    @property
    def is_closed(self) -> bool:
        """Whether no more tasks are started."""
        return self._is_closed

    def start(self, work: Coroutine[Any, Any, object], name: str) -> asyncio.Task[object]:
        """Run ``work`` as a task; ``name`` is its name in the log.

        :raises RuntimeError: the nursery is closed.
        """
        if self._is_closed:
            work.close()
            raise RuntimeError(f"{name} was not started: the nursery is closed")
        task = asyncio.create_task(self._watch(work, name), name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: work.close())  # the task may be cancelled before its first step
        return task

    async def close(self, timeout: float) -> None:  # noqa: ASYNC109  the caller chooses the patience
        """Start no more tasks, give those that run ``timeout`` seconds to end, and cancel the others."""
        self._is_closed = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=timeout)
        left = [task for task in self._tasks if not task.done()]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _watch(self, work: Coroutine[Any, Any, object], name: str) -> object:
        try:
            return await work
        except Exception as error:
            log.exception("%s failed", name)
            await self._report(error, name)
            return None

    async def _report(self, error: Exception, name: str) -> None:
        try:
            await self._on_failure(error)
        except Exception:
            log.exception("the failure of %s could not be reported", name)
