"""Tables of what was measured: medians of the rounds with their spread, and ratios round by round."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Measured = Mapping[str, float | None]
"""What one round brought, by the name of the figure; ``None`` where nobody counts."""
Rounds = Mapping[str, Sequence[Measured]]
"""The rounds of each variant, in the same order."""


@dataclass(frozen=True)
class Figure:
    """How one figure is called and written."""

    title: str
    form: str


def table(figures: Mapping[str, Figure], rounds: Rounds) -> str:
    """Give a table in Markdown: a line for each figure, a column for each variant."""
    lines = [_line(["", *rounds]), "|---|" + "---:|" * len(rounds)]
    for name, figure in figures.items():
        cells = [_spread([each[name] for each in measured], figure.form) for measured in rounds.values()]
        lines.append(_line([figure.title, *cells]))
    return "\n".join(lines)


def ratios(figures: Mapping[str, Figure], rounds: Rounds, subject: str, references: Sequence[str]) -> str:
    """Give how the subject's figures stand to those of others in the same round, as a table in Markdown."""
    lines = [_line([subject, *(f"× {each}" for each in references)]), "|---|" + "---:|" * len(references)]
    for name, figure in figures.items():
        cells = [
            _spread(
                [
                    _ratio(mine[name], theirs[name])
                    for mine, theirs in zip(rounds[subject], rounds[each], strict=True)
                ],
                "{:.2f}",
            )
            for each in references
        ]
        lines.append(_line([figure.title, *cells]))
    return "\n".join(lines)


def hundredths(seconds: Sequence[float]) -> tuple[float, float, float]:
    """Give p50, p95 and p99 in milliseconds."""
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return 1000 * cuts[49], 1000 * cuts[94], 1000 * cuts[98]


def _ratio(mine: float | None, theirs: float | None) -> float | None:
    return mine / theirs if mine is not None and theirs else None


def _spread(measured: Sequence[float | None], form: str) -> str:
    values = [value for value in measured if value is not None]
    if not values:
        return "–"
    median = form.format(statistics.median(values))
    if len(values) == 1:
        return median
    return f"{median} ({form.format(min(values))} to {form.format(max(values))})"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
