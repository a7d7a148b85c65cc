"""A process for pictures and documents: ``python -m integrations.worker_process``, started by the bot.

It knows nothing of the bot: it imports what a task names, and nothing else. Orders come through a socket, of
which the first argument is the number; the second is how many mebibytes of memory the process may have. An
order is a pickled function without arguments. The answer is :data:`DONE` with the bytes that the function
gave, or :data:`FAILED` with the words of its error. Nothing that comes back is unpickled, because a picture
that got the better of its decoder shall get no further than this process.
"""

from __future__ import annotations

import os
import pickle
import resource
import select
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

DONE, FAILED = b"+", b"-"
"""The first byte of an answer."""
ORPHANED = 1
"""The exit code of a process whose bot has ended."""
LAST = 19
"""The niceness with which Linux lets everybody else go first."""

FIRST_TO_GO = "1000"
"""What makes Linux end a process before any other when there is no memory left."""


def main(arguments: list[str]) -> int:
    """Carry out one order after the other until the bot closes the socket; return the exit code."""
    orders = Connection(int(arguments[0]))
    _end_with_the_bot(orders)
    _restrain(int(arguments[1]))
    with suppress(EOFError, OSError):
        while True:
            orders.send_bytes(_answer(orders.recv_bytes()))
    return 0


def _restrain(memory_mib: int) -> None:
    """Bound the memory that this process can write to, and let others go first where the system allows it.

    If the memory of the machine runs out, Linux shall end this process, and not the bot.
    """
    most = memory_mib * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, LAST)
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO)


def _answer(order: bytes) -> bytes:
    try:
        # Orders are the bot's own: nobody else holds the other end of the socket.
        task: Callable[[], bytes] = pickle.loads(order)  # noqa: S301
        return DONE + task()
    except Exception:  # noqa: BLE001 - whatever it is, the bot has to hear of it
        return FAILED + traceback.format_exc().encode(errors="replace")


def _end_with_the_bot(orders: Connection) -> None:
    """Let this process end when the bot does, in the middle of a task too.

    Signals that mean the bot are left to it: it may still wait for what is under way here.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    bot = select.poll()
    bot.register(orders, 0)  # the end of the other side is told unasked

    def watch() -> None:
        bot.poll()
        os._exit(ORPHANED)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
