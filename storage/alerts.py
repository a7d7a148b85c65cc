"""The rows of alerts, and the messages in the operators' group that show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.alert import Alert, AlertKind, Hold
from domain.details import Value
from domain.operator import Operator
from services.alerts import Occurrence
from storage.alert_bursts import waiting_text
from storage.columns import json_object, json_text, moment_from, moment_text, optional_moment_from
from storage.connection import Connection, Row

OPEN, TOLD = "open", "told"
"""The state of a new alert: that of news is ``told``, because it was never open."""

ADD_ALERT = """
    INSERT INTO alerts (kind, key, details, created_at, last_at, waiting_since, state)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET
        occurrences = alerts.occurrences + 1, last_at = excluded.last_at
    RETURNING id, occurrences
"""
COLUMNS = """
    id, kind, details, occurrences, created_at, last_at, message_id, decided_by, decided_at, outcome,
    taken_by_id, taken_by, taken_at, taken_until, waiting_since, revision, burst_of, account_id, urgent,
    (SELECT count(*) FROM alerts AS member WHERE member.folded_into = alerts.id AND member.state = 'open')
        AS folded
"""
SELECT_ALERTS = f"SELECT {COLUMNS}, 0 AS others FROM alerts "  # noqa: S608 (the columns are ours)
FIND_ALERT = SELECT_ALERTS + "WHERE id = ?"
FIND_ALERT_OF_MESSAGE = "SELECT alert_id FROM alert_messages WHERE message_id = ?"
LIST_OPEN_ALERTS = f"""
    WITH turns AS (
        SELECT id AS alert_id, row_number() OVER in_order AS turn, count(*) OVER of_account AS together
        FROM alerts WHERE state = 'open' AND burst_of IS NULL AND (CAST(? AS TEXT) IS NULL OR kind = ?)
        WINDOW of_account AS (PARTITION BY kind, coalesce(account_id, -id)),
            in_order AS (PARTITION BY kind, coalesce(account_id, -id) ORDER BY urgent DESC, created_at, id)
    )
    SELECT {COLUMNS}, CASE turn WHEN 1 THEN together - 1 ELSE 0 END AS others
    FROM alerts JOIN turns ON turns.alert_id = alerts.id
    ORDER BY urgent DESC, turn, created_at, id LIMIT ? OFFSET ?
"""  # noqa: S608
"""Urgent alerts first; then the first of each account, then the second of each, oldest first."""
COUNT_OPEN_ALERTS = """
    SELECT count(*) FROM alerts
    WHERE state = 'open' AND burst_of IS NULL
        AND (CAST(? AS TEXT) IS NULL OR kind = ?) AND (CAST(? AS TEXT) IS NULL OR waiting_since <= ?)
"""
LIST_UNATTENDED_ALERTS = (
    SELECT_ALERTS
    + """
    WHERE state = 'open' AND folded_into IS NULL AND waiting_since <= ?
        AND (reminded_at IS NULL OR reminded_at <= ? OR reminded_at > ?)
    ORDER BY waiting_since, id
    """
)
NOTE_ALERT_REMINDED = "UPDATE alerts SET reminded_at = ? WHERE id = ?"
END_HOLDS = """
    UPDATE alerts SET taken_by_id = NULL, taken_by = NULL, taken_at = NULL, taken_until = NULL,
        revision = revision + 1
    WHERE state = 'open' AND taken_until <= ? RETURNING id
"""
ADD_ALERT_MESSAGE = """
    INSERT INTO alert_messages (message_id, alert_id) VALUES (?, ?)
    ON CONFLICT (message_id) DO UPDATE SET alert_id = excluded.alert_id
"""
SET_ALERT_ACCOUNT = "UPDATE alerts SET account_id = ? WHERE id = ?"
FREE_ALERT_KEY = "UPDATE alerts SET key = key || '/settled/' || id WHERE id = ?"
HURRY_ALERT = "UPDATE alerts SET urgent = 1, message_id = NULL, revision = revision + 1 WHERE id = ?"
SET_ALERT_MESSAGE = "UPDATE alerts SET message_id = ? WHERE id = ?"
IS_ALERT_FOLDED_AWAY = "SELECT 1 FROM alerts WHERE id = ? AND folded_into IS NOT NULL AND message_id IS NULL"
COUNT_ALERTS_BY_KIND = "SELECT kind, count(*) AS raised FROM alerts GROUP BY kind"
TAKE_ALERT = """
    UPDATE alerts SET taken_by_id = ?, taken_by = ?, taken_at = ?, taken_until = ?, waiting_since = ?,
        revision = revision + 1
    WHERE id = ? AND state = 'open' AND (taken_by_id IS NULL OR taken_by_id = ? OR taken_until <= ?)
