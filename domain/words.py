"""Words with their formatting, as one person wrote them and another one reads them.

A text and its marks are kept apart, so that the text can be counted, cut and searched as it is read. Places
are counted in characters of Python, whatever a messenger counts in.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias


class MarkKind(StrEnum):
    """How a part of a text is formatted."""

    BOLD = "bold"
    ITALIC = "italic"
    UNDERLINE = "underline"
    STRIKETHROUGH = "strikethrough"
    SPOILER = "spoiler"
    CODE = "code"
    PRE = "pre"
    """A block of code; ``of`` is its language, if it is known."""
    LINK = "link"
    """``of`` is the address behind the words."""
    QUOTE = "quote"
    FOLDED_QUOTE = "folded-quote"


@dataclass(frozen=True, slots=True)
class Mark:
    """The formatting of the characters from ``start`` up to ``end``, which is not among them."""

    kind: MarkKind
    start: int
    end: int
    of: str = ""


Marks: TypeAlias = tuple[Mark, ...]
PLAIN: Marks = ()
MOST_MARKS = 100
"""As many as Telegram takes in one message."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text and its formatting."""

    text: str
    marks: Marks = PLAIN

    def stripped(self) -> "Words":
        """Return the words without blanks around them."""
        begin = len(self.text) - len(self.text.lstrip())
        return self.cut(begin, max(begin, len(self.text.rstrip())))

    def cut(self, begin: int, end: int) -> "Words":
        """Return the characters from ``begin`` up to ``end``, with the formatting that they have."""
        end = min(end, len(self.text))
        clipped = (
            replace(mark, start=max(mark.start, begin) - begin, end=min(mark.end, end) - begin)
            for mark in self.marks
        )
        return Words(self.text[begin:end], tuple(mark for mark in clipped if mark.start < mark.end))

    def written_out(self) -> str:
        """Return the text for a place without formatting: the address of a link stands behind its words."""
        words = self
        for mark in sorted(self.marks, key=lambda each: -each.end):
            if mark.kind is MarkKind.LINK and mark.of not in self.text[mark.start : mark.end]:
                words = words.with_inserted(mark.end, f" ({mark.of})")
        return words.text

    def with_inserted(self, place: int, text: str) -> "Words":
        """Return the words with a plain text put in; formatting that ends at the place does not cover it."""
        grown = len(text)
        moved = (
            replace(
                mark,
                start=mark.start + grown if mark.start >= place else mark.start,
                end=mark.end + grown if mark.end > place else mark.end,
            )
            for mark in self.marks
        )
        return Words(self.text[:place] + text + self.text[place:], tuple(moved))


def marks_text(marks: Iterable[Mark]) -> str:
    """Write marks down as JSON; empty if there are no marks."""
    rows = [[mark.kind, mark.start, mark.end, mark.of] for mark in marks]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) if rows else ""


def marks_from(text: str | None) -> Marks:
    """Read what :func:`marks_text` wrote; rows of earlier versions have nothing, and so no marks."""
    if not text:
        return PLAIN
    return tuple(Mark(MarkKind(kind), start, end, of) for kind, start, end, of in json.loads(text))
