"""Billing numbers the scales of a meter anew: every value stays with the name under which it was sent."""

import csv
import io
import json
from pathlib import Path

import pytest

from bot.commands.registry_check import run_check
from bot.exchange.files import Exchange, export_readings
from bot.settings import LOCALES
from storage.meters import MeterRepository
from storage.readings import ReadingRepository
from storage.sqlite.place import SqlitePlace
from tests.engines import connection, place
from tests.registry.billing import MOSCOW, Billing, nothing
from tests.registry.town import TOWN, Importer, changed
from ui.texts import Texts

SAY = Texts.load(LOCALES, "ru").within("ru").plain
DAY = "M302;1;День;7–23;8214,45;24.10.2026\n"
NIGHT = "M302;2;Ночь;23–7;;\n"


def town(*scales: str) -> dict[str, str]:
    """The town with other scales of meter M302."""
    return changed("scales.csv", DAY + NIGHT, "".join(f"M302;{scale}\n" for scale in scales))


SWAPPED = town("1;Ночь;23–7;3990;20.11.2026", "2;День;7–23;8400;20.11.2026")
MOVED = town("1;Ночь;23–7;;", "2;День;7–23;8214,45;24.10.2026")
RENAMED = town("1;Пик;7–23;8214,45;24.10.2026", "2;Ночь;23–7;;")
WITHOUT_VALUES = town("1;Ночь;23–7;;", "2;День;7–23;;")


@pytest.fixture
def billing(import_registry: Importer) -> Billing:
    return Billing(import_registry)


@pytest.fixture
def receipt(billing: Billing) -> str:
    """Борис sends «День 8400, Ночь 3990»."""
    receipt = billing.reading(8_400_000, 3_990_000, meter="M302", account=2, previous=None)
    billing.sql(
        "UPDATE reading_values SET name = CASE scale WHEN 1 THEN 'День' ELSE 'Ночь' END"
        " WHERE reading_id = (SELECT id FROM readings WHERE receipt = ?)",
        receipt,
    )
    return receipt


