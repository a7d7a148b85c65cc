"""Threads for slow work let conversations go first, and who waits for them waits in a fair line."""

import asyncio
import os
import sys
from dataclasses import dataclass, field

import pytest

from integrations.background import POLITENESS, FullLineError, WaitingLine, polite_threads


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives each thread a priority of its own")
async def test_threads_for_slow_work_let_others_go_first_and_nobody_else_is_slowed_down() -> None:
    ours = os.getpriority(os.PRIO_PROCESS, 0)
    with polite_threads(1, "tested") as threads:
        theirs = await asyncio.get_running_loop().run_in_executor(threads, os.getpriority, os.PRIO_PROCESS, 0)
    assert theirs == min(19, ours + POLITENESS)
    assert os.getpriority(os.PRIO_PROCESS, 0) == ours


FIRST, LAST = 0, 2


@dataclass
class SlowWork:
    """Works that end when they are told to, and the order in which they began."""

    line: WaitingLine
    begun: list[str] = field(default_factory=list)
    ends: dict[str, asyncio.Event] = field(default_factory=dict)

    async def ask(self, name: str, rank: int) -> "asyncio.Task[str]":
        """Ask for a work and let it come as far as it can."""
        self.ends[name] = asyncio.Event()
        task = asyncio.get_running_loop().create_task(self.line.run(rank, lambda: self._work(name)))
        await quiet()
        return task

    async def end(self, name: str) -> None:
        self.ends[name].set()
        await quiet()

    async def _work(self, name: str) -> str:
        self.begun.append(name)
        await self.ends[name].wait()
        if name.startswith("bad"):
            raise ValueError(name)
        return name


async def quiet() -> None:
    """Let every task go on until it waits."""
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.fixture
def work() -> SlowWork:
    return SlowWork(WaitingLine(2, {FIRST: 3, LAST: 3}))


async def test_who_comes_last_with_the_more_urgent_errand_goes_first(work: SlowWork) -> None:
    tasks = [await work.ask(name, LAST) for name in ("one", "two", "three", "four")]
    tasks.append(await work.ask("sign-in", FIRST))
    assert work.begun == ["one", "two"]
    await work.end("one")
    assert work.begun[2:] == ["sign-in"]
    await work.end("two")
    await work.end("sign-in")
    assert work.begun[3:] == ["three", "four"]
    for name in ("three", "four"):
        await work.end(name)
    assert await asyncio.gather(*tasks) == ["one", "two", "three", "four", "sign-in"]


async def test_beyond_the_bound_the_next_one_is_told_at_once_and_others_are_served(work: SlowWork) -> None:
    tasks = [await work.ask(str(number), LAST) for number in range(5)]
    with pytest.raises(FullLineError):
        await (await work.ask("one too many", LAST))
    tasks.append(await work.ask("sign-in", FIRST))
    for name in ("0", "1", "sign-in", "2", "3", "4"):
        await work.end(name)
    assert len(await asyncio.gather(*tasks)) == 6
    assert await asyncio.gather(*[await done(work, "again")]) == ["again"]


async def done(work: SlowWork, name: str) -> "asyncio.Task[str]":
    task = await work.ask(name, LAST)
    await work.end(name)
    return task


async def test_a_work_that_fails_or_is_given_up_leaves_its_place_to_the_next(work: SlowWork) -> None:
    failing = await work.ask("bad", LAST)
    running, waiting, next_one = [await work.ask(name, LAST) for name in ("one", "two", "three")]
    waiting.cancel()
    await work.end("bad")
    assert work.begun == ["bad", "one", "three"]
    running.cancel()
    await quiet()
    later = [await work.ask(name, LAST) for name in ("four", "five")]
    assert work.begun[3:] == ["four"]
    for name in ("three", "four", "five"):
        await work.end(name)
    with pytest.raises(ValueError, match="bad"):
        await failing
    assert await asyncio.gather(next_one, *later) == ["three", "four", "five"]


async def test_a_turn_that_came_to_somebody_who_left_goes_to_the_next(work: SlowWork) -> None:
    tasks = [await work.ask(name, LAST) for name in ("one", "two", "three", "four")]
    work.ends["one"].set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    tasks[2].cancel()
    await quiet()
    await work.end("two")
    await work.end("four")
    assert "four" in work.begun
