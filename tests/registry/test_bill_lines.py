"""What a registry may tell besides: lines of bills, homes, categories, and what became of payments."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.bill_line import Basis, BillPart
from tests.registry.town import TOWN, Importer, changed, places

LINES = """\
bill;scale;basis;consumption;from_kwh;price;amount;note
B1;1;reading;198;0;6,48;1283,04;
B1;1;recalculation;-1,543;;6,48;-10,00;за сентябрь 2026
B2;1;average;160;0;7,45;1192,00;показания не переданы
B2;2;Норматив;77,5;0;3,91;303,03;
B2;;пени;;;;4,97;
B2;;прочее;;;;-0,03;
"""
FULL = {
    "subscribers.csv": """\
number;address;balance;penalty;area;residents;stove;category;bill_delivery
100200301;г. Светлогорье, ул. Яблоневая, д. 1, кв. 1;48,48;0,00;42,5;3;Газовая;Город;paper
100200302;г. Светлогорье, ул. Яблоневая, д. 1, кв. 2;-7,30;0;;;дровяная;Город, электроплита;
""",
    "meters.csv": TOWN["meters.csv"],
    "scales.csv": TOWN["scales.csv"],
    "payments.csv": """\
payment;number;paid_on;amount;source;status
P1;100200301;12.11.2026;1234,56;Касса;
P2;100200302;2026-11-10;1500;Банк;Отменён
""",
    "bills.csv": """\
bill;number;month;charged;recalculated;penalty;paid;due;opening;due_on
B1;100200301;2026-10;1283,04;-10,00;0,00;1100,00;1283,04;1110,00;15.11.2026
B2;100200302;2026-10;1495,00;0,00;4,97;0,00;1499,97;;
""",
    "bill_lines.csv": LINES,
    "tariffs.csv": """\