def rows_of(folder: Path) -> list[dict[str, str]]:
    text = (folder / "readings.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def known(billing: Billing) -> dict[str, tuple[int, int]]:
    """The scales of M302: our number of each, and that of billing."""
    with connection(billing.database) as looking:
        meter = MeterRepository(looking).get("M302")
    return {scale.name: (scale.number, scale.place) for scale in meter.scales}


@pytest.mark.parametrize("registry", [SWAPPED, MOVED])
def test_an_export_names_the_scale_that_the_resident_read(
    billing: Billing, receipt: str, tmp_path: Path, registry: dict[str, str]
) -> None:
    billing.importer(registry)

    billing.export(tmp_path / "out")

    rows = rows_of(tmp_path / "out" / "export-000001")
    assert {(row["receipt"], row["name"], row["scale"], row["value"]) for row in rows} == {
        (receipt, "День", "2", "8400"),
        (receipt, "Ночь", "1", "3990"),
    }


@pytest.mark.usefixtures("receipt")
def test_the_next_value_is_compared_with_that_of_its_name(billing: Billing) -> None:
    billing.importer(SWAPPED)

    assert known(billing) == {"Ночь": (2, 1), "День": (1, 2)}
    with connection(billing.database) as looking:
        (reading,) = ReadingRepository(looking).list_for_meter("M302")
    assert [(each.scale, each.name, int(each.value)) for each in reading.values] == [
        (1, "День", 8400),
        (2, "Ночь", 3990),
    ]


@pytest.mark.usefixtures("receipt")
def test_numbers_may_change_again_and_back(billing: Billing) -> None:
    billing.importer(SWAPPED)
    billing.importer(town("1;День;7–23;8400;20.11.2026", "2;Ночь;23–7;3990;20.11.2026"))

    assert known(billing) == {"День": (1, 1), "Ночь": (2, 2)}


@pytest.mark.parametrize(
    ("registry", "code"), [(RENAMED, "scale-renamed"), (WITHOUT_VALUES, "scales-swapped")]
)
@pytest.mark.usefixtures("receipt")
def test_a_meter_whose_names_do_not_tell_stays_as_it_was_and_the_rest_is_imported(
    billing: Billing, registry: dict[str, str], code: str
) -> None:
    before = billing.sql("SELECT * FROM scales WHERE meter_id = 'M302'")
    other = {
        name: text.replace("48,48", "1,00").replace("12480;24.10", "12500;25.10")
        for name, text in registry.items()
    }

    report = billing.importer(other)

    (problem,) = report.left.first
    assert (problem.file, problem.line, problem.code, problem.values["meter"]) == (
        "scales.csv",
        3,
        code,
        "M302",
    )
    assert billing.sql("SELECT * FROM scales WHERE meter_id = 'M302'") == before
    assert billing.sql("SELECT balance FROM subscribers WHERE number = '100200301'") == [(100,)]
    assert billing.sql("SELECT last_value FROM scales WHERE meter_id = 'M301'") == [(12_500_000,)]
    assert len(billing.importer(other).left.first) == 1, "it is told until it is settled"


def test_without_a_value_that_was_sent_every_name_is_taken_over(billing: Billing) -> None:
    for registry in (RENAMED, WITHOUT_VALUES, SWAPPED):
        assert billing.importer(registry).left.count == 0


@pytest.mark.usefixtures("receipt")
def test_another_device_under_the_same_code_has_its_own_scales(billing: Billing) -> None:
    registry = RENAMED | {"meters.csv": TOWN["meters.csv"].replace("41120563", "55555555")}

    assert billing.importer(registry).left.count == 0
    assert known(billing)["Пик"][0] not in {1, 2}


def test_an_export_that_was_written_stays_byte_for_byte(
    billing: Billing, receipt: str, tmp_path: Path
) -> None:
    billing.export(tmp_path / "first")
    billing.importer(SWAPPED)
    billing.export(tmp_path / "again", again=1)

    first, again = (tmp_path / name / "export-000001" for name in ("first", "again"))
    assert (first / "readings.csv").read_bytes() == (again / "readings.csv").read_bytes()
    assert (first / "readings.xlsx").read_bytes() == (again / "readings.xlsx").read_bytes()
    assert receipt in (first / "readings.csv").read_text(encoding="utf-8-sig")


def test_a_scale_that_is_gone_has_no_number_of_billing(
    billing: Billing, receipt: str, tmp_path: Path
) -> None:
    billing.importer(town("1;Ночь;23–7;;"))

    billing.export(tmp_path / "out")

    rows = rows_of(tmp_path / "out" / "export-000001")
    assert {(row["receipt"], row["name"], row["scale"]) for row in rows} == {
        (receipt, "День", ""),
        (receipt, "Ночь", "1"),
    }
    book = tmp_path / "out" / "export-000001" / "manifest.json"
    assert json.loads(book.read_text())["rows"] == 2


def test_what_was_exported_before_this_version_is_written_as_it_was(
    billing: Billing, receipt: str, tmp_path: Path
) -> None:
    billing.export(tmp_path / "first")
    billing.sql("UPDATE export_rows SET ordinal = NULL, number = NULL")
    billing.export(tmp_path / "again", again=1)

    rows = rows_of(tmp_path / "again" / "export-000001")
    assert [(row["receipt"], row["number"], row["scale"]) for row in rows] == [
        (receipt, "100200302", "1"),
        (receipt, "100200302", "2"),
    ]


# What may have happened before ----------------------------------------------------------------------------


def checked(billing: Billing, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    before = billing.importer.everything()
    code = run_check(place(billing.database), say=SAY)
    assert billing.importer.everything() == before
    return code, capsys.readouterr().out.splitlines()


def test_the_check_finds_what_was_exported_under_another_name(
    billing: Billing, receipt: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert checked(billing, capsys) == (0, [SAY("registry-check-nothing")])
    billing.export(tmp_path / "out")
    billing.sql(
        "UPDATE scales SET name = CASE scale WHEN 1 THEN 'Ночь' ELSE 'День' END WHERE meter_id = 'M302'"
    )

    assert checked(billing, capsys) == (
        1,
        [
            SAY("registry-check-found", count=1),
            SAY("registry-check-exported", receipt=receipt, number="100200302", meter="M302"),
        ],
    )


def test_the_check_finds_values_that_fit_only_when_they_change_places(
    billing: Billing, receipt: str, capsys: pytest.CaptureFixture[str]
) -> None:
    billing.sql(
        "UPDATE scales SET last_date = '2026-11-20',"
        " last_value = CASE scale WHEN 1 THEN 3900000 ELSE 8300000 END WHERE meter_id = 'M302'"
    )

    code, lines = checked(billing, capsys)

    assert code == 1
    assert lines[1:] == [SAY("registry-check-lower", receipt=receipt, number="100200302", meter="M302")]


def test_the_check_of_an_unknown_database_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_check(SqlitePlace(tmp_path / "absent.db"), say=SAY) == 1
    assert "absent.db" in capsys.readouterr().err


def test_an_export_in_the_terminal_says_the_same(billing: Billing, receipt: str, tmp_path: Path) -> None:
    billing.importer(SWAPPED)
    exchange = Exchange(place(billing.database), billing.settings, MOSCOW, SAY, nothing)

    assert export_readings(exchange, tmp_path / "out").code == 0
    assert receipt in {row["receipt"] for row in rows_of(tmp_path / "out" / "export-000001")}
