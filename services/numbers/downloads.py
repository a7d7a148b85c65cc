"""All that is known of a number, for tables that its holder keeps: readings, consumption, bills, payments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, TypeAlias

from domain.bill import Payment, SettledBill, settle
from domain.dates import Month
from domain.frozen import frozen
from services.access import require_number
from services.numbers.bills import NEWEST_BILLS, BillsUnit
from services.numbers.file_counter import FileCounter, Maker
from services.numbers.history import OLDEST_MONTHS, HistoryPage, ListHistory
from services.units import Units

MOST_PAYMENTS = 600
"""Payments in a file: five a month in ten years."""


class FileFormat(StrEnum):
    """In which form a resident wants the tables."""

    XLSX = "xlsx"
    """One workbook."""
    CSV = "csv"
    """An archive with a file for each table."""


@frozen
class Money:
    """An amount in a cell, in kopecks."""

    kopecks: int


Cell: TypeAlias = "str | Decimal | Money | date | Month | None"
"""What a table holds: words, kWh, amounts, days and months; ``None`` where nothing is known."""


@frozen
class Column:
    """A column, and how many characters wide a workbook shows it."""

    name: str
    width: int


@frozen
class Table:
    """A table in the words of a person; ``title`` names its sheet, ``file`` its file, without an ending."""

    title: str
    file: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


class TableFiles(Maker, Protocol):
    """Writes tables to files."""

    async def write(self, tables: Sequence[Table], form: FileFormat) -> bytes:
        """Return a file, without holding anybody up; the same tables give the same bytes."""
        ...


@frozen
class Records:
    """What is known of a number: five years of values, and bills and payments of ten, newest first."""

    history: HistoryPage
    bills: tuple[SettledBill, ...]
    payments: tuple[Payment, ...]


@dataclass(frozen=True)
class CollectRecords:
    """Collect all that is known of a number; errors: ``email-not-confirmed``, ``not-yours``."""

    units: Units[BillsUnit]
    history: ListHistory

    async def __call__(self, account_id: int, number: str) -> Records:
        """Return the records."""
        history = await self.history(account_id, number, OLDEST_MONTHS + 1)

        def collect(unit: BillsUnit) -> Records:
            holding = require_number(unit, account_id, number)
            bills = unit.bills.list_for(number, NEWEST_BILLS, 0)
            payments = unit.payments.list_for(number, MOST_PAYMENTS, 0)
            settlement = settle(bills, payments, holding.balance, holding.penalty)
            return Records(history, settlement.bills, tuple(payments))

        return await self.units.read_long(collect)


@dataclass(frozen=True)
class WriteTables:
    """Write tables to a file; the same ``key`` counts once. ``files-too-many`` (``until``)."""

    count: FileCounter
    files: TableFiles

    @property
    def must_wait(self) -> bool:
        """Whether a file has to wait for others."""
        return self.files.must_wait

    async def __call__(self, account_id: int, tables: Sequence[Table], form: FileFormat, key: str) -> bytes:
        """Return the file."""
        return await self.count(account_id, key, lambda: self.files.write(tables, form))
