"""The clock of the bot in the demo: it jumps forward, and nobody sleeps over the moment."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.demo.moved_clock import MovedClock
from bot.process.nursery import Nursery
from tests.services.fakes import FakeClock


async def tell(error: BaseException) -> None:
    raise error


async def test_who_sleeps_for_a_day_wakes_when_the_clock_jumps_over_it() -> None:
    clock = MovedClock(base=FakeClock())
    sleeping = Nursery(tell).start(clock.sleep(86_400), "sleeper")
    await asyncio.sleep(0)
    clock.move(timedelta(hours=25))
    await sleeping


async def test_who_sleeps_for_a_day_sleeps_on_when_the_clock_jumps_by_an_hour() -> None:
    clock = MovedClock(base=FakeClock())
    sleeping = Nursery(tell).start(clock.sleep(86_400), "sleeper")
    await asyncio.sleep(0)
    for hours in (1, 2, 23):
        clock.move(timedelta(hours=hours))
        for _ in range(10):
            await asyncio.sleep(0)
        assert not sleeping.done()
    clock.move(timedelta(hours=24))
    await sleeping


async def test_all_who_sleep_wake() -> None:
    clock = MovedClock(base=FakeClock())
    nursery = Nursery(tell)
    sleepers = [nursery.start(clock.sleep(hours * 3600), f"sleeper {hours}") for hours in (1, 5, 20)]
    await asyncio.sleep(0)
    clock.move(timedelta(days=1))
    await asyncio.gather(*sleepers)


async def test_time_that_passes_by_itself_ends_a_sleep_as_well() -> None:
    await MovedClock().sleep(0.001)


def test_the_clock_is_never_put_back() -> None:
    base = FakeClock()
    clock = MovedClock(timedelta(hours=2), base)
    clock.move(timedelta(hours=1))
    assert clock() == base() + timedelta(hours=2)
