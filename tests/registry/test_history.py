"""What a registry may tell of the past: the values that billing knew of a meter, day by day."""

from pathlib import Path

import pytest

from domain.dates import Month
from domain.known_value import ValueSource
from integrations.registry_files import open_registry
from services.exchange.registry import ImportRegistry
from storage.sqlite import stage as registry_stage
from tests.engines import ON_POSTGRES, open_stage
from tests.registry.billing import Billing
from tests.registry.test_renumbering import RENAMED, SWAPPED, receipt
from tests.registry.town import TOWN, Importer, changed, places, skip

HISTORY = """\
meter;scale;date;value;source
M301;1;24.08.2026;12100;resident
M301;1;24.09.2026;12290,5;Расчётное
M301;1;2026-10-24;12480;Инспектор
M302;1;24.09.2026;8100;operator
M302;2;24.09.2026;3900;operator
"""
FULL = {**TOWN, "history.csv": HISTORY}
KEPT = "SELECT meter_id, scale, read_on, source, value FROM history"

EXAMPLE = Path(__file__).parents[2] / "examples" / "registry"

__all__ = ["receipt"]


@pytest.fixture
def billing(import_registry: Importer) -> Billing:
    return Billing(import_registry)


def full(old: str, new: str) -> dict[str, str]:
    assert old in HISTORY
    return {**FULL, "history.csv": HISTORY.replace(old, new)}


def change_of(importer: Importer, files: dict[str, str]) -> tuple[int, int, int, int]:
    [change] = [each for each in importer(files).changes if each.table == "history"]
    return change.rows, change.added, change.altered, change.vanished


def test_values_of_the_past_reach_their_table(import_registry: Importer) -> None:
    assert change_of(import_registry, FULL) == (5, 5, 0, 0)
    assert import_registry.rows(KEPT) == [
        ("M301", 1, "2026-08-24", "resident", 12_100_000),
        ("M301", 1, "2026-09-24", "calculated", 12_290_500),
        ("M301", 1, "2026-10-24", "inspector", 12_480_000),
        ("M302", 1, "2026-09-24", "operator", 8_100_000),
        ("M302", 2, "2026-09-24", "operator", 3_900_000),
    ]


def test_the_same_history_again_changes_nothing(import_registry: Importer) -> None:
    import_registry(FULL)
    assert change_of(import_registry, FULL) == (5, 0, 0, 0)


def test_a_registry_without_a_history_leaves_what_is_known(import_registry: Importer) -> None:
    import_registry(FULL)
    before = import_registry.rows(KEPT)
    assert change_of(import_registry, TOWN) == (0, 0, 0, 0)
    assert change_of(import_registry, {**TOWN, "history.csv": "meter;scale;date;value;source\n"}) == (0,) * 4
    assert import_registry.rows(KEPT) == before


def test_a_corrected_value_takes_the_place_of_the_old_one(import_registry: Importer) -> None:
    import_registry(FULL)
    assert change_of(import_registry, full("8100", "8150")) == (5, 0, 1, 0)
    assert ("M302", 1, "2026-09-24", "operator", 8_150_000) in import_registry.rows(KEPT)


def test_from_the_first_day_that_is_told_of_a_meter_on_the_registry_is_the_whole(
    import_registry: Importer,
) -> None:
    import_registry(FULL)
    rolling = HISTORY.replace("M301;1;24.08.2026;12100;resident\n", "").replace("2026-10-24", "2026-10-25")
    assert change_of(import_registry, {**TOWN, "history.csv": rolling}) == (4, 1, 0, 1)
    assert [row[2] for row in import_registry.rows(f"{KEPT} WHERE meter_id = 'M301'")] == [
        "2026-08-24",
        "2026-09-24",
        "2026-10-25",
    ]


def test_a_meter_that_is_not_told_of_keeps_its_history(import_registry: Importer) -> None:
    import_registry(FULL)
    only_one = "".join(line for line in HISTORY.splitlines(keepends=True) if not line.startswith("M302"))
    assert change_of(import_registry, {**TOWN, "history.csv": only_one}) == (3, 0, 0, 0)
    assert len(import_registry.rows(KEPT)) == 5


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("M999;1;24.09.2026;1;resident", ("meter", "unknown-meter")),
        ("M301;2;24.09.2026;1;resident", ("scale", "unknown-scale")),
        ("M301;1;24.08.2026;12100;житель", ("meter", "duplicate")),
        ("M301;1;25.08.2026;100000;resident", ("value", "value-beyond-capacity")),
        ("M301;1;25.08.2027;13000;resident", ("date", "date-in-future")),
        ("M301;1;25.08.2026;13000;neighbour", ("source", "source-not-understood")),
        ("M301;1;25.08.2026;13000;", ("source", "empty")),
        ("M301;1;25.08.2026;;resident", ("value", "empty")),
        ("M301;1;25.08.2026;-5;resident", ("value", "value-not-understood")),
        ("M301;1;31.02.2026;5;resident", ("date", "date-impossible")),
        ("M301;4;25.08.2026;5;resident", ("scale", "whole-out-of-range")),
        (";1;25.08.2026;5;resident", ("meter", "empty")),
    ],
)
def test_a_wrong_row_is_reported_with_its_place_and_changes_nothing(
    import_registry: Importer, row: str, place: tuple[str, str]
) -> None:
    import_registry(FULL)
    before = import_registry.everything()
    errors = import_registry.errors({**FULL, "history.csv": f"{HISTORY}{row}\n"})
    assert places(errors) == [("history.csv", 7, *place)]
    assert import_registry.everything() == before


