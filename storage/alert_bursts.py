"""Many alerts of one kind at once: beyond a number they get no message of their own but are folded into one.

A burst is an alert itself, ``burst_of`` a kind, so it is sent, drawn again, taken and closed like any other.
What is folded into it is stored and listed like any other, too; it only has no message of its own yet.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.alert import FOLDS, AlertKind, Care
from domain.operator import Operator
from storage.columns import json_text, moment_text
from storage.connection import Connection, Row

OVER = "burst-over"
"""The outcome of a burst of which nothing is open any more."""
NOBODY_WAITS = "9999-12-31T00:00:00.000000+00:00"
"""In the place of the moment since when an open alert waits, where no operator has to do anything now.

So it is for a question that waits for the resident, and for a burst whose alerts come out of it one by one.
"""

FIND = """
    SELECT id FROM alerts WHERE kind = 'burst' AND burst_of = ? AND state = 'open' AND last_at > ?
    ORDER BY id DESC LIMIT 1
"""
CROWD_OF_WINDOW = "SELECT count(*) FROM alerts WHERE kind = ? AND created_at > ? AND folded_into IS NULL"
CROWD_THAT_WAITS = """
    SELECT count(*) FROM alerts
    WHERE kind = ? AND state = 'open' AND folded_into IS NULL AND waiting_since < ?
"""
BEGIN = """
    INSERT INTO alerts (kind, key, details, occurrences, created_at, last_at, waiting_since, state, burst_of)
    VALUES ('burst', ?, ?, 0, ?, ?, ?, 'open', ?) RETURNING id
"""
FOLD = "UPDATE alerts SET folded_into = ? WHERE id = ?"
COUNT = """
    UPDATE alerts SET occurrences = occurrences + 1, last_at = ? WHERE id = ?
"""
ABOUT = "SELECT kind, burst_of, folded_into FROM alerts WHERE id = ?"
CLOSE_MEMBERS = """
    UPDATE alerts SET state = 'decided', decided_by = ?, outcome = ?, decided_at = ?, revision = revision + 1
    WHERE folded_into = ? AND state = 'open'
        AND (taken_by_id IS NULL OR taken_by_id = ? OR taken_until <= ?)
    RETURNING id
"""
NEXT = """
    SELECT id, folded_into FROM alerts WHERE kind = ? AND state = 'open' AND folded_into IS NOT NULL
    ORDER BY id LIMIT 1
"""
UNFOLD = "UPDATE alerts SET folded_into = NULL, reminded_at = ? WHERE id = ?"
CLOSE_IF_EMPTY = """
    UPDATE alerts SET state = 'decided', outcome = ?, decided_at = ?, revision = revision + 1
    WHERE id = ? AND state = 'open'
        AND NOT EXISTS (SELECT 1 FROM alerts AS member WHERE member.folded_into = ? AND member.state = 'open')
"""


@dataclass(frozen=True)
class Burst:
    """What an alert was folded into."""

    id: int
    is_new: bool


@dataclass(frozen=True)
class Redrawn:
    """Alerts whose messages have to change: at once, or when their counters are due."""

    at_once: tuple[int, ...] = ()
    in_time: tuple[int, ...] = ()


@dataclass(frozen=True)
class BurstBook:
    """The bursts in the database."""

    connection: Connection

    def fold(self, alert_id: int, kind: AlertKind, at: datetime) -> Burst | None:
        """Fold a new alert into a burst if there are too many of its kind; ``None`` if there are not."""
        fold = FOLDS.get(kind.care)
        if fold is None:
            return None
        since = "" if fold.window is None else moment_text(at - fold.window)
        row = self.connection.execute(FIND, (kind, since)).fetchone()
        is_new = row is None
        if is_new:
            crowd = self._waiting(kind) if fold.window is None else self._of_window(kind, since)
            if crowd <= fold.most:
                return None
            row = self._begin(alert_id, kind, moment_text(at))
        self.connection.execute(FOLD, (row["id"], alert_id))
        self.connection.execute(COUNT, (moment_text(at), row["id"]))
        return Burst(row["id"], is_new)

    def settle(self, alert_id: int, at: datetime) -> Redrawn:
        """When operators are done with an alert, let the next out of its burst, and end an empty burst."""
        alert = self.connection.execute(ABOUT, (alert_id,)).fetchone()
        bursts = {alert["folded_into"]} - {None}
        came_out: tuple[int, ...] = ()
        kind = AlertKind(alert["kind"])
        if kind.care is Care.DECISION and self._waiting(kind) < FOLDS[kind.care].most:
            following = self.connection.execute(NEXT, (kind,)).fetchone()
            if following is not None:
                self.connection.execute(UNFOLD, (moment_text(at), following["id"]))
                bursts.add(following["folded_into"])
                came_out = (following["id"],)
        ended = tuple(burst for burst in bursts if self._is_ended(burst, at))
        return Redrawn(came_out + ended, tuple(bursts - set(ended)))

    def close_members(self, burst_id: int, operator: Operator, outcome: str, at: datetime) -> Redrawn:
        """Close with a burst what is folded into it, but for what another operator has."""
        now = moment_text(at)
        row = (operator.name, outcome, now, burst_id, operator.id, now)
        return Redrawn(at_once=tuple(each["id"] for each in self.connection.execute(CLOSE_MEMBERS, row)))

    def is_burst(self, alert_id: int) -> bool:
        """Tell whether an alert is a burst."""
        return self.connection.execute(ABOUT, (alert_id,)).fetchone()["burst_of"] is not None

    def _waiting(self, kind: AlertKind) -> int:
        row = self.connection.execute(CROWD_THAT_WAITS, (kind, NOBODY_WAITS)).fetchone()
        return int(row[0])

    def _of_window(self, kind: AlertKind, since: str) -> int:
        return int(self.connection.execute(CROWD_OF_WINDOW, (kind, since)).fetchone()[0])

    def _begin(self, alert_id: int, kind: AlertKind, now: str) -> Row:
        waiting_since = NOBODY_WAITS if kind.care is Care.DECISION else now
        row = (f"burst:{alert_id}", json_text({"kind": kind}), now, now, waiting_since, kind)
        begun: Row = self.connection.execute(BEGIN, row).fetchone()
        return begun

    def _is_ended(self, burst_id: int, at: datetime) -> bool:
        row = (OVER, moment_text(at), burst_id, burst_id)
        return self.connection.execute(CLOSE_IF_EMPTY, row).rowcount == 1
