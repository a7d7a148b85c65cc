"""When many alerts of one kind come at once, those above a number are folded into one alert, the burst.

A burst is an alert itself, ``burst_of`` a kind, so it is sent, drawn again, taken and closed like any other.
What is folded into it is stored and listed like any other, too; only it has no message of its own yet. How
many get one is said by :data:`~domain.alert.FOLDS`. Decisions come out by turns of accounts: the account that
had the last turn waits longest for the next, so no account can keep another from being seen.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.alert import FOLDS, AlertKind, Care, Fold
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
    """Where an alert stands: ``burst_of`` is the kind that it gathers, ``folded_into`` the burst it is in.

    ``account_id``: whose alert it is, if anybody's.
    """

    kind: AlertKind
    burst_of: AlertKind | None
    folded_into: int | None
    account_id: int | None = None


@dataclass(frozen=True, slots=True)
class Crowd:
    """What waits for operators: ``alerts`` of how many ``accounts``, and how many of them are one's ``own``.

    An alert of nobody counts as an account.
    """

    alerts: int
    accounts: int
    own: int = 0


@dataclass(frozen=True, slots=True)
class FoldedAlert:
    """An open alert that waits in a burst for a message of its own."""

    id: int
    burst_id: int
    account_id: int | None = None


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

    def crowd(self, kind: AlertKind, account_id: int | None) -> Crowd:
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

    def find_folded(self, kind: AlertKind, *, of_anybody: bool) -> FoldedAlert | None:
        """Find the open alert of a kind whose turn it is among those that are folded into a burst.

        Without ``of_anybody`` only those count of whose account no other alert of the kind waits unfolded.
        """
        ...

    def unfold(self, folded: FoldedAlert, kind: AlertKind, at: datetime) -> None:
        """Take an alert out of its burst; it waits for a reminder from then on.

        The other folded alerts of its account go to the end of the line.
        """
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
        window, until nothing came to it for that long. Where there is room, one comes out of it at once.
        """
        fold = FOLDS.get(kind.care)
        if fold is None:
            return None
        since = None if fold.window is None else at - fold.window
        burst_id = self.book.find_open(kind, since)
        is_new = burst_id is None
        if burst_id is None:
            if self._has_room(alert_id, kind, fold, since):
                return None
            burst_id = self._begin(alert_id, kind, at)
        self.book.fold(alert_id, burst_id, at)
        return Burst(burst_id, is_new)

    def leave(self, alert_id: int, at: datetime) -> Redrawn:
        """Take an alert out of its burst, because it cannot wait for its turn."""
        place = self.book.place(alert_id)
        if place.folded_into is None:
            return Redrawn()
        self.book.unfold(FoldedAlert(alert_id, place.folded_into, place.account_id), place.kind, at)
        return self._ended({place.folded_into}, at)

    def decided(self, alert_id: int, operator: Operator, outcome: str, at: datetime) -> Redrawn:
        """Note that an operator decided an alert; with a burst its folded alerts are decided as well."""
        place = self.book.place(alert_id)
        if place.burst_of is None:
            return self._settle(place, at)
        return Redrawn(at_once=tuple(self.book.close_folded(alert_id, operator, outcome, at)))

    def settle(self, alert_id: int, at: datetime) -> Redrawn:
        """Note that there may be room: whose turn it is comes out, an empty burst ends.

        ``alert_id``: an alert that waits for operators no more, or a burst into which one was folded.
        """
        return self._settle(self.book.place(alert_id), at)

    def _settle(self, place: Place, at: datetime) -> Redrawn:
        kind = place.burst_of or place.kind
        freed = tuple(self._let_out(kind, at)) if kind.care is Care.DECISION else ()
        bursts = {each.burst_id for each in freed} | ({place.folded_into} - {None})
        ended = self._ended({burst for burst in bursts if burst is not None}, at)
        return Redrawn((*(each.id for each in freed), *ended.at_once), ended.in_time)

    def _ended(self, bursts: AbstractSet[int], at: datetime) -> Redrawn:
        ended = {burst for burst in bursts if self.book.close_if_empty(burst, OVER, at)}
        return Redrawn(at_once=tuple(ended), in_time=tuple(bursts - ended))

    def _let_out(self, kind: AlertKind, at: datetime) -> Iterator[FoldedAlert]:
        """Give folded alerts messages of their own, by turns of their accounts, while there is room."""
        fold, crowd = FOLDS[kind.care], self.book.crowd(kind, None)
        alerts, accounts = crowd.alerts, crowd.accounts
        while accounts < fold.most or alerts < fold.several:
            folded = self.book.find_folded(kind, of_anybody=False) if accounts < fold.most else None
            accounts += folded is not None
            if folded is None and alerts < fold.several:
                folded = self.book.find_folded(kind, of_anybody=True)
            if folded is None:
                return
            alerts += 1
            self.book.unfold(folded, kind, at)
            yield folded

    def _has_room(self, alert_id: int, kind: AlertKind, fold: Fold, since: datetime | None) -> bool:
        """Tell whether a new alert, which is counted already, gets a message of its own."""
        if since is not None:
            return self.book.count_raised(kind, since) <= fold.most
        crowd = self.book.crowd(kind, self.book.place(alert_id).account_id)
        if crowd.own > 1:
            return crowd.alerts <= fold.several
        return crowd.accounts <= fold.most

    def _begin(self, alert_id: int, kind: AlertKind, at: datetime) -> int:
        """Begin a burst, which asks for nothing itself where its alerts come out of it one by one."""
        waiting_since = None if kind.care is Care.DECISION else at
        return self.book.begin(f"burst:{alert_id}", kind, at, waiting_since)
