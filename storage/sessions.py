"""Which chat is signed in to which account."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.account import Session
from storage.columns import moment_from, moment_text
from storage.connection import Connection, Row

PUT_SESSION = """
    INSERT INTO sessions (chat_id, account_id, signed_in_at, name, seen_on) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (chat_id) DO UPDATE SET
        account_id = excluded.account_id,
        signed_in_at = excluded.signed_in_at,
        name = excluded.name,
        seen_on = excluded.seen_on
"""
NOTE_KNOWN_CHAT = """
    INSERT INTO known_chats (account_id, chat_id, since, is_proven) VALUES (?, ?, ?, ?)
    ON CONFLICT (account_id, chat_id) DO UPDATE SET
        is_proven = CASE WHEN known_chats.is_proven > excluded.is_proven
            THEN known_chats.is_proven ELSE excluded.is_proven END
"""
IS_KNOWN_CHAT = "SELECT 1 FROM known_chats WHERE account_id = ? AND chat_id = ?"
IS_PROVEN_CHAT = "SELECT 1 FROM known_chats WHERE account_id = ? AND chat_id = ? AND is_proven = 1"
FORGET_KNOWN_CHAT = "DELETE FROM known_chats WHERE account_id = ? AND chat_id = ?"
LIST_KNOWN_CHATS = """
    SELECT chat_id, account_id, since AS signed_in_at, '' AS name, NULL AS seen_on, is_proven FROM known_chats
    WHERE account_id = ? ORDER BY since, chat_id
"""
REMOVE_SESSION = "DELETE FROM sessions WHERE chat_id = ?"
REMOVE_OTHER_SESSIONS = "DELETE FROM sessions WHERE account_id = ? AND chat_id <> ? RETURNING chat_id"
SET_NAME = "UPDATE sessions SET name = ? WHERE chat_id = ?"
SET_SEEN = "UPDATE sessions SET seen_on = ? WHERE chat_id = ?"
FIND_ACCOUNT = "SELECT account_id FROM sessions WHERE chat_id = ?"
LIST_SESSIONS = """
    SELECT s.chat_id, s.account_id, s.signed_in_at, s.name, s.seen_on, coalesce(k.is_proven, 0) AS is_proven
    FROM sessions s LEFT JOIN known_chats k ON k.account_id = s.account_id AND k.chat_id = s.chat_id
    WHERE s.account_id = ? ORDER BY s.signed_in_at, s.chat_id
"""


@dataclass(frozen=True)
class SessionRepository:
    """Sessions in the database."""

    connection: Connection

    def put(
        self, chat_id: int, account_id: int, at: datetime, *, name: str = "", is_proven: bool = False
    ) -> None:
        """Sign a chat in to an account, which knows it from then on, and out of any other.

        ``name`` is that of the person in Telegram; a chat that was proven once stays so.
        """
        moment = moment_text(at)
        self.connection.execute(PUT_SESSION, (chat_id, account_id, moment, name, at.date().isoformat()))
        self.connection.execute(NOTE_KNOWN_CHAT, (account_id, chat_id, moment, int(is_proven)))

    def rename(self, chat_id: int, name: str) -> None:
        """Keep the name of the person in Telegram, if the chat is signed in."""
        self.connection.execute(SET_NAME, (name, chat_id))

    def note_seen(self, chat_id: int, on: date) -> None:
        """Keep the last day on which a chat wrote."""
        self.connection.execute(SET_SEEN, (on.isoformat(), chat_id))

    def is_known(self, chat_id: int, account_id: int) -> bool:
        """Whether a chat is or was signed in to an account."""
        return self.connection.execute(IS_KNOWN_CHAT, (account_id, chat_id)).fetchone() is not None

    def is_proven(self, chat_id: int, account_id: int) -> bool:
        """Whether a chat is known to an account and has passed a second step, or needed no second step."""
        return self.connection.execute(IS_PROVEN_CHAT, (account_id, chat_id)).fetchone() is not None

    def forget(self, chat_id: int, account_id: int) -> None:
        """Let an account know a chat no more, because its owner does not trust it."""
        self.connection.execute(FORGET_KNOWN_CHAT, (account_id, chat_id))

    def list_known(self, account_id: int) -> list[Session]:
        """List the chats that are or were signed in to an account, each with its first time, oldest first."""
        return [_session(row) for row in self.connection.execute(LIST_KNOWN_CHATS, (account_id,))]

    def remove(self, chat_id: int) -> None:
        """Sign a chat out."""
        self.connection.execute(REMOVE_SESSION, (chat_id,))

    def remove_others(self, account_id: int, chat_id: int) -> list[int]:
        """Sign out all chats of the account but this one, and return which these were."""
        rows = self.connection.execute(REMOVE_OTHER_SESSIONS, (account_id, chat_id)).fetchall()
        return sorted(row["chat_id"] for row in rows)

    def account_of(self, chat_id: int) -> int | None:
        """Return the account to which a chat is signed in; ``None`` without one."""
        row = self.connection.execute(FIND_ACCOUNT, (chat_id,)).fetchone()
        return None if row is None else row["account_id"]

    def list_for(self, account_id: int) -> list[Session]:
        """List the sessions of an account, oldest first."""
        return [_session(row) for row in self.connection.execute(LIST_SESSIONS, (account_id,))]

    def list_chats(self, account_id: int) -> list[int]:
        """List the chats that are signed in to an account: where to tell its owner something."""
        return [session.chat_id for session in self.list_for(account_id)]


def _session(row: Row) -> Session:
    return Session(
        row["chat_id"],
        row["account_id"],
        moment_from(row["signed_in_at"]),
        name=row["name"],
        seen_on=None if row["seen_on"] is None else date.fromisoformat(row["seen_on"]),
        is_proven=bool(row["is_proven"]),
    )
