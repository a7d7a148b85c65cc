"""Counts the statements of a look at something, because residents wait for each of them."""

from collections.abc import Callable, Iterable

from storage.connection import Connection, Cursor, Parameters
from storage.sqlite.database import Database
from storage.unit import StoredUnit


class NotingConnection:
    """Keeps the statements that it hands on; ``storage.connection.Connection``."""

    def __init__(self, connection: Connection, statements: list[str]) -> None:
        self._connection = connection
        self._statements = statements

    def execute(self, sql: str, parameters: Parameters = (), /) -> Cursor:
        self._statements.append(sql)
        return self._connection.execute(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> Cursor:
        self._statements.append(sql)
        return self._connection.executemany(sql, parameters)


class CountedReads:
    """Runs short units of work, and keeps the statements of the last one."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.statements: list[str] = []

    async def read(self, work: Callable[[StoredUnit], object]) -> object:
        return await self.database.read(self._counted(work))

    async def read_long(self, work: Callable[[StoredUnit], object]) -> object:
        return await self.database.read_long(self._counted(work))

    async def write(self, work: Callable[[StoredUnit], object]) -> object:
        return await self.database.write(self._counted(work))

    def _counted(self, work: Callable[[StoredUnit], object]) -> Callable[[StoredUnit], object]:
        def counted(unit: StoredUnit) -> object:
            self.statements.clear()
            return work(StoredUnit(NotingConnection(unit.connection, self.statements), unit._settings))

        return counted
