"""What residents read where a reading is doubted, or takes the place of another one."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from domain.dates import format_date
from domain.reading import Consumption, Reading
from domain.reading_text import format_value, format_values
from domain.slip import Slip
from services.numbers.readings import JudgedReading
from ui.texts import Speech


def far_above_text(say: Speech, judged: JudgedReading) -> str:
    """Ask about each consumption far above the usual: what was typed, what is known, the likely slip."""
    far = (each for each in judged.verdict.scales if each.is_far_above)
    blocks = ["\n".join(_far_lines(say, each, judged.slips.get(each.scale.number))) for each in far]
    return "\n\n".join([say("reading-far-ask"), *blocks, say("reading-far-hint")])


def _far_lines(say: Speech, each: Consumption, slip: Slip | None) -> Iterator[str]:
    known = each.baseline
    if each.kwh is not None:
        yield say("reading-far-row", scale=each.scale.name, consumption=format_value(each.kwh))
    yield say("reading-far-typed", value=format_value(each.value))
    if known.value is not None:
        previous = format_value(known.value)
        if known.since is None:
            yield say("reading-previous-undated", value=previous)
        else:
            yield say("reading-previous", value=previous, date=format_date(known.since))
    if known.usual is not None:
        yield say("reading-far-usual", usual=format_value(known.usual.quantize(Decimal(1))))
    if slip is not None:
        value, consumption = format_value(slip.value), format_value(slip.kwh)
        yield say(f"reading-slip-{slip.kind}", scale=slip.scale.name, value=value, consumption=consumption)


def review_lines(say: Speech, judged: JudgedReading, photos: int) -> list[str]:
    """Say that operators will look at the reading, and what counts until then."""
    lines = [say("reading-summary-review")]
    if judged.verdict.is_below_known:
        lines = [say("reading-summary-review-below"), say("reading-summary-photos", count=photos)]
    if judged.kept is not None:
        lines.append(kept_line(say, judged.kept))
    return lines


def replaced_line(say: Speech, earlier: Reading) -> str:
    """Say which values of this month the new ones will replace."""
    return say("reading-will-replace", receipt=earlier.receipt, values=format_values(earlier.values))


def kept_line(say: Speech, earlier: Reading) -> str:
    """Say which values of this month stay in force until operators have decided."""
    return say("reading-kept", receipt=earlier.receipt, values=format_values(earlier.values))


def summary_line(say: Speech, each: Consumption) -> str:
    """Show previous → new = consumption of a scale, as far as it is known."""
    value = format_value(each.value)
    if each.is_below_known and each.baseline.value is not None:
        known = format_value(each.baseline.value)
        return say("reading-summary-below", scale=each.scale.name, previous=known, value=value)
    if each.baseline.value is None or each.kwh is None:
        return say("reading-summary-first", scale=each.scale.name, value=value)
    text_id = "reading-summary-rolled" if each.rolled_over else "reading-summary-row"
    return say(
        text_id,
        scale=each.scale.name,
        previous=format_value(each.baseline.value),
        value=value,
        consumption=format_value(each.kwh),
    )
