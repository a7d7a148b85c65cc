"""The readings that residents sent, each with the values of all scales."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import groupby

from domain.answer import AnsweredReading
from domain.dates import Month
from domain.frozen import frozen
from domain.reading import NewReading, Reading, ReadingValue, Source, Status
from domain.receipt import receipt_prefix
from services.numbers.situation import NextReading
from storage.columns import moment_from, moment_text
from storage.connection import Connection, Row
from storage.meters import kwh_from, optional_kwh_from, optional_watt_hours, watt_hours

SELECT_READINGS = """
    SELECT r.id, r.receipt, r.meter_id, r.number, r.account_id, r.month, r.entered_at, r.status, r.reason,
        r.billed_month, r.source, later.receipt AS replaced_by, v.scale, v.previous, v.value, v.rolled_over,
        v.name, v.below_known
    FROM readings r
    JOIN reading_values v ON v.reading_id = r.id
    LEFT JOIN readings later ON later.id = r.replaced_by
"""
GET_READING = SELECT_READINGS + "WHERE r.id = ? ORDER BY v.scale"
FIND_READING_BY_RECEIPT = SELECT_READINGS + "WHERE r.receipt = ? ORDER BY v.scale"
FIND_READING_BY_KEY = SELECT_READINGS + "WHERE r.idempotency_key = ? ORDER BY v.scale"
LIST_READINGS_FOR_METER = SELECT_READINGS + "WHERE r.meter_id = ? ORDER BY r.entered_at, r.id, v.scale"
LIST_READINGS_OF_METERS = (
    SELECT_READINGS
    + "JOIN meters m ON m.id = r.meter_id WHERE m.number = ? AND m.closed_at IS NULL"
    + " ORDER BY r.entered_at, r.id, v.scale"
)
LIST_READINGS_OF_MONTH = (
    SELECT_READINGS
    + "WHERE r.number = ? AND r.entered_at >= ? AND r.month = ? ORDER BY r.entered_at, r.id, v.scale"
)
LIST_READINGS_OF_HOLDER = (
    SELECT_READINGS
    + "JOIN holdings h ON h.number = r.number"
    + " WHERE h.account_id = ? AND r.entered_at >= ? AND r.month = ? ORDER BY r.entered_at, r.id, v.scale"
)
LIST_READINGS_OF_ACCOUNT = SELECT_READINGS + "WHERE r.account_id = ? ORDER BY r.entered_at, r.id, v.scale"
LIST_READINGS_REPLACED_BY = SELECT_READINGS + "WHERE r.replaced_by = ? ORDER BY r.entered_at, r.id, v.scale"
LIST_PAGE_OF_READINGS = (
    "SELECT id FROM readings WHERE number = ? ORDER BY entered_at DESC, id DESC LIMIT ? OFFSET ?"
)
LIST_NEWEST_READINGS = (
    SELECT_READINGS + f"WHERE r.id IN ({LIST_PAGE_OF_READINGS}) ORDER BY r.entered_at, r.id, v.scale"
)
FIND_NEXT = """
    SELECT coalesce(CAST(substr(max(receipt), 6, 7) AS BIGINT), 0) + 1 AS ordinal, NULL AS id FROM readings
    WHERE receipt >= ? AND receipt < ?
"""
"""Where several works run at the same time this is the row that all of them would wait for, so that an engine
for which it is so counts otherwise."""
ADD_READING = """
    INSERT INTO readings
        (id, receipt, meter_id, number, account_id, month, entered_at, status, idempotency_key, source)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    RETURNING id
"""
ADD_READING_VALUE = """
    INSERT INTO reading_values (reading_id, scale, previous, value, rolled_over, name, below_known)
    VALUES (?, ?, ?, ?, ?, ?, ?)
"""
WITHDRAW_READING = "UPDATE readings SET status = ? WHERE id = ?"
REPLACE_READING = "UPDATE readings SET replaced_from = status, status = ?, replaced_by = ? WHERE id = ?"
BRING_READINGS_BACK = """
    UPDATE readings SET status = replaced_from, replaced_by = NULL, replaced_from = NULL
    WHERE replaced_by = ? AND status = 'replaced' AND replaced_from = 'accepted'
    RETURNING id
