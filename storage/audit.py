"""The book of what operators did. It has no way to change or to delete an entry, nor has the database.

Only erasing a person takes the person out of details (``storage/erasing.py``).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.audit import Action, AuditEntry
from domain.details import Value
from domain.operator import Operator
from storage.columns import json_object, json_text, moment_from, moment_text
from storage.connection import Connection, Row

ADD_ENTRY = """
    INSERT INTO audit (at, operator_id, operator_name, action, subject, details) VALUES (?, ?, ?, ?, ?, ?)
    RETURNING id
"""
FIND_DETAILS = "SELECT details FROM audit WHERE id = ? AND action = ? AND subject = ?"
SELECT_ENTRIES = "SELECT id, at, operator_id, operator_name, action, subject, details FROM audit "
LIST_ENTRIES = SELECT_ENTRIES + "ORDER BY id"
LIST_ENTRIES_SINCE = SELECT_ENTRIES + "WHERE at >= ? ORDER BY at, id"
LIST_ENTRIES_FOR_SUBJECT_SINCE = SELECT_ENTRIES + "WHERE subject = ? AND at >= ? ORDER BY at, id"
LIST_ENTRIES_FOR_SUBJECT = SELECT_ENTRIES + "WHERE subject = ? ORDER BY id"


@dataclass(frozen=True)
class AuditRepository:
    """``services.audit.AuditTrail`` in the database."""

    connection: Connection

    def add(
        self, operator: Operator, action: Action, subject: str, details: Mapping[str, Value], at: datetime
    ) -> None:
        """Write an action down."""
        self.note(operator, action, subject, details, at)

    def note(
        self, operator: Operator, action: Action, subject: str, details: Mapping[str, Value], at: datetime
    ) -> int:
        """Write an action down and return the number of the entry."""
        row = (moment_text(at), operator.id, operator.name, action, subject, json_text(details))
        number: int = self.connection.execute(ADD_ENTRY, row).fetchone()[0]
        return number

    def details_of(self, entry: int, action: Action, subject: str) -> Mapping[str, Value] | None:
        """Return the details of an entry, if it is one of this action on this subject."""
        row = self.connection.execute(FIND_DETAILS, (entry, action, subject)).fetchone()
        return None if row is None else json_object(row["details"])

    def list_all(self) -> list[AuditEntry]:
        """List everything, oldest first."""
        return [_entry(row) for row in self.connection.execute(LIST_ENTRIES)]

    def stream(self, since: datetime | None = None, subject: str | None = None) -> Iterator[AuditEntry]:
        """Go through what was done since a moment, to one thing or to all, oldest first, without a list."""
        moment = "" if since is None else moment_text(since)
        if subject is None:
            rows = self.connection.execute(LIST_ENTRIES_SINCE, (moment,))
        else:
            rows = self.connection.execute(LIST_ENTRIES_FOR_SUBJECT_SINCE, (subject, moment))
        return (_entry(row) for row in rows)

    def list_for(self, subject: str) -> list[AuditEntry]:
        """List what was done to one thing, oldest first."""
        return [_entry(row) for row in self.connection.execute(LIST_ENTRIES_FOR_SUBJECT, (subject,))]


def _entry(row: Row) -> AuditEntry:
    return AuditEntry(
        id=row["id"],
        at=moment_from(row["at"]),
        operator=Operator(row["operator_id"], row["operator_name"]),
        action=row["action"],
        subject=row["subject"],
        details=json_object(row["details"]),
    )
