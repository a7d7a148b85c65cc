"""The conversation of a person in a chat while one update is handled.

It is in memory, because only the end of the turn is saved, together with the number of the update.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ui.states import State


class Turn:
    """State and draft; handlers change them, and the intake saves them when the update is handled.

    The draft holds JSON types with string keys, because the next turn reads it from text.
    """

    __slots__ = ("draft", "since", "state")

    def __init__(self, state: str | None, draft: dict[str, Any], since: datetime | None = None) -> None:
        self.state = state
        self.draft = draft
        self.since = since
        """The moment of the update before this one; empty if there was no other."""

    def wait_for(self, state: State | None, draft: dict[str, Any]) -> None:
        """Wait in another state, with another draft, from now on."""
        self.state = None if state is None else state.name
        self.draft = draft
