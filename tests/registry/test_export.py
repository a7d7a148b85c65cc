"""What an export promises: everything accepted, once, and the same bytes however often."""

import csv
import hashlib
import io
import json
import multiprocessing
import signal
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from openpyxl import load_workbook

from domain.errors import DomainError
from domain.export import Export, ExportRow
from domain.meter_change import MeterChange
from integrations import export_files
from integrations.export_files import ExportFiles
from services import messages
from services.exchange import exports
from services.exchange.exports import ExportReadings
from storage.columns import moment_text
from storage.exchange import ExchangeIsRunningError
from storage.unit import UnitSettings
from tests.engines import connection, open_exchange
from tests.registry.billing import MOSCOW, Billing
from tests.registry.town import NOON, OPERATORS, TOWN, Importer, changed


@pytest.fixture
def billing(import_registry: Importer) -> Billing:
    return Billing(import_registry)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "out"


def table(folder: Path) -> list[list[str]]:
    text = (folder / "readings.csv").read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_accepted_readings_are_written_scale_by_scale(billing: Billing, target: Path) -> None:
    one = billing.reading(12_650_000)
    two = billing.reading(8_300_500, 14_000, meter="M302", account=2, previous=None)

    billing.export(target)

    assert table(target / "export-000001") == [
        list(export_files.COLUMNS),
        [
            *("1", one, "00100200301", "M301", "09348817", "1", "Круглосуточно", "2026-11"),
            *("12480", "12650", "170", "0", "2026-11-22T15:00:00+03:00", "", ""),
        ],
        [
            *("2", two, "100200302", "M302", "41120563", "1", "День", "2026-11"),
            *("", "8300,5", "", "0", "2026-11-22T15:00:00+03:00", "", ""),
        ],
        [
            *("3", two, "100200302", "M302", "41120563", "2", "Ночь", "2026-11"),
            *("", "14", "", "0", "2026-11-22T15:00:00+03:00", "", ""),
        ],
    ]
    assert billing.statuses() == ["exported", "exported"]


def test_the_workbook_says_the_same_with_texts_as_texts(billing: Billing, target: Path) -> None:
    billing.reading(12_650_500)
    billing.export(target)

    sheet = load_workbook(target / "export-000001" / "readings.xlsx").active
    assert sheet is not None
    header, row = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert tuple(header) == export_files.COLUMNS
    assert row[:5] == [1, "2611-0000001-0", "00100200301", "M301", "09348817"]
    assert row[8:12] == [12480, 12650.5, 170.5, 0]


def test_the_manifest_counts_and_sums_what_is_in_the_files(billing: Billing, target: Path) -> None:
    billing.reading(12_650_000)
    billing.reading(8_300_500, 14_000, meter="M302", previous=None)
    billing.export(target)
    folder = target / "export-000001"

    manifest = json.loads((folder / "manifest.json").read_text())

    assert (manifest["export"], manifest["readings"], manifest["rows"]) == (1, 2, 3)
    assert (manifest["value_sum"], manifest["consumption_sum"]) == ("20964.500", "170.000")
    assert manifest["entered_from"] == manifest["entered_to"] == "2026-11-22T12:00:00+00:00"
    for name in ("readings.csv", "readings.xlsx"):
        content = (folder / name).read_bytes()
        expected = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        assert manifest["files"][name] == expected


def test_a_register_that_passed_zero_has_counted_on(billing: Billing, target: Path) -> None:
    billing.reading(20_000, previous=99_950_000, rolled_over=True)
    billing.export(target)
    assert table(target / "export-000001")[1][8:12] == ["99950", "20", "70", "1"]


def test_what_is_not_accepted_stays(billing: Billing, target: Path) -> None:
    for status in ("review", "rejected", "replaced", "refused"):
        billing.reading(12_650_000, status=status)
    assert billing.export(target) is None
    assert billing.statuses() == ["review", "rejected", "replaced", "refused"]


def test_nothing_to_export_leaves_no_file(billing: Billing, target: Path) -> None:
    assert billing.export(target) is None
    assert not target.exists()
    assert billing.sql("SELECT count(*) FROM exports") == [(0,)]


