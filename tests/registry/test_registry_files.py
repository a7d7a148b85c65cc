"""How files are read: dialects that are understood, damage that is found, archives that are not trusted."""

import contextlib
import csv
import io
import re
import struct
import tracemalloc
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from integrations import registry_files
from integrations.registry_files import open_registry
from services.exchange.registry import (
    Column,
    Findings,
    ImportReport,
    Kind,
    Problem,
    RegistryFile,
    RegistryRefusedError,
    Row,
)
from storage.stage_targets import FILE
from tests.registry.town import TOWN, Importer, changed, places, with_row

HEADER = "number;address;balance;penalty\n"
ROW = "100200301;г. Светлогорье, ул. Яблоневая, д. 1;48,48;0\n"


def read(tmp_path: Path, content: str | bytes, table: str = "subscribers") -> tuple[list[Row], Findings]:
    """The rows of one file and what was found wrong with it."""
    file = FILE[table]
    (tmp_path / file.name).write_bytes(content if isinstance(content, bytes) else content.encode())
    findings = Findings()
    with open_registry(tmp_path) as source:
        return list(source.rows(file, findings, lambda *_: None)), findings


def addresses(rows: list[Row]) -> list[object]:
    return [row[3] for row in rows]


def errors_of(findings: Findings) -> list[tuple[int | None, str | None, str]]:
    return [(problem.line, problem.column, problem.code) for problem in findings.errors.first]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "cp866"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_encoding_is_recognised(tmp_path: Path, encoding: str, newline: str) -> None:
    letters = "лит. Ё № 7" if encoding == "cp866" else "лит. Ё № 7 «б»"
    text = (HEADER + ROW + ROW.replace("д. 1", letters)).replace("\n", newline)

    rows, findings = read(tmp_path, text.encode(encoding))

    assert addresses(rows) == [
        "г. Светлогорье, ул. Яблоневая, д. 1",
        f"г. Светлогорье, ул. Яблоневая, {letters}",
    ]
    assert not findings.errors.count


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251"])
def test_the_encoding_is_recognised_by_the_first_line_that_needs_it(tmp_path: Path, encoding: str) -> None:
    text = HEADER + "100200301;No. 1;0;0\n" * 50_000 + "100200301;№ 2;0;0\n"

    rows, _ = read(tmp_path, text.encode(encoding))

    assert rows[-1][3] == "№ 2"


def test_a_file_without_its_last_newline_is_complete(tmp_path: Path) -> None:
    rows, _ = read(tmp_path, (HEADER + ROW).rstrip("\n"))

    assert len(rows) == 1


def test_a_broken_letter_in_utf_8_does_not_turn_the_file_into_windows_1251(tmp_path: Path) -> None:
    broken = ROW.encode().replace("в".encode(), b"\xd0")

    rows, findings = read(tmp_path, HEADER.encode() + broken + ROW.encode())

    assert errors_of(findings) == [(2, None, "line-not-text")]
    assert [row[1] for row in rows] == [False, True]


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("koi8-r", "KOI8-R"), ("mac-cyrillic", "MacCyrillic"), ("iso8859-5", "ISO 8859-5")],
)
def test_other_encodings_are_refused_by_their_name_and_with_the_line(
    tmp_path: Path, encoding: str, name: str
) -> None:
    _, findings = read(tmp_path, HEADER.encode() + ROW.encode(encoding))

    assert findings.errors.first == [
        Problem("subscribers.csv", 2, None, "encoding-refused", {"encoding": name})
    ]


def test_wide_characters_without_their_mark_are_refused(tmp_path: Path) -> None:
    _, findings = read(tmp_path, (HEADER + ROW).encode("utf-16-le"))

    assert [code for _, _, code in errors_of(findings)] == ["encoding-unknown"]


def test_russian_that_was_spoilt_before_is_refused(tmp_path: Path) -> None:
    _, findings = read(tmp_path, (HEADER + ROW).encode().decode("cp1251").encode())

    assert [code for _, _, code in errors_of(findings)] == ["encoding-twice"]


def test_columns_may_stand_in_any_order_and_case(tmp_path: Path) -> None:
    rows, _ = read(tmp_path, "Penalty; BALANCE ;number;address\n0;1,5;100200301;ул. Речная\n")

    assert rows == [(2, True, "100200301", "ул. Речная", 150, 0, None)]


