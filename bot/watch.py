"""Looks after the alerts again and again: what waits too long is repeated, what was taken runs out."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

EVERY_SECONDS = 20.0
"""How late an alert may be repeated."""


async def keep_watch(
    look: Callable[[], Awaitable[None]],
    every_seconds: float = EVERY_SECONDS,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Look until cancelled."""
    while True:
        try:
            await look()
        except sqlite3.OperationalError as error:
            log.warning("nobody looks after the alerts now: %s", error)
        await sleep(every_seconds)
