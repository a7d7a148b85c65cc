"""Keeps the bot of the demo alive as a process, lets its clock follow, and ends it when that is asked for."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.demo.bot_process import Life

ROOT = Path(__file__).parents[2]
MOVE_SECONDS = 5.0
"""How long to wait for a bot that has to notice another time; one that is just starting notices it later."""
START_SECONDS = 20.0
"""How long to wait for a bot that was ended and starts again; Telegram may be slow meanwhile."""
END_SECONDS = 25.0
"""How long an orderly end may take."""


@dataclass
class BotKeeper:
    """Runs one process of the bot after the other; ``ahead`` says how far the clock is ahead, in seconds."""

    settings: Mapping[str, str]
    ahead: Callable[[], float]
    lives: int = 0
    """How many processes were started."""
    is_ready: bool = False
    """Whether the bot takes updates now."""
    _process: Process | None = None
    _heard: float | None = None
    """How far the bot's own clock is ahead, as the bot has said."""
    _is_over: bool = False
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def run(self) -> int:
        """Start the bot, and start it again when it has ended, until :meth:`stop`; returns the exit code.

        A bot that ends before it could begin is not started again, because it would end again.
        """
        code, was_ready = 0, True
        while not self._is_over and (was_ready or code <= 0):
            code, was_ready = await self._live()
        if self._is_over:
            return 0
        self._is_over = True
        await self._notify()
        return code

    async def stop(self) -> None:
        """Let the bot end for good, in good order if that does not take too long."""
        self._is_over = True
        self._send(signal.SIGTERM)
        if not await self._comes(lambda: self._process is None, END_SECONDS):
            self._send(signal.SIGKILL)

    async def follow(self) -> None:
        """Let the bot know that the clock was moved, and wait until it knows."""
        ahead = self.ahead()
        if self._process is None:
            return  # the next one hears of it when it starts
        await self._say_ahead(self._process, ahead)
        if self.is_ready:
            await self._comes(lambda: self._heard is not None and self._heard >= ahead, MOVE_SECONDS)

    async def restart(self) -> None:
        """Let the bot end in good order, and wait until the next one is ready."""
        await self._end_life(signal.SIGTERM)

    async def kill(self) -> None:
        """End the bot as a power cut would, and wait until the next one is ready."""
        await self._end_life(signal.SIGKILL)

    async def ready(self) -> None:
        """Wait until the bot takes updates, however long that takes, or until it was given up."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.is_ready or self._is_over)

    async def _end_life(self, number: signal.Signals) -> None:
        life = self.lives
        self._send(number)
        await self._comes(lambda: self.lives > life and self.is_ready, END_SECONDS + START_SECONDS)

    async def _say_ahead(self, process: Process, ahead: float) -> None:
        if process.stdin is not None:
            with suppress(ConnectionError):
                process.stdin.write(json.dumps({"ahead": ahead}).encode() + b"\n")
                await process.stdin.drain()

    def _send(self, number: signal.Signals) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.send_signal(number)

    async def _comes(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Wait for a condition, but not for ever; tells whether it came."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._changed:
                await self._changed.wait_for(condition)
                return True
        return False

    async def _live(self) -> tuple[int, bool]:
        """Run one process to its end; gives its exit code, and whether it ever took updates."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.demo.bot_process"),
            Life(dict(self.settings), self.ahead()).dump(),
            stdin=PIPE,
            stdout=PIPE,
            cwd=ROOT,
            start_new_session=True,  # Ctrl+C is for the demo, which ends its bot
        )
        self._process, self._heard, was_ready = process, None, False
        self.lives += 1
        try:
            if self._is_over:
                self._send(signal.SIGTERM)
            await self._say_ahead(process, self.ahead())  # the clock may have been moved meanwhile
            await self._hear(process)
            code, was_ready = await process.wait(), self.is_ready
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
            self._process, self.is_ready = None, False
            await self._notify()
        return code, was_ready

    async def _hear(self, process: Process) -> None:
        """Take down what the bot says, until it says nothing any more."""
        if process.stdout is None:
            return
        async for line in process.stdout:
            told = json.loads(line)
            self.is_ready = self.is_ready or "ready" in told
            self._heard = told.get("ahead", self._heard)
            await self._notify()

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()
