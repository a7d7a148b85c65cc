"""Addresses of the registry, and what operators type to name a street or a house.

A registry has one spelling per address («г. Светлогорье, ул. Яблоневая, д. 1, кв. 1»), an operator another
one every time («яблоневая 1»). Both are read by the same rules and compared part by part. Where they leave a
doubt nothing matches: a notice that does not go out is noticed, one that goes to other people's homes is not.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
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
    **_each("пр пр-кт пр-кта пр-кте пр-т пр-та пр-те пр-ту просп проспект", "проспект"),
    **_each("пер переулок", "переулок"),
    **_each("пл площадь", "площадь"),
    **_each("наб набережная", "набережная"),
    **_each("ш шоссе", "шоссе"),
    **_each("б-р бул бульвар", "бульвар"),
    **_each("пр-д пр-да пр-де проезд", "проезд"),
    **_each("ал аллея", "аллея"),
    **_each("туп тупик", "тупик"),
}
PLACES: Mapping[str, str] = {
    **_each("г гор город", "город"),
    **_each("п пос поселок пгт рп", "поселок"),
    **_each("с село", "село"),
    **_each("д дер деревня", "деревня"),
    **_each("х хутор", "хутор"),
    **_each("р-н р-на р-не р-ну район", "район"),
    **_each("обл область", "область"),
    **_each("снт днт днп тсн", "снт"),
    **_each("тер территория", "территория"),
}
KINDS = frozenset({*STREETS.values(), *PLACES.values()})
"""Full words for kinds of streets and places."""
HOUSES = (Part.HOUSE, Part.PLOT, Part.NUMBER)
"""What is meant by the number of a house, the surest first."""
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
STREET_WORD = re.compile(r"^(?:ул\.|улица\s)(?!\s*(?:им\.|имени\s))\s*|\s+(?:ул\.|улица)$", re.IGNORECASE)
"""The kind of street that goes without saying."""
HOUSE_WORD = re.compile(r"^(?:д\.?|дом)\s*(?=\d)", re.IGNORECASE)
MOST_LENGTH = 300
"""Characters of an address in the registry, and so of what is worth comparing with it."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


_END = _Token("end", "")


@dataclass(frozen=True, slots=True)
class AddressKey:
    """By what an address is found among millions: names as :func:`key_of` gives them, and the house.

    ``street`` is the part that is called a street, or else the last part with a name; ``place`` is the part
    before it, mostly a town. What an address does not have is empty.
    """

    street: str = ""
    place: str = ""
    house: str = ""


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
    key: AddressKey = AddressKey()

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
            reading.key,
        )

    @property
    def words(self) -> frozenset[str]:
        """The words of all parts."""
        return frozenset().union(*self.names)


@dataclass(frozen=True)
class AddressQuery:
    """A street or a house as an operator named it.

    One that ``is_strict`` is a guess at what was meant: a «Мира» without a kind is no «ул. Мира» then.
    """

    text: str
    address: Address = field(compare=False)
    is_strict: bool = field(default=False, compare=False)

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

    @cached_property
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
            and self._fits(self.address.streets, address.streets)
            and self._fits(self.address.places, address.places)
        )

    def _fits(self, asked: frozenset[str], known: frozenset[str]) -> bool:
        """Tell whether kinds agree: «ул. Мира» is not «пр. Мира», but may be a «Мира» without a kind."""
        return asked <= known or not (known or self.is_strict)

    def _is_numbered(self, address: Address) -> bool:
        return all(value in _values(address, part) for part, value in self.address.numbers.items())


def key_of(words: Iterable[str]) -> str:
    """Give the words of a name in one order, in which they are looked for."""
    return " ".join(sorted(set(words)))


def in_order(address: str) -> tuple[tuple[int, str], ...]:
    """Give by what addresses are sorted, so that flat 2 comes before flat 10."""
    pieces = re.findall(r"[0-9]+|[^0-9]+", folded(address))
    return tuple(
        (int(piece), "") if piece.isascii() and piece.isdecimal() else (-1, piece) for piece in pieces
    )


def folded(text: str) -> str:
    """Return a text in the form in which addresses are compared: without case, ``ё`` as ``е``."""
    return unicodedata.normalize("NFC", text).casefold().replace("ё", "е")


def in_one_alphabet(text: str) -> str:
    """Write Latin letters as the Cyrillic ones that look alike, in words that have Cyrillic ones as well."""
    return re.sub(r"[a-zа-я]*[а-я][a-zа-я]*", lambda word: word[0].translate(LOOK_ALIKES), folded(text))


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


def short_address(text: str) -> str:
    """Return an address from its street on, as people name their home: «Яблоневая, 1, кв. 2».

    Without a street it begins with the last name, as in «СНТ «Клюква», уч. 17»; what has no name stays whole.
    """
    parts = [stripped for part in re.split(r"[,;\n]", text) if (stripped := " ".join(part.split()))]
    read = [Address.parse(part) for part in parts]
    named = [place for place, part in enumerate(read) if part.names]
    street = next((place for place in named if read[place].streets), None)
    if not named:
        return text
    first, *others = parts[named[-1] if street is None else street :]
    return ", ".join([STREET_WORD.sub("", first), *(HOUSE_WORD.sub("", part) for part in others)])