def test_an_unknown_column_is_only_a_warning(tmp_path: Path) -> None:
    rows, findings = read(tmp_path, "number;address;phone;balance;penalty\n1001;ул. Речная;-;0;0\n")

    assert rows[0][2:] == ("1001", "ул. Речная", 0, 0, None)
    assert not findings.errors.count
    assert findings.warnings.first == [Problem("subscribers.csv", 1, "phone", "column-unknown")]


def test_every_missing_and_repeated_column_is_reported(tmp_path: Path) -> None:
    _, findings = read(tmp_path, "number;number;balance\n1;1;1\n")

    assert errors_of(findings) == [
        (1, "number", "column-twice"),
        (1, "address", "column-missing"),
        (1, "penalty", "column-missing"),
    ]


def test_a_repeated_unknown_column_is_no_error(tmp_path: Path) -> None:
    _, findings = read(tmp_path, "number;x;address;x;balance;penalty\n1001;;ул. Речная;;0;0\n")

    assert not findings.errors.count
    assert findings.warnings.count == 1


@pytest.mark.parametrize("separator", [",", "\t", "|"])
def test_another_separator_is_named_instead_of_missing_columns(tmp_path: Path, separator: str) -> None:
    _, findings = read(tmp_path, (HEADER + ROW).replace(";", separator))

    assert errors_of(findings) == [(1, None, "separator-missing")]


def test_an_empty_file_is_reported(tmp_path: Path) -> None:
    _, findings = read(tmp_path, "")

    assert errors_of(findings) == [(None, None, "file-empty")]


@pytest.mark.parametrize("first_line", ["", ";;;;", "number"])
def test_a_first_line_without_names_is_reported(tmp_path: Path, first_line: str) -> None:
    rows, findings = read(tmp_path, f"{first_line}\n{HEADER}{ROW}")

    assert errors_of(findings) == [(1, None, "separator-missing")]
    assert not any(row[1] for row in rows)


def test_cells_may_be_quoted(tmp_path: Path) -> None:
    rows, findings = read(
        tmp_path, HEADER + '1001;"ул. ""Фонарь""; д. 1";"1,50";0\n' + '1002;пос. "Ёлочки";0;0\n'
    )

    assert addresses(rows) == ['ул. "Фонарь"; д. 1', 'пос. "Ёлочки"']
    assert not findings.errors.count


@pytest.mark.parametrize("cell", ['"ул. Речная', '"Фонарь" ул.', '"ул.""'])
def test_a_wrong_quote_spoils_its_own_line_only(tmp_path: Path, cell: str) -> None:
    rows, findings = read(tmp_path, HEADER + f"1001;{cell};0;0\n" + ROW)

    assert errors_of(findings) == [(2, None, "quotes-broken")]
    assert [row[1] for row in rows] == [False, True]


def test_lines_with_too_few_or_too_many_cells_are_reported(tmp_path: Path) -> None:
    _, findings = read(tmp_path, HEADER + "1001;ул. Речная;0\n1002;ул. Речная;0;0;0\n" + ROW)

    assert errors_of(findings) == [(2, None, "cells-count"), (3, None, "cells-count")]
    assert findings.errors.first[1].values == {"expected": 4, "found": 5}


def test_empty_cells_and_lines_that_spreadsheets_add_are_forgiven(tmp_path: Path) -> None:
    rows, findings = read(
        tmp_path, "number;address;balance;penalty;;\n\n" + ROW + "1001;ул. Речная;0;0;;;;\n;;;;;\n\n"
    )

    assert [row[0] for row in rows] == [3, 4]
    assert not findings.errors.count
    assert not findings.warnings.count


def test_every_wrong_cell_of_a_line_is_reported_with_what_was_found(tmp_path: Path) -> None:
    rows, findings = read(tmp_path, HEADER + ROW + "нет;;1.234,5;" + "x" * 100 + "\n")

    assert [(problem.line, problem.column, problem.values["found"]) for problem in findings.errors.first] == [
        (3, "number", "нет"),
        (3, "address", ""),
        (3, "balance", "1.234,5"),
        (3, "penalty", "x" * 39 + "…"),
    ]
    assert rows[1] == (3, False, None, None, None, None, None)


