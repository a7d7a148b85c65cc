"""Counts of what is limited: failed sign-ins, codes, proofs and captchas, letters sent.

Rows that no limit looks at any more are deleted on the way, a few with every attempt that is recorded.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.limits import LONGEST_WINDOW, login_in_chat
from storage.columns import moment_from, moment_text
from storage.connection import Connection

RECORD_ATTEMPT = """
    INSERT INTO attempts (kind, subject, at, idempotency_key) VALUES (?, ?, ?, ?)
    ON CONFLICT (kind, subject, idempotency_key) DO NOTHING
"""
IS_ATTEMPT_RECORDED = "SELECT 1 FROM attempts WHERE kind = ? AND subject = ? AND idempotency_key = ?"
LIST_NEWEST_ATTEMPTS = """
    SELECT at FROM attempts WHERE kind = ? AND subject = ? AND at > ? ORDER BY at DESC LIMIT ?
"""
LIST_ATTEMPT_SUBJECTS = """
    SELECT subject FROM attempts WHERE kind = ? AND subject >= ? AND subject < ?
    GROUP BY subject ORDER BY max(at) DESC LIMIT ?
"""
LIST_ATTEMPT_SUBJECTS_IN_CHAT = """
    SELECT subject FROM attempts WHERE kind = ? AND subject LIKE ?
    GROUP BY subject ORDER BY max(at) DESC LIMIT ?
"""
TAKE_ATTEMPT_BACK = "DELETE FROM attempts WHERE kind = ? AND subject = ? AND idempotency_key = ?"
FORGET_ATTEMPTS = "DELETE FROM attempts WHERE kind = ? AND subject = ?"
DELETE_OLD_ATTEMPTS = """
    DELETE FROM attempts WHERE (kind, subject, at) IN (
        SELECT kind, subject, at FROM attempts WHERE at <= ? ORDER BY at LIMIT ?
    )
"""

LAST_SIGN = "\U0010ffff"
"""What stands behind every other sign in the order of texts."""
DELETED_AT_ONCE = 100
"""More than one, to catch up after many; few enough to keep no other writer waiting."""


@dataclass(frozen=True)
class AttemptRepository:
    """``services.ports.AttemptLog`` in the database."""

    connection: Connection

    def record(self, kind: str, subject: str, at: datetime, key: str) -> None:
        """Count one attempt, unless this key was counted before."""
        self.connection.execute(RECORD_ATTEMPT, (kind, subject, moment_text(at), key))
        self.connection.execute(DELETE_OLD_ATTEMPTS, (moment_text(at - LONGEST_WINDOW), DELETED_AT_ONCE))

    def is_recorded(self, kind: str, subject: str, key: str) -> bool:
        """Whether the attempt with this key was counted."""
        return self.connection.execute(IS_ATTEMPT_RECORDED, (kind, subject, key)).fetchone() is not None

    def newest(self, kind: str, subject: str, since: datetime, most: int) -> list[datetime]:
        """Moments of the newest attempts after ``since``, ``most`` of them at most, oldest first."""
        rows = self.connection.execute(LIST_NEWEST_ATTEMPTS, (kind, subject, moment_text(since), most))
        return [moment_from(row["at"]) for row in rows][::-1]

    def list_subjects(self, kind: str, prefix: str, most: int) -> list[str]:
        """List the subjects of a kind that begin with a prefix, those with the newest attempts first."""
        bounds = (prefix, prefix + LAST_SIGN)
        rows = self.connection.execute(LIST_ATTEMPT_SUBJECTS, (kind, *bounds, most))
        return [row["subject"] for row in rows]

    def list_subjects_in_chat(self, kind: str, chat_id: int, most: int) -> list[str]:
        """List the logins in one chat that were counted, those with the newest attempts first."""
        ends_so = login_in_chat("%", chat_id)
        rows = self.connection.execute(LIST_ATTEMPT_SUBJECTS_IN_CHAT, (kind, ends_so, most))
        return [row["subject"] for row in rows]

    def take_back(self, kind: str, subject: str, key: str) -> None:
        """Count the attempt with this key no more."""
        self.connection.execute(TAKE_ATTEMPT_BACK, (kind, subject, key))

    def forget(self, kind: str, subject: str) -> None:
        """Clear what was counted."""
        self.connection.execute(FORGET_ATTEMPTS, (kind, subject))