def spread(items: Iterable[str], most: int) -> list[str]:
    """Pick up to ``most`` of the different items, from the first to the last, evenly."""
    different = sorted(set(items))
    if len(different) <= most:
        return different
    return [different[place * (len(different) - 1) // (most - 1)] for place in range(most)]


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


class _Cursor:
    """A place among the tokens of one part of an address."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self._tokens = (*tokens, _END)
        self._place = 0

    @property
    def is_at_end(self) -> bool:
        return self.peek() is _END

    @property
    def is_at_edge(self) -> bool:
        """Whether the next token is the first or the last one."""
        return self._place == 0 or self.peek(1) is _END

    def peek(self, ahead: int = 0) -> _Token:
        """Look at the next token, or at one after it; at the end there is a token without text."""
        return self._tokens[self._place + ahead]

    def take(self) -> _Token:
        """Take the next token."""
        self._place += 1
        return self._tokens[self._place - 1]

    def pass_over(self) -> None:
        """Leave out words that say nothing, such as «номер»."""
        while self.peek().text in PASSED_OVER:
            self.take()

    def is_at_marker(self, ahead: int = 0) -> bool:
        """Tell whether the next token, or one after it, says what the number behind it is."""
        part = MARKERS.get(self.peek(ahead).text)
        if part is None:
            return False
        ahead += 1
        while self.peek(ahead).text in PASSED_OVER:
            ahead += 1
        value = self.peek(ahead)
        return len(value.text) == 1 if part is Part.LETTER else value.kind == "number"

    def take_letter_of(self, number: str) -> str:
        """Take the letter of a house that is written apart, as in «12 А»; without one return nothing."""
        return self.take().text if number[-1].isdigit() and self._is_at_lone_letter() else ""

    def _is_at_lone_letter(self) -> bool:
        token = self.peek()
        return (
            token.kind == "word"
            and len(token.text) == 1
            and not self.is_at_marker()
            and (self.peek(1) is _END or self.is_at_marker(1))
        )


class _Reading:
    """An address while it is read, part by part."""

    def __init__(self) -> None:
        self.names: list[list[str]] = []
        """The words of each part; the last list belongs to the part that is being read."""
        self._named_streets: list[list[str]] = []
        """Those of the parts that say that they name a street."""
        self.streets: set[str] = set()
        self.places: set[str] = set()
        self.numbers: dict[Part, str] = {}
        self.unclear: list[str] = []

    def read(self, tokens: Sequence[_Token]) -> None:
        """Read one part: what stands between commas."""
        self.names.append([])
        cursor = _Cursor(tokens)
        while not cursor.is_at_end:
            self._read_next(cursor)
        if not self.names[-1]:
            self._name_by_its_kind(tokens)
        if any(token.text in STREETS for token in tokens):
            self._named_streets.append(self.names[-1])

    @property
    def key(self) -> AddressKey:
        """By what the address is found, once all parts are read."""
        names = [words for words in self.names if words]
        if not names:
            return AddressKey()
        at = len(names) - 1
        for place, words in enumerate(names):
            if any(words is street for street in self._named_streets):
                at = place
        before = names[at - 1] if at else []
        house = next((self.numbers[part] for part in HOUSES if part in self.numbers), "")
        return AddressKey(key_of(names[at]), key_of(before), house)

    def _read_next(self, cursor: _Cursor) -> None:
        match cursor.peek().kind:
            case "ordinal":
                self._put_word(_ordinal(cursor.take().text))
            case "number":
                self._read_number(cursor)
            case _ if cursor.is_at_marker():
                self._read_marked(cursor)
            case _:
                self._read_word(cursor)

    def _read_number(self, cursor: _Cursor) -> None:
        """Read a number without a marker: that of a house, or the first word of «8 Марта»."""
        number = cursor.take().text
        letter = cursor.take_letter_of(number)
        if letter or cursor.is_at_end or cursor.peek().kind == "number" or cursor.is_at_marker():
            self._put_house(number + letter)
        else:
            self._put_word(number)

    def _read_marked(self, cursor: _Cursor) -> None:
        """Read a marker and the number, or the letter, that it announces."""
        part = MARKERS[cursor.take().text]
        cursor.pass_over()
        value = cursor.take().text
        if part is not Part.LETTER:
            value += cursor.take_letter_of(value)
        self._put_marked(part, value)

    def _read_word(self, cursor: _Cursor) -> None:
        is_at_edge = cursor.is_at_edge
        word = cursor.take().text
        if word in PASSED_OVER:
            return
        if word in STREETS:
            self.streets.add(STREETS[word])
        elif word in PLACES and (is_at_edge or word not in ONE_LETTER):
            self.places.add(PLACES[word])
        else:
            self._put_word(word)

    def _put_word(self, word: str) -> None:
        self.names[-1].append(word)

    def _put_house(self, number: str) -> None:
        if {Part.HOUSE, Part.PLOT, Part.NUMBER} & set(self.numbers):
            self.unclear.append(number)
        else:
            self.numbers[Part.NUMBER] = _number(number)

    def _put_marked(self, part: Part, value: str) -> None:
        if part in self.numbers or (part in {Part.HOUSE, Part.PLOT} and Part.NUMBER in self.numbers):
            self.unclear.append(value)
        else:
            self.numbers[part] = _number(value)

    def _name_by_its_kind(self, tokens: Sequence[_Token]) -> None:
        """Find the name of «ул. Набережная»: a full word that elsewhere only tells the kind of street."""
        kinds = [token.text for token in tokens if token.text in KINDS]
        if kinds and not _Cursor(tokens).is_at_marker():
            self._put_word(kinds[-1])
            self.streets.discard(kinds[-1])
            self.places.discard(kinds[-1])


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
