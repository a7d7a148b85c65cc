"""Formatting on its way through: entities of a message become marks, and marks become HTML again.

Telegram counts entities in UTF-16 code units. What its HTML cannot carry is written out: the address of such
a link stands in brackets behind its words, a mention is a name, and an emoji of somebody's own the usual one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise

from domain.words import MOST_MARKS, Mark, MarkKind, Words
from ui.texts import Safe

KINDS: Mapping[str, MarkKind] = {
    "bold": MarkKind.BOLD,
    "italic": MarkKind.ITALIC,
    "underline": MarkKind.UNDERLINE,
    "strikethrough": MarkKind.STRIKETHROUGH,
    "spoiler": MarkKind.SPOILER,
    "code": MarkKind.CODE,
    "pre": MarkKind.PRE,
    "text_link": MarkKind.LINK,
    "blockquote": MarkKind.QUOTE,
    "expandable_blockquote": MarkKind.FOLDED_QUOTE,
}
"""The entities that are kept, by Telegram's names."""
LONGEST_LINK = 2000
"""Characters of an address; a longer one is not passed on."""
MOST_HTML = 24_000
"""Bytes of a formatted text. Telegram takes 32 KB; a text with more loses its formatting."""

_LINK = re.compile(
    r"(?:https?://[^\s/?#@:]+\.[^\s/?#@:]+(?::\d+)?(?:[/?#]\S*)?|tg://(?!user)\S+)", re.IGNORECASE
)
_NAMED_SCHEME = re.compile(r"(?:mailto|tel):", re.IGNORECASE)
_QUOTES = frozenset({MarkKind.QUOTE, MarkKind.FOLDED_QUOTE})
_CODES = (MarkKind.PRE, MarkKind.CODE)
_ORDER = tuple(MarkKind)
_TAGS: Mapping[MarkKind, tuple[str, str]] = {
    MarkKind.BOLD: ("<b>", "</b>"),
    MarkKind.ITALIC: ("<i>", "</i>"),
    MarkKind.UNDERLINE: ("<u>", "</u>"),
    MarkKind.STRIKETHROUGH: ("<s>", "</s>"),
    MarkKind.SPOILER: ("<tg-spoiler>", "</tg-spoiler>"),
    MarkKind.CODE: ("<code>", "</code>"),
    MarkKind.PRE: ("<pre>", "</pre>"),
    MarkKind.QUOTE: ("<blockquote>", "</blockquote>"),
    MarkKind.FOLDED_QUOTE: ("<blockquote expandable>", "</blockquote>"),
}


def words_from(text: str, entities: object) -> Words:
    """Read a text with the entities that Telegram sent; an entity that makes no sense is left out."""
    if not isinstance(entities, list) or not text:
        return Words(text)
    places = _places(text)
    marks: list[Mark] = []
    written_out: list[tuple[int, str]] = []
    for entity in entities[:MOST_MARKS]:
        mark = _mark(entity, places)
        if mark is None:
            continue
        if mark.kind is MarkKind.LINK and not _is_carried(mark.of):
            written_out.append((mark.end, _written_out(mark.of, text[mark.start : mark.end])))
        else:
            marks.append(mark)
    words = Words(text, tuple(marks))
    for place, address in sorted(written_out, reverse=True):
        words = words.with_inserted(place, address)
    return words


def _places(text: str) -> dict[int, int]:
    """Tell which character begins at an offset in UTF-16."""
    places, offset = {}, 0
    for place, character in enumerate(text):
        places[offset] = place
        offset += 2 if character > "\uffff" else 1
    places[offset] = len(text)
    return places


def _mark(entity: object, places: Mapping[int, int]) -> Mark | None:
    if not isinstance(entity, dict):
        return None
    kind = KINDS.get(entity["type"]) if isinstance(entity.get("type"), str) else None
    offset, length = entity.get("offset"), entity.get("length")
    if kind is None or type(offset) is not int or type(length) is not int or length <= 0:
        return None
    start, end = places.get(offset), places.get(offset + length)
    if start is None or end is None:
        return None
    of = {MarkKind.LINK: entity.get("url"), MarkKind.PRE: entity.get("language")}.get(kind, "")
    return Mark(kind, start, end, of if isinstance(of, str) else "")


def _is_carried(address: str) -> bool:
    """Whether Telegram's HTML keeps a link: it drops others, and their words would lose the address."""
    return len(address) <= LONGEST_LINK and _LINK.fullmatch(address) is not None


def _written_out(address: str, words: str) -> str:
    shown = _NAMED_SCHEME.sub("", address, count=1).strip()
    return "" if not shown or shown in words or len(shown) > LONGEST_LINK else f" ({shown})"


def html_of(words: Words) -> Safe:
    """Write words as Telegram's HTML, with tags that are nested as it wants them."""
    if not words.marks:
        return Safe(escape(words.text, quote=False))
    html = "".join(_pieces(words))
    return Safe(html if len(html.encode()) <= MOST_HTML else escape(words.text, quote=False))


def _pieces(words: Words) -> list[str]:
    """Write stretch by stretch; all characters of a stretch have the same marks."""
    length = len(words.text)
    places = {place for mark in words.marks for place in (mark.start, mark.end)}
    ends = {0, length} | {place for place in places if 0 <= place <= length}
    pieces: list[str] = []
    open_marks: list[Mark] = []
    for begin, end in pairwise(sorted(ends)):
        covering = _covering(words.marks, begin, end)
        kept = _in_common(open_marks, covering)
        pieces += [_closing(mark) for mark in reversed(open_marks[kept:])]
        pieces += [_opening(mark) for mark in covering[kept:]]
        pieces.append(escape(words.text[begin:end], quote=False))
        open_marks = covering
    pieces += [_closing(mark) for mark in reversed(open_marks)]
    return pieces


def _covering(marks: Sequence[Mark], begin: int, end: int) -> list[Mark]:
    """List the marks of a stretch from the outermost to the innermost, one of a kind.

    Code has no other formatting but a quotation around it, and a quotation has no other one in it.
    """
    found: dict[MarkKind, Mark] = {}
    for mark in marks:
        if mark.start <= begin and end <= mark.end:
            found.setdefault(MarkKind.QUOTE if mark.kind in _QUOTES else mark.kind, mark)
    quote = [found[MarkKind.QUOTE]] if MarkKind.QUOTE in found else []
    for code in _CODES:
        if code in found:
            return [*quote, found[code]]
    inner = [found[kind] for kind in _ORDER if kind in found and kind is not MarkKind.QUOTE]
    return quote + sorted(inner, key=lambda mark: (mark.start, -mark.end, _ORDER.index(mark.kind)))


def _in_common(before: Sequence[Mark], after: Sequence[Mark]) -> int:
    """Count the marks that go on from one stretch to the next, from the outermost on."""
    count = 0
    for mark, other in zip(before, after, strict=False):
        if mark is not other:
            break
        count += 1
    return count


def _opening(mark: Mark) -> str:
    if mark.kind is MarkKind.LINK:
        return f'<a href="{escape(mark.of)}">'
    if mark.kind is MarkKind.PRE and _language(mark):
        return f'<pre><code class="language-{escape(_language(mark))}">'
    return _TAGS[mark.kind][0]


def _closing(mark: Mark) -> str:
    if mark.kind is MarkKind.LINK:
        return "</a>"
    if mark.kind is MarkKind.PRE and _language(mark):
        return "</code></pre>"
    return _TAGS[mark.kind][1]


def _language(mark: Mark) -> str:
    return mark.of if re.fullmatch(r"[\w+#.-]{1,40}", mark.of) else ""
