"""When many alerts of one kind come at once, those above a number are folded into one alert, the burst.

A burst is an alert itself, ``burst_of`` a kind, so it is sent, drawn again, taken and closed like any other.
What is folded into it is stored and listed like any other, too; only it has no message of its own yet. How
many get one is said by :data:`~domain.alert.FOLDS`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.alert import FOLDS, AlertKind, Care
from domain.operator import Operator

OVER = "burst-over"
"""The outcome of a burst of which no alert is open any more."""


@dataclass(frozen=True, slots=True)
class Burst:
    """What an alert was folded into."""

    id: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where an alert stands: ``burst_of`` is the kind that it gathers, ``folded_into`` the burst it is in."""

    kind: AlertKind
    burst_of: AlertKind | None
    folded_into: int | None


@dataclass(frozen=True, slots=True)
class FoldedAlert:
    """An open alert that waits in a burst for a message of its own."""

    id: int
    burst_id: int


@dataclass(frozen=True, slots=True)
class Redrawn:
    """Alerts whose messages have to change: at once, or when their counters are due."""

    at_once: tuple[int, ...] = ()
    in_time: tuple[int, ...] = ()


class BurstBook(Protocol):
    """The alerts, as far as bursts count, gather and close them."""

    def place(self, alert_id: int) -> Place:
        """Say where a stored alert stands."""
        ...

    def find_open(self, kind: AlertKind, since: datetime | None) -> int | None:
        """Find the newest open burst of a kind; only if something came to it after ``since``, if given."""
        ...

    def count_raised(self, kind: AlertKind, since: datetime) -> int:
        """Count the alerts of a kind that were raised after a moment and are not folded."""
        ...

    def count_waiting(self, kind: AlertKind) -> int:
        """Count the open alerts of a kind that wait for operators and are not folded."""
        ...

    def begin(self, key: str, kind: AlertKind, at: datetime, waiting_since: datetime | None) -> int:
        """Store an empty burst of a kind and return its id.

        ``waiting_since`` is ``None`` if the burst itself asks operators for nothing.
        """
        ...

    def fold(self, alert_id: int, burst_id: int, at: datetime) -> None:
        """Fold an alert into a burst, and count it there."""
        ...

    def find_folded(self, kind: AlertKind) -> FoldedAlert | None:
        """Find the oldest open alert of a kind that is folded into a burst."""
        ...

    def unfold(self, alert_id: int, at: datetime) -> None:
        """Take an alert out of its burst; it waits for a reminder from then on."""
        ...

    def close_folded(self, burst_id: int, operator: Operator, outcome: str, at: datetime) -> Sequence[int]:
        """Close the alerts of a burst, except those that another operator has, and return their ids."""
        ...

    def close_if_empty(self, burst_id: int, outcome: str, at: datetime) -> bool:
        """Close an open burst of which no alert is open any more; ``False`` if there is nothing to close."""
        ...


@dataclass(frozen=True)
class Bursts:
    """Decides which alerts are folded, which one comes out next, and when a burst is over."""

    book: BurstBook

    def fold(self, alert_id: int, kind: AlertKind, at: datetime) -> Burst | None:
        """Fold a new alert into a burst if there are too many of its kind; ``None`` if there are not.

        A burst that has begun takes every new alert of its kind: until it is over, or, where the kind has a
        window, until nothing came to it for that long.
        """
        fold = FOLDS.get(kind.care)
        if fold is None:
            return None
        since = None if fold.window is None else at - fold.window
        burst_id = self.book.find_open(kind, since)
        is_new = burst_id is None
        if burst_id is None:
            if self._crowd(kind, since) <= fold.most:
                return None
            burst_id = self._begin(alert_id, kind, at)
        self.book.fold(alert_id, burst_id, at)
        return Burst(burst_id, is_new)

    def decided(self, alert_id: int, operator: Operator, outcome: str, at: datetime) -> Redrawn:
        """Note that an operator decided an alert; with a burst its folded alerts are decided as well."""
        place = self.book.place(alert_id)
        if place.burst_of is None:
            return self._settle(place, at)
        return Redrawn(at_once=tuple(self.book.close_folded(alert_id, operator, outcome, at)))

    def settle(self, alert_id: int, at: datetime) -> Redrawn:
        """Note that an alert waits for operators no more: the next one comes out, an empty burst ends."""
        return self._settle(self.book.place(alert_id), at)

    def _settle(self, place: Place, at: datetime) -> Redrawn:
        freed = self._let_out(place.kind, at)
        came_out, left = ((), None) if freed is None else ((freed.id,), freed.burst_id)
        bursts = {burst for burst in (place.folded_into, left) if burst is not None}
        ended = {burst for burst in bursts if self.book.close_if_empty(burst, OVER, at)}
        return Redrawn(at_once=(*came_out, *ended), in_time=tuple(bursts - ended))

    def _let_out(self, kind: AlertKind, at: datetime) -> FoldedAlert | None:
        """Give the oldest folded alert a message of its own, if operators have room for one more decision."""
        if kind.care is not Care.DECISION or self.book.count_waiting(kind) >= FOLDS[kind.care].most:
            return None
        folded = self.book.find_folded(kind)
        if folded is not None:
            self.book.unfold(folded.id, at)
        return folded

    def _crowd(self, kind: AlertKind, since: datetime | None) -> int:
        return self.book.count_waiting(kind) if since is None else self.book.count_raised(kind, since)

    def _begin(self, alert_id: int, kind: AlertKind, at: datetime) -> int:
        """Begin a burst, which asks for nothing itself where its alerts come out of it one by one."""
        waiting_since = None if kind.care is Care.DECISION else at
        return self.book.begin(f"burst:{alert_id}", kind, at, waiting_since)
