"""Billing that brings bills while the bot is dead, and residents who want to be told of each."""

from __future__ import annotations

from datetime import date

from storage.connection import Connection
from tests.crash.databases import CrashDatabase

WANT_BILLS = """
    INSERT INTO reminder_choices SELECT id, 'new-bill', TRUE FROM accounts WHERE TRUE
    ON CONFLICT (account_id, kind) DO NOTHING
"""
BRING_BILLS = """
    INSERT INTO bills (id, number, month, charged, recalculated, penalty, paid, due)
    SELECT ? || '-' || number, number, ?, 0, 0, 0, 0, 0 FROM subscribers WHERE TRUE
    ON CONFLICT DO NOTHING
"""
END_DAY = "DELETE FROM scheduled_runs WHERE task = 'new-bill'"


async def bring_bills(database: CrashDatabase, today: date, number: int) -> None:
    """Bring each subscriber a bill of another year, and let the day begin on which it is told of.

    What was left of the run before is looked at again by the next one, from its beginning.
    """
    month = f"{today.year + 1 + number}-01"

    def bring(connection: Connection) -> None:
        connection.execute(WANT_BILLS)
        connection.execute(BRING_BILLS, (month, month))
        connection.execute(END_DAY)

    await database.change(bring)
