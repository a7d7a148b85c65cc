"""Values of scales as residents type them: one, or all that a meter has, in one message.

«12 345» may be one value with a space between the thousands, or two values. All readings of a message are
formed, those that cannot be on the meter's display are dropped, and if several remain, the only
plausible one is meant.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate, combinations, pairwise
from typing import TypeAlias

from domain.errors import DomainError
from domain.meter import Meter, Scale, scale_key
from domain.reading import Baseline, ReadingValue, judge_value
from domain.typed import plain

LONGEST_TEXT = 200
UNIT = re.compile(r"(?:квт|kw|киловатт(?:ов|а)?)(?:[ ·⋅*.\-/]?(?:час[а-я]*|ч|h))?\.?(?!\w)", re.IGNORECASE)
BETWEEN_VALUES = re.compile(r"\s*[\n;/|]\s*|\s[,.\-–—]\s|[,.]\s")
"""What divides values for certain; a comma with digits on both sides is a decimal comma."""
MINUS = re.compile(r"(?<!\S)[-–\N{MINUS SIGN}][0-9]")
NUMBER = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?")
THOUSANDS = re.compile(r"([0-9]{1,3}(?: [0-9]{3})+)(?:[.,]([0-9]+))?")
EDGES = " \n:=-–—,.;/|()"
"""What may stand between a name and its value."""
IN_TURN = re.compile(r"[\s,;/|]+")
LETTER = r"[^\W\d_]"
LOOSE_NUMBER = re.compile(r"([0-9 ]+)(?:[.,]([0-9]+))?")
"""Any spaces: for a meter of one scale, whose display may be copied drum by drum."""
ORDINAL = re.compile(
    r"""(?<!\w)(?:[тt]|тариф|зона|шкала)[ .№-]*([1-9])(?![0-9])
        |(?<!\w)([1-9])(?:-?[йя])?[ ]?(?:тариф|зона|шкала)(?!\w)
        |(?:^|(?<=[\s;,/|]))([1-9])[ ]?\)""",
    re.VERBOSE | re.IGNORECASE,
)
"""«Т1», «тариф 2», «2)»: scales by their order in the registry, as bills and displays number them."""
LOWERED = re.compile("(?<=[TtТт])[₁-₉]")
LISTED = re.compile(r"(?:^|(?<=[\s;,/|]))([1-9])(?:\.[ ]|\.(?=[0-9]{4})| ?[:=] ?| ?- ?)(?=[0-9])")
"""«1. 8400, 2. 3990»: the same, if every scale has its number."""
NEEDLESS = re.compile(
    r"(?<!\w)(?:показани[еяй]|сч[её]тчик[аи]?|тариф[ауы]?|значени[ея])(?!\w):?", re.IGNORECASE
)
"""Words that tell nothing, unless a scale is called so."""
OTHER_NAMES = {
    "День": ("дневной", "дневная", "дневное", "дневные", "днём", "дн", "д", "day"),
    "Ночь": ("ночной", "ночная", "ночное", "ночные", "ночью", "ноч", "н", "night"),
    "Пик": ("пиковый", "пиковая", "пиковое", "пиковые", "peak"),
    "Полупик": (
        "полупиковый",
        "полупиковая",
        "полупиковое",
        "полу-пик",
        "полу пик",
        "half-peak",
        "half peak",
    ),
}
"""What people write for scales with these names."""
DECIMALS = re.compile(r"(?<=[0-9])([.,])([0-9]+)")
BY_THOUSANDS = re.compile(r"(?<![0-9.,])[0-9]{1,3}(?:[.,][0-9]{3})+(?![0-9.,])")
TOO_FINE = frozenset({"value-no-decimals", "value-too-precise"})
"""Errors of values with decimals that the meter does not have."""
MAY_BE_OTHER_SCALES = frozenset({"value-wrong-count", "value-ambiguous", "value-too-long"})
"""Errors of a text that is no value of the scale in question, but may hold values of all scales."""

Groups: TypeAlias = Sequence[Sequence[str]]
"""Digits as they were typed: parts that are divided for certain, each with the groups that spaces divide."""


def parse_values(
    text: str,
    meter: Meter,
    asked: Sequence[Scale],
    baselines: Mapping[int, Baseline],
    today: date,
) -> dict[int, Decimal]:
    """Return kWh by scale number: of the first of ``asked``, of all of them, or of those the text names.

    Spaces between thousands, leading zeros, units, and a decimal comma or point are understood. «Т1» and «1)»
    stand for the first scale in the order of the registry.

    Errors, where ``scale`` is the name of a scale: ``value-not-a-number``; ``value-negative``;
    ``value-wrong-count`` (``expected``, ``got``: how many values); ``value-ambiguous``;
    ``value-too-long`` (``scale``, ``digits``: whole digits of the meter); ``value-no-decimals`` (``scale``);
    ``value-too-precise`` (``scale``, ``decimals``: those of the meter);
    ``value-scale-unknown`` (``scales``: the names that the meter knows); ``value-scale-twice`` (``scale``).
    """
    if len(text) > LONGEST_TEXT:
        raise DomainError("value-not-a-number")
    typed = _typed(text, meter)
    if _names_scales(typed):
        return _named_values(typed, meter)
    if MINUS.search(typed):
        raise DomainError("value-negative")
    return _Question(meter, asked, baselines, today).values(typed)


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
            if len(meter.scales) == 1 or error.code not in MAY_BE_OTHER_SCALES:
                raise
    values = parse_values(text, meter, meter.scales, baselines, today)
    if len(values) < len(meter.scales) and not _names_scales(_typed(text, meter)):
        raise DomainError("value-which-scale", scales=", ".join(each.name for each in meter.scales))
    return values


def without_decimals(text: str, meter: Meter) -> tuple[str, ...]:
    """Return what may be meant by values with more decimals than the meter has, in the order of likelihood.

    First they are cut off; if a point or a comma may stand between thousands, it is dropped next.
    """
    kept = meter.decimals
    cut = DECIMALS.sub(lambda match: f"{match[1]}{match[2][:kept]}" if kept else "", text)
    joined = BY_THOUSANDS.sub(lambda match: re.sub("[.,]", "", match[0]), text)
    return (cut,) if joined == text else (cut, joined)


def _typed(text: str, meter: Meter) -> str:
    """Drop units and needless words; write the names of scales for their numbers."""
    typed = _with_names(UNIT.sub(" ", text), meter)
    if not any(NEEDLESS.search(scale.name) for scale in meter.scales):
        typed = NEEDLESS.sub(" ", typed)
    return re.sub(r"[^\S\n]+", " ", typed).strip(" \n.,;:")


def _with_names(text: str, meter: Meter) -> str:
    scales = sorted(meter.scales, key=lambda scale: scale.place)

    def named(match: re.Match[str]) -> str:
        place = int(next(filter(None, match.groups())))
        if place > len(scales):
            raise DomainError("value-scale-unknown", scales=", ".join(scale.name for scale in scales))
        return f" {scales[place - 1].name} "

    if any(ORDINAL.search(scale.name) for scale in scales):
        return text
    text = LOWERED.sub(lambda match: str(unicodedata.digit(match[0])), text)
    every = [str(place) for place in range(1, len(scales) + 1)]
    if len(scales) > 1 and sorted(LISTED.findall(text)) == every:
        return LISTED.sub(named, text)
    return ORDINAL.sub(named, text)


def _names_scales(typed: str) -> bool:
    return any(letter.isalpha() for letter in typed)


def format_value(kwh: Decimal) -> str:
    """Return a value as a display shows it, with a decimal comma and without needless zeros."""
    return f"{kwh.normalize():f}".replace(".", ",")


def format_values(values: Iterable[ReadingValue]) -> str:
    """Return the values of a reading in one line: «День 8300, Ночь 3950»."""
    return ", ".join(f"{each.name} {format_value(each.value)}".lstrip() for each in values)


def format_optional_value(kwh: Decimal | None) -> str | None:
    """Like ``format_value`` for a value that may not be known."""
    return None if kwh is None else format_value(kwh)


def _named_values(typed: str, meter: Meter) -> dict[int, Decimal]:
    """«День 1234 Ночь 567», also «1234 день, 567 ночь»."""
    scales = _by_name(meter)
    values: dict[int, Decimal] = {}
    for name, number in _pairs(_key(typed), scales):
        scale = scales[name]
        if scale.number in values:
            raise DomainError("value-scale-twice", scale=scale.name)
        values[scale.number] = _named_value(number.strip(EDGES), meter, scale)
    return values


def _by_name(meter: Meter) -> Mapping[str, Scale]:
    """Give the scales by all that they may be called; the names in the registry go before."""
    own = {_key(scale.name): scale for scale in meter.scales}
    others = {
        _key(other): own[_key(name)]
        for name, others in OTHER_NAMES.items()
        if _key(name) in own
        for other in others
    }
    return {**others, **own}


def _key(text: str) -> str:
    return scale_key(plain(text))


def _pairs(typed: str, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Divide a text into names of scales and what was typed after each of them, or before."""
    any_name = "|".join(map(_pattern, sorted(names, key=len, reverse=True)))
    before, *pieces = re.split(f"({any_name})", typed)
    if not pieces:
        raise DomainError("value-not-a-number")
    named, numbers = pieces[::2], pieces[1::2]
    if before.strip(EDGES):
        numbers = [before, *numbers]
        if numbers.pop().strip(EDGES):
            raise DomainError("value-not-a-number")
    values = IN_TURN.split(numbers[-1].strip(EDGES))
    if len(values) == len(named) and not any(number.strip(EDGES) for number in numbers[:-1]):
        numbers = values  # «День/Ночь: 8400/3990»
    return zip(named, numbers, strict=True)


