"""Counts how often the bot ran works again, life by life: what a life counts goes with it."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from dataclasses import dataclass, field

import aiohttp

RETRIES = re.compile(r'(?m)^cabinet_database_retries\{code="([^"]+)"\} (\d+)')
PAUSE = 0.25
"""Seconds between two looks: what happens between the last look and the end of a life is not counted."""


@dataclass
class Retries:
    """Looks at the metrics of the bot again and again."""

    port: int
    total: Counter[str] = field(default_factory=Counter)
    """How often works were run again, by what was in their way."""
    _of_this_life: dict[str, int] = field(default_factory=dict)
    _life: int = 0

    async def watch(self) -> None:
        """Look until cancelled."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
            while True:
                await asyncio.sleep(PAUSE)
                life = self._life
                try:
                    async with session.get(f"http://127.0.0.1:{self.port}/metrics") as answer:
                        text = await answer.text()
                except (aiohttp.ClientError, TimeoutError, ConnectionError):
                    continue
                if life == self._life:
                    self._of_this_life = {code: int(count) for code, count in RETRIES.findall(text)}

    def end_life(self) -> None:
        """Add what was seen last of a life that is over."""
        self._life += 1
        self.total.update(self._of_this_life)
        self._of_this_life = {}
