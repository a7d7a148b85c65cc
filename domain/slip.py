"""What a resident may have mistyped, where a consumption is far above the usual.

A slip is likely only if the value without it would pass. Then the question names it, because «проверьте
цифры» alone does not tell an elderly person what to look for.
"""

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from domain.frozen import frozen
from domain.meter import Meter, Scale
from domain.reading import ALWAYS_PLAUSIBLE, Consumption, Verdict, judge_value

MOST_DECIMALS = 3
"""Digits behind the comma of a display, also of one that is counted in whole kWh; a single one counts there
as a digit too many."""


class SlipKind(StrEnum):
    """What may have gone wrong; the words of each are in locales/."""

    MISSING_COMMA = "missing-comma"
    """The digits behind the comma were typed as if they stood before it."""
    EXTRA_DIGIT = "extra-digit"
    """One digit too many; often the one behind the comma of a display that counts whole kWh."""
    SWAPPED_DIGITS = "swapped-digits"
    """Two neighbouring digits in the wrong order."""
    OTHER_SCALE = "other-scale"
    """The value fits another scale of the meter."""


@frozen
class Slip:
    """The likely slip: without it the value would be ``value``, and ``kwh`` would have been consumed.

    ``scale`` is the one that the value fits; of all other kinds it is the scale that was asked about.
    """

    kind: SlipKind
    scale: Scale
    value: Decimal
    kwh: Decimal


def likely_slip(meter: Meter, verdict: Verdict, doubted: Consumption, today: date) -> Slip | None:
    """Return what was probably mistyped for one scale; ``None`` if no single slip explains the value.

    Of several explanations one with an ordinary consumption counts, then the kind in the order of
    :class:`SlipKind`, then the consumption closest to the usual. Of equal ones the last counts, because a
    digit too many is most often at the end.
    """
    candidates = {
        SlipKind.MISSING_COMMA: _with_comma(meter, doubted),
        SlipKind.EXTRA_DIGIT: _with_a_digit_less(doubted),
        SlipKind.SWAPPED_DIGITS: _with_digits_exchanged(doubted),
        SlipKind.OTHER_SCALE: _of_other_scales(verdict, doubted),
    }
    kinds = list(SlipKind)
    slips = [
        slip
        for kind, values in candidates.items()
        for each in values
        if (slip := _slip(kind, meter, each, today)) is not None
    ]
    return min(
        reversed(slips),
        key=lambda slip: (
            _is_odd(doubted, slip, today),
            kinds.index(slip.kind),
            _distance(doubted, slip, today),
        ),
        default=None,
    )


def _slip(kind: SlipKind, meter: Meter, candidate: Consumption, today: date) -> Slip | None:
    judged = judge_value(meter, candidate.scale, candidate.value, candidate.baseline, today)
    if judged.kwh is None or not judged.passes:
        return None
    return Slip(kind, candidate.scale, candidate.value, judged.kwh)


def _is_odd(doubted: Consumption, slip: Slip, today: date) -> bool:
    """Whether a consumption would pass, and yet be more than most flats consume."""
    known = doubted.baseline
    ordinary = ALWAYS_PLAUSIBLE if known.usual is None else 2 * known.usual
    return slip.kwh > ordinary * known.months(today)


def _distance(doubted: Consumption, slip: Slip, today: date) -> Decimal:
    """How far the consumption is from the usual; nothing is far while the usual is unknown."""
    known = doubted.baseline
    return Decimal(0) if known.usual is None else abs(slip.kwh - known.usual * known.months(today))


def _instead(doubted: Consumption, value: Decimal) -> Consumption:
    return Consumption(doubted.scale, value, doubted.baseline, kwh=None)


def _of_other_scales(verdict: Verdict, doubted: Consumption) -> Iterator[Consumption]:
    for other in verdict.scales:
        if other.scale.number != doubted.scale.number:
            yield Consumption(other.scale, doubted.value, other.baseline, kwh=None)


def _with_comma(meter: Meter, doubted: Consumption) -> Iterator[Consumption]:
    """Put a comma where the display may have one; digits that the meter does not count are dropped."""
    if doubted.value == doubted.value.to_integral_value():
        for decimals in range(1 if meter.decimals else 2, MOST_DECIMALS + 1):
            counted = Decimal(1).scaleb(-min(decimals, meter.decimals))
            yield _instead(doubted, doubted.value.scaleb(-decimals).quantize(counted, ROUND_DOWN))


def _with_a_digit_less(doubted: Consumption) -> Iterator[Consumption]:
    whole, fraction = _digits(doubted.value)
    for place in range(len(whole)):
        rest = whole[:place] + whole[place + 1 :]
        yield _instead(doubted, Decimal(f"{rest or 0}{fraction}"))


def _with_digits_exchanged(doubted: Consumption) -> Iterator[Consumption]:
    whole, fraction = _digits(doubted.value)
    for place in range(len(whole) - 1):
        left, right = whole[place], whole[place + 1]
        if left != right:
            exchanged = whole[:place] + right + left + whole[place + 2 :]
            yield _instead(doubted, Decimal(f"{exchanged}{fraction}"))


def _digits(value: Decimal) -> tuple[str, str]:
    """Return the digits before the comma, and what stands after them."""
    whole, point, fraction = f"{value:f}".partition(".")
    return whole, point + fraction