"""
RELEASE_ALERT = """
    UPDATE alerts SET taken_by_id = NULL, taken_by = NULL, taken_at = NULL, taken_until = NULL,
        waiting_since = ?, revision = revision + 1
    WHERE id = ? AND state = 'open' AND taken_by_id IS NOT NULL
"""
DECIDE_ALERT = """
    UPDATE alerts SET state = 'decided', decided_by = ?, outcome = ?, decided_at = ?, revision = revision + 1
    WHERE id = ? AND state = 'open' AND (taken_by_id IS NULL OR taken_by_id = ? OR taken_until <= ?)
"""
CLOSE_ALERT = """
    UPDATE alerts SET state = 'decided', outcome = ?, decided_at = ?, revision = revision + 1
    WHERE id = ? AND state = 'open'
"""
REOPEN_ALERT = """
    UPDATE alerts SET state = 'open', decided_by = NULL, outcome = NULL, decided_at = NULL,
        taken_by_id = NULL, taken_by = NULL, taken_at = NULL, taken_until = NULL, folded_into = NULL,
        reminded_at = NULL, waiting_since = ?, revision = revision + 1
    WHERE id = ? AND state = 'decided'
"""
SET_ALERT_WAITING = """
    UPDATE alerts SET waiting_since = CASE WHEN taken_until > ? THEN taken_until ELSE ? END
    WHERE id = ? AND state = 'open'
"""
SET_ALERT_DETAILS = "UPDATE alerts SET details = ?, revision = revision + 1 WHERE id = ?"
LIST_UNSHOWN_MESSAGES = """
    SELECT id FROM thread_messages AS said WHERE alert_id = ? AND operator_id IS NULL
        AND NOT (? AND id = (SELECT min(id) FROM thread_messages AS one WHERE one.alert_id = said.alert_id))
        AND NOT EXISTS (SELECT 1 FROM thread_places WHERE thread_message_id = said.id)
    ORDER BY id
