"""What happened today and this month, and what is waiting: the figures that operators ask for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.dates import Month
from domain.reading import Status
from domain.spans import Span, day_span, days_of, hours_of, month_span
from services.ports import Clock
from services.units import Units

PROOFS_KEPT = timedelta(hours=24)
"""Failed proofs are forgotten after that."""


class Period(StrEnum):
    """What is counted."""

    TODAY = "today"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why readings were rejected by operators or refused by billing, and how many."""

    status: Status
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class OpenAlerts:
    """Open alerts of a kind, and since when the oldest of them waits."""

    kind: str
    count: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Queue:
    """Messages or updates that wait, and since when the oldest of them does."""

    depth: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class NoticeFigures:
    """Notices that were confirmed in the period: chats that got them, and how many are still going out."""

    confirmed: int
    delivered: int
    active: int


@dataclass(frozen=True, slots=True)
class Bar:
    """Readings that came in within a part of the period, by what has become of them since."""

    span: Span
    readings: Mapping[Status, int]


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the period and the present moment are counted by."""

    registered: int
    confirmed: int
    numbers_added: int
    bars: tuple[Bar, ...]
    refusals: tuple[Refusal, ...]
    failed_proofs: int
    """In the last :data:`PROOFS_KEPT`."""
    closed_proofs: int
    """Residents and numbers for which proofs were closed after too many failures."""
    alerts: tuple[OpenAlerts, ...]
    inbox: Queue
    messages: Queue
    letters: Queue
    notices: NoticeFigures

    @property
    def readings(self) -> Mapping[Status, int]:
        """Readings of the whole period."""
        totals = {status: sum(bar.readings.get(status, 0) for bar in self.bars) for status in Status}
        return {status: count for status, count in totals.items() if count}


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures of a period; ``day`` is today."""

    period: Period
    day: date
    taken_at: datetime
    figures: Figures


@dataclass(frozen=True, slots=True)
class StatisticsWords:
    """What stands on the chart: a title, what each group of readings is called, and the name of each bar."""

    title: str
    accepted: str
    review: str
    refused: str
    replaced: str
    bars: tuple[str, ...]


class StatisticsCharts(Protocol):
    """Draws figures."""

    async def readings(self, bars: Sequence[Bar], words: StatisticsWords) -> bytes:
        """Return a PNG of the readings in the course of the period."""
        ...


@dataclass(frozen=True)
class DrawStatistics:
    """Draw the readings of a period."""

    charts: StatisticsCharts

    async def __call__(self, statistics: Statistics, words: StatisticsWords) -> bytes:
        """Return a PNG."""
        return await self.charts.readings(statistics.figures.bars, words)


class StatisticsBook(Protocol):
    """Counts what is stored."""

    def figures(self, whole: Span, parts: tuple[Span, ...], proofs_since: datetime) -> Figures: ...


class StatisticsUnit(Protocol):
    """What counting needs of the storage."""

    @property
    def statistics(self) -> StatisticsBook: ...


@dataclass(frozen=True)
class CountStatistics:
    """Count what happened in a period, in the time of the residents."""

    units: Units[StatisticsUnit]
    clock: Clock
    zone: ZoneInfo

    async def __call__(self, period: Period) -> Statistics:
        now = self.clock()
        day = now.astimezone(self.zone).date()
        if period is Period.TODAY:
            whole, parts = day_span(day, self.zone), tuple(hours_of(day, self.zone))
        else:
            month = Month.of(day)
            whole, parts = month_span(month, self.zone), tuple(days_of(month, self.zone))
        figures = await self.units.read_long(
            lambda unit: unit.statistics.figures(whole, parts, now - PROOFS_KEPT)
        )
        return Statistics(period, day, now, figures)
