"""What can be done to this Telegram from its page: its owner says what there is, and what is done then.

The page draws a button for each lever. Nothing here knows what a lever does.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from simulator.errors import Impossible
from simulator.events import EventLog
from simulator.model import Json


@dataclass(frozen=True, slots=True)
class Lever:
    """A button of the page; `pull` returns what its reader is told of the outcome, in words or not at all.

    `is_on` tells of a switch how it stands.
    """

    name: str
    group: str
    label: str
    pull: Callable[[], Awaitable[str]]
    is_on: Callable[[], bool] | None = None


@dataclass
class Levers:
    """All levers, in the order of the page; `zone` is the time zone in which the page tells the time."""

    clock: Callable[[], float]
    events: EventLog
    title: str = ""
    zone: str = ""
    _levers: dict[str, Lever] = field(default_factory=dict)
    _pulling: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    def offer(self, title: str, levers: Iterable[Lever], *, zone: str = "") -> None:
        """Show these levers under a title, instead of those that were shown before."""
        self.title, self.zone = title, zone
        self._levers = {lever.name: lever for lever in levers}

    async def pull(self, name: str) -> str:
        """Do what a lever does, after an earlier pull of it, and tell all pages how it stands then."""
        lever = self._levers.get(name)
        if lever is None:
            raise Impossible(f"there is no lever {name}")
        async with self._pulling[name]:
            try:
                return await lever.pull()
            finally:
                self.events.add("levers", levers=self)

    def as_json(self) -> Json:
        """Return them by their groups, with the present time in unix seconds."""
        groups: dict[str, list[Json]] = {}
        for lever in self._levers.values():
            groups.setdefault(lever.group, []).append(_lever_json(lever))
        return {
            "title": self.title,
            "zone": self.zone or None,
            "now": self.clock(),
            "groups": [{"title": title, "levers": levers} for title, levers in groups.items()],
        }


def _lever_json(lever: Lever) -> Json:
    shown: Json = {"name": lever.name, "label": lever.label}
    return shown if lever.is_on is None else shown | {"is_on": lever.is_on()}
