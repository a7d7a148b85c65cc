"""Reads the words of a PDF that fpdf2 wrote, page by page, so that no test needs another program for it."""

import re
import zlib
from collections.abc import Mapping

STREAM = re.compile(rb"stream\n(.*?)\nendstream", re.DOTALL)
GLYPH = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]{4})>")
SHOWN = re.compile(rb"/F([0-9]) [0-9.]+ Tf|\(((?:\\.|[^\\)])*)\) Tj( (?=\())?", re.DOTALL)
"""A font, or a text; the last group is there if the next text goes on in the same line."""
ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
MEANT = {b"r": b"\r", b"n": b"\n", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages_of(pdf: bytes) -> list[list[str]]:
    """Give the texts of each page, in the order in which they were written."""
    streams = [_inflated(match[1]) for match in STREAM.finditer(pdf)]
    fonts = [_letters(stream) for stream in streams if b"beginbfchar" in stream]
    return [_texts(stream, fonts) for stream in streams if b" Tj" in stream]


def words_of(pdf: bytes) -> str:
    """Give all texts in lines."""
    return "\n".join(text for page in pages_of(pdf) for text in page)


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


def _letters(stream: bytes) -> Mapping[int, str]:
    return {int(glyph, 16): chr(int(letter, 16)) for glyph, letter in GLYPH.findall(stream)}


def _texts(stream: bytes, fonts: list[Mapping[int, str]]) -> list[str]:
    font, texts, line = 0, list[str](), ""
    for match in SHOWN.finditer(stream):
        if match[1] is not None:
            font = int(match[1]) - 1
            continue
        shown = ESCAPED.sub(lambda found: MEANT.get(found[1], found[1]), match[2])
        glyphs = (int.from_bytes(shown[place : place + 2]) for place in range(0, len(shown), 2))
        line += "".join(fonts[font].get(glyph, "?") for glyph in glyphs)
        if match[3] is None:
            texts.append(line)
            line = ""
    return texts
