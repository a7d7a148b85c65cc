"""The connection is cut around COMMIT, again and again: no fact is lost, and none counts twice."""

import asyncio
from collections.abc import Callable

import pytest

from storage.postgres.database import Database
from tests.storage.conftest import FakeClock
from tests.storage.postgres.facts import adding, stored
from tests.storage.postgres.proxy import Cut, Proxy, cutting

CUTS = 100
TOGETHER = 10


def every_other(cut: Cut) -> Callable[[], Cut | None]:
    seen = iter(range(10**9))
    return lambda: cut if next(seen) % 2 else None


async def added_until_cut(database: Database, proxy: Proxy, cut: Cut) -> int:
    """Add facts, some at once, until so many connections were cut, and return how many facts those are."""
    proxy.decide = every_other(cut)
    count = 0
    while proxy.cuts < CUTS:
        numbers = range(count, count + TOGETHER)
        assert await asyncio.gather(*[database.write(adding(each)) for each in numbers]) == list(numbers)
        count += TOGETHER
    proxy.decide = lambda: None
    return count


@pytest.mark.parametrize("cut", list(Cut))
async def test_a_connection_that_is_cut_at_commit_loses_no_fact_and_doubles_none(
    url: str, clock: FakeClock, cut: Cut
) -> None:
    async with cutting(url) as (proxy, address), Database.open(address, clock=clock) as database:
        count = await added_until_cut(database, proxy, cut)

    assert sorted(stored(url)) == list(range(count))


@pytest.mark.parametrize("cut", list(Cut))
async def test_riders_whose_commit_is_cut_count_once_and_keep_their_order(
    url: str, clock: FakeClock, cut: Cut
) -> None:
    async with cutting(url) as (proxy, address), Database.open(address, clock=clock) as database:
        proxy.decide = every_other(cut)
        for number in range(CUTS):
            database.ride(adding(number))
            if number % 3 == 0:
                await database.write(lambda _unit: None)
        proxy.decide = lambda: None

    assert proxy.cuts > CUTS / 10
    assert stored(url) == list(range(CUTS))


@pytest.mark.parametrize("cut", list(Cut))
async def test_a_long_work_whose_commit_is_cut_counts_once(url: str, clock: FakeClock, cut: Cut) -> None:
    async with cutting(url) as (proxy, address), Database.open(address, clock=clock) as database:
        proxy.decide = lambda: None if proxy.cuts else cut
        assert await database.write_long(adding(1)) == 1

    assert proxy.cuts == 1
    assert stored(url) == [1]
