"""Which chat is signed in to which account."""

from dataclasses import dataclass
from datetime import datetime

from domain.account import Session
from storage.columns import moment_from, moment_text
from storage.connection import Connection, Row

PUT_SESSION = """
    INSERT INTO sessions (chat_id, account_id, signed_in_at) VALUES (?, ?, ?)
    ON CONFLICT (chat_id) DO UPDATE SET account_id = excluded.account_id, signed_in_at = excluded.signed_in_at
"""
NOTE_KNOWN_CHAT = """
    INSERT INTO known_chats (account_id, chat_id, since) VALUES (?, ?, ?)
    ON CONFLICT (account_id, chat_id) DO NOTHING
"""
IS_KNOWN_CHAT = "SELECT 1 FROM known_chats WHERE account_id = ? AND chat_id = ?"
LIST_KNOWN_CHATS = """
    SELECT chat_id, account_id, since AS signed_in_at FROM known_chats
    WHERE account_id = ? ORDER BY since, chat_id
"""
REMOVE_SESSION = "DELETE FROM sessions WHERE chat_id = ?"
REMOVE_OTHER_SESSIONS = "DELETE FROM sessions WHERE account_id = ? AND chat_id <> ? RETURNING chat_id"
FIND_ACCOUNT = "SELECT account_id FROM sessions WHERE chat_id = ?"
LIST_SESSIONS = """
    SELECT chat_id, account_id, signed_in_at FROM sessions WHERE account_id = ? ORDER BY signed_in_at, chat_id
"""


@dataclass(frozen=True)
class SessionRepository:
    """Sessions in the database."""

    connection: Connection

    def put(self, chat_id: int, account_id: int, at: datetime) -> None:
        """Sign a chat in to an account, which knows it from then on, and out of any other."""
        self.connection.execute(PUT_SESSION, (chat_id, account_id, moment_text(at)))
        self.connection.execute(NOTE_KNOWN_CHAT, (account_id, chat_id, moment_text(at)))

    def is_known(self, chat_id: int, account_id: int) -> bool:
        """Whether a chat is or was signed in to an account."""
        return self.connection.execute(IS_KNOWN_CHAT, (account_id, chat_id)).fetchone() is not None

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
    return Session(row["chat_id"], row["account_id"], moment_from(row["signed_in_at"]))
