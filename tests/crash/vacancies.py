"""Homes that become empty while the bot is dead, and their owners, who are away and do nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

ABSENT = 12
"""How many homes become empty, one after the other: each is sent for once in a month."""
BEGIN = """
    INSERT INTO vacancies (number, account_id, begun_at)
    SELECT number, account_id, added_at FROM holdings WHERE number = ?
"""
KEEP_VALUES = """
    INSERT INTO vacancy_values (number, meter_id, scale, value)
    SELECT m.number, m.id, s.scale, s.last_value FROM meters m JOIN scales s ON s.meter_id = m.id
    WHERE m.number = ?
"""
END_DAY = "DELETE FROM scheduled_runs WHERE task = 'vacancies'"


def leave_home(database: Path, number: str) -> None:
    """Let a home be empty, as its owner has said, and let the day begin on which that is looked after."""
    with closing(sqlite3.connect(database, timeout=30)) as connection, connection:
        for statement in (BEGIN, KEEP_VALUES):
            connection.execute(statement, (number,))
        connection.execute(END_DAY)
