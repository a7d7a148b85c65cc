"""What billing knew of meters before: values by day, as the registry brought them."""

from datetime import date

from domain.frozen import frozen
from domain.known_value import KnownValue, ValueSource
from storage.connection import Connection, Row
from storage.meters import kwh_from

LIST_HISTORY_OF_NUMBER = """
    SELECT h.meter_id, h.scale, h.read_on, h.value, h.source
    FROM meters m JOIN history h ON h.meter_id = m.id
    WHERE m.number = ? AND h.read_on >= ?
    ORDER BY h.read_on DESC LIMIT ?
"""
LIST_HISTORY_OF_METER = """
    SELECT meter_id, scale, read_on, value, source FROM history
    WHERE meter_id = ? AND scale IN (SELECT coalesce(identity, scale) FROM scales WHERE meter_id = ?)
        AND read_on >= ?
"""


@frozen
class HistoryRepository:
    """``services.numbers.situation.KnownValues`` and ``services.numbers.history.HistoryBook``."""

    connection: Connection

    def list_for_meter(self, meter_id: str, since: date) -> list[KnownValue]:
        """List what was known of the scales of a meter from a day on."""
        rows = self.connection.execute(LIST_HISTORY_OF_METER, (meter_id, meter_id, since.isoformat()))
        return [_known(row) for row in rows]

    def list_for_number(self, number: str, since: date, limit: int) -> dict[str, list[KnownValue]]:
        """List the last values of a number's meters from a day on, by the id of the meter, newest first."""
        found: dict[str, list[KnownValue]] = {}
        for row in self.connection.execute(LIST_HISTORY_OF_NUMBER, (number, since.isoformat(), limit)):
            found.setdefault(row["meter_id"], []).append(_known(row))
        return found


def _known(row: Row) -> KnownValue:
    return KnownValue(
        scale=row["scale"],
        on=date.fromisoformat(row["read_on"]),
        value=kwh_from(row["value"]),
        source=ValueSource(row["source"]),
    )
