"""The letters that ask to confirm an address; of link and code only the hashes are kept."""

from dataclasses import dataclass
from datetime import datetime

from domain.account import Confirmation
from storage.columns import moment_from, moment_text, optional_moment_from
from storage.connection import Connection, Row

CONFIRMATION_COLUMNS = "nonce, account_id, email, token_hash, code_hash, created_at, expires_at, used_at"
ADD_CONFIRMATION = f"INSERT INTO confirmations ({CONFIRMATION_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, NULL)"  # noqa: S608 (the columns are ours)
FIND_CONFIRMATION_BY_TOKEN = f"SELECT {CONFIRMATION_COLUMNS} FROM confirmations WHERE token_hash = ?"  # noqa: S608
LIST_CONFIRMATIONS = f"""
    SELECT {CONFIRMATION_COLUMNS} FROM confirmations WHERE account_id = ? ORDER BY created_at, nonce
"""  # noqa: S608
LIST_USED_CONFIRMATIONS = f"""
    SELECT {CONFIRMATION_COLUMNS} FROM confirmations
    WHERE account_id = ? AND email = ? AND used_at IS NOT NULL
    ORDER BY created_at DESC, nonce
"""  # noqa: S608
LIST_UNUSED_CONFIRMATIONS = f"""
    SELECT {CONFIRMATION_COLUMNS} FROM confirmations
    WHERE account_id = ? AND email = ? AND used_at IS NULL
    ORDER BY created_at DESC, nonce
"""  # noqa: S608
VOID_CONFIRMATIONS = (
    "UPDATE confirmations SET used_at = ? WHERE account_id = ? AND email = ? AND used_at IS NULL"
)


@dataclass(frozen=True)
class ConfirmationRepository:
    """Confirmations in the database."""

    connection: Connection

    def add(self, confirmation: Confirmation) -> None:
        """Keep a new letter, with which nobody has confirmed the address yet."""
        self.connection.execute(
            ADD_CONFIRMATION,
            (
                confirmation.nonce,
                confirmation.account_id,
                confirmation.email,
                confirmation.token_hash,
                confirmation.code_hash,
                moment_text(confirmation.created_at),
                moment_text(confirmation.expires_at),
            ),
        )

    def find_by_token(self, token_hash: str) -> Confirmation | None:
        """Return the letter with this link, whatever became of it."""
        row = self.connection.execute(FIND_CONFIRMATION_BY_TOKEN, (token_hash,)).fetchone()
        return None if row is None else _confirmation(row)

    def list_for(self, account_id: int) -> list[Confirmation]:
        """List all letters of an account, oldest first."""
        return [_confirmation(row) for row in self.connection.execute(LIST_CONFIRMATIONS, (account_id,))]

    def list_used(self, account_id: int, email: str) -> list[Confirmation]:
        """List the letters to this address that confirmed it or were voided with it, newest first."""
        return [
            _confirmation(row)
            for row in self.connection.execute(LIST_USED_CONFIRMATIONS, (account_id, email))
        ]

    def list_unused(self, account_id: int, email: str) -> list[Confirmation]:
        """List the unused letters to this address, expired letters as well, newest first."""
        return [
            _confirmation(row)
            for row in self.connection.execute(LIST_UNUSED_CONFIRMATIONS, (account_id, email))
        ]

    def void(self, account_id: int, email: str, at: datetime) -> None:
        """Let no letter to this address confirm anything any more."""
        self.connection.execute(VOID_CONFIRMATIONS, (moment_text(at), account_id, email))


def _confirmation(row: Row) -> Confirmation:
    return Confirmation(
        nonce=row["nonce"],
        account_id=row["account_id"],
        email=row["email"],
        token_hash=row["token_hash"],
        code_hash=row["code_hash"],
        created_at=moment_from(row["created_at"]),
        expires_at=moment_from(row["expires_at"]),
        used_at=optional_moment_from(row["used_at"]),
    )
