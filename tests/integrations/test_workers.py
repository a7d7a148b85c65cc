"""Pictures are drawn and read in real processes, and nothing that goes wrong there reaches anybody else."""

import asyncio
import os
import select
import signal
import subprocess
import sys
from collections.abc import Coroutine, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from domain.errors import DomainError
from integrations.workers import ROOT, Bounds, Task, TaskFailedError, TaskTooLongError, Urgency, Workers
from tests.integrations import tasks

T = TypeVar("T")

SOON = 0.2
"""Seconds after which a task that never ends is killed here."""
ENDS = 20_000
"""Milliseconds after which a process that has not ended never will."""
BOT = """
import asyncio, sys
from functools import partial
from pathlib import Path
from integrations.workers import Workers
from tests.integrations import tasks
asyncio.run(Workers().do("test", partial(tasks.forever, Path(sys.argv[1]))))
"""


@pytest.fixture
def workers() -> Iterator[Workers]:
    workers = Workers()
    yield workers
    workers.close()


async def do(workers: Workers, task: Task, urgency: Urgency = Urgency.AWAITED) -> str:
    return (await workers.do("test", task, urgency)).decode()


def begun(deed: Coroutine[None, None, T]) -> "asyncio.Task[T]":
    return asyncio.get_running_loop().create_task(deed)


def wait_for_end(pid: int) -> None:
    """Wait until a process is gone."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    poll = select.poll()
    poll.register(process, select.POLLIN)
    assert poll.poll(ENDS), "it goes on"
    os.close(process)


async def test_tasks_are_done_by_one_process_that_begins_with_the_first(workers: Workers) -> None:
    assert workers._idle == []
    assert await do(workers, tasks.pid) == await do(workers, tasks.pid) != str(os.getpid())


async def test_a_process_lets_everybody_else_go_first_and_knows_nothing_of_the_bot(workers: Workers) -> None:
    assert await do(workers, tasks.humility) == "19 True 1000"
    known = (await do(workers, tasks.modules)).split()
    assert {"aiogram", "bot", "storage", "PIL", "matplotlib"}.isdisjoint(known)


async def test_a_task_that_raises_an_error_fails_alone(workers: Workers) -> None:
    with pytest.raises(TaskFailedError, match="ValueError: on purpose"):
        await do(workers, tasks.fail)
    assert await do(workers, tasks.pid)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
async def test_a_process_that_dies_is_replaced(workers: Workers, number: int) -> None:
    first = await do(workers, tasks.pid)
    with pytest.raises(TaskFailedError, match=rf"its process ended \(-{int(number)}\)"):
        await do(workers, partial(tasks.die, number))
    assert await do(workers, tasks.pid) != first


async def test_a_process_that_died_between_two_tasks_is_replaced_unnoticed(
    workers: Workers,
) -> None:
    first = int(await do(workers, tasks.pid))
    os.kill(first, signal.SIGKILL)
    wait_for_end(first)
    assert int(await do(workers, tasks.pid)) != first


async def test_a_machine_that_has_no_process_left_fails_one_task(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    with monkeypatch.context() as patch:
        patch.setattr("integrations.workers.subprocess.Popen", refuse)
        with pytest.raises(TaskFailedError, match="no process could be started: Resource"):
            await do(workers, tasks.pid)
    assert await do(workers, tasks.pid)


async def test_a_task_that_takes_too_long_is_killed() -> None:
    workers = Workers(bounds=Bounds(seconds=SOON))
    with pytest.raises(TaskTooLongError):
        await do(workers, tasks.forever)
    workers.bounds = Bounds()
    assert await do(workers, tasks.pid)
    workers.close()


async def test_a_task_that_takes_too_much_memory_fails_alone() -> None:
    workers = Workers(bounds=Bounds(memory_mib=256))
    assert await do(workers, partial(tasks.take_memory, 128)) == ""
    with pytest.raises(TaskFailedError, match="MemoryError"):
        await do(workers, partial(tasks.take_memory, 256))
    assert await do(workers, partial(tasks.take_memory, 128)) == ""
    workers.close()


async def test_a_process_is_replaced_when_it_has_done_its_share() -> None:
    workers = Workers(bounds=Bounds(tasks=2))
    pids = [await do(workers, tasks.pid) for _ in range(5)]
    assert pids[0] == pids[1] != pids[2] == pids[3] != pids[4]
    workers.close()


async def test_who_finds_the_line_full_hears_so_at_once() -> None:
    workers = Workers(bounds=Bounds(waiting=1))
    first, second = (begun(do(workers, tasks.pid)) for _ in range(2))
    await asyncio.sleep(0)
    assert workers.waiting == 1
    with pytest.raises(DomainError, match="workers-busy"):
        await do(workers, tasks.pid)
    unasked = begun(do(workers, tasks.pid, Urgency.UNASKED))
    assert len({await first, await second, await unasked}) == 1
    assert workers.waiting == 0
    workers.close()


async def test_what_somebody_waits_for_goes_first(workers: Workers, tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    asked = [
        begun(do(workers, partial(tasks.say, word, diary), urgency))
        for word, urgency in (("1", Urgency.UNASKED), ("3", Urgency.UNASKED), ("2", Urgency.AWAITED))
    ]
    assert await asyncio.gather(*asked) == ["1", "3", "2"]
    assert diary.read_text() == "123"


async def test_as_many_tasks_run_at_once_as_there_are_processes() -> None:
    workers = Workers(2)
    pids = await asyncio.gather(*(do(workers, tasks.pid) for _ in range(2)))
    assert len(set(pids)) == 2
    workers.close()


async def test_it_is_told_how_each_task_ended() -> None:
    told: list[tuple[str, str]] = []
    bounds = Bounds(seconds=SOON, waiting=0)
    workers = Workers(bounds=bounds, tell=lambda name, outcome, _seconds: told.append((name, outcome)))
    running = begun(workers.do("forever", tasks.forever))
    await asyncio.sleep(0)
    with pytest.raises(DomainError):
        await workers.do("another", tasks.pid)
    with pytest.raises(TaskTooLongError):
        await running
    workers.bounds = Bounds()
    with pytest.raises(TaskFailedError):
        await workers.do("bad", tasks.fail)
    await workers.do("good", tasks.pid)
    assert told == [("another", "busy"), ("forever", "too-long"), ("bad", "failed"), ("good", "done")]
    workers.close()


async def test_signals_that_mean_the_bot_end_no_task(workers: Workers) -> None:
    first = await do(workers, tasks.pid)
    for number in (signal.SIGINT, signal.SIGTERM):
        os.kill(int(first), number)
    assert await do(workers, tasks.pid) == first


async def test_closing_ends_idle_processes_and_tasks_under_way(tmp_path: Path) -> None:
    workers = Workers(2)
    os.mkfifo(tmp_path / "started")
    idle = int(await do(workers, tasks.pid))
    running = begun(do(workers, partial(tasks.forever, tmp_path / "started")))
    idle_again = begun(do(workers, tasks.pid))
    busy = int(await asyncio.to_thread((tmp_path / "started").read_bytes))
    other = int(await idle_again)
    workers.close()
    with pytest.raises(TaskFailedError):
        await running
    for pid in {idle, busy, other}:
        wait_for_end(pid)


def test_a_process_ends_with_a_bot_that_was_killed_in_the_middle_of_a_task(tmp_path: Path) -> None:
    started = tmp_path / "started"
    os.mkfifo(started)
    with subprocess.Popen([sys.executable, "-c", BOT, started], cwd=ROOT) as bot:  # noqa: S603 - our own words
        pid = int(started.read_bytes())
        bot.kill()
    wait_for_end(pid)
