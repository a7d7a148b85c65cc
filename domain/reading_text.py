"""Values of scales as residents type them: one, or all that a meter has, in one message.

«12 345» may be one value with a space between the thousands, or two values. All readings of a message are
formed, those that cannot be on the meter's display are dropped, and if several remain, the only
plausible one is meant.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations, pairwise

from domain.address import LOOK_ALIKES
from domain.errors import DomainError
from domain.meter import Meter, Scale
from domain.reading import Baseline, judge_value

LONGEST_TEXT = 200
UNIT = re.compile(r"(?:квт|kw)(?:[ ·⋅*.\-/]?(?:час[а-я]*|ч|h))?\.?(?!\w)", re.IGNORECASE)
BETWEEN_VALUES = re.compile(r"\s*[\n;/|]\s*|\s[,.\-–—]\s|[,.]\s")
"""What divides values for certain; a comma with digits on both sides is a decimal comma."""
MINUS = re.compile(r"(?<!\S)[-–\N{MINUS SIGN}][0-9]")
NUMBER = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?")
THOUSANDS = re.compile(r"([0-9]{1,3}(?: [0-9]{3})+)(?:[.,]([0-9]+))?")
LOOSE_NUMBER = re.compile(r"([0-9 ]+)(?:[.,]([0-9]+))?")
"""Any spaces: for a meter of one scale, whose display may be copied drum by drum."""


def parse_values(
    text: str,
    meter: Meter,
    asked: Sequence[Scale],
    baselines: Mapping[int, Baseline],
    today: date,
) -> dict[int, Decimal]:
    """Return kWh by scale number: of the first of ``asked``, of all of them, or of those the text names.

    Spaces between thousands, leading zeros, units, and a decimal comma or point are understood.

    Errors, where ``scale`` is the name of a scale: ``value-not-a-number``; ``value-negative``;
    ``value-wrong-count`` (``expected``, ``got``: how many values); ``value-ambiguous``;
    ``value-too-long`` (``scale``, ``digits``: whole digits of the meter); ``value-no-decimals`` (``scale``);
    ``value-too-precise`` (``scale``, ``decimals``: those of the meter);
    ``value-scale-unknown`` (``scales``: the names that the meter knows); ``value-scale-twice`` (``scale``).
    """
    if len(text) > LONGEST_TEXT:
        raise DomainError("value-not-a-number")
    typed = re.sub(r"[^\S\n]+", " ", UNIT.sub(" ", text)).strip(" \n.,;")
    if _names_scales(text):
        return _named_values(typed, meter)
    if MINUS.search(typed):
        raise DomainError("value-negative")
    return _values_in_order(typed, meter, asked, baselines, today)


def parse_correction(
    text: str, meter: Meter, scale: Scale | None, baselines: Mapping[int, Baseline], today: date
) -> dict[int, Decimal]:
    """Return kWh by scale number of what corrects values that were entered before.

    ``scale`` is the one that was just asked about, if it was one. A single number without a name means that
    scale, or the only one of the meter; numbers for all scales, or named ones, are understood as ever.

    Errors: those of :func:`parse_values`; ``value-which-scale`` (``scales``: the names) if it stays open
    which value is meant.
    """
    if scale is not None:
        try:
            return parse_values(text, meter, (scale,), baselines, today)
        except DomainError as error:
            if error.code not in {"value-wrong-count", "value-ambiguous", "value-too-long"}:
                raise
            if len(meter.scales) == 1:
                raise
    values = parse_values(text, meter, meter.scales, baselines, today)
    if len(values) < len(meter.scales) and not _names_scales(text):
        raise DomainError("value-which-scale", scales=", ".join(each.name for each in meter.scales))
    return values


def _names_scales(text: str) -> bool:
    return any(letter.isalpha() for letter in UNIT.sub(" ", text))


def format_value(kwh: Decimal) -> str:
    """Return a value as a display shows it, with a decimal comma and without needless zeros."""
    return f"{kwh.normalize():f}".replace(".", ",")


def format_optional_value(kwh: Decimal | None) -> str | None:
    """Like ``format_value`` for a value that may not be known."""
    return None if kwh is None else format_value(kwh)


def _named_values(typed: str, meter: Meter) -> dict[int, Decimal]:
    """«День 1234 Ночь 567», also «1234 день, 567 ночь»."""
    scales = {_name_key(scale.name): scale for scale in meter.scales}
    names = "|".join(re.escape(name) for name in sorted(scales, key=len, reverse=True))
    before, *pieces = re.split(rf"(?<!\w)({names})(?!\w)", _name_key(typed))
    if not pieces:
        raise DomainError("value-not-a-number")
    named, numbers = pieces[::2], pieces[1::2]
    if before.strip():
        numbers = [before, *numbers]
        if numbers.pop().strip():
            raise DomainError("value-not-a-number")
    values: dict[int, Decimal] = {}
    for name, number in zip(named, numbers, strict=True):
        scale = scales[name]
        if scale.number in values:
            raise DomainError("value-scale-twice", scale=scale.name)
        values[scale.number] = _named_value(number.strip(" \n:=-–—,.;/|"), meter, scale)
    return values


def _name_key(text: str) -> str:
    """Spell names alike: «Т1» is typed with the Latin T as well."""
    return text.casefold().replace("ё", "е").translate(LOOK_ALIKES)


def _named_value(text: str, meter: Meter, scale: Scale) -> Decimal:
    match = LOOSE_NUMBER.fullmatch(text)
    if match is None:
        names = ", ".join(scale.name for scale in meter.scales)
        raise DomainError("value-scale-unknown", scales=names)
    return _fit(match, meter, scale)


def _values_in_order(
    typed: str, meter: Meter, asked: Sequence[Scale], baselines: Mapping[int, Baseline], today: date
) -> dict[int, Decimal]:
    parts = [part.split() for part in BETWEEN_VALUES.split(typed)]
    if not all(part and all(NUMBER.fullmatch(group) for group in part) for part in parts):
        raise DomainError("value-not-a-number")
    interpretations = list(_interpretations(parts, meter, asked))
    if not interpretations:
        raise DomainError("value-wrong-count", expected=len(asked), got=sum(map(len, parts)))
    fitting, misfit = [], None
    for matches in interpretations:
        try:
            fitting.append([_fit(match, meter, scale) for match, scale in zip(matches, asked, strict=False)])
        except DomainError as error:
            misfit = error
    if misfit is not None and not fitting:
        raise misfit
    if len(fitting) > 1:
        fitting = [values for values in fitting if _is_plausible(values, meter, asked, baselines, today)]
    if len(fitting) != 1:
        raise DomainError("value-ambiguous")
    return {scale.number: value for scale, value in zip(asked, fitting[0], strict=False)}


def _interpretations(
    parts: Sequence[Sequence[str]], meter: Meter, asked: Sequence[Scale]
) -> Iterator[list[re.Match[str]]]:
    """Yield the ways to read groups of digits as one value or as a value for every asked scale."""
    groups = [group for part in parts for group in part]
    certain = {sum(map(len, parts[:index])) for index in range(1, len(parts))}
    for count in sorted({1, len(asked)}):
        for cuts in combinations(range(1, len(groups)), count - 1):
            if certain <= set(cuts):
                edges = (0, *cuts, len(groups))
                runs = [" ".join(groups[begin:end]) for begin, end in pairwise(edges)]
                matches = [match for run in runs if (match := _number(run, meter)) is not None]
                if len(matches) == count:
                    yield matches


def _number(run: str, meter: Meter) -> re.Match[str] | None:
    if len(meter.scales) == 1:
        return LOOSE_NUMBER.fullmatch(run)
    return NUMBER.fullmatch(run) or THOUSANDS.fullmatch(run)


def _fit(match: re.Match[str], meter: Meter, scale: Scale) -> Decimal:
    """Return the value if the meter's display can show it."""
    whole = match[1].replace(" ", "").lstrip("0")
    decimals = (match[2] or "").rstrip("0")
    if len(whole) > meter.digits:
        raise DomainError("value-too-long", scale=scale.name, digits=meter.digits)
    if decimals and not meter.decimals:
        raise DomainError("value-no-decimals", scale=scale.name)
    if len(decimals) > meter.decimals:
        raise DomainError("value-too-precise", scale=scale.name, decimals=meter.decimals)
    return Decimal(f"{whole or 0}.{decimals}" if decimals else whole or 0)


def _is_plausible(
    values: Sequence[Decimal],
    meter: Meter,
    asked: Sequence[Scale],
    baselines: Mapping[int, Baseline],
    today: date,
) -> bool:
    return all(
        judge_value(meter, scale, value, baselines[scale.number], today).passes
        for scale, value in zip(asked, values, strict=False)
    )
