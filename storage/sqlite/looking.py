"""Looks at a database without changing it, while the bot may be working on it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from storage.sqlite.errors import translated
from storage.sqlite.migrate import count_missing
from storage.store import Seen

PATIENCE_SECONDS = 5.0
"""How long to wait for the lock of the writer, which the bot has for moments only."""


@translated()
def look_at(database: Path) -> Seen:
    """Try whether the file fits this program and can be written.

    ``MigrationError`` if it does not fit, ``StoreError`` if it cannot be read or written.
    """
    address = f"{database.resolve().as_uri()}?mode=rw"
    with closing(
        sqlite3.connect(address, uri=True, timeout=PATIENCE_SECONDS, isolation_level=None)
    ) as connection:
        connection.row_factory = sqlite3.Row
        missing = count_missing(connection)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    return Seen(database.stat().st_size, missing)
