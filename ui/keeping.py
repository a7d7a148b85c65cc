"""Conversations that were left before their end, so that nobody has to type the same answers twice.

A long conversation that a person leaves for something else is put aside in their draft. When they begin it
again, they are asked first whether to go on. What was put aside belongs to the account that was signed in,
and is kept for a day, or for less where a password was asked first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol, TypeVar

from ui.screen import Screen
from ui.talk import Talk

KEEPS_FOR = timedelta(hours=24)
"""How long answers are kept after the person went on to something else."""
KEEPS_SECRETS_FOR = timedelta(minutes=15)
"""The same where the first answer was a password, because the chat may get into other hands meanwhile."""

ContextOf = TypeVar("ContextOf", contravariant=True)


class Mark(NamedTuple):
    """Whose answers they are, ``None`` for a guest, and when they were put aside."""

    owner: int | None
    at: datetime


@dataclass(frozen=True)
class Beginning:
    """How a conversation would begin again: at which state, with which answers known."""

    state: str
    answers: dict[str, Any]
    given: str | None = None
    """The answer to the first question, if the person has typed it already."""


@dataclass(frozen=True)
class Kept:
    """A conversation that was put aside; ``at`` and ``good_until`` are moments in ISO form."""

    table: str
    state: str
    key: str
    answers: dict[str, Any]
    trail: list[str]
    owner: int | None
    at: str
    good_until: str
    anew: Beginning | None = None

    @property
    def until(self) -> datetime:
        """The moment after which it is not offered any more."""
        return datetime.fromisoformat(self.good_until)

    def is_good(self, mark: Mark) -> bool:
        """Tell whether the person may go on with it now."""
        return self.owner == mark.owner and mark.at <= self.until

    def dump(self) -> dict[str, Any]:
        """Give it in JSON types."""
        return asdict(self)

    @classmethod
    def load(cls, kept: Mapping[str, Any]) -> Kept:
        """Read what :meth:`dump` wrote; what only another version had is ignored."""
        known = {each.name: kept[each.name] for each in fields(cls) if each.name in kept}
        anew = known.get("anew")
        return cls(**known | {"anew": None if anew is None else Beginning(**anew)})


class Keeping(Protocol[ContextOf]):
    """What the engine of conversations has to know of a turn to put a conversation aside."""

    def mark(self, context: ContextOf) -> Mark:
        """Tell whose turn it is, and when."""
        ...

    def offer(self, talk: Talk, context: ContextOf, kept: Kept, step: tuple[int, int] | None) -> Screen:
        """Ask whether to go on; ``step``: which question it was, of how many that are counted aloud."""
        ...
