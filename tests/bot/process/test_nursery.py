"""Detached work is never lost silently."""

import asyncio
import gc
import logging

import pytest

from bot.process.nursery import Nursery


class Reports:
    """What was reported as failed."""

    def __init__(self, failing: BaseException | None = None) -> None:
        self.errors: list[BaseException] = []
        self.failing = failing

    async def __call__(self, error: BaseException) -> None:
        self.errors.append(error)
        if self.failing is not None:
            raise self.failing


async def fail(error: Exception) -> None:
    raise error


async def forever(cancelled: list[str], name: str) -> None:
    try:
        await asyncio.Event().wait()
    finally:
        cancelled.append(name)


async def test_the_result_can_be_waited_for() -> None:
    async def seven() -> int:
        return 7

    nursery = Nursery(Reports())
    assert await nursery.start(seven(), "seven") == 7
    await nursery.close(timeout=0)


async def test_work_that_nobody_holds_is_not_collected() -> None:
    done = asyncio.Event()
    gate: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def work() -> None:
        await gate
        done.set()

    nursery = Nursery(Reports())
    nursery.start(work(), "work")
    await asyncio.sleep(0)
    gc.collect()
    gate.set_result(None)
    await done.wait()
    await nursery.close(timeout=0)


async def test_a_failure_is_logged_by_name_and_reported(caplog: pytest.LogCaptureFixture) -> None:
    reports, error = Reports(), ValueError("gone")
    nursery = Nursery(reports)
    await nursery.start(fail(error), "sender of letters")
    assert reports.errors == [error]
    [record] = caplog.records
    assert (record.levelno, record.getMessage()) == (logging.ERROR, "sender of letters failed")
    await nursery.close(timeout=0)


async def test_a_report_that_fails_is_logged_and_ends_there(caplog: pytest.LogCaptureFixture) -> None:
    reports = Reports(failing=OSError("disk is full"))
    nursery = Nursery(reports)
    await nursery.start(fail(ValueError()), "sender")
    assert len(reports.errors) == 1
    assert caplog.messages == ["sender failed", "the failure of sender could not be reported"]
    await nursery.close(timeout=0)


async def test_one_failure_leaves_the_others_running() -> None:
    nursery, cancelled = Nursery(Reports()), list[str]()
    other = nursery.start(forever(cancelled, "other"), "other")
    await nursery.start(fail(ValueError()), "sender")
    assert not other.done()
    await nursery.close(timeout=0)
    assert cancelled == ["other"]


async def test_closing_waits_for_what_ends_in_time() -> None:
    gate = asyncio.Event()

    async def work() -> str:
        await gate.wait()
        return "ended"

    nursery = Nursery(Reports())
    task = nursery.start(work(), "work")
    closing = nursery.close(timeout=60)
    asyncio.get_running_loop().call_soon(gate.set)
    await closing
    assert task.result() == "ended"


async def test_closing_cancels_what_does_not_end_and_reports_nothing() -> None:
    reports, cancelled = Reports(), list[str]()
    nursery = Nursery(reports)
    for name in ("intake", "sender"):
        nursery.start(forever(cancelled, name), name)
    await asyncio.sleep(0)
    await nursery.close(timeout=0)
    assert sorted(cancelled) == ["intake", "sender"]
    assert reports.errors == []


async def test_work_that_is_cancelled_before_its_first_step_leaves_no_warning() -> None:
    nursery = Nursery(Reports())
    nursery.start(fail(ValueError()), "never begun").cancel()
    await nursery.close(timeout=0)
    gc.collect()  # a coroutine that was never awaited would warn now, and warnings are errors


async def test_a_closed_nursery_starts_nothing() -> None:
    nursery = Nursery(Reports())
    await nursery.close(timeout=0)
    with pytest.raises(RuntimeError, match="sender was not started"):
        nursery.start(fail(ValueError()), "sender")
    gc.collect()