def test_a_cell_cannot_command_the_terminal_of_who_reads_the_report(tmp_path: Path) -> None:
    _, findings = read(tmp_path, HEADER + "1001;ул. Речная;\x1b[2J;0\n")

    assert findings.errors.first[0].values["found"] == "\N{REPLACEMENT CHARACTER}[2J"


def test_an_endless_line_is_not_collected(tmp_path: Path) -> None:
    rows, findings = read(tmp_path, HEADER + ROW + "x" * 1_000_000 + "\n" + ROW)

    assert errors_of(findings) == [(3, None, "line-too-long")]
    assert len(rows) == 2


def test_a_long_file_is_never_held_in_memory(tmp_path: Path) -> None:
    (tmp_path / "subscribers.csv").write_text(HEADER + ROW * 100_000)
    with open_registry(tmp_path) as source:
        rows = source.rows(FILE["subscribers"], Findings(), lambda *_: None)
        tracemalloc.start()
        try:
            count = sum(1 for _ in rows)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert count == 100_000
    assert peak < 6_000_000


@given(st.sampled_from(("", HEADER)), st.binary(max_size=300))
def test_any_bytes_are_rows_or_errors(
    tmp_path_factory: pytest.TempPathFactory, beginning: str, content: bytes
) -> None:
    rows, findings = read(tmp_path_factory.mktemp("registry"), beginning.encode() + content)

    assert all(row[1] for row in rows) == (findings.errors.count == 0)


def test_an_absent_file_has_no_rows_if_it_is_optional(tmp_path: Path) -> None:
    with open_registry(tmp_path) as source:
        assert list(source.rows(FILE["bills"], Findings(), lambda *_: None)) == []


def test_missing_files_are_errors_and_unknown_ones_warnings(tmp_path: Path) -> None:
    for name in ("Meters.CSV", "scales.csv", "payment.csv", "README.md", ".hidden.csv"):
        (tmp_path / name).write_text("")
    findings = Findings()

    with open_registry(tmp_path) as source:
        source.check(findings)

    assert places(findings.errors.first) == [
        ("subscribers.csv", None, None, "file-missing"),
        ("payments.csv", None, None, "file-missing"),
    ]
    assert places(findings.warnings.first) == [("payment.csv", None, None, "file-unknown")]


def test_a_missing_file_does_not_make_the_rows_that_refer_to_it_wrong(import_registry: Importer) -> None:
    town = {name: text for name, text in TOWN.items() if name != "subscribers.csv"}

    assert places(import_registry.errors(town)) == [("subscribers.csv", None, None, "file-missing")]


def test_a_wrong_header_does_not_make_the_rows_that_refer_to_the_file_wrong(
    import_registry: Importer,
) -> None:
    errors = import_registry.errors(changed("meters.csv", "meter;number", "id;number"))

    assert places(errors) == [("meters.csv", 1, "meter", "column-missing")]


# Archives ------------------------------------------------------------------------------------------------


def pack(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text.encode())
    return path


def refusal(path: Path) -> str:
    with pytest.raises(RegistryRefusedError) as refused, open_registry(path):
        pass
    (problem,) = refused.value.findings.errors.first
    return problem.code


def test_an_archive_says_the_same_as_a_folder(import_registry: Importer, tmp_path: Path) -> None:
    import_registry(TOWN)
    inside = {f"выгрузка/{name}": text for name, text in TOWN.items()} | {"__MACOSX/._meters.csv": "x"}

    report = import_registry.take(pack(tmp_path / "registry.zip", inside))

    assert differences(report) == [(0, 0, 0)] * len(FILE)
    assert report.warnings.count == 0


def test_nothing_and_other_files_are_no_registry(tmp_path: Path) -> None:
    (tmp_path / "subscribers.csv").write_text(HEADER)

    assert refusal(tmp_path / "absent") == "no-registry"
    assert refusal(tmp_path / "subscribers.csv") == "no-registry"


