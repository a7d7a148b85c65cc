"""Processes for pictures and documents, which must neither hold up conversations nor bring the bot down.

Drawing takes Python's lock, so that on a thread it would slow down every answer, and decoding what a stranger
sent can take all memory or never end. So such a task is done in a process that lets others go first, with a
bound on its memory and a deadline; one that passes it is killed, and a new one takes its place.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import IntEnum
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeAlias

from domain.errors import DomainError
from integrations.background import FullLineError, WaitingLine, polite_threads
from integrations.worker_process import DONE

ROOT = Path(__file__).parents[1]
LARGEST_ANSWER = 32 * 1024 * 1024
"""Bytes: more than any picture or document of ours has."""
END_SECONDS = 2.0
"""How long a process that was killed may take to be gone."""

Task: TypeAlias = Callable[[], bytes]
"""A function of a module, or a ``partial`` of one; what it is given has to be picklable."""


BUSY = "busy"
"""How a task ended for which there was no room."""


class Urgency(IntEnum):
    """Whose task goes first."""

    AWAITED = 0
    """Somebody looks at their chat meanwhile."""
    UNASKED = 1
    """It belongs to a message that nobody asked for."""


@dataclass(frozen=True)
class Bounds:
    """What tasks may use.

    ``memory_mib``: mebibytes of one process. ``seconds``: of one task, from its begin. ``tasks``: after so
    many a process is replaced, because libraries for pictures leak. ``waiting``: how many tasks of each
    urgency may wait.
    """

    memory_mib: int = 384
    seconds: float = 20.0
    tasks: int = 200
    waiting: int = 20


class TaskFailedError(Exception):
    """A task was not done: it raised an error, took too long, or its process ended."""


class TaskTooLongError(TaskFailedError):
    """A task took too long, and its process was killed."""


Told: TypeAlias = Callable[[str, str, float], None]
"""Is told the name of a task, how it ended, and the seconds that it took without its wait."""


def _tell_nobody(_name: str, _outcome: str, _seconds: float) -> None:
    return


@dataclass
class Workers:
    """A few processes, each of which is started when it is first needed."""

    count: int = 1
    bounds: Bounds = field(default_factory=Bounds)
    tell: Told = _tell_nobody

    def __post_init__(self) -> None:
        self._line = WaitingLine(self.count, dict.fromkeys(Urgency, self.bounds.waiting))
        self._threads = polite_threads(self.count, "workers")
        self._idle: list[_Process] = []
        self._busy: set[_Process] = set()
        self._is_closed = False

    @property
    def must_wait(self) -> bool:
        """Whether a task that comes now has to wait for others."""
        return self._line.is_busy

    @property
    def are_full(self) -> bool:
        """Whether a task that somebody waits for is refused now."""
        return self._line.is_full(Urgency.AWAITED)

    @property
    def waiting(self) -> int:
        """How many tasks wait for their turn."""
        return self._line.waiting

    async def do(self, name: str, task: Task, urgency: Urgency = Urgency.AWAITED) -> bytes:
        """Do a task when its turn comes, and give what it gave.

        Errors: ``workers-busy``: too many wait already.

        :raises TaskFailedError: it was not done.
        """
        try:
            return await self._line.run(urgency, lambda: self._timed(name, task))
        except FullLineError:
            self.tell(name, BUSY, 0.0)
            raise DomainError("workers-busy") from None

    async def _timed(self, name: str, task: Task) -> bytes:
        began, outcome = time.perf_counter(), "failed"
        try:
            done = await asyncio.get_running_loop().run_in_executor(self._threads, self._done, task)
            outcome = "done"
        except TaskTooLongError:
            outcome = "too-long"
            raise
        finally:
            self.tell(name, outcome, time.perf_counter() - began)
        return done

    def _done(self, task: Task) -> bytes:
        """Do a task, on a thread; a process that failed, or has done its share, is not used again."""
        process = self._found()
        self._busy.add(process)
        try:
            answer = process.answer(task)
        except BaseException:
            process.end()
            raise
        finally:
            self._busy.discard(process)
        if process.tasks < self.bounds.tasks and not self._is_closed:
            self._idle.append(process)
        else:
            process.end()
        return answer

    def _found(self) -> _Process:
        """Give a process that waits, or a new one; one that was ended from outside is not used."""
        while self._idle:
            process = self._idle.pop()
            if process.is_alive:
                return process
            process.end()
        return _Process(self.bounds)

    def close(self) -> None:
        """End all processes; a task under way fails."""
        self._is_closed = True
        for process in tuple(self._busy):
            process.kill()
        self._threads.shutdown()
        while self._idle:
            self._idle.pop().end()


class _Process:
    """One process, and the socket between it and the bot."""

    def __init__(self, bounds: Bounds) -> None:
        self.tasks = 0
        self._seconds = bounds.seconds
        self._orders, theirs = Pipe()
        try:
            with theirs:
                self._child = _start(theirs, bounds.memory_mib)
        except OSError as error:
            self._orders.close()
            raise TaskFailedError(f"no process could be started: {error.strerror}") from None

    @property
    def is_alive(self) -> bool:
        """Whether the process has not ended."""
        return self._child.poll() is None

    def answer(self, task: Task) -> bytes:
        """Give what a task gave."""
        self.tasks += 1
        try:
            self._orders.send_bytes(pickle.dumps(task))
            if not self._orders.poll(self._seconds):
                raise TaskTooLongError(f"longer than {self._seconds} s")
            answer = self._orders.recv_bytes(LARGEST_ANSWER)
        except (EOFError, OSError):
            raise TaskFailedError(f"its process ended ({self._exit_code()})") from None
        if answer[:1] != DONE:
            raise TaskFailedError(answer[1:].decode(errors="replace"))
        return answer[1:]

    def kill(self) -> None:
        """Let the process be gone, whatever it does."""
        self._child.kill()

    def end(self) -> None:
        """Kill the process, and close the socket, which nobody may use meanwhile."""
        self.kill()
        self._exit_code()
        self._orders.close()

    def _exit_code(self) -> int | None:
        with suppress(subprocess.TimeoutExpired):
            self._child.wait(END_SECONDS)
        return self._child.returncode


def _start(orders: Connection, memory_mib: int) -> subprocess.Popen[bytes]:
    """Start a process; in a session of its own, so that Ctrl+C means the bot alone."""
    number = orders.fileno()
    return subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
        (sys.executable, "-m", "integrations.worker_process", str(number), str(memory_mib)),
        cwd=ROOT,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # each of its threads takes 32 MiB
        stdin=subprocess.DEVNULL,
        pass_fds=(number,),
        start_new_session=True,
    )
