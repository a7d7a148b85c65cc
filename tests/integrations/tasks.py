"""Tasks that the tests let workers do: good ones, and ones that go wrong."""

import os
import signal
import sys
import threading
from pathlib import Path


def pid() -> bytes:
    return str(os.getpid()).encode()


def humility() -> bytes:
    """Tell how much this process lets others go first, and whether it would be ended before them."""
    first_to_go = Path("/proc/self/oom_score_adj").read_text().strip()
    is_idle = os.sched_getscheduler(0) == os.SCHED_IDLE
    return f"{os.getpriority(os.PRIO_PROCESS, 0)} {is_idle} {first_to_go}".encode()


def modules() -> bytes:
    return " ".join(sys.modules).encode()


def say(word: str, diary: Path) -> bytes:
    with diary.open("a") as file:
        file.write(word)
    return word.encode()


def fail() -> bytes:
    raise ValueError("on purpose")


def forever(started: Path | None = None) -> bytes:
    if started is not None:
        started.write_bytes(pid())
    threading.Event().wait()
    return b""


def die(number: int) -> bytes:
    os.kill(os.getpid(), signal.Signals(number))
    return b""


def take_memory(mebibytes: int) -> bytes:
    return bytes(len(bytearray(mebibytes << 20)) >> 40)
