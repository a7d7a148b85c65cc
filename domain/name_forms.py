"""Names of streets as they stand in a sentence: «на Яблоневой улице» for «Яблоневая улица».

A dictionary tells the first form of each word (``services.ports``), but not which street is meant: «Лесной»
is «Лесная улица» or «Лесной переулок». So every reading that agrees in itself is given here, and the
registry decides: one that it does not have is not meant.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, pairwise, product

from domain.address import MARKERS, MOST_LENGTH, PLACES, STREETS, TOKEN, AddressQuery, in_one_alphabet
from domain.errors import DomainError

MOST_READINGS = 24
"""More readings of one line are not tried; a usual one has one or two."""
PREPOSITIONS = frozenset({"на", "по", "в", "во"})
KIND_WORDS = frozenset(word for word in (*MARKERS, *STREETS, *PLACES) if len(word) > 3 and "-" not in word)
"""Full words for what an address has: kinds of streets and places, «дом», «квартира»."""
_SHORTEST = 3
"""Letters of a word that has forms; shorter ones are abbreviations."""


class Gender(StrEnum):
    """What an adjective agrees with."""

    FEMININE = "f"
    MASCULINE = "m"
    NEUTER = "n"
    PLURAL = "p"


@dataclass(frozen=True, slots=True)
class NameForm:
    """A first form that a word may have: «яблоневая» of «яблоневой»; case and ``ё`` are folded.

    An adjective agrees with others in ``gender``; a noun (``is_noun``) has its own. One that ``may_stand``
    is a name as it was typed, too: «Мира» of «мир», «Победы» of «победа».
    """

    word: str
    gender: Gender
    is_noun: bool = False
    may_stand: bool = False


Forms = Mapping[str, Collection[NameForm]]
"""First forms by the word as it was typed."""

_ORDINAL = re.compile(r"(\d+)-?([а-я]+)")
_ORDINAL_AS_NUMBER = re.compile(r"\d+-[мюу]")
"""«2-м», «1-ю» and «3-у», which are read as the letters of houses otherwise."""
_ORDINAL_ENDS = {
    Gender.FEMININE: ("я", frozenset(["я", "ая", "й", "ой", "ю", "ую"])),
    Gender.MASCULINE: ("й", frozenset(["й", "ый", "ий", "ой", "го", "ого", "му", "ому", "м", "ым", "ом"])),
    Gender.NEUTER: ("е", frozenset(["е", "ое", "го", "ого", "му", "ому", "м", "ом"])),
}
"""The end of an ordinal number in its first form, and the ends that its forms have."""


def words_of(text: str) -> frozenset[str]:
    """Give the words of a text of which :func:`other_readings` needs the first forms."""
    found = (
        token for token in TOKEN.finditer(in_one_alphabet(text[:MOST_LENGTH])) if token.lastgroup == "word"
    )
    return frozenset(token[0] for token in found if len(token[0]) >= _SHORTEST)


def other_readings(query: AddressQuery, forms: Forms) -> tuple[AddressQuery, ...]:
    """Give what else a query may mean, if its words are not in their first forms."""
    found: list[AddressQuery] = []
    tails = [list(dict.fromkeys(_first_forms(run, forms))) for run in _runs(in_one_alphabet(query.text))]
    for pieces in islice(product(*tails), MOST_READINGS):
        text = "".join(pieces)
        try:
            address = AddressQuery.parse(text).address
        except DomainError:
            continue
        if address != query.address and address not in [other.address for other in found]:
            found.append(AddressQuery(query.text, address, is_strict=True))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word or a number of a run, or what stands between two of them (``kind`` is empty)."""

    kind: str
    text: str


def _runs(text: str) -> Iterator[list[_Piece]]:
    """Divide a text where one name ends: at punctuation, at prepositions and at the numbers of houses."""
    run: list[_Piece] = []
    end = 0
    for token in TOKEN.finditer(text):
        between = text[end : token.start()]
        end = token.end()
        run.append(_Piece("", between))
        if re.search(r"[,;()\n]", between):
            yield run
            run = []
        kind, word = str(token.lastgroup), token[0]
        if word in PREPOSITIONS and text[end : end + 1].isspace():
            yield run
            run = [_Piece("preposition", word)]
        elif kind == "number" and not _ORDINAL_AS_NUMBER.fullmatch(word):
            yield run
            run = [_Piece(kind, word)]
        else:
            run.append(_Piece("ordinal" if kind == "number" else kind, word))
    yield [*run, _Piece("", text[end:])]


def _first_forms(run: Sequence[_Piece], forms: Forms) -> Iterator[str]:
    """Give a run as it may read in first forms, for each gender in which its words can agree.

    The name of a place that may stand as it is («г. Светлогорья») is tried both ways.
    """
    kinds = {_gender_of_kind(piece.text, forms) for piece in run if piece.kind == "word"} - {None}
    words = [piece for piece in run if piece.kind]
    towns = {id(name) for kind, name in pairwise(words) if _names_place(kind.text, forms)}
    for gender, bends in product(Gender, (False, True)):
        if not kinds or gender in kinds:
            yield "".join(
                _first_form(piece, gender, forms, bends=bends and id(piece) in towns) for piece in run
            )


def _names_place(word: str, forms: Forms) -> bool:
    """Tell whether the word behind this one is the name of a place: «город», «г.», «города»."""
    return word in PLACES or any(form.word in PLACES for form in forms.get(word, ()) if form.is_noun)


def _gender_of_kind(word: str, forms: Forms) -> Gender | None:
    """Give the gender of «улица», also of «ул.» and «улице»; nothing for any other word."""
    if word in STREETS or word in PLACES:
        return _GENDERS.get(STREETS.get(word) or PLACES[word])
    nouns = [form for form in forms.get(word, ()) if form.is_noun and form.word in _GENDERS]
    return nouns[0].gender if nouns else None


def _first_form(piece: _Piece, gender: Gender, forms: Forms, *, bends: bool) -> str:
    if piece.kind == "preposition":
        return ""
    if piece.kind == "ordinal":
        return _first_ordinal(piece.text, gender)
    if piece.kind != "word" or piece.text in KIND_WORDS:
        return piece.text
    known = forms.get(piece.text, ())
    return _pick(known, lambda form: form.is_noun and form.word in KIND_WORDS) or (
        _pick(known, lambda form: not form.is_noun and form.gender is gender)
        or _pick(known, lambda form: form.is_noun and (bends or not form.may_stand))
        or piece.text
    )


def _pick(forms: Iterable[NameForm], fits: Callable[[NameForm], bool]) -> str:
    return min((form.word for form in forms if fits(form)), default="")


def _first_ordinal(text: str, gender: Gender) -> str:
    found = _ORDINAL.fullmatch(text)
    end, ends = _ORDINAL_ENDS.get(gender, ("", frozenset()))
    return f"{found[1]}-{end}" if found is not None and found[2] in ends else text


_GENDERS: Mapping[str, Gender] = {
    **dict.fromkeys(("улица", "площадь", "набережная", "аллея"), Gender.FEMININE),
    **dict.fromkeys(("деревня", "область", "территория"), Gender.FEMININE),
    **dict.fromkeys(("проспект", "переулок", "бульвар", "проезд", "тупик"), Gender.MASCULINE),
    **dict.fromkeys(("город", "поселок", "хутор", "район"), Gender.MASCULINE),
    **dict.fromkeys(("шоссе", "село"), Gender.NEUTER),
}
"""The kinds of streets and places with which adjectives agree."""
