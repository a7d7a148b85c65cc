"""Lists of readings that wait to be sent, with what is known of each row."""

from dataclasses import dataclass
from datetime import datetime

from domain.batch import Batch, BatchRow, RowState, Said
from domain.batch_text import RowText
from storage.columns import moment_text
from storage.connection import Connection, Row

OPEN_BATCH = """
    INSERT INTO reading_batches (account_id, idempotency_key, begun_at) VALUES (?, ?, ?)
    ON CONFLICT (idempotency_key) DO NOTHING
"""
FIND_BATCH_BY_KEY = "SELECT id FROM reading_batches WHERE idempotency_key = ?"
FIND_BATCH = "SELECT id, account_id, idempotency_key FROM reading_batches WHERE id = ?"
LIST_ROWS_OF_BATCH = """
    SELECT place, number, meter, entered, said, state, meter_id, shown, is_changed, reading_id
    FROM reading_batch_rows WHERE batch_id = ? ORDER BY place
"""
PUT_ROW_OF_BATCH = """
    INSERT INTO reading_batch_rows (
        batch_id, place, number, meter, entered, said, state, meter_id, shown, is_changed, reading_id
    )
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (batch_id, place) DO UPDATE SET
        number = excluded.number,
        meter = excluded.meter,
        entered = excluded.entered,
        said = excluded.said,
        state = excluded.state,
        meter_id = excluded.meter_id,
        shown = excluded.shown,
        is_changed = excluded.is_changed,
        reading_id = excluded.reading_id
"""
FORGET_ROWS_OF_BATCHES = """
    DELETE FROM reading_batch_rows WHERE batch_id IN (SELECT id FROM reading_batches WHERE begun_at < ?)
"""
FORGET_BATCHES = "DELETE FROM reading_batches WHERE begun_at < ?"


@dataclass(frozen=True)
class BatchRepository:
    """``services.numbers.batches.BatchBook`` in the database."""

    connection: Connection

    def open(self, account_id: int, key: str, at: datetime) -> int:
        """Return the list of a conversation, which begins now if it has not begun."""
        self.connection.execute(OPEN_BATCH, (account_id, key, moment_text(at)))
        return int(self.connection.execute(FIND_BATCH_BY_KEY, (key,)).fetchone()["id"])

    def find(self, batch_id: int) -> Batch | None:
        """Find a list with all its rows."""
        found = self.connection.execute(FIND_BATCH, (batch_id,)).fetchone()
        if found is None:
            return None
        rows = self.connection.execute(LIST_ROWS_OF_BATCH, (batch_id,))
        return Batch(batch_id, found["account_id"], found["idempotency_key"], tuple(map(_row, rows)))

    def put(self, batch_id: int, row: BatchRow) -> None:
        """Keep a row in the place of the one that stands there, if any."""
        values = (
            *(batch_id, row.place, row.text.number, row.text.meter, row.text.values),
            *(row.said, row.state, row.meter_id, row.shown, row.is_changed, row.reading_id),
        )
        self.connection.execute(PUT_ROW_OF_BATCH, values)

    def forget(self, before: datetime) -> None:
        """Forget the lists that were begun before a moment; the readings stay."""
        self.connection.execute(FORGET_ROWS_OF_BATCHES, (moment_text(before),))
        self.connection.execute(FORGET_BATCHES, (moment_text(before),))


def _row(row: Row) -> BatchRow:
    return BatchRow(
        place=row["place"],
        text=RowText(row["number"], row["meter"], row["entered"]),
        said=Said(row["said"]),
        state=None if row["state"] is None else RowState(row["state"]),
        meter_id=row["meter_id"],
        shown=row["shown"],
        is_changed=bool(row["is_changed"]),
        reading_id=row["reading_id"],
    )
