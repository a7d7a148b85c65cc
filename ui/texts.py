"""The words that residents and operators read, from Fluent files.

``FluentLocalization`` hides mistakes and answers with the id of the text. A resident must never read an id,
so the bundles are asked directly, and every mistake is an exception.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TypeAlias

from fluent.runtime import FluentBundle, FluentResource, resolver
from fluent.syntax.ast import Identifier, Junk, Message, Placeable, TextElement, VariableReference

# Fluent limits the length of a value, to protect programs from texts of strangers. The bot's texts are its
# own, but a value may be a message of a resident: 4096 characters, each up to five when it is escaped.
resolver.MAX_PART_LENGTH = 4096 * len("&amp;")

Filling: TypeAlias = "str | int | Safe | None"
Pieces: TypeAlias = "tuple[tuple[str, str | None], ...]"
"""The pieces of a text: each has words, or the name of a value."""
MOST_FORMED = 2000
"""How many texts that Fluent formed are remembered."""


class TextError(LookupError):
    """A text is missing, or is filled with the wrong values."""


@dataclass(frozen=True)
class Safe:
    """A piece of HTML that was escaped where it was built."""

    html: str


class Speech:
    """The texts of one language: ``say("menu-help", phone="…")``.

    Fluent forms numbers and plurals. Most texts have neither: their pieces are known from the start and are
    only joined, because that takes a tenth of the time.
    """

    def __init__(self, language: str, bundle: FluentBundle, pieces: Mapping[str, Pieces]) -> None:
        self.language = language
        self._bundle = bundle
        self._pieces = pieces
        self._formed: dict[tuple[str, tuple[tuple[str, str | int], ...]], str] = {}
        """Texts that Fluent formed lately, because the same small numbers occur again and again."""

    def __call__(self, text_id: str, **values: Filling) -> str:
        """Give the text as Telegram's HTML; values are escaped here and nowhere else.

        :raises TextError: there is no such text, or a value that it needs is not given.
        """
        return self._format(text_id, {name: _as_html(value) for name, value in values.items()})

    def plain(self, text_id: str, **values: str | int) -> str:
        """Give the text without markup: for labels, pop-ups and letters."""
        return self._format(text_id, values)

    def has(self, text_id: str) -> bool:
        """Tell whether there is such a text."""
        return bool(self._bundle.has_message(text_id))

    def _format(self, text_id: str, values: Mapping[str, str | int]) -> str:
        pieces = self._pieces.get(text_id)
        if pieces is not None:
            joined = _joined(pieces, values)
            if joined is not None:
                return joined
        key = text_id, tuple(values.items())
        formed = self._formed.get(key)
        if formed is None:
            if len(self._formed) >= MOST_FORMED:
                self._formed.clear()
            formed = self._formed[key] = self._form(text_id, values)
        return formed

    def _form(self, text_id: str, values: Mapping[str, str | int]) -> str:
        if not self._bundle.has_message(text_id):
            raise TextError(f"{self.language}: no text {text_id}")
        pattern = self._bundle.get_message(text_id).value
        if pattern is None:
            raise TextError(f"{self.language}: text {text_id} is empty")
        text, mistakes = self._bundle.format_pattern(pattern, dict(values))
        if mistakes:
            raise TextError(f"{self.language}: text {text_id}: {mistakes[0]}")
        return str(text)


class Texts:
    """The texts of all languages."""

    def __init__(self, speeches: Mapping[str, Speech], default: str) -> None:
        self._speeches = dict(speeches)
        self._default = self._speeches[default]

    @classmethod
    def load(cls, folder: Path, default: str) -> Texts:
        """Read ``folder/<language>/*.ftl``.

        :raises TextError: a file has a mistake, or the default language has no folder.
        """
        speeches = {
            path.name: _speech(path.name, sorted(path.glob("*.ftl")))
            for path in sorted(folder.iterdir())
            if path.is_dir()
        }
        if default not in speeches:
            raise TextError(f"there are no texts in the language {default}")
        return cls(speeches, default)

    @property
    def languages(self) -> tuple[str, ...]:
        """The codes of the languages, sorted."""
        return tuple(sorted(self._speeches))

    def within(self, language: str | None) -> Speech:
        """Give the texts of a language, or of the default language if there is no such language."""
        return self._speeches.get(language or "", self._default)

    def __iter__(self) -> Iterator[Speech]:
        return iter(self._speeches.values())


def _speech(language: str, paths: Iterable[Path]) -> Speech:
    bundle = FluentBundle([language], use_isolating=False)
    pieces: dict[str, Pieces] = {}
    for path in paths:
        resource = FluentResource(path.read_text(encoding="utf-8"))
        for entry in resource.body:
            if isinstance(entry, Junk):
                raise TextError(f"{path.name}: cannot be read near {str(entry.content)[:40]!r}")
            if isinstance(entry, Message) and (known := _pieces_of(entry)) is not None:
                pieces[entry.id.name] = known
        bundle.add_resource(resource)
    return Speech(language, bundle, pieces)


def _pieces_of(message: Message) -> Pieces | None:
    """Take a text apart if it holds nothing but words and values; ``None`` if Fluent has to form it."""
    pieces: list[tuple[str, str | None]] = []
    for element in message.value.elements if message.value is not None else ():
        match element:
            case TextElement(value=words):
                pieces.append((words, None))
            case Placeable(expression=VariableReference(id=Identifier(name=name))):
                pieces.append(("", name))
            case _:
                return None
    return tuple(pieces) or None


def _joined(pieces: Pieces, values: Mapping[str, str | int]) -> str | None:
    """Join the pieces of a text; ``None`` if a value is a number, or is not given."""
    parts = []
    for words, name in pieces:
        part = words if name is None else values.get(name)
        if type(part) is not str:
            return None
        parts.append(part)
    return "".join(parts)


def _as_html(value: Filling) -> str | int:
    if isinstance(value, Safe):
        return value.html
    if isinstance(value, str):
        return escape(value, quote=False)
    return "" if value is None else value
