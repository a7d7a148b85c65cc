"""First forms of the words of addresses, from a dictionary of Russian (pymorphy3, OpenCorpora).

The dictionary takes 30 MB and a tenth of a second, so it is loaded on a thread when it is first needed.
"""

import asyncio
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any

from domain.address import folded
from domain.name_forms import Forms, Gender, NameForm

_FIRST = "nomn"
_NAMES = {_FIRST, "gent", "gen1", "gen2"}
"""The cases in which a noun is the name of a street: «Победа», «Победы»."""
_ADJECTIVES = {"ADJF", "PRTF"}
_GENDERS = {"femn": Gender.FEMININE, "masc": Gender.MASCULINE, "neut": Gender.NEUTER}


async def first_forms(words: Collection[str]) -> Forms:
    """Give the first forms of words; implements ``services.ports.NameForms``.

    An adjective has one for each gender and number that it may be of.
    """
    return await asyncio.to_thread(lambda: {word: frozenset(_forms_of(word)) for word in words})


def _forms_of(word: str) -> Iterator[NameForm]:
    parsed = _dictionary().parse(word)
    may_stand = any(each.tag.POS == "NOUN" and each.tag.case in _NAMES for each in parsed)
    for each in parsed:
        first = each.inflect({_FIRST}) if each.tag.case else None
        if first is None:
            continue
        gender = Gender.PLURAL if each.tag.number == "plur" else _GENDERS.get(each.tag.gender)
        if gender is None:
            continue
        word = folded(first.word)
        if each.tag.POS in _ADJECTIVES:
            yield NameForm(word, gender)
        elif each.tag.POS == "NOUN":
            yield NameForm(word, gender, is_noun=True, may_stand=may_stand)


@lru_cache(maxsize=1)
def _dictionary() -> Any:
    from pymorphy3 import MorphAnalyzer  # noqa: PLC0415  costs memory that most installations never need

    return MorphAnalyzer(lang="ru")
