"""Shows operators the progress of a job: as often as Telegram allows in a group, and no oftener."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from domain.exchange_job import Job
from handlers.operators.exchange import progress_screen
from ui.screen import Screen
from ui.texts import Speech

EDIT_SECONDS = 4.0
"""How often the message of a job changes at most, because a group may get 20 messages a minute."""


@dataclass
class ProgressDisplay:
    """The message of a job while the job runs; ``seconds`` is a clock that only goes forward."""

    say: Speech
    job: Job
    show: Callable[[Job, Screen], Awaitable[None]]
    seconds: Callable[[], float] = time.monotonic
    _news: tuple[str, int, int] | None = None
    """The newest progress that is not shown yet: phase, how much is done, how much there is to do."""
    _began_at: float = field(default=0.0, init=False)
    _shown_at: float = field(default=0.0, init=False)

    def hear(self, phase: str, done: int, total: int) -> None:
        """Keep the progress that is shown next; may be called from another thread."""
        self._news = phase, done, total

    async def begin(self) -> None:
        """Show that the job runs."""
        self._began_at = self._shown_at = self.seconds()
        await self.show(self.job, progress_screen(self.say, self.job, None, 0))

    async def refresh(self) -> None:
        """Show the newest progress, unless it is shown already or the message has just changed."""
        now = self.seconds()
        news = self._news
        if news is None or now - self._shown_at < EDIT_SECONDS:
            return
        self._news, self._shown_at = None, now
        await self.show(self.job, progress_screen(self.say, self.job, news, int(now - self._began_at)))