def test_one_day_may_have_values_of_several_sources(import_registry: Importer) -> None:
    row = "M301;1;24.08.2026;12090;inspector\n"
    assert change_of(import_registry, {**FULL, "history.csv": HISTORY + row}) == (6, 6, 0, 0)


def named_values(importer: Importer) -> list[tuple[str, int]]:
    """The values of M302, each with the name of its scale."""
    return importer.rows(
        "SELECT s.name, h.value / 1000 FROM history h JOIN scales s"
        " ON s.meter_id = h.meter_id AND coalesce(s.identity, s.scale) = h.scale"
        " WHERE h.meter_id = 'M302' ORDER BY 1"
    )


SWAPPED_HISTORY = HISTORY.replace("M302;1", "M302;x").replace("M302;2", "M302;1").replace("M302;x", "M302;2")


@pytest.mark.usefixtures("receipt")
def test_values_stay_with_the_names_of_their_scales(billing: Billing) -> None:
    take = billing.importer
    take(FULL)
    assert named_values(take) == [("День", 8100), ("Ночь", 3900)]
    take(SWAPPED)
    assert named_values(take) == [("День", 8100), ("Ночь", 3900)]
    assert change_of(take, {**SWAPPED, "history.csv": SWAPPED_HISTORY}) == (5, 0, 0, 0)
    assert change_of(take, {**SWAPPED, "history.csv": SWAPPED_HISTORY.replace("3900", "3910")}) == (
        5,
        0,
        1,
        0,
    )
    assert named_values(take) == [("День", 8100), ("Ночь", 3910)]


@pytest.mark.usefixtures("receipt")
def test_a_history_that_comes_with_other_numbers_of_scales_goes_by_their_names(billing: Billing) -> None:
    billing.importer({**SWAPPED, "history.csv": SWAPPED_HISTORY})
    assert named_values(billing.importer) == [("День", 8100), ("Ночь", 3900)]


@pytest.mark.usefixtures("receipt")
def test_a_meter_that_stays_as_it_was_keeps_its_history_too(billing: Billing) -> None:
    take = billing.importer
    take(FULL)
    before = take.rows(KEPT)
    report = take({**RENAMED, "history.csv": HISTORY.replace("8100", "8000").replace("12100", "12000")})
    assert report.left.count == 1
    after = take.rows(KEPT)
    assert [row for row in after if row[0] == "M302"] == [row for row in before if row[0] == "M302"]
    assert ("M301", 1, "2026-08-24", "resident", 12_000_000) in after


def test_the_columns_may_stand_in_any_order_and_words_in_any_case(import_registry: Importer) -> None:
    text = "source;value;date;scale;meter\nКОНТРОЛЁР;12480,000;24.10.2026;1;M301\n"
    import_registry({**TOWN, "history.csv": text})
    assert import_registry.rows(KEPT) == [("M301", 1, "2026-10-24", "inspector", 12_480_000)]


def test_a_meter_that_the_registry_does_not_name_has_no_history(import_registry: Importer) -> None:
    errors = import_registry.errors({**FULL, **changed("meters.csv", "M302", "M303")})
    assert "unknown-meter" in {problem.code for problem in errors}


def test_the_history_of_the_example_ends_with_the_last_values(import_registry: Importer) -> None:
    import_registry.take(EXAMPLE)
    newest = import_registry.rows(
        "SELECT meter_id, scale, read_on, value, known FROM ("
        " SELECT history.*, count(*) OVER told AS known,"
        " row_number() OVER (told ORDER BY read_on DESC) AS place"
        " FROM history WINDOW told AS (PARTITION BY meter_id, scale)"
        ") AS counted WHERE place = 1 ORDER BY meter_id, scale"
    )
    scales = import_registry.rows(
        "SELECT meter_id, scale, last_date, last_value FROM scales WHERE last_date < '2026-11'"
        " ORDER BY meter_id, scale"
    )
    assert [row[:4] for row in newest] == scales
    assert {count for *_, count in newest} == {18}, "a year and a half"
    assert {source for (source,) in import_registry.rows("SELECT DISTINCT source FROM history")} == set(
        ValueSource
    )


