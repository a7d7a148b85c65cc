"""What a resident can do about a reading that billing refused, told by the words of its reason.

Billing writes its reasons in words of its own, and a resident does not know what «прибор не поверен» asks of
them. The words are searched for stems, the more particular ones first; what no stem fits gets general advice.
"""

import re
from collections.abc import Mapping
from enum import StrEnum


class Remedy(StrEnum):
    """What helps; each has the text ``advice-<remedy>``."""

    VERIFY = "verify"
    """The meter has to be verified, or its verification has to be reported."""
    SEAL = "seal"
    """The seal or the meter itself has to be looked at."""
    REPLACED = "replaced"
    """Another meter is registered, or another is in place."""
    AUTOMATIC = "automatic"
    """The meter sends its readings itself."""
    CLOSED = "closed"
    """The number is closed, or another supplier has it."""
    LATE = "late"
    """The time for readings of that month is over."""
    TWICE = "twice"
    """Billing has a reading for that month."""
    PHOTO = "photo"
    """A photo of the meter is needed."""
    LOWER = "lower"
    """The value is lower than what billing knows."""
    TOO_HIGH = "too-high"
    """The consumption is too high to be believed."""
    SCALES = "scales"
    """The scales were exchanged, or one is missing."""
    DIGITS = "digits"
    """The number of digits, or the digits themselves, are wrong."""
    OTHER = "other"
    """Words that nobody knows."""


# fmt: off
_STEMS: Mapping[Remedy, tuple[str, ...]] = {
    Remedy.VERIFY: (
        r"повер(?!х)", r"межповер", r"мпи\b", r"verif", r"calibrat",
    ),
    Remedy.SEAL: (
        r"пломб", r"неисправ", r"не исправ", r"поврежд", r"сломан", r"вскрыт", r"опломб", r"seal",
        r"broken", r"faulty", r"damaged",
    ),
    Remedy.AUTOMATIC: (
        r"автоматич", r"аскуэ", r"аиис", r"дистанцион", r"удаленн", r"умн\w* (?:прибор|счетчик)", r"\basku",
        r"automatic", r"remote",
    ),
    Remedy.REPLACED: (
        r"замен", r"друг\w* (?:прибор|счетчик)", r"не тот (?:прибор|счетчик)",
        r"(?:прибор|счетчик)\w* (?:учета )?снят", r"снят\w+ (?:прибор|счетчик)", r"демонтир",
        r"заводск\w* номер", r"(?:прибор|счетчик)\w* (?:\w+ )?не (?:найден|числ|зарегистр|значит|соответ)",
        r"replaced", r"another meter", r"wrong meter",
    ),
    Remedy.CLOSED: (
        r"закрыт\w* (?:лиц|л/с|лс\b|счет\b|абон|номер|договор)",
        r"(?:лиц\w* счет|л/с|лс|абонент|номер|договор)\w* (?:\w+ )?(?:закрыт|расторгнут|не действ|не найден)",
        r"расторг", r"друг\w* (?:поставщик|сбыт)", r"account (?:is )?closed",
    ),
    Remedy.TWICE: (
        r"уже (?:учтен|принят|передан|есть|внесен)", r"повторн", r"дубл", r"дважды", r"контрольн",
        r"already", r"duplicate", r"twice",
    ),
    Remedy.LATE: (
        r"срок", r"поздн", r"опозда", r"период\w* (?:\w+ )?закрыт", r"закрыт\w* период",
        r"месяц\w* (?:\w+ )?закрыт", r"закрыт\w* месяц", r"вне период", r"too late", r"deadline",
        r"period (?:is )?closed",
    ),
    Remedy.PHOTO: (
        r"фото", r"снимок", r"photo", r"picture",
    ),
    Remedy.SCALES: (
        r"перепутан", r"тариф", r"шкал", r"зон\w* суток", r"день и ночь", r"ночь и день", r"scale",
        r"tariff",
    ),
    Remedy.LOWER: (
        r"мен(?:ьш|ее)", r"ниже", r"отрицат", r"минус", r"lower", r"less than", r"below", r"negative",
    ),
    Remedy.TOO_HIGH: (
        r"больш", r"завыш", r"превыш", r"высок", r"аномал", r"нереальн", r"недостоверн", r"выше",
        r"too (?:high|much)", r"exceed", r"above", r"implausib",
    ),
    Remedy.DIGITS: (
        r"разряд", r"значност", r"знак", r"цифр", r"опечат", r"ошиб", r"некоррект", r"неверн", r"digit",
        r"typo", r"mistake", r"incorrect", r"wrong value",
    ),
}
# fmt: on
"""Stems by what helps, in the order in which they are looked for."""
_PATTERNS = {remedy: re.compile("|".join(stems)) for remedy, stems in _STEMS.items()}


def remedy_of(reason: str) -> Remedy:
    """Tell what helps against a reason, whatever its case and whether it writes «ё» or «е»."""
    words = " ".join(reason.casefold().replace("ё", "е").split())
    return next((remedy for remedy, stems in _PATTERNS.items() if stems.search(words)), Remedy.OTHER)