rates;scale;from_kwh;price;valid_from;category
1;1;0;6,48;01.10.2026;город
2;1;0;5,22;01.07.2026;город,  электроплита
2;2;0;2,74;01.07.2026;Город, Электроплита
""",
}
LINES_KEPT = (
    "SELECT bill_id, ordinal, scale, basis, consumption, from_kwh, price, amount, note FROM bill_lines"
)
HOMES = "SELECT area, residents, stove, category, bill_delivery FROM subscribers ORDER BY number"
OLD = {name: text for name, text in TOWN.items() if name != "tariffs.csv"}
"""A registry of before, which has fewer columns and files."""


def full(file: str, old: str, new: str) -> dict[str, str]:
    assert old in FULL[file]
    return {**FULL, file: FULL[file].replace(old, new)}


def test_lines_of_bills_and_what_is_known_besides_reach_their_tables(import_registry: Importer) -> None:
    report = import_registry(FULL)
    assert places(report.warnings.first) == []
    assert import_registry.rows(LINES_KEPT) == [
        ("B1", 1, 1, "reading", 198_000, 0, 648, 128304, ""),
        ("B1", 2, 1, "recalculation", -1_543, None, 648, -1000, "за сентябрь 2026"),
        ("B2", 1, 1, "average", 160_000, 0, 745, 119200, "показания не переданы"),
        ("B2", 2, 2, "norm", 77_500, 0, 391, 30303, ""),
        ("B2", 3, None, "penalty", None, None, None, 497, ""),
        ("B2", 4, None, "other", None, None, None, -3, ""),
    ]
    assert import_registry.rows(HOMES) == [
        (4250, 3, "gas", "Город", "paper"),
        (None, None, "дровяная", "Город, электроплита", ""),
    ]
    assert import_registry.rows("SELECT source, status FROM payments") == [
        ("Касса", "booked"),
        ("Банк", "reversed"),
    ]
    assert import_registry.rows("SELECT opening, due_on FROM bills") == [
        (111000, "2026-11-15"),
        (None, None),
    ]
    assert import_registry.rows("SELECT DISTINCT category FROM tariffs ORDER BY 1") == [
        ("город",),
        ("город, электроплита",),
    ]


def test_the_same_full_registry_again_changes_nothing(import_registry: Importer) -> None:
    import_registry(FULL)
    report = import_registry(FULL)
    assert {(change.added, change.altered, change.vanished) for change in report.changes} == {(0, 0, 0)}


def test_a_registry_of_before_leaves_what_it_does_not_speak_of(import_registry: Importer) -> None:
    import_registry(FULL)
    kept = "SELECT number, area, stove, category FROM subscribers ORDER BY number"
    sums = "SELECT id, opening, due_on FROM bills"
    before = [import_registry.rows(sql) for sql in (kept, sums, "SELECT id, source, status FROM payments")]
    report = import_registry(OLD)
    after = [import_registry.rows(sql) for sql in (kept, sums, "SELECT id, source, status FROM payments")]
    assert after == before
    assert len(import_registry.rows(LINES_KEPT)) == 6
    assert {(change.altered, change.vanished) for change in report.changes} == {(0, 0)} | {
        (1, 0)  # the number is spelled otherwise there
    }


def test_an_empty_cell_takes_back_what_was_known(import_registry: Importer) -> None:
    import_registry(FULL)
    import_registry(
        full("subscribers.csv", "42,5;3;Газовая;Город;paper", ";;;;")
        | {"payments.csv": FULL["payments.csv"].replace("Отменён", "")}
    )
    assert import_registry.rows(HOMES)[0] == (None, None, "", "", "")
    assert import_registry.rows("SELECT status FROM payments") == [("booked",), ("booked",)]


def test_other_lines_of_a_bill_take_the_place_of_all_that_it_had(import_registry: Importer) -> None:
    import_registry(FULL)
    lines = "bill;basis;amount\nB1;reading;1283,04\nB1;recalculation;-10\n"
    report = import_registry(
        {**FULL, "bill_lines.csv": lines.replace("1283,04\n", "283,04\nB1;average;1000\n")}
    )
    assert import_registry.rows(f"{LINES_KEPT} WHERE bill_id = 'B1'") == [
        ("B1", 1, None, "reading", None, None, None, 28304, ""),
        ("B1", 2, None, "average", None, None, None, 100000, ""),
        ("B1", 3, None, "recalculation", None, None, None, -1000, ""),
    ]
    report = import_registry({**FULL, "bill_lines.csv": lines})
    [change] = [each for each in report.changes if each.table == "bill_lines"]
    assert (change.added, change.altered, change.vanished) == (0, 2, 1)
    assert len(import_registry.rows(f"{LINES_KEPT} WHERE bill_id = 'B2'")) == 4


@pytest.mark.parametrize("with_lines", [True, False])
def test_lines_that_do_not_add_up_to_their_bill_any_more_go(
    import_registry: Importer, *, with_lines: bool
) -> None:
    import_registry(FULL)
    others = "".join(line for line in LINES.splitlines(keepends=True) if not line.startswith("B2"))
    files = full("bills.csv", "1495,00;0,00;4,97", "1495,01;0,00;4,97") | {"bill_lines.csv": others}
    if not with_lines:
        del files["bill_lines.csv"]
    import_registry(files)
    assert [bill for bill, *_ in import_registry.rows(LINES_KEPT)] == ["B1", "B1"]


def test_lines_are_compared_also_after_an_import_that_was_ended_halfway(import_registry: Importer) -> None:
    import_registry(FULL)
    import_registry.change("UPDATE bills SET charged = 149501 WHERE id = 'B2'")
    import_registry({**full("bills.csv", "1495,00", "1495,01"), "bill_lines.csv": "bill;basis;amount\n"})
    assert [bill for bill, *_ in import_registry.rows(LINES_KEPT)] == ["B1", "B1"]


def test_bills_without_lines_are_taken(import_registry: Importer) -> None:
    import_registry({**FULL, "bill_lines.csv": "bill;basis;amount\n"})
    assert import_registry.rows("SELECT count(*) FROM bills") == [(2,)]
    assert import_registry.rows(LINES_KEPT) == []


def test_lines_without_their_bill_are_reported(import_registry: Importer) -> None:
    errors = import_registry.errors({**FULL, "bill_lines.csv": LINES + "B9;1;reading;1;0;1;1,00;\n"})
    assert places(errors) == [("bill_lines.csv", 8, "bill", "unknown-bill")]
    del (files := dict(FULL))["bills.csv"]
    assert {problem.code for problem in import_registry.errors(files)} == {"unknown-bill"}


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("1283,04", "1283,03", (2, "charged")),
        ("-10,00", "10,00", (3, "recalculated")),
        ("4,97", "4,98", (6, "penalty")),
        ("B2;;пени;;;;4,97;\n", "", (4, "penalty")),
        ("-0,03", "0,03", (4, "charged")),
    ],
)
def test_lines_that_do_not_add_up_are_reported_with_their_place(
    import_registry: Importer, old: str, new: str, place: tuple[int, str]
) -> None:
    import_registry(FULL)
    before = import_registry.everything()
    [problem] = import_registry.errors(full("bill_lines.csv", old, new))
    assert places([problem]) == [("bill_lines.csv", place[0], "amount", "lines-not-adding-up")]
    assert problem.values["part"] == place[1]
    assert problem.values["bill"] in {"B1", "B2"}
    assert import_registry.everything() == before


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("B1;4;reading;1;0;1;1,00;", ("scale", "whole-out-of-range")),
        ("B1;1;;1;0;1;1,00;", ("basis", "empty")),
        ("B1;1;guess;1;0;1;1,00;", ("basis", "basis-not-understood")),
        ("B1;1;reading;1,2345;0;1;1,00;", ("consumption", "value-not-understood")),
        ("B1;1;reading;--1;0;1;1,00;", ("consumption", "value-not-understood")),
        ("B1;1;reading;1;-1;1;1,00;", ("from_kwh", "whole-not-understood")),
        ("B1;1;reading;1;0;-1;1,00;", ("price", "amount-negative")),
        ("B1;1;reading;1;0;1;;", ("amount", "empty")),
        (";1;reading;1;0;1;1,00;", ("bill", "empty")),
    ],
)
def test_a_line_that_is_not_understood_is_the_only_thing_that_is_reported(
    import_registry: Importer, line: str, place: tuple[str, str]
) -> None:
    errors = import_registry.errors({**FULL, "bill_lines.csv": f"{LINES}{line}\n"})
    assert places(errors) == [("bill_lines.csv", 8, *place)]


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        ("subscribers.csv", "42,5", "-42,5", (2, "area", "area-not-understood")),
        ("subscribers.csv", "42,5", "42 м²", (2, "area", "area-not-understood")),
        ("subscribers.csv", ";3;", ";1001;", (2, "residents", "whole-out-of-range")),
        ("payments.csv", "Отменён", "потерян", (3, "status", "payment-status-not-understood")),
        ("bills.csv", "1110,00", "много", (2, "opening", "amount-not-understood")),
        ("bills.csv", "15.11.2026", "31.11.2026", (2, "due_on", "date-impossible")),
    ],
)
def test_what_is_not_understood_besides_is_reported(
    import_registry: Importer, file: str, old: str, new: str, place: tuple[int, str, str]
) -> None:
    assert places(import_registry.errors(full(file, old, new))) == [(file, *place)]


def test_sums_below_zero_are_taken(import_registry: Importer) -> None:
    row = "B3;100200301;2026-09;-50,00;-1,00;-0,50;0,00;-51,50;-10,00;\n"
    lines = "B3;1;reading;-10;;5,00;-50,00;\nB3;;recalculation;;;;-1,00;\nB3;;penalty;;;;-0,50;\n"
    import_registry(
        {**FULL, "bills.csv": FULL["bills.csv"] + row, "bill_lines.csv": FULL["bill_lines.csv"] + lines}
    )
    assert import_registry.rows("SELECT charged, opening FROM bills WHERE id = 'B3'") == [(-5000, -1000)]


def test_a_month_may_have_two_bills_each_with_its_lines(import_registry: Importer) -> None:
    row = "B1A;100200301;2026-10;5,00;0,00;0,00;0,00;1288,04;1283,04;\n"
    import_registry(
        {**FULL, "bills.csv": FULL["bills.csv"] + row, "bill_lines.csv": LINES + "B1A;;other;;;;5,00;\n"}
    )
    assert import_registry.rows("SELECT count(*) FROM bills WHERE month = '2026-10'") == [(3,)]
    assert import_registry.rows("SELECT amount FROM bill_lines WHERE bill_id = 'B1A'") == [(500,)]


def test_a_category_without_a_price_is_a_warning_and_stops_nothing(import_registry: Importer) -> None:
    report = import_registry(full("subscribers.csv", ";Город;", ";Село;"))
    [warning] = report.warnings.first
    assert (warning.file, warning.line, warning.column, warning.code) == (
        "subscribers.csv",
        2,
        "category",
        "category-without-tariff",
    )
    assert warning.values == {"category": "Село"}


def test_prices_of_a_category_that_the_registry_names_no_more_go(import_registry: Importer) -> None:
    import_registry(FULL)
    report = import_registry({**FULL, "tariffs.csv": TOWN["tariffs.csv"]})
    assert import_registry.rows("SELECT DISTINCT category FROM tariffs") == [("",)]
    assert report.changes[-1].vanished == 3
    import_registry({name: text for name, text in FULL.items() if name != "tariffs.csv"})
    assert import_registry.rows("SELECT DISTINCT category FROM tariffs") == [("",)]


def test_ranges_of_each_category_begin_at_nothing(import_registry: Importer) -> None:
    tariffs = FULL["tariffs.csv"] + "1;1;1200;9,00;01.10.2026;Село\n"
    errors = import_registry.errors({**FULL, "tariffs.csv": tariffs})
    assert places(errors) == [("tariffs.csv", 5, "from_kwh", "range-without-beginning")]
    twice = FULL["tariffs.csv"] + "1;1;0;9,00;01.10.2026;ГОРОД\n"
    errors = import_registry.errors({**FULL, "tariffs.csv": twice})
    assert places(errors) == [("tariffs.csv", 5, "rates", "duplicate")]


def test_lines_that_are_spread_over_the_file_keep_their_order(import_registry: Importer) -> None:
    header, *lines = LINES.splitlines(keepends=True)
    import_registry({**FULL, "bill_lines.csv": header + "".join([*lines[::2], *lines[1::2]])})
    assert import_registry.rows("SELECT ordinal, basis FROM bill_lines WHERE bill_id = 'B2'") == [
        (1, "average"),
        (2, "penalty"),
        (3, "norm"),
        (4, "other"),
    ]


KOPECKS = st.integers(-5_000_000, 5_000_000)


@st.composite
def bills_of_lines(draw: st.DrawFn) -> list[list[tuple[Basis, int]]]:
    """Some bills, each with its lines."""
    line = st.tuples(st.sampled_from(Basis), KOPECKS)
    return draw(st.lists(st.lists(line, min_size=1, max_size=6), min_size=1, max_size=5))


def amount(kopecks: int) -> str:
    return f"{'-' if kopecks < 0 else ''}{abs(kopecks) // 100},{abs(kopecks) % 100:02}"


def billed(bills: list[list[tuple[Basis, int]]]) -> Mapping[str, str]:
    """The town with these bills and their lines."""
    rows, lines = [], []
    for place, bill in enumerate(bills):
        sums = [sum(kopecks for basis, kopecks in bill if basis.part is part) for part in BillPart]
        rows.append(f"X{place};100200301;2026-10;{';'.join(map(amount, sums))};0;0\n")
        lines += [f"X{place};{basis};{amount(kopecks)}\n" for basis, kopecks in bill]
    header = TOWN["bills.csv"].splitlines(keepends=True)[0]
    return {
        **TOWN,
        "bills.csv": header + "".join(rows),
        "bill_lines.csv": "bill;basis;amount\n" + "".join(lines),
    }


@given(bills=bills_of_lines(), data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_lines_that_add_up_are_taken_and_one_kopeck_more_or_less_is_a_bad_row(
    tmp_path_factory: pytest.TempPathFactory, bills: list[list[tuple[Basis, int]]], data: st.DataObject
) -> None:
    folder: Path = tmp_path_factory.mktemp("lines")
    take = Importer(folder)
    files = billed(bills)
    take(files)
    assert take.rows("SELECT count(*) FROM bill_lines") == [(sum(map(len, bills)),)]
    text = files["bill_lines.csv"].splitlines(keepends=True)
    wrong = data.draw(st.integers(1, len(text) - 1))
    bill, basis, kopecks = text[wrong].strip().split(";")
    off = int(kopecks.replace(",", "")) + data.draw(st.sampled_from([1, -1]))
    text[wrong] = f"{bill};{basis};{amount(off)}\n"
    before = take.everything()
    [problem] = take.errors({**files, "bill_lines.csv": "".join(text)})
    assert (problem.values["part"], problem.values["bill"]) == (Basis(basis).part, bill)
    assert problem.line is not None
    reported = text[problem.line - 1].split(";")
    assert (reported[0], Basis(reported[1]).part) == (bill, Basis(basis).part)
    assert take.everything() == before


def test_an_older_registry_is_read_as_before(import_registry: Importer) -> None:
    import_registry(TOWN)
    assert import_registry.rows(HOMES) == [(None, None, "", "", "")] * 2
    assert import_registry.rows("SELECT DISTINCT source, status FROM payments") == [("", "booked")]
    assert import_registry.rows("SELECT opening, due_on FROM bills") == [(None, None)]
    assert import_registry.rows("SELECT DISTINCT category FROM tariffs") == [("",)]
    assert places(import_registry.errors(changed("bills.csv", "2026-10", "октябрь"))) == [
        ("bills.csv", 2, "month", "month-not-understood")
    ]
