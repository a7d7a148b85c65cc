"""What happened, in order, for the chat page: a bounded log that can be followed from any number."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
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
        self._events: deque[Event] = deque(maxlen=KEPT)
        self._news = asyncio.Event()

    def add(self, type_: str, **details: Any) -> None:
        """Append an event and wake the readers."""
        self.last_number += 1
        self._events.append(Event(self.last_number, type_, details))
        self._news.set()

    async def after(self, number: int) -> AsyncIterator[Event]:
        """Yield the events behind `number`, then wait for more, without end."""
        while True:
            news = self._news
            first = self._events[0].number if self._events else self.last_number + 1
            for event in list(islice(self._events, max(0, number + 1 - first), None)):
                number = event.number
                yield event
            if self.last_number > number:
                continue
            if news.is_set():
                self._news = news = asyncio.Event()
            await news.wait()