def test_the_history_of_the_example_fits_its_bills(import_registry: Importer) -> None:
    import_registry.take(EXAMPLE)
    billed = import_registry.rows(
        "SELECT m.id, l.scale, b.month, sum(l.consumption) FROM bills b"
        " JOIN bill_lines l ON l.bill_id = b.id AND l.consumption IS NOT NULL"
        " JOIN meters m ON m.number = b.number"
        " AND (l.note NOT LIKE 'прибор _%' OR l.note LIKE '% ' || m.serial)"
        " WHERE m.id IN (SELECT meter_id FROM history) GROUP BY 1, 2, 3"
    )
    values = {
        (meter, scale, day[:7]): value
        for meter, scale, day, value in import_registry.rows(
            "SELECT meter_id, scale, read_on, value FROM history"
        )
    }
    assert len(billed) > 200
    for meter, scale, month, consumption in billed:
        before = values.get((meter, scale, str(Month.parse(month).previous)))
        if before is not None:
            assert values[meter, scale, month] - before == consumption, (meter, scale, month)


def test_what_the_example_bills_by_average_or_norm_is_calculated(import_registry: Importer) -> None:
    import_registry.take(EXAMPLE)
    wrong = import_registry.rows(
        "SELECT h.* FROM history h JOIN meters m ON m.id = h.meter_id JOIN bills b ON b.number = m.number"
        " AND b.month = substr(h.read_on, 1, 7) JOIN bill_lines l ON l.bill_id = b.id AND l.scale = h.scale"
        " WHERE (l.basis IN ('average', 'norm')) <> (h.source = 'calculated') AND l.basis <> 'recalculation'"
    )
    assert wrong == []


@pytest.fixture
def very_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every import is so large that rows go ahead, two in each portion."""
    if ON_POSTGRES:
        pytest.skip("nothing goes ahead, because nobody waits for the transaction of an import")
    monkeypatch.setattr(registry_stage, "MOST_ROWS_AT_ONCE", 0)
    monkeypatch.setattr(registry_stage, "PORTION_ROWS", 2)


@pytest.mark.usefixtures("very_many_rows")
def test_portions_bring_the_same_past_as_one_transaction(import_registry: Importer) -> None:
    assert change_of(import_registry, FULL) == (5, 5, 0, 0)
    rolling = HISTORY.replace("2026-10-24", "2026-10-25").replace("8100", "8150")
    assert change_of(import_registry, {**TOWN, "history.csv": rolling}) == (5, 1, 1, 1)
    assert import_registry.rows(KEPT) == [
        ("M301", 1, "2026-08-24", "resident", 12_100_000),
        ("M301", 1, "2026-09-24", "calculated", 12_290_500),
        ("M301", 1, "2026-10-25", "inspector", 12_480_000),
        ("M302", 1, "2026-09-24", "operator", 8_150_000),
        ("M302", 2, "2026-09-24", "operator", 3_900_000),
    ]


@pytest.mark.usefixtures("very_many_rows")
@pytest.mark.parametrize(
    ("files", "seen"),
    [
        (FULL, 5),
        ({**FULL, "meters.csv": TOWN["meters.csv"].replace("M301;100200301", "M301;100200302")}, 2),
    ],
)
def test_the_past_of_a_held_number_does_not_wait_for_the_last_transaction(
    billing: Billing, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], seen: int
) -> None:
    take = billing.importer
    take(TOWN)
    billing.hold("100200301")
    known = []

    def look(*_: object) -> None:
        known.append(len(take.rows(KEPT)))

    monkeypatch.setattr("tests.registry.town.skip", look)
    take(files)
    assert max(known) == seen
    assert len(take.rows(KEPT)) == 5


@pytest.mark.usefixtures("very_many_rows", "receipt")
def test_the_past_of_a_meter_with_other_numbers_of_scales_comes_with_them(
    billing: Billing, monkeypatch: pytest.MonkeyPatch
) -> None:
    billing.importer(TOWN)
    known = []
    monkeypatch.setattr("tests.registry.town.skip", lambda *_: known.append(len(billing.importer.rows(KEPT))))
    billing.hold("100200302")
    billing.importer({**SWAPPED, "history.csv": SWAPPED_HISTORY})
    assert max(known) == 3
    assert named_values(billing.importer) == [("День", 8100), ("Ночь", 3900)]


@pytest.mark.of_sqlite("nothing goes ahead")
@pytest.mark.parametrize("statement", ["take_out_ahead", "bring_ahead"])
def test_a_portion_of_the_past_finds_its_rows_by_their_keys(
    import_registry: Importer, statement: str
) -> None:
    with (
        open_registry(import_registry.write(FULL)) as source,
        open_stage(import_registry.database, import_registry.settings, pause=skip) as stage,
    ):
        ImportRegistry(stage, lambda: import_registry.now, lambda *_: None)(source)
        [target] = [each for each in stage.targets if each.table == "history"]
        stage.connection.execute(target.find_ahead)
        sql = f"EXPLAIN QUERY PLAN {getattr(target, statement)}"
        plan = [row["detail"] for row in stage.connection.execute(sql, {"first": 1, "last": 2, "at": ""})]
    assert [step for step in plan if step.startswith("SCAN")] == [], plan
