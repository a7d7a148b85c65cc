"""Alerts to the operators: stored before they are sent, had by one operator at a time, decided once.

Whatever changes an alert leaves a message of kind :data:`MESSAGE_KIND`, which shows the alert as it stands
when it goes out: as a new message, or in place of the one that is there. One waits at a time; a change that
comes while it is on its way is noticed by the alert's ``revision`` and drawn afterwards.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.alerts import Alert, AlertKind, Care, Hold
from services.audit import Operator
from services.ports import Priority, Value
from storage.columns import json_object, json_text, moment_from, moment_text, optional_moment_from
from storage.outbox import OutboxRepository

MESSAGE_KIND = "alert"
COUNTED_EVERY = timedelta(seconds=30)
"""How often the message of an alert that happens again and again is changed at most."""

OPEN, DECIDED, TOLD = "open", "decided", "told"
"""States. What is only told was never open."""

RAISE = """
    INSERT INTO alerts (kind, key, details, created_at, last_at, waiting_since, state)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET
        occurrences = alerts.occurrences + 1, last_at = excluded.last_at, revision = alerts.revision + 1
    RETURNING id, occurrences
"""
SELECT = """
    SELECT id, kind, details, occurrences, created_at, last_at, message_id, decided_by, decided_at, outcome,
        taken_by_id, taken_by, taken_at, taken_until, revision
    FROM alerts
"""
GET = SELECT + "WHERE id = ?"
FIND_BY_MESSAGE = SELECT + "WHERE message_id = ?"
LIST_OPEN = SELECT + "WHERE state = 'open' ORDER BY created_at, id"
SET_MESSAGE = "UPDATE alerts SET message_id = ? WHERE id = ? RETURNING revision"
COUNT_BY_KIND = "SELECT kind, count(*) AS raised FROM alerts GROUP BY kind"
CHANGED = "UPDATE alerts SET revision = revision + 1 WHERE id = ?"
TAKE = """
    UPDATE alerts SET taken_by_id = ?, taken_by = ?, taken_at = ?, taken_until = ?, waiting_since = ?,
        revision = revision + 1
    WHERE id = ? AND state = 'open' AND (taken_by_id IS NULL OR taken_by_id = ? OR taken_until <= ?)
"""
RELEASE = """
    UPDATE alerts SET taken_by_id = NULL, taken_by = NULL, taken_at = NULL, taken_until = NULL,
        waiting_since = ?, revision = revision + 1
    WHERE id = ? AND state = 'open' AND taken_by_id IS NOT NULL
"""
DECIDE = """
    UPDATE alerts SET state = 'decided', decided_by = ?, outcome = ?, decided_at = ?, revision = revision + 1
    WHERE id = ? AND state = 'open' AND (taken_by_id IS NULL OR taken_by_id = ? OR taken_until <= ?)
"""
CLOSE = """
    UPDATE alerts SET state = 'decided', outcome = ?, decided_at = ?, revision = revision + 1
    WHERE id = ? AND state = 'open'
