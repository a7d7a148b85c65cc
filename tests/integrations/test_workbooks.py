"""Workbooks: cells become the texts that a person sees in them, and a hostile file costs no memory."""

import contextlib
import io
import tracemalloc
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook as NewWorkbook

from domain.errors import DomainError
from integrations import workbooks
from integrations.workbooks import MOST_COLUMNS, SheetAsCsv, Workbook, open_workbook


def saved(*rows: Sequence[Any], formats: Sequence[str] = (), title: str = "Лист1") -> bytes:
    book = NewWorkbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for column, form in enumerate(formats, 1):
        sheet.cell(1, column).number_format = form
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def rows_of(content: bytes) -> list[list[str]]:
    with open_workbook(io.BytesIO(content)) as book:
        return list(book.rows(book.names[0]))


def changed(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with other bytes in one of its parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name == part:
                assert old in text
                text = text.replace(old, new)
            target.writestr(name, text)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_cells_are_read_as_a_person_sees_them() -> None:
    row = ["0070001234", 100200301, 100200301.0, 1234.56, True, None, date(2026, 11, 1), 0.1 + 0.2]

    assert rows_of(saved(row)) == [
        ["0070001234", "100200301", "100200301", "1234.56", "1", "", "2026-11-01", "0.3"]
    ]


def test_a_moment_is_no_date() -> None:
    assert rows_of(saved([datetime(2026, 11, 1, 8, 30)])) == [["2026-11-01T08:30:00"]]  # noqa: DTZ001


@pytest.mark.parametrize(
    ("form", "text"),
    [("mmm.yy", "2026-11-01"), ("DD.MM.YYYY", "2026-11-01"), ('0.00" сум"', "46327"), ("[$-419]0", "46327")],
)
def test_a_number_is_a_date_where_its_format_says_so(form: str, text: str) -> None:
    assert rows_of(saved([46327], formats=[form])) == [[text]]


def test_a_number_too_long_for_a_spreadsheet_is_no_number() -> None:
    assert rows_of(saved([26110000001112345678])) == [["2.61100E+19"]]


def test_rows_and_cells_stand_where_they_stood() -> None:
    content = saved(["receipt"], ["x"])
    content = changed(changed(content, SHEET, b'r="2"', b'r="4"'), SHEET, b'r="A2"', b'r="A4"')

    assert rows_of(content) == [["receipt"], [], [], ["x"]]


def test_the_error_of_a_formula_is_told_with_its_cell() -> None:
    content = changed(saved(["x", 5]), SHEET, b'<c r="B1" t="n"><v>5</v>', b'<c r="B1" t="e"><v>#REF!</v>')

    with pytest.raises(DomainError) as refused:
        rows_of(content)

    assert (refused.value.code, refused.value.values) == (
        "workbook-error-cell",
        {"cell": "B1", "found": "#REF!"},
    )


def test_a_sheet_is_the_text_that_would_have_been_saved() -> None:
    with open_workbook(io.BytesIO(saved(["number", "address"], ["1", 'д. "1";\n2'], [None], ["2"]))) as book:
        text = SheetAsCsv(book.rows(book.names[0])).read()

    assert text.decode() == 'number;address\n1;"д. ""1""; 2"\n\n2;\n'


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 no archive",
        changed(saved(["x"]), "xl/workbook.xml", b"<sheets>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><sheets>"),
        changed(saved(["x"]), SHEET, b"</row>", b"</cell>"),
        changed(saved([5]), SHEET, b't="n"', b't="s"'),
        changed(saved(["x"]), SHEET, b'r="1"', b'r="9999999999"'),
        saved(["x" * 1000])[:-200],
    ],
)
def test_damage_is_a_refusal(content: bytes) -> None:
    with pytest.raises(DomainError) as refused:
        rows_of(content)

    assert refused.value.code == "workbook-damaged"


def test_a_workbook_that_would_not_fit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_HELD_BYTES", 100)

    with pytest.raises(DomainError) as refused:
        rows_of(saved(["x"]))

    assert refused.value.code == "workbook-too-large"


def test_a_small_file_that_claims_a_huge_sheet_costs_no_memory() -> None:
    text = b"x" * 30_000
    cells = b"".join(b'<row r="%d"><c r="XFD%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(2, 20_000))
    content = changed(saved(["y"]), "xl/sharedStrings.xml", b"<t>y</t>", b"<t>" + text + b"</t>")
    content = changed(content, SHEET, b"</sheetData>", cells + b"</sheetData>")
    tracemalloc.start()
    try:
        with open_workbook(io.BytesIO(content)) as book:
            count = sum(1 for row in book.rows(book.names[0]) if len(row) <= MOST_COLUMNS)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert count == 19_999
    assert peak < 20_000_000


@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=4))
def test_any_damage_is_rows_or_a_refusal(damage: list[tuple[float, int]]) -> None:
    content = bytearray(saved(["receipt", "status"], ["2611-0000001-1", 1.5]))
    for place, byte in damage:
        content[int(place * len(content))] = byte

    with contextlib.suppress(DomainError):
        assert isinstance(rows_of(bytes(content)), list)


def test_sheets_are_known_by_their_names() -> None:
    book = Workbook.of(io.BytesIO(saved(["x"], title="meters")))

    assert list(book.names) == ["meters"]
    assert book.size_of("meters") > 0
