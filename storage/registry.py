"""Which registry imports there were: operators and metrics ask how old the numbers are."""

from services.exchange.registry import ImportRecord
from storage.columns import moment_from, moment_text
from storage.connection import Connection, Row

ADD_IMPORT = """
    INSERT INTO imports (started_at, finished_at, subscribers, meters, payments)
    VALUES (?, ?, ?, ?, ?)
"""
FIND_LAST_IMPORT = """
    SELECT started_at, finished_at, subscribers, meters, payments
    FROM imports ORDER BY id DESC LIMIT 1
"""


class RegistryRepository:
    """The imports that succeeded."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, record: ImportRecord) -> None:
        """Remember an import."""
        moments = (moment_text(record.started_at), moment_text(record.finished_at))
        self._connection.execute(ADD_IMPORT, (*moments, record.subscribers, record.meters, record.payments))

    def find_last(self) -> ImportRecord | None:
        """Return the newest import, if there was any."""
        row = self._connection.execute(FIND_LAST_IMPORT).fetchone()
        return None if row is None else _record(row)


def _record(row: Row) -> ImportRecord:
    return ImportRecord(
        started_at=moment_from(row["started_at"]),
        finished_at=moment_from(row["finished_at"]),
        subscribers=row["subscribers"],
        meters=row["meters"],
        payments=row["payments"],
    )
