"""What an operator who looks for a home may mean, where a wrong guess costs no more than a look.

Operators type an address as they hear it on the telephone: «Яблоневая 1 2», «1-2 Яблоневая», «Садовая 12 3
101». A notice needs to know what a number says (``domain.address``); here all meanings are tried in turn.
"""

import re
from collections.abc import Iterator

from domain.address import MOST_LENGTH, Address, AddressQuery, in_one_alphabet
from domain.errors import DomainError

_NUMBER = r"\d+\s?[а-яa-z]?(?:/\d+[а-яa-z]?)?"
_MARK = r"(?:\b(?:д|дом|уч|участок)\b\.?\s*№?\s*)?"
_APART = r"(?:\s*,\s*|\s*-\s*|\s+)"
_LEADING = re.compile(
    rf"(?P<numbers>{_NUMBER}(?:{_APART}\d+)*)(?:\s*,)?\s+(?P<name>[^\W\d].*)", re.IGNORECASE | re.DOTALL
)
"""The house before the street."""
_HOUSE_AND_FLAT = re.compile(
    rf"(?P<name>.*?){_MARK}\b(?P<house>{_NUMBER}){_APART}(?P<flat>\d+)\s*", re.IGNORECASE | re.DOTALL
)
_HOUSE_BUILDING_AND_FLAT = re.compile(
    rf"(?P<name>.*?){_MARK}\b(?P<house>{_NUMBER}){_APART}(?P<building>\d+){_APART}(?P<flat>\d+)\s*",
    re.IGNORECASE | re.DOTALL,
)
_HOUSE_OF_A_FLAT = re.compile(r"(?P<name>.*?\b\d+)/(?P<flat>\d+)\s*", re.DOTALL)
_ONE_ALPHABET = re.compile(r"[а-яё]+(?:-[а-яё]+|-\d{1,2})*", re.IGNORECASE)


def address_guesses(text: str) -> tuple[AddressQuery, ...]:
    """Give what a text may mean as an address, the likeliest first; nothing if it names no street.

    A text of more than :data:`MOST_LENGTH` characters is no address. A name has two Russian letters at least,
    because numbers, logins and mail addresses must not be taken for streets.
    """
    if len(text) > MOST_LENGTH:
        return ()
    found: list[AddressQuery] = []
    for spelling in dict.fromkeys(_spellings(" ".join(text.split()))):
        try:
            query = AddressQuery.parse(spelling)
        except DomainError:
            continue
        if _is_named(query.address) and query.address not in [other.address for other in found]:
            found.append(query)
    return tuple(found)


def _spellings(text: str) -> Iterator[str]:
    yield text
    turned = _LEADING.fullmatch(text)
    texts = [text] if turned is None else [text, f"{turned['name']}, {turned['numbers']}"]
    for each in texts:
        yield each
        yield in_one_alphabet(each)
        if whole := _HOUSE_BUILDING_AND_FLAT.fullmatch(each):
            yield f"{whole['name']}, д. {whole['house']}, корп. {whole['building']}, кв. {whole['flat']}"
        if pair := _HOUSE_AND_FLAT.fullmatch(each):
            yield f"{pair['name']}, д. {pair['house']}, кв. {pair['flat']}"
            yield f"{pair['name']}, д. {pair['house']}, корп. {pair['flat']}"
        if slash := _HOUSE_OF_A_FLAT.fullmatch(each):
            yield f"{slash['name']}, кв. {slash['flat']}"


def _is_named(address: Address) -> bool:
    words = [word for word in address.spelt if _ONE_ALPHABET.fullmatch(word)]
    return any(len(word) > 1 for word in words)
