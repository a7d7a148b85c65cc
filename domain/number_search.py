"""Finding one of many numbers by what a person remembers of it: some digits, its name, street and flat."""

import re
from dataclasses import dataclass
from typing import Self

from domain.address import folded
from domain.errors import DomainError
from domain.subscriber import Holding

WORD = re.compile(r"[0-9]+[а-яa-z]?|[^\W\d_]+")
SHORTEST_PART = 3
"""Digits from which on a word may be a part of the number; fewer would be found in too many numbers."""
KINDS = frozenset(
    {
        *("ул", "улица", "пер", "переулок", "пр", "проспект", "пл", "площадь", "пос", "г", "город", "снт"),
        *("д", "дом", "кв", "квартира", "уч", "участок", "к", "корп", "корпус", "номер", "лс", "л", "с"),
        *("street", "st", "house", "flat", "apt", "number", "no"),
    }
)
"""Words that only say what the next one is."""
FOUND_AS_A_WHOLE = re.compile(r"[\s\-/\\_№]+")


@dataclass(frozen=True, slots=True)
class NumberQuery:
    """What is sought: ``words`` that all have to fit, or ``digits`` of one number with its separators."""

    words: tuple[str, ...]
    digits: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what was typed; ``number-search-empty`` if it names nothing."""
        typed = folded(text)
        words = [word for word in WORD.findall(typed) if word not in KINDS]
        if not words:
            raise DomainError("number-search-empty")
        whole = FOUND_AS_A_WHOLE.sub("", typed)
        is_part = whole.isascii() and whole.isdecimal() and len(whole) >= SHORTEST_PART
        return cls(tuple(words), whole if is_part else "")

    def fits(self, holding: Holding) -> bool:
        """Tell whether a number may be meant."""
        if self.digits and (self.digits in holding.number or self._is_whole(holding.number)):
            return True
        known = WORD.findall(folded(f"{holding.name or ''} {holding.address}"))
        return all(_fits(word, holding.number, known) for word in self.words)

    def _is_whole(self, number: str) -> bool:
        """Tell whether the digits are the number with the zeros that old bills print before it."""
        return self.digits.lstrip("0") == number


def _fits(word: str, number: str, known: list[str]) -> bool:
    """Tell whether a word is a number of the address, the beginning of a word, or a part of the number."""
    if word[0].isdecimal():
        return word in known or (len(word) >= SHORTEST_PART and word in number)
    return any(each.startswith(word) for each in known)