"""
UNDO_DECISION = """
    UPDATE readings SET status = ?, decided_by = NULL, decided_at = NULL, reason = NULL WHERE id = ?
"""
DECIDE_READING = "UPDATE readings SET status = ?, decided_by = ?, decided_at = ?, reason = ? WHERE id = ?"
FIND_ANSWERED_READINGS = """
    SELECT id, receipt, number, account_id, status, reason, billed_month FROM readings
    WHERE receipt IN ({marks})
"""
ANSWER_READING = "UPDATE readings SET status = ?, reason = ?, billed_month = ? WHERE id = ?"


@frozen
class ReadingRepository:
    """``ReadingBook`` and ``ReviewedReadings`` of services/ in the database."""

    connection: Connection

    def get(self, reading_id: int) -> Reading:
        """Return a reading; ``LookupError`` if there is no such reading."""
        found = self.find(reading_id)
        if found is None:
            raise LookupError(reading_id)
        return found

    def find(self, reading_id: int) -> Reading | None:
        """Find a reading by its id."""
        return next(iter(self._list(GET_READING, reading_id)), None)

    def find_by_key(self, key: str) -> Reading | None:
        """Find the reading that was stored with an idempotency key."""
        return next(iter(self._list(FIND_READING_BY_KEY, key)), None)

    def find_by_receipt(self, receipt: str) -> Reading | None:
        """Find the reading with this receipt."""
        return next(iter(self._list(FIND_READING_BY_RECEIPT, receipt)), None)

    def list_for_meter(self, meter_id: str) -> list[Reading]:
        """List all readings of a meter, oldest first."""
        return self._list(LIST_READINGS_FOR_METER, meter_id)

    def list_for_meters_of(self, number: str) -> list[Reading]:
        """List all readings of the meters of a subscriber that are not closed, oldest first."""
        return self._list(LIST_READINGS_OF_METERS, number)

    def list_of_month(self, number: str, month: Month) -> list[Reading]:
        """List the readings that a number sent for a month, oldest first.

        None was entered before the month began in the first of all time zones, so the index ends the search.
        """
        return self._list(LIST_READINGS_OF_MONTH, number, earliest_of(month), str(month))

    def list_held_of_month(self, account_id: int, month: Month) -> list[Reading]:
        """List the readings that all numbers of an account sent for a month, oldest first."""
        return self._list(LIST_READINGS_OF_HOLDER, account_id, earliest_of(month), str(month))

    def list_for_number(self, number: str, limit: int, offset: int) -> list[Reading]:
        """List the readings of a number's meters, newest first."""
        page = self.connection.execute(LIST_PAGE_OF_READINGS, (number, limit, offset)).fetchall()
        return [self.get(row["id"]) for row in page]

    def list_newest(self, number: str, limit: int) -> list[Reading]:
        """List the last readings that a number sent, oldest first."""
        return self._list(LIST_NEWEST_READINGS, number, limit, 0)

    def list_of_account(self, account_id: int) -> list[Reading]:
        """List the readings that an account sent, oldest first."""
        return self._list(LIST_READINGS_OF_ACCOUNT, account_id)

    def list_replaced_by(self, reading_id: int) -> list[Reading]:
        """List the readings that this one replaced, oldest first."""
        return self._list(LIST_READINGS_REPLACED_BY, reading_id)

    def next_of(self, month: Month) -> NextReading:
        """Tell which numbers the next reading of a month has."""
        row = self.connection.execute(FIND_NEXT, bounds_of(month)).fetchone()
        return NextReading(row["ordinal"], row["id"])

    def add(self, reading: NewReading, key: str, known_id: int | None = None) -> Reading:
        """Store a reading with its values; an id that is known need not be waited for."""
        row = (
            known_id,
            reading.receipt,
            reading.meter_id,
            reading.number,
            reading.account_id,
            str(reading.month),
            moment_text(reading.entered_at),
            reading.status,
            key,
            reading.source,
        )
        added = self.connection.execute(ADD_READING, row)
        reading_id: int = added.fetchone()["id"] if known_id is None else known_id
        self.connection.executemany(ADD_READING_VALUE, _value_rows(reading_id, reading.values))
        return reading.stored_as(reading_id)

    def replace(self, reading_id: int, by: int) -> None:
        """Mark this reading as replaced by a later one."""
        self.connection.execute(REPLACE_READING, (Status.REPLACED, by, reading_id))

    def withdraw(self, reading_id: int) -> None:
        """Mark this reading as taken back by a resident."""
        self.connection.execute(WITHDRAW_READING, (Status.WITHDRAWN, reading_id))

    def decide(self, reading_id: int, status: Status, by: str, reason: str | None, at: datetime) -> None:
        """Note what an operator decided about a reading."""
        self.connection.execute(DECIDE_READING, (status, by, moment_text(at), reason, reading_id))

    def undo(self, reading_id: int) -> None:
        """Let a decided reading wait for review again; readings that its acceptance replaced count again."""
        self.connection.execute(UNDO_DECISION, (Status.REVIEW, reading_id))
        self.connection.execute(BRING_READINGS_BACK, (reading_id,)).fetchall()

    def find_answered(self, receipts: Sequence[str]) -> dict[str, AnsweredReading]:
        """Find readings by their receipts; unknown ones are left out."""
        sql = FIND_ANSWERED_READINGS.format(marks=", ".join("?" * len(receipts)))
        return {row["receipt"]: _answered(row) for row in self.connection.execute(sql, receipts)}

    def answer(self, reading_id: int, status: Status, reason: str | None, month: Month | None) -> None:
        """Note what billing said of a reading."""
        self.connection.execute(
            ANSWER_READING, (status, reason, None if month is None else str(month), reading_id)
        )

    def _list(self, query: str, *values: str | int) -> list[Reading]:
        rows = self.connection.execute(query, values)
        return [_reading(list(scales)) for _, scales in groupby(rows, key=lambda row: row["id"])]


