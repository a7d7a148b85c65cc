"""Files that residents keep: every cell has its type, nothing is run, and the bytes repeat."""

import csv
import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from domain.dates import Month
from integrations.spreadsheets import COMMANDS
from integrations.table_files import TableWriter, archive, workbook
from integrations.workers import Workers
from services.numbers.downloads import Cell, Column, FileFormat, Money, Table

ROW: tuple[Cell, ...] = (
    Month(2026, 10),
    date(2026, 10, 24),
    "=1+1",
    Decimal("12480.5"),
    Money(-123456),
    None,
)


def table(*rows: tuple[Cell, ...], title: str = "Показания") -> Table:
    width = max(map(len, rows), default=1)
    return Table(title, "readings", tuple(Column(f"Столбец {place}", 10) for place in range(width)), rows)


def csv_of(*rows: tuple[Cell, ...]) -> list[list[str]]:
    """Read the lines below the header as a spreadsheet would."""
    with zipfile.ZipFile(io.BytesIO(archive([table(*rows)]))) as packed:
        text = packed.read("readings.csv").decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1:]


def test_a_workbook_has_dates_as_dates_and_numbers_as_numbers() -> None:
    sheet = load_workbook(io.BytesIO(workbook([table(ROW)])))["Показания"]
    month, day, words, kwh, money, nothing = sheet[2]
    assert (month.value, month.number_format) == (datetime.fromisoformat("2026-10-01"), "mm.yyyy")
    assert (day.value, day.number_format) == (datetime.fromisoformat("2026-10-24"), "dd.mm.yyyy")
    assert (words.data_type, words.value) == ("s", "=1+1")
    assert (kwh.data_type, kwh.value) == ("n", 12480.5)
    assert (money.value, money.number_format) == (-1234.56, "#,##0.00")
    assert nothing.value is None
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["A"].width == pytest.approx(10, abs=1)


def test_csv_has_commas_and_russian_dates_and_runs_nothing() -> None:
    assert csv_of(ROW) == [["10.2026", "24.10.2026", "'=1+1", "12480,5", "-1234,56", ""]]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20))
def test_no_words_are_ever_run(words: str) -> None:
    [[cell]] = csv_of((f"x{words}",)) if not words.strip() else csv_of((words,))
    assert not cell.startswith(COMMANDS[:-1])
    assert words.strip() in cell


def test_a_table_without_rows_has_its_header() -> None:
    assert csv_of() == []
    sheet = load_workbook(io.BytesIO(workbook([table()])))["Показания"]
    assert (sheet.max_row, sheet["A1"].value) == (1, "Столбец 0")


@pytest.mark.parametrize("form", FileFormat)
async def test_the_same_tables_give_the_same_bytes(workers: Workers, form: FileFormat) -> None:
    tables = [table(ROW), table(title="Счета")] if form is FileFormat.XLSX else [table(ROW)]
    writer = TableWriter(workers)
    assert await writer.write(tables, form) == await writer.write(tables, form)
