"""Erases what is personal about an account from every table; readings and decisions stay."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.closing import erased_login
from domain.details import Value
from domain.erasure import NamingAlert
from storage.columns import json_object, json_text
from storage.connection import Connection

ERASE_ACCOUNT = """
    UPDATE accounts SET login = ?, login_key = ?, password_hash = '', email = '', email_confirmed_at = NULL,
        pending_email = NULL, phone = NULL, idempotency_key = ?
    WHERE id = ?
"""
FORGET_CHAT_OF_CONSENTS = "UPDATE consents SET chat_id = 0 WHERE account_id = ?"
LIST_CHATS = """
    SELECT chat_id FROM known_chats WHERE account_id = ?
    UNION SELECT chat_id FROM sessions WHERE account_id = ?
    UNION SELECT chat_id FROM consents WHERE account_id = ?
    UNION SELECT chat_id FROM threads WHERE account_id = ? AND chat_id IS NOT NULL
"""
LIST_ADDRESSES = "SELECT DISTINCT email FROM confirmations WHERE account_id = ?"
OF_ACCOUNT = (
    "sessions",
    "known_chats",
    "pending_sign_ins",
    "second_steps",
    "backup_codes",
    "confirmations",
    "recoveries",
    "claims",
    "reading_batches",
    "reminders",
    "reminder_choices",
    "bans",
    "holdings",
    "closed_holdings",
    "ended_holdings",
    "typed_readings",
    "notice_recipients",
    "outage_reports",
    "consent_asks",
    "outbox",
)
"""Tables whose rows of an account are deleted."""
DELETE_ROWS_OF_LISTS = """
    DELETE FROM reading_batch_rows WHERE batch_id IN (SELECT id FROM reading_batches WHERE account_id = ?)
"""
DELETE_LETTERS = "DELETE FROM outbox WHERE channel = 'mail' AND recipient = ?"
DELETE_ATTEMPTS = "DELETE FROM attempts WHERE kind = ? AND subject = ?"
DELETE_ATTEMPTS_IN_CHATS = "DELETE FROM attempts WHERE kind = ? AND subject >= ? AND subject < ?"
EMPTY_CONVERSATIONS = """
    UPDATE conversations SET state = NULL, draft = '{}'
    WHERE chat_id = ? AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.chat_id = conversations.chat_id)
"""
OF_TALKS = "alert_id IN (SELECT alert_id FROM threads WHERE account_id = ?)"
EMPTY_MESSAGES = f"""
    UPDATE thread_messages SET text = '', marks = '', file_kind = NULL, file_id = NULL, is_picture = 0,
        album = NULL
    WHERE {OF_TALKS}
"""  # noqa: S608 (the condition is ours)
FORGET_PLACE_OF_MESSAGES = f"""
    UPDATE thread_messages SET chat_id = 0, message_id = 0 WHERE operator_id IS NULL AND {OF_TALKS}
"""  # noqa: S608
FORGET_PLACES = f"DELETE FROM thread_places WHERE chat_id = ? AND {OF_TALKS}"  # noqa: S608
FORGET_CHAT_OF_TALKS = "UPDATE threads SET chat_id = NULL WHERE account_id = ?"
LIST_ALERTS = """
    SELECT alerts.id, alerts.details, coalesce(alerts.account_id, threads.account_id) AS owner
    FROM alerts LEFT JOIN threads ON threads.alert_id = alerts.id
    WHERE alerts.account_id = ? OR threads.account_id = ? OR alerts.details LIKE ? ESCAPE '~'
    ORDER BY alerts.id
"""
LIST_ENTRIES = "SELECT id, details FROM audit WHERE subject = ? ORDER BY id"
SET_ENTRY_DETAILS = "UPDATE audit SET details = ? WHERE id = ?"
LAST_SIGN = "\U0010ffff"
"""What stands behind every other sign in the order of texts."""


@dataclass(frozen=True)
class ErasingRepository:
    """``services.people.erasing.Eraser`` in the database."""

    connection: Connection

    def chats_of(self, account_id: int) -> list[int]:
        """List all chats that rows of an account name, except those that were emptied before."""
        rows = self.connection.execute(LIST_CHATS, (account_id,) * 4)
        return sorted(row["chat_id"] for row in rows if row["chat_id"])

    def addresses_of(self, account_id: int) -> list[str]:
        """List the e-mail addresses that letters asked the account to confirm."""
        return [row["email"] for row in self.connection.execute(LIST_ADDRESSES, (account_id,))]

    def erase_account(self, account_id: int) -> None:
        """Leave nothing of an account but its number, its language and its dates."""
        mark = erased_login(account_id)
        self.connection.execute(DELETE_ROWS_OF_LISTS, (account_id,))
        for table in OF_ACCOUNT:
            self.connection.execute(f"DELETE FROM {table} WHERE account_id = ?", (account_id,))  # noqa: S608
        self.connection.execute(FORGET_CHAT_OF_CONSENTS, (account_id,))
        self.connection.execute(ERASE_ACCOUNT, (mark, mark, mark, account_id))

    def erase_talks(self, account_id: int, chats: Iterable[int]) -> None:
        """Empty all that was said, and forget in which private chats it stands."""
        for chat_id in chats:
            self.connection.execute(FORGET_PLACES, (chat_id, account_id))
            self.connection.execute(EMPTY_CONVERSATIONS, (chat_id,))
        self.connection.execute(EMPTY_MESSAGES, (account_id,))
        self.connection.execute(FORGET_PLACE_OF_MESSAGES, (account_id,))
        self.connection.execute(FORGET_CHAT_OF_TALKS, (account_id,))

    def erase_letters(self, addresses: Iterable[str]) -> None:
        """Delete the letters to some addresses."""
        for address in addresses:
            self.connection.execute(DELETE_LETTERS, (address,))

    def erase_attempts(self, kinds: Iterable[str], subjects: Iterable[str], login_key: str) -> None:
        """Delete what was counted for some subjects, and for a login in any chat."""
        named = list(subjects)
        for kind in kinds:
            for subject in named:
                self.connection.execute(DELETE_ATTEMPTS, (kind, subject))
            bounds = (f"{login_key} ", f"{login_key} {LAST_SIGN}")
            self.connection.execute(DELETE_ATTEMPTS_IN_CHATS, (kind, *bounds))

    def alerts_of(self, account_id: int, login: str) -> list[NamingAlert]:
        """List the alerts about an account and those that seem to name its login."""
        named = json_text({"": login})[5:-2]
        for sign in "~%_":
            named = named.replace(sign, f"~{sign}")
        rows = self.connection.execute(LIST_ALERTS, (account_id, account_id, f"%{named}%")).fetchall()
        return [
            NamingAlert(row["id"], json_object(row["details"]), row["owner"] == account_id) for row in rows
        ]

    def entries_about(self, subject: str) -> list[tuple[int, Mapping[str, Value]]]:
        """List the entries of the audit trail about a subject, each with its details."""
        rows = self.connection.execute(LIST_ENTRIES, (subject,)).fetchall()
        return [(row["id"], json_object(row["details"])) for row in rows]

    def set_entry(self, entry_id: int, details: Mapping[str, Value]) -> None:
        """Keep an entry of the audit trail with other details."""
        self.connection.execute(SET_ENTRY_DETAILS, (json_text(details), entry_id))