"""


@dataclass(frozen=True)
class AlertRepository:
    """``services.alerts.AlertDesk`` in the database, and what sends and edits the messages needs."""

    connection: sqlite3.Connection
    outbox: OutboxRepository
    operator_chat_id: int | None
    operator_language: str

    def raise_alert(self, kind: str, key: str, details: Mapping[str, Value], at: datetime) -> int:
        """Store an alert, leave its message to the operators and return its id.

        A known ``key`` only counts one occurrence more. Without an operators' chat there is no message.
        """
        state = TOLD if AlertKind(kind).care is Care.NEWS else OPEN
        moment = moment_text(at)
        row = self.connection.execute(
            RAISE, (kind, key, json_text(details), moment, moment, moment, state)
        ).fetchone()
        alert_id: int = row["id"]
        if row["occurrences"] == 1:
            self._draw(alert_id, Priority.ALERT)
        else:
            self._draw(alert_id, Priority.ALERT, COUNTED_EVERY)
        return alert_id

    def find(self, alert_id: int) -> Alert | None:
        """Find an alert by its number."""
        row = self.connection.execute(GET, (alert_id,)).fetchone()
        return None if row is None else _alert(row)

    def get(self, alert_id: int) -> Alert:
        """Return an alert; ``LookupError`` if there is none."""
        alert = self.find(alert_id)
        if alert is None:
            raise LookupError(alert_id)
        return alert

    def find_by_message(self, message_id: int) -> Alert | None:
        """Find the alert that a message in the operators' chat shows."""
        row = self.connection.execute(FIND_BY_MESSAGE, (message_id,)).fetchone()
        return None if row is None else _alert(row)

    def set_message(self, alert_id: int, message_id: int, revision: int) -> None:
        """Keep which message shows an alert, and draw it again if it has changed since ``revision``."""
        (current,) = self.connection.execute(SET_MESSAGE, (message_id, alert_id)).fetchone()
        if current != revision:
            self._draw(alert_id, Priority.DESK)

    def redraw(self, alert_id: int) -> None:
        """Have the message of an alert drawn again, because something changed that it shows."""
        self.connection.execute(CHANGED, (alert_id,))
        self._draw(alert_id, Priority.DESK)

    def take(self, alert_id: int, operator: Operator, at: datetime, until: datetime) -> bool:
        """Give an open alert to an operator; ``False`` if another one has it, or if it is not open."""
        now, end = moment_text(at), moment_text(until)
        row = (operator.id, operator.name, now, end, end, alert_id, operator.id, now)
        return self._change(alert_id, TAKE, row)

    def release(self, alert_id: int, at: datetime) -> None:
        """Let nobody have an open alert any more."""
        self._change(alert_id, RELEASE, (moment_text(at), alert_id))

    def decide(self, alert_id: int, operator: Operator, outcome: str, at: datetime) -> bool:
        """Close an open alert, taken or not; ``False`` if another operator has it or was faster."""
        now = moment_text(at)
        return self._change(alert_id, DECIDE, (operator.name, outcome, now, alert_id, operator.id, now))

    def close(self, alert_id: int, outcome: str, at: datetime) -> bool:
        """Close an open alert that became pointless, whoever has it; ``False`` if it was closed before."""
        return self._change(alert_id, CLOSE, (outcome, moment_text(at), alert_id))

    def count_by_kind(self) -> dict[str, int]:
        """Count all alerts that were ever raised."""
        return {row["kind"]: row["raised"] for row in self.connection.execute(COUNT_BY_KIND)}

    def list_open(self) -> list[Alert]:
        """List what nobody has decided, oldest first."""
        return [_alert(row) for row in self.connection.execute(LIST_OPEN)]

    def _change(self, alert_id: int, sql: str, row: tuple[Value, ...]) -> bool:
        has_changed = self.connection.execute(sql, row).rowcount == 1
        if has_changed:
            self._draw(alert_id, Priority.DESK)
        return has_changed

    def _draw(self, alert_id: int, priority: Priority, delay: timedelta = timedelta(0)) -> None:
        if self.operator_chat_id is None:
            return
        self.outbox.telegram(
            self.operator_chat_id,
            MESSAGE_KIND,
            {"alert": alert_id},
            language=self.operator_language,
            priority=priority,
            once=f"{MESSAGE_KIND}:{alert_id}",
            delay=delay,
        )


def _alert(row: sqlite3.Row) -> Alert:
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
        revision=row["revision"],
    )


def _hold(row: sqlite3.Row) -> Hold | None:
    if row["taken_by_id"] is None:
        return None
    return Hold(
        operator=Operator(row["taken_by_id"], row["taken_by"]),
        since=moment_from(row["taken_at"]),
        until=moment_from(row["taken_until"]),
    )
