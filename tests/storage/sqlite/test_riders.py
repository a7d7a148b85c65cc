"""Riders are works that nobody waits for: they go with the next write, in their order, whatever fails."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from services.units import StoreBusyError, StoreRefusedError
from storage.sqlite.database import Database, connect
from storage.sqlite.writer import RIDERS_WAIT_SECONDS
from storage.unit import StoredUnit
from tests.storage.conftest import FakeClock
from tests.storage.sqlite.gates import (
    CommitGate,
    OddityError,
    add,
    add_and_fail,
    add_much,
    break_commit,
    leave_no_room,
    make_room,
    subjects,
)

pytestmark = pytest.mark.once  # works of these tests count their runs, and hold the connection they run on


@dataclass(eq=False)
class Timer:
    seconds: float
    call: Callable[[], None]
    is_cancelled: bool = False

    def cancel(self) -> None:
        self.is_cancelled = True


@dataclass
class Timers:
    """The event loop's ``call_later``, which lets time pass when a test says so."""

    all: list[Timer] = field(default_factory=list)

    def __call__(self, seconds: float, call: Callable[[], None]) -> Timer:
        self.all.append(Timer(seconds, call))
        return self.all[-1]

    @property
    def running(self) -> list[float]:
        return [timer.seconds for timer in self.all if not timer.is_cancelled]

    def ring(self) -> None:
        """Let the time of all that run pass."""
        due, self.all = self.all, []
        for timer in due:
            if not timer.is_cancelled:
                timer.call()


@pytest.fixture
def timers() -> Timers:
    return Timers()


@pytest.fixture
async def database(path: Path, clock: FakeClock, timers: Timers) -> AsyncIterator[Database]:
    async with Database.open(path, clock=clock, later=timers) as database:
        yield database


async def committed(database: Database, *expected: str) -> None:
    """Wait until the rows are what is expected, without a write that would take riders along."""
    while await database.read(subjects) != [*expected]:
        pass


async def failure_of(writing: Awaitable[object]) -> object:
    return (await asyncio.gather(writing, return_exceptions=True))[0]


async def test_riders_are_committed_with_the_next_write_in_their_order_and_before_it(
    database: Database,
) -> None:
    for number in (1, 2):
        database.ride(partial(add, subject=f"rider {number}"))
    await database.write(partial(add, subject="write"))

    assert await database.read(subjects) == ["rider 1", "rider 2", "write"]
    assert (database.stats.works, database.stats.commits) == (3, 1)


async def test_riders_that_no_write_follows_are_committed_when_their_time_is_up(
    database: Database, timers: Timers
) -> None:
    for number in (1, 2):
        database.ride(partial(add, subject=f"rider {number}"))
    assert timers.running == [RIDERS_WAIT_SECONDS]  # one timer for all of them
    assert await database.read(subjects) == []

    timers.ring()

    await committed(database, "rider 1", "rider 2")


async def test_riders_that_went_with_a_write_leave_no_timer(database: Database, timers: Timers) -> None:
    database.ride(partial(add, subject="first"))
    await database.write(partial(add, subject="write"))
    assert timers.running == []

    database.ride(partial(add, subject="second"))
    assert timers.running == [RIDERS_WAIT_SECONDS]


@pytest.mark.parametrize("method", ["write", "write_long"])
async def test_a_write_sees_riders_that_were_handed_over_before_it(database: Database, method: str) -> None:
    database.ride(partial(add, subject="rider"))

    assert await database.read(subjects) == []
    assert await getattr(database, method)(subjects) == ["rider"]
    assert await database.read(subjects) == ["rider"]


async def test_riders_whose_time_is_up_during_a_commit_go_with_the_next_one(
    database: Database, timers: Timers
) -> None:
    gate = CommitGate()
    async with asyncio.TaskGroup() as group:
        group.create_task(database.write(gate.work))
        await gate.reached()
        database.ride(partial(add, subject="rider"))
        timers.ring()
        assert await database.read(subjects) == []
        gate.open()

    await committed(database, "rider")


