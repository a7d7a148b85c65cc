"""One replica is the keeper; another one becomes it as soon as the server knows that the first is gone."""

import asyncio

from storage.postgres.database import Database
from tests.storage.conftest import FakeClock
from tests.storage.postgres.facts import sql


async def test_one_replica_is_the_keeper_until_it_is_gone(url: str, clock: FakeClock) -> None:
    async with Database.open(url, clock=clock) as second:
        async with Database.open(url, clock=clock) as first:
            assert await first.keeps()
            assert not await second.keeps()
            assert await first.keeps()
        async with asyncio.timeout(10):
            while not await second.keeps():  # noqa: ASYNC110 - the server frees the lock when it notices
                await asyncio.sleep(0.02)


async def test_a_keeper_whose_connection_is_cut_is_none_until_it_gets_the_lock_again(
    url: str, clock: FakeClock
) -> None:
    async with Database.open(url, clock=clock) as first, Database.open(url, clock=clock) as second:
        assert await first.keeps()
        sql(url, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")
        async with asyncio.timeout(10):
            while not await second.keeps():  # noqa: ASYNC110 - likewise
                await asyncio.sleep(0.02)
        assert not await first.keeps()
        assert not await first.keeps()
