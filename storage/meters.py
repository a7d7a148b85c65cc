"""Meters and their scales, as the registry brought them; kWh stand in columns as whole watt-hours."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby

from domain.dates import Month
from domain.frozen import frozen
from domain.meter import Meter, Scale
from domain.meter_change import ChangeStatus
from services.numbers.card import UnderWay
from storage.connection import Connection, Row

SELECT_METERS = """
    SELECT m.id, m.number, m.serial, m.model, m.digits, m.decimals, m.automatic, m.installed_on, m.verify_by,
        m.closed_at, s.scale, coalesce(s.identity, s.scale) AS identity, s.name, s.hours, s.last_value,
        s.last_date
    FROM meters m JOIN scales s ON s.meter_id = m.id
"""
FIND_METER = SELECT_METERS + "WHERE m.id = ? ORDER BY s.scale"
LIST_METERS_FOR_NUMBER = (
    SELECT_METERS + "WHERE m.number = ? AND m.closed_at IS NULL ORDER BY m.serial, m.id, s.scale"
)
LIST_METERS_OF_HOLDER = (
    SELECT_METERS
    + "JOIN holdings h ON h.number = m.number WHERE h.account_id = ? AND m.closed_at IS NULL"
    + " ORDER BY m.number, m.serial, m.id, s.scale"
)
LIST_UNDER_WAY = """
    SELECT m.id,
        (
            SELECT c.status FROM meter_changes c
            WHERE c.meter_id = m.id AND c.old_serial = m.serial AND c.status <> 'rejected'
            ORDER BY c.id DESC LIMIT 1
        ) AS reported,
        (SELECT t.month FROM typed_readings t WHERE t.account_id = ? AND t.meter_id = m.id) AS typed
    FROM meters m WHERE m.number = ? AND m.closed_at IS NULL
"""
LIST_IDS_EVER_FOR_NUMBER = (
    "SELECT id FROM meters WHERE number = ? UNION SELECT meter_id FROM readings WHERE number = ?"
)
LIST_METERS_EVER_FOR_NUMBER = (
    SELECT_METERS + f"WHERE m.id IN ({LIST_IDS_EVER_FOR_NUMBER}) ORDER BY m.serial, m.id, s.scale"
)

LIST_NUMBERS_BY_SERIAL = """
    SELECT DISTINCT number FROM meters WHERE ltrim(
    replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(upper(serial),
    ' ', ''), '-', ''), '/', ''), '.', ''), '_', ''),
    'A', 'А'), 'B', 'В'), 'C', 'С'), 'E', 'Е'),
    'H', 'Н'), 'K', 'К'), 'M', 'М'), 'O', 'О'),
    'P', 'Р'), 'T', 'Т'), 'X', 'Х'),
    '0'
) IN (?, ?) ORDER BY number LIMIT ?
"""
"""The key is ``domain.meter.serial_key`` in SQL, spelled as in the index over it."""


def watt_hours(kwh: Decimal) -> int:
    """Return the watt-hours of a value with at most three decimals; ``ValueError`` if it has more."""
    scaled = kwh * 1000
    if scaled != int(scaled):
        raise ValueError(f"more than three decimals: {kwh}")
    return int(scaled)


def kwh_from(watt_hours: int) -> Decimal:
    """Return what ``watt_hours`` was given."""
    return Decimal(watt_hours) / 1000


def optional_kwh_from(watt_hours: int | None) -> Decimal | None:
    """Like ``kwh_from`` for a column that may be empty."""
    return None if watt_hours is None else kwh_from(watt_hours)


def optional_watt_hours(kwh: Decimal | None) -> int | None:
    """Like ``watt_hours`` for a column that may be empty."""
    return None if kwh is None else watt_hours(kwh)


@frozen
class MeterRepository:
    """``services.numbers.situation.MeterBook`` in the database."""

    connection: Connection

    def find(self, meter_id: str) -> Meter | None:
        """Find a meter, also a closed one."""
        rows = self.connection.execute(FIND_METER, (meter_id,)).fetchall()
        return _meter(rows) if rows else None

    def list_numbers_by_serial(self, key: str, limit: int) -> list[str]:
        """List the subscriber numbers with a meter of this serial number, present or former."""
        keys = key, key.lower()  # SQLite has no capitals of Cyrillic letters
        return [row["number"] for row in self.connection.execute(LIST_NUMBERS_BY_SERIAL, (*keys, limit))]

    def get(self, meter_id: str) -> Meter:
        """Return a meter, also a closed one; ``LookupError`` if there is no such meter."""
        meter = self.find(meter_id)
        if meter is None:
            raise LookupError(meter_id)
        return meter

    def list_for(self, number: str) -> list[Meter]:
        """List the meters of a subscriber that are not closed, by serial number."""
        return self._list(LIST_METERS_FOR_NUMBER, number)

    def list_held(self, account_id: int) -> list[Meter]:
        """List the meters of all numbers of an account that are not closed, by number and serial number."""
        rows = self.connection.execute(LIST_METERS_OF_HOLDER, (account_id,))
        return [_meter(list(scales)) for _, scales in groupby(rows, key=lambda row: row["id"])]

    def list_ever_for(self, number: str) -> list[Meter]:
        """List the meters of a number, also closed ones, and those whose readings it sent, by serial."""
        return self._list(LIST_METERS_EVER_FOR_NUMBER, number, number)

    def _list(self, query: str, *values: str) -> list[Meter]:
        rows = self.connection.execute(query, values)
        return [_meter(list(scales)) for _, scales in groupby(rows, key=lambda row: row["id"])]

    def list_under_way(self, number: str, account_id: int) -> dict[str, UnderWay]:
        """Tell of the meters of a subscriber that are not closed what is under way, by their ids."""
        rows = self.connection.execute(LIST_UNDER_WAY, (account_id, number))
        return {row["id"]: _under_way(row) for row in rows}


def _meter(rows: Sequence[Row]) -> Meter:
    head = rows[0]
    return Meter(
        id=head["id"],
        subscriber_number=head["number"],
        serial=head["serial"],
        model=head["model"],
        digits=head["digits"],
        decimals=head["decimals"],
        automatic=bool(head["automatic"]),
        installed_on=_date(head["installed_on"]),
        verify_by=_date(head["verify_by"]),
        scales=tuple(_scale(row) for row in rows),
        closed=head["closed_at"] is not None,
    )


def _under_way(row: Row) -> UnderWay:
    return UnderWay(
        change=None if row["reported"] is None else ChangeStatus(row["reported"]),
        typed=None if row["typed"] is None else Month.parse(row["typed"]),
    )


def _scale(row: Row) -> Scale:
    return Scale(
        number=row["identity"],
        name=row["name"],
        hours=row["hours"],
        last_value=optional_kwh_from(row["last_value"]),
        last_date=_date(row["last_date"]),
        ordinal=None if row["scale"] == row["identity"] else row["scale"],
    )


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