@pytest.mark.parametrize(
    "name", ["../subscribers.csv", "/etc/subscribers.csv", "a/../../meters.csv", "..\\meters.csv"]
)
def test_a_name_that_leads_out_of_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    assert refusal(pack(tmp_path / "registry.zip", {name: HEADER})) == "archive-unsafe-name"


def test_a_bomb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    bomb = pack(tmp_path / "registry.zip", {"subscribers.csv": HEADER + "0" * 20_000_000})

    assert bomb.stat().st_size < 50_000
    assert refusal(bomb) == "archive-too-large"


def test_a_bomb_that_lies_about_its_size_is_not_read_beyond_it(tmp_path: Path) -> None:
    path = pack(tmp_path / "registry.zip", {"subscribers.csv": HEADER + ROW * 100_000})
    _patch_directory(path, offset=24, value=struct.pack("<I", len(HEADER + ROW)))
    findings = Findings()

    with open_registry(path) as source:
        rows = list(source.rows(FILE["subscribers"], findings, lambda *_: None))

    assert len(rows) <= 2
    assert [code for _, _, code in errors_of(findings)] == ["file-damaged"]


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    path = pack(tmp_path / "registry.zip", {"subscribers.csv": HEADER})
    _patch_directory(path, offset=8, value=b"\x01\x00")

    assert refusal(path) == "archive-encrypted"


def test_the_same_file_twice_is_refused(tmp_path: Path) -> None:
    inside = {"old/subscribers.csv": HEADER, "new/Subscribers.csv": HEADER}

    assert refusal(pack(tmp_path / "registry.zip", inside)) == "file-twice"


def test_an_archive_of_very_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry_files, "MOST_MEMBERS", 5)

    assert refusal(pack(tmp_path / "registry.zip", {f"{n}.txt": "" for n in range(6)})) == "archive-too-many"


def test_a_truncated_archive_is_refused(tmp_path: Path) -> None:
    path = pack(tmp_path / "registry.zip", TOWN)
    path.write_bytes(path.read_bytes()[:-100] + path.read_bytes()[-22:])

    assert refusal(path) == "archive-damaged"


def test_damage_inside_an_archive_stops_the_import(import_registry: Importer, tmp_path: Path) -> None:
    path = tmp_path / "registry.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, text in TOWN.items():
            archive.writestr(name, text.encode())
    path.write_bytes(path.read_bytes().replace(b"48,48", b"84,84"))

    with pytest.raises(RegistryRefusedError) as refused:
        import_registry.take(path)

    assert [(p.file, p.code) for p in refused.value.findings.errors.first] == [
        ("subscribers.csv", "file-damaged")
    ]


@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=4))
def test_any_damage_of_an_archive_is_a_refusal_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, damage: list[tuple[float, int]]
) -> None:
    town = {name: TOWN[name] for name in ("subscribers.csv", "meters.csv", "scales.csv", "payments.csv")}
    path = pack(tmp_path_factory.mktemp("registry") / "registry.zip", town)
    content = bytearray(path.read_bytes())
    for place, byte in damage:
        content[int(place * len(content))] = byte
    path.write_bytes(content)

    with contextlib.suppress(RegistryRefusedError), open_registry(path) as source:
        findings = Findings()
        source.check(findings)
        rows = [row for name in town for row in source.rows(FILE[name[:-4]], findings, lambda *_: None)]
        assert all(row[1] for row in rows) == (findings.errors.count == 0)


def test_a_file_that_cannot_be_opened_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "bills.csv"
    file.write_text("bill")
    findings = Findings()

    with open_registry(tmp_path) as source:
        file.unlink()
        rows = list(source.rows(FILE["bills"], findings, lambda *_: None))

    assert errors_of(findings) == [(None, None, "file-damaged")]
    assert not rows[0][1]


def _patch_directory(path: Path, offset: int, value: bytes) -> None:
    """Overwrite a field of the first entry of an archive's directory."""
    content = bytearray(path.read_bytes())
    entry = content.index(b"PK\x01\x02")
    content[entry + offset : entry + offset + len(value)] = value
    path.write_bytes(bytes(content))


def test_warnings_do_not_stop_an_import(import_registry: Importer) -> None:
    report = import_registry(with_row("bills.csv", "") | {"notes.csv": "x"})

    assert places(report.warnings.first) == [("notes.csv", None, None, "file-unknown")]


