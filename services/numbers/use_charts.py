"""The chart of what a number consumed, for the people who pay for it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Protocol

from domain.errors import DomainError
from domain.frozen import frozen
from domain.history import HistoryPoint
from domain.meter import Meter
from domain.month_use import YEAR, CountedUse, UseChart, use_chart
from domain.subscriber import Holding
from services.numbers.file_counter import FileCounter, Maker
from services.numbers.history import HistoryMonth, ListHistory

MONTHS_LOOKED_AT = 2 * YEAR + 2
"""Months with values: two years, and what the first of them are compared with."""


@dataclass(frozen=True, slots=True)
class UseChartWords:
    """The words in the picture: ``months`` name those of the chart, in their order.

    ``unit`` stands at the axis; ``year_before``, ``calculated`` and ``average`` in the legend.
    """

    title: str
    months: tuple[str, ...]
    unit: str
    year_before: str
    calculated: str
    average: str


class UseCharts(Maker, Protocol):
    """Draws."""

    @property
    def are_refused(self) -> bool:
        """Whether so many wait that a chart that is asked for now is refused."""
        ...

    async def use(self, chart: UseChart, words: UseChartWords, *, is_dark: bool) -> bytes:
        """Return a PNG that can be read on a phone, without holding anybody up."""
        ...


@frozen
class UseView:
    """What a number consumed, on all its ``meters`` together or on one ``meter`` of them.

    ``chart`` is empty where no consumption is known.
    """

    holding: Holding
    meters: tuple[Meter, ...]
    meter: Meter | None
    chart: UseChart | None


@dataclass(frozen=True)
class ViewUse:
    """Look at what a number consumed month by month.

    Errors: ``email-not-confirmed``, ``not-yours``.
    """

    history: ListHistory

    async def __call__(self, account_id: int, number: str, place: int = 0) -> UseView:
        """Return the consumption of all meters, or of that with the ``place``, counted from 1 by serials."""
        page = await self.history(account_id, number, MONTHS_LOOKED_AT)
        meters = _meters(page.months)
        chosen = meters[place - 1] if 1 <= place <= len(meters) else None
        uses = [use for meter in meters if chosen in (None, meter) for use in _uses(meter, page.months)]
        return UseView(page.holding, meters, chosen, use_chart(uses))


@dataclass(frozen=True)
class DrawUse:
    """Draw what was consumed; the same ``key`` counts once. ``files-too-many`` (``until``)."""

    count: FileCounter
    charts: UseCharts

    @property
    def must_wait(self) -> bool:
        """Whether a chart has to wait for others."""
        return self.charts.must_wait

    def require_room(self) -> None:
        """Refuse with ``workers-busy`` before anything is read, what would be refused in the end."""
        if self.charts.are_refused:
            raise DomainError("workers-busy")

    async def __call__(
        self, account_id: int, chart: UseChart, words: UseChartWords, key: str, *, is_dark: bool
    ) -> bytes:
        """Return a PNG."""
        return await self.count(account_id, key, lambda: self.charts.use(chart, words, is_dark=is_dark))


def _meters(months: Iterable[HistoryMonth]) -> tuple[Meter, ...]:
    """Return the meters that have values, by their serials."""
    found = {each.meter.id: each.meter for month in months for each in month.meters}
    return tuple(sorted(found.values(), key=lambda meter: (meter.serial, meter.id)))


def _uses(meter: Meter, months: Sequence[HistoryMonth]) -> Iterator[CountedUse]:
    scales = [
        (scale.number, scale.name, scale.points)
        for month in reversed(months)
        for each in month.meters
        if each.meter.id == meter.id
        for scale in each.scales
    ]
    by_number = sorted(scales, key=lambda scale: scale[0])
    for _, of_scale in groupby(by_number, key=lambda scale: scale[0]):
        oldest_first = [
            (name, point) for _, name, points in of_scale for point in reversed(points) if point.counts
        ]
        yield from _counted(oldest_first)


def _counted(points: Iterable[tuple[str, HistoryPoint]]) -> Iterator[CountedUse]:
    before: HistoryPoint | None = None
    for name, point in points:
        if point.consumption is not None:
            first = point.on if point.since is None else min(point.since + timedelta(days=1), point.on)
            is_measured = point.is_measured and (before is None or before.is_measured)
            yield CountedUse(point.month, name, point.consumption, first, point.on, not is_measured)
        before = point
