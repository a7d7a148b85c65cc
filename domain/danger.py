"""Words of danger: a message that speaks of fire, sparks or a torn wire goes before everything else.

A message is read clause by clause, because «горит щиток, света нет» is a danger and «не горит свет» is not.
A false alarm costs operators a glance, and a missed one may cost a life: a doubtful clause counts as danger.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from domain.typed import visible

BUILT_IN = (
    "горит, горят, горим, горело, горела, загорел*, возгоран*, подгорел*, подгора*, "
    "обгорел*, тлеет, полыха*, пылает, сгорел* щит*, сгорел* провод*, сгорел* счетчик*, сгорел* автомат*, "
    "пожар, пожара, пожаре, пожару, пожаром, огонь, огнем, пламя, пламени, пламенем, "
    "дым, дыма, дымом, дыму, дымит, дымят, дымится, дымятся, задымлен*, задымил*, "
    "искрит, искрят, искрило, искрил, искрила, искрили, искры, искрами, искрени*, "
    "гарь, гарью, гари, запах* горел*, пахн* горел*, воня* горел*, "
    "запах* пален*, пахн* пален*, воня* пален*, "
    "плавит*, плавят*, плавилс*, плавилас*, оплавил*, расплавил*, "
    "замыкани*, замкнуло, закоротил*, коротит, коротнуло, взрыв*, взорвал*, "
    "током, удар* ток, бьет ток, дергает ток, под напряжением, "
    "обрыв* провод*, оборвал* провод*, оборван* провод*, порвал* провод*, сорвал* провод*, упал* провод*, "
    "провод* лежит, провод* лежат, провод* висит, провод* висят, провод* земле, "
    "оголен* провод*, голы* провод*, "
    "упал* столб*, упал* опор*, "
    "fire, burning, smoke, sparks, sparking, electric shock, live wire, wire* ground"
)
"""The phrases; every word of one stands near the others, and an asterisk stands for any ending."""
NEAR = 3
"""Words of a clause that are so many places apart belong together."""

_CLAUSE = re.compile(r"[.,;:!?()\n…—–]|\s-\s|\b(?:а|но|but)\b")
_WORD = re.compile(r"[a-zа-я0-9]+")
_NOT = {"не", "ни", "без", "нет", "not", "no", "never"}
_ON = {"на", "у", "в", "во", "on", "in"}

_GLOWS = ("гор", "загор", "burn")
_LAMPS = (
    *("ламп", "свет", "индикатор", "диод", "экран", "табло", "диспле", "кнопк", "огоне", "огоньк", "глаз"),
    *("значок", "значк", "надпис", "цифр", "фонар", "люстр", "подсвет", "сигнал", "ошибк"),
    *("красн", "зелен", "желт", "оранж", "lamp", "light", "led", "display", "indicator"),
)
_BURNING = (
    *("щит", "провод", "розет", "кварти", "подъезд", "подстанц", "трансформ", "кабел", "столб", "автомат"),
    *("кровл", "крыш", "подвал", "этаж", "лифт", "плам", "огн", "балкон", "сара", "гараж", "дач"),
    *("board", "wire", "house", "flat", "socket", "cable"),
)
_WHOLE_BURNING = {"дом", "дома", "мы"}
_ALARMS = ("датчик", "извещател", "сигнализ", "безопасност", "случа", "дымоход", "detector", "alarm")
_NAMED = ("искр", "пламя", "гари")
_NAMES = ("ул", "снт", "днп", "днт", "тсн", "садов", "поселок", "поселк", "деревн", "товарищ", "кооператив")
"""Streets and villages are named so."""
_ALARMED = ("пожар", "дым", "огн", "огонь", "fire", "smoke")


@dataclass(frozen=True)
class DangerWords:
    """The phrases that make a message urgent, as ``DANGER_WORDS`` writes them; see :data:`BUILT_IN`."""

    phrases: tuple[tuple[str, ...], ...]

    @classmethod
    def parse(cls, text: str) -> "DangerWords":
        """Read phrases between commas; after a plus they are added to the built-in ones.

        ``ValueError`` if there are no words.
        """
        is_added = text.strip().startswith("+")
        own = _phrases(text.strip().removeprefix("+"))
        if not own:
            raise ValueError("no words between commas")
        return cls((*_phrases(BUILT_IN), *own) if is_added else own)

    def found_in(self, text: str) -> bool:
        """Tell whether the words speak of danger."""
        plain = _plain(text)
        if not self._first_word.search(plain):
            return False
        clauses = [_WORD.findall(clause) for clause in _CLAUSE.split(plain)]
        return any(_speaks_of(phrase, clause) for clause in clauses for phrase in self.phrases)

    @cached_property
    def _first_word(self) -> re.Pattern[str]:
        """Find the first word of any phrase, because most messages have none and need not be read closer."""
        firsts = sorted({phrase[0] for phrase in self.phrases})
        words = (word[:-1] if word.endswith("*") else word + r"\b" for word in firsts)
        return re.compile(rf"\b(?:{'|'.join(words)})")


def built_in() -> DangerWords:
    """Give the phrases that are used where none are set."""
    return DangerWords(_phrases(BUILT_IN))


def _plain(text: str) -> str:
    return visible(text).casefold().replace("ё", "е")


def _phrases(text: str) -> tuple[tuple[str, ...], ...]:
    phrases = (tuple(re.findall(r"[a-zа-я0-9]+\*?", phrase)) for phrase in _plain(text).split(","))
    return tuple(phrase for phrase in phrases if phrase)


def _speaks_of(phrase: Sequence[str], clause: Sequence[str]) -> bool:
    return any(not _is_harmless(clause, places) for places in _places(phrase, clause))


def _places(phrase: Sequence[str], clause: Sequence[str]) -> Iterator[tuple[int, ...]]:
    """Find where all words of a phrase stand near each other, in whatever order."""
    first, *others = phrase
    for start, word in enumerate(clause):
        if not _fits(first, word):
            continue
        near = [_near(clause, other, start) for other in others]
        if None not in near:
            yield start, *(place for place in near if place is not None)


def _near(clause: Sequence[str], pattern: str, around: int) -> int | None:
    span = range(max(0, around - NEAR), min(len(clause), around + NEAR + 1))
    return next((place for place in span if place != around and _fits(pattern, clause[place])), None)


def _fits(pattern: str, word: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


def _is_harmless(clause: Sequence[str], places: tuple[int, ...]) -> bool:
    """Tell whether the words are denied, or are said of a lamp or of an alarm, or name a place."""
    if any(place and clause[place - 1] in _NOT for place in places):
        return True
    if len(places) > 1:
        return False
    place = places[0]
    near = range(max(0, place - NEAR), min(len(clause), place + NEAR + 1))
    words = [clause[each] for each in near if each != place]
    if clause[place].startswith(_GLOWS):
        return _any_begins(words, _LAMPS) and not _burns(clause, near)
    if clause[place].startswith(_NAMED) and _any_begins(words, _NAMES):
        return True
    return clause[place].startswith(_ALARMED) and _any_begins(words, _ALARMS)


def _any_begins(words: Collection[str], stems: tuple[str, ...]) -> bool:
    return any(word.startswith(stems) for word in words)


def _burns(clause: Sequence[str], near: range) -> bool:
    """Tell whether something near can burn, and is not only the place where a lamp glows."""
    return any(
        (clause[each].startswith(_BURNING) or clause[each] in _WHOLE_BURNING)
        and not (each and clause[each - 1] in _ON)
        for each in near
    )
