"""Recognises the bot's texts as a reader does: by their words, whatever names and numbers stand in them."""

from __future__ import annotations

import re
from functools import cache
from html import unescape

from bot.settings import LOCALES
from ui.texts import Texts

_SPEECH = Texts.load(LOCALES, "ru").within("ru")
_SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in sorted((LOCALES / "ru").glob("*.ftl")))
_GAP = "\x00"
_COUNT = 777
"""Fills what is counted, because that has to be a number; no text of the bot holds it."""
_GAPS = re.compile(f"{_GAP}|{_COUNT}")
_VARIABLE = re.compile(r"\$([a-z_]+)")
_COUNTED = re.compile(r"NUMBER\(\$([a-z_]+)")


def label(text_id: str) -> str:
    """Give the words on a button."""
    return _SPEECH.plain(text_id)


def shows(text: str, text_id: str) -> bool:
    """Tell whether a message holds this text."""
    return all(piece in text for piece in _pieces(text_id))


@cache
def _pieces(text_id: str) -> tuple[str, ...]:
    """Split a text at what it is filled with; what is left must stand in the message."""
    source = re.search(rf"(?ms)^{re.escape(text_id)} =.*?(?=^\S|\Z)", _SOURCES)
    assert source is not None, text_id
    filling: dict[str, str | int] = dict.fromkeys(_VARIABLE.findall(source[0]), _GAP)
    filling |= dict.fromkeys(_COUNTED.findall(source[0]), _COUNT)
    html = _SPEECH.plain(text_id, **filling)
    words = unescape(re.sub(r"<[^>]+>", "", html))
    pieces = tuple(piece.strip() for piece in _GAPS.split(words) if any(map(str.isalpha, piece)))
    assert pieces, f"{text_id} has no words of its own, so any message would hold it"
    return pieces
