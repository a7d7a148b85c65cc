"""Reports of other meters, each with the values of all scales; kWh stand in columns as whole watt-hours."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from domain.frozen import frozen
from domain.meter_change import ChangedScale, ChangeStatus, MeterChange
from services.decisions.meter_changes import NewMeterChange
from storage.columns import moment_from, moment_text, optional_moment_from
from storage.connection import Connection, Row
from storage.meters import optional_kwh_from, optional_watt_hours

SELECT_CHANGES = """
    SELECT meter_changes.id, meter_id, number, account_id, old_serial, new_serial, reported_at, status,
        decided_at, decided_by, reason, meter_changes.spelling, v.scale, v.closing, v.opening, v.ordinal
    FROM meter_changes JOIN meter_change_values v ON v.change_id = meter_changes.id
"""
IN_ORDER = " ORDER BY meter_changes.id, v.scale"
GET_CHANGE = SELECT_CHANGES + "WHERE meter_changes.id = ?" + IN_ORDER
FIND_CHANGE_BY_KEY = SELECT_CHANGES + "WHERE idempotency_key = ?" + IN_ORDER
LIST_CHANGES_OF_METER = SELECT_CHANGES + "WHERE meter_id = ? AND status <> 'rejected'" + IN_ORDER
LIST_PENDING_OF_HOLDER = """
    SELECT c.meter_id, c.status
    FROM holdings h
    JOIN meters m ON m.number = h.number AND m.closed_at IS NULL
    JOIN meter_changes c ON c.meter_id = m.id AND c.old_serial = m.serial
    WHERE h.account_id = ? AND c.status <> 'rejected' ORDER BY c.id
"""
LIST_UNEXPORTED_CHANGES = SELECT_CHANGES + "WHERE status = 'accepted'" + IN_ORDER
LIST_CHANGES_FOR_ACCOUNT = SELECT_CHANGES + "WHERE account_id = ?" + IN_ORDER
ADD_CHANGE = """
    INSERT INTO meter_changes
        (meter_id, number, account_id, old_serial, new_serial, reported_at, status, idempotency_key)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    RETURNING id
"""
ADD_CHANGE_VALUE = "INSERT INTO meter_change_values (change_id, scale, closing, opening) VALUES (?, ?, ?, ?)"
DECIDE_CHANGE = "UPDATE meter_changes SET status = ?, decided_by = ?, decided_at = ?, reason = ? WHERE id = ?"
NUMBER_EXPORTED_SCALES = """
    UPDATE meter_change_values SET ordinal = coalesce(
        (
            SELECT s.scale FROM meter_changes c JOIN scales s ON s.meter_id = c.meter_id
            WHERE c.id = change_id AND coalesce(s.identity, s.scale) = meter_change_values.scale
        ),
        scale
    )
    WHERE change_id IN (SELECT id FROM meter_changes WHERE export_id = ?)
"""
LIST_EXPORTED_CHANGES = SELECT_CHANGES + "WHERE export_id = ?" + IN_ORDER
COUNT_UNEXPORTED_CHANGES = "SELECT count(*) FROM meter_changes WHERE status = 'accepted'"
EXPORT_CHANGES = """
    UPDATE meter_changes SET status = ?, exported_at = ?, export_id = ?, spelling =
        (SELECT coalesce(n.spelling, n.number) FROM subscribers n WHERE n.number = meter_changes.number)
    WHERE status = 'accepted'