CELLS = {
    "number": ["100200301", "0100200301", " 100200301", "1", "", "12-34 567"],
    "address": [
        "ул. Речная, д. 1",
        "ул.  Речная",
        " ул. Речная",
        "",
        '"a;b"',
        "№ 1 «б»",
        "\u2603",
        "x" * 301,
    ],
    "balance": ["48,48", "-7.30", "0", "1 234,56", "", "x", "1,2", "1234567890123,00"],
    "penalty": ["0,00", "1.50", "01,00", "-0,01", "1,234"],
}


@given(
    st.lists(st.tuples(*(st.sampled_from(cells) for cells in CELLS.values())), min_size=1, max_size=12),
    st.sampled_from(["\n", "\r\n", "\n\n", ";\n"]),
    st.sampled_from(["utf-8", "cp1251"]),
)
def test_reading_columns_at_once_gives_what_reading_lines_gives(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, ...]], newline: str, encoding: str
) -> None:
    text = HEADER + "№ 1;№ 1;0;0\n" + "".join(";".join(line) + newline for line in lines)
    content = text.encode(encoding, errors="replace")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry_files, "BLOCK_BYTES", 80)
        at_once = read(tmp_path_factory.mktemp("one"), content)
        patch.setattr(registry_files._Reader, "_columns_of", lambda *_: None)
        one_by_one = read(tmp_path_factory.mktemp("two"), content)
    assert at_once[0] == one_by_one[0]
    assert at_once[1].errors.first == one_by_one[1].errors.first


COLUMNS = {
    "meters": ("M1;100200301;00123;Ромашка;5;0;0;14.06.2019;2035-06-14", "M 1;1;;;9;4;2;31.02.2019;x"),
    "scales": ("M1;1;День;7–23;12480;24.10.2026", "M1;4;;;1,5;"),
    "payments": ("P1;100200301;12.11.2026;1234,56;Касса;booked", "P1;100200301;12.11.2026;0,00;;lost"),
    "bills": (
        "B1;100200301;2026-10;1,00;0,00;0,00;1,00;1,00;1,00;15.11.2026",
        "B1;100200301;2026-13;1;0;0;1;-1;-1,5;31.11.2026",
    ),
    "bill_lines": ("B1;1;reading;198;0;6,48;1283,04;", "B1;4;guess;1,2345;-1;-6,48;?;\u0007"),
    "subscribers": (
        "100200301;Речная;0,00;0,00;42,5;3;gas;Город;paper",
        "100200301;Речная;0,00;0,00;-1;1001;дровяная;Город;голубем",
    ),
    "tariffs": ("1;1;0;6,48;01.10.2026;Город", "4;0;9999999;-6,48;01.10.26;"),
}


@pytest.mark.parametrize("table", COLUMNS)
@pytest.mark.parametrize("odd", [0, 1])
def test_every_kind_of_column_is_read_alike_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, odd: int
) -> None:
    header = ";".join(FILE[table].titles)
    content = f"{header}\n" + f"{COLUMNS[table][0]}\n" * 3 + f"{COLUMNS[table][odd]}\n" * 3
    at_once = read(tmp_path, content, table)
    monkeypatch.setattr(registry_files._Reader, "_columns_of", lambda *_: None)
    one_by_one = read(tmp_path, content, table)
    assert at_once == one_by_one
    assert all(row[1] for row in at_once[0]) == (not odd)


