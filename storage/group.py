"""The number of the operators' group, and all that follows when the group gets another one.

The number of each message is only good for the group in which it stands. So the messages of a group that is
left are forgotten as messages that can be changed; they stay known as places of their threads.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.thread import Purpose
from storage.columns import moment_text
from storage.connection import Connection

MOST_MOVES = 20
"""A longer chain of numbers is not followed; a group becomes a supergroup once."""

FIND_GROUP = "SELECT chat_id FROM operators_group WHERE id = 1"
SET_GROUP = """
    INSERT INTO operators_group (id, chat_id, since) VALUES (1, ?, ?)
    ON CONFLICT (id) DO UPDATE SET chat_id = excluded.chat_id, since = excluded.since
"""
FIND_MOVE = "SELECT moved_to FROM group_moves WHERE chat_id = ?"
LIST_FORMER_NUMBERS = "SELECT chat_id FROM group_moves"
ADD_MOVE = """
    INSERT INTO group_moves (chat_id, moved_to, at) VALUES (?, ?, ?)
    ON CONFLICT (chat_id) DO UPDATE SET moved_to = excluded.moved_to, at = excluded.at
"""
END_MOVE = "DELETE FROM group_moves WHERE chat_id = ?"
READDRESS_MESSAGES = """
    UPDATE outbox SET recipient = ?, not_before = created_at
    WHERE channel = 'telegram' AND recipient >= '-' AND recipient < '.' AND sent_at IS NULL
"""
FORGET_CONVERSATIONS = "DELETE FROM conversations WHERE bot_id = ? AND chat_id = ?"
MOVE_CONVERSATIONS = "UPDATE conversations SET chat_id = ? WHERE bot_id = ? AND chat_id = ?"
KEEP_ALERT_MESSAGES_AS_PLACES = """
    INSERT INTO thread_places (chat_id, message_id, alert_id, thread_message_id, purpose, shown_at)
    SELECT ?, message_id, alert_id, NULL, ?, ? FROM alert_messages WHERE TRUE
    ON CONFLICT (chat_id, message_id) DO NOTHING
"""
FORGET_ALERT_MESSAGES = "DELETE FROM alert_messages"
HIDE_ALERTS = "UPDATE alerts SET message_id = NULL WHERE message_id IS NOT NULL"
HIDE_NOTICES = "UPDATE notices SET message_id = NULL WHERE message_id IS NOT NULL"
HIDE_JOBS = "UPDATE exchange_jobs SET message_id = NULL, topic = NULL"


@dataclass(frozen=True)
class GroupRepository:
    """``services.group.GroupBook`` in the database."""

    connection: Connection

    def find(self) -> int | None:
        """Return the number of the group that was written to last; ``None`` before the first start."""
        row = self.connection.execute(FIND_GROUP).fetchone()
        return None if row is None else int(row["chat_id"])

    def now_of(self, chat_id: int) -> int:
        """Return the number that a group has now; a number that was never changed is its own answer."""
        for _ in range(MOST_MOVES):
            row = self.connection.execute(FIND_MOVE, (chat_id,)).fetchone()
            if row is None:
                break
            chat_id = int(row["moved_to"])
        return chat_id

    def list_former(self, chat_id: int) -> list[int]:
        """List the numbers that a group had before."""
        numbers = [int(row["chat_id"]) for row in self.connection.execute(LIST_FORMER_NUMBERS)]
        return [number for number in numbers if number != chat_id and self.now_of(number) == chat_id]

    def use(self, chat_id: int, at: datetime) -> bool:
        """Write to this group from now on, also what waits for another group; tell whether one was left."""
        previous = self.find()
        if previous == chat_id:
            return False
        self.connection.execute(SET_GROUP, (chat_id, moment_text(at)))
        self.connection.execute(READDRESS_MESSAGES, (str(chat_id),))
        if previous is None:
            return False
        self._leave_messages_of(previous, at)
        return True

    def move(self, bot_id: int, chat_id: int, moved_to: int, at: datetime) -> bool:
        """Note that a group has another number, and go on with it there; ``False`` if that is known."""
        if self.now_of(chat_id) == moved_to:
            return False
        self.connection.execute(ADD_MOVE, (chat_id, moved_to, moment_text(at)))
        self.connection.execute(END_MOVE, (moved_to,))
        self.connection.execute(FORGET_CONVERSATIONS, (bot_id, moved_to))
        self.connection.execute(MOVE_CONVERSATIONS, (moved_to, bot_id, chat_id))
        return self.use(moved_to, at)

    def _leave_messages_of(self, chat_id: int, at: datetime) -> None:
        """Let everything be shown by new messages; a reply to an old one is still understood."""
        values = (chat_id, Purpose.ABOUT, moment_text(at))
        self.connection.execute(KEEP_ALERT_MESSAGES_AS_PLACES, values)
        for statement in (FORGET_ALERT_MESSAGES, HIDE_ALERTS, HIDE_NOTICES, HIDE_JOBS):
            self.connection.execute(statement)
