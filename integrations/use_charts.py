"""The chart of what a resident consumed: a row for every month, so that names and numbers stay large.

A telephone shows the picture a third as wide as it is drawn. The newest month stands at the top, as in all
lists. A month has its bar, one scale after the other, and below it a pale one of the year before.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from domain.money import MINUS, NBSP
from domain.month_use import MonthUse, UseChart
from services.numbers.use_charts import UseChartWords

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

WIDTH, NAMES, EDGE = 9.0, 1.75, 0.2
"""Inches from left to right: all, the names of the months, and what stays free."""
TITLE, LEGEND_LINE, ROW, FOOT = 1.5, 0.42, 0.84, 0.85
"""Inches from top to bottom: title, a line of the legend, a month, and the axis."""
THICK, THIN = 0.46, 0.27
"""Of the bars of a month and of the year before; what is left of a row is between it and the next one."""
SMALL, MIDDLE, LARGE = 19, 22, 25
"""Points; about half of them in pixels on a telephone."""
LETTER = 0.22
"""Inches of a bold digit."""
OUTLIER, MOST_OUTLIERS = 4, 2
"""So many bars are cut off where they are so many times as long as all others, which would vanish."""
CUT = 1.3
"""How much longer than the others a bar is drawn that is cut off."""
HATCH = "//"
NOTHING = "–"
"""Stands where no consumption is known."""
LONGEST_LABEL = 22
"""Letters; two labels stand next to each other."""
BEFORE, CALCULATED, AVERAGE = "before", "calculated", "average"
"""Marks of the legend, in addition to those of the scales."""


@dataclass(frozen=True)
class Theme:
    """Colours; those of scales differ in lightness too, because some people do not see colours.

    ``before``: of the same scales in the year before.
    """

    ground: str
    ink: str
    faint: str
    grid: str
    scales: tuple[str, ...]
    before: tuple[str, ...]


LIGHT = Theme(
    ground="#fcfcfa",
    ink="#1b1b1b",
    faint="#595959",
    grid="#dcdcd8",
    scales=("#1f6fb2", "#f0a030", "#7a4fa3", "#5fb98f"),
    before=("#a9c9e4", "#f8dcae", "#cdbbdf", "#c4e6d6"),
)
DARK = Theme(
    ground="#17212b",
    ink="#f2f2f2",
    faint="#b4bec8",
    grid="#34414e",
    scales=("#5aa9e6", "#f2b04d", "#b18be0", "#8fdcb8"),
    before=("#2f5775", "#7a5a29", "#5b4776", "#43705c"),
)


@dataclass(frozen=True)
class UsePainter:
    """Draws one chart; a plain value, so that it can be handed to another thread or process."""

    chart: UseChart
    words: UseChartWords
    is_dark: bool

    @property
    def theme(self) -> Theme:
        """The colours."""
        return DARK if self.is_dark else LIGHT

    @property
    def inches(self) -> tuple[float, float]:
        """The size of the picture, which grows with the months."""
        return WIDTH, self._head + ROW * len(self.chart.months) + FOOT

    def __call__(self, axes: Axes) -> None:
        """Draw everything."""
        bars = _Bars(axes, self.theme, _limit(self._uses()))
        for row, month in enumerate(reversed(self.chart.months)):
            if self.chart.has_year_before:
                bars.draw(row - THIN / 2, month.use)
                bars.draw(row + THICK / 2, month.year_before, is_before=True)
            else:
                bars.draw(row, month.use)
        if self.chart.average is not None:
            axes.axvline(float(self.chart.average), **self._line)
        self._scale(axes, bars.limit)
        self._write(axes)

    @property
    def _head(self) -> float:
        """The inches above the first month."""
        return TITLE + -(-len(self._labels()) // 2) * LEGEND_LINE

    def _uses(self) -> Iterator[MonthUse]:
        for month in self.chart.months:
            yield from (use for use in (month.use, month.year_before) if use is not None)

    @property
    def _line(self) -> Mapping[str, Any]:
        return {"color": self.theme.ink, "linestyle": (0, (4, 3)), "linewidth": 2.5}

    def _scale(self, axes: Axes, limit: float) -> None:
        """Give both axes their length, and write the names of the months."""
        highest = max([1.0, *(min(_ends(use)[1], limit) for use in self._uses())])
        lowest = min([0.0, *(max(_ends(use)[0], -limit) for use in self._uses())])
        widest = max(len(_number(float(use.total))) for use in self._uses())
        room = (highest - lowest) * _share_of_numbers(widest)
        axes.set_xlim(lowest - room if lowest < 0 else 0, highest + room)
        axes.set_ylim(len(self.chart.months) - 0.5, -0.5)
        axes.set_yticks(range(len(self.words.months)), reversed(self.words.months))
        axes.xaxis.set_major_locator(MaxNLocator(5, integer=True, prune="upper"))
        axes.xaxis.set_major_formatter(lambda kwh, _: _number(kwh))

    def _write(self, axes: Axes) -> None:
        """Write title, unit and legend, each in its place, and leave out what only fills the picture."""
        theme, (width, height), figure = self.theme, self.inches, axes.figure
        axes.set_position(
            (
                NAMES / width,
                FOOT / height,
                1 - (NAMES + EDGE) / width,
                1 - (self._head + FOOT) / height,
            )
        )
        top = 1 - EDGE / height
        figure.text(EDGE / width, top, self.words.title, color=theme.ink, fontsize=LARGE, va="top")
        axes.set_xlabel(self.words.unit, color=theme.faint, fontsize=SMALL, loc="right")
        axes.set_facecolor(theme.ground)
        axes.grid(axis="x", color=theme.grid, linewidth=1.5)
        axes.set_axisbelow(True)
        axes.spines[:].set_visible(False)
        axes.axvline(0, color=theme.faint, linewidth=1.5)
        axes.tick_params(axis="x", colors=theme.faint, labelsize=SMALL, length=0)
        axes.tick_params(axis="y", colors=theme.ink, labelsize=MIDDLE, length=0)
        self._explain(figure, (EDGE / width, 1 - TITLE / height))

    def _explain(self, figure: Figure | SubFigure, place: tuple[float, float]) -> None:
        labels = self._labels()
        figure.legend(
            [self._mark(name) for name in labels],
            list(labels.values()),
            loc="upper left",
            bbox_to_anchor=place,
            borderpad=0,
            borderaxespad=0,
            ncols=2,
            frameon=False,
            fontsize=SMALL,
            labelcolor=self.theme.ink,
            handlelength=1.3,
        )

    def _labels(self) -> Mapping[str, str]:
        """Give what the legend explains, by the name of its mark; a single scale needs no words."""
        chart, words = self.chart, self.words
        scales = {str(place): name for place, name in enumerate(chart.scales) if len(chart.scales) > 1}
        others = {
            BEFORE: words.year_before if chart.has_year_before else "",
            CALCULATED: words.calculated if chart.has_calculated else "",
            AVERAGE: words.average if chart.average is not None else "",
        }
        return {name: _label(label) for name, label in (scales | others).items() if label}

    def _mark(self, name: str) -> Artist:
        theme = self.theme
        if name == AVERAGE:
            return Line2D([], [], **self._line)
        if name == BEFORE:
            return Patch(facecolor=theme.before[0])
        if name == CALCULATED:
            return Patch(facecolor=theme.scales[0], edgecolor=theme.ground, hatch=HATCH)
        return Patch(facecolor=theme.scales[int(name)])


@dataclass(frozen=True)
class _Bars:
    """Draws bars; ``limit``: the kWh at which they are cut off."""

    axes: Axes
    theme: Theme
    limit: float

    def draw(self, height: float, use: MonthUse | None, *, is_before: bool = False) -> None:
        """Draw the consumption of a month around a height, and write how much it is."""
        if use is None:
            if not is_before:
                self._write(height, 0, NOTHING, is_before=is_before)
            return
        left = right = 0.0
        for place, kwh in enumerate(map(float, use.kwh)):
            if kwh >= 0:
                self._part(height, right, min(kwh, self.limit - right), place, use, is_before=is_before)
                right = min(right + kwh, self.limit)
            else:
                self._part(height, left, max(kwh, -self.limit - left), place, use, is_before=is_before)
                left = max(left + kwh, -self.limit)
        total = float(use.total)
        if abs(total) > self.limit:
            self._cut(height, math.copysign(self.limit, total), is_before=is_before)
        self._write(height, left if total < 0 else right, _number(total), is_before=is_before)

    def _part(
        self, height: float, start: float, width: float, place: int, use: MonthUse, *, is_before: bool
    ) -> None:
        colours = self.theme.before if is_before else self.theme.scales
        self.axes.barh(
            height,
            width,
            left=start,
            height=THIN if is_before else THICK,
            color=colours[place],
            edgecolor=self.theme.ground,
            linewidth=1,
            hatch=HATCH if use.is_calculated else "",
        )

    def _cut(self, height: float, end: float, *, is_before: bool) -> None:
        """Draw two gaps across a bar that is longer than it is shown."""
        thickness = THIN if is_before else THICK
        for share in (0.86, 0.91):
            place = end * share
            slant = abs(end) * 0.012
            self.axes.plot(
                [place - slant, place + slant],
                [height + thickness * 0.55, height - thickness * 0.55],
                color=self.theme.ground,
                linewidth=6,
                solid_capstyle="butt",
            )

    def _write(self, height: float, end: float, text: str, *, is_before: bool) -> None:
        """Write a number behind the end of a bar."""
        self.axes.annotate(
            text,
            (end, height),
            xytext=(-6 if end < 0 else 6, 0),
            textcoords="offset points",
            ha="right" if end < 0 else "left",
            va="center_baseline",
            color=self.theme.faint if is_before else self.theme.ink,
            fontsize=SMALL if is_before else MIDDLE,
            weight="normal" if is_before else "bold",
            bbox={"facecolor": self.theme.ground, "edgecolor": "none", "alpha": 0.85, "pad": 0.5},
        )


def _ends(use: MonthUse) -> tuple[float, float]:
    """Return how far the bar of a month reaches below zero, and above it."""
    parts = [float(kwh) for kwh in use.kwh]
    return sum(min(part, 0.0) for part in parts), sum(max(part, 0.0) for part in parts)


def _limit(uses: Iterable[MonthUse]) -> float:
    """Return the kWh at which bars are cut off; infinite if all of them can be shown."""
    totals = sorted(abs(float(use.total)) for use in uses)
    for count in range(1, min(MOST_OUTLIERS, len(totals) - 1) + 1):
        others = totals[-count - 1]
        if others > 0 and totals[-count] > OUTLIER * others:
            return CUT * others
    return math.inf


def _share_of_numbers(letters: int) -> float:
    """Return how much room the number behind the longest bar needs, as a share of that bar."""
    number, axis = (letters + 1) * LETTER, WIDTH - NAMES - EDGE
    return number / (axis - number)


def _label(text: str) -> str:
    """Write a name in the legend: a long one takes its room, and none is drawn that begins with «_»."""
    shown = text.lstrip("_") or text.replace("_", "-")
    return shown if len(shown) <= LONGEST_LABEL else f"{shown[: LONGEST_LABEL - 1]}…"


def _number(kwh: float) -> str:
    """Write whole kWh with spaces between the thousands, because long numbers are misread."""
    return f"{kwh:,.0f}".replace(",", NBSP).replace("-", MINUS)
