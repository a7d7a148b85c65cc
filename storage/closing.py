"""Accounts that their owners closed, and the numbers that such an account held."""

from dataclasses import dataclass
from datetime import datetime

from domain.closing import ClosedAccount
from storage.columns import moment_from, moment_text, optional_moment_from
from storage.connection import Connection, Row

SELECT_CLOSED = "SELECT account_id, receipt, chat_id, closed_at, erase_at, erased_at FROM closed_accounts "
ADD_CLOSED = """
    INSERT INTO closed_accounts (account_id, receipt, chat_id, closed_at, erase_at) VALUES (?, ?, ?, ?, ?)
"""
FIND_CLOSED = SELECT_CLOSED + "WHERE account_id = ?"
LIST_TO_ERASE = SELECT_CLOSED + "WHERE erased_at IS NULL AND erase_at <= ? ORDER BY erase_at LIMIT ?"
REMOVE_CLOSED = "DELETE FROM closed_accounts WHERE account_id = ? AND erased_at IS NULL"
BEGIN_ERASING = "UPDATE closed_accounts SET erased_at = ? WHERE account_id = ?"
MARK_ERASED = "UPDATE closed_accounts SET erased_at = ?, chat_id = NULL WHERE account_id = ?"
IN_PROGRESS = "in progress"
"""What stands for the moment of erasing within its unit of work: then the audit trail may lose the person."""
HOLDING_COLUMNS = "account_id, number, name, added_at, idempotency_key, paid_on"
PUT_HOLDINGS_ASIDE = f"""
    INSERT INTO closed_holdings ({HOLDING_COLUMNS})
    SELECT {HOLDING_COLUMNS} FROM holdings WHERE account_id = ?
    ON CONFLICT DO NOTHING
"""  # noqa: S608 (the columns are ours)
DELETE_HOLDINGS = "DELETE FROM holdings WHERE account_id = ?"
BRING_HOLDINGS_BACK = f"""
    INSERT INTO holdings ({HOLDING_COLUMNS})
    SELECT {HOLDING_COLUMNS} FROM closed_holdings WHERE account_id = ?
    ON CONFLICT DO NOTHING
"""  # noqa: S608
DELETE_CLOSED_HOLDINGS = "DELETE FROM closed_holdings WHERE account_id = ?"


@dataclass(frozen=True)
class ClosingRepository:
    """``services.people.closing.ClosingBook`` in the database."""

    connection: Connection

    def add(self, closed: ClosedAccount) -> None:
        """Close an account, and put its numbers aside."""
        row = (closed.account_id, closed.receipt, closed.chat_id)
        self.connection.execute(
            ADD_CLOSED, (*row, moment_text(closed.closed_at), moment_text(closed.erase_at))
        )
        self.connection.execute(PUT_HOLDINGS_ASIDE, (closed.account_id,))
        self.connection.execute(DELETE_HOLDINGS, (closed.account_id,))

    def find(self, account_id: int) -> ClosedAccount | None:
        """Find out whether an account is closed; also one that was erased."""
        row = self.connection.execute(FIND_CLOSED, (account_id,)).fetchone()
        return None if row is None else _closed(row)

    def take_back(self, account_id: int) -> None:
        """Let a closed account be as it was, with its numbers."""
        self.connection.execute(BRING_HOLDINGS_BACK, (account_id,))
        self.connection.execute(DELETE_CLOSED_HOLDINGS, (account_id,))
        self.connection.execute(REMOVE_CLOSED, (account_id,))

    def list_due(self, now: datetime, most: int) -> list[ClosedAccount]:
        """List closed accounts whose time is over, the oldest first."""
        return [_closed(row) for row in self.connection.execute(LIST_TO_ERASE, (moment_text(now), most))]

    def begin_erasing(self, account_id: int) -> None:
        """Let the audit trail lose the person, within a unit of work that marks the account as erased."""
        self.connection.execute(BEGIN_ERASING, (IN_PROGRESS, account_id))

    def mark_erased(self, account_id: int, at: datetime) -> None:
        """Keep that nothing personal is left, and where it was asked for no more."""
        self.connection.execute(MARK_ERASED, (moment_text(at), account_id))


def _closed(row: Row) -> ClosedAccount:
    return ClosedAccount(
        account_id=row["account_id"],
        receipt=row["receipt"],
        closed_at=moment_from(row["closed_at"]),
        erase_at=moment_from(row["erase_at"]),
        chat_id=row["chat_id"],
        erased_at=optional_moment_from(row["erased_at"]),
    )