def test_usual_lines_are_read_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What makes an import of millions of rows fast."""
    slow: list[object] = []

    def read_one(*line: object) -> tuple[object, ...]:
        slow.append(line)
        return line

    monkeypatch.setattr(registry_files._Reader, "_row", read_one)
    rows, _ = read(tmp_path, (HEADER + "100200301;No. 1;0,00;-12,30\n" * 10_000))
    assert (len(rows), slow) == (10_000, [])
    assert rows[-1] == (10_001, True, "100200301", "No. 1", 0, -1230, None)


# What spreadsheets and old programs write -----------------------------------------------------------------


def rows_of(tmp_path: Path, content: str | bytes, table: str = "subscribers") -> list[Row]:
    rows, findings = read(tmp_path, content, table)
    assert findings.errors.first == []
    return rows


SPREADSHEETS = [
    pytest.param(f"sep=;\n{HEADER}{ROW}", id="the line of Excel that names the separator"),
    pytest.param(
        f'"sep=,"\n{HEADER}'.replace(";", ",")
        + '100200301,"г. Светлогорье, ул. Яблоневая, д. 1","48,48",0\n',
        id="another separator that is named",
    ),
    pytest.param((HEADER + ROW).replace("\n", "\r"), id="line ends of the old Macintosh"),
    pytest.param(HEADER + ROW.replace("100200301", '="100200301"'), id="a formula that keeps zeros"),
    pytest.param(HEADER + ROW.replace("100200301", '"=""100200301"""'), id="such a formula, quoted"),
    pytest.param(HEADER + ROW.replace("100200301", "'100200301"), id="an apostrophe that keeps zeros"),
    pytest.param(
        HEADER + ROW.replace("100200301", "\ufeff100\u200b200301\u00a0"), id="signs that nobody sees"
    ),
    pytest.param(HEADER + ROW.replace("100200301", "１００２００３０１"), id="wide digits"),
    pytest.param(
        HEADER + ROW.replace("г. Светлогорье, ", '"г. Светлогорье,\r\n ').replace("д. 1", 'д. 1"'),
        id="a line end in quotes",
    ),
    pytest.param(HEADER.replace("number", "\u200bNumber ") + ROW, id="such signs in the header"),
]


@pytest.mark.parametrize("content", SPREADSHEETS)
def test_what_a_spreadsheet_adds_is_passed_over(tmp_path: Path, content: str) -> None:
    (row,) = rows_of(tmp_path, content)

    assert row[1:] == (True, "100200301", "г. Светлогорье, ул. Яблоневая, д. 1", 4848, 0, None)


def test_a_line_end_in_quotes_moves_no_line_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry_files, "BLOCK_BYTES", 40)
    text = HEADER + '1001;"ул. Речная,\nд. 1";0;0\n' * 3 + "1;ул. Речная;0;0\n" + ROW

    rows, findings = read(tmp_path, text)

    assert [row[0] for row in rows] == [2, 4, 6, 8, 9]
    assert errors_of(findings) == [(8, "number", "number-wrong-length")]


def test_quotes_that_are_left_open_in_two_lines_do_not_swallow_what_is_between(tmp_path: Path) -> None:
    text = HEADER + '1001;"ул. Речная;0;0\n' + ROW + '1002;"ул. Садовая;0;0\n' + ROW

    rows, findings = read(tmp_path, text)

    assert errors_of(findings) == [(2, None, "quotes-broken"), (4, None, "quotes-broken")]
    assert [row[0] for row in rows if row[1]] == [3, 5]


@pytest.mark.parametrize("number", ["100200301.0", "1,002003E+08", "01.11.2026", "2026-11-01", "1002003,02"])
def test_a_number_that_a_spreadsheet_changed_is_never_another_subscriber(tmp_path: Path, number: str) -> None:
    _, findings = read(tmp_path, HEADER + ROW + ROW.replace("100200301", number))

    (error,) = findings.errors.first
    assert (error.line, error.column) == (3, "number")
    assert error.values["found"] == number


def test_a_column_that_came_later_may_be_missing(tmp_path: Path) -> None:
    file = RegistryFile(
        "things",
        (
            Column("thing", Kind.CODE),
            Column("size", Kind.WHOLE, 0, 9, default="7"),
            Column("note", Kind.OPTIONAL_TEXT, default=""),
        ),
        key=("thing",),
    )

    def rows(content: str) -> list[Row]:
        (tmp_path / "things.csv").write_text(content)
        findings = Findings()
        with open_registry(tmp_path, (file,)) as source:
            found = list(source.rows(file, findings, lambda *_: None))
        assert not findings.errors.count
        return found

    assert rows("thing;color\nA;red\nB;\n") == [(2, True, "A", 7, ""), (3, True, "B", 7, "")]
    assert rows("size;thing\n3;A\n") == [(2, True, "A", 3, "")]


