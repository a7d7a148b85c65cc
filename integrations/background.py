"""Threads for work that must not hold up conversations: a password hash, a picture, a sound.

The system gives them the processor when nothing more urgent wants it. On one core a hash would take half of
the time of the conversations next to it otherwise, and a hash of four lanes four fifths.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

POLITENESS = 10
"""What is added to the niceness of these threads; those that they start inherit it."""


def polite_threads(count: int, name: str) -> ThreadPoolExecutor:
    """Give so many threads that let others go first."""
    return ThreadPoolExecutor(count, thread_name_prefix=name, initializer=_let_others_go_first)


def _let_others_go_first() -> None:
    """Lower the priority of this thread: Linux counts threads as processes there."""
    with suppress(OSError):  # a container may not let us
        os.setpriority(os.PRIO_PROCESS, 0, os.getpriority(os.PRIO_PROCESS, 0) + POLITENESS)
