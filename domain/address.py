"""Addresses of the registry, and what operators type to name a street or a house.

A registry has one spelling per address («г. Светлогорье, ул. Яблоневая, д. 1, кв. 1»), an operator another
one every time («яблоневая 1»). Both are read by the same rules and compared part by part. Where they leave a
doubt nothing matches: a notice that does not go out is noticed, one that goes to other people's homes is not.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from domain.errors import DomainError


class Part(StrEnum):
    """What a number in an address says."""

    HOUSE = "house"
    PLOT = "plot"
    BUILDING = "building"
    STRUCTURE = "structure"
    LETTER = "letter"
    FLAT = "flat"
    ROOM = "room"
    QUARTER = "quarter"
    NUMBER = "number"
    """A house or a plot: the meaning of a number without a word before it."""


Meaning = TypeVar("Meaning")


def _each(words: str, meaning: Meaning) -> dict[str, Meaning]:
    return dict.fromkeys(words.split(), meaning)


MARKERS: Mapping[str, Part] = {
    **_each("д дом домовл домовладение двлд вл влд владение", Part.HOUSE),
    **_each("уч участок уч-к", Part.PLOT),
    **_each("к корп корпус", Part.BUILDING),
    **_each("с стр строение соор сооружение", Part.STRUCTURE),
    **_each("лит литер литера", Part.LETTER),
    **_each("кв квартира", Part.FLAT),
    **_each("комн комната пом помещение оф офис", Part.ROOM),
    **_each("мкр микрорайон мкрн квартал кв-л", Part.QUARTER),
}
"""Words before a number that say what it is."""
STREETS: Mapping[str, str] = {
    **_each("ул улица", "улица"),
    **_each("пр пр-кт пр-т просп проспект", "проспект"),
    **_each("пер переулок", "переулок"),
    **_each("пл площадь", "площадь"),
    **_each("наб набережная", "набережная"),
    **_each("ш шоссе", "шоссе"),
    **_each("б-р бул бульвар", "бульвар"),
    **_each("пр-д проезд", "проезд"),
    **_each("ал аллея", "аллея"),
    **_each("туп тупик", "тупик"),
}
PLACES: Mapping[str, str] = {
    **_each("г гор город", "город"),
    **_each("п пос поселок пгт рп", "поселок"),
    **_each("с село", "село"),
    **_each("д дер деревня", "деревня"),
    **_each("х хутор", "хутор"),
    **_each("р-н район", "район"),
    **_each("обл область", "область"),
    **_each("снт днт днп тсн", "снт"),
    **_each("тер территория", "территория"),
}
ONE_LETTER = frozenset("гпсдх")
"""Abbreviations that mean a place only where a part of the address begins or ends: elsewhere they are
initials, as in «ул. А. С. Пушкина»."""
PASSED_OVER = frozenset({"им", "имени", "номер"})
LOOK_ALIKES = str.maketrans("abcehkmoptx", "авсенкмортх")
"""Latin letters that look like Cyrillic ones; operators type them by mistake, most often next to a number."""

_LETTER = r"(?:-?[a-zа-я](?![a-zа-я0-9]))"
TOKEN = re.compile(
    rf"""(?P<ordinal>\d+-(?:[еяй]|[а-я]{{2,}}) | \d+(?:[яй]|ая|ый|ий|ой|ое|го))(?![а-яa-z0-9-])
        | (?P<number>\d+{_LETTER}?(?:[/-]\d+{_LETTER}?)*)
        | (?P<word>[a-zа-я]+(?:-[a-zа-я0-9]+)*)""",
    re.VERBOSE,
)
ORDINAL_ENDS = {"ая": "я", "ый": "й", "ий": "й", "ой": "й", "ое": "е"}
_FLAT = r"(?:кв|квартира|комн|комната|пом|помещение|оф|офис)\b\.?\s*№?\s*\d"
FLAT_FIRST = re.compile(rf"\s*{_FLAT}", re.IGNORECASE)
FLAT_AND_AFTER = re.compile(rf"[,;]?\s*\b{_FLAT}.*$", re.IGNORECASE | re.DOTALL)
MOST_LENGTH = 300
"""Characters of an address in the registry, and so of what is worth comparing with it."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


