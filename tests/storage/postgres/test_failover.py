"""The server is lost, and its standby takes over: the bot finds it by the address that names both."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import psycopg
import pytest

from bot.intake.http_side import try_to_write
from services.units import StoreBusyError
from storage.places import place_of
from storage.postgres.blocking import connected
from storage.postgres.database import Database
from storage.postgres.migrate import migrate
from storage.store import AlreadyRunningError
from storage.unit import StoredUnit
from tests.postgres_server import DURABLE, NoServerError, Server, running, standby_of
from tests.storage.conftest import FakeClock
from tests.storage.postgres.facts import adding, kept
from tests.storage.postgres.test_server_away import until

ADD_KEYED = "INSERT INTO keyed (number) VALUES (?) ON CONFLICT (number) DO NOTHING"
IS_SYNCHRONOUS = "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"


@pytest.fixture
def pair() -> Iterator[tuple[Server, Server]]:
    """A server, and the standby that it waits for before it acknowledges a commit."""
    try:
        with running(DURABLE) as primary:
            primary.make("own")
            with connected(primary.url("own")) as connection:
                migrate(connection, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
                connection.run("CREATE TABLE facts (number BIGINT NOT NULL)")
                connection.run("CREATE TABLE keyed (number BIGINT PRIMARY KEY)")
            with standby_of(primary) as standby:
                wait_for_standby(primary)
                yield primary, standby
    except NoServerError as missing:
        pytest.skip(str(missing))


def wait_for_standby(primary: Server) -> None:
    with psycopg.connect(primary.url(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        connection.execute("SELECT pg_reload_conf()")
        while connection.execute(IS_SYNCHRONOUS).fetchone() is None:
            pass


def address(primary: Server, standby: Server) -> str:
    """Give the address that docs/operations.md recommends."""
    hosts = f"127.0.0.1:{primary.port},127.0.0.1:{standby.port}"
    return f"postgresql://cabinet@{hosts}/own?target_session_attrs=read-write"


def adding_once(number: int) -> Callable[[StoredUnit], int]:
    """Return a work that adds a fact by its key, as use cases do."""

    def work(unit: StoredUnit) -> int:
        unit.connection.execute(ADD_KEYED, (number,))
        return number

    return work


def keys(unit: StoredUnit) -> set[int]:
    return {row["number"] for row in unit.connection.execute("SELECT number FROM keyed")}


async def test_a_standby_that_takes_over_has_all_that_was_acknowledged(
    pair: tuple[Server, Server], clock: FakeClock
) -> None:
    primary, standby = pair
    acknowledged: set[int] = set()
    is_over = False

    async def caller(first: int) -> None:
        number = first
        while not is_over:
            acknowledged.add(await database.write(adding_once(number)))
            number += 20

    async with Database.open(address(primary, standby), clock=clock) as database:
        callers = asyncio.gather(*[caller(first) for first in range(20)])
        await until(lambda: len(acknowledged) > 100)
        await asyncio.to_thread(primary.stop)
        await asyncio.to_thread(standby.promote)
        count = len(acknowledged)
        await until(lambda: len(acknowledged) > count + 100)
        is_over = True
        await callers

        assert await database.read(keys) >= acknowledged


async def test_no_commit_is_acknowledged_while_the_standby_is_away(
    pair: tuple[Server, Server], clock: FakeClock
) -> None:
    primary, standby = pair
    async with Database.open(address(primary, standby), clock=clock) as database:
        await asyncio.to_thread(standby.stop)
        writing = asyncio.gather(database.write(adding(1)))
        await until_it_waits(primary, writing)

        assert not writing.done()
        assert await database.read(kept) == []

        await asyncio.to_thread(standby.start)
        [number] = await writing
        assert number == 1
        assert await database.read(kept) == [1]


async def test_monitoring_is_told_of_a_lost_standby_before_anybody_writes(
    pair: tuple[Server, Server], clock: FakeClock
) -> None:
    primary, standby = pair
    async with Database.open(address(primary, standby), clock=clock) as database:
        await asyncio.to_thread(standby.stop)
        trying = asyncio.gather(database.write(partial(try_to_write, clock())))
        await until_it_waits(primary, trying)
        assert not trying.done()

        await asyncio.to_thread(standby.start)
        await trying
        assert await database.read(lambda unit: unit.inbox.pending()) == []


async def until_it_waits(primary: Server, writing: "asyncio.Future[Any]") -> None:
    """Return once a commit waits for the standby, or has not waited."""
    question = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
    with psycopg.connect(primary.url(), autocommit=True) as connection:
        await until(lambda: writing.done() or connection.execute(question).fetchone() is not None)


def test_the_lock_against_a_second_bot_goes_over_to_the_standby(pair: tuple[Server, Server]) -> None:
    primary, standby = pair
    place = place_of(address(primary, standby))
    with place.alone() as still_alone:
        primary.stop()
        still_alone()
        standby.promote()
        still_alone()
        with pytest.raises(AlreadyRunningError), place.alone():
            pass


async def test_why_no_server_can_be_had_is_told_in_one_line(
    pair: tuple[Server, Server], clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    primary, standby = pair
    short = timedelta(seconds=0.3)
    async with Database.open(address(primary, standby), clock=clock, patience=short) as database:
        await asyncio.to_thread(primary.stop)
        for _ in range(2):  # the first one finds out that its connection is gone
            with suppress(StoreBusyError):
                await database.write(adding(1))

    told = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert any(str(standby.port) in line for line in told)
    assert not any("\n" in line for line in told)
