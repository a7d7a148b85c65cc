"""Lets only one process work on a database.

Two processes would handle updates of one chat at the same time, and neither would know what the other keeps
in memory: its queues, and the messages sent in the last second. The lock belongs to the operating system,
because then it ends with the process, even if the process is killed.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.sqlite.private import close_to_others, private_opener
from storage.store import AlreadyRunningError


@contextmanager
def only_instance(database: Path) -> Iterator[None]:
    """Keep other processes from the database; ``AlreadyRunningError`` if another process has it.

    The folder is made if needed. The file of the lock stays, because two processes could lock a removed file.
    """
    database = database.resolve()
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = database.with_name(f"{database.name}.lock")
    with open(path, "w", opener=private_opener) as lock:
        close_to_others(path)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunningError from None
        yield