def bounds_of(month: Month) -> tuple[str, str]:
    """Give the values of :data:`FIND_NEXT`."""
    return receipt_prefix(month), receipt_prefix(month.next)


def earliest_of(month: Month) -> str:
    """Give the moment before which no reading of a month was entered, in whichever time zone."""
    return moment_text(datetime.combine(month.day(1), time(), UTC) - timedelta(days=1))


def _answered(row: Row) -> AnsweredReading:
    return AnsweredReading(
        id=row["id"],
        number=row["number"],
        account_id=row["account_id"],
        status=Status(row["status"]),
        reason=row["reason"],
        billed_month=_month(row["billed_month"]),
    )


def _month(text: str | None) -> Month | None:
    return None if text is None else Month.parse(text)


def _value_rows(
    reading_id: int, values: Iterable[ReadingValue]
) -> list[tuple[int, int, int | None, int, bool, str, bool]]:
    return [
        (
            reading_id,
            value.scale,
            optional_watt_hours(value.previous),
            watt_hours(value.value),
            value.rolled_over,
            value.name,
            value.below_known,
        )
        for value in values
    ]


def _reading(rows: Sequence[Row]) -> Reading:
    head = rows[0]
    return Reading(
        id=head["id"],
        receipt=head["receipt"],
        meter_id=head["meter_id"],
        number=head["number"],
        account_id=head["account_id"],
        month=Month.parse(head["month"]),
        entered_at=moment_from(head["entered_at"]),
        status=Status(head["status"]),
        values=tuple(_value(row) for row in rows),
        replaced_by=head["replaced_by"],
        reason=head["reason"],
        billed_month=_month(head["billed_month"]),
        source=Source(head["source"]),
    )


def _value(row: Row) -> ReadingValue:
    return ReadingValue(
        scale=row["scale"],
        previous=optional_kwh_from(row["previous"]),
        value=kwh_from(row["value"]),
        rolled_over=bool(row["rolled_over"]),
        name=row["name"],
        below_known=bool(row["below_known"]),
    )
