"""Texts of files: which encoding their bytes are in, and what of a cell a spreadsheet has added.

A file of billing may come in the encoding of an old program. In another one that has letters in the same
places every byte is a letter still, only a wrong one, and «Иванов» becomes «хБЮМНБ» without an error. So an
encoding is believed only if the letters that it gives look like Russian words, and clearly more so than
those of any other one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from domain.errors import DomainError
from domain.subscriber_number import SubscriberNumber
from domain.typed import visible

READ = ("cp1251", "cp866")
"""Encodings of one byte for a letter that are read, by their names in Python; Unicode is read as well."""
KNOWN = {
    "cp1251": "Windows-1251",
    "cp866": "CP866 (DOS)",
    "koi8-r": "KOI8-R",
    "mac-cyrillic": "MacCyrillic",
    "iso8859-5": "ISO 8859-5",
}
"""Encodings of Russian with one byte for a letter, and what people call them."""

BOM_UTF8 = b"\xef\xbb\xbf"
BOMS_UTF16 = (b"\xff\xfe", b"\xfe\xff")
UTF8_CHARACTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
STRANGE_WORD = re.compile(rb"[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*")
"""A word with a byte that is not ASCII, with the Latin letters that touch it."""
SAMPLE_BYTES = 4_096
"""So many bytes of different words of this kind are enough to tell the encoding of a file."""
ENOUGH_BYTES = 1024 * 1024
"""So much of a file is enough, where the same few words come again and again."""

LETTERS = " абвгдежзийклмнопрстуфхцчшщъыьэюя"
"""The beginning and the end of a word, and the letters of a word; ё counts as е."""
PAIRS = (
    "066756336617567787866544541000524"
    "836756646456768167784455544000067"
    "583212823704827828617153115662215"
    "790314803706747845655030043073004"
    "682454700703746918437131300010211"
    "682645863805547866637142440053135"
    "844657455466778558773334544000112"
    "684228900906228532536000030002200"
    "595727623705577806516002200061003"
    "854755746676677547771555643000057"
    "922425403305556424761202140020023"
    "691511601803724917777135030011310"
    "683243841804526810536210300048167"
    "985421800803456860507001110071213"
    "680256803804108800666323320084025"
    "727877655466777367772343641000104"
    "470000800703604959447013110042023"
    "693544841805456834567242240063115"
    "664523730708755774696242440055017"
    "783603802806446837736220400068023"
    "866556765446766367771442656000483"
    "680030700922645828456620000045203"
    "973501600701345817545231010012401"
    "673632803906202540525033000050020"
    "480101930906428422365020240004000"
    "682400900906636525566000200024002"
    "380000900900003000006000000003000"
    "333333933333333333333333333333339"
    "805735825085582055560081552000002"
    "903334506304059411870204351000056"
    "614555114469878157774743171111111"
    "925025053234335126580101809000240"
    "903525726033466135472054315000264"
)
"""How often a letter (column) follows another one (row) in Russian words; 6 is as often as by chance."""
STEP = 0.75
"""What a digit of the pairs stands for, as a logarithm."""
WEIGHTS = {
    (first, second): (int(digit) - 6) * STEP
    for place, first in enumerate(LETTERS)
    for second, digit in zip(LETTERS, PAIRS[place * len(LETTERS) :], strict=False)
}
QUIET_SIGNS = frozenset("№«»°§\N{NO-BREAK SPACE}")
"""Signs that stand next to Russian words."""
NUMBER_SIGN_WEIGHT = 3.0
LOUD_SIGNS = frozenset("–—…“”„‘’")
"""Signs that do so as well, but seldom without a blank; in other encodings they are capital letters."""
WORD = re.compile("[A-Za-zА-Яа-яЁё]+")
RUSSIAN = re.compile("[А-Яа-яЁё]+")
LOUD_SIGN_WEIGHT = -8.0
WRONG_SIDE = re.compile("»(?=[А-Яа-яЁё])|(?<=[А-Яа-яЁё])«")
"""A quote that ends where a word begins, or begins where one ends."""
STRANGER_WEIGHT = -8.0
"""Of a sign that Russian words have not: a piece of a frame, a letter of another language."""
ODD_WORD_WEIGHT = -6.0
"""Of a capital in the middle of a word, and of a word of Latin and Russian letters together."""
LONE_LETTER_WEIGHT = -1.5
USUAL_WEIGHT = {"cp1251": 1.5, "cp866": 0.0}
RARE_WEIGHT = -1.0
"""What is known before a word is looked at: nearly all files that are not in Unicode are in Windows-1251,
and some come from old programs of DOS."""
FEW_BYTES = 8
"""So many bytes that are not ASCII are needed before what is known of nearly all files counts in full."""
RELATED_WEIGHT = 6.0
"""What is known if another file that came with this one is in the same encoding."""
CLEAR = 3.0
"""By how much the words of the right encoding have to be better than those of any other one."""
SURE = 15.0
"""By how much they are better when no later word needs to be looked at."""
FEWEST_BYTES = 4
"""A letter alone may be less plausible."""
SURE_UNICODE = 200
"""So many bytes that are not ASCII are no UTF-8 by chance."""
LEAST_PLAUSIBLE = -0.5
"""The least weight of a byte on average; what is no Russian has less."""

NOT_TEXT = "file-not-text"

ADDED = frozenset("='")
"""How a cell begins to which a spreadsheet has added something."""
DATE = re.compile(
    r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-[0-3][0-9]|[0-3][0-9]/(?:0[1-9]|1[0-2])/(?:19|20)?[0-9]{2}$"
)
AS_FORMULA = re.compile(r'="([^"]*)"')
SPREADSHEET_NUMBER = re.compile(r"[0-9]+[.,]0+|[0-9](?:[.,][0-9]+)?[Ee]\+[0-9]+|[0-9][.,][0-9]+[Ee][0-9]+")
"""What a spreadsheet makes of digits that it takes for an amount: 100200301.0, 1,002003E+08."""


def tidy(cell: str) -> str:
    """Take off a cell what a spreadsheet or a web page has added: blanks, invisible signs, «="…"», «'».

    Digits and letters of the wide kind, and digits of other scripts, become ordinary ones.
    """
    text = cell.strip()
    if text[:1] not in ADDED and text.isascii():
        return text
    text = visible(text).strip()
    match = AS_FORMULA.fullmatch(text)
    return (match[1] if match else text.removeprefix("'")).strip()


def looks_calculated(text: str) -> bool:
    """Tell whether a spreadsheet has taken the digits of a name for an amount, so that some may be lost."""
    return SPREADSHEET_NUMBER.fullmatch(text) is not None


def number_in_file(text: str) -> SubscriberNumber:
    """Read a subscriber number from a tidy cell.

    Errors: ``number-calculated`` for what a spreadsheet has taken for an amount, because 100200301.0 would
    be another subscriber without its point; ``number-not-digits``, also for points and commas between
    digits; those of ``SubscriberNumber.spelt``.
    """
    if text.isdecimal():
        return SubscriberNumber.spelt(text)
    if looks_calculated(text):
        raise DomainError("number-calculated")
    if "." in text or "," in text or DATE.match(text):
        raise DomainError("number-not-digits")
    return SubscriberNumber.spelt(text)


@dataclass
class EncodingGuess:
    """Tells the encoding of a file from the words that are not ASCII, as far as they are known.

    ``related`` is the encoding of another file that came with this one.
    """

    related: str | None = None
    encoding: str | None = None
    """The encoding so far; empty while everything was ASCII."""
    is_sure: bool = False
    _words: dict[bytes, None] = field(default_factory=dict)
    _size: int = 0
    _looked_at: int = 0

    def look_at(self, piece: bytes) -> None:
        """Take some lines into account; a word counts once, however often it comes.

        Errors: ``encoding-unknown``; ``encoding-refused`` (``encoding``: its name); ``encoding-twice`` for
        text that was put into Unicode after it had been read in a wrong encoding.
        """
        if self.encoding is None and b"\0" in piece:
            raise DomainError("encoding-unknown")
        if self.is_sure or piece.isascii():
            return
        self._looked_at += len(piece)
        if self._has_new(piece):
            encoding, self.is_sure = _encoding_of(b" ".join(self._words), self.related)
            if self.encoding not in {None, encoding}:
                raise DomainError("encoding-unknown")
            self.encoding = encoding
        self.is_sure |= self._size >= SAMPLE_BYTES or self._looked_at >= ENOUGH_BYTES

    def _has_new(self, piece: bytes) -> bool:
        """Note the words that were not there before, as far as they are needed."""
        known = len(self._words)
        for word in dict.fromkeys(STRANGE_WORD.findall(piece)):
            if self._size < SAMPLE_BYTES and word not in self._words:
                self._words[word] = None
                self._size += len(word)
        return len(self._words) > known


def decoded(content: bytes) -> str:
    """Read a whole file of text, with line ends of one kind.

    Errors: ``file-not-text``; those of :meth:`EncodingGuess.look_at`.
    """
    if content.startswith(BOMS_UTF16):
        text = _decoded(content, "utf-16")
    elif b"\0" in content:
        raise DomainError(NOT_TEXT)
    else:
        guess = EncodingGuess()
        guess.look_at(content.removeprefix(BOM_UTF8))
        text = _decoded(content.removeprefix(BOM_UTF8), guess.encoding or "ascii")
    if "\0" in text:
        raise DomainError(NOT_TEXT)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise DomainError(NOT_TEXT) from None


def _encoding_of(words: bytes, related: str | None) -> tuple[str, bool]:
    """Tell the encoding of words, and whether no other word could make another one of it."""
    ranking = sorted(_ranking(words, related), reverse=True)
    weight, encoding, text = ranking[0]
    strange = sum(byte >= 0x80 for byte in words)
    if _is_unicode(words, strange, weight):
        _refuse_spoilt(words.decode("utf-8", errors="ignore"))
        return "utf-8", strange >= SURE_UNICODE
    if weight < LEAST_PLAUSIBLE * max(strange, FEWEST_BYTES):
        raise DomainError("encoding-unknown")
    lead = min((weight - other for other, _, unlike in ranking if unlike != text), default=SURE)
    if lead < CLEAR:
        raise DomainError("encoding-unknown")
    readable = next((name for _, name, same in ranking if name in READ and same == text), None)
    if readable is None:
        raise DomainError("encoding-refused", encoding=KNOWN[encoding])
    return readable, lead >= SURE


def _is_unicode(words: bytes, strange: int, weight: float) -> bool:
    """Tell whether words are in UTF-8; most of them must be, because a letter may have been damaged.

    ``weight`` is that of the best other encoding, in which a few words look like letters of Asia in UTF-8.
    """
    if 2 * sum(map(len, UTF8_CHARACTER.findall(words))) <= strange:
        return False
    text = words.decode("utf-8", errors="replace")
    known = sum(map(len, RUSSIAN.findall(text))) + sum(sign in QUIET_SIGNS | LOUD_SIGNS for sign in text)
    others = sum(not sign.isascii() for sign in text) - known
    return known >= others or weight <= 0


def _refuse_spoilt(text: str) -> None:
    """Refuse Unicode that holds what somebody else has read in a wrong encoding."""
    for encoding in ("cp1251", "cp1252", "latin-1"):
        try:
            again = text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        if RUSSIAN.search(again):
            raise DomainError("encoding-twice")
    weights = {name: weight for weight, name, _ in _ranking(text.encode("cp1251", errors="ignore"), "cp1251")}
    if max(weights.values()) > weights["cp1251"] + SURE:
        raise DomainError("encoding-twice")


def _ranking(words: bytes, related: str | None) -> Iterator[tuple[float, str, str]]:
    share = min(1.0, sum(byte >= 0x80 for byte in words) / FEW_BYTES)
    for encoding in KNOWN:
        text = words.decode(encoding, errors="replace")
        usual = USUAL_WEIGHT.get(encoding, RARE_WEIGHT) * share
        yield _weight(text) + usual + (RELATED_WEIGHT if encoding == related else 0.0), encoding, text


def _weight(text: str) -> float:
    """Say how much a text looks like Russian words."""
    signs = sum(map(_weight_of_sign, RUSSIAN.sub("", text))) + LOUD_SIGN_WEIGHT * len(
        WRONG_SIDE.findall(text)
    )
    return signs + sum(map(_weight_of_word, WORD.findall(text)))


def _weight_of_sign(sign: str) -> float:
    if sign.isascii() or sign in QUIET_SIGNS:
        return NUMBER_SIGN_WEIGHT if sign == "№" else 0.0
    return LOUD_SIGN_WEIGHT if sign in LOUD_SIGNS else STRANGER_WEIGHT


def _weight_of_word(word: str) -> float:
    if word.isascii():
        return 0.0
    is_odd = not RUSSIAN.fullmatch(word) or not (word.islower() or word.isupper() or word[1:].islower())
    letters = f" {word.lower().replace('ё', 'е')} "
    weight = sum(WEIGHTS.get(pair, 0.0) for pair in pairwise(letters))
    return weight + (ODD_WORD_WEIGHT if is_odd else 0.0) + (LONE_LETTER_WEIGHT if len(word) == 1 else 0.0)
