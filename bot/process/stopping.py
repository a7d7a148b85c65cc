"""Ends the process in good order when an administrator asks for it by SIGTERM or Ctrl+C."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager


class StopSignal:
    """Waits for SIGTERM or Ctrl+C; it must be made inside the running event loop."""

    def __init__(self) -> None:
        self._wished = asyncio.Event()
        self._interrupted: asyncio.Task[object] | None = None
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, self.wish)

    async def wait(self) -> None:
        """Return once the process was asked to stop."""
        await self._wished.wait()

    def wish(self) -> None:
        """Ask the process to stop."""
        self._wished.set()
        if self._interrupted is not None:
            self._interrupted.cancel()

    @contextmanager
    def interrupts(self) -> Iterator[None]:
        """Let a signal cancel what the current task waits for, while there is nothing to finish yet."""
        self._interrupted = asyncio.current_task()
        try:
            yield
        finally:
            self._interrupted = None
