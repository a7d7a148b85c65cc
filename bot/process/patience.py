"""Waits out trouble that passes by itself: a network that is down, a full disk, a locked database.

What waits may stand in front of others. So the wait has an end where it is the only one that meets the
trouble: :class:`Patience` counts the time in which others got through, and nothing else. When nobody gets
through, everything waits.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from services.ports import Clock
from services.units import StoreBusyError
from ui.messenger import OutOfReachError, TooFastError

log = logging.getLogger(__name__)

PASSING_ERRORS: tuple[type[Exception], ...] = (
    OutOfReachError,  # the network is down, Telegram has a fault, a proxy answers instead
    TooFastError,
    StoreBusyError,  # the disk is full, another process locks the database
)
"""Trouble that passes by itself."""
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
LONG_ENOUGH = timedelta(minutes=5)
"""For so long something may wait in front of others while these get through."""

Result = TypeVar("Result")
Sleep = Callable[[float], Awaitable[None]]


class WaitedTooLongError(Exception):
    """Trouble that passes for others does not pass for this; its cause is the trouble."""


@dataclass
class Progress:
    """Who got through last, and when: for example the chat of a request that Telegram carried out."""

    clock: Clock
    _last: tuple[int, datetime] | None = None
    _last_of_another: datetime | None = None
    """When somebody else than the last one got through last."""

    def note(self, who: int) -> None:
        """Note that somebody got through now."""
        if self._last is not None and self._last[0] != who:
            self._last_of_another = self._last[1]
        self._last = (who, self.clock())

    def of_others(self, who: int, since: datetime) -> bool:
        """Tell whether somebody else has got through since a moment."""
        if self._last is None:
            return False
        at = self._last_of_another if self._last[0] == who else self._last[1]
        return at is not None and at >= since


@dataclass
class Patience:
    """How long one thing has waited while others got through.

    ``others`` tells whether they have, since a moment, what the thing waits for because of an error.
    """

    clock: Clock
    others: Callable[[Exception, datetime], bool]
    waited: timedelta = field(default=timedelta(0))
    _looked_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self._looked_at = self.clock()

    def is_over(self, error: Exception) -> bool:
        """Look after a failed attempt, or while waiting for the next one, whether it waited long enough."""
        now = self.clock()
        if self.others(error, self._looked_at):
            self.waited += max(timedelta(0), now - self._looked_at)
        self._looked_at = now
        return self.waited >= LONG_ENOUGH


async def patiently(
    work: Callable[[], Awaitable[Result]],
    what: str,
    sleep: Sleep,
    *,
    passing: tuple[type[Exception], ...] = PASSING_ERRORS,
    patience: Callable[[], Patience] | None = None,
) -> Result:
    """Repeat ``work``, with longer and longer pauses, until it raises no ``passing`` error.

    ``what`` says in the log what goes wrong; ``patience`` is made when it does, because it seldom does.

    :raises WaitedTooLongError: the patience is over; without one the wait has no end.
    """
    pause, waited = FIRST_PAUSE, None
    while True:
        try:
            return await work()
        except passing as error:
            wait = error.retry_after if isinstance(error, TooFastError) else pause
            log.warning("%s: %s; trying again in %s s", what, type(error).__name__, wait)
            if waited is None and patience is not None:
                waited = patience()
            await _wait(wait, sleep, waited, error)
            pause = min(pause * 2, LONGEST_PAUSE)


async def _wait(seconds: float, sleep: Sleep, patience: Patience | None, error: Exception) -> None:
    """Wait in pieces, because Telegram may ask for more than anything may stand in front of others."""
    while True:
        if patience is not None and patience.is_over(error):
            raise WaitedTooLongError from error
        await sleep(min(seconds, LONGEST_PAUSE))
        seconds -= LONGEST_PAUSE
        if seconds <= 0:
            return
