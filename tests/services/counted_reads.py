"""Counts the statements of a look at something, because residents wait for each of them."""

from collections.abc import Callable

from storage.sqlite.database import Database
from storage.unit import SqliteUnit
from tests.twice import connection_of


class CountedReads:
    """Runs short units of work, and keeps the statements of the last one."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.statements: list[str] = []

    async def read(self, work: Callable[[SqliteUnit], object]) -> object:
        return await self.database.read(self._counted(work))

    async def read_long(self, work: Callable[[SqliteUnit], object]) -> object:
        return await self.database.read_long(self._counted(work))

    async def write(self, work: Callable[[SqliteUnit], object]) -> object:
        return await self.database.write(self._counted(work))

    def _counted(self, work: Callable[[SqliteUnit], object]) -> Callable[[SqliteUnit], object]:
        def counted(unit: SqliteUnit) -> object:
            self.statements.clear()
            connection = connection_of(unit)
            connection.set_trace_callback(self.statements.append)
            try:
                return work(unit)
            finally:
                connection.set_trace_callback(None)

        return counted
