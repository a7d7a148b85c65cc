"""Finds the handler of a press in a table: by the kind of the button, and by its action."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

from handlers.context import Context
from handlers.rights import Entry, Right
from ui.buttons import ButtonData, ButtonError, prefix_of
from ui.talk import Talk

PressHandler: TypeAlias = Callable[[Talk, Context, Any], Awaitable[None]]
PressTable: TypeAlias = Mapping[type[ButtonData], "Entry[PressHandler] | Mapping[str, Entry[PressHandler]]"]
"""Entries by the kind of a button; where a kind has several actions, an entry for each action."""


class Press(NamedTuple):
    """A press whose handler was found."""

    right: Right
    answer: PressHandler
    button: ButtonData


class Presses:
    """Finds the handler of a press."""

    def __init__(self, table: PressTable) -> None:
        self.table = table
        self._kinds = {
            prefix: kind for kind in table for prefix in (kind.old_prefix, kind.prefix) if prefix is not None
        }

    def find(self, data: str) -> Press | None:
        """Give handler, right and button; ``None`` if the data belong to no button in the table."""
        kind = self._kinds.get(prefix_of(data))
        if kind is None:
            return None
        try:
            button = kind.unpack(data)
        except ButtonError:
            return None
        entries = self.table[kind]
        entry = entries if isinstance(entries, Entry) else entries.get(button.first)
        return None if entry is None else Press(entry.right, entry.answer, button)
