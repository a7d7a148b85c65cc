"""Passwords: which ones are too easy to guess to be of any use.

The list of common words is short on purpose. Guesses are limited to a handful per quarter of an hour (see
services.sign_in), so only what somebody would try first has to be refused: a few words, in both keyboard
layouts and with the usual decorations, and what fingers type without thinking.
"""

import re
import unicodedata

from domain.email_address import EmailAddress
from domain.errors import DomainError
from domain.typed import legible

LEAST_LENGTH = 8
MOST_LENGTH = 128

_COMMON = """
password passwort pass parol admin administrator user login welcome letmein iloveyou love sunshine
princess dragon monkey football baseball hockey master shadow superman batman trustno secret computer
internet samsung google yandex telegram test hello russia moscow spartak zenit killer freedom whatever
natasha marina svetlana tatyana elena sergey andrey alexander dmitry maxim nikita
пароль админ логин привет любовь люблю солнышко солнце секрет россия москва спартак зенит питер
петербург ленинград телеграм компьютер наташа марина светлана татьяна елена ольга сергей андрей
александр дмитрий максим никита мама мамочка семья счастье котенок зайчик кабинет личныйкабинет
электричество энергия петроэлектросбыт
"""
_WORDS = frozenset(_COMMON.split())

# The same keys in both layouts, in the same order.
_LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_RUSSIAN_KEYS = "йцукенгшщзхъфывапролджэячсмитьбю."
_TO_LATIN_KEYS = str.maketrans(_RUSSIAN_KEYS, _LATIN_KEYS)
_TO_RUSSIAN_KEYS = str.maketrans(_LATIN_KEYS, _RUSSIAN_KEYS)
_TO_LETTERS = str.maketrans("@0135$4", "aoiessa")

_LINES = (
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "01234567890",
    "!@#$%^&*()",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "qazwsxedcrfvtgbyhnujmik,ol.p;/",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
)
_WALKS = "\n".join(line for forwards in _LINES for line in (forwards, forwards[::-1]))
_SHORTEST_WALK = 3
_LONGEST_TRIVIAL_UNIT = 4

_DECORATION = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_REPETITION = re.compile(r"(.+?)\1+", re.DOTALL)


def normalize_password(text: str) -> str:
    """Return the password as it is checked and hashed: the same text for every keyboard.

    What nobody sees is no part of it, because its owner could not type it on another device.
    """
    return unicodedata.normalize("NFC", legible(text))


def spellings(text: str) -> tuple[str, ...]:
    """Return what a typed password may have been hashed as, the likeliest first.

    Earlier versions kept what nobody sees, and such a password still opens its account when it is pasted.
    """
    return tuple(dict.fromkeys((normalize_password(text), unicodedata.normalize("NFC", text))))


def check_password(text: str, *, login: str, email: str | None) -> None:
    """Refuse a password that somebody else would try.

    Raises ``password-too-short``, ``password-too-long``, ``password-is-login``, ``password-is-email``,
    ``password-too-common``.
    """
    text = normalize_password(text)
    if len(text) < LEAST_LENGTH:
        raise DomainError("password-too-short", least=LEAST_LENGTH)
    if len(text) > MOST_LENGTH:
        raise DomainError("password-too-long", most=MOST_LENGTH)
    folded = text.casefold()
    if folded == login.casefold():
        raise DomainError("password-is-login")
    if _is_address(text) or (email is not None and folded == email.casefold()):
        raise DomainError("password-is-email")
    if _is_common(folded):
        raise DomainError("password-too-common")


def _is_address(text: str) -> bool:
    """Whether the text is an e-mail address: one's own is known to many, and is typed only afterwards."""
    try:
        EmailAddress.parse(text)
    except DomainError:
        return False
    return True


def _is_common(text: str) -> bool:
    repetition = _REPETITION.fullmatch(text)
    if repetition is not None and len(repetition[1]) <= _LONGEST_TRIVIAL_UNIT:
        return True
    whole = repetition[1] if repetition is not None else text
    candidates = {whole, whole.translate(_TO_LETTERS)}
    candidates |= {_DECORATION.sub("", candidate) for candidate in candidates}
    return any(
        _is_word(candidate) or _is_walk(candidate)
        for candidate in candidates
        if len(candidate) * 2 >= len(whole)  # otherwise it is the decoration that has to be guessed
    )


def _is_word(text: str) -> bool:
    return not _WORDS.isdisjoint((text, text.translate(_TO_LATIN_KEYS), text.translate(_TO_RUSSIAN_KEYS)))


def _is_walk(text: str) -> bool:
    """Whether the text is nothing but runs along the keyboard, the alphabet or one key: «qwe123ааа»."""
    keys = text.translate(_TO_LATIN_KEYS)
    reached = [0]
    for end in range(_SHORTEST_WALK, len(text) + 1):
        if any(
            end - start >= _SHORTEST_WALK and (_is_run(text[start:end]) or _is_run(keys[start:end]))
            for start in reached
        ):
            reached.append(end)
    return reached[-1] == len(text)


def _is_run(piece: str) -> bool:
    return piece in _WALKS or len(set(piece)) == 1
