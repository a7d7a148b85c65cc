"""The rows of bursts: how many alerts there are of a kind, and which of them are folded into a burst."""

from dataclasses import dataclass
from datetime import datetime

from domain.alert import AlertKind
from domain.operator import Operator
from services.bursts import Crowd, FoldedAlert, Place
from storage.columns import json_text, moment_text
from storage.connection import Connection

NOBODY_WAITS = "9999-12-31T00:00:00.000000+00:00"
"""The moment since when an open alert waits, if no operator has to do anything about it now.

Such alerts are a question that waits for the resident, and a burst whose alerts come out of it one by one.
"""

FIND_OPEN_BURST = """
    SELECT id FROM alerts WHERE kind = 'burst' AND burst_of = ? AND state = 'open' AND last_at > ?
    ORDER BY id DESC LIMIT 1
"""
COUNT_RAISED_ALERTS = "SELECT count(*) FROM alerts WHERE kind = ? AND created_at > ? AND folded_into IS NULL"
COUNT_CROWD = """
    SELECT count(*) AS alerts, count(DISTINCT account_id) + count(*) - count(account_id) AS accounts,
        count(CASE WHEN account_id = ? THEN 1 END) AS own
    FROM alerts WHERE kind = ? AND state = 'open' AND folded_into IS NULL AND waiting_since < ?
"""
BEGIN_BURST = """
    INSERT INTO alerts (kind, key, details, occurrences, created_at, last_at, waiting_since, state, burst_of)
    VALUES ('burst', ?, ?, 0, ?, ?, ?, 'open', ?) RETURNING id
"""
FOLD_ALERT = "UPDATE alerts SET folded_into = ?, queued_at = ? WHERE id = ?"
COUNT_FOLDED_ALERT = """
    UPDATE alerts SET occurrences = occurrences + 1, last_at = ? WHERE id = ?
"""
GET_PLACE = "SELECT kind, burst_of, folded_into, account_id FROM alerts WHERE id = ?"
CLOSE_FOLDED_ALERTS = """
    UPDATE alerts SET state = 'decided', decided_by = ?, outcome = ?, decided_at = ?, revision = revision + 1
    WHERE folded_into = ? AND state = 'open'
        AND (taken_by_id IS NULL OR taken_by_id = ? OR taken_until <= ?)
    RETURNING id
"""
FIND_NEXT_FOLDED_ALERT = """
    SELECT id, folded_into, account_id FROM alerts AS folded
    WHERE kind = ? AND state = 'open' AND folded_into IS NOT NULL
        AND (? OR account_id IS NULL OR NOT EXISTS (
            SELECT 1 FROM alerts AS shown
            WHERE shown.kind = folded.kind AND shown.account_id = folded.account_id
                AND shown.state = 'open' AND shown.folded_into IS NULL AND shown.waiting_since < ?
        ))
    ORDER BY queued_at, id LIMIT 1
"""
UNFOLD_ALERT = "UPDATE alerts SET folded_into = NULL, reminded_at = ? WHERE id = ?"
QUEUE_AGAIN = """
    UPDATE alerts SET queued_at = ?
    WHERE kind = ? AND account_id = ? AND state = 'open' AND folded_into IS NOT NULL AND queued_at < ?
"""
CLOSE_EMPTY_BURST = """
    UPDATE alerts SET state = 'decided', outcome = ?, decided_at = ?, revision = revision + 1
    WHERE id = ? AND state = 'open'
        AND NOT EXISTS (SELECT 1 FROM alerts AS member WHERE member.folded_into = ? AND member.state = 'open')
"""


def waiting_text(since: datetime | None) -> str:
    """Write since when an alert waits for operators; ``None``: it does not wait for them."""
    return NOBODY_WAITS if since is None else moment_text(since)


@dataclass(frozen=True)
class BurstRepository:
    """``services.bursts.BurstBook`` in the database."""

    connection: Connection

    def place(self, alert_id: int) -> Place:
        """Say where a stored alert stands."""
        row = self.connection.execute(GET_PLACE, (alert_id,)).fetchone()
        burst_of = None if row["burst_of"] is None else AlertKind(row["burst_of"])
        return Place(AlertKind(row["kind"]), burst_of, row["folded_into"], row["account_id"])

    def find_open(self, kind: AlertKind, since: datetime | None) -> int | None:
        """Find the newest open burst of a kind; only if something came to it after ``since``, if given."""
        moment = "" if since is None else moment_text(since)
        row = self.connection.execute(FIND_OPEN_BURST, (kind, moment)).fetchone()
        return None if row is None else row["id"]

    def count_raised(self, kind: AlertKind, since: datetime) -> int:
        """Count the alerts of a kind that were raised after a moment and are not folded."""
        return int(self.connection.execute(COUNT_RAISED_ALERTS, (kind, moment_text(since))).fetchone()[0])

    def crowd(self, kind: AlertKind, account_id: int | None) -> Crowd:
        """Count the open alerts of a kind that wait for operators and are not folded."""
        row = self.connection.execute(COUNT_CROWD, (account_id, kind, NOBODY_WAITS)).fetchone()
        return Crowd(row["alerts"], row["accounts"], row["own"])

    def begin(self, key: str, kind: AlertKind, at: datetime, waiting_since: datetime | None) -> int:
        """Store an empty burst of a kind and return its id."""
        now = moment_text(at)
        row = (key, json_text({"kind": kind}), now, now, waiting_text(waiting_since), kind)
        burst_id: int = self.connection.execute(BEGIN_BURST, row).fetchone()["id"]
        return burst_id

    def fold(self, alert_id: int, burst_id: int, at: datetime) -> None:
        """Fold an alert into a burst, and count it there."""
        self.connection.execute(FOLD_ALERT, (burst_id, moment_text(at), alert_id))
        self.connection.execute(COUNT_FOLDED_ALERT, (moment_text(at), burst_id))

    def find_folded(self, kind: AlertKind, *, of_anybody: bool) -> FoldedAlert | None:
        """Find the open alert of a kind whose turn it is among those that are folded into a burst."""
        row = self.connection.execute(FIND_NEXT_FOLDED_ALERT, (kind, of_anybody, NOBODY_WAITS)).fetchone()
        return None if row is None else FoldedAlert(row["id"], row["folded_into"], row["account_id"])

    def unfold(self, folded: FoldedAlert, kind: AlertKind, at: datetime) -> None:
        """Take an alert out of its burst; the others of its account go to the end of the line."""
        moment = moment_text(at)
        self.connection.execute(UNFOLD_ALERT, (moment, folded.id))
        self.connection.execute(QUEUE_AGAIN, (moment, kind, folded.account_id, moment))

    def close_folded(self, burst_id: int, operator: Operator, outcome: str, at: datetime) -> list[int]:
        """Close the alerts of a burst, except those that another operator has, and return their ids."""
        now = moment_text(at)
        row = (operator.name, outcome, now, burst_id, operator.id, now)
        return [each["id"] for each in self.connection.execute(CLOSE_FOLDED_ALERTS, row).fetchall()]

    def close_if_empty(self, burst_id: int, outcome: str, at: datetime) -> bool:
        """Close an open burst of which no alert is open any more; ``False`` if there is nothing to close."""
        row = (outcome, moment_text(at), burst_id, burst_id)
        return self.connection.execute(CLOSE_EMPTY_BURST, row).rowcount == 1
