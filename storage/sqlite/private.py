"""Keeps the files of the database from other users of the machine, also in a folder that they may enter.

SQLite gives new files the mode that the process was started with, and its log that of the database. So the
database is made here before SQLite opens it, and files that an older version left open to others are closed.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path

PRIVATE = 0o600
OTHERS = 0o077
"""The bits of a mode that let the group and all others in."""
ENDINGS = ("", "-wal", "-shm", "-journal")


def keep_private(database: Path) -> None:
    """Make the file if it is missing, and let nobody but its owner into it and into its logs.

    No file is opened for that, because closing it would free what SQLite has locked in this process. Where
    it is refused, nothing is changed: SQLite says then what is wrong, or the file is another user's.
    """
    with suppress(OSError):
        database = database.resolve()
        for ending in ENDINGS:
            close_to_others(database.with_name(database.name + ending))
        if not database.exists():
            os.mknod(database, PRIVATE | stat.S_IFREG)


def close_to_others(path: Path) -> None:
    """Take the rights of the group and of all others from a file that is there."""
    with suppress(OSError):
        mode = path.stat().st_mode
        if path.is_file() and mode & OTHERS:
            path.chmod(mode & ~OTHERS)


def private_opener(path: str, flags: int) -> int:
    """Open a file for ``open``, so that a new one belongs to its owner alone."""
    return os.open(path, flags, PRIVATE)
