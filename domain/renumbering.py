"""Which scale of a meter is which after billing has given its scales other numbers or names.

A value that a resident sent belongs to the scale of that name. So the name tells which scale of the registry
is which of ours, unless it cannot: a name that is gone may have been corrected or mean another scale, and
two names that have changed places may have been put right, if the values of the registry do not show that
they moved along.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from domain.errors import ErrorValue
from domain.meter import scale_key


class NamesDoNotTellError(Exception):
    """It is open which scale is which; ``code`` names the text ``registry-problem-<code>``.

    ``values`` fill it.
    """

    def __init__(self, code: str, **values: ErrorValue) -> None:
        super().__init__(code)
        self.code = code
        self.values: Mapping[str, ErrorValue] = values


@dataclass(frozen=True, slots=True)
class NamedScale:
    """A scale as a registry has it: ``ordinal`` is its number there, ``value`` whole watt-hours."""

    ordinal: int
    name: str
    value: int | None


@dataclass(frozen=True, slots=True)
class KnownScale:
    """A scale that we have; ``number`` is the one by which values refer to it, whatever billing calls it."""

    number: int
    scale: NamedScale


def numbers_of(
    known: Sequence[KnownScale],
    found: Sequence[NamedScale],
    sent: Collection[int],
    *,
    names_tell: bool = False,
) -> dict[int, int]:
    """Return our numbers of the scales that a registry brings, by their ordinals.

    ``sent`` are the numbers of scales that residents have sent values of; for others nothing can get lost.
    ``names_tell``: the administrator has made sure that a new name is another scale, and a moved one the
    same.

    Errors: ``NamesDoNotTellError``: ``scale-renamed`` (``old``, ``new``: names); ``scales-swapped``
    (``names``).
    """
    olds = {scale_key(each.scale.name): each for each in known}
    news = {scale_key(each.name): each for each in found}
    if not names_tell:
        _refuse_renamed(olds, news, sent)
        _refuse_swapped(olds, news, sent)
    numbers = {each.ordinal: olds[key].number for key, each in news.items() if key in olds}
    taken = {*numbers.values(), *sent}
    for key, each in news.items():
        if key not in olds:
            numbers[each.ordinal] = _free(each.ordinal, taken)
            taken.add(numbers[each.ordinal])
    return numbers


def _refuse_renamed(
    olds: Mapping[str, KnownScale], news: Mapping[str, NamedScale], sent: Collection[int]
) -> None:
    gone = [each.scale.name for key, each in olds.items() if key not in news and each.number in sent]
    come = [each.name for key, each in news.items() if key not in olds]
    if gone and come:
        raise NamesDoNotTellError("scale-renamed", old=", ".join(gone), new=", ".join(come))


def _refuse_swapped(
    olds: Mapping[str, KnownScale], news: Mapping[str, NamedScale], sent: Collection[int]
) -> None:
    common = [(olds[key].scale, news[key]) for key in olds.keys() & news.keys()]
    ordinals = {old.ordinal for old, _ in common}
    swapped = [(old, new) for old, new in common if old.ordinal != new.ordinal and new.ordinal in ordinals]
    is_sent = any(olds[scale_key(old.name)].number in sent for old, _ in swapped)
    if swapped and is_sent and not _values_moved_along(swapped, news):
        names = ", ".join(sorted(old.name for old, _ in swapped))
        raise NamesDoNotTellError("scales-swapped", names=names)


def _values_moved_along(
    swapped: Sequence[tuple[NamedScale, NamedScale]], news: Mapping[str, NamedScale]
) -> bool:
    """Tell whether the values of a registry went with the names, and did not stay with the numbers."""
    at = {each.ordinal: each.value for each in news.values()}
    by_name = [(old.value, new.value) for old, new in swapped]
    by_number = [(old.value, at[old.ordinal]) for old, _ in swapped if old.ordinal in at]
    growth_by_name, growth_by_number = _growth(by_name), _growth(by_number)
    if not growth_by_name or min(growth_by_name) < 0:
        return False
    if growth_by_number and min(growth_by_number) < 0:
        return True
    return not any(growth_by_name) and (not growth_by_number or any(growth_by_number))


def _growth(pairs: Sequence[tuple[int | None, int | None]]) -> list[int]:
    return [after - before for before, after in pairs if before is not None and after is not None]


def _free(wanted: int, taken: Collection[int]) -> int:
    number = wanted
    while number in taken:
        number = number + 1
    return number
