"""The server stops, crashes, stays away or lets nobody in: works wait as long as they are patient."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

import psycopg
import pytest

from services.units import StoreBusyError, StoreLostError
from storage.postgres import wire
from storage.postgres.blocking import connected
from storage.postgres.database import Database
from storage.postgres.migrate import migrate
from tests.postgres_server import DURABLE, NoServerError, Server, running
from tests.storage.conftest import FakeClock
from tests.storage.postgres.facts import adding, kept, sql, stored
from tests.storage.postgres.proxy import cutting

SHORT = timedelta(seconds=0.3)


@contextmanager
def started(settings: dict[str, str]) -> Iterator[Server]:
    """Run a server that a test may stop."""
    try:
        with running(settings) as server:
            server.make("own")
            with connected(server.url("own")) as connection:
                migrate(connection, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
                connection.run("CREATE TABLE facts (number BIGINT NOT NULL)")
            yield server
    except NoServerError as missing:
        pytest.skip(str(missing))


@pytest.fixture
def own_server() -> Iterator[Server]:
    with started(DURABLE) as server:
        yield server


@asynccontextmanager
async def opened(
    server: Server, clock: FakeClock, patience: timedelta = timedelta(seconds=30)
) -> AsyncIterator[Database]:
    async with Database.open(server.url("own"), clock=clock, patience=patience) as database:
        yield database


async def restart(server: Server, mode: str = "immediate") -> None:
    await asyncio.to_thread(server.stop, mode)
    await asyncio.to_thread(server.start)


def has(acknowledged: list[int], count: int) -> bool:
    return len(acknowledged) >= count


async def until(is_so: Callable[[], bool]) -> None:
    while not is_so():  # noqa: ASYNC110 - what is waited for has no event
        await asyncio.sleep(0)


@pytest.mark.parametrize("mode", ["immediate", "fast"])
async def test_a_restart_under_load_loses_nothing_that_was_acknowledged_and_doubles_nothing(
    own_server: Server, clock: FakeClock, mode: str
) -> None:
    """Twenty callers write one fact after the other and read, and the server goes three times."""
    acknowledged: list[int] = []
    is_over = False

    async def caller(first: int) -> None:
        number = first
        while not is_over:
            acknowledged.append(await database.write(adding(number)))
            await database.read(kept)
            number += 20

    async with opened(own_server, clock) as database:
        callers = asyncio.gather(*[caller(first) for first in range(20)])
        for _ in range(3):
            count = len(acknowledged) + 60
            await until(partial(has, acknowledged, count))
            await restart(own_server, mode)
        is_over = True
        await callers
        assert database.stats.retries["lost"] > 0

    assert sorted(stored(own_server.url("own"))) == sorted(acknowledged)


async def test_riders_keep_their_order_over_a_crash(own_server: Server, clock: FakeClock) -> None:
    async with opened(own_server, clock) as database:
        crash = asyncio.get_running_loop().create_task(restart(own_server))
        number = 0
        while not crash.done() or number < 100:
            database.ride(adding(number))
            number += 1
            await asyncio.sleep(0.001)
        await crash

    assert stored(own_server.url("own")) == list(range(number))


async def test_a_server_that_stays_away_longer_than_works_are_patient_makes_the_store_busy(
    own_server: Server, clock: FakeClock
) -> None:
    async with opened(own_server, clock, SHORT) as database:
        await database.write(adding(1))
        await asyncio.to_thread(own_server.stop)
        database.ride(adding(2))

        with pytest.raises(StoreBusyError):
            await database.write(adding(3))
        with pytest.raises(StoreBusyError):
            await database.read(kept)
        with pytest.raises(StoreBusyError):
            await database.read_long(kept)

        await asyncio.to_thread(own_server.start)
        await written(database, 4)
        assert await database.read(kept) == [1, 2, 4]


async def test_long_works_wait_for_a_server_that_is_away_as_short_ones_do(
    own_server: Server, clock: FakeClock
) -> None:
    async with opened(own_server, clock) as database:
        await asyncio.to_thread(own_server.stop)
        works = asyncio.gather(database.write_long(adding(1)), database.read_long(lambda _unit: "read"))
        while database.stats.retries.get("lost", 0) < 2:  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0)
        await asyncio.to_thread(own_server.start)

        assert list(await works) == [1, "read"]
        assert await database.read(kept) == [1]


async def written(database: Database, number: int) -> None:
    """Add a fact as soon as the store takes it."""
    while True:
        try:
            await database.write(adding(number))
        except StoreBusyError:
            continue
        return


async def test_a_store_closes_while_its_server_is_away(own_server: Server, clock: FakeClock) -> None:
    async with opened(own_server, clock, SHORT) as database:
        await asyncio.to_thread(own_server.stop)
        database.ride(adding(1))
        waiting = asyncio.gather(database.write(adding(2)), database.read(kept), return_exceptions=True)
        await asyncio.sleep(0)

    assert [type(each) for each in await waiting] == [StoreBusyError, StoreBusyError]
    with pytest.raises(StoreLostError):
        await database.write(adding(3))


async def test_a_standby_lets_people_read_and_makes_writes_busy(own_server: Server, clock: FakeClock) -> None:
    async with opened(own_server, clock, SHORT) as database:
        await database.write(adding(1))
        await asyncio.to_thread(own_server.stop, "fast")
        (own_server.folder / "data" / "standby.signal").touch()
        await asyncio.to_thread(own_server.start)

        assert await database.read(kept) == [1]
        for write in (database.write, database.write_long):
            with pytest.raises(StoreBusyError):
                await write(adding(2))
        database.ride(adding(3))
        with pytest.raises(StoreBusyError):
            await database.write(adding(4))

        (own_server.folder / "data" / "standby.signal").unlink()
        await restart(own_server, "fast")
        await written(database, 5)
        assert await database.read(kept) == [1, 3, 5]


async def test_a_server_without_a_connection_left_makes_the_store_busy(clock: FakeClock) -> None:
    few = {"max_connections": "8", "superuser_reserved_connections": "0", "max_wal_senders": "0"}
    with started({**DURABLE, **few}) as server:
        others = [psycopg.connect(server.url()) for _ in range(2)]
        with pytest.raises(StoreBusyError, match="too many clients"):
            async with opened(server, clock):
                pass
        for other in others:
            other.close()
        async with opened(server, clock) as database:
            await database.write(adding(1))
            assert await database.read(kept) == [1]


async def test_a_server_that_falls_silent_makes_the_store_busy_until_it_speaks(
    url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "SILENCE_SECONDS", 0.5)
    async with (
        cutting(url) as (proxy, address),
        Database.open(address, clock=clock, patience=SHORT) as database,
    ):
        await written(database, 1)
        proxy.speaks.clear()
        for way in (database.read, database.write):
            with pytest.raises(StoreBusyError):
                await way(kept)
        proxy.speaks.set()
        await written(database, 2)

        assert await database.read(kept) == [1, 2]


async def test_a_database_that_only_reads_makes_writes_busy(url: str, clock: FakeClock) -> None:
    async with Database.open(url, clock=clock) as database:
        sql(url, "ALTER DATABASE bad_days SET default_transaction_read_only = on")
        cut_all(url)

        with pytest.raises(StoreBusyError):
            await database.write(adding(1))
        assert await database.read(kept) == []


def cut_all(url: str) -> None:
    """End all connections to a database but the one that does it."""
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    sql(url, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")  # noqa: S608
