"""When work that comes back at a time of day is due, also on days of 23 and of 25 hours."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.frozen import frozen
from domain.reminding import DAY_BEGINS, DAY_ENDS

LOOKED_BACK = 31
"""Days among which a task finds the newest one that it missed."""
ONE_DAY = timedelta(days=1)


def every_day(day: date) -> bool:
    """Let a task have a run on each day."""
    return isinstance(day, date)


@dataclass(frozen=True)
class Task:
    """Work that has a run on each of its days, between two times of day in the residents' zone.

    ``name`` stands in the database. A run begins at ``begins``, or as soon after it as the program is there,
    and pauses from ``ends`` (``None``: midnight) until ``begins`` of the next day. Both are in the residents'
    daytime, ``ValueError`` otherwise, unless the task ``wakes_nobody``. One that ``makes_up`` for what it
    missed has the run of the newest such day, up to :data:`LOOKED_BACK` days ago, on a later one.
    """

    name: str
    begins: time = DAY_BEGINS
    ends: time | None = DAY_ENDS
    has_run_on: Callable[[date], bool] = every_day
    makes_up: bool = False
    wakes_nobody: bool = False

    def __post_init__(self) -> None:
        is_in_daytime = self.ends is not None and DAY_BEGINS <= self.begins < self.ends <= DAY_ENDS
        if not (is_in_daytime or self.wakes_nobody):
            raise ValueError(f"{self.name} would wake people")

    def may_go_on(self, now: datetime, zone: ZoneInfo) -> bool:
        """Tell whether the task may work now."""
        today = now.astimezone(zone).date()
        ends = (
            _moment(today + ONE_DAY, time(), zone) if self.ends is None else _moment(today, self.ends, zone)
        )
        return _moment(today, self.begins, zone) <= now < ends

    def newest_day(self, now: datetime, zone: ZoneInfo) -> date | None:
        """Return the newest day whose run should have begun by now; ``None`` if no day is such a one."""
        today = now.astimezone(zone).date()
        days = (today - ago * ONE_DAY for ago in range(LOOKED_BACK + 1 if self.makes_up else 1))
        return next((day for day in days if self.has_run_on(day) and self._begun(day, now, zone)), None)

    def _begun(self, day: date, now: datetime, zone: ZoneInfo) -> bool:
        return _moment(day, self.begins, zone) <= now


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return a time of day as a moment: the first of two, or the one after a gap in which the time falls.

    It is in UTC, because two moments of one zone are compared by what the clock on the wall shows.
    """
    return datetime.combine(day, at, zone).astimezone(UTC)


@frozen
class Run:
    """The work of a task for one of its days.

    ``cursor`` is how far it has come, in words of the task, empty at the beginning.
    """

    task: str
    day: date
    cursor: str
    begun_at: datetime
    finished_at: datetime | None = None


class Pace(StrEnum):
    """What follows a portion of a run."""

    AT_ONCE = "at-once"
    """The next portion."""
    LATER = "later"
    """The next portion, at the next look: there is nothing to do or no room now."""
    FINISHED = "finished"
    """Nothing."""


@frozen
class Progress:
    """How far a run has come with a portion; ``cursor`` in words of the task."""

    cursor: str
    pace: Pace


FINISHED = Progress("", Pace.FINISHED)
