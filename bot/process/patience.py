"""Waits out trouble that passes by itself: a network that is down, a full disk, a locked database."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

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

Result = TypeVar("Result")
Sleep = Callable[[float], Awaitable[None]]


async def patiently(
    work: Callable[[], Awaitable[Result]],
    what: str,
    sleep: Sleep,
    *,
    passing: tuple[type[Exception], ...] = PASSING_ERRORS,
) -> Result:
    """Repeat ``work``, with longer and longer pauses, until it raises no ``passing`` error.

    ``what`` says in the log what goes wrong.
    """
    pause = FIRST_PAUSE
    while True:
        try:
            return await work()
        except passing as error:
            wait = error.retry_after if isinstance(error, TooFastError) else pause
            log.warning("%s: %s; trying again in %s s", what, type(error).__name__, wait)
            await sleep(wait)
            pause = min(pause * 2, LONGEST_PAUSE)
