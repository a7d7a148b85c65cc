"""Readings that were typed and not confirmed, each with the moment of its reminder."""

from dataclasses import dataclass
from datetime import datetime

from domain.dates import Month
from services.numbers.unconfirmed import TypedReading
from storage.columns import moment_from, moment_text
from storage.connection import Connection

NOTE_TYPED = """
    INSERT INTO typed_readings (account_id, meter_id, chat_id, month, typed_at, remind_at)
    VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (account_id, meter_id) DO UPDATE SET
        chat_id = excluded.chat_id,
        typed_at = excluded.typed_at,
        remind_at = CASE
            WHEN typed_readings.month = excluded.month AND typed_readings.remind_at IS NULL THEN NULL
            ELSE excluded.remind_at
        END,
        month = excluded.month
"""
FORGET_TYPED = "DELETE FROM typed_readings WHERE account_id = ? AND meter_id = ?"
LIST_DUE = """
    SELECT account_id, meter_id, chat_id, month, typed_at FROM typed_readings
    WHERE remind_at <= ? ORDER BY remind_at, account_id, meter_id LIMIT ?
"""
NOTE_REMINDED = "UPDATE typed_readings SET remind_at = NULL WHERE account_id = ? AND meter_id = ?"
FIND_TYPED = "SELECT 1 FROM typed_readings WHERE account_id = ? AND meter_id = ?"


@dataclass(frozen=True)
class TypedReadingRepository:
    """``services.numbers.unconfirmed.TypedReadings`` in the database."""

    connection: Connection

    def note(self, typed: TypedReading, remind_at: datetime | None) -> None:
        """Keep that values were typed; of the same month a reminder that went out is not repeated."""
        row = (
            typed.account_id,
            typed.meter_id,
            typed.chat_id,
            str(typed.month),
            moment_text(typed.typed_at),
            None if remind_at is None else moment_text(remind_at),
        )
        self.connection.execute(NOTE_TYPED, row)

    def forget(self, account_id: int, meter_id: str) -> None:
        """Forget it, because the reading was confirmed or given up."""
        self.connection.execute(FORGET_TYPED, (account_id, meter_id))

    def list_due(self, now: datetime, most: int) -> list[TypedReading]:
        """List those whose reminder is due, the oldest first."""
        return [
            TypedReading(
                row["account_id"],
                row["meter_id"],
                row["chat_id"],
                Month.parse(row["month"]),
                moment_from(row["typed_at"]),
            )
            for row in self.connection.execute(LIST_DUE, (moment_text(now), most))
        ]

    def note_reminded(self, typed: TypedReading) -> None:
        """Keep that the reminder was left."""
        self.connection.execute(NOTE_REMINDED, (typed.account_id, typed.meter_id))

    def is_unconfirmed(self, account_id: int, meter_id: str) -> bool:
        """Tell whether it is still neither confirmed nor given up."""
        return self.connection.execute(FIND_TYPED, (account_id, meter_id)).fetchone() is not None
