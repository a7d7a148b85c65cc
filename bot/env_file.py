"""Looks at ``.env`` as it was written, because the settings read of it only what they know.

A misspelt name would otherwise be a setting that silently keeps its default. Docker compose keeps names of
its own in the same file, so what looks like none of ours is only mentioned.
"""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from errno import EISDIR
from pathlib import Path

from dotenv.parser import Binding, parse_stream

SIMILAR = 0.8
"""How much of two names has to be the same, from 0 to 1: ``HTTP_PROXY`` is not meant to be ``HTTP_PORT``."""
SLIPS = 2
"""How many letters may be left out, added, changed or swapped; more make another word."""


@dataclass(frozen=True)
class EnvFile:
    """Names and lines of a file of settings, without its values; all of it is empty if there is no file."""

    names: Sequence[str] = ()
    """As they are written, in their order."""
    nameless: Sequence[int] = ()
    """Lines that give no value to a name, by their numbers, because they may be a lost secret."""
    is_open: bool = False
    """Whether every user of the machine may read it."""

    @classmethod
    def read(cls, path: Path) -> EnvFile:
        """Read a file; ``OSError`` or ``UnicodeDecodeError`` if that is not possible."""
        if path.is_dir():
            raise IsADirectoryError(EISDIR, "it is a folder")
        if not path.is_file():  # a pipe could be read only once
            return cls()
        with path.open(encoding="utf-8-sig") as file:
            bindings = [binding for binding in parse_stream(file) if binding.key or binding.error]
        return cls(
            names=[binding.key for binding in bindings if binding.key and _is_name(binding)],
            nameless=[binding.original.line for binding in bindings if not _is_name(binding)],
            is_open=_may_be_read_by_others(path),
        )

    def unknown(self, known: Iterable[str]) -> list[str]:
        """Give the names that are no settings of ours, each once."""
        ours = {name.upper() for name in known}
        return list(dict.fromkeys(name for name in self.names if name.upper() not in ours))

    def repeated(self) -> list[str]:
        """Give the names that have several lines, of which the last one counts."""
        upper = [name.upper() for name in self.names]
        return [name for name in dict.fromkeys(upper) if upper.count(name) > 1]


def misspelt(names: Iterable[str], known: Iterable[str]) -> Mapping[str, str]:
    """Give the names that look like a slip of the pen, each with the setting that was meant."""
    ours = [name.upper() for name in known]
    found = ((name, meant) for name in names if (meant := _meant(name.upper(), ours)) is not None)
    return {name: meant for name, meant in found if meant != name.upper()}


def _meant(name: str, ours: Sequence[str]) -> str | None:
    if name in ours:
        return name
    alike = {each: SequenceMatcher(None, each, name).ratio() for each in ours if _slips(each, name) <= SLIPS}
    best = max(alike, key=alike.__getitem__, default=None)
    return best if best is not None and alike[best] >= SIMILAR else None


def _slips(left: str, right: str) -> int:
    """Count the letters left out, added, changed, or swapped with their neighbour, between two words."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, letter in enumerate(left, 1):
        before, above, row = row, before, [i]
        for j, other in enumerate(right, 1):
            cheapest = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and left[i - 2 : i] == other + right[j - 2]:
                cheapest = min(cheapest, above[j - 2] + 1)
            row.append(cheapest)
    return row[-1]


def _is_name(binding: Binding) -> bool:
    """Tell ``NAME=value`` from anything else; a dash is a usual slip."""
    key = binding.key
    return key is not None and binding.value is not None and key.replace("-", "_").isidentifier()


def _may_be_read_by_others(path: Path) -> bool:
    return sys.platform != "win32" and bool(path.stat().st_mode & stat.S_IROTH)
