"""Holds every test to the rule of the port that a work may be run more than once (``services/units.py``)."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any, TypeAlias

import pytest

from storage.sqlite.database import Database
from storage.unit import StoredUnit
from tests.engines import ON_POSTGRES
from tests.standing import STANDING
from tests.twice import twice

Way: TypeAlias = Callable[[Database, Callable[[StoredUnit], Any]], Any]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out what only SQLite has, where the run is on PostgreSQL."""
    mark = item.get_closest_marker("of_sqlite")
    if ON_POSTGRES and mark is not None:
        pytest.skip(f"of SQLite alone: {mark.args[0]}")


@pytest.fixture(scope="session", autouse=True)
def connections_stand() -> Iterator[None]:
    """Let connections to the server of the run serve one test after the other."""
    with STANDING.serving() if ON_POSTGRES else nullcontext():
        yield


@pytest.fixture(autouse=True)
def works_may_be_run_more_than_once(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run every work twice, undone in between, except where the test is marked ``once``."""
    if request.node.get_closest_marker("once") is not None:
        yield
        return
    complaints: list[str] = []

    def doing_it_twice(way: Way) -> Way:
        return lambda database, work: way(database, twice(work, complaints))

    with pytest.MonkeyPatch.context() as patch:
        for name in ("read", "read_long", "write", "write_long", "ride"):
            patch.setattr(Database, name, doing_it_twice(getattr(Database, name)))
        yield
    if complaints:
        pytest.fail("\n".join(["a work did not do the same in its second run:", *complaints]))
