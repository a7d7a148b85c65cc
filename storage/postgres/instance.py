"""Lets only one process of the bot work on a database of a server.

The lock belongs to a connection, so the server frees it when the process ends, even if it is killed. It
notices that some milliseconds later, so a start asks more than once. A server that restarts forgets the lock
too: the process that has it asks for it again soon.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from time import sleep
from typing import Final

import psycopg

from storage.postgres.blocking import BlockingConnection, connected
from storage.postgres.errors import ConnectionLostError, ServerError
from storage.postgres.looking import refusals
from storage.store import AlreadyRunningError

LOCK: Final = 7_306_011
"""The number of the advisory lock; see ``storage.postgres.migrate.LOCK``."""
PATIENCE = timedelta(seconds=3)
"""How long a start asks for the lock of a process that may have ended a moment ago."""
PAUSE_SECONDS: Final = 0.1
SERVER_LOOKS: Final = {
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
}
"""How soon the server notices, in seconds, that the machine of the bot is gone, and frees the lock."""


@dataclass
class _Lock:
    address: str
    _stack: ExitStack = field(default_factory=ExitStack)
    _connection: BlockingConnection | None = None

    def take(self, patience: timedelta = timedelta(0)) -> None:
        """Connect and take the lock. Errors: ``AlreadyRunningError``, ``psycopg.OperationalError``.

        For so long it is asked for again and again, and not waited for in the server, because a session that
        waits there keeps vacuum from all rows that were deleted since.
        """
        gives_up_at = time.monotonic() + patience.total_seconds()
        connection = self._stack.enter_context(connected(self.address))
        for name, value in SERVER_LOOKS.items():
            connection.execute("SELECT set_config(?, ?, false)", (name, value))
        while not connection.execute("SELECT pg_try_advisory_lock(?)", (LOCK,)).fetchall()[0][0]:
            if time.monotonic() >= gives_up_at:
                self.close()
                raise AlreadyRunningError
            sleep(PAUSE_SECONDS)
        self._connection = connection

    def keep(self) -> None:
        """Take the lock again if the server forgot it; while it cannot be reached, nobody else works there.

        Errors: ``AlreadyRunningError``.
        """
        if self._connection is not None:
            try:
                self._connection.run("SELECT 1")
            except (psycopg.Error, ServerError, ConnectionLostError):
                self.close()
        if self._connection is None:
            try:
                self.take()
            except (psycopg.Error, ServerError, ConnectionLostError):
                self.close()

    def close(self) -> None:
        """Free the lock."""
        self._connection = None
        self._stack.close()


@contextmanager
def only_instance(address: str) -> Iterator[Callable[[], None]]:
    """Keep other processes from the database, and give what keeps the lock; it may take seconds.

    Errors: ``AlreadyRunningError`` if another process has it, ``PlaceRefusedError``.
    """
    lock = _Lock(address)
    try:
        with refusals():
            lock.take(PATIENCE)
        yield lock.keep
    finally:
        lock.close()
