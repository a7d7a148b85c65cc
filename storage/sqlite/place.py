"""A database that is a file of this machine, with what lies next to it."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import (
    AbstractContextManager,
    AsyncExitStack,
    ExitStack,
    asynccontextmanager,
    contextmanager,
)
from dataclasses import dataclass
from errno import EDQUOT, EIO, ENOSPC
from pathlib import Path

from services.ports import Clock
from services.units import StoreBusyError, StoreCorruptError, StoreRefusedError
from storage.backups import Backup
from storage.connection import Connection
from storage.schema import MigrationError
from storage.sqlite.backup import back_up, restore
from storage.sqlite.copying import SqliteRows, rows_from, rows_to
from storage.sqlite.database import URL_PREFIX, Database, open_read_only
from storage.sqlite.exchange import SqliteExchange, open_exchange, temporary_files_in
from storage.sqlite.instance import only_instance
from storage.sqlite.looking import look_at
from storage.sqlite.stage import SqliteRegistryStage, open_stage
from storage.store import PlaceRefusedError, Seen
from storage.unit import UnitSettings

PASSING = frozenset({EDQUOT, EIO, ENOSPC})
"""Trouble of the disk that a restart may find gone."""


@dataclass(frozen=True)
class SqlitePlace:
    """A file; implements ``storage.places.Place``."""

    path: Path

    @property
    def url(self) -> str:
        """The address, by which another process finds the same file wherever it runs."""
        return f"{URL_PREFIX}{self.path.absolute()}"

    @property
    def shown(self) -> str:
        """The path as it was given."""
        return str(self.path)

    @property
    def files(self) -> Path:
        """The database itself, whose name begins those of the folders next to it."""
        return self.path.absolute()

    @property
    def is_there(self) -> bool:
        """Whether the file is there."""
        return self.path.is_file()

    @asynccontextmanager
    async def opened(
        self, *, clock: Clock, operator_chat_id: int | None = None, operator_language: str = "ru"
    ) -> AsyncIterator[Database]:
        """Open the file, or make it; errors: ``PlaceRefusedError``, and ``StoreError`` for faults of ours."""
        async with AsyncExitStack() as stack:
            with self._refusals():
                database = await stack.enter_async_context(
                    Database.open(
                        self.path,
                        clock=clock,
                        operator_chat_id=operator_chat_id,
                        operator_language=operator_language,
                    )
                )
            yield database

    def at_work(self, *, clock: Clock) -> AbstractContextManager[Callable[[], None]]:  # noqa: ARG002
        """Hold the lock of the file, because one process works on it; see :meth:`alone`."""
        return self.alone()

    @contextmanager
    def alone(self) -> Iterator[Callable[[], None]]:
        """Hold the lock of the file, which ends with the process and is never lost before.

        Errors: ``AlreadyRunningError``, ``PlaceRefusedError``.
        """
        with ExitStack() as stack:
            try:
                stack.enter_context(only_instance(self.path))
            except OSError as error:
                reason = error.strerror or type(error).__name__
                raise PlaceRefusedError("folder", reason, passes=error.errno in PASSING) from None
            yield lambda: None

    def looked_at(self) -> Seen:
        """Try whether the file fits this program and can be written. Errors: ``PlaceRefusedError``."""
        with self._refusals():
            return look_at(self.path)

    def read_only(self) -> AbstractContextManager[Connection]:
        """Open the file for a command that only reads. Errors: ``StoreError``."""
        return open_read_only(self.path)

    def exchange(self, settings: UnitSettings) -> AbstractContextManager[SqliteExchange]:
        """Open the file for an export, or for answers."""
        return open_exchange(self.path, settings)

    def stage(self, settings: UnitSettings) -> AbstractContextManager[SqliteRegistryStage]:
        """Open the file with a stage next to it, for an import."""
        return open_stage(self.path, settings)

    def back_up(self, target: Path, *, clock: Clock) -> Backup:
        """Copy the file page by page."""
        return back_up(self.path, target, clock=clock)

    def restore(self, backup: Path, *, clock: Clock) -> Path | None:
        """Put a copy of the backup in the place of the file, which is kept next to it."""
        return restore(backup, self.path, clock=clock)

    def rows_from(self) -> AbstractContextManager[SqliteRows]:
        """Read everything, while nobody may write."""
        return rows_from(self.path)

    def rows_to(self, *, clock: Clock) -> AbstractContextManager[SqliteRows]:
        """Write rows into the file, which is made if needed."""
        return rows_to(self.path, clock=clock)

    def temporary_files(self) -> AbstractContextManager[None]:
        """Keep what SQLite sorts next to the file."""
        return temporary_files_in(self.path.parent)

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        """Say it if the file is no database of this program, or not for this version or this user."""
        try:
            yield
        except MigrationError as error:
            raise PlaceRefusedError("other", str(error)) from None
        except StoreCorruptError as error:
            raise PlaceRefusedError("damaged", str(error)) from None
        except (StoreBusyError, StoreRefusedError) as error:
            if not self._is_writable:
                raise PlaceRefusedError("closed", str(error)) from None
            if isinstance(error, StoreRefusedError):
                raise
            raise PlaceRefusedError("busy", str(error), passes=True) from None

    @property
    def _is_writable(self) -> bool:
        if self.path.is_dir():
            return False
        places = [place for place in (self.path, self.path.parent) if place.exists()]
        return all(os.access(place, os.R_OK | os.W_OK) for place in places)
