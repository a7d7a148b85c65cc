"""The chart of what a number consumed, for the people who pay for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from domain.month_use import UseChart


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


class UseCharts(Protocol):
    """Draws."""

    async def use(self, chart: UseChart, words: UseChartWords, *, is_dark: bool) -> bytes:
        """Return a PNG that can be read on a phone, without holding anybody up."""
        ...


@dataclass(frozen=True)
class DrawUse:
    """Draw what was consumed."""

    charts: UseCharts

    async def __call__(self, chart: UseChart, words: UseChartWords, *, is_dark: bool) -> bytes:
        """Return a PNG."""
        return await self.charts.use(chart, words, is_dark=is_dark)
