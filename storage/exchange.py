"""What an exchange of files with billing does on every engine: one at a time, with answers put aside."""

from collections.abc import Iterable, Iterator

from domain.answer import Answer
from domain.dates import Month
from domain.reading import Status
from services.exchange.registry import Row as FileRow
from storage.connection import Row

CREATE_KEPT_ANSWERS = """
    CREATE TEMPORARY TABLE answers (
        line INTEGER PRIMARY KEY, receipt TEXT, status TEXT, reason TEXT, month TEXT
    )
"""
"""Temporary tables are the connection's own: nobody else waits for them, and they end with it."""
INDEX_KEPT_ANSWERS = "CREATE INDEX answers_by_receipt ON answers (receipt, line)"
LIST_KEPT_ANSWERS = """
    SELECT line, receipt, status, reason, month,
        (SELECT min(line) FROM answers AS same WHERE same.receipt = answer.receipt) AS first_line
    FROM answers AS answer WHERE line > ? ORDER BY line LIMIT ?
"""


class ExchangeIsRunningError(Exception):
    """Another process does the same with the same database."""


def understood(rows: Iterable[FileRow]) -> Iterator[FileRow]:
    """Give the rows of a file of answers that were understood, as the columns of their table."""
    return ((line, *cells) for line, is_intact, *cells in rows if is_intact)


def answer_of(row: Row) -> Answer:
    """Read a row of ``LIST_KEPT_ANSWERS``."""
    return Answer(
        line=row["line"],
        receipt=row["receipt"],
        status=Status(row["status"]),
        reason=row["reason"],
        month=None if row["month"] is None else Month.parse(row["month"]),
        first_line=row["first_line"],
    )
