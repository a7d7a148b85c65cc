"""Very many residents who have sent their reading and say nothing: what long work is long for.

They are written by SQL, because use cases would take minutes for a hundred thousand of them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from benchmarks.flats import CONSUMPTION, FIRST_PERSON, Flat
from bot.process.clock import SystemClock
from domain.dates import Month
from domain.receipt import receipt_number
from storage.columns import moment_text
from storage.sqlite.database import connect

PLACES = """
    WITH RECURSIVE places (place) AS (
        SELECT :first UNION ALL SELECT place + 1 FROM places WHERE place < :last
    )
"""
ROWS = (
    """
    INSERT INTO accounts (id, login, login_key, password_hash, email, email_confirmed_at, phone, language,
        created_at, idempotency_key)
    {places}
    SELECT place, 'neighbour' || place, 'neighbour' || place, '-', 'neighbour' || place || '@mail.example',
        :now, '+7921' || substr('0000000' || place, -7), 'ru', :now, 'registered-' || place
    FROM places
    """,
    """
    INSERT INTO sessions (chat_id, account_id, signed_in_at)
    {places}
    SELECT :first_person + place, place, :now FROM places
    """,
    """
    INSERT INTO holdings (account_id, number, added_at, idempotency_key)
    {places}
    SELECT place, 200000000 + place, :now, 'added-' || place FROM places
    """,
    """
    INSERT INTO readings (id, receipt, meter_id, number, account_id, month, entered_at, status,
        idempotency_key)
    {places}
    SELECT place, receipt(place), 'M' || (200000000 + place), 200000000 + place, place, :month, :now,
        'accepted', 'sent-' || place
    FROM places
    """,
    """
    INSERT INTO reading_values (reading_id, scale, previous, value, rolled_over)
    {places}
    SELECT place, 1, (10000 + place) * 1000, (10000 + place + :consumption) * 1000, 0 FROM places
    """,
)


def move_in(database: Path, neighbours: Sequence[Flat]) -> None:
    """Give an account, a chat and an accepted reading of this month to flats that billing knows."""
    now = SystemClock()()
    month = Month.of(now.date())
    values = {
        "first": neighbours[0].place,
        "last": neighbours[-1].place,
        "first_person": FIRST_PERSON,
        "consumption": CONSUMPTION,
        "month": str(month),
        "now": moment_text(now),
    }
    with closing(connect(database)) as connection:
        connection.create_function("receipt", 1, lambda place: receipt_number(month, place))
        connection.execute("BEGIN")
        for rows in ROWS:
            connection.execute(rows.format(places=PLACES), values)
        connection.execute("COMMIT")


def recipients_of_notices(database: Path) -> int:
    """Count whom notices have been addressed to so far."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        count: int = connection.execute("SELECT count(*) FROM notice_recipients").fetchone()[0]
    return count
