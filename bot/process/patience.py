"""What goes away by itself is waited out: a network that is down, a full disk, a locked database."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from services.units import StoreBusyError

log = logging.getLogger(__name__)

PASSING_ERRORS: tuple[type[Exception], ...] = (
    TelegramNetworkError,
    TelegramServerError,
    TelegramRetryAfter,
    ClientDecodeError,  # a proxy that answers 502 with a page
    StoreBusyError,  # a full disk, a database that another process holds
)
"""What goes away by itself."""
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
    """Do ``work`` until nothing ``passing`` is raised, ever more slowly; ``what`` tells the log."""
    pause = FIRST_PAUSE
    while True:
        try:
            return await work()
        except passing as error:
            wait = error.retry_after if isinstance(error, TelegramRetryAfter) else pause
            log.warning("%s: %s; trying again in %s s", what, type(error).__name__, wait)
            await sleep(wait)
            pause = min(pause * 2, LONGEST_PAUSE)
