"""What a work says that it will look up: just what it looks up, so that nothing is asked for in vain."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import pytest

from services.numbers.due import ListDue
from services.numbers.readings import BeginAnyReading, BeginReading, EnterValues, SubmitReading
from storage.connection import Connection, Cursor, Parameters
from storage.unit import StoredUnit
from tests.services.household import ONE_RATE, Household


class AskedConnection:
    """Keeps what was asked ahead and what was looked up; ``storage.connection.Connection``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.asked: list[tuple[str, tuple[Any, ...]]] = []
        self.looked_up: list[tuple[str, tuple[Any, ...]]] = []

    def ask_ahead(self, sql: str, parameters: Parameters) -> None:
        self.asked.append((sql, tuple(parameters)))

    def execute(self, sql: str, parameters: Parameters = (), /) -> Cursor:
        self.looked_up.append((sql, tuple(parameters)))
        return self._connection.execute(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> Cursor:
        return self._connection.executemany(sql, parameters)


class AskedUnits:
    """Runs works on a connection that answers later, as far as they can tell."""

    def __init__(self, flat: Household) -> None:
        self._database = flat.database
        self.connection: AskedConnection

    async def read(self, work: Callable[[StoredUnit], object]) -> object:
        return await self._database.read(self._noted(work))

    async def write(self, work: Callable[[StoredUnit], object]) -> object:
        return await self._database.write(self._noted(work))

    def _noted(self, work: Callable[[StoredUnit], object]) -> Callable[[StoredUnit], object]:
        def noted(unit: StoredUnit) -> object:
            self.connection = AskedConnection(unit.connection)
            return work(StoredUnit(self.connection, unit._settings))

        return noted


async def _begin(flat: Household, units: Any, anna: int) -> None:
    await BeginReading(units, flat.begin_reading.calendar)(anna, "100200301", ONE_RATE)


async def _begin_any(flat: Household, units: Any, anna: int) -> None:
    await BeginAnyReading(units, flat.begin_reading)(anna)


async def _enter(flat: Household, units: Any, anna: int) -> None:
    await EnterValues(units, flat.begin_reading.calendar)(anna, ONE_RATE, {}, "12100")


async def _submit(flat: Household, units: Any, anna: int) -> None:
    flat.submit_reading = SubmitReading(units, flat.begin_reading.calendar)
    await flat.submit(anna, 12100)


async def _list_due(flat: Household, units: Any, anna: int) -> None:
    await ListDue(units, flat.begin_reading.calendar)(anna)


@pytest.mark.parametrize("use", [_begin, _begin_any, _enter, _submit, _list_due])
async def test_what_is_asked_ahead_is_what_is_looked_up_a_moment_later(
    flat: Household, anna: int, use: Callable[[Household, Any, int], Awaitable[None]]
) -> None:
    units = AskedUnits(flat)

    await use(flat, units, anna)

    asked = units.connection.asked
    assert len(asked) >= 2
    assert [each for each in asked if each not in units.connection.looked_up] == []