def test_a_reading_is_exported_once(billing: Billing, target: Path) -> None:
    billing.reading(12_650_000)
    billing.export(target)
    later = billing.reading(12_700_000)
    report = billing.exported(target)
    assert report.export.number == 2
    assert [row[1] for row in table(target / "export-000002")[1:]] == [later]
    assert billing.export(target) is None


def test_an_earlier_export_gives_the_same_bytes_although_the_registry_changed(
    billing: Billing, target: Path, tmp_path: Path
) -> None:
    billing.reading(12_650_000)
    billing.export(target)
    billing.importer(
        changed("meters.csv", "09348817", "777") | {"scales.csv": TOWN["scales.csv"].replace("Кр", "кр")}
    )
    billing.reading(12_700_000)

    report = billing.exported(tmp_path / "again", again=1)

    assert report.is_repeat
    assert report.waiting == 1
    assert contents(tmp_path / "again" / "export-000001") == contents(target / "export-000001")
    assert billing.statuses() == ["exported", "accepted"]


def test_a_value_below_what_is_known_has_a_remark_and_no_consumption(billing: Billing, target: Path) -> None:
    billing.reading(12_390_000)
    billing.sql("UPDATE reading_values SET below_known = 1")
    billing.export(target)
    header, row = table(target / "export-000001")
    told = dict(zip(header, row, strict=True))
    assert (told["previous"], told["value"], told["consumption"]) == ("12480", "12390", "")
    assert (header[-2], row[-2]) == ("remark", "below_known")
    sheet = load_workbook(target / "export-000001" / "readings.xlsx").active
    assert sheet is not None
    assert sheet["N2"].value == "below_known"
    assert billing.sql("SELECT consumption_sum FROM exports") == [(0,)]


def test_an_export_of_an_earlier_version_keeps_its_columns(billing: Billing, target: Path) -> None:
    billing.reading(12_650_000)
    billing.export(target)
    billing.sql("UPDATE exports SET has_remarks = 0")
    billing.export(target, again=1)
    header, row = table(target / "export-000001")
    assert header == list(export_files.COLUMNS[:-2])
    assert len(row) == len(header)
    sheet = load_workbook(target / "export-000001" / "readings.xlsx").active
    assert sheet is not None
    assert sheet.max_column == len(header)


def test_an_export_from_before_empty_homes_keeps_its_columns(billing: Billing, target: Path) -> None:
    billing.reading(12_650_000)
    billing.export(target)
    billing.sql("UPDATE exports SET has_sources = FALSE")
    billing.export(target, again=1)
    header, _ = table(target / "export-000001")
    assert header == list(export_files.COLUMNS[:-1])


def test_a_reading_of_an_empty_home_says_so_in_the_last_column(billing: Billing, target: Path) -> None:
    billing.reading(12_480_000)
    billing.sql("UPDATE readings SET source = 'vacant'")
    billing.export(target)
    header, row = table(target / "export-000001")
    assert (header[-1], row[-1]) == ("source", "vacant")
    sheet = load_workbook(target / "export-000001" / "readings.xlsx").active
    assert sheet is not None
    assert sheet["O2"].value == "vacant"


def test_an_archive_is_repeated_byte_for_byte(billing: Billing, tmp_path: Path) -> None:
    billing.reading(12_650_000)
    billing.export(tmp_path / "one.zip")
    billing.export(tmp_path / "two.zip", again=1)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert archive.namelist() == ["readings.csv", "readings.xlsx", "manifest.json"]


def test_an_export_that_never_was_cannot_be_repeated(billing: Billing, target: Path) -> None:
    with pytest.raises(DomainError, match="export-unknown"):
        billing.export(target, again=7)


