"""What use cases leave in the database for others to act on: messages that wait, and the audit trail.

Messages are read from their table, where a kind and its details are text and JSON whatever the code calls
them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from domain.audit import AuditEntry
from domain.details import Value
from domain.operator import Operator
from storage.sqlite.database import Database
from storage.unit import StoredUnit
from tests.services.fakes import FakeClock

WAITING = """
    SELECT recipient, kind, details FROM outbox WHERE sent_at IS NULL AND set_aside_at IS NULL ORDER BY id
"""
NEWEST_ALERT = "SELECT max(id) FROM alerts"
LET_GO = "UPDATE outbox SET sent_at = created_at WHERE sent_at IS NULL AND set_aside_at IS NULL"

Deed = tuple[str, str, Mapping[str, Value]]
"""The operator's name, the action, and its details."""


@dataclass(frozen=True)
class Waiting:
    """A message that waits in the outbox; ``recipient`` is a chat or an e-mail address."""

    recipient: str
    kind: str
    details: Mapping[str, Value] = field(default_factory=dict)


async def waiting(database: Database, *kinds: str) -> list[Waiting]:
    """List the messages of these kinds that wait, oldest first."""

    def look(unit: StoredUnit) -> list[Waiting]:
        rows = unit.connection.execute(WAITING).fetchall()
        return [
            Waiting(row["recipient"], row["kind"], json.loads(row["details"]))
            for row in rows
            if row["kind"] in kinds
        ]

    return await database.read(look)


async def let_go(database: Database) -> None:
    """Let everything that waits have gone out, so that only what comes afterwards is seen."""

    def work(unit: StoredUnit) -> None:
        unit.connection.execute(LET_GO)

    await database.write(work)


async def audit(database: Database) -> list[AuditEntry]:
    """List what operators did, oldest first."""
    return await database.read(lambda unit: unit.audit.list_all())


async def deeds(database: Database, subject: str) -> list[Deed]:
    """List what operators did to one thing, oldest first."""
    entries = await database.read(lambda unit: unit.audit.list_for(subject))
    return [(entry.operator.name, entry.action, entry.details) for entry in entries]


async def newest_alert(database: Database) -> int:
    """Return the number of the alert that was raised last, also of one that was never open."""
    return await database.read(lambda unit: int(unit.connection.execute(NEWEST_ALERT).fetchone()[0]))


async def held(database: Database, clock: FakeClock, alert_id: int, by: Operator) -> None:
    """Let an operator have an alert in work for half an hour."""
    now = clock()
    await database.write(lambda unit: unit.alerts.take(alert_id, by, now, now + timedelta(minutes=30)))
