"""How fast a bot may write: the documented limits, and the 429 beyond them."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable

from simulator.errors import too_many_requests
from simulator.model import Chat, Group

OVERALL = 30  # messages a second to chats that did not just write
JUST_WROTE = 10.0  # seconds after which a message is no longer an answer
BURST = 5  # messages at once in one chat, then one a second
GROUP_MINUTE = 20  # messages a minute in one group


class FloodLimits:
    """Counts what the bot sends. `clock` returns seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._unasked: deque[float] = deque(maxlen=OVERALL)
        self._credit: dict[int, tuple[float, float]] = {}
        self._group_minutes: dict[int, deque[float]] = {}

    def count(self, chat: Chat, messages: int) -> None:
        """Count messages into a chat; raise `ApiError` (429) when one of them is too many."""
        for _ in range(messages):
            self._count_one(chat)

    def _count_one(self, chat: Chat) -> None:
        now = self._clock()
        minute = self._group_minutes.setdefault(chat.id, deque(maxlen=GROUP_MINUTE))
        is_answer = now - chat.last_heard_at <= JUST_WROTE
        credit, counted_at = self._credit.get(chat.id, (float(BURST), now))
        credit = min(float(BURST), credit + now - counted_at)
        wait = max(
            1 - credit,
            0.0 if is_answer else _wait(self._unasked, OVERALL, 1.0, now),
            _wait(minute, GROUP_MINUTE, 60.0, now) if isinstance(chat, Group) else 0.0,
        )
        if wait > 0:
            raise too_many_requests(math.ceil(wait))
        self._credit[chat.id] = credit - 1, now
        minute.append(now)
        if not is_answer:
            self._unasked.append(now)


def _wait(times: deque[float], allowed: int, per_s: float, now: float) -> float:
    """Return how many seconds are missing until the oldest of the `allowed` last times is `per_s` ago."""
    return times[0] + per_s - now if len(times) == allowed else 0.0
