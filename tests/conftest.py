"""Holds every test to the rule of the port that a work may be run more than once (``services/units.py``)."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

from storage.sqlite.database import Database
from storage.unit import SqliteUnit
from tests.twice import twice

Result = TypeVar("Result")


@pytest.fixture(autouse=True)
def works_may_be_run_more_than_once(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run every work twice, undone in between, except where the test is marked ``once``."""
    if request.node.get_closest_marker("once") is not None:
        yield
        return
    complaints: list[str] = []
    read, write = Database.read, Database.write

    async def read_twice(database: Database, work: Callable[[SqliteUnit], Result]) -> Result:
        return await read(database, twice(work, complaints))

    async def write_twice(database: Database, work: Callable[[SqliteUnit], Result]) -> Result:
        return await write(database, twice(work, complaints))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "read", read_twice)
        patch.setattr(Database, "write", write_twice)
        yield
    if complaints:
        pytest.fail("\n".join(["a work did not do the same in its second run:", *complaints]))
