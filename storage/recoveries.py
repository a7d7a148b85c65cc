"""The letters that let people in who forgot their password; what is used or too old is deleted."""

from dataclasses import dataclass
from datetime import datetime

from domain.recovery import Recovery
from storage.columns import moment_from, moment_text
from storage.connection import Connection, Row

RECOVERY_COLUMNS = """
    nonce, account_id, asked_in, email, password_hash, token_hash, code_hash, created_at, expires_at,
    proved_in
"""
ADD_RECOVERY = f"INSERT INTO recoveries ({RECOVERY_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)"  # noqa: S608 (the columns are ours)
FIND_RECOVERY = f"SELECT {RECOVERY_COLUMNS} FROM recoveries WHERE nonce = ?"  # noqa: S608
FIND_RECOVERY_BY_TOKEN = f"SELECT {RECOVERY_COLUMNS} FROM recoveries WHERE token_hash = ?"  # noqa: S608
LIST_RECOVERIES_OF_CHAT = f"SELECT {RECOVERY_COLUMNS} FROM recoveries WHERE asked_in = ? ORDER BY nonce"  # noqa: S608
LIST_RECOVERIES_OF_ACCOUNT = f"""
    SELECT {RECOVERY_COLUMNS} FROM recoveries WHERE account_id = ? ORDER BY created_at, nonce
"""  # noqa: S608
NOTE_PROOF = """
    UPDATE recoveries SET
        expires_at = CASE WHEN proved_in IS NULL THEN ? ELSE expires_at END,
        proved_in = ?
    WHERE nonce = ?
"""
FORGET_RECOVERIES_OF_CHAT = "DELETE FROM recoveries WHERE asked_in = ? AND code_hash <> ''"
FORGET_RECOVERIES_OF_ACCOUNT = "DELETE FROM recoveries WHERE account_id = ?"
FORGET_EXPIRED_RECOVERIES = "DELETE FROM recoveries WHERE expires_at <= ?"


@dataclass(frozen=True)
class RecoveryRepository:
    """Recoveries in the database."""

    connection: Connection

    def add(self, recovery: Recovery) -> None:
        """Keep a new letter, which nobody has used yet."""
        self.connection.execute(
            ADD_RECOVERY,
            (
                recovery.nonce,
                recovery.account_id,
                recovery.asked_in,
                recovery.email,
                recovery.password_hash,
                recovery.token_hash,
                recovery.code_hash,
                moment_text(recovery.created_at),
                moment_text(recovery.expires_at),
            ),
        )

    def find(self, nonce: str) -> Recovery | None:
        """Return the recovery with this nonce, if it was not used."""
        return self._find(FIND_RECOVERY, nonce)

    def find_by_token(self, token_hash: str) -> Recovery | None:
        """Return the recovery with this link, if it was not used."""
        return self._find(FIND_RECOVERY_BY_TOKEN, token_hash)

    def list_of_chat(self, chat_id: int) -> list[Recovery]:
        """List what a chat asked for and did not use yet."""
        return [_recovery(row) for row in self.connection.execute(LIST_RECOVERIES_OF_CHAT, (chat_id,))]

    def list_for(self, account_id: int) -> list[Recovery]:
        """List what is about an account and was not used yet, oldest first."""
        return [_recovery(row) for row in self.connection.execute(LIST_RECOVERIES_OF_ACCOUNT, (account_id,))]

    def note_proof(self, nonce: str, chat_id: int, until: datetime) -> None:
        """Let a chat choose a new password; only the first proof puts the end off."""
        self.connection.execute(NOTE_PROOF, (moment_text(until), chat_id, nonce))

    def forget_of_chat(self, chat_id: int) -> None:
        """Make void the letters that a chat asked for before; what an operator granted stays."""
        self.connection.execute(FORGET_RECOVERIES_OF_CHAT, (chat_id,))

    def forget_of_account(self, account_id: int) -> None:
        """Make void every letter about an account."""
        self.connection.execute(FORGET_RECOVERIES_OF_ACCOUNT, (account_id,))

    def forget_expired(self, now: datetime) -> None:
        """Delete what is too old."""
        self.connection.execute(FORGET_EXPIRED_RECOVERIES, (moment_text(now),))

    def _find(self, query: str, value: str) -> Recovery | None:
        row = self.connection.execute(query, (value,)).fetchone()
        return None if row is None else _recovery(row)


def _recovery(row: Row) -> Recovery:
    return Recovery(
        nonce=row["nonce"],
        account_id=row["account_id"],
        asked_in=row["asked_in"],
        email=row["email"],
        password_hash=row["password_hash"],
        token_hash=row["token_hash"],
        code_hash=row["code_hash"],
        created_at=moment_from(row["created_at"]),
        expires_at=moment_from(row["expires_at"]),
        proved_in=row["proved_in"],
    )