def test_an_export_that_ends_while_readings_are_taken_is_finished_by_the_next_one(
    billing: Billing, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "PORTION_READINGS", 2)
    receipts = [billing.reading(12_650_000, account=billing.move_in(place)) for place in range(3, 8)]

    def end(_seconds: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        billing.export(target, pause=end)
    assert billing.statuses().count("exported") == 2
    newer = billing.reading(13_000_000)

    report = billing.exported(target)

    assert (report.export.number, report.is_repeat, report.waiting) == (1, True, 1)
    assert [row[1] for row in table(target / "export-000001")[1:]] == receipts
    assert billing.exported(target).export.number == 2
    assert [row[1] for row in table(target / "export-000002")[1:]] == [newer]
    assert len(billing.told()) == 5 + 2, "nobody was told twice"


def test_an_export_whose_files_were_not_written_is_written_by_the_next_one(
    billing: Billing, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    billing.reading(12_650_000)
    write = ExportFiles.__call__

    def full(
        self: ExportFiles, export: Export, rows: Iterator[ExportRow], changes: Sequence[MeterChange]
    ) -> None:
        write(self, export, rows, changes)
        raise OSError("No space left on device")

    monkeypatch.setattr(ExportFiles, "__call__", full)
    with pytest.raises(OSError, match="No space"):
        billing.export(target)
    monkeypatch.undo()
    before = contents(target / "export-000001")

    assert billing.exported(target).is_repeat
    assert contents(target / "export-000001") == before
    assert billing.export(target) is None


def test_residents_are_told_in_all_their_chats_and_after_everything_else(
    billing: Billing, target: Path
) -> None:
    one, two = (
        billing.reading(12_650_000),
        billing.reading(1_000, 2_000, meter="M302", account=2, previous=None),
    )
    billing.export(target)
    about_one = f'{{"receipt":"{one}","number":"100200301"}}'
    about_two = f'{{"receipt":"{two}","number":"100200302"}}'
    assert billing.told() == [
        ("11", "reading-exported", about_one, "ru", 60),
        ("12", "reading-exported", about_one, "ru", 60),
        ("21", "reading-exported", about_two, "en", 60),
    ]


def test_several_readings_of_an_account_are_told_in_one_message(
    billing: Billing, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "PORTION_READINGS", 2)
    monkeypatch.setattr(messages, "MOST_LISTED", 6)
    receipts = []
    for place in range(7):
        receipts.append(billing.reading(12_650_000 + place))
        billing.reading(8_300_000, meter="M302", account=billing.move_in(3 + place), previous=None)
    billing.export(target)
    listed = "\\n".join(f"100200301 {receipt}" for receipt in receipts[:6])
    news = f'{{"count":7,"listed":"{listed}"}}'
    assert [told for told in billing.told() if told[0] in {"11", "12"}] == [
        ("11", "readings-exported", news, "ru", 60),
        ("12", "readings-exported", news, "ru", 60),
    ]
    assert [told[1] for told in billing.told()].count("reading-exported") == 7
    assert set(billing.statuses()) == {"exported"}


def test_operators_hear_of_an_export_once(billing: Billing, target: Path) -> None:
    billing.reading(12_650_000)
    billing.export(target)
    billing.export(target, again=1)
    assert billing.sql("SELECT count(*), max(occurrences) FROM alerts WHERE kind = 'export-done'") == [(1, 1)]


@pytest.mark.parametrize("serial", ["=1+1", "+7", "-7", "@SUM(A1)", "'7"])
def test_texts_are_no_formulas(billing: Billing, target: Path, serial: str) -> None:
    billing.sql("UPDATE meters SET serial = ?", serial)
    billing.reading(12_650_000)
    billing.export(target)
    folder = target / "export-000001"
    assert table(folder)[1][4] == f"'{serial}"
    sheet = load_workbook(folder / "readings.xlsx").active
    assert sheet is not None
    assert (sheet["E2"].value, sheet["E2"].data_type) == (serial, "s")


def test_a_workbook_goes_on_on_the_next_sheet(
    billing: Billing, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_files, "ROWS_OF_A_SHEET", 2)
    for place in range(5):
        billing.reading(12_650_000 + place)
    billing.export(target)
    book = load_workbook(target / "export-000001" / "readings.xlsx")
    assert [[row[0].value for row in sheet.iter_rows(min_row=2)] for sheet in book.worksheets] == [
        [1, 2],
        [3, 4],
        [5],
    ]


def test_the_bot_can_write_between_portions(
    billing: Billing, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "PORTION_READINGS", 1)
    for place in range(3, 6):
        billing.reading(12_650_000, account=billing.move_in(place))
    written = []

    def progress(phase: str, done: int, total: int) -> None:
        with connection(billing.database) as bot:
            bot.execute("INSERT INTO attempts (kind, subject, at) VALUES ('sign-in', 'anna', '')")
        written.append((phase, done, total))

    billing.export(target, progress=progress)

    assert written == [("taking", 1, 3), ("taking", 2, 3), ("taking", 3, 3), ("writing", 3, 3)]


def test_a_second_export_at_the_same_time_is_refused(billing: Billing, target: Path) -> None:
    with open_exchange(billing.database, billing.settings), pytest.raises(ExchangeIsRunningError):
        billing.export(target)


def kill_in_the_middle(database: Path, target: Path, stage: str) -> None:
    """Export in a process of its own, which is killed at a moment."""

    def pause(_seconds: float) -> None:
        if stage == "taking":
            signal.raise_signal(signal.SIGKILL)

    def progress(phase: str, _done: int, _total: int) -> None:
        if phase == stage == "writing":
            signal.raise_signal(signal.SIGKILL)

    exports.PORTION_READINGS = 2
    settings = UnitSettings(lambda: NOON, OPERATORS, "ru")
    with open_exchange(database, settings, pause=pause) as store:
        ExportReadings(store, settings.clock, ExportFiles(target, MOSCOW), progress)()


@pytest.mark.parametrize("stage", ["taking", "writing"])
def test_a_killed_export_loses_nothing(billing: Billing, target: Path, stage: str) -> None:
    receipts = [billing.reading(12_650_000, account=billing.move_in(place)) for place in range(3, 8)]
    process = multiprocessing.get_context("spawn").Process(
        target=kill_in_the_middle, args=(billing.database, target, stage)
    )
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert not (target / "export-000001").exists()

    billing.exported(target)

    assert [row[1] for row in table(target / "export-000001")[1:]] == receipts
    assert len(billing.told()) == 5
    billing.exported(target.with_name("again"), again=1)
    assert contents(target.with_name("again") / "export-000001") == contents(target / "export-000001")


def report_change(billing: Billing, status: str) -> None:
    """Let Анна report that another meter hangs there."""
    billing.sql(
        "INSERT INTO meter_changes (id, meter_id, number, account_id, old_serial, new_serial, reported_at,"
        " status, decided_at, idempotency_key)"
        " VALUES (7, 'M301', '100200301', 1, '09348817', '=55', ?, ?, ?, 'c')",
        *(moment_text(NOON), status, moment_text(NOON)),
    )
    billing.sql(
        "INSERT INTO meter_change_values (change_id, scale, closing, opening) VALUES (7, 1, 12700500, 3000)"
    )


def test_accepted_changes_of_meters_go_with_an_export_and_once(billing: Billing, target: Path) -> None:
    report_change(billing, "accepted")
    report = billing.exported(target)
    folder = target / "export-000001"
    assert (report.export.readings, report.export.changes) == (0, 1)
    text = (folder / "meter_changes.csv").read_bytes().decode("utf-8-sig")
    header, row = csv.reader(io.StringIO(text), delimiter=";")
    assert tuple(header) == export_files.CHANGE_COLUMNS
    assert row == [
        *("7", "00100200301", "M301", "09348817", "'=55", "1", "12700,5", "3"),
        *("2026-11-22T15:00:00+03:00", "2026-11-22T15:00:00+03:00"),
    ]
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["meter_changes"], list(manifest["files"])[2]) == (1, "meter_changes.csv")
    assert billing.sql("SELECT status, export_id FROM meter_changes") == [("exported", 1)]
    assert [(chat, kind) for chat, kind, _, _, _ in billing.told()] == [
        ("11", "meter-change-exported"),
        ("12", "meter-change-exported"),
    ]
    billing.export(target.with_name("again"), again=1)
    assert contents(target.with_name("again") / "export-000001") == contents(folder)
    assert billing.export(target) is None


@pytest.mark.parametrize("status", ["review", "rejected"])
def test_a_change_that_was_not_accepted_does_not_go(billing: Billing, target: Path, status: str) -> None:
    report_change(billing, status)
    assert billing.export(target) is None
    billing.reading(12_650_000)
    billing.export(target)
    assert not (target / "export-000001" / "meter_changes.csv").exists()
