"""Keeps those apart who work on a database of a server and who need it for themselves.

As many replicas of the bot as are wanted hold a lock together; a command that puts a backup in the place of
the database, or copies it elsewhere, holds it alone. The lock belongs to a connection, so the server frees it
when the process ends, even if it is killed. A server that restarts forgets it too: a process that has the
lock asks for it again soon.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Final

import psycopg

from services.ports import Clock
from storage.postgres.blocking import BlockingConnection, connected
from storage.postgres.errors import ConnectionLostError, ServerError
from storage.postgres.looking import refusal
from storage.postgres.migrate import count_missing, migrate
from storage.store import AlreadyRunningError, PlaceRefusedError

LOCK: Final = 7_306_011
"""The number of the advisory lock; see ``storage.postgres.migrate.LOCK``."""
ALONE: Final = "SELECT pg_try_advisory_lock(?)"
ALONE_NO_MORE: Final = "SELECT pg_advisory_unlock(?)"
TOGETHER: Final = "SELECT pg_try_advisory_lock_shared(?)"
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

    def take(self) -> None:
        """Connect and take the lock. Errors: ``AlreadyRunningError``, ``psycopg.OperationalError``."""
        connection = self._stack.enter_context(connected(self.address))
        for name, value in SERVER_LOOKS.items():
            connection.execute("SELECT set_config(?, ?, false)", (name, value))
        [is_taken] = connection.execute(self.question, (LOCK,)).fetchall()[0]
        if not is_taken:
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

    def migrate(self, clock: Clock) -> None:
        """Bring the schema up to date while no other replica works with the one that is there.

        Errors: ``PlaceRefusedError`` (``others``) if some do; ``MigrationError``, ``ServerError``.
        """
        connection = self._connection
        if connection is None or not count_missing(connection):
            return
        [is_alone] = connection.execute(ALONE, (LOCK,)).fetchall()[0]
        if not is_alone:
            raise PlaceRefusedError("others")
        try:
            migrate(connection, clock=clock)
        finally:
            connection.execute(ALONE_NO_MORE, (LOCK,))


@contextmanager
def at_work(address: str, clock: Clock) -> Iterator[Callable[[], None]]:
    """Work on the database next to other replicas, and give what keeps the lock; it may take seconds.

    Errors: as of :func:`only_instance`, and ``PlaceRefusedError`` (``others``) if the schema is older than
    this program, but others work with it.
    """
    with _held(_Lock(address, TOGETHER)) as lock:
        lock.migrate(clock)
        yield lock.keep


@contextmanager
def only_instance(address: str) -> Iterator[Callable[[], None]]:
    """Keep other processes from the database, and give what keeps the lock; it may take seconds.

    Errors: ``AlreadyRunningError`` if another process works there, ``PlaceRefusedError``.
    """
    with _held(_Lock(address, ALONE)) as lock:
        yield lock.keep


@contextmanager
def _held(lock: _Lock) -> Iterator[_Lock]:
    try:
        try:
            lock.take()
        except psycopg.OperationalError as error:
            raise refusal(error) from None
        yield lock
    finally:
        lock.close()