def test_few_letters_are_told_by_the_files_before(tmp_path: Path) -> None:
    scales = "meter;scale;name;hours;last_value;last_date\nM1;1;Т1;;;\nM1;2;Т2;;;\n"
    (tmp_path / "subscribers.csv").write_bytes((HEADER + ROW).encode("cp1251"))
    (tmp_path / "scales.csv").write_bytes(scales.encode("cp1251"))
    findings = Findings()

    with open_registry(tmp_path) as source:
        list(source.rows(FILE["subscribers"], findings, lambda *_: None))
        rows = list(source.rows(FILE["scales"], findings, lambda *_: None))

    assert [row[4] for row in rows] == ["Т1", "Т2"]
    assert not findings.errors.count


@pytest.mark.parametrize("encoding", ["cp866", "koi8-r"])
def test_a_single_file_in_another_encoding_is_read_or_refused(
    import_registry: Importer, encoding: str
) -> None:
    scales = TOWN["scales.csv"].replace("День", "Т1").replace("Ночь", "Т2").replace("Круглосуточно", "Т")
    files = TOWN | {"scales.csv": scales.replace("–", "-").encode(encoding)}
    if encoding == "cp866":
        import_registry(files)
        assert import_registry.rows("SELECT DISTINCT name FROM scales ORDER BY 1") == [
            ("Т",),
            ("Т1",),
            ("Т2",),
        ]
    else:
        assert places(import_registry.errors(files))[0][0] == "scales.csv"


# Workbooks ------------------------------------------------------------------------------------------------


def sheets(files: dict[str, str]) -> bytes:
    """A workbook with a sheet for each file; what looks like a number or a date is one."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, text in files.items():
        sheet = book.create_sheet(name.removesuffix(".csv"))
        for row in csv.reader(text.splitlines(), delimiter=";"):
            sheet.append([typed(cell) for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def typed(cell: str) -> object:
    if re.fullmatch(r"[1-9][0-9]*", cell):
        return float(cell)
    if re.fullmatch(r"-?[0-9]+[.,][0-9]+", cell):
        return float(cell.replace(",", "."))
    if match := re.fullmatch(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4})", cell):
        return date(int(match[3]), int(match[2]), int(match[1]))
    return cell


def differences(report: ImportReport) -> list[tuple[int, int, int]]:
    return [(change.added, change.altered, change.vanished) for change in report.changes]


def test_a_workbook_with_a_sheet_for_each_file_says_the_same(
    import_registry: Importer, tmp_path: Path
) -> None:
    import_registry(TOWN)
    path = tmp_path / "registry.xlsx"
    path.write_bytes(sheets(TOWN))

    assert differences(import_registry.take(path)) == [(0, 0, 0)] * len(FILE)


def test_workbooks_may_stand_for_single_files(import_registry: Importer, tmp_path: Path) -> None:
    import_registry(TOWN)
    files: dict[str, str | bytes] = {
        name.replace(".csv", ".XLSX"): sheets({name: text})
        for name, text in TOWN.items()
        if name != "bills.csv"
    }
    files["bills.csv"] = TOWN["bills.csv"]

    assert differences(import_registry(files)) == [(0, 0, 0)] * len(FILE)
    path = tmp_path / "registry.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    assert differences(import_registry.take(path)) == [(0, 0, 0)] * len(FILE)


def test_the_errors_of_a_workbook_have_their_places(tmp_path: Path) -> None:
    (tmp_path / "subscribers.xlsx").write_bytes(sheets({"subscribers.csv": HEADER + "1001;ул. Речная;x;0\n"}))
    findings = Findings()
    with open_registry(tmp_path) as source:
        list(source.rows(FILE["subscribers"], findings, lambda *_: None))

    assert errors_of(findings) == [(2, "balance", "amount-not-understood")]


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    content = sheets({"subscribers.csv": HEADER + ROW})
    (tmp_path / "subscribers.xlsx").write_bytes(content.replace(b"sheet1", b"sheet9", 1))
    (tmp_path / "registry.xlsx").write_bytes(content[:-100])
    findings = Findings()
    with open_registry(tmp_path) as source:
        list(source.rows(FILE["subscribers"], findings, lambda *_: None))

    assert [code for _, _, code in errors_of(findings)] == ["workbook-damaged"]
    assert refusal(tmp_path / "registry.xlsx") == "no-registry"
