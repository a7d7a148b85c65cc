"""Finds the handler of a press in a table: by the kind of the button, and by its action."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from handlers.context import Context
from ui.buttons import ButtonData, ButtonError, prefix_of
from ui.talk import Talk

PressHandler: TypeAlias = Callable[[Talk, Context, Any], Awaitable[None]]
PressTable: TypeAlias = Mapping[type[ButtonData], "PressHandler | Mapping[str, PressHandler]"]
"""Handlers by the kind of a button; where a kind has several actions, a handler for each action."""


class Presses:
    """Finds the handler of a press."""

    def __init__(self, table: PressTable) -> None:
        self._table = table
        self._kinds = {
            prefix: kind for kind in table for prefix in (kind.old_prefix, kind.prefix) if prefix is not None
        }

    def find(self, data: str) -> tuple[PressHandler, ButtonData] | None:
        """Give the handler and the button; ``None`` if the data belong to no button in the table."""
        kind = self._kinds.get(prefix_of(data))
        if kind is None:
            return None
        try:
            button = kind.unpack(data)
        except ButtonError:
            return None
        handlers = self._table[kind]
        handler = handlers if callable(handlers) else handlers.get(button.first)
        return None if handler is None else (handler, button)
