"""Works that wait for a connection share a transaction, and each fares as if it had one of its own."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import psycopg
import pytest

from services.units import StoreBusyError, StoreRefusedError
from storage.postgres.database import WRITERS, Database
from storage.postgres.write_queue import APART, MOST_TOGETHER
from storage.unit import StoredUnit
from tests.storage.conftest import FakeClock
from tests.storage.postgres.facts import adding, kept, stored

MANY = WRITERS * MOST_TOGETHER
"""Works that come at once: some begin, and the others wait."""


@pytest.fixture
async def impatient(url: str, clock: FakeClock) -> AsyncIterator[Database]:
    async with Database.open(url, clock=clock, patience=timedelta(seconds=0.2)) as database:
        yield database


def raising(error: Exception, *, after_adding: int | None = None) -> Callable[[StoredUnit], None]:
    """Return a work that raises an error, and may have added a fact before."""

    def work(unit: StoredUnit) -> None:
        if after_adding is not None:
            adding(after_adding)(unit)
        raise error

    return work


async def run_all(database: Database, *works: Callable[[StoredUnit], object]) -> list[object]:
    """Run works that come at once, behind as many others as begin at once."""
    first = [lambda unit: len(kept(unit))] * WRITERS
    told = await asyncio.gather(*map(database.write, [*first, *works]), return_exceptions=True)
    return told[WRITERS:]


async def test_works_that_wait_share_transactions(postgres: Database) -> None:
    before = postgres.stats.commits

    assert await asyncio.gather(*[postgres.write(adding(number)) for number in range(MANY)]) == list(
        range(MANY)
    )
    assert postgres.stats.works == MANY
    assert postgres.stats.commits - before <= WRITERS * 2
    assert await postgres.read(kept) == list(range(MANY))


async def test_a_work_begins_at_once_while_a_connection_is_free(postgres: Database) -> None:
    await asyncio.gather(*[postgres.write(adding(number)) for number in range(WRITERS)])

    assert postgres.stats.commits == postgres.stats.works == WRITERS


async def test_a_work_sees_what_those_before_it_have_changed(postgres: Database) -> None:
    def count_and_add(unit: StoredUnit) -> int:
        found = len(kept(unit))
        adding(found)(unit)
        return found

    told = await run_all(postgres, *[count_and_add] * MOST_TOGETHER)

    assert sorted(map(int, map(str, told))) == list(range(MOST_TOGETHER))
    assert await postgres.read(kept) == list(range(MOST_TOGETHER))


async def test_an_error_before_any_change_reaches_its_caller_alone(postgres: Database) -> None:
    told = await run_all(postgres, adding(1), raising(KeyError("no")), adding(3))

    assert [each if isinstance(each, int) else type(each) for each in told] == [1, KeyError, 3]
    assert await postgres.read(kept) == [1, 3]
    assert APART not in postgres.stats.retries


async def test_an_error_after_a_change_undoes_what_its_work_has_changed_and_nothing_else(
    postgres: Database,
) -> None:
    told = await run_all(postgres, adding(1), raising(KeyError("no"), after_adding=2), adding(3))

    assert [each if isinstance(each, int) else type(each) for each in told] == [1, KeyError, 3]
    assert await postgres.read(kept) == [1, 3]
    assert postgres.stats.retries == {APART: 3}


async def test_what_the_server_refuses_one_work_is_not_refused_the_others(postgres: Database) -> None:
    def wrong(unit: StoredUnit) -> None:
        unit.connection.execute("INSERT INTO keyed (number) VALUES (1 / 0)")

    told = await run_all(postgres, adding(1), wrong, adding(3))

    assert [each if isinstance(each, int) else type(each) for each in told] == [1, StoreRefusedError, 3]
    assert await postgres.read(kept) == [1, 3]


async def test_a_value_without_its_reading_is_refused_at_the_end_and_the_next_work_fares_well(
    postgres: Database,
) -> None:
    def orphan(unit: StoredUnit) -> None:
        adding(1)(unit)
        unit.connection.execute(
            "INSERT INTO reading_values (reading_id, scale, value, rolled_over) VALUES (77, 1, 0, 0)"
        )

    for _ in range(WRITERS + 1):
        with pytest.raises(StoreRefusedError, match="reading_values"):
            await postgres.write(orphan)
    assert await postgres.write(adding(2)) == 2
    assert await postgres.read(kept) == [2]


async def test_a_work_that_waits_too_long_is_told_so_and_not_run_later(url: str, impatient: Database) -> None:
    with psycopg.connect(url) as holder:
        holder.execute("LOCK TABLE facts")
        loop = asyncio.get_running_loop()
        blocked = [loop.create_task(impatient.write(adding(number))) for number in range(WRITERS)]
        await asyncio.sleep(0)
        with pytest.raises(StoreBusyError, match="all connections are in use"):
            await impatient.write(adding(77))
        assert [each.done() for each in blocked] == [False] * WRITERS
    await asyncio.gather(*blocked)

    assert sorted(stored(url)) == list(range(WRITERS))


async def test_a_work_whose_caller_went_away_while_it_waited_is_done(url: str, clock: FakeClock) -> None:
    async with Database.open(url, clock=clock) as database:
        loop = asyncio.get_running_loop()
        callers = [loop.create_task(database.write(adding(number))) for number in range(MANY)]
        await asyncio.sleep(0)
        for each in callers:
            each.cancel()

    assert sorted(stored(url)) == list(range(MANY))
