"""Homes that become empty while the bot is dead, and their owners, who are away and do nothing."""

from __future__ import annotations

from storage.connection import Connection
from tests.crash.databases import CrashDatabase

ABSENT = 12
"""How many homes become empty, one after the other: each is sent for once in a month."""
BEGIN = """
    INSERT INTO vacancies (number, account_id, begun_at)
    SELECT number, account_id, added_at FROM holdings WHERE number = ?
    ON CONFLICT DO NOTHING
"""
KEEP_VALUES = """
    INSERT INTO vacancy_values (number, meter_id, scale, value)
    SELECT m.number, m.id, s.scale, s.last_value FROM meters m JOIN scales s ON s.meter_id = m.id
    WHERE m.number = ?
    ON CONFLICT DO NOTHING
"""
END_DAY = "DELETE FROM scheduled_runs WHERE task = 'vacancies'"


async def leave_home(database: CrashDatabase, number: str) -> None:
    """Let a home be empty, as its owner has said, and let the day begin on which that is looked after."""

    def leave(connection: Connection) -> None:
        for statement in (BEGIN, KEEP_VALUES):
            connection.execute(statement, (number,))
        connection.execute(END_DAY)

    await database.change(leave)
