"""One process works on a database.

Two would take turns at the updates of one chat, and nothing that a process keeps in memory (whose turn it is,
what was sent in the last second) would hold any more. The lock is the system's: it ends with the process,
however that ends.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunningError(Exception):
    """Another process works on this database."""


@contextmanager
def only_instance(database: Path) -> Iterator[None]:
    """Keep other processes from the database; ``AlreadyRunningError`` if one has it.

    The folder is made if needed. The lock's file stays: one that is removed could be locked twice.
    """
    database = database.resolve()
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with database.with_name(f"{database.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunningError from None
        yield
