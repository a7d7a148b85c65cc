"""What residents write without being asked: values of a meter, the code of a letter, or other words.

It is only guessed, so that the buttons that fit can be offered. Nothing is done by a guess alone.
"""

import re
from enum import StrEnum

from domain.reading_text import UNIT
from domain.typed import plain

LONGEST_VALUES = 200
"""Characters of a message that may be nothing but values."""
MOST_NUMBERS = 9
"""Groups of digits in such a message: three scales with spaces between the thousands."""
LONGEST_VALUE = 8
"""Digits of a value; a longer number is that of a subscriber, a phone or a card."""

_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+[^\W_]*")
_DATE_OR_TIME = re.compile(r"\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}:\d{2}|\d{4}-\d{2}-\d{2}")
_PHONE = re.compile(r"\+|\(|\d{2,3}-\d{2}-\d{2}")
_MONEY_OR_SHARE = re.compile(r"\d\s*(?:руб|коп|р\b|₽|%|шт|rub|eur|usd|[$€£])", re.IGNORECASE)
_SCALES = re.compile(
    r"[tт][1-3]?|тариф\w{0,2}|зон\w{0,2}|шкал\w{0,2}|дн|дн[её]м|день|дневн\w*|ноч|ночь|ночью|ночн\w*|пик|пиков\w*"
    r"|полупик|полупиков\w*|полу|сутки|day|night|peak|half|total",
    re.IGNORECASE,
)
_FILLERS = re.compile(
    r"показани\w*|сч[её]тчик\w*|прибор\w*|уч[её]та|передаю|передать|передайте|прошу|пожалуйста|примите|принять|"
    r"мои|моё|наши|новые|текущ\w*|сегодня|сейчас|итого|всего|вот|это|за|на|по|и|добр\w*|дня|"
    r"здравствуйте|утро|вечер|январ\w*|феврал\w*|март\w*|апрел\w*|ма[йя]|июн\w*|июл\w*|август\w*|сентябр\w*|октябр\w*|"
    r"ноябр\w*|декабр\w*|reading\w*|meter|is|are|the|my|for|please|current|now|today|send|kwh",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"(?:\W*(?:мой|код|из|письма|вот|code|my|the|is)\b)*\W*(\d{3})[ -]?(\d{3})\W*", re.IGNORECASE
)


def values_in(text: str) -> str | None:
    """Return the values of a meter in a message that holds nothing else, without the words around them.

    ``None`` if the message has no number, or anything that is no value. Names of scales are kept.
    """
    typed = UNIT.sub(" ", plain(text))
    if not typed or len(typed) > LONGEST_VALUES or _is_other(typed):
        return None
    words = _WORD.findall(typed)
    if not all(_SCALES.fullmatch(word) or _FILLERS.fullmatch(word) for word in words):
        return None
    kept = _WORD.sub(_without_filler, typed).strip(" \t\n:=-–—,.;!")
    numbers = _NUMBER.findall(_WORD.sub(" ", kept))
    if not 1 <= len(numbers) <= MOST_NUMBERS or any(len(number) > LONGEST_VALUE for number in numbers):
        return None
    return re.sub(r"[^\S\n]{2,}", " ", kept)


def _is_other(typed: str) -> bool:
    return any(sort.search(typed) for sort in (_DATE_OR_TIME, _PHONE, _MONEY_OR_SHARE))


def _without_filler(word: re.Match[str]) -> str:
    return word[0] if _SCALES.fullmatch(word[0]) else " "


def code_in(text: str) -> str | None:
    """Return the six digits of a message that is nothing but the code of a letter; ``None`` for any other."""
    match = _CODE.fullmatch(plain(text))
    return None if match is None else match[1] + match[2]


class Topic(StrEnum):
    """What words are about, as far as a section of the menu or a phone helps at once."""

    OUTAGE = "outage"
    NUMBER = "number"
    READING = "reading"
    MONEY = "money"
    PROFILE = "profile"
    OPERATOR = "operator"


_CURRENT = r"(?:свет\w{0,3}|электр\w*|эл\W?энерг\w*|энерги\w*|напряжен\w*|power|electricity|light)"
_GONE = (
    r"(?:нет|нету|без|не стало|пропа\w+|отключ\w+|выключ\w+|выруб\w+|отруб\w+|погас\w*|исчез\w*|"
    r"не гор\w+|не работа\w+|"
    r"мига\w+|морга\w+|скач\w+|прыга\w+|перебо\w+|пропада\w+|дадут|дайте|включат|включите|появится|будет|верн\w+|"
    r"no|out|off|cut|lost|gone|without)"
)
_ABOUT = {
    Topic.OUTAGE: re.compile(
        rf"\b{_GONE}\b[^.!?\n]{{0,40}}\b{_CURRENT}\b|\b{_CURRENT}\b[^.!?\n]{{0,40}}\b{_GONE}\b"
        r"|\bобесточ\w*|\bвыби(?:ло|л|вает|т\w*)\s+(?:пробк|автомат|узо|щит)\w*|\bсид\w+ в темноте"
        r"|\bblackout\b|\boutage\b"
    ),
    Topic.NUMBER: re.compile(
        r"\bлицев\w+|\bабонентск\w+|\bдобав\w+\b[^.!?\n]{0,30}\b(?:номер|кварт|дач|дом|адрес|абонент)\w*"
        r"|\b(?:привязать|подключить)\b|\bsubscriber number\b|\badd\b[^.!?\n]{0,30}\b(?:number|flat|house)\b"
    ),
    Topic.READING: re.compile(r"\bпоказани\w*|\bсчетчик\w*|\breadings?\b|\bmeters?\b"),
    Topic.MONEY: re.compile(
        r"\bдолг\w*|\bдолжен\b|\bдолжна\b|\bдолжны\b|\bзадолж\w*|\bбаланс\w*|\bпереплат\w*|\bквитанц\w*|\bоплат\w*"
        r"|\bплат(?:и|е)\w*|\bзаплат\w*|\bсчет(?:а|у|ом|е|ов|ам)?\b|\bпен[иея]\w?\b|\bначисл\w*|\bденьг\w*|\bденег\b"
        r"|\bowe\b|\bdebts?\b|\bbills?\b|\bpay\w*|\bbalance\b|\bhow much\b"
    ),
    Topic.PROFILE: re.compile(
        r"\bпарол\w*|\bлогин\w*|\b(?:мо[яюй]|смен\w+|измен\w+|помен\w+)\b[^.!?\n]{0,20}"
        r"\b(?:почт|телефон|номер телефона|язык)\w*"
        r"|\bуведомлени\w*|\bpassword\b|\blogin\b|\bprofile\b|\be-?mail\b"
    ),
    Topic.OPERATOR: re.compile(
        r"\bоператор\w*|\bспециалист\w*|\bдиспетчер\w*|\bпозов\w*|\bпозвон\w*|\bперезвон\w*|\bсвяж\w*|\bсвяза\w*"
        r"|\bпоговор\w*|\bжив\w+ человек\w*|\bчеловек\w*|\bпомог\w*|\bпомощ\w*"
        r"|\boperator\b|\bhuman\b|\bsupport\b|\bhelp\b"
    ),
}
MOST_TOPICS = 2
"""How many of them are offered at once."""


def topics_in(text: str) -> tuple[Topic, ...]:
    """Return what words are about, :data:`MOST_TOPICS` at most, the most pressing first."""
    said = " ".join(plain(text[:2000]).casefold().replace("ё", "е").split())
    return tuple(topic for topic, about in _ABOUT.items() if about.search(said))[:MOST_TOPICS]
