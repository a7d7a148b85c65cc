"""The words that residents and operators read, from Fluent files.

``FluentLocalization`` swallows mistakes and answers with the id of the text; a resident must never read one,
so the bundles are asked directly and every mistake is an exception.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TypeAlias

from fluent.runtime import FluentBundle, FluentResource, resolver
from fluent.syntax.ast import Junk

# Fluent protects programs from texts of strangers. Ours are in the repository, while what residents write may
# be as long as a message: 4096 characters, each up to five when it is escaped.
resolver.MAX_PART_LENGTH = 4096 * len("&amp;")

Filling: TypeAlias = "str | int | Safe | None"


class TextError(LookupError):
    """A text is missing, or is filled with the wrong values."""


@dataclass(frozen=True)
class Safe:
    """A piece of HTML that was escaped where it was built."""

    html: str


class Speech:
    """The texts of one language: ``say("menu-help", phone="…")``."""

    def __init__(self, language: str, bundle: FluentBundle) -> None:
        self.language = language
        self._bundle = bundle
        self._constant: dict[str, str] = {}

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
        if not values and (known := self._constant.get(text_id)) is not None:
            return known
        if not self._bundle.has_message(text_id):
            raise TextError(f"{self.language}: no text {text_id}")
        pattern = self._bundle.get_message(text_id).value
        if pattern is None:
            raise TextError(f"{self.language}: text {text_id} is empty")
        text, mistakes = self._bundle.format_pattern(pattern, dict(values))
        if mistakes:
            raise TextError(f"{self.language}: text {text_id}: {mistakes[0]}")
        if not values:
            self._constant[text_id] = str(text)
        return str(text)


class Texts:
    """All languages."""

    def __init__(self, speeches: Mapping[str, Speech], default: str) -> None:
        self._speeches = dict(speeches)
        self._default = self._speeches[default]

    @classmethod
    def load(cls, folder: Path, default: str) -> Texts:
        """Read ``folder/<language>/*.ftl``.

        :raises TextError: a file has a mistake, or the default language has no folder.
        """
        speeches = {
            path.name: Speech(path.name, _bundle(path.name, sorted(path.glob("*.ftl"))))
            for path in sorted(folder.iterdir())
            if path.is_dir()
        }
        if default not in speeches:
            raise TextError(f"there are no texts in the language {default}")
        return cls(speeches, default)

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages, sorted."""
        return tuple(sorted(self._speeches))

    def within(self, language: str | None) -> Speech:
        """Give the texts of a language, or of the default one where the language is not spoken."""
        return self._speeches.get(language or "", self._default)

    def __iter__(self) -> Iterator[Speech]:
        return iter(self._speeches.values())


def _bundle(language: str, paths: Iterable[Path]) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    for path in paths:
        resource = FluentResource(path.read_text(encoding="utf-8"))
        for entry in resource.body:
            if isinstance(entry, Junk):
                raise TextError(f"{path.name}: cannot be read near {str(entry.content)[:40]!r}")
        bundle.add_resource(resource)
    return bundle


def _as_html(value: Filling) -> str | int:
    if isinstance(value, Safe):
        return value.html
    if isinstance(value, str):
        return escape(value, quote=False)
    return "" if value is None else value
