"""What only one process does at a time begins and ends with the keeper, and may begin again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from bot.process.keeper import Keeper
from bot.process.metrics import Metrics
from bot.process.nursery import Nursery
from bot.process.supervision import Endless, Supervision
from tests.bot.process.test_supervision import Reports
from tests.services.fakes import FakeClock


@dataclass
class Works:
    """A work that is cancelled, and one that is asked to end and does what it has begun."""

    told: list[str] = field(default_factory=list)
    _is_over: asyncio.Event = field(default_factory=asyncio.Event)

    async def look(self) -> None:
        self.told.append("looks")
        try:
            await asyncio.Event().wait()
        finally:
            self.told.append("is cancelled")

    async def send(self) -> None:
        self._is_over.clear()
        self.told.append("sends")
        await self._is_over.wait()
        await asyncio.sleep(0)
        self.told.append("has sent")


@dataclass
class Scene:
    keeper: Keeper
    supervision: Supervision
    works: Works
    metrics: Metrics
    is_it: bool = True

    async def look(self, *, is_it: bool) -> list[str]:
        """Let the process find out whether it is the keeper; returns what came of that."""
        self.is_it = is_it
        self.works.told.clear()
        await self.keeper.look()
        await asyncio.sleep(0.01)
        return list(self.works.told)


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async def report(error: BaseException) -> None:
        raise AssertionError from error

    async def keeps() -> bool:
        return there.is_it

    nursery, works, metrics = Nursery(report), Works(), Metrics()
    supervision = Supervision(nursery, Reports(), FakeClock())
    kept = (Endless("watch", works.look), Endless("sender", works.send, stop=works._is_over.set))
    there = Scene(Keeper(keeps, supervision, metrics, kept), supervision, works, metrics)
    yield there
    supervision.let_go()
    there.keeper.stop()
    await nursery.close(1)


async def test_the_works_begin_once_and_end_when_another_replica_is_the_keeper(scene: Scene) -> None:
    assert await scene.look(is_it=True) == ["looks", "sends"]
    assert await scene.look(is_it=True) == []
    assert sorted(await scene.look(is_it=False)) == ["has sent", "is cancelled"]
    assert not scene.keeper.is_on
    assert await scene.look(is_it=False) == []
    assert scene.supervision.ended == [], "the process goes on without them"


async def test_a_replica_that_is_the_keeper_again_begins_them_again(scene: Scene) -> None:
    await scene.look(is_it=True)
    await scene.look(is_it=False)
    assert await scene.look(is_it=True) == ["looks", "sends"]
    assert scene.metrics.registry.get_sample_value("cabinet_is_keeper") == 1


async def test_a_work_that_ends_by_itself_still_ends_the_process(scene: Scene) -> None:
    await scene.look(is_it=True)
    scene.works._is_over.set()
    await asyncio.sleep(0.01)
    assert scene.supervision.ended == ["sender"]
