"""When a resident may expect an answer: how long it usually takes, and when operators are there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.frozen import frozen
from domain.support_hours import SupportHours
from services.ports import Clock
from services.units import Units

LOOKED_BACK = timedelta(days=30)
"""Whose questions tell how long an answer takes."""
FEWEST_ANSWERS = 20
"""Fewer answers than these tell nothing usual."""
MOST_QUESTIONS = 200
"""The newest questions that are looked at, so that a look takes a moment however many there were."""
REMEMBERED_FOR = timedelta(minutes=10)
"""How long the usual time is taken for the same."""

Answered = tuple[datetime, datetime]
"""When a question was asked, and when it was first answered."""


class AnsweredQuestions(Protocol):
    """The questions that operators answered."""

    def list_first_answers(self, since: datetime, limit: int) -> list[Answered]:
        """List when the newest questions were asked, and when an operator first answered them."""
        ...


class ExpectingUnit(Protocol):
    """What the usual time of an answer needs of the storage."""

    @property
    def threads(self) -> AnsweredQuestions: ...


@frozen
class Expected:
    """When an answer may be expected.

    ``usual``: the median time of an answer, counted in the ``hours`` of operators if these are known; empty
    where there were too few answers. ``back``: when operators are there again, in the zone of the residents;
    empty if they are there, or if their hours are not known.
    """

    usual: timedelta | None
    hours: SupportHours | None
    back: datetime | None
    now: datetime


@dataclass
class _Memory:
    """The usual time, and when it was found."""

    usual: timedelta | None = None
    at: datetime | None = None

    def is_fresh(self, now: datetime) -> bool:
        """Whether the usual time need not be found again; also not, if the clock was set back."""
        return self.at is not None and self.at <= now < self.at + REMEMBERED_FOR


@dataclass(frozen=True)
class ExpectAnswer:
    """Tell when an answer to a question may be expected.

    The usual time is looked up by one short query, and at most once in :data:`REMEMBERED_FOR`.
    """

    units: Units[ExpectingUnit]
    clock: Clock
    zone: ZoneInfo
    hours: SupportHours | None = None
    _memory: _Memory = field(default_factory=_Memory)

    async def __call__(self) -> Expected:
        """Return what may be expected of a question that is asked now."""
        now = self.clock()
        if not self._memory.is_fresh(now):
            self._memory.at = now  # who asks meanwhile gets what was known before
            answered = await self.units.read(
                lambda unit: unit.threads.list_first_answers(now - LOOKED_BACK, MOST_QUESTIONS)
            )
            self._memory.usual = usual_time(answered, self.hours, self.zone)
        local, hours = now.astimezone(self.zone), self.hours
        is_closed = hours is not None and not hours.is_open(local)
        back = hours.next_opening(local) if hours is not None and is_closed else None
        return Expected(self._memory.usual, hours, back, local)


def usual_time(answered: Sequence[Answered], hours: SupportHours | None, zone: ZoneInfo) -> timedelta | None:
    """Return the median time of a first answer, within the hours if there are any; ``None`` of too few.

    What was asked and answered outside of the hours tells nothing about them.
    """
    times = [answer - asked for asked, answer in answered]
    if hours is not None:
        worked = (hours.worked(asked.astimezone(zone), answer.astimezone(zone)) for asked, answer in answered)
        times = [time for time in worked if time]
    if len(times) < FEWEST_ANSWERS:
        return None
    return timedelta(seconds=median(time.total_seconds() for time in times))
