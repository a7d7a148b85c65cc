"""The claims of those who forgot the password and do not read the mailbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.claim import Claim, Ending, NewClaim
from storage.columns import moment_from, moment_text, optional_moment_from
from storage.connection import Connection, Row

CLAIM_COLUMNS = "id, nonce, account_id, chat_id, name, number, password_hash, begun_at, ended_at, ending"
SELECT_CLAIMS = f"SELECT {CLAIM_COLUMNS} FROM claims "  # noqa: S608 (the columns are ours)
ADD_CLAIM = """
    INSERT INTO claims
        (idempotency_key, nonce, token_hash, account_id, chat_id, name, number, password_hash, begun_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
FIND_CLAIM = SELECT_CLAIMS + "WHERE id = ?"
FIND_CLAIM_BY_KEY = SELECT_CLAIMS + "WHERE idempotency_key = ?"
FIND_CLAIM_BY_TOKEN = SELECT_CLAIMS + "WHERE token_hash = ?"
FIND_OPEN_CLAIM = SELECT_CLAIMS + "WHERE account_id = ? AND chat_id = ? AND ended_at IS NULL"
FIND_LAST_OBJECTED_CLAIM = (
    SELECT_CLAIMS + "WHERE account_id = ? AND ending = 'objected' ORDER BY ended_at DESC, id DESC LIMIT 1"
)
LIST_OPEN_CLAIMS = SELECT_CLAIMS + "WHERE account_id = ? AND ended_at IS NULL ORDER BY begun_at, id"
LIST_CLAIMS_OF_ACCOUNT = SELECT_CLAIMS + "WHERE account_id = ? ORDER BY begun_at, id"
LIST_CLAIMS_TO_TELL = (
    SELECT_CLAIMS
    + "WHERE ended_at IS NULL AND told_at IS NULL AND begun_at <= ? ORDER BY begun_at, id LIMIT ?"
)
NOTE_CLAIM_TOLD = "UPDATE claims SET told_at = ? WHERE id = ?"
END_CLAIM = "UPDATE claims SET ended_at = ?, ending = ? WHERE id = ? AND ended_at IS NULL"
END_OLD_CLAIMS = "UPDATE claims SET ended_at = ?, ending = ? WHERE ended_at IS NULL AND begun_at <= ?"
FORGET_OLD_CLAIMS = "DELETE FROM claims WHERE begun_at <= ?"


@dataclass(frozen=True)
class ClaimRepository:
    """``services.people.claims.ClaimBook`` in the database."""

    connection: Connection

    def add(self, claim: NewClaim, key: str, token_hash: str) -> Claim:
        """Keep a new claim, by the update that it came with."""
        self.connection.execute(
            ADD_CLAIM,
            (
                key,
                claim.nonce,
                token_hash,
                claim.account_id,
                claim.chat_id,
                claim.name,
                claim.number,
                claim.password_hash,
                moment_text(claim.begun_at),
            ),
        )
        [added] = self._list(FIND_CLAIM_BY_KEY, (key,))
        return added

    def find(self, claim_id: int) -> Claim | None:
        """Return a claim, whatever became of it."""
        return self._find(FIND_CLAIM, claim_id)

    def find_by_key(self, key: str) -> Claim | None:
        """Return the claim that an update began."""
        return self._find(FIND_CLAIM_BY_KEY, key)

    def find_by_token(self, token_hash: str) -> Claim | None:
        """Return the claim that a link of a letter is about."""
        return self._find(FIND_CLAIM_BY_TOKEN, token_hash)

    def find_open(self, account_id: int, chat_id: int) -> Claim | None:
        """Return the claim of a chat that nobody has ended."""
        return self._find(FIND_OPEN_CLAIM, account_id, chat_id)

    def last_objection(self, account_id: int) -> Claim | None:
        """Return the newest claim of an account that somebody objected to."""
        return self._find(FIND_LAST_OBJECTED_CLAIM, account_id)

    def list_open(self, account_id: int) -> list[Claim]:
        """List the claims of an account that nobody has ended, oldest first."""
        return self._list(LIST_OPEN_CLAIMS, (account_id,))

    def list_for(self, account_id: int) -> list[Claim]:
        """List all claims of an account, oldest first."""
        return self._list(LIST_CLAIMS_OF_ACCOUNT, (account_id,))

    def list_to_tell(self, begun_before: datetime, most: int) -> list[Claim]:
        """List those begun until a moment whose chats have not heard yet what came of them."""
        return self._list(LIST_CLAIMS_TO_TELL, (moment_text(begun_before), most))

    def note_told(self, claim_id: int, at: datetime) -> None:
        """Keep that the chat heard that a password may be chosen."""
        self.connection.execute(NOTE_CLAIM_TOLD, (moment_text(at), claim_id))

    def end(self, claim_id: int, ending: Ending, at: datetime) -> None:
        """Let a claim count no more."""
        self.connection.execute(END_CLAIM, (moment_text(at), ending, claim_id))

    def end_old(self, begun_before: datetime, at: datetime) -> None:
        """End those that nobody used in time."""
        values = (moment_text(at), Ending.EXPIRED, moment_text(begun_before))
        self.connection.execute(END_OLD_CLAIMS, values)

    def forget(self, before: datetime) -> None:
        """Delete those that were begun so long ago."""
        self.connection.execute(FORGET_OLD_CLAIMS, (moment_text(before),))

    def _find(self, query: str, *values: str | int) -> Claim | None:
        return next(iter(self._list(query, values)), None)

    def _list(self, query: str, values: Sequence[str | int]) -> list[Claim]:
        return [_claim(row) for row in self.connection.execute(query, values)]


def _claim(row: Row) -> Claim:
    return Claim(
        id=row["id"],
        nonce=row["nonce"],
        account_id=row["account_id"],
        chat_id=row["chat_id"],
        name=row["name"],
        number=row["number"],
        password_hash=row["password_hash"],
        begun_at=moment_from(row["begun_at"]),
        ended_at=optional_moment_from(row["ended_at"]),
        ending=None if row["ending"] is None else Ending(row["ending"]),
    )
