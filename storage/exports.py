"""The exports to the billing system: which readings each holds, and how their rows looked at that moment.

Receipt, month, values and moment of a reading never change. What could change between two writings of the
same export is kept in ``export_rows``: the serial number of the meter, how the registry spells the number,
the consumption, which depends on the digits of the meter, and the number that billing gives the scale of
that name. A scale that billing does not have any more has none.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from domain.export import Export, ExportRow
from domain.reading import ReadingValue, Source, Status
from services.exchange.exports import Portion, SenderChat
from storage.columns import moment_from, moment_text, optional_moment_from
from storage.connection import Connection, Row
from storage.meters import kwh_from, optional_kwh_from, optional_watt_hours

COUNT_WAITING_READINGS = "SELECT count(*) FROM readings WHERE status = 'accepted'"
SELECT_EXPORTS = """
    SELECT id, begun_at, sealed_at, written_at, reading_count, row_count, value_sum, consumption_sum,
        first_entered_at, last_entered_at, change_count, has_remarks,
        has_sources
    FROM exports
"""
FIND_EXPORT = SELECT_EXPORTS + "WHERE id = ?"
FIND_UNFINISHED_EXPORT = SELECT_EXPORTS + "WHERE written_at IS NULL ORDER BY id LIMIT 1"
LIST_LAST_EXPORTS = SELECT_EXPORTS + "ORDER BY id DESC LIMIT ?"
FIND_LAST_WAITING_READING = "SELECT coalesce(max(id), 0) FROM readings WHERE status = 'accepted'"
BEGIN_EXPORT = """
    INSERT INTO exports (begun_at, last_reading, has_remarks, has_sources) VALUES (?, ?, 1, TRUE) RETURNING id
"""
FIND_PORTION_BOUNDS = """
    SELECT min(account_id) AS first, max(account_id) AS last,
        (SELECT last_reading FROM exports WHERE id = ?) AS until, count(*) AS found
    FROM (
        SELECT account_id FROM readings
        WHERE status = 'accepted' AND id <= (SELECT last_reading FROM exports WHERE id = ?)
        ORDER BY account_id, id LIMIT ?
    ) AS portion
"""
"""All readings of an account are of one portion, so that its owner reads of them in one message."""
LIST_VALUES_WITHIN = """
    SELECT r.id, r.entered_at, v.scale, v.previous, v.value, v.rolled_over, v.below_known, m.serial,
        m.digits,
        coalesce(nullif(v.name, ''), s.name, '') AS name, coalesce(s.scale, 0) AS ordinal,
        coalesce(n.spelling, n.number) AS number
    FROM readings r
    JOIN subscribers n ON n.number = r.number
    JOIN reading_values v ON v.reading_id = r.id
    JOIN meters m ON m.id = r.meter_id
    LEFT JOIN scales s ON s.meter_id = r.meter_id AND coalesce(s.identity, s.scale) = v.scale
    WHERE r.status = 'accepted' AND r.account_id BETWEEN ? AND ? AND r.id <= ?
"""
ADD_EXPORT_ROW = """
    INSERT INTO export_rows (export_id, reading_id, scale, serial, name, number, ordinal, consumption)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
LIST_CHATS_WITHIN = """
    SELECT r.receipt, r.number, a.id AS account_id, a.language, s.chat_id
    FROM readings r
    JOIN accounts a ON a.id = r.account_id
    LEFT JOIN sessions s ON s.account_id = r.account_id
    WHERE r.status = 'accepted' AND r.account_id BETWEEN ? AND ? AND r.id <= ?
    ORDER BY r.account_id, s.chat_id, r.id
"""
MOVE_READINGS = """
    UPDATE readings SET status = ? WHERE status = 'accepted' AND account_id BETWEEN ? AND ? AND id <= ?
"""
ADD_TO_EXPORT_SUMS = """
    UPDATE exports SET reading_count = reading_count + :readings, row_count = row_count + :rows,
        value_sum = value_sum + :value_sum, consumption_sum = consumption_sum + :consumption_sum,
        first_entered_at = CASE WHEN first_entered_at < :first THEN first_entered_at ELSE :first END,
        last_entered_at = CASE WHEN last_entered_at > :last THEN last_entered_at ELSE :last END
    WHERE id = :export
"""
SEAL_EXPORT = "UPDATE exports SET sealed_at = ?, change_count = ? WHERE id = ? AND sealed_at IS NULL"
NOTE_EXPORT_WRITTEN = "UPDATE exports SET written_at = ? WHERE id = ? AND written_at IS NULL"
LIST_EXPORT_ROWS = """
    SELECT e.reading_id, e.scale, coalesce(e.ordinal, e.scale) AS ordinal, e.serial, e.name, e.consumption,
        coalesce(e.number, r.number) AS number, r.receipt, r.meter_id, r.month, r.entered_at, r.source,
        v.previous, v.value, v.rolled_over, v.below_known
    FROM export_rows e
    JOIN readings r ON r.id = e.reading_id
    JOIN reading_values v ON v.reading_id = e.reading_id AND v.scale = e.scale
    WHERE e.export_id = ? AND (e.reading_id, e.scale) > (?, ?)
    ORDER BY e.reading_id, e.scale LIMIT ?
"""