def _pattern(name: str) -> str:
    """Find a name as a word; digits may touch a letter of it, «день8400», but no digit of it."""
    before = LETTER if name[0].isalpha() else r"\w"
    after = LETTER if name[-1].isalpha() else r"\w"
    return f"(?<!{before}){re.escape(name)}(?!{after})"


def _named_value(text: str, meter: Meter, scale: Scale) -> Decimal:
    match = LOOSE_NUMBER.fullmatch(text)
    if match is None:
        names = ", ".join(scale.name for scale in meter.scales)
        raise DomainError("value-scale-unknown", scales=names)
    return _fit(match, meter, scale)


@dataclass(frozen=True)
class _Question:
    """What was asked, and what is known of the meter: by this numbers without names are understood."""

    meter: Meter
    asked: Sequence[Scale]
    baselines: Mapping[int, Baseline]
    today: date

    def values(self, typed: str) -> dict[int, Decimal]:
        """Return kWh by scale number: of the first scale, or of all of them."""
        values = self._meant(self._fitting(self._interpretations(typed)))
        return {scale.number: value for scale, value in zip(self.asked, values, strict=False)}

    def _interpretations(self, typed: str) -> list[list[re.Match[str]]]:
        """Give the ways to read a text as one value, or as a value for every asked scale."""
        groups = _groups(typed)
        counts = sorted({1, len(self.asked)})
        divisions = (runs for count in counts for runs in _divisions(groups, count))
        readings = (_numbers(runs, self.meter) for runs in divisions)
        interpretations = [numbers for numbers in readings if numbers]
        if not interpretations:
            raise DomainError("value-wrong-count", expected=len(self.asked), got=sum(map(len, groups)))
        return interpretations

    def _fitting(self, interpretations: Sequence[Sequence[re.Match[str]]]) -> list[list[Decimal]]:
        """Give the values of those interpretations that the meter's display can show."""
        fitting = []
        misfit = None
        for numbers in interpretations:
            try:
                fitting.append(self._fit(numbers))
            except DomainError as error:
                misfit = error
        if misfit is not None and not fitting:
            raise misfit
        return fitting

    def _fit(self, numbers: Sequence[re.Match[str]]) -> list[Decimal]:
        return [_fit(number, self.meter, scale) for number, scale in zip(numbers, self.asked, strict=False)]

    def _meant(self, fitting: Sequence[Sequence[Decimal]]) -> Sequence[Decimal]:
        """Return the only values, or those that alone are plausible."""
        if len(fitting) > 1:
            fitting = [values for values in fitting if self._is_plausible(values)]
        if len(fitting) != 1:
            raise DomainError("value-ambiguous")
        return fitting[0]

    def _is_plausible(self, values: Sequence[Decimal]) -> bool:
        return all(
            judge_value(self.meter, scale, value, self.baselines[scale.number], self.today).passes
            for scale, value in zip(self.asked, values, strict=False)
        )


def _groups(typed: str) -> Groups:
    """Divide a text into groups of digits."""
    parts = [part.split() for part in BETWEEN_VALUES.split(typed)]
    if not all(part and all(NUMBER.fullmatch(group) for group in part) for part in parts):
        raise DomainError("value-not-a-number")
    return parts


def _divisions(parts: Groups, count: int) -> Iterator[list[str]]:
    """Yield the ways to join groups to ``count`` runs, where no run reaches over the end of a part."""
    groups = [group for part in parts for group in part]
    certain = set(accumulate(len(part) for part in parts[:-1]))
    for cuts in combinations(range(1, len(groups)), count - 1):
        if certain <= set(cuts):
            yield [" ".join(groups[begin:end]) for begin, end in pairwise((0, *cuts, len(groups)))]


def _numbers(runs: Sequence[str], meter: Meter) -> list[re.Match[str]]:
    """Read every run as a number; return nothing if some run is no number."""
    numbers = [number for run in runs if (number := _number(run, meter)) is not None]
    return numbers if len(numbers) == len(runs) else []


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
