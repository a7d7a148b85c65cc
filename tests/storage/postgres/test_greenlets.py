"""Plain functions wait on the event loop, and tell their callers what came of them."""

import asyncio

import pytest

from storage.postgres.greenlets import UnderWay, Wait, pause, raisable, start


async def test_a_function_goes_on_where_it_waited() -> None:
    loop, waits, steps = asyncio.get_running_loop(), [Wait(), Wait()], []

    def work() -> str:
        for place, wait in enumerate(waits):
            steps.append(place)
            wait.wait()
        return "done"

    future = start(loop, work)
    assert steps == [0]
    waits[0].end()
    assert steps == [0, 1]
    assert not future.done()
    waits[1].end()
    assert await future == "done"


async def test_what_is_over_already_is_not_waited_for() -> None:
    wait = Wait()
    wait.end()
    wait.end()

    assert start(asyncio.get_running_loop(), wait.wait).done()
    assert wait.is_over


async def test_one_function_may_end_the_wait_of_another_and_goes_on_itself() -> None:
    loop, wait, steps = asyncio.get_running_loop(), Wait(), []

    def waiting() -> None:
        wait.wait()
        steps.append("waiting")

    def ending() -> None:
        wait.end()
        steps.append("ending")

    first, second = start(loop, waiting), start(loop, ending)
    await asyncio.gather(first, second)

    assert steps == ["ending", "waiting"]


async def test_nobody_waits_outside_of_a_unit_of_work_and_no_unit_begins_another() -> None:
    loop = asyncio.get_running_loop()
    with pytest.raises(RuntimeError, match="only a unit of work"):
        Wait().wait()
    with pytest.raises(RuntimeError, match="begins no other"):
        await start(loop, lambda: start(loop, int))


async def test_errors_reach_the_caller_also_those_that_a_future_cannot_carry() -> None:
    loop = asyncio.get_running_loop()

    def failing(error: BaseException) -> None:
        pause(loop, 0)
        raise error

    with pytest.raises(KeyError):
        await start(loop, lambda: failing(KeyError("a")))
    with pytest.raises(RuntimeError) as told:
        await start(loop, lambda: failing(StopIteration()))
    assert isinstance(told.value.__cause__, StopIteration)
    assert raisable(told.value) is told.value


async def test_a_caller_that_went_away_harms_nobody() -> None:
    loop, wait, steps = asyncio.get_running_loop(), Wait(), []

    def work() -> None:
        wait.wait()
        steps.append("done")

    future = start(loop, work)
    future.cancel()
    wait.end()

    assert steps == ["done"]
    assert future.cancelled()


async def test_who_waits_until_nothing_is_under_way_waits_for_what_begins_meanwhile() -> None:
    under_way, loop = UnderWay(), asyncio.get_running_loop()
    await under_way.over()
    under_way.begin()
    waiter = loop.create_task(under_way.over())
    await asyncio.sleep(0)
    under_way.end()
    under_way.begin()  # before the waiter had a turn
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not waiter.done()
    under_way.end()
    await asyncio.wait_for(waiter, 1)
