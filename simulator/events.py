"""What happened, in order, for the chat page: a bounded log that can be followed from any number."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from itertools import islice
from typing import Any

KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Event:
    """One thing the page shows; `details` hold live objects, made into JSON only when somebody reads them."""

    number: int
    type: str
    details: dict[str, Any]


class EventLog:
    """Appending costs the same whether anybody reads or not."""

    def __init__(self) -> None:
        self.last_number = 0
        self.is_closed = False
        self._events: deque[Event] = deque(maxlen=KEPT)
        self._news = asyncio.Event()

    def add(self, type_: str, **details: Any) -> None:
        """Append an event and wake the readers."""
        self.last_number += 1
        self._events.append(Event(self.last_number, type_, details))
        if not self._news.is_set():
            self._news.set()

    async def after(self, number: int) -> list[Event]:
        """Wait for events behind `number` and return them; nothing once the log is closed."""
        while self.last_number <= number and not self.is_closed:
            self._news.clear()
            await self._news.wait()
        oldest = self.last_number - len(self._events) + 1
        return list(islice(self._events, max(0, number + 1 - oldest), None))

    def close(self) -> None:
        """Let the readers go."""
        self.is_closed = True
        self._news.set()
