"""Of what accounts want to be reminded, what they were reminded of, and whom the next reminders are for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from domain.reminder import ReminderKind
from services.numbers.reminders import Held, NearVerification, Reminder
from storage.columns import moment_text
from storage.connection import Connection

FIND_CHOICE = "SELECT is_wanted FROM reminder_choices WHERE account_id = ? AND kind = ?"
LIST_CHOICES = "SELECT kind, is_wanted FROM reminder_choices WHERE account_id = ?"
KEEP_CHOICE = """
    INSERT INTO reminder_choices (account_id, kind, is_wanted) VALUES (?, ?, ?)
    ON CONFLICT (account_id, kind) DO UPDATE SET is_wanted = excluded.is_wanted
"""
NOTE_REMINDER = """
    INSERT INTO reminders (account_id, kind, subject, occasion, left_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (account_id, kind, subject, occasion) DO NOTHING
"""
LIST_HELD = """
    SELECT h.account_id, h.number FROM holdings h
    WHERE (h.account_id, h.number) > (?, ?) ORDER BY h.account_id, h.number LIMIT ?
"""
LIST_NEAR_VERIFICATIONS = """
    SELECT m.verify_by, m.id, h.account_id FROM meters m JOIN holdings h ON h.number = m.number
    WHERE m.verify_by >= ? AND m.verify_by <= ? AND m.closed_at IS NULL
        AND (m.verify_by, m.id, h.account_id) > (?, ?, ?)
    ORDER BY m.verify_by, m.id, h.account_id LIMIT ?
"""
LIST_WHO_WANT = """
    SELECT account_id FROM reminder_choices WHERE kind = ? AND is_wanted AND account_id > ?
    ORDER BY account_id LIMIT ?
"""
FORGET_REMINDERS = """
    DELETE FROM reminders WHERE (account_id, kind, subject, occasion) IN (
        SELECT account_id, kind, subject, occasion FROM reminders WHERE left_at < ? ORDER BY left_at LIMIT ?
    )
"""


@dataclass(frozen=True)
class ReminderRepository:
    """``services.numbers.reminders.ReminderBook`` in the database."""

    connection: Connection

    def is_wanted(self, account_id: int, kind: ReminderKind) -> bool:
        """Tell whether an account wants to be reminded of something."""
        row = self.connection.execute(FIND_CHOICE, (account_id, kind)).fetchone()
        return kind.is_on_at_first if row is None else bool(row["is_wanted"])

    def list_wanted(self, account_id: int) -> Mapping[ReminderKind, bool]:
        """Tell of every kind whether an account wants it."""
        rows = self.connection.execute(LIST_CHOICES, (account_id,))
        chosen = {row["kind"]: bool(row["is_wanted"]) for row in rows}
        return {kind: chosen.get(kind, kind.is_on_at_first) for kind in ReminderKind}

    def choose(self, account_id: int, kind: ReminderKind, *, is_wanted: bool) -> None:
        """Keep whether an account wants to be reminded of something."""
        self.connection.execute(KEEP_CHOICE, (account_id, kind, is_wanted))

    def note(self, reminder: Reminder, at: datetime) -> bool:
        """Keep that a reminder was left; ``False`` if it was left before."""
        row = (reminder.account_id, reminder.kind, reminder.subject, reminder.occasion, moment_text(at))
        return self.connection.execute(NOTE_REMINDER, row).rowcount == 1

    def list_held(self, after: Held, most: int) -> list[Held]:
        """List numbers with the accounts that hold them, after one in the order of both."""
        rows = self.connection.execute(LIST_HELD, (after.account_id, after.number, most))
        return [Held(row["account_id"], row["number"]) for row in rows]

    def list_near_verifications(
        self, first: date, last: date, after: NearVerification, most: int
    ) -> list[NearVerification]:
        """List meters whose verification ends in some days, with those who hold their number."""
        place = (after.verify_by, after.meter_id, after.account_id)
        rows = self.connection.execute(
            LIST_NEAR_VERIFICATIONS, (first.isoformat(), last.isoformat(), *place, most)
        )
        return [NearVerification(row["verify_by"], row["id"], row["account_id"]) for row in rows]

    def list_who_want(self, kind: ReminderKind, after: int, most: int) -> list[int]:
        """List accounts that switched a reminder on, after one in the order of their ids."""
        rows = self.connection.execute(LIST_WHO_WANT, (kind, after, most))
        return [row["account_id"] for row in rows]

    def forget(self, before: datetime, limit: int) -> int:
        """Delete up to ``limit`` notes of reminders that were left before a moment, and return how many."""
        return self.connection.execute(FORGET_REMINDERS, (moment_text(before), limit)).rowcount
