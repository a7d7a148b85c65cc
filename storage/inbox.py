"""Updates that came in: written before they are confirmed to Telegram, gone once they are handled."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from storage.columns import moment_from, moment_text, optional_moment_from
from storage.connection import Connection, Row

ADD = """
    INSERT INTO inbox (update_id, chat_id, payload, received_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (update_id) DO NOTHING
"""
PENDING = """
    SELECT update_id, chat_id, payload, received_at, starts FROM inbox
    WHERE set_aside_at IS NULL ORDER BY update_id
"""
MARK_STARTED = "UPDATE inbox SET starts = starts + 1 WHERE update_id = ? RETURNING starts"
CLEAR_STARTS = "UPDATE inbox SET starts = 0 WHERE update_id = ? AND starts > 0"
CLEAR_ALL_STARTS = "UPDATE inbox SET starts = 0 WHERE starts > 0 AND set_aside_at IS NULL"
SET_ASIDE = "UPDATE inbox SET set_aside_at = ? WHERE update_id = ?"
REMOVE = "DELETE FROM inbox WHERE update_id = ?"
FORGET = "DELETE FROM inbox WHERE set_aside_at < ?"
DEPTH = "SELECT count(*) FROM inbox WHERE set_aside_at IS NULL"
OLDEST = "SELECT min(received_at) FROM inbox WHERE set_aside_at IS NULL"


@dataclass(frozen=True)
class IncomingUpdate:
    """An update that waits to be handled; ``payload`` is what Telegram sent, sealed.

    ``starts`` counts how often its handling began and ended with the process.
    """

    update_id: int
    chat_id: int
    payload: str
    received_at: datetime
    starts: int = 0


@dataclass(frozen=True)
class InboxRepository:
    """Updates by their number."""

    connection: Connection

    def add_batch(self, updates: Iterable[IncomingUpdate]) -> None:
        """Keep updates; one that is waiting already stays as it is."""
        rows = (
            (update.update_id, update.chat_id, update.payload, moment_text(update.received_at))
            for update in updates
        )
        self.connection.executemany(ADD, rows)

    def pending(self) -> list[IncomingUpdate]:
        """List what is not handled yet in the order of numbers, which is the order within each chat.

        Not in the order of ``received_at``: a clock may be set back, and an update that is handled after a
        later one of its chat counts as handled before.
        """
        return [_update(row) for row in self.connection.execute(PENDING)]

    def mark_started(self, update_id: int) -> int:
        """Count that handling begins and return how often it has; ``LookupError`` if it is not waiting."""
        row = self.connection.execute(MARK_STARTED, (update_id,)).fetchone()
        if row is None:
            raise LookupError(update_id)
        starts: int = row["starts"]
        return starts

    def clear_starts(self, update_id: int) -> None:
        """Forget how often handling began: this update is not what ends the process."""
        self.connection.execute(CLEAR_STARTS, (update_id,))

    def clear_all_starts(self) -> None:
        """Forget it for all that wait."""
        self.connection.execute(CLEAR_ALL_STARTS)

    def set_aside(self, update_id: int, at: datetime) -> None:
        """Keep an update for inspection but handle it no more."""
        self.connection.execute(SET_ASIDE, (moment_text(at), update_id))

    def forget(self, before: datetime) -> None:
        """Delete what was set aside so long ago that nobody will inspect it any more."""
        self.connection.execute(FORGET, (moment_text(before),))

    def remove(self, update_id: int) -> None:
        """Forget an update that was handled, or that came twice."""
        self.connection.execute(REMOVE, (update_id,))

    def depth(self) -> int:
        """Count the updates that wait."""
        count: int = self.connection.execute(DEPTH).fetchone()[0]
        return count

    def oldest_received_at(self) -> datetime | None:
        """Tell since when the one that waits longest waits."""
        return optional_moment_from(self.connection.execute(OLDEST).fetchone()[0])


def _update(row: Row) -> IncomingUpdate:
    return IncomingUpdate(
        update_id=row["update_id"],
        chat_id=row["chat_id"],
        payload=row["payload"],
        received_at=moment_from(row["received_at"]),
        starts=row["starts"],
    )
