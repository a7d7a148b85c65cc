"""How accounts protect their sign-in, and the chats that still owe a code.

Of a backup code only a keyed hash is kept, and the key of an authenticator is sealed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.second_step import PendingSignIn, SecondStep
from storage.columns import moment_from, moment_text, optional_moment_from
from storage.connection import Connection, Row

FIND_STEP = "SELECT is_off, sealed_key, last_step FROM second_steps WHERE account_id = ?"
PUT_STEP = """
    INSERT INTO second_steps (account_id, is_off, sealed_key, last_step) VALUES (?, ?, ?, ?)
    ON CONFLICT (account_id) DO UPDATE SET
        is_off = excluded.is_off, sealed_key = excluded.sealed_key, last_step = excluded.last_step
"""
DELETE_BACKUP_CODES = "DELETE FROM backup_codes WHERE account_id = ?"
ADD_BACKUP_CODE = "INSERT INTO backup_codes (account_id, code_hash) VALUES (?, ?)"
USE_BACKUP_CODE = """
    UPDATE backup_codes SET used_at = ? WHERE account_id = ? AND code_hash = ? AND used_at IS NULL
"""
COUNT_BACKUP_CODES = "SELECT count(*) AS count FROM backup_codes WHERE account_id = ? AND used_at IS NULL"

PENDING_COLUMNS = "chat_id, account_id, password_hash, name, begun_at, code_hash, sent_at"
PUT_PENDING = f"""
    INSERT INTO pending_sign_ins ({PENDING_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (chat_id) DO UPDATE SET
        account_id = excluded.account_id,
        password_hash = excluded.password_hash,
        name = excluded.name,
        begun_at = excluded.begun_at,
        code_hash = excluded.code_hash,
        sent_at = excluded.sent_at
"""  # noqa: S608 (the columns are ours)
FIND_PENDING = f"SELECT {PENDING_COLUMNS} FROM pending_sign_ins WHERE chat_id = ?"  # noqa: S608
LIST_PENDING = f"""
    SELECT {PENDING_COLUMNS} FROM pending_sign_ins WHERE account_id = ?
    ORDER BY begun_at DESC, chat_id LIMIT ?
"""  # noqa: S608
REMOVE_PENDING = "DELETE FROM pending_sign_ins WHERE chat_id = ?"
DELETE_OLD_PENDING = "DELETE FROM pending_sign_ins WHERE begun_at <= ?"


@dataclass(frozen=True)
class SecondStepRepository:
    """Second steps and backup codes by accounts."""

    connection: Connection

    def find(self, account_id: int) -> SecondStep:
        """Return how an account protects its sign-in."""
        row = self.connection.execute(FIND_STEP, (account_id,)).fetchone()
        if row is None:
            return SecondStep()
        return SecondStep(bool(row["is_off"]), row["sealed_key"], row["last_step"])

    def put(self, account_id: int, step: SecondStep) -> None:
        """Keep how an account protects its sign-in."""
        self.connection.execute(PUT_STEP, (account_id, int(step.is_off), step.sealed_key, step.last_step))

    def replace_backup_codes(self, account_id: int, hashes: Iterable[str]) -> None:
        """Let these backup codes count and no others."""
        self.connection.execute(DELETE_BACKUP_CODES, (account_id,))
        for code_hash in hashes:
            self.connection.execute(ADD_BACKUP_CODE, (account_id, code_hash))

    def use_backup_code(self, account_id: int, code_hash: str, at: datetime) -> bool:
        """Let a backup code count no more; false if it never did, or was used before."""
        return (
            self.connection.execute(USE_BACKUP_CODE, (moment_text(at), account_id, code_hash)).rowcount == 1
        )

    def count_backup_codes(self, account_id: int) -> int:
        """Count the backup codes that were not used."""
        count: int = self.connection.execute(COUNT_BACKUP_CODES, (account_id,)).fetchone()["count"]
        return count


@dataclass(frozen=True)
class PendingSignInRepository:
    """Chats that wait for their code."""

    connection: Connection

    def put(self, pending: PendingSignIn) -> None:
        """Keep what a chat waits for, instead of what it waited for before."""
        begun_at = moment_text(pending.begun_at)
        sent_at = None if pending.sent_at is None else moment_text(pending.sent_at)
        self.connection.execute(
            PUT_PENDING,
            (
                pending.chat_id,
                pending.account_id,
                pending.password_hash,
                pending.name,
                begun_at,
                pending.code_hash,
                sent_at,
            ),
        )

    def find(self, chat_id: int) -> PendingSignIn | None:
        """Return what a chat waits for."""
        row = self.connection.execute(FIND_PENDING, (chat_id,)).fetchone()
        return None if row is None else _pending(row)

    def list_for(self, account_id: int, most: int) -> list[PendingSignIn]:
        """List the chats that wait to be signed in to an account, newest first."""
        return [_pending(row) for row in self.connection.execute(LIST_PENDING, (account_id, most))]

    def forget(self, before: datetime) -> None:
        """Delete what nobody can go on with, because it began too long ago."""
        self.connection.execute(DELETE_OLD_PENDING, (moment_text(before),))

    def remove(self, chat_id: int) -> None:
        """Let a chat wait for nothing any more."""
        self.connection.execute(REMOVE_PENDING, (chat_id,))


def _pending(row: Row) -> PendingSignIn:
    return PendingSignIn(
        chat_id=row["chat_id"],
        account_id=row["account_id"],
        password_hash=row["password_hash"],
        name=row["name"],
        begun_at=moment_from(row["begun_at"]),
        code_hash=row["code_hash"],
        sent_at=optional_moment_from(row["sent_at"]),
    )