@dataclass(frozen=True)
class Address:
    """An address, taken apart.

    ``names``: the words of each part that has any, without abbreviations («ул.»), which are in ``streets``
    and ``places`` by their full words; ``numbers``: what the numbers say. ``unclear`` are numbers that could
    mean several things.
    """

    names: tuple[frozenset[str], ...] = ()
    streets: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    numbers: Mapping[Part, str] = field(default_factory=dict)
    unclear: tuple[str, ...] = ()
    spelt: tuple[str, ...] = ()
    """The words of the names in the order in which they came."""

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Take an address apart; parts that are not understood are passed over."""
        reading = _Reading()
        for part in re.split(r"[,;()\n]", re.sub(r"\s*/\s*", "/", folded(text))):
            reading.read([_Token(str(found.lastgroup), found[0]) for found in TOKEN.finditer(part)])
        return cls(
            tuple(frozenset(words) for words in reading.names if words),
            frozenset(reading.streets),
            frozenset(reading.places),
            reading.numbers,
            tuple(reading.unclear),
            tuple(word for words in reading.names for word in words),
        )

    @property
    def words(self) -> frozenset[str]:
        """The words of all parts."""
        return frozenset().union(*self.names)


@dataclass(frozen=True)
class AddressQuery:
    """A street or a house as an operator named it."""

    text: str
    address: Address = field(compare=False)

    @classmethod
    def parse(cls, text: str) -> "AddressQuery":
        """Read what was typed.

        Errors: ``address-no-name`` for a number without a street; ``address-unclear`` (``number``) for a
        number that could be a house, a building or a flat; ``address-too-long`` (``most``).
        """
        text = " ".join(text.split())
        if len(text) > MOST_LENGTH:
            raise DomainError("address-too-long", most=MOST_LENGTH)
        address = Address.parse(text)
        if not address.names:
            raise DomainError("address-no-name")
        if address.unclear:
            raise DomainError("address-unclear", number=address.unclear[0])
        return cls(text, address)

    @property
    def anchors(self) -> tuple[str, ...]:
        """Letters or digits that every matching address holds, case and ``ё`` aside; the longest first.

        Storage looks for them before it hands addresses out to be taken apart.
        """
        pieces = {piece for word in self.address.words for piece in _pieces(word)}
        return tuple(sorted(pieces, key=lambda piece: (-len(piece), piece)))

    @property
    def names_flat(self) -> bool:
        """Whether a single flat is meant, so that those of a house are not alike."""
        return bool({Part.FLAT, Part.ROOM} & set(self.address.numbers))

    def matches(self, address: Address) -> bool:
        """Tell whether an address of the registry is meant.

        Names have to be complete («Садовая» is not «Малая Садовая»), numbers exact (1 is not 12); what the
        query does not say (the town, the flat) may be anything.
        """
        return self._is_named(address) and self._is_numbered(address)

    def resembles(self, address: Address) -> bool:
        """Tell whether an address has all the words, perhaps as a part of a longer name."""
        return self.address.words <= address.words

    def _is_named(self, address: Address) -> bool:
        words = self.address.words
        covered = frozenset().union(*(names for names in address.names if names <= words))
        return (
            covered == words
            and _fits(self.address.streets, address.streets)
            and _fits(self.address.places, address.places)
        )

    def _is_numbered(self, address: Address) -> bool:
        return all(value in _values(address, part) for part, value in self.address.numbers.items())


def folded(text: str) -> str:
    """Return a text in the form in which addresses are compared: without case, ``ё`` as ``е``."""
    return unicodedata.normalize("NFC", text).casefold().replace("ё", "е")


def masked_address(text: str) -> str:
    """Return an address as far as the house, because strangers who see the screen must not learn the flat."""
    head, comma, tail = text.rpartition(",")
    while comma and FLAT_FIRST.match(tail):  # nearly always: a registry has millions of them
        text = head
        head, comma, tail = text.rpartition(",")
    lower = text.lower()
    if "кв" in lower or "ком" in lower or "пом" in lower or "оф" in lower:  # the slow way, rarely needed
        return FLAT_AND_AFTER.sub("", text)
    return text


def spread(items: Iterable[str], most: int) -> list[str]:
    """Pick up to ``most`` of the different items, from the first to the last, evenly."""
    different = sorted(set(items))
    if len(different) <= most:
        return different
    return [different[place * (len(different) - 1) // (most - 1)] for place in range(most)]


def _fits(asked: frozenset[str], known: frozenset[str]) -> bool:
    """Tell whether kinds agree: «ул. Мира» is not «пр. Мира», but may be a «Мира» without a kind."""
    return asked <= known or not known


def _values(address: Address, part: Part) -> set[str]:
    """Give the values that a part of a query may have to be meant."""
    parts = {part}
    if part is Part.NUMBER:
        parts |= {Part.HOUSE, Part.PLOT}
    elif part in {Part.HOUSE, Part.PLOT}:
        parts.add(Part.NUMBER)
    return {address.numbers[each] for each in parts if each in address.numbers}


def _pieces(word: str) -> list[str]:
    if re.fullmatch(r"\d+-[еяй]|\d+-го", word):  # written in several ways: only the digits are sure
        return re.findall(r"\d+", word)
    return re.findall(r"[a-zа-я]{2,}|\d+", word)


class _Reading:
    """An address while it is read, part by part."""

    def __init__(self) -> None:
        self.names: list[list[str]] = []
        self.streets: set[str] = set()
        self.places: set[str] = set()
        self.numbers: dict[Part, str] = {}
        self.unclear: list[str] = []

    def read(self, tokens: list[_Token]) -> None:
        """Read one part: what stands between commas."""
        words: list[str] = []
        place = 0
        while place < len(tokens):
            token = tokens[place]
            after = tokens[place + 1] if place + 1 < len(tokens) else None
            is_edge = place == 0 or after is None
            if token.kind == "ordinal":
                words.append(_ordinal(token.text))
            elif token.kind == "number":
                letter = self._letter_after(tokens, place)
                if after is None or letter or after.kind == "number" or self._is_marker(tokens, place + 1):
                    self._put_number(token.text + letter)
                    place += len(letter)
                else:  # «8 Марта»
                    words.append(token.text)
            elif self._is_marker(tokens, place):
                place += self._put_marked(tokens, place)
            elif token.text in PASSED_OVER:
                pass
            elif token.text in STREETS:
                self.streets.add(STREETS[token.text])
            elif token.text in PLACES and (is_edge or token.text not in ONE_LETTER):
                self.places.add(PLACES[token.text])
            else:
                words.append(token.text)
            place += 1
        self.names.append(words or self._name_that_is_a_kind(tokens))

    def _name_that_is_a_kind(self, tokens: list[_Token]) -> list[str]:
        """Give the name of «ул. Набережная»: a full word that elsewhere only tells the kind of street."""
        names = [token.text for token in tokens if token.text in {*STREETS.values(), *PLACES.values()}]
        if not names or self._is_marker(tokens, 0):
            return []
        self.streets.discard(names[-1])
        self.places.discard(names[-1])
        return names[-1:]

    def _put_number(self, text: str) -> None:
        if {Part.HOUSE, Part.PLOT, Part.NUMBER} & set(self.numbers):
            self.unclear.append(text)
        else:
            self.numbers[Part.NUMBER] = _number(text)

    def _put_marked(self, tokens: list[_Token], place: int) -> int:
        """Take what a marker announces and return how many tokens that was."""
        part = MARKERS[tokens[place].text]
        taken = 1
        while tokens[place + taken].text in PASSED_OVER:
            taken += 1
        value = tokens[place + taken].text
        if part is not Part.LETTER:
            letter = self._letter_after(tokens, place + taken)
            value, taken = value + letter, taken + len(letter)
        if part in self.numbers or (part in {Part.HOUSE, Part.PLOT} and Part.NUMBER in self.numbers):
            self.unclear.append(value)
        else:
            self.numbers[part] = _number(value)
        return taken

    @staticmethod
    def _is_marker(tokens: list[_Token], place: int) -> bool:
        """Tell whether a token says what the number after it is."""
        part = MARKERS.get(tokens[place].text)
        after = place + 1
        while after < len(tokens) and tokens[after].text in PASSED_OVER:
            after += 1
        if part is None or after >= len(tokens):
            return False
        if part is Part.LETTER:
            return len(tokens[after].text) == 1
        return tokens[after].kind == "number"

    def _letter_after(self, tokens: list[_Token], place: int) -> str:
        """Give the letter of a house that is written apart: «12 А»."""
        after = place + 1
        if after >= len(tokens) or tokens[after].kind != "word" or self._is_marker(tokens, after):
            return ""
        letter = tokens[after].text
        is_last = after + 1 == len(tokens) or self._is_marker(tokens, after + 1)
        return letter if len(letter) == 1 and is_last and tokens[place].text[-1].isdigit() else ""


def _ordinal(text: str) -> str:
    """Spell «1-ая», «1я» and «1-я» alike."""
    digits = re.match(r"\d+", text)
    number = digits[0] if digits else ""
    end = text[len(number) :].removeprefix("-")
    return f"{number}-{ORDINAL_ENDS.get(end, end)}"


def _number(text: str) -> str:
    """Spell a number of a house alike: «012-A» is «12а»."""
    alike = text.translate(LOOK_ALIKES)
    return re.sub(r"(\d)-([а-я])", r"\1\2", re.sub(r"(?<!\d)0+(?=\d)", "", alike))