"""


@dataclass(frozen=True)
class AlertRepository:
    """``services.alerts.AlertRows`` in the database."""

    connection: Connection

    def add(
        self, kind: AlertKind, key: str, details: Mapping[str, Value], at: datetime, *, is_open: bool
    ) -> Occurrence:
        """Store an alert; a known ``key`` only counts one occurrence more."""
        moment = moment_text(at)
        row = (kind, key, json_text(details), moment, moment, moment, OPEN if is_open else TOLD)
        added = self.connection.execute(ADD_ALERT, row).fetchone()
        return Occurrence(added["id"], added["occurrences"])

    def belong(self, alert_id: int, account_id: int) -> None:
        """Keep whose alert it is."""
        self.connection.execute(SET_ALERT_ACCOUNT, (account_id, alert_id))

    def free_key(self, alert_id: int) -> None:
        """Give up the key of an alert, so that another may have it."""
        self.connection.execute(FREE_ALERT_KEY, (alert_id,))

    def hurry(self, alert_id: int) -> None:
        """Make an alert urgent; no message shows it any more."""
        self.connection.execute(HURRY_ALERT, (alert_id,))

    def find(self, alert_id: int) -> Alert | None:
        """Find an alert by its number."""
        row = self.connection.execute(FIND_ALERT, (alert_id,)).fetchone()
        return None if row is None else _alert(row)

    def find_by_message(self, message_id: int) -> Alert | None:
        """Find the alert that a message in the operators' chat shows, or showed before another did."""
        row = self.connection.execute(FIND_ALERT_OF_MESSAGE, (message_id,)).fetchone()
        return None if row is None else self.find(row["alert_id"])

    def is_folded_away(self, alert_id: int) -> bool:
        """Tell whether an alert is folded into a burst and no message shows it."""
        return self.connection.execute(IS_ALERT_FOLDED_AWAY, (alert_id,)).fetchone() is not None

    def set_message(self, alert_id: int, message_id: int | None) -> None:
        """Keep which message shows an alert; ``None``: the message is gone."""
        self.connection.execute(SET_ALERT_MESSAGE, (message_id, alert_id))

    def add_message(self, alert_id: int, message_id: int) -> None:
        """Keep that a message is about an alert."""
        self.connection.execute(ADD_ALERT_MESSAGE, (message_id, alert_id))

    def list_unshown(self, alert_id: int, *, except_first: bool) -> list[int]:
        """List, in order, the resident's messages about an alert that the group does not see yet."""
        rows = self.connection.execute(LIST_UNSHOWN_MESSAGES, (alert_id, except_first))
        return [row["id"] for row in rows.fetchall()]

    def annotate(self, alert_id: int, details: Mapping[str, Value]) -> None:
        """Replace the details of an alert, which is a change that its message shows."""
        self.connection.execute(SET_ALERT_DETAILS, (json_text(details), alert_id))

    def expect(self, alert_id: int, since: datetime | None) -> None:
        """Note since when an open alert waits for operators; ``None``: it does not."""
        moment = waiting_text(since)
        self.connection.execute(SET_ALERT_WAITING, (moment, moment, alert_id))

    def take(self, alert_id: int, operator: Operator, at: datetime, until: datetime) -> bool:
        """Assign an open alert to an operator; ``False`` if another operator has it, or if it is not open."""
        now, end = moment_text(at), moment_text(until)
        row = (operator.id, operator.name, now, end, end, alert_id, operator.id, now)
        return self._changes(TAKE_ALERT, row)

    def release(self, alert_id: int, at: datetime) -> bool:
        """End the hold of an open alert; ``False`` if it was not assigned to an operator."""
        return self._changes(RELEASE_ALERT, (moment_text(at), alert_id))

    def decide(self, alert_id: int, operator: Operator, outcome: str, at: datetime) -> bool:
        """Close an open alert, taken or not; ``False`` if another operator has it or was faster."""
        now = moment_text(at)
        return self._changes(DECIDE_ALERT, (operator.name, outcome, now, alert_id, operator.id, now))

    def close(self, alert_id: int, outcome: str, at: datetime) -> bool:
        """Close an open alert, even if an operator has it; ``False`` if it was closed before."""
        return self._changes(CLOSE_ALERT, (outcome, moment_text(at), alert_id))

    def reopen(self, alert_id: int, at: datetime) -> bool:
        """Let a decided alert wait for operators again; ``False`` if it is open."""
        return self._changes(REOPEN_ALERT, (moment_text(at), alert_id))

    def end_holds(self, now: datetime) -> list[int]:
        """End the holds whose time is over, and return the ids of their alerts."""
        return [row["id"] for row in self.connection.execute(END_HOLDS, (moment_text(now),)).fetchall()]

    def list_unattended(self, since: datetime, now: datetime) -> list[Alert]:
        """List open alerts without an operator and without a reminder since then; longest waiting first.

        A reminder from the future was left before the clock was set back, and does not count.
        """
        before = moment_text(since)
        rows = self.connection.execute(LIST_UNATTENDED_ALERTS, (before, before, moment_text(now)))
        return [_alert(row) for row in rows]

    def note_reminded(self, alerts: Sequence[Alert], at: datetime) -> None:
        """Keep that operators were reminded of these alerts."""
        self.connection.executemany(NOTE_ALERT_REMINDED, [(moment_text(at), alert.id) for alert in alerts])

    def count_open(self, kind: AlertKind | None, waiting_since: datetime | None) -> int:
        """Count the open alerts, of a kind or all; only those that have waited since a moment, if given."""
        since = None if waiting_since is None else moment_text(waiting_since)
        count: int = self.connection.execute(COUNT_OPEN_ALERTS, (kind, kind, since, since)).fetchone()[0]
        return count

    def list_open(self, kind: AlertKind | None, skip: int, most: int) -> list[Alert]:
        """List the open alerts, of a kind or all: urgent ones first, then by turns of accounts."""
        return [_alert(row) for row in self.connection.execute(LIST_OPEN_ALERTS, (kind, kind, most, skip))]

    def count_by_kind(self) -> dict[str, int]:
        """Count all alerts that were ever raised."""
        return {row["kind"]: row["raised"] for row in self.connection.execute(COUNT_ALERTS_BY_KIND)}

    def _changes(self, sql: str, row: tuple[Value, ...]) -> bool:
        return self.connection.execute(sql, row).rowcount == 1


def _alert(row: Row) -> Alert:
    return Alert(
        id=row["id"],
        kind=AlertKind(row["kind"]),
        details=json_object(row["details"]),
        occurrences=row["occurrences"],
        created_at=moment_from(row["created_at"]),
        last_at=moment_from(row["last_at"]),
        message_id=row["message_id"],
        decided_by=row["decided_by"],
        decided_at=optional_moment_from(row["decided_at"]),
        outcome=row["outcome"],
        hold=_hold(row),
        waiting_since=moment_from(row["waiting_since"]),
        burst_of=None if row["burst_of"] is None else AlertKind(row["burst_of"]),
        folded=row["folded"],
        revision=row["revision"],
        account_id=row["account_id"],
        is_urgent=bool(row["urgent"]),
        others=row["others"],
    )


def _hold(row: Row) -> Hold | None:
    if row["taken_by_id"] is None:
        return None
    return Hold(
        operator=Operator(row["taken_by_id"], row["taken_by"]),
        since=moment_from(row["taken_at"]),
        until=moment_from(row["taken_until"]),
    )
