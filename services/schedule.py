"""Work that comes back at a time of day: each run is made once, a portion at a time, through any restart.

A portion and how far it has come are one unit of work, so a process that ends in between repeats nothing. Of
a task one run is under way at a time: a newer day takes the place of a run that is not finished, because what
is still to be done then is what the newer run does.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

from domain.schedule import Pace, Progress, Run, Task
from services.ports import Clock
from services.units import StoreError, Units


class RunBook(Protocol):
    """The runs of tasks."""

    def newest(self, task: str) -> Run | None:
        """Find the run of a task for its newest day."""
        ...

    def begin(self, task: str, day: date, at: datetime) -> Run:
        """Keep that a run has begun; unfinished ones of the task for earlier days end with it."""
        ...

    def advance(self, run: Run, cursor: str) -> None:
        """Keep how far a run has come."""
        ...

    def finish(self, run: Run, at: datetime) -> None:
        """Keep that a run is finished."""
        ...


class ScheduleUnit(Protocol):
    """What the schedule needs of the storage."""

    @property
    def schedule(self) -> RunBook: ...


Unit = TypeVar("Unit", bound=ScheduleUnit)


@dataclass(frozen=True)
class Job(Generic[Unit]):
    """A task and its work.

    ``portion`` does the next portion of a run at a moment, as a part of a long unit of work; it follows the
    rules of ``services/units.py``.
    """

    task: Task
    portion: Callable[[Unit, Run, datetime], Progress]


@dataclass(frozen=True)
class AdvanceSchedule(Generic[Unit]):
    """Do what is due of all jobs, in portions and by turns; called again and again."""

    units: Units[Unit]
    clock: Clock
    zone: ZoneInfo
    jobs: Sequence[Job[Unit]]

    async def __call__(self) -> None:
        """Look once: go on until every job is finished or waits.

        A job that fails leaves its run where it was, and keeps no other from its turn. Errors: ``StoreError``
        at once; in the end, what the first failing job raised.
        """
        failures: list[Exception] = []
        going = list(self.jobs)
        while going:
            going = [job for job in going if await self._advance(job, failures)]
        if failures:
            raise failures[0]

    async def _advance(self, job: Job[Unit], failures: list[Exception]) -> bool:
        """Do a portion of a job; tell whether another one follows at once."""
        try:
            return await self._do_portion(job)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - it is raised once the others had their turn
            failures.append(error)
            return False

    async def _do_portion(self, job: Job[Unit]) -> bool:
        now = self.clock()
        if not job.task.may_go_on(now, self.zone):
            return False
        day = job.task.newest_day(now, self.zone)
        newest = await self.units.read(lambda unit: unit.schedule.newest(job.task.name))
        if not _is_due(newest, day):
            return False
        return await self.units.write_long(lambda unit: _portion(unit, job, day, now)) is Pace.AT_ONCE


def _is_due(newest: Run | None, day: date | None) -> bool:
    """Tell whether a run is to begin or to go on; ``day`` is the newest one on which the task is to run."""
    if newest is None:
        return day is not None
    return newest.finished_at is None or (day is not None and newest.day < day)


def _portion(unit: Unit, job: Job[Unit], day: date | None, now: datetime) -> Pace:
    run = unit.schedule.newest(job.task.name)
    if day is not None and (run is None or run.day < day):
        run = unit.schedule.begin(job.task.name, day, now)
    if run is None or run.finished_at is not None:
        return Pace.FINISHED
    progress = job.portion(unit, run, now)
    if progress.pace is Pace.FINISHED:
        unit.schedule.finish(run, now)
    elif progress.cursor != run.cursor:
        unit.schedule.advance(run, progress.cursor)
    return progress.pace
