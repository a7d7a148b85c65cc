"""Counts of what is limited: failed sign-ins, codes, proofs and captchas, letters sent."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from storage.columns import moment_from, moment_text

RECORD = "INSERT INTO attempts (kind, subject, at) VALUES (?, ?, ?)"
SINCE = "SELECT at FROM attempts WHERE kind = ? AND subject = ? AND at > ? ORDER BY at"
FORGET = "DELETE FROM attempts WHERE kind = ? AND subject = ?"


@dataclass(frozen=True)
class AttemptRepository:
    """``services.ports.AttemptLog`` in the database."""

    connection: sqlite3.Connection

    def record(self, kind: str, subject: str, at: datetime) -> None:
        """Count one attempt."""
        self.connection.execute(RECORD, (kind, subject, moment_text(at)))

    def moments_since(self, kind: str, subject: str, since: datetime) -> list[datetime]:
        """Moments of the attempts after ``since``, oldest first."""
        rows = self.connection.execute(SINCE, (kind, subject, moment_text(since)))
        return [moment_from(row["at"]) for row in rows]

    def forget(self, kind: str, subject: str) -> None:
        """Clear what was counted."""
        self.connection.execute(FORGET, (kind, subject))
