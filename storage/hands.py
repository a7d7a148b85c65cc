"""Numbers that change hands: who holds one by which proof, and whose hold somebody ended."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.subscriber import EndedHold, LastEnding, ProvedHolder
from storage.columns import moment_from, moment_text
from storage.connection import Connection, Row

LIST_PROVED_HOLDERS = """
    SELECT h.account_id, a.login, h.name, h.paid_on, h.added_at
    FROM holdings h JOIN accounts a ON a.id = h.account_id
    WHERE h.number = ? ORDER BY h.added_at, h.account_id
"""
KEEP_ENDED_HOLDING = """
    INSERT INTO ended_holdings
        (account_id, number, name, added_at, idempotency_key, ended_at, ended_by, ending, paid_on, proved_on)
    SELECT account_id, number, name, added_at, idempotency_key, ?, ?, ?, ?, paid_on
    FROM holdings WHERE account_id = ? AND number = ?
    ON CONFLICT (account_id, number) DO UPDATE SET
        name = excluded.name, added_at = excluded.added_at, idempotency_key = excluded.idempotency_key,
        ended_at = excluded.ended_at, ended_by = excluded.ended_by, ending = excluded.ending,
        paid_on = excluded.paid_on, proved_on = excluded.proved_on
"""
REMOVE_HOLDING = "DELETE FROM holdings WHERE account_id = ? AND number = ?"
FIND_LAST_ENDING = """
    SELECT e.paid_on, e.ended_by FROM ended_holdings e
    WHERE e.number = ? AND (e.ended_by IS NULL OR e.ended_by <> ?) AND (
        e.account_id = ?
        OR EXISTS (SELECT 1 FROM known_chats k WHERE k.account_id = e.account_id AND k.chat_id = ?)
    )
    ORDER BY e.paid_on DESC, e.account_id LIMIT 1
"""
SELECT_ENDED_HOLDING = (
    "SELECT account_id, number, name, ended_at, ending, ended_by IS NULL AS by_operator FROM ended_holdings "
)
FIND_ENDED_HOLDING = SELECT_ENDED_HOLDING + "WHERE number = ? AND account_id = ?"
LIST_HOLDS_OF_ENDING = SELECT_ENDED_HOLDING + "WHERE ending = ? ORDER BY account_id"
LIST_ENDED_HOLDS_OF_ACCOUNT = SELECT_ENDED_HOLDING + "WHERE account_id = ? ORDER BY ended_at, number"
RESTORE_HOLDINGS = """
    INSERT INTO holdings (account_id, number, name, added_at, idempotency_key, paid_on)
    SELECT account_id, number, name, added_at, idempotency_key,
        CASE WHEN ended_by IS NULL THEN proved_on ELSE paid_on END
    FROM ended_holdings WHERE ending = ?
    ON CONFLICT DO NOTHING
"""
FORGET_ENDING = "DELETE FROM ended_holdings WHERE ending = ?"
FORGET_ENDED_HOLDING = "DELETE FROM ended_holdings WHERE account_id = ? AND number = ?"


@dataclass(frozen=True)
class HandsRepository:
    """``services.numbers.hands.HandsBook`` in the database."""

    connection: Connection

    def list_holders(self, number: str) -> list[ProvedHolder]:
        """List the accounts that hold a number, in the order in which they added it."""
        return [_holder(row) for row in self.connection.execute(LIST_PROVED_HOLDERS, (number,))]

    def end(self, account_id: int, number: str, by: ProvedHolder, ending: str, at: datetime) -> None:
        """End a hold for the proof of another holder."""
        self._end(account_id, number, (moment_text(at), by.account_id, ending, str(by.paid_on)))

    def end_by_operator(self, account_id: int, number: str, day: date, ending: str, at: datetime) -> None:
        """End a hold because an operator decided so; a payment after ``day`` brings it back."""
        self._end(account_id, number, (moment_text(at), None, ending, day.isoformat()))

    def _end(self, account_id: int, number: str, deed: tuple[str, int | None, str, str]) -> None:
        self.connection.execute(KEEP_ENDED_HOLDING, (*deed, account_id, number))
        self.connection.execute(REMOVE_HOLDING, (account_id, number))

    def find_ended(self, account_id: int, number: str) -> EndedHold | None:
        """Find the hold of an account that was ended and is not back."""
        row = self.connection.execute(FIND_ENDED_HOLDING, (number, account_id)).fetchone()
        return None if row is None else _ended(row)

    def last_ending(self, account_id: int, chat_id: int, number: str) -> LastEnding | None:
        """Give what ended the hold of an account last, or of one that a chat is known to."""
        row = self.connection.execute(FIND_LAST_ENDING, (number, account_id, account_id, chat_id)).fetchone()
        if row is None:
            return None
        return LastEnding(date.fromisoformat(row["paid_on"]), by_operator=row["ended_by"] is None)

    def list_ended(self, ending: str) -> list[EndedHold]:
        """List the holds that one deed ended and that are still ended."""
        return [_ended(row) for row in self.connection.execute(LIST_HOLDS_OF_ENDING, (ending,))]

    def list_ended_of(self, account_id: int) -> list[EndedHold]:
        """List the holds of an account that others ended."""
        return [_ended(row) for row in self.connection.execute(LIST_ENDED_HOLDS_OF_ACCOUNT, (account_id,))]

    def restore(self, ending: str) -> None:
        """Give all of them back, as good as the hold of the resident who ended them; else as they were."""
        self.connection.execute(RESTORE_HOLDINGS, (ending,))
        self.connection.execute(FORGET_ENDING, (ending,))

    def forget(self, account_id: int, number: str) -> None:
        """Forget that a hold was ended, because the number was proved once more."""
        self.connection.execute(FORGET_ENDED_HOLDING, (account_id, number))


def _holder(row: Row) -> ProvedHolder:
    return ProvedHolder(
        account_id=row["account_id"],
        login=row["login"],
        name=row["name"],
        paid_on=None if row["paid_on"] is None else date.fromisoformat(row["paid_on"]),
        added_on=moment_from(row["added_at"]).date(),
    )


def _ended(row: Row) -> EndedHold:
    return EndedHold(
        account_id=row["account_id"],
        number=row["number"],
        name=row["name"],
        ended_at=moment_from(row["ended_at"]),
        ending=row["ending"],
        by_operator=bool(row["by_operator"]),
    )
