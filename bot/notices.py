"""Keeps notices about the supply moving, for as long as the program runs."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.sender import Sender
from services.notice_sending import AdvanceNotices, Step

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
"""How often the outbox is filled up; what is in it lasts for two seconds."""


@dataclass(frozen=True)
class NoticeRunner:
    """Does one step after the other."""

    advance: AdvanceNotices
    sender: Sender
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            step = Step.NOTHING
            try:
                step = await self.step()
            except sqlite3.OperationalError as error:
                log.warning("notices wait: %s", error)
            await self.sleep(0.0 if step is Step.GATHERED else LOOK_SECONDS)

    async def step(self) -> Step:
        """Do one step."""
        return await self.advance(self.sender.on_their_way)
