"""Repeats work for as long as the program runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from services.units import StoreBusyError

log = logging.getLogger(__name__)


async def regularly(
    work: Callable[[], Awaitable[None]],
    seconds: float,
    what: str,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Repeat ``work`` every so many seconds until cancelled; a store that is busy puts it off once."""
    while True:
        try:
            await work()
        except StoreBusyError as error:
            log.warning("%s: put off, because of %s", what, error)
        await sleep(seconds)
