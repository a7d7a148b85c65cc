"""The bot as a process of its own that can be killed at any moment and started again at once.

Importing the bot's libraries takes seconds, during which nothing can go wrong that matters. So a process of
its own, the cradle, imports them once, and every life of the bot is a fork of it that does what
``python -m bot run`` does. Several cradles may stand side by side, each with a name and a log of its own.
"""

from __future__ import annotations

import asyncio
import os
import select
import signal
import sys
import time
import traceback
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
IMPORT_SECONDS = 60.0


class UnexpectedEndError(AssertionError):
    """The bot ended although nobody killed it."""


@dataclass
class Cradle:
    """Starts lives of the bot, one after the other."""

    process: Process
    log: Path
    """What the bot writes, life after life."""
    _pid: int = 0
    _handle: int = -1
    """The file descriptor of the life, which can be read once it is over."""
    _log_began_at: int = 0
    began_at: float = 0.0
    """When the life began, by ``time.monotonic``."""

    @property
    def lives(self) -> bool:
        """Whether a life began, which may have ended by itself."""
        return self._pid > 0

    @property
    def is_over(self) -> bool:
        """Whether a life began and has ended by itself."""
        return self.lives and bool(select.select([self._handle], [], [], 0)[0])

    async def start(self) -> None:
        """Begin a life: ``python -m bot run``."""
        await self._begin("run")

    async def run_command(self, *arguments: str) -> None:
        """Run another command of the bot to its end; :class:`UnexpectedEndError` unless it ends well."""
        await self._begin(*arguments)
        await self._wait(expected=0)

    async def kill(self) -> None:
        """End it as a power cut would; :class:`UnexpectedEndError` if it had ended before."""
        await self._end(signal.SIGKILL, expected=-signal.SIGKILL)

    async def stop(self) -> None:
        """Ask it to end; :class:`UnexpectedEndError` unless it ends well."""
        await self._end(signal.SIGTERM, expected=0)

    async def ended(self) -> None:
        """Wait until the life is over; its end is still to be asked for by :meth:`kill` or :meth:`stop`."""
        over = asyncio.Event()
        loop, handle = asyncio.get_running_loop(), self._handle
        loop.add_reader(handle, over.set)
        try:
            await over.wait()
        finally:
            loop.remove_reader(handle)

    @property
    def last_words(self) -> str:
        """What was written by the life that is over, or by the one that is there."""
        with self.log.open("rb") as log:
            log.seek(self._log_began_at)
            return log.read().decode(errors="replace")

    async def _end(self, number: signal.Signals, *, expected: int) -> None:
        assert self._pid > 0, "nothing lives"
        os.kill(self._pid, number)  # the cradle has not waited for it yet, so the number is still its own
        await self._wait(expected=expected)

    async def _begin(self, *arguments: str) -> None:
        self._log_began_at, self.began_at = self.log.stat().st_size, time.monotonic()
        self._say(" ".join(arguments))
        self._pid = int(await self._hear())
        self._handle = os.pidfd_open(self._pid)

    async def _wait(self, *, expected: int) -> None:
        self._say("wait")
        self._pid = 0
        status = int(await self._hear())
        os.close(self._handle)
        if status != expected:
            raise UnexpectedEndError(f"the bot ended with {status}, see its log")

    def _say(self, word: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{word}\n".encode())

    async def _hear(self) -> bytes:
        assert self.process.stdout is not None
        line = await asyncio.wait_for(self.process.stdout.readline(), IMPORT_SECONDS)
        if not line:
            raise UnexpectedEndError("the cradle is gone, see the log")
        return line


@asynccontextmanager
async def open_cradle(
    folder: Path, settings: Mapping[str, str], *, name: str = "bot"
) -> AsyncIterator[Cradle]:
    """Import everything; the folder gets the log ``<name>.log`` and is where the bot runs."""
    path = folder / f"{name}.log"
    with path.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.crash.bot_process",
            cwd=folder,
            env={**os.environ, **settings, "PYTHONPATH": str(ROOT)},
            stdin=PIPE,
            stdout=PIPE,
            stderr=log,
        )
    try:
        cradle = Cradle(process, path)
        assert await cradle._hear() == b"ready\n"
        yield cradle
    finally:
        assert process.stdin is not None
        process.stdin.close()  # the cradle kills what lives, and ends
        await process.wait()


def _rock() -> None:
    """Fork a life for every line of arguments, and tell how it ended for every ``wait``."""
    from bot.__main__ import main  # noqa: PLC0415 the parent of this process needs none of it

    pid = 0
    _tell("ready")
    for line in sys.stdin:
        if line == "wait\n":
            _tell(str(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])))
            pid = 0
            continue
        pid = os.fork()
        if pid == 0:
            os.dup2(2, 1)
            os.close(0)
            os._exit(_live(main, line.split()))
        _tell(str(pid))
    if pid:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _live(main: Callable[[Sequence[str]], int], arguments: Sequence[str]) -> int:
    try:
        return main(arguments)
    except BaseException:  # noqa: BLE001 the life ends here, and the log has to say of what
        traceback.print_exc()
        return 70
    finally:
        sys.stderr.flush()


def _tell(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _rock()
