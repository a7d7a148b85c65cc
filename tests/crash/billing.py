"""Billing that brings bills while the bot is dead, and residents who want to be told of each."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

WANT_BILLS = """
    INSERT INTO reminder_choices SELECT id, 'new-bill', 1 FROM accounts WHERE TRUE
    ON CONFLICT (account_id, kind) DO NOTHING
"""
BRING_BILLS = """
    INSERT INTO bills (id, number, month, charged, recalculated, penalty, paid, due)
    SELECT ? || '-' || number, number, ?, 0, 0, 0, 0, 0 FROM subscribers
"""
END_DAY = "DELETE FROM scheduled_runs WHERE task = 'new-bill'"


def bring_bills(database: Path, today: date, number: int) -> None:
    """Bring each subscriber a bill of another year, and let the day begin on which it is told of.

    What was left of the run before is looked at again by the next one, from its beginning.
    """
    month = f"{today.year + 1 + number}-01"
    with closing(sqlite3.connect(database, timeout=30)) as connection, connection:
        connection.execute(WANT_BILLS)
        connection.execute(BRING_BILLS, (month, month))
        connection.execute(END_DAY)
