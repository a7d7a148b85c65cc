"""A database on a PostgreSQL server; files of the exchange lie on the machine of the bot."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import (
    AbstractContextManager,
    AsyncExitStack,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import psycopg

from services.exchange.registry import RegistryStage
from services.ports import Clock
from services.units import StoreBusyError
from storage.backups import Backup
from storage.connection import Connection
from storage.copying import RowTarget
from storage.postgres.blocking import connected
from storage.postgres.database import Database
from storage.postgres.errors import translated
from storage.postgres.instance import at_work, only_instance
from storage.postgres.looking import look_at
from storage.postgres.wire import address_of
from storage.store import ExchangeStore, PlaceRefusedError, Seen
from storage.unit import UnitSettings

STEM = "cabinet"
"""What names of folders for files of the exchange begin with, and those of backups."""
STATE = "STATE_DIRECTORY"
"""The variable by which systemd and the image name the folder that the bot may write; first of several."""


@dataclass(frozen=True)
class PostgresPlace:
    """A database of a server; implements ``storage.places.Place``."""

    url: str = field(repr=False)
    shown: str
    """Host, port and name; neither user nor password."""

    @classmethod
    def of(cls, url: str) -> Self:
        """Read an address that libpq understands and that names the database.

        ``ValueError`` without a piece of the address, which may be of its password.
        """
        try:
            given = psycopg.conninfo.conninfo_to_dict(url)
        except psycopg.Error:
            raise ValueError(
                "not postgresql://user:password@host/database"
                " (write @ : / % # ? of a password as %40 %3A %2F %25 %23 %3F)"
            ) from None
        name = given.get("dbname")
        if not name:
            raise ValueError("names no database: postgresql://user:password@host/database")
        host, ports = str(given.get("host", "")), str(given.get("port", ""))
        if not all(port.isdecimal() for port in ports.split(",") if port):
            raise ValueError("names a port that is no number: postgresql://user:password@host:5432/database")
        return cls(url, f"postgresql://{host}{f':{ports}' if ports else ''}/{name}")

    @property
    def files(self) -> Path:
        """A name in the folder that the bot may write, as systemd says; in the folder ``data`` without it."""
        return Path((os.environ.get(STATE) or "data").partition(":")[0], STEM).absolute()

    @property
    def is_there(self) -> bool:
        """Whether there is something to read, which the server says itself."""
        return True

    @asynccontextmanager
    async def opened(
        self, *, clock: Clock, operator_chat_id: int | None = None, operator_language: str = "ru"
    ) -> AsyncIterator[Database]:
        """Look at the database, bring it up to date and open it. Errors: ``PlaceRefusedError``."""
        await asyncio.to_thread(self.looked_at)
        async with AsyncExitStack() as stack:
            try:
                database = await stack.enter_async_context(
                    Database.open(
                        self.url,
                        clock=clock,
                        operator_chat_id=operator_chat_id,
                        operator_language=operator_language,
                    )
                )
            except StoreBusyError as error:
                raise PlaceRefusedError("busy", str(error), passes=True) from None
            yield database

    @contextmanager
    def at_work(self, *, clock: Clock) -> Iterator[Callable[[], None]]:
        """Hold an advisory lock that replicas share. Errors: those of :meth:`alone`."""
        self.looked_at()
        with at_work(address_of(self.url), clock) as still_at_work:
            yield still_at_work

    def alone(self) -> AbstractContextManager[Callable[[], None]]:
        """Hold an advisory lock on a connection of its own.

        Errors: ``AlreadyRunningError``, ``PlaceRefusedError``.
        """
        return only_instance(address_of(self.url))

    def looked_at(self) -> Seen:
        """Try whether the database fits this program and can be written. Errors: ``PlaceRefusedError``."""
        return look_at(address_of(self.url))

    @contextmanager
    def read_only(self) -> Iterator[Connection]:
        """Read one snapshot, for a command that only reads. Errors: ``StoreError``."""
        with translated(), connected(address_of(self.url)) as connection:
            connection.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield connection

    def exchange(self, settings: UnitSettings) -> AbstractContextManager[ExchangeStore]:
        """Open the database for an export, or for answers."""
        from storage.postgres.exchange import open_exchange  # noqa: PLC0415 - the bot itself does not need it

        return open_exchange(self.url, settings)

    def stage(self, settings: UnitSettings) -> AbstractContextManager[RegistryStage]:
        """Open the database with an empty stage, for an import."""
        from storage.postgres.stage import open_stage  # noqa: PLC0415 - likewise

        return open_stage(self.url, settings)

    def back_up(self, target: Path, *, clock: Clock) -> Backup:
        """Copy the database by ``pg_dump``."""
        from storage.postgres.backup import back_up  # noqa: PLC0415 - likewise

        return back_up(address_of(self.url), target, clock=clock, stem=STEM)

    def restore(self, backup: Path, *, clock: Clock) -> None:  # noqa: ARG002 - nothing is named by the moment
        """Put a backup into the database by ``pg_restore``; it must have no tables yet, so none is kept."""
        from storage.postgres.backup import restore  # noqa: PLC0415 - likewise

        self.looked_at()
        restore(backup, address_of(self.url))

    def rows_from(self) -> AbstractContextManager[RowTarget]:
        """Read everything, while nobody may write."""
        from storage.postgres.copying import rows_from  # noqa: PLC0415 - likewise

        return rows_from(address_of(self.url), self.shown)

    def rows_to(self, *, clock: Clock) -> AbstractContextManager[RowTarget]:
        """Write rows into the tables, which are made if needed."""
        from storage.postgres.copying import rows_to  # noqa: PLC0415 - likewise

        return rows_to(address_of(self.url), clock=clock)

    def temporary_files(self) -> AbstractContextManager[None]:
        """Do nothing, because the server sorts."""
        return nullcontext()
