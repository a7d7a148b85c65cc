"""HTML of the Bot API: text and entities out of it, refused word for word as the real server does, and back.

The rules and messages follow tdlib's parser: offsets and lengths of entities count UTF-16 code units, offsets
in error messages count bytes of UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from html import escape

from simulator.errors import ApiError, bad_request

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
NAMED_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
SPACES = " \t\r\n\0\v"
MAX_SOURCE = 32_768  # bytes
END = "\0"  # closes the text, so that the parser never looks past it


@dataclass(frozen=True, slots=True)
class Entity:
    """A formatted or recognised part of a text; offset and length in UTF-16 code units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    user_id: int | None = None
    custom_emoji_id: str | None = None

    @property
    def end(self) -> int:
        """Return the offset behind the last unit."""
        return self.offset + self.length


def utf16_length(text: str) -> int:
    """Return the length of `text` in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def parse_html(source: str) -> tuple[str, tuple[Entity, ...]]:
    """Return the text and the entities of `source`; raise `ApiError` where Telegram would refuse it."""
    parser = _HtmlParser(source)
    parser.run()
    entities = (
        replace(entity, language=None) if entity.type == "code" else entity for entity in parser.entities
    )
    return tidy("".join(parser.text), entities)


_DROPPED = re.compile("[\r\u2028-\u202e]")
_BLANKED = re.compile("[\0-\x09\x0b-\x1f]")


def tidy(text: str, entities: Iterable[Entity] = ()) -> tuple[str, tuple[Entity, ...]]:
    """Blank control characters and cut white space from both ends; a formatted beginning is kept."""
    ordered = sorted(entities, key=lambda entity: (entity.offset, -entity.length))
    text = _BLANKED.sub(" ", _DROPPED.sub("", text)).rstrip(" \n")
    start = len(text) - len(text.lstrip(" \n"))
    if ordered:
        start = min(start, ordered[0].offset)
    text = text[start:]
    end = utf16_length(text)
    cut = (
        replace(entity, offset=offset, length=min(entity.length, end - offset))
        for entity in ordered
        if (offset := entity.offset - start) < end
    )
    return text, tuple(entity for entity in cut if entity.length > 0)


@dataclass(slots=True)
class _OpenTag:
    name: str
    argument: str
    offset: int
    position: int


class _HtmlParser:
    """One pass over the source, with a stack of open tags."""

    def __init__(self, source: str) -> None:
        self.source = source.replace(END, " ") + END
        self.at = 0
        self.text: list[str] = []
        self.offset = 0
        self.entities: list[Entity] = []
        self.open: list[_OpenTag] = []

    def run(self) -> None:
        while (character := self.source[self.at]) != END:
            if character == "<":
                self._tag()
            elif character == "&" and (decoded := self._reference()):
                self._put(decoded)
            else:
                self._put(character)
                self.at += 1
        if self.open:
            raise self._refusal(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        if any("\ud800" <= character <= "\udfff" for character in self.text):
            raise self._refusal(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )

    def _put(self, character: str) -> None:
        if _DROPPED.match(character):
            return
        self.text.append(character)
        self.offset += utf16_length(character)

    def _refusal(self, what: str, begin: int | None = None) -> ApiError:
        where = "" if begin is None else f" at byte offset {len(self.source[:begin].encode())}"
        return bad_request(f"can't parse entities: {what}{where}")

    def _reference(self) -> str | None:
        """Decode `&lt;`, `&#33;`, `&#x21;` (the semicolon may be missing) and step over it."""
        match = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-zA-Z]+));?").match(self.source, self.at)
        if match is None:
            return None
        hexadecimal, decimal, name = match.groups()
        if name:
            decoded = NAMED_CHARACTERS.get(name)
        else:
            code = int(hexadecimal, 16) if hexadecimal else int(decimal)
            decoded = chr(code) if 0 < code < 0x10FFFF and len(match[0].rstrip(";")) < 10 else None
        if decoded is not None:
            self.at = match.end()
        return decoded

    def _skip(self, goes_on: Callable[[str], bool]) -> str:
        begin = self.at
        while goes_on(self.source[self.at]):
            self.at += 1
        return self.source[begin : self.at]

    def _skip_spaces(self) -> None:
        self._skip(lambda character: character in SPACES and character != END)

    def _tag(self) -> None:
        begin = self.at
        self.at += 1
        if self.source[self.at] == "/":
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _start_tag(self, begin: int) -> None:
        name = self._skip(lambda character: character not in SPACES and character != ">").lower()
        if self.source[self.at] == END:
            raise self._refusal("Unclosed start tag", begin)
        if name not in TAGS:
            raise self._refusal(f'Unsupported start tag "{name}"', begin)
        argument = ""
        while self.source[self.at] != ">":
            self._skip_spaces()
            if self.source[self.at] == ">":
                break
            argument = self._attribute(name, begin) or argument
        if name == "span" and argument != "spoiler":
            raise self._refusal('Tag "span" must have class "tg-spoiler"', begin)
        self.at += 1
        self.open.append(_OpenTag(name, argument, self.offset, len(self.text)))

    def _attribute(self, tag: str, begin: int) -> str:
        """Read one attribute; return what it says about the tag, or nothing."""
        attribute = self._skip(lambda character: character not in SPACES and character not in "=>/\"'")
        if not attribute:
            raise self._refusal(f'Empty attribute name in the tag "{tag}"', begin)
        self._skip_spaces()
        if self.source[self.at] != "=":
            if self.source[self.at] == END:
                raise self._refusal(f'Unclosed start tag "{tag}"', begin)
            return "expandable" if (tag, attribute) == ("blockquote", "expandable") else ""
        self.at += 1
        self._skip_spaces()
        if self.source[self.at] == END:
            raise self._refusal(f'Unclosed start tag "{tag}"', begin)
        value = self._attribute_value()
        if self.source[self.at] == END:
            raise self._refusal("Unclosed start tag", begin)
        return _argument(tag, attribute, value)

    def _attribute_value(self) -> str:
        quote = self.source[self.at]
        if quote not in "'\"":
            begin = self.at
            value = self._skip(
                lambda character: character.isascii() and (character.isalnum() or character in ".-")
            )
            if self.source[self.at] not in SPACES and self.source[self.at] != ">":
                raise self._refusal("Unexpected end of name token", begin)
            return value.lower()
        self.at += 1
        characters = []
        while (character := self.source[self.at]) not in (quote, END):
            if character == "&" and (decoded := self._reference()):
                characters.append(decoded)
            else:
                characters.append(character)
                self.at += 1
        if self.source[self.at] == quote:
            self.at += 1
        return "".join(characters)

    def _end_tag(self, begin: int) -> None:
        if not self.open:
            raise self._refusal("Unexpected end tag", begin)
        self.at += 1
        name = self._skip(lambda character: character not in SPACES and character != ">").lower()
        self._skip_spaces()
        if self.source[self.at] != ">":
            raise self._refusal("Unclosed end tag", begin)
        self.at += 1
        opened = self.open.pop()
        if name and name != opened.name:
            where = len(self.source[:begin].encode())
            raise self._refusal(
                f'Unmatched end tag at byte offset {where}, expected "</{opened.name}>", found "</{name}>"'
            )
        if self.offset > opened.offset and (entity := self._entity(opened)):
            self.entities.append(entity)

    def _entity(self, opened: _OpenTag) -> Entity | None:
        kind, offset, length = TAGS[opened.name], opened.offset, self.offset - opened.offset
        if opened.name == "a":
            return _link(opened.argument or "".join(self.text[opened.position :]), offset, length)
        if opened.name == "tg-emoji":
            if not opened.argument.isdigit():
                raise bad_request("invalid custom emoji identifier specified")
            return Entity(kind, offset, length, custom_emoji_id=opened.argument)
        if opened.name == "blockquote" and opened.argument:
            return Entity("expandable_blockquote", offset, length)
        if opened.name in {"code", "pre"}:
            return self._code(opened, offset, length)
        return Entity(kind, offset, length)

    def _code(self, opened: _OpenTag, offset: int, length: int) -> Entity:
        """Make one block with a language of `<pre>` and `<code>` around the same words, in either order."""
        inner = self.entities[-1] if self.entities else None
        both = inner is not None and (inner.offset, inner.length) == (offset, length)
        if inner is not None and both and {inner.type, opened.name} == {"code", "pre"}:
            language = inner.language if opened.name == "pre" else opened.argument
            if language:
                self.entities.pop()
                return Entity("pre", offset, length, language=language)
        return Entity(opened.name, offset, length, language=opened.argument or None)


def _argument(tag: str, attribute: str, value: str) -> str:
    if (tag, attribute) == ("code", "class"):
        return value.removeprefix("language-") if value.startswith("language-") else ""
    if (tag, attribute) == ("span", "class"):
        return value.removeprefix("tg-") if value.startswith("tg-") else ""
    if (tag, attribute) in {("a", "href"), ("tg-emoji", "emoji-id")}:
        return value
    return "expandable" if (tag, attribute) == ("blockquote", "expandable") else ""


def _link(url: str, offset: int, length: int) -> Entity | None:
    """Return the entity of a link, or none where Telegram drops the link and keeps its words."""
    if mention := re.fullmatch(r"tg://user\?id=(\d+)", url):
        return Entity("text_mention", offset, length, user_id=int(mention[1]))
    checked = checked_url(url)
    return Entity("text_link", offset, length, url=checked) if checked else None


def checked_url(url: str) -> str | None:
    """Return the address as Telegram keeps it; None if it takes no such one (mailto:, tel:, a bare word)."""
    match = re.fullmatch(r"(?:(\w+)://)?([^\s/?#@:]+)((?::\d+)?)([/?#]\S*)?", url)
    if match is None:
        return None
    scheme, host, port, rest = (match[1] or "http").lower(), match[2].lower(), match[3], match[4] or ""
    if scheme in {"tg", "ton"} and not port:
        return f"{scheme}://{host}{rest}"
    if scheme not in {"http", "https"} or "." not in host:
        return None
    return f"{scheme}://{host}{port}{rest if rest.startswith('/') else '/' + rest}"


_RECOGNISED = re.compile(
    r"(?P<url>https?://[^\s<>\"]*[^\s<>\".,;:!?)»])"
    r"|(?P<email>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<mention>(?<!\w)@[A-Za-z]\w{3,31})"
    r"|(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/]))"
    r"|(?P<hashtag>(?<!\w)#\w*[^\W\d]\w*)",
)


def recognise(text: str, entities: tuple[Entity, ...] = ()) -> tuple[Entity, ...]:
    """Add the links, addresses, mentions and commands that Telegram finds by itself outside of code."""
    if not any(sign in text for sign in "/@#"):
        return entities
    found = []
    for match in _RECOGNISED.finditer(text):
        offset, length = utf16_length(text[: match.start()]), utf16_length(match[0])
        if not any(entity.offset < offset + length and offset < entity.end for entity in entities):
            found.append(Entity(str(match.lastgroup), offset, length))
    return tuple(sorted((*entities, *found), key=lambda entity: (entity.offset, -entity.length)))


_HTML_TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ('<span class="tg-spoiler">', "</span>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ("<blockquote>", "</blockquote>"),
}


def to_html(text: str, entities: Iterable[Entity]) -> str:
    """Return `text` as HTML: everything escaped, and only the tags of its entities."""
    units = text.encode("utf-16-le")

    def between(begin: int, end: int) -> str:
        return units[begin * 2 : end * 2].decode("utf-16-le", errors="replace")

    pieces: list[str] = []
    open_ends: list[tuple[int, str]] = []
    at = 0

    def advance(to: int) -> None:
        nonlocal at
        pieces.append(escape(between(at, to)))
        at = to

    for entity in sorted(entities, key=lambda entity: (entity.offset, -entity.length)):
        while open_ends and open_ends[-1][0] <= entity.offset:
            end, closing = open_ends.pop()
            advance(end)
            pieces.append(closing)
        opening, closing = _html_tags(entity, between(entity.offset, entity.end))
        advance(entity.offset)
        pieces.append(opening)
        open_ends.append((min(entity.end, open_ends[-1][0] if open_ends else entity.end), closing))
    for end, closing in reversed(open_ends):
        advance(end)
        pieces.append(closing)
    advance(len(units) // 2)
    return "".join(pieces)


def _html_tags(entity: Entity, words: str) -> tuple[str, str]:
    url = {"text_link": entity.url, "url": words, "email": f"mailto:{words}"}.get(entity.type)
    if url is not None:
        return f'<a href="{escape(url)}">', "</a>"
    return _HTML_TAGS.get(entity.type, ("", ""))
