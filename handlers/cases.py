"""Use cases, asked for by their class: ``cases[SubmitReading]``. ``bot/cases.py`` is the list of them."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

Case = TypeVar("Case")


class Cases:
    """All use cases, ready to be called; ``ValueError`` if two are of the same class."""

    def __init__(self, *cases: object) -> None:
        self._by_class: Mapping[type, Any] = {type(case): case for case in cases}
        if len(self._by_class) < len(cases):
            raise ValueError("a use case is given twice")

    def __getitem__(self, wanted: type[Case]) -> Case:
        """Give the use case of a class; ``KeyError`` if ``bot/cases.py`` does not list it."""
        case: Case = self._by_class[wanted]
        return case

    def __iter__(self) -> Iterator[type]:
        """Go through the classes of the use cases."""
        return iter(self._by_class)
