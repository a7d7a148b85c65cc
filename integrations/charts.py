"""Charts, drawn by matplotlib: large letters, because they are read on phones.

matplotlib takes its time to import and to draw, so all of its work is done in a process of its own.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from domain.month_use import UseChart
from domain.reading import Status
from integrations.workers import Urgency, Workers
from services.decisions.consumption import ChartWords, ConsumptionHistory
from services.desk.statistics import Bar, StatisticsWords
from services.numbers.use_charts import UseChartWords

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DOTS_PER_INCH = 120
LETTERS: dict[Any, Any] = {"font.size": 16, "font.family": "DejaVu Sans", "text.parse_math": False}
"""Points; the font comes with matplotlib and has Cyrillic letters. A dollar in a name is no formula."""
COLOURS = ("#1f6fb2", "#f0a030", "#7a4fa3")
"""Of the scales; they differ in lightness as well, because some operators do not see colours."""
DOUBT = "#c0182b"
MOST_LABELS = 8
"""Bars that have their name under them; more of them touch each other."""
GROUPS = (
    ("accepted", "#1f6fb2", (Status.ACCEPTED, Status.EXPORTED, Status.TAKEN, Status.BILLED)),
    ("review", "#f0a030", (Status.REVIEW,)),
    ("refused", "#c0182b", (Status.REJECTED, Status.REFUSED)),
    ("replaced", "#b0b0b0", (Status.REPLACED, Status.WITHDRAWN)),
)
"""The states that share a colour; colours differ in lightness too, because some operators do not see them."""


@dataclass(frozen=True)
class Sheet:
    """What a chart is drawn on; ``is_laid_out``: the chart says itself where everything stands."""

    inches: tuple[float, float] = (8, 6)
    ground: str = "white"
    is_laid_out: bool = False


OPERATORS_SHEET = Sheet()
"""960 by 720 pixels: a phone shows it without zooming, and Telegram does not shrink it."""


@dataclass(frozen=True)
class ChartArtist:
    """``ConsumptionCharts``, ``StatisticsCharts`` and ``UseCharts`` of services/."""

    workers: Workers = field(default_factory=Workers)

    @property
    def must_wait(self) -> bool:
        """Whether what is asked for now has to wait for others."""
        return self.workers.must_wait

    @property
    def are_refused(self) -> bool:
        """Whether so many wait that a chart that is asked for now is refused."""
        return self.workers.are_full

    async def draw(self, history: ConsumptionHistory, words: ChartWords) -> bytes:
        """Return a PNG, for a message that nobody waits for."""
        return await self._drawn(partial(_consumption, history, words), Urgency.UNASKED)

    async def readings(self, bars: Sequence[Bar], words: StatisticsWords) -> bytes:
        """Return a PNG of the readings in the course of a day or a month."""
        return await self._drawn(partial(_readings, bars, words), Urgency.AWAITED)

    async def use(self, chart: UseChart, words: UseChartWords, *, is_dark: bool) -> bytes:
        """Return a PNG of what a resident consumed month by month."""
        task = partial(_use_png, chart, words, is_dark=is_dark)
        return await self.workers.do("use-chart", task, Urgency.AWAITED)

    async def _drawn(self, paint: Callable[[Axes], None], urgency: Urgency) -> bytes:
        return await self.workers.do("chart", partial(_png, paint), urgency)


def _use_png(chart: UseChart, words: UseChartWords, *, is_dark: bool) -> bytes:
    from integrations.use_charts import UsePainter  # noqa: PLC0415 - brings matplotlib

    painter = UsePainter(chart, words, is_dark)
    return _png(painter, Sheet(painter.inches, painter.theme.ground, is_laid_out=True))


def _png(paint: Callable[[Axes], None], sheet: Sheet = OPERATORS_SHEET) -> bytes:
    from matplotlib import rc_context  # noqa: PLC0415 - the bot itself never draws
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    with rc_context(LETTERS):
        figure = Figure(
            figsize=sheet.inches,
            dpi=DOTS_PER_INCH,
            layout=None if sheet.is_laid_out else "constrained",
            facecolor=sheet.ground,
        )
        FigureCanvasAgg(figure)
        paint(figure.add_subplot())
        content = io.BytesIO()
        figure.savefig(content, format="png")
    return content.getvalue()


def _consumption(history: ConsumptionHistory, words: ChartWords, axes: Axes) -> None:
    """Draw a bar for every period, the scales on top of each other, and the total above it."""
    places = range(len(history.bars))
    totals = [0.0 for _ in places]
    for index, (scale, colour) in enumerate(zip(history.scales, COLOURS, strict=False)):
        heights = [float(bar.kwh[index]) for bar in history.bars]
        axes.bar(places, heights, bottom=totals, color=colour, label=scale, width=0.7)
        totals = [below + height for below, height in zip(totals, heights, strict=True)]
    for place, (bar, total) in enumerate(zip(history.bars, totals, strict=True)):
        _write_total(place, total, axes, is_doubted=bar.is_doubted)
        if bar.is_doubted:
            _mark_doubt(place, total, words, axes)
    if history.usual is not None:
        axes.axhline(float(history.usual), color="#404040", linestyle="--", linewidth=2, label=words.usual)
    axes.set_title(words.title, fontsize=17)
    axes.set_ylabel(words.unit)
    axes.yaxis.set_major_formatter(lambda kwh, _: _grouped(kwh))
    axes.set_xticks(places, words.months)
    if len(history.bars) > 6:  # more labels than that touch each other
        axes.tick_params(axis="x", rotation=45)
    for label, bar in zip(axes.get_xticklabels(), history.bars, strict=True):
        if bar.is_doubted:
            label.set(color=DOUBT, weight="bold")
    axes.set_ylim(
        0, max([*totals, float(history.usual or 0), 1.0]) * 1.45
    )  # the legend stands above the bars
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="upper left", frameon=False, fontsize=14, ncols=2)


def _write_total(place: int, total: float, axes: Axes, *, is_doubted: bool) -> None:
    axes.annotate(
        _grouped(total),
        (place, total),
        xytext=(0, 4),
        textcoords="offset points",
        ha="center",
        color=DOUBT if is_doubted else "black",
        weight="bold" if is_doubted else "normal",
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.5},
    )


def _grouped(kwh: float) -> str:
    """Write whole kWh with spaces between the thousands, because long numbers are misread."""
    return f"{kwh:,.0f}".replace(",", "\N{NO-BREAK SPACE}")


def _mark_doubt(place: int, total: float, words: ChartWords, axes: Axes) -> None:
    axes.bar(
        place,
        total,
        width=0.7,
        fill=False,
        edgecolor=DOUBT,
        linewidth=3,
        hatch="//",
        label=words.doubted,
    )


def _readings(bars: Sequence[Bar], words: StatisticsWords, axes: Axes) -> None:
    """Draw a bar for every hour or day, what became of the readings on top of each other."""
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    places = range(len(bars))
    floor = [0] * len(bars)
    for name, colour, statuses in GROUPS:
        heights = [sum(bar.readings.get(status, 0) for status in statuses) for bar in bars]
        label = f"{getattr(words, name)}: {sum(heights)}"
        axes.bar(places, heights, bottom=floor, color=colour, label=label, width=0.8)
        floor = [below + height for below, height in zip(floor, heights, strict=True)]
    axes.set_title(words.title, fontsize=18)
    step = -(-len(bars) // MOST_LABELS)
    axes.set_xticks(list(places)[::step], words.bars[::step])
    axes.set_ylim(0, max([*floor, 1]) * 1.35)  # the legend stands above the bars
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="upper left", frameon=False, fontsize=15, ncols=2)
