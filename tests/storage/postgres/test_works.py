"""Works that meet each other, or trouble of the server: each counts once, or leaves nothing and says why."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import psycopg
import pytest

from services.units import StoreBusyError, StoreRefusedError
from storage.postgres.database import WRITERS, Database
from storage.postgres.greenlets import start
from storage.postgres.pool import Pool
from storage.postgres.writes import MOST_TRIES, TRIES_OF_KEYS
from storage.unit import StoredUnit
from tests.storage.conftest import FakeClock
from tests.storage.postgres.facts import adding, kept, sql, stored

LIMIT, MANY = 5, 50


async def test_a_limit_that_many_works_race_for_lets_exactly_so_many_pass(postgres: Database) -> None:
    def within_limit(unit: StoredUnit) -> bool:
        if len(kept(unit)) >= LIMIT:
            return False
        adding(1)(unit)
        return True

    passed = await asyncio.gather(*[postgres.write(within_limit) for _ in range(MANY)])

    assert Counter(passed) == {True: LIMIT, False: MANY - LIMIT}
    assert await postgres.read(kept) == [1] * LIMIT
    assert 0 < postgres.stats.retries["40001"] < MANY * MOST_TRIES
    assert postgres.stats.works == MANY


async def test_a_work_that_never_comes_through_is_given_up_as_busy(postgres: Database) -> None:
    runs = []

    def unlucky(unit: StoredUnit) -> None:
        runs.append(adding(1)(unit))
        raising(unit, "40001")

    with pytest.raises(StoreBusyError):
        await postgres.write(unlucky)

    assert len(runs) == MOST_TRIES
    assert postgres.stats.retries == {"40001": MOST_TRIES - 1}
    assert await postgres.read(kept) == []


def raising(unit: StoredUnit, state: str) -> None:
    """Have the server raise an error."""
    unit.connection.execute(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$").fetchall()


async def test_a_key_that_is_there_is_the_works_own_fault_in_the_end(postgres: Database) -> None:
    runs = []

    def again(unit: StoredUnit) -> None:
        runs.append(1)
        unit.connection.execute("INSERT INTO keyed (number) VALUES (1)")

    await postgres.write(again)
    with pytest.raises(StoreRefusedError, match="keyed_pkey"):
        await postgres.write(again)

    assert len(runs) == 1 + TRIES_OF_KEYS
    assert postgres.stats.retries == {"23505": TRIES_OF_KEYS - 1}


async def test_works_that_look_a_key_up_and_add_it_do_so_once(postgres: Database) -> None:
    def once(unit: StoredUnit) -> bool:
        if unit.connection.execute("SELECT 1 FROM keyed WHERE number = 1").fetchone():
            return False
        unit.connection.execute("INSERT INTO keyed (number) VALUES (1)")
        return True

    assert sorted(await asyncio.gather(*[postgres.write(once) for _ in range(10)])) == [False] * 9 + [True]


async def test_works_that_wait_for_each_other_both_come_through(postgres: Database) -> None:
    def both(first: int, second: int) -> Callable[[StoredUnit], None]:
        def work(unit: StoredUnit) -> None:
            for number in (first, second):
                update = "UPDATE keyed SET value = value + 1 WHERE number = ?"
                assert unit.connection.execute(update, (number,)).rowcount == 1

        return work

    await postgres.write(lambda unit: unit.connection.execute("INSERT INTO keyed (number) VALUES (1), (2)"))
    await asyncio.gather(*[postgres.write(both(*pair)) for pair in [(1, 2), (2, 1)] * 10])

    rows = await postgres.read(lambda unit: unit.connection.execute("SELECT value FROM keyed").fetchall())
    assert [row["value"] for row in rows] == [20, 20]


@pytest.mark.parametrize("state", ["53100", "53200", "53300", "55P03", "57014", "58030"])
async def test_trouble_that_passes_makes_the_store_busy_and_keeps_nothing(
    postgres: Database, state: str
) -> None:
    def work(unit: StoredUnit) -> None:
        adding(1)(unit)
        raising(unit, state)

    for write in (postgres.write, postgres.write_long):
        with pytest.raises(StoreBusyError):
            await write(work)
    assert await postgres.read(kept) == []


async def test_a_lock_that_another_session_holds_makes_the_store_busy_until_it_is_gone(
    url: str, clock: FakeClock
) -> None:
    """Riders wait for the lock, and keep their order."""
    async with Database.open(url, clock=clock) as database:
        with holding(url):
            database.ride(impatiently(1))
            with pytest.raises(StoreBusyError):
                await database.write(impatiently(2))
            database.ride(impatiently(3))
        await database.write(adding(4))

    assert stored(url) == [1, 3, 4]


def holding(url: str) -> "psycopg.Connection[tuple[object, ...]]":
    """Take the lock of a table, until the connection is left."""
    connection = psycopg.connect(url)
    connection.execute("LOCK TABLE facts")
    return connection


def impatiently(number: int) -> Callable[[StoredUnit], None]:
    """Return a work that adds a fact and waits for locks for 30 milliseconds."""

    def work(unit: StoredUnit) -> None:
        unit.connection.execute("SELECT set_config('lock_timeout', '30', true)")
        adding(number)(unit)

    return work


async def test_a_statement_that_takes_too_long_makes_the_store_busy(postgres: Database) -> None:
    def slow(unit: StoredUnit) -> None:
        unit.connection.execute("SELECT set_config('statement_timeout', '10', true)")
        unit.connection.execute("SELECT pg_sleep(60)").fetchall()

    for way in (postgres.write, postgres.read, postgres.write_long):
        with pytest.raises(StoreBusyError):
            await way(slow)


async def test_a_table_without_rights_is_refused(url: str, clock: FakeClock) -> None:
    async with Database.open(url, clock=clock) as database:
        sql(url, "DROP ROLE IF EXISTS nobody_much", "CREATE ROLE nobody_much")

        def work(unit: StoredUnit) -> None:
            unit.connection.execute("SELECT set_config('role', 'nobody_much', true)")
            adding(1)(unit)

        with pytest.raises(StoreRefusedError, match="permission denied for table facts"):
            await database.write(work)
        assert await database.read(kept) == []


async def test_an_error_that_nobody_fetched_fails_the_unit(postgres: Database) -> None:
    def work(unit: StoredUnit) -> None:
        adding(1)(unit)
        unit.connection.execute("INSERT INTO nowhere (number) VALUES (1)")
        adding(2)(unit)

    for way in (postgres.write, postgres.write_long):
        with pytest.raises(StoreRefusedError, match="nowhere"):
            await way(work)
    assert await postgres.read(kept) == []


async def test_a_work_that_swallows_an_error_of_the_server_fails_all_the_same(postgres: Database) -> None:
    def work(unit: StoredUnit) -> None:
        adding(1)(unit)
        try:
            raising(unit, "P0001")
        except Exception:  # noqa: BLE001
            return

    for way in (postgres.write, postgres.write_long):
        with pytest.raises(StoreRefusedError):
            await way(work)
    assert await postgres.read(kept) == []


async def test_a_rider_whose_error_nobody_fetched_is_reported_and_spoils_no_other(postgres: Database) -> None:
    reported = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: reported.append(context))
    for number in range(3):
        postgres.ride(adding(number))
    postgres.ride(lambda unit: unit.connection.execute("INSERT INTO nowhere (number) VALUES (1)"))
    postgres.ride(adding(3))

    await postgres.write(adding(4))

    assert await postgres.read(kept) == [0, 1, 2, 3, 4]
    assert [type(each["exception"]) for each in reported] == [StoreRefusedError]


async def test_statements_that_were_skipped_are_prepared_again(postgres: Database) -> None:
    """The same new statements come again on all connections after they were left out."""

    def work(unit: StoredUnit, first: str) -> int:
        unit.connection.execute(first)
        row = unit.connection.execute("SELECT 41 + 1 AS sum").fetchone()
        unit.connection.execute("INSERT INTO facts (number) SELECT 7")
        return int(row["sum"])

    for way in (postgres.write, postgres.read, postgres.write_long):
        for _ in range(4):
            with pytest.raises(StoreRefusedError, match="nowhere"):
                await way(lambda unit: work(unit, "SELECT * FROM nowhere"))
    spoiled = [postgres.write(lambda unit: work(unit, "SELECT * FROM nowhere")) for _ in range(10)]
    fine = [postgres.write(lambda unit: work(unit, "SELECT 1")) for _ in range(10)]
    told = await asyncio.gather(
        *[each for pair in zip(spoiled, fine, strict=True) for each in pair], return_exceptions=True
    )

    assert [type(each) for each in told[::2]] == [StoreRefusedError] * 10
    assert told[1::2] == [42] * 10
    assert await postgres.read(kept) == [7] * 10


async def test_a_read_that_spoils_its_snapshot_spoils_no_other_read(postgres: Database) -> None:
    await postgres.write(adding(1))

    def wrong(unit: StoredUnit) -> None:
        unit.connection.execute("SELECT * FROM nowhere").fetchall()

    told = await asyncio.gather(
        *[postgres.read(work) for work in [kept, wrong, kept, wrong, kept]], return_exceptions=True
    )

    assert [told[0], told[2], told[4]] == [[1]] * 3
    assert [type(each) for each in (told[1], told[3])] == [StoreRefusedError] * 2


async def test_a_read_that_would_change_something_is_refused(postgres: Database) -> None:
    def changing(unit: StoredUnit) -> None:
        unit.connection.execute("INSERT INTO facts (number) VALUES (1)").fetchall()

    for way in (postgres.read, postgres.read_long):
        with pytest.raises(StoreRefusedError):
            await way(changing)
    assert await postgres.read(kept) == []


async def test_statements_that_the_server_forgot_are_prepared_again(postgres: Database) -> None:
    await postgres.write(adding(1))
    for _ in range(WRITERS):
        await postgres.write(lambda unit: unit.connection.execute("DEALLOCATE ALL").fetchall())

    await asyncio.gather(*[postgres.write(adding(1)) for _ in range(10)])
    assert await postgres.read(kept) == [1] * 11


async def test_statements_whose_columns_change_are_prepared_again(url: str, postgres: Database) -> None:
    """Another process brings the schema up to date meanwhile."""
    sql(
        url,
        "DROP TABLE IF EXISTS growing",
        "CREATE TABLE growing (a BIGINT)",
        "INSERT INTO growing VALUES (1)",
    )

    def columns(unit: StoredUnit) -> list[str]:
        return list(dict(unit.connection.execute("SELECT * FROM growing").fetchone()))

    for way in (postgres.write, postgres.read):
        assert await asyncio.gather(*[way(columns) for _ in range(5)]) == [["a"]] * 5
    sql(url, "ALTER TABLE growing ADD COLUMN b TEXT")
    for way in (postgres.write, postgres.read):
        assert await asyncio.gather(*[way(columns) for _ in range(5)]) == [["a", "b"]] * 5
    sql(url, "DROP TABLE growing")


async def test_a_work_that_raises_stop_iteration_tells_its_caller(postgres: Database) -> None:
    def stopping(unit: StoredUnit) -> None:
        adding(1)(unit)
        next(iter([]))

    for way in (postgres.write, postgres.read):
        with pytest.raises(RuntimeError, match="StopIteration"):
            await way(stopping)
    assert await postgres.read(kept) == []


async def test_a_unit_that_outlives_its_work_can_ask_nothing(postgres: Database) -> None:
    unit = await postgres.read(lambda unit: unit)

    with pytest.raises(RuntimeError, match="only a unit of work"):
        kept(unit)


async def test_a_work_that_begins_another_one_is_refused(postgres: Database) -> None:
    def nested(_: StoredUnit) -> None:
        coroutine = postgres.write(adding(1))
        try:
            coroutine.send(None)
        finally:
            coroutine.close()

    with pytest.raises(RuntimeError, match="begins no other"):
        await postgres.write(nested)


async def test_a_work_is_done_even_if_its_caller_is_cancelled(postgres: Database) -> None:
    loop = asyncio.get_running_loop()
    callers = [loop.create_task(postgres.write(adding(number))) for number in range(20)]
    readers = [loop.create_task(postgres.read(kept)) for _ in range(20)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    for each in [*callers, *readers]:
        each.cancel()
    told = await asyncio.gather(*callers, *readers, return_exceptions=True)
    await postgres._queue.close()

    assert {type(each) for each in told} == {asyncio.CancelledError}
    assert await postgres.read(kept) == list(range(20))


async def test_closing_waits_for_all_that_was_taken(url: str, clock: FakeClock) -> None:
    async with Database.open(url, clock=clock) as database:
        loop = asyncio.get_running_loop()
        writes = [loop.create_task(database.write(adding(number))) for number in range(20)]
        reads = [loop.create_task(database.read(kept)) for _ in range(20)]
        long = loop.create_task(database.write_long(adding(20)))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        database.ride(adding(21))

    assert [each.done() for each in [*writes, *reads, long]] == [True] * 41
    assert await asyncio.gather(*writes) == list(range(20))
    assert sorted(stored(url)) == list(range(22))


async def test_works_wait_for_connections_that_others_use(url: str, clock: FakeClock) -> None:
    async with Database.open(url, clock=clock, patience=timedelta(seconds=0.05)) as database:

        def slow(unit: StoredUnit) -> None:
            unit.connection.execute("SELECT pg_sleep(0.5)").fetchall()

        slow_ones = [asyncio.get_running_loop().create_task(database.write(slow)) for _ in range(WRITERS)]
        await asyncio.sleep(0)
        with pytest.raises(StoreBusyError, match="all connections are in use"):
            await database.write(adding(1))
        await asyncio.gather(*slow_ones)
        await database.write(adding(2))

        assert await database.read(kept) == [2]


async def test_a_work_that_is_run_again_waits_for_a_connection_before_those_that_come_new() -> None:
    order: list[str] = []
    loop = asyncio.get_running_loop()
    pool = Pool("", timedelta(seconds=5), loop)
    wire = SimpleNamespace(lost=None)

    def taking(name: str, *, is_first: bool) -> Callable[[], None]:
        def take() -> None:
            pool.take(is_first=is_first)
            order.append(name)
            pool.give_back(wire)  # type: ignore[arg-type]

        return take

    waiting = [
        start(loop, taking("new", is_first=False)),
        start(loop, taking("newer", is_first=False)),
        start(loop, taking("again", is_first=True)),
    ]
    pool.give_back(wire)  # type: ignore[arg-type]
    await asyncio.gather(*waiting)

    assert order == ["again", "new", "newer"]