@pytest.mark.parametrize("method", ["write", "write_long"])
async def test_riders_of_a_commit_that_failed_keep_their_place_before_later_ones(
    database: Database, timers: Timers, method: str
) -> None:
    for number in (1, 2):
        database.ride(partial(add, subject=f"rider {number}"))
    with pytest.raises(StoreRefusedError):
        await getattr(database, method)(break_commit)
    assert await database.read(subjects) == []
    assert timers.running == [RIDERS_WAIT_SECONDS]

    database.ride(partial(add, subject="rider 3"))
    timers.ring()

    await committed(database, "rider 1", "rider 2", "rider 3")


async def test_riders_handed_over_during_a_commit_that_fails_follow_those_in_it(database: Database) -> None:
    gate = CommitGate()

    def work(unit: StoredUnit) -> None:
        break_commit(unit)
        gate.work(unit)

    async with asyncio.TaskGroup() as group:
        database.ride(partial(add, subject="in it"))
        failing = group.create_task(failure_of(database.write(work)))
        await gate.reached()
        database.ride(partial(add, subject="meanwhile"))
        gate.open()
        assert isinstance(await failing, StoreRefusedError)
    await database.write(partial(add, subject="write"))

    assert await database.read(subjects) == ["in it", "meanwhile", "write"]


async def test_a_rider_that_can_never_work_is_dropped_alone_and_reported(database: Database) -> None:
    reports: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, report: reports.append(report))
    broken = lambda unit: unit.connection.execute("SELECT * FROM nowhere")  # noqa: E731

    database.ride(partial(add, subject="before"))
    database.ride(partial(add_and_fail, subject="broken"))
    database.ride(broken)
    database.ride(partial(add, subject="after"))
    await database.write(partial(add, subject="write"))
    await database.write(partial(add, subject="later"))

    assert await database.read(subjects) == ["before", "after", "write", "later"]
    assert [type(report["exception"]) for report in reports] == [OddityError, StoreRefusedError]


async def test_riders_wait_for_room_on_a_full_disk(database: Database, timers: Timers) -> None:
    await database.read(leave_no_room)  # on the writer's connection, which is free
    database.ride(partial(add, subject="first"))
    database.ride(add_much)
    database.ride(partial(add, subject="last"))
    with pytest.raises(StoreBusyError, match="full"):
        await database.write(partial(add, subject="unlucky"))
    timers.ring()  # it is still full
    while not timers.running:
        await committed(database)

    await database.read(make_room)
    timers.ring()

    await committed(database, "first", "x" * 1_000_000, "last")


async def test_a_rider_that_meets_trouble_with_the_disk_keeps_its_place(database: Database) -> None:
    trouble = [sqlite3.OperationalError("disk I/O error")]
    trouble[0].sqlite_errorcode = sqlite3.SQLITE_IOERR

    def add_later(unit: StoredUnit) -> None:
        if trouble:
            raise trouble.pop()
        add(unit, "second")

    database.ride(partial(add, subject="first"))
    database.ride(add_later)
    database.ride(partial(add, subject="third"))
    with pytest.raises(StoreBusyError, match="I/O"):
        await database.write(partial(add, subject="unlucky"))
    await database.write(partial(add, subject="write"))

    assert await database.read(subjects) == ["first", "second", "third", "write"]


async def test_closing_commits_riders(path: Path, clock: FakeClock, timers: Timers) -> None:
    async with Database.open(path, clock=clock, later=timers) as database:
        database.ride(partial(add, subject="rider"))

    async with Database.open(path, clock=clock) as database:
        assert await database.read(subjects) == ["rider"]
    assert timers.running == []


async def test_closing_gives_up_riders_that_another_process_keeps_out_and_says_so(
    path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    async with Database.open(path, clock=clock, busy_timeout=timedelta(0)) as database:
        other = connect(path)
        other.execute("BEGIN IMMEDIATE")
        database.ride(partial(add, subject="rider"))
    other.close()

    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (logging.ERROR, "1 works that nobody waited for were given up: database is locked")
    ]
    async with Database.open(path, clock=clock) as database:
        assert await database.read(subjects) == []
