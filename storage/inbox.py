"""Updates that came in: written before they are confirmed to Telegram, gone once they are handled."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.frozen import frozen
from storage.columns import moment_from, moment_text, optional_moment_from
from storage.connection import Connection, Row

ADD_UPDATE = """
    INSERT INTO inbox (update_id, chat_id, payload, received_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (update_id) DO NOTHING
"""
LIST_PENDING_UPDATES = """
    SELECT update_id, chat_id, payload, received_at, starts FROM inbox
    WHERE set_aside_at IS NULL ORDER BY update_id
"""
MARK_UPDATE_STARTED = "UPDATE inbox SET starts = starts + 1 WHERE update_id = ? RETURNING starts"
CLEAR_UPDATE_STARTS = "UPDATE inbox SET starts = 0 WHERE update_id = ? AND starts > 0"
CLEAR_ALL_STARTS = "UPDATE inbox SET starts = 0 WHERE starts > 0 AND set_aside_at IS NULL"
SET_UPDATE_ASIDE = "UPDATE inbox SET set_aside_at = ? WHERE update_id = ?"
REMOVE_UPDATE = "DELETE FROM inbox WHERE update_id = ?"
FORGET_UPDATES_SET_ASIDE = "DELETE FROM inbox WHERE set_aside_at < ?"
COUNT_PENDING_UPDATES = "SELECT count(*) FROM inbox WHERE set_aside_at IS NULL"
FIND_OLDEST_RECEIVED_AT = "SELECT min(received_at) FROM inbox WHERE set_aside_at IS NULL"


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


@frozen
class InboxRepository:
    """Updates by their number."""

    connection: Connection

    def add_batch(self, updates: Iterable[IncomingUpdate]) -> None:
        """Keep updates; an update that waits already stays as it is."""
        rows = (
            (update.update_id, update.chat_id, update.payload, moment_text(update.received_at))
            for update in updates
        )
        self.connection.executemany(ADD_UPDATE, rows)

    def pending(self) -> list[IncomingUpdate]:
        """List the updates that are not handled yet, by number, which is the order within each chat.

        Not in the order of ``received_at``: a clock may be set back, and an update that is handled after a
        later one of its chat counts as handled before.
        """
        return [update_of(row) for row in self.connection.execute(LIST_PENDING_UPDATES)]

    def mark_started(self, update_id: int) -> int:
        """Count that handling of an update begins, and return the count.

        ``LookupError`` if the update does not wait.
        """
        row = self.connection.execute(MARK_UPDATE_STARTED, (update_id,)).fetchone()
        if row is None:
            raise LookupError(update_id)
        starts: int = row["starts"]
        return starts

    def clear_starts(self, update_id: int) -> None:
        """Forget how often handling began: this update is not what ends the process."""
        self.connection.execute(CLEAR_UPDATE_STARTS, (update_id,))

    def clear_all_starts(self) -> None:
        """Forget for all waiting updates how often their handling began."""
        self.connection.execute(CLEAR_ALL_STARTS)

    def set_aside(self, update_id: int, at: datetime) -> None:
        """Keep an update for inspection but handle it no more."""
        self.connection.execute(SET_UPDATE_ASIDE, (moment_text(at), update_id))

    def forget(self, before: datetime) -> None:
        """Delete the updates that were set aside before a moment."""
        self.connection.execute(FORGET_UPDATES_SET_ASIDE, (moment_text(before),))

    def remove(self, update_id: int) -> None:
        """Forget an update that was handled, or that came twice."""
        self.connection.execute(REMOVE_UPDATE, (update_id,))

    def depth(self) -> int:
        """Count the updates that wait."""
        count: int = self.connection.execute(COUNT_PENDING_UPDATES).fetchone()[0]
        return count

    def oldest_received_at(self) -> datetime | None:
        """Return when the update came in that waits longest; ``None`` if no update waits."""
        return optional_moment_from(self.connection.execute(FIND_OLDEST_RECEIVED_AT).fetchone()[0])


def update_of(row: Row) -> IncomingUpdate:
    """Read a row."""
    return IncomingUpdate(
        update_id=row["update_id"],
        chat_id=row["chat_id"],
        payload=row["payload"],
        received_at=moment_from(row["received_at"]),
        starts=row["starts"],
    )
