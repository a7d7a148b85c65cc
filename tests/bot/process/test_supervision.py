"""Work that never ends does not end quietly: it begins again, or the process ends and everybody hears why."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.process.nursery import Nursery
from bot.process.supervision import ALL, FIRST_PAUSE, LONGEST_PAUSE, WENT_WELL, Endless, Supervision
from services.units import StoreBusyError, StoreCorruptError, StoreLostError
from tests.services.fakes import FakeClock


@dataclass
class Reports:
    """What operators are told."""

    failed: list[tuple[str, str]] = field(default_factory=list)
    ended: list[tuple[str, str]] = field(default_factory=list)
    trouble: Exception | None = None

    async def work_failed(self, name: str, error: Exception) -> None:
        self.failed.append((name, type(error).__name__))
        if self.trouble:
            raise self.trouble

    async def work_ended(self, name: str, error: Exception | None) -> None:
        self.ended.append((name, type(error).__name__))
        if self.trouble:
            raise self.trouble


@dataclass
class Scene:
    supervision: Supervision
    nursery: Nursery
    reports: Reports
    clock: FakeClock
    pauses: list[float]

    async def settled(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)


@asynccontextmanager
async def a_scene(trouble: Exception | None = None) -> AsyncIterator[Scene]:
    async def report(error: BaseException) -> None:
        raise AssertionError from error

    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        await asyncio.sleep(0)

    nursery, reports, clock = Nursery(report), Reports(trouble=trouble), FakeClock()
    yield Scene(Supervision(nursery, reports, clock, sleep), nursery, reports, clock, pauses)
    await nursery.close(0)


async def forever() -> None:
    await asyncio.Event().wait()


async def returns() -> None:
    pass


async def fails() -> None:
    raise KeyError("gone")


async def cancels_itself() -> None:
    raise asyncio.CancelledError


async def waits_for_what_is_cancelled() -> None:
    future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    future.cancel()
    await future


@pytest.mark.parametrize("work", [returns, fails, cancels_itself, waits_for_what_is_cancelled])
async def test_work_that_ends_before_its_time_is_named_and_asks_the_process_to_end(
    work: object, caplog: pytest.LogCaptureFixture
) -> None:
    async with a_scene() as scene:
        told: list[str] = []
        scene.supervision.tell(lambda: told.append("end"))
        scene.supervision.start(Endless("notices", forever))
        scene.supervision.start(Endless("polling", work))  # type: ignore[arg-type]
        await scene.settled()
        assert scene.supervision.ended == ["polling"]
        assert told == ["end"]
        assert [name for name, _ in scene.reports.ended] == ["polling"]
        assert "polling has ended before its time" in caplog.text
        later: list[str] = []
        scene.supervision.tell(lambda: later.append("end"))
        assert later == ["end"], "whoever asks later hears of it too"


async def test_a_task_that_something_else_cancels_has_ended_as_well() -> None:
    async with a_scene() as scene:
        scene.supervision.start(Endless("polling", forever)).cancel()
        await scene.settled()
        assert scene.supervision.ended == ["polling"]


async def test_work_that_ends_because_the_process_stops_is_nobodys_trouble(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with a_scene() as scene:
        task = scene.supervision.start(Endless("polling", forever))
        await scene.settled()
        scene.supervision.let_go()
        task.cancel()
        await scene.settled()
        assert scene.supervision.ended == []
        assert scene.reports.ended == []
    assert caplog.records == []


async def test_a_bad_pass_is_told_and_tried_again_after_longer_and_longer_pauses() -> None:
    passes: list[int] = []

    async def look() -> None:
        passes.append(len(passes))
        if len(passes) <= 14:
            raise KeyError("gone")
        await forever()

    async with a_scene() as scene:
        scene.supervision.start(Endless("watch", look, survives=ALL))
        for _ in range(5):
            await scene.settled()
        assert len(passes) == 15
        assert scene.supervision.ended == []
        assert scene.reports.failed == [("watch", "KeyError")] * 14
        assert scene.pauses == [min(FIRST_PAUSE * 2**n, LONGEST_PAUSE) for n in range(14)]


async def test_work_that_must_not_stand_still_fails_a_few_times_and_then_ends() -> None:
    async with a_scene() as scene:
        scene.supervision.start(Endless("sender", fails, survives=3))
        await scene.settled()
        assert len(scene.reports.failed) == 3
        assert scene.reports.ended == [("sender", "KeyError")]


async def test_failures_that_are_far_apart_are_not_in_a_row() -> None:
    async with a_scene() as scene:

        async def works_for_long() -> None:
            scene.clock.pass_time(WENT_WELL + timedelta(seconds=1))
            if len(scene.reports.failed) == 6:
                await forever()
            raise KeyError("gone")

        scene.supervision.start(Endless("sender", works_for_long, survives=3))
        await scene.settled()
        await scene.settled()
        assert scene.supervision.ended == []
        assert scene.pauses == [FIRST_PAUSE] * 6


@pytest.mark.parametrize("error", [StoreLostError("closed"), StoreCorruptError("malformed")])
async def test_work_without_a_store_does_not_go_on(error: Exception) -> None:
    async def reads() -> None:
        raise error

    async with a_scene() as scene:
        scene.supervision.start(Endless("watch", reads, survives=ALL))
        await scene.settled()
        assert scene.supervision.ended == ["watch"]


async def test_a_report_that_cannot_be_stored_changes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async with a_scene(trouble=StoreBusyError("full")) as scene:
        scene.supervision.start(Endless("sender", fails, survives=2))
        await scene.settled()
        assert scene.supervision.ended == ["sender"]
        assert "could not be reported" in caplog.text
    assert any(record.levelno == logging.ERROR for record in caplog.records)


async def test_short_work_that_is_repeated_survives_what_goes_wrong_in_it() -> None:
    passes: list[int] = []

    async def clean_up() -> None:
        passes.append(1)
        raise KeyError("gone")

    async with a_scene() as scene:
        scene.supervision.start(Endless.every(3600.0, "housekeeping", clean_up))
        await scene.settled()
        assert len(passes) > 2
        assert scene.supervision.ended == []