@dataclass(frozen=True)
class ExportRepository:
    """``services.exchange.exports.ExportBook`` in the database."""

    connection: Connection

    def count_waiting(self) -> int:
        """Count the readings that no export took yet."""
        count: int = self.connection.execute(COUNT_WAITING_READINGS).fetchone()[0]
        return count

    def find(self, number: int) -> Export | None:
        """Find an export by its number."""
        return self._find(FIND_EXPORT, number)

    def get(self, number: int) -> Export:
        """Return an export; ``LookupError`` if there is no such export."""
        export = self.find(number)
        if export is None:
            raise LookupError(number)
        return export

    def find_unfinished(self) -> Export | None:
        """Find the oldest export whose files were never written."""
        return self._find(FIND_UNFINISHED_EXPORT)

    def list_last(self, limit: int) -> list[Export]:
        """List the newest exports, newest first."""
        return [_export(row) for row in self.connection.execute(LIST_LAST_EXPORTS, (limit,))]

    def begin(self, at: datetime, *, with_changes: bool) -> Export | None:
        """Begin an export of the readings that wait now.

        ``None`` if no reading waits, unless the export is ``with_changes``: reports of other meters.
        """
        last: int = self.connection.execute(FIND_LAST_WAITING_READING).fetchone()[0]
        if not last and not with_changes:
            return None
        number: int = self.connection.execute(BEGIN_EXPORT, (moment_text(at), last)).fetchone()["id"]
        return self.get(number)

    def take(self, number: int, limit: int) -> Portion:
        """Move the next readings into an open export, and return where their senders are signed in.

        The last account that the limit reaches goes with all of its readings.
        """
        bounds = self.connection.execute(FIND_PORTION_BOUNDS, (number, number, limit)).fetchone()
        if not bounds["found"]:
            return Portion(0, ())
        within = (bounds["first"], bounds["last"], bounds["until"])
        self._keep_rows(number, within)
        chats = [_chat(row) for row in self.connection.execute(LIST_CHATS_WITHIN, within)]
        moved = self.connection.execute(MOVE_READINGS, (Status.EXPORTED, *within)).rowcount
        return Portion(moved, chats)

    def _keep_rows(self, number: int, within: tuple[int, int, int]) -> None:
        """Keep what could change later of the readings of these accounts, and add them to the sums."""
        values = self.connection.execute(LIST_VALUES_WITHIN, within).fetchall()
        kept = [_kept(row) for row in values]
        self.connection.executemany(ADD_EXPORT_ROW, ((number, *row) for row in kept))
        moments = [row["entered_at"] for row in values]
        counts = {
            "export": number,
            "readings": len({row["id"] for row in values}),
            "rows": len(values),
            "value_sum": sum(row["value"] for row in values),
            "consumption_sum": sum(consumption or 0 for *_, consumption in kept),
            "first": min(moments),
            "last": max(moments),
        }
        self.connection.execute(ADD_TO_EXPORT_SUMS, counts)

    def seal(self, number: int, changes: int, at: datetime) -> None:
        """Let no more readings into an export, and keep how many reports of other meters it has."""
        self.connection.execute(SEAL_EXPORT, (moment_text(at), changes, number))

    def note_written(self, number: int, at: datetime) -> bool:
        """Note that the files of an export are on a disk; ``False`` if that was noted before."""
        return self.connection.execute(NOTE_EXPORT_WRITTEN, (moment_text(at), number)).rowcount == 1

    def list_rows(self, number: int, after: tuple[int, int], limit: int) -> list[ExportRow]:
        """List the next rows of a sealed export behind a place."""
        return [_row(row) for row in self.connection.execute(LIST_EXPORT_ROWS, (number, *after, limit))]

    def _find(self, query: str, *values: int) -> Export | None:
        row = self.connection.execute(query, values).fetchone()
        return None if row is None else _export(row)


def _kept(row: Row) -> tuple[int, int, str, str, str, int, int | None]:
    value = ReadingValue(
        row["scale"],
        optional_kwh_from(row["previous"]),
        kwh_from(row["value"]),
        bool(row["rolled_over"]),
        below_known=bool(row["below_known"]),
    )
    consumption = value.consumption(Decimal(10) ** row["digits"])
    kept = (row["serial"], row["name"], row["number"], row["ordinal"])
    return row["id"], row["scale"], *kept, optional_watt_hours(consumption)


def _chat(row: Row) -> SenderChat:
    return SenderChat(row["account_id"], row["chat_id"], row["language"], row["receipt"], row["number"])


def _export(row: Row) -> Export:
    return Export(
        number=row["id"],
        begun_at=moment_from(row["begun_at"]),
        sealed_at=optional_moment_from(row["sealed_at"]),
        written_at=optional_moment_from(row["written_at"]),
        readings=row["reading_count"],
        changes=row["change_count"],
        rows=row["row_count"],
        value_sum=kwh_from(row["value_sum"]),
        consumption_sum=kwh_from(row["consumption_sum"]),
        first_entered_at=optional_moment_from(row["first_entered_at"]),
        last_entered_at=optional_moment_from(row["last_entered_at"]),
        has_remarks=bool(row["has_remarks"]),
        has_sources=bool(row["has_sources"]),
    )


def _row(row: Row) -> ExportRow:
    return ExportRow(
        place=(row["reading_id"], row["scale"]),
        receipt=row["receipt"],
        number=row["number"],
        meter=row["meter_id"],
        serial=row["serial"],
        scale=row["ordinal"] or None,
        name=row["name"],
        month=row["month"],
        previous=optional_kwh_from(row["previous"]),
        value=kwh_from(row["value"]),
        consumption=optional_kwh_from(row["consumption"]),
        rolled_over=bool(row["rolled_over"]),
        entered_at=moment_from(row["entered_at"]),
        below_known=bool(row["below_known"]),
        source=Source(row["source"]),
    )
