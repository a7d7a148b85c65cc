"""Tables as files that open in every spreadsheet: a workbook, or an archive of CSV files.

The same tables give the same bytes: every date inside is a fixed one. Words are never formulas, also those
that a resident wrote: a workbook marks them as text, and CSV files have an apostrophe before them.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from domain.dates import Month, format_date
from integrations.spreadsheets import csv_cell, csv_lines, member_of_archive
from integrations.workers import Workers
from services.numbers.downloads import Cell, FileFormat, Money, Table

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - XlsxWriter takes no time zone
"""The date that a workbook bears."""
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""By this sign spreadsheets know UTF-8."""
HEAD = {"bold": True, "text_wrap": True, "valign": "top"}
FORMATS = {Money: "#,##0.00", date: "dd.mm.yyyy", Month: "mm.yyyy"}


@dataclass(frozen=True)
class TableWriter:
    """``services.numbers.downloads.TableFiles``."""

    workers: Workers = field(default_factory=Workers)

    @property
    def must_wait(self) -> bool:
        """Whether what is asked for now has to wait for others."""
        return self.workers.must_wait

    async def write(self, tables: Sequence[Table], form: FileFormat) -> bytes:
        """Return a file."""
        make = workbook if form is FileFormat.XLSX else archive
        return await self.workers.do(f"tables-{form}", partial(make, tables))


def workbook(tables: Sequence[Table]) -> bytes:
    """Write tables to the sheets of a workbook."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - takes a tenth of a second

    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"created": MADE})
        looks = {kind: book.add_format({"num_format": shown}) for kind, shown in FORMATS.items()}
        bold = book.add_format(HEAD)
        for table in tables:
            sheet = book.add_worksheet(table.title)
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(table.columns):
                sheet.set_column(place, place, column.width)
                sheet.write_string(0, place, column.name, bold)
            _write_rows(sheet, table, looks)
    return content.getvalue()


def archive(tables: Sequence[Table]) -> bytes:
    """Write tables to CSV files as Russian spreadsheets read them, in an archive."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for table in tables:
            packed.writestr(member_of_archive(f"{table.file}.csv"), _csv(table).encode())
    return content.getvalue()


def _write_rows(sheet: "Worksheet", table: Table, looks: "Mapping[type, Format]") -> None:
    for row, cells in enumerate(table.rows, 1):
        for place, cell in enumerate(cells):
            match cell:
                case str():
                    sheet.write_string(row, place, cell)
                case Money():
                    sheet.write_number(row, place, _rubles(cell), looks[Money])
                case Decimal():
                    sheet.write_number(row, place, cell)
                case Month():
                    sheet.write_datetime(row, place, cell.day(1), looks[Month])
                case date():
                    sheet.write_datetime(row, place, cell, looks[date])


def _rubles(money: Money) -> Decimal:
    return Decimal(money.kopecks) / 100


def _csv(table: Table) -> str:
    text = io.StringIO(newline="")
    text.write(BOM)
    lines = csv_lines(text, [column.name for column in table.columns])
    lines.writerows([_text(cell) for cell in row] for row in table.rows)
    return text.getvalue()


def _text(cell: Cell) -> str | int | None:
    match cell:
        case Money():
            return f"{_rubles(cell):.2f}".replace(".", ",")
        case Month():
            return f"{cell.month:02}.{cell.year}"
        case date():
            return format_date(cell)
        case str():
            return csv_cell(cell.strip())
    return csv_cell(cell)
