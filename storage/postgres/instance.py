"""Keeps those apart who work on a database of a server and who need it for themselves.

As many replicas of the bot as are wanted hold a lock together; a command that puts a backup in the place of
the database, or copies it elsewhere, holds it alone. The lock belongs to a connection, so the server frees it
when the process ends, even if it is killed. It notices that some milliseconds later, so a start asks more
than once. A server that restarts forgets it too: a process that has the lock asks for it again soon.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from random import Random
from time import sleep
from typing import Final

import psycopg

from services.ports import Clock
from storage.postgres.blocking import BlockingConnection, connected
from storage.postgres.errors import ConnectionLostError, ServerError
from storage.postgres.looking import refusals
from storage.postgres.migrate import count_missing, migrate
from storage.store import AlreadyRunningError, PlaceRefusedError

LOCK: Final = 7_306_011
"""The number of the advisory lock; see ``storage.postgres.migrate.LOCK``."""
ALONE: Final = "SELECT pg_try_advisory_lock(?)"
ALONE_NO_MORE: Final = "SELECT pg_advisory_unlock(?)"
TOGETHER: Final = "SELECT pg_try_advisory_lock_shared(?)"
PATIENCE = timedelta(seconds=3)
"""How long a start asks for the lock of a process that may have ended a moment ago."""
PAUSE_SECONDS: Final = 0.1
PAUSES: Final = (0.2, 0.5, 1, 2)
"""Seconds, twice each at most, in which replicas that start together find out who of them migrates."""
SERVER_LOOKS: Final = {
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
}
"""How soon the server notices, in seconds, that the machine of the bot is gone, and frees the lock."""


@dataclass
class _Lock:
    address: str
    question: str
    _stack: ExitStack = field(default_factory=ExitStack)
    _connection: BlockingConnection | None = None

    def take(self, patience: timedelta = timedelta(0)) -> None:
        """Connect and take the lock. Errors: ``AlreadyRunningError``, ``psycopg.OperationalError``."""
        connection = self._stack.enter_context(connected(self.address))
        connection.set_all(SERVER_LOOKS)
        if not _gets(connection, self.question, patience):
            self.close()
            raise AlreadyRunningError
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

    def take_together(self, clock: Clock, jitter: Random) -> None:
        """Take the lock next to other replicas, and migrate before if that is needed and nobody is there.

        Replicas that start together step back for a moment, so that one of them is alone, and wait for it.

        Errors: ``AlreadyRunningError``, ``PlaceRefusedError`` (``others``) if some work with the older schema
        all the time, which passes when they are stopped; ``MigrationError``, ``ServerError``.
        """
        trouble: Exception | None = None
        for pause in (0, *PAUSES):
            if pause:
                sleep(pause * (1 + jitter.random()))
            try:
                self.take()
                if self._is_up_to_date(clock):
                    return
                trouble = PlaceRefusedError("others", passes=True)
            except AlreadyRunningError as error:  # it migrates, or has the database for itself
                trouble = error
            self.close()
        assert trouble is not None  # noqa: S101 - who is not refused has returned
        raise trouble

    def _is_up_to_date(self, clock: Clock) -> bool:
        """Migrate if that is needed and nobody else is there; tell whether nothing is missing now."""
        connection = self._connection
        if connection is None or not count_missing(connection):
            return True
        if not _gets(connection, ALONE, timedelta(0)):
            return False
        try:
            migrate(connection, clock=clock)
        finally:
            connection.execute(ALONE_NO_MORE, (LOCK,))
        return True


def _gets(connection: BlockingConnection, question: str, patience: timedelta) -> bool:
    """Ask for the lock, for so long again and again.

    It is not waited for in the server, because a session that waits there keeps vacuum from all rows that
    were deleted since.
    """
    gives_up_at = time.monotonic() + patience.total_seconds()
    while not connection.execute(question, (LOCK,)).fetchall()[0][0]:
        if time.monotonic() >= gives_up_at:
            return False
        sleep(PAUSE_SECONDS)
    return True


@contextmanager
def at_work(address: str, clock: Clock) -> Iterator[Callable[[], None]]:
    """Work on the database next to other replicas, and give what keeps the lock; it may take seconds.

    Errors: as of :func:`only_instance`, and ``PlaceRefusedError`` (``others``) if the schema is older than
    this program, but others work with it.
    """
    lock, jitter = _Lock(address, TOGETHER), Random()  # noqa: S311 - no secret
    with _held(lock, partial(lock.take_together, clock, jitter)):
        yield lock.keep


@contextmanager
def only_instance(address: str) -> Iterator[Callable[[], None]]:
    """Keep other processes from the database, and give what keeps the lock; it may take seconds.

    Errors: ``AlreadyRunningError`` if another process works there, ``PlaceRefusedError``.
    """
    lock = _Lock(address, ALONE)
    with _held(lock, partial(lock.take, PATIENCE)):
        yield lock.keep


@contextmanager
def _held(lock: _Lock, take: Callable[[], None]) -> Iterator[None]:
    try:
        with refusals():
            take()
        yield
    finally:
        lock.close()
