"""Bans of accounts and chats."""

from dataclasses import dataclass

from domain.ban import Ban, Subject, SubjectKind
from domain.operator import Operator
from storage.columns import moment_from, moment_text
from storage.connection import Connection, Row

ADD_BAN = """
    INSERT INTO bans (account_id, chat_id, reason, operator_id, operator_name, since)
    VALUES (?, ?, ?, ?, ?, ?)
"""
SELECT_BAN = "SELECT account_id, chat_id, reason, operator_id, operator_name, since FROM bans "
FIND_BAN_OF_ACCOUNT = SELECT_BAN + "WHERE account_id = ?"
FIND_BAN_OF_CHAT = SELECT_BAN + "WHERE chat_id = ?"
LIST_BANS = SELECT_BAN + "ORDER BY id DESC LIMIT ? OFFSET ?"
COUNT_BANS = "SELECT count(*) FROM bans"
REMOVE_BAN_OF_ACCOUNT = "DELETE FROM bans WHERE account_id = ?"
REMOVE_BAN_OF_CHAT = "DELETE FROM bans WHERE chat_id = ?"


@dataclass(frozen=True)
class BanRepository:
    """``services.desk.bans.BanBook`` in the database."""

    connection: Connection

    def add(self, ban: Ban) -> None:
        """Keep a ban of what is not banned yet."""
        is_account = ban.subject.kind is SubjectKind.ACCOUNT
        ids = (ban.subject.id, None) if is_account else (None, ban.subject.id)
        row = (*ids, ban.reason, ban.operator.id, ban.operator.name, moment_text(ban.since))
        self.connection.execute(ADD_BAN, row)

    def find(self, subject: Subject) -> Ban | None:
        """Return the ban in force of an account or of a chat; ``None`` without one."""
        find = FIND_BAN_OF_ACCOUNT if subject.kind is SubjectKind.ACCOUNT else FIND_BAN_OF_CHAT
        row = self.connection.execute(find, (subject.id,)).fetchone()
        return None if row is None else _ban(row)

    def remove(self, subject: Subject) -> None:
        """Lift a ban."""
        remove = REMOVE_BAN_OF_ACCOUNT if subject.kind is SubjectKind.ACCOUNT else REMOVE_BAN_OF_CHAT
        self.connection.execute(remove, (subject.id,))

    def count(self) -> int:
        """Count the bans in force."""
        count: int = self.connection.execute(COUNT_BANS).fetchone()[0]
        return count

    def list_page(self, skip: int, most: int) -> list[Ban]:
        """List bans in force, the newest first."""
        return [_ban(row) for row in self.connection.execute(LIST_BANS, (most, skip))]


def _ban(row: Row) -> Ban:
    account_id = row["account_id"]
    return Ban(
        Subject(SubjectKind.CHAT, row["chat_id"])
        if account_id is None
        else Subject(SubjectKind.ACCOUNT, account_id),
        row["reason"],
        Operator(row["operator_id"], row["operator_name"]),
        moment_from(row["since"]),
    )
