"""Alerts to the operators: stored before they are sent, decided by one operator only."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from services.alerts import Alert
from services.ports import Outbox, Priority, Value
from storage.columns import json_object, json_text, moment_from, moment_text, optional_moment_from

MESSAGE_KIND = "alert"

RAISE = """
    INSERT INTO alerts (kind, key, details, created_at, state) VALUES (?, ?, ?, ?, 'open')
    ON CONFLICT (key) DO UPDATE SET occurrences = alerts.occurrences + 1
    RETURNING id, occurrences
"""
SELECT = """
    SELECT id, kind, details, occurrences, created_at, message_id, decided_by, decided_at, outcome FROM alerts
"""
GET = SELECT + "WHERE id = ?"
FIND_BY_MESSAGE = SELECT + "WHERE message_id = ?"
LIST_OPEN = SELECT + "WHERE state = 'open' ORDER BY created_at, id"
SET_MESSAGE = "UPDATE alerts SET message_id = ? WHERE id = ?"
COUNT_BY_KIND = "SELECT kind, count(*) AS raised FROM alerts GROUP BY kind"
DECIDE = """
    UPDATE alerts SET state = 'decided', decided_by = ?, outcome = ?, decided_at = ?
    WHERE id = ? AND state = 'open'
"""


@dataclass(frozen=True)
class AlertRepository:
    """``services.alerts.AlertDesk`` in the database, and what sends and edits the messages needs."""

    connection: sqlite3.Connection
    outbox: Outbox
    operator_chat_id: int | None
    operator_language: str

    def raise_alert(self, kind: str, key: str, details: Mapping[str, Value], at: datetime) -> int:
        """Store an alert, leave its message to the operators and return its id.

        A known ``key`` only counts one occurrence more. Without an operators' chat there is no message.
        """
        row = self.connection.execute(RAISE, (kind, key, json_text(details), moment_text(at))).fetchone()
        alert_id: int = row["id"]
        if row["occurrences"] == 1 and self.operator_chat_id is not None:
            self.outbox.telegram(
                self.operator_chat_id,
                MESSAGE_KIND,
                {"alert": alert_id},
                language=self.operator_language,
                priority=Priority.ALERT,
            )
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

    def set_message(self, alert_id: int, message_id: int) -> None:
        """Keep which message shows an alert, to edit it when the alert is decided."""
        self.connection.execute(SET_MESSAGE, (message_id, alert_id))

    def decide(self, alert_id: int, by: str, outcome: str, at: datetime) -> bool:
        """Close an open alert; ``False`` if another operator was faster."""
        return self.connection.execute(DECIDE, (by, outcome, moment_text(at), alert_id)).rowcount == 1

    def count_by_kind(self) -> dict[str, int]:
        """Count all alerts that were ever raised."""
        return {row["kind"]: row["raised"] for row in self.connection.execute(COUNT_BY_KIND)}

    def list_open(self) -> list[Alert]:
        """List what nobody has decided, oldest first."""
        return [_alert(row) for row in self.connection.execute(LIST_OPEN)]


def _alert(row: sqlite3.Row) -> Alert:
    return Alert(
        id=row["id"],
        kind=row["kind"],
        details=json_object(row["details"]),
        occurrences=row["occurrences"],
        created_at=moment_from(row["created_at"]),
        message_id=row["message_id"],
        decided_by=row["decided_by"],
        decided_at=optional_moment_from(row["decided_at"]),
        outcome=row["outcome"],
    )
