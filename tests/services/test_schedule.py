"""Each run is made once, in portions, late if need be, and through kills between two portions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import pytest

from domain.schedule import FINISHED, Pace, Progress, Run, Task
from services.schedule import AdvanceSchedule, Job
from services.units import StoreBusyError
from storage.sqlite.database import Database
from storage.unit import StoredUnit
from tests.services.fakes import FakeClock
from tests.services.residents import MOSCOW

WORDS = "INSERT INTO unreachable_chats (chat_id, since, reason) VALUES (?, '', ?)"


class KilledError(Exception):
    """Stands for the end of the process."""


@dataclass
class Counting:
    """Writes a row for each number up to ``most``, one in each portion; at some it is killed or waits."""

    most: int = 3
    killed_at: int | None = None
    error: type[Exception] = KilledError
    waits_at: int | None = None

    def __call__(self, unit: StoredUnit, run: Run, _now: datetime) -> Progress:
        number = int(run.cursor or 0)
        unit.connection.execute(WORDS, (run.day.toordinal() * 100 + number, str(run.day)))
        if number == self.killed_at:
            raise self.error
        if number + 1 == self.most:
            return FINISHED
        return Progress(str(number + 1), Pace.LATER if number == self.waits_at else Pace.AT_ONCE)


@dataclass
class Days:
    """The schedule of some jobs on one database, and which portions were done on which days."""

    database: Database
    clock: FakeClock

    async def look(self, *jobs: Job[StoredUnit]) -> None:
        await AdvanceSchedule(self.database, self.clock, MOSCOW, jobs)()

    async def done(self) -> Sequence[str]:
        def read(unit: StoredUnit) -> list[str]:
            rows = unit.connection.execute("SELECT reason FROM unreachable_chats ORDER BY chat_id")
            return [row["reason"] for row in rows]

        return await self.database.read(read)


@pytest.fixture
def days(database: Database, clock: FakeClock) -> Days:
    return Days(database, clock)


DAILY, MADE_UP = Task("daily"), Task("made up", makes_up=True)
TODAY, TOMORROW = "2026-11-22", "2026-11-23"


async def test_a_run_is_made_once_a_day_however_often_somebody_looks(days: Days) -> None:
    job = Job(DAILY, Counting())
    for _ in range(3):
        await days.look(job)
        days.clock.pass_time(timedelta(hours=1))
    assert await days.done() == [TODAY] * 3
    days.clock.pass_time(timedelta(days=1))
    await days.look(job)
    assert await days.done() == [TODAY] * 3 + [TOMORROW] * 3


@pytest.mark.parametrize("killed_at", [0, 1, 2])
async def test_a_kill_between_two_portions_repeats_and_loses_nothing(days: Days, killed_at: int) -> None:
    with pytest.raises(KilledError):
        await days.look(Job(DAILY, Counting(killed_at=killed_at)))
    assert await days.done() == [TODAY] * killed_at
    await days.look(Job(DAILY, Counting()))
    assert await days.done() == [TODAY] * 3


async def test_a_failing_job_keeps_no_other_from_its_turn(days: Days) -> None:
    with pytest.raises(KilledError):
        await days.look(Job(MADE_UP, Counting(killed_at=0)), Job(DAILY, Counting(most=5)))
    assert await days.done() == [TODAY] * 5


async def test_a_busy_store_puts_everything_off(days: Days) -> None:
    with pytest.raises(StoreBusyError):
        await days.look(Job(MADE_UP, Counting(killed_at=0, error=StoreBusyError)), Job(DAILY, Counting()))
    assert await days.done() == []


async def test_a_run_that_waits_goes_on_at_the_next_look(days: Days) -> None:
    job = Job(DAILY, Counting(waits_at=1))
    await days.look(job)
    assert len(await days.done()) == 2
    await days.look(job)
    assert len(await days.done()) == 3


async def test_a_run_is_late_on_the_same_day_and_never_in_the_night(days: Days) -> None:
    days.clock.now = datetime(2026, 11, 22, 17, 59, tzinfo=UTC)
    await days.look(Job(DAILY, Counting(waits_at=0)))
    days.clock.pass_time(timedelta(minutes=1))  # nine in the evening
    await days.look(Job(DAILY, Counting()), Job(Task("other"), Counting()))
    assert await days.done() == [TODAY]


@pytest.mark.parametrize(("task", "made"), [(DAILY, []), (MADE_UP, ["2026-11-20"])])
async def test_of_the_days_that_were_missed_the_newest_counts_if_the_task_wants(
    days: Days, task: Task, made: list[str]
) -> None:
    missed = Task(task.name, has_run_on=lambda day: day.day in {10, 20}, makes_up=task.makes_up)
    for _ in range(2):
        await days.look(Job(missed, Counting(most=1)))
    assert await days.done() == made


async def test_a_run_that_needs_more_than_a_day_goes_on_until_a_newer_one_begins(days: Days) -> None:
    task = Task("long", has_run_on=lambda day: day.day in {22, 24})
    for waits_at in (0, 1, 0, 1, 2):
        await days.look(Job(task, Counting(most=9, waits_at=waits_at)))
        days.clock.pass_time(timedelta(days=1))
    assert await days.done() == [TODAY] * 2 + ["2026-11-24"] * 3


async def test_a_clock_that_is_set_back_repeats_no_run(days: Days) -> None:
    job = Job(Task("night", begins=time(1), ends=None, wakes_nobody=True), Counting(most=1))
    await days.look(job)
    for _ in range(2):
        days.clock.pass_time(-timedelta(days=1))
        await days.look(job)
    assert await days.done() == [TODAY]


async def test_old_runs_go_and_the_newest_of_each_task_stays(days: Days) -> None:
    for _ in range(3):
        await days.look(Job(DAILY, Counting(most=1)))
        days.clock.pass_time(timedelta(days=1))
    await days.database.write(lambda unit: unit.schedule.forget(days.clock()))
    newest = await days.database.read(lambda unit: unit.schedule.newest("daily"))
    assert newest is not None
    assert f"{newest.day}" == "2026-11-24"

    def count(unit: StoredUnit) -> int:
        found: int = unit.connection.execute("SELECT count(*) FROM scheduled_runs").fetchone()[0]
        return found

    assert await days.database.read(count) == 1
