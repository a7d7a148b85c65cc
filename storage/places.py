"""Where the database is, by its address; this module alone knows which engines there are."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from pathlib import Path
from typing import Protocol

from services.exchange.registry import RegistryStage
from services.ports import Clock
from storage.backups import Backup
from storage.connection import Connection
from storage.copying import RowSource, RowTarget
from storage.sqlite.database import URL_PREFIX, database_path
from storage.sqlite.place import SqlitePlace
from storage.store import ExchangeStore, Seen, Store
from storage.unit import UnitSettings

SERVER_PREFIXES = ("postgresql://", "postgres://")


class Place(Protocol):
    """A database that may be there or not, and that several processes may open.

    Errors of all ways to open it: ``PlaceRefusedError`` where only an administrator can help, or time.
    """

    @property
    def url(self) -> str:
        """The address, which may hold a password."""
        ...

    @property
    def shown(self) -> str:
        """The address as people may read it."""
        ...

    @property
    def files(self) -> Path:
        """What the names of folders begin with in which files of the exchange lie."""
        ...

    @property
    def is_there(self) -> bool:
        """Whether there is something to read; always for a server, which says itself what it lacks."""
        ...

    def opened(
        self, *, clock: Clock, operator_chat_id: int | None = None, operator_language: str = "ru"
    ) -> AbstractAsyncContextManager[Store]:
        """Bring the schema up to date, and give the store until the context ends."""
        ...

    def at_work(self, *, clock: Clock) -> AbstractContextManager[Callable[[], None]]:
        """Let this process of the bot work here, next to others where the engine allows that.

        It keeps out commands that need the database for themselves. The schema is up to date then, or
        ``PlaceRefusedError`` (``others``) says that other replicas work with an older one.
        """
        ...

    def alone(self) -> AbstractContextManager[Callable[[], None]]:
        """Keep all processes of the bot out. Errors: ``AlreadyRunningError``.

        What it gives makes sure that they still are, which may wait for a server for seconds, and raises
        ``AlreadyRunningError`` if another process has come in meanwhile.
        """
        ...

    def looked_at(self) -> Seen:
        """Try whether the database fits this program and can be written, without changing it."""
        ...

    def read_only(self) -> AbstractContextManager[Connection]:
        """Open the database for a command that only reads. Errors: ``StoreError``."""
        ...

    def exchange(self, settings: UnitSettings) -> AbstractContextManager[ExchangeStore]:
        """Open the database for an export, or for answers.

        Errors: ``ExchangeIsRunningError``, ``MigrationError``, ``StoreError``.
        """
        ...

    def stage(self, settings: UnitSettings) -> AbstractContextManager[RegistryStage]:
        """Open the database with an empty stage for an import; errors as of :meth:`exchange`."""
        ...

    def back_up(self, target: Path, *, clock: Clock) -> Backup:
        """Copy the database, while the bot may run, to a new file or into a folder, and check the copy.

        Errors: ``CopyRefusedError``, ``MigrationError``, ``StoreError``, ``OSError``.
        """
        ...

    def restore(self, backup: Path, *, clock: Clock) -> Path | None:
        """Put a backup in the place of the database; return where the old one is kept, if there was one.

        The caller keeps the bot out. Errors: ``PlaceRefusedError`` and those of :meth:`back_up`.
        """
        ...

    def rows_from(self) -> AbstractContextManager[RowSource]:
        """Read everything, while nobody may write. Errors: those of :meth:`back_up`."""
        ...

    def rows_to(self, *, clock: Clock) -> AbstractContextManager[RowTarget]:
        """Bring the schema up to date and write rows in one transaction. Errors: those of :meth:`back_up`."""
        ...

    def temporary_files(self) -> AbstractContextManager[None]:
        """Let the engine keep what this process sorts where there is room."""
        ...


def place_of(url: str) -> Place:
    """Return the place of a ``DATABASE_URL``.

    ``ValueError`` if the text is no such address; the message repeats nothing of it.
    """
    if url.startswith(URL_PREFIX):
        return SqlitePlace(database_path(url))
    if url.startswith(SERVER_PREFIXES):
        from storage.postgres.place import PostgresPlace  # noqa: PLC0415 - an embedded database needs no driver

        return PostgresPlace.of(url)
    raise ValueError("neither sqlite:///path/to/file nor postgresql://user:password@host/database")
