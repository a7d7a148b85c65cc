"""The guard that keeps long units of work off the event loop finds them."""

import pytest

from storage.sqlite.database import Database
from storage.unit import StoredUnit
from tests.steps import MOST_STEPS, TooLongError, only_short_units_on_the_loop

pytestmark = pytest.mark.of_sqlite("steps are counted")

COUNT_TO = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT max(i) FROM n"


def count_far(unit: StoredUnit) -> None:
    assert unit.connection.execute(COUNT_TO, (MOST_STEPS,)).fetchone()[0] == MOST_STEPS


@pytest.mark.parametrize("method", ["read", "write"])
async def test_a_long_unit_on_the_event_loop_is_found(database: Database, method: str) -> None:
    with pytest.raises(TooLongError, match="count_far"), only_short_units_on_the_loop():
        await getattr(database, method)(count_far)


async def test_a_long_rider_is_found(database: Database) -> None:
    async def ride() -> None:
        database.ride(count_far)
        await database.write(lambda _: None)

    with pytest.raises(TooLongError, match="count_far"), only_short_units_on_the_loop():
        await ride()


@pytest.mark.parametrize("method", ["read_long", "write_long"])
async def test_units_on_threads_may_take_what_they_need(database: Database, method: str) -> None:
    with only_short_units_on_the_loop() as counter:
        await getattr(database, method)(count_far)

    assert counter.counts == []
