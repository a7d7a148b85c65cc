"""What a consent covers, and what a person wrote where a button was meant to give it."""

import re
from enum import Enum

NAMES_SINCE = "2026-12"
"""From this version on the text about personal data speaks of the name in Telegram."""


def covers_names(version: str) -> bool:
    """Whether who agreed to a version, which begins with its month, agreed that the name is kept."""
    return version >= NAMES_SINCE


class Stance(Enum):
    """What the words mean."""

    AGREES = "agrees"
    REFUSES = "refuses"
    UNCLEAR = "unclear"


_REFUSAL = re.compile(
    r"(?<!\w)(?:не|неа|нет|ни|против|несоглас\w*|отказ\w*|откаж\w*|отклон\w*"
    r"|no|nope|not|never|don't|won't|disagree\w*|refuse\w*|decline\w*)(?!\w)"
)
_CONSENT = re.compile(
    r"(?:(?:да|yes|конечно|of course),? ?)?"
    r"(?:да|yes|(?:я )?(?:на все |со всем |полностью )?(?:соглас(?:ен|на|ны)|принимаю)"
    r"|(?:i )?(?:fully )?(?:agree|accept))[.!]*"
)


_RIGHT = re.compile(r"(?:(?:да|yes),? ?)?(?:(?:все )?(?:верно|правильно)|(?:all )?(?:right|correct))[.!]*")


def stance_of(text: str) -> Stance:
    """Read an answer in words; one that refuses anything is a refusal, and only a plain one is a consent."""
    words = _words(text)
    if _REFUSAL.search(words):
        return Stance.REFUSES
    return Stance.AGREES if _CONSENT.fullmatch(words) else Stance.UNCLEAR


def says_right(text: str) -> bool:
    """Tell whether words confirm a value that was shown."""
    return stance_of(text) is Stance.AGREES or _RIGHT.fullmatch(_words(text)) is not None


def _words(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").split())