"""


@frozen
class MeterChangeRepository:
    """``services.decisions.meter_changes.MeterChangeBook`` in the database, and what the export needs."""

    connection: Connection

    def get(self, change_id: int) -> MeterChange:
        """Return a report; ``LookupError`` if there is no such report."""
        found = self._list(GET_CHANGE, change_id)
        if not found:
            raise LookupError(change_id)
        return found[0]

    def find_by_key(self, key: str) -> MeterChange | None:
        """Find the report that was stored with an idempotency key."""
        return next(iter(self._list(FIND_CHANGE_BY_KEY, key)), None)

    def find_pending(self, meter_id: str, serial: str) -> MeterChange | None:
        """Find the latest report that is not in the registry yet: the meter still has the old ``serial``."""
        found = [each for each in self._list(LIST_CHANGES_OF_METER, meter_id) if each.old_serial == serial]
        return found[-1] if found else None

    def list_pending_held(self, account_id: int) -> dict[str, ChangeStatus]:
        """Tell how the latest reports of meters of all numbers of an account stand, by the ids of the meters.

        Reports that were rejected, or that the registry has caught up with, are left out.
        """
        rows = self.connection.execute(LIST_PENDING_OF_HOLDER, (account_id,))
        return {row["meter_id"]: ChangeStatus(row["status"]) for row in rows}

    def list_for(self, account_id: int) -> list[MeterChange]:
        """List the reports of an account, oldest first."""
        return self._list(LIST_CHANGES_FOR_ACCOUNT, account_id)

    def list_unexported(self) -> list[MeterChange]:
        """List the reports that were accepted and did not go to billing yet, oldest first."""
        return self._list(LIST_UNEXPORTED_CHANGES)

    def count_unexported(self) -> int:
        """Count the reports that were accepted and did not go to billing yet."""
        count: int = self.connection.execute(COUNT_UNEXPORTED_CHANGES).fetchone()[0]
        return count

    def list_exported(self, export: int) -> list[MeterChange]:
        """List the reports that went with an export, oldest first."""
        return self._list(LIST_EXPORTED_CHANGES, export)

    def add(self, change: NewMeterChange, key: str) -> int:
        """Store a report, to be reviewed."""
        row = (
            change.meter_id,
            change.number,
            change.account_id,
            change.old_serial,
            change.new_serial,
            moment_text(change.reported_at),
            ChangeStatus.REVIEW,
            key,
        )
        change_id: int = self.connection.execute(ADD_CHANGE, row).fetchone()["id"]
        self.connection.executemany(
            ADD_CHANGE_VALUE,
            [
                (
                    change_id,
                    each.scale,
                    optional_watt_hours(each.closing),
                    optional_watt_hours(each.opening),
                )
                for each in change.scales
            ],
        )
        return change_id

    def decide(self, change_id: int, status: ChangeStatus, by: str, reason: str | None, at: datetime) -> None:
        """Note what an operator decided."""
        self.connection.execute(DECIDE_CHANGE, (status, by, moment_text(at), reason, change_id))

    def export(self, number: int, at: datetime) -> list[MeterChange]:
        """Let all accepted reports go with an export, and return them."""
        self.connection.execute(EXPORT_CHANGES, (ChangeStatus.EXPORTED, moment_text(at), number))
        self.connection.execute(NUMBER_EXPORTED_SCALES, (number,))
        return self.list_exported(number)

    def _list(self, query: str, *values: str | int) -> list[MeterChange]:
        rows = self.connection.execute(query, values)
        return [_change(list(scales)) for _, scales in groupby(rows, key=lambda row: row["id"])]


def _change(rows: Sequence[Row]) -> MeterChange:
    head = rows[0]
    return MeterChange(
        id=head["id"],
        meter_id=head["meter_id"],
        number=head["number"],
        account_id=head["account_id"],
        old_serial=head["old_serial"],
        new_serial=head["new_serial"],
        scales=tuple(_scale(row) for row in rows),
        reported_at=moment_from(head["reported_at"]),
        status=ChangeStatus(head["status"]),
        decided_at=optional_moment_from(head["decided_at"]),
        decided_by=head["decided_by"],
        reason=head["reason"],
        spelling=head["spelling"],
    )


def _scale(row: Row) -> ChangedScale:
    return ChangedScale(
        row["scale"], optional_kwh_from(row["closing"]), optional_kwh_from(row["opening"]), row["ordinal"]
    )
