"""Lists of readings as people type them, paste them and save them from spreadsheets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.batch_text import (
    MOST_ROWS,
    RowText,
    meter_meant,
    parted,
    require_number_text,
    rows_of_table,
    rows_of_text,
)
from domain.errors import DomainError
from domain.meter import Meter, Scale

HELD = {"100200301", "100200302"}


def meter(serial: str, *, automatic: bool = False) -> Meter:
    return Meter(
        id=f"M{serial}",
        subscriber_number="100200302",
        serial=serial,
        model="Ромашка",
        digits=6,
        decimals=0,
        automatic=automatic,
        installed_on=None,
        verify_by=None,
        closed=False,
        scales=(Scale(1, "День", "7–23"), Scale(2, "Ночь", "23–7")),
    )


def read(text: str) -> list[RowText]:
    """Read a list as the list of an account is read."""
    return [parted(row, HELD) for row in rows_of_text(text)]


@pytest.mark.parametrize(
    "line",
    [
        "100200302 8400 3990",
        "№ 100200302 8400 3990",
        "л/с 100200302: 8400 3990",
        "100200302 — 8400 3990",
        "100-200-302 8400 3990",
        "100 200 302 8400 3990",
        "00100200302 8400 3990",
        "1. 100200302 8400 3990",
        "12) 100200302, 8400 3990",
        "100200302\t8400 3990",
        "100200302;8400 3990",
    ],
)
def test_a_line_is_a_number_and_its_values_however_they_are_divided(line: str) -> None:
    assert read(line) == [RowText("100200302", "", "8400 3990")]


def test_blank_lines_and_headings_say_nothing() -> None:
    text = "Показания за ноябрь 2026\n\nСадовая улица\n100200301 12650\n\n100200302 8400 3990\n"
    assert [row.number for row in read(text)] == ["100200301", "100200302"]


def test_a_line_that_stands_twice_counts_once() -> None:
    assert len(read("100200301 12650\n100200301 12650")) == 1
    assert len(read("100200301 12650\n100200301 12651")) == 2


def test_cells_without_headings_are_read_in_their_order() -> None:
    assert read("100200301;12650\n100200302;8400;3990\n") == [
        RowText("100200301", "", "12650"),
        RowText("100200302", "", "8400 ; 3990"),
    ]


def test_columns_are_known_by_their_headings() -> None:
    table = [
        ["Сводка"],
        ["Адрес", "Лицевой счёт", "День", "Ночь"],
        ["ул. Яблоневая, 1", "100200302", "8400", "3990"],
        ["ул. Яблоневая, 2", "100200301", "", ""],
    ]
    assert [parted(row, HELD) for row in rows_of_table(table)] == [RowText("100200302", "", "8400 ; 3990")]


def test_scales_of_a_meter_in_rows_of_their_own_are_one_row() -> None:
    text = (
        "Номер;Адрес;Счётчик;Шкала;Прошлое показание;Новое показание\n"
        "100200302;Яблоневая;41120563;День;8214;8400\n"
        "100200301;Яблоневая;09348817;Сутки;12480;\n"
        "100200302;Яблоневая;41120563;Ночь;3907;3990\n"
    )
    assert read(text) == [RowText("100200302", "41120563", "День 8400\nНочь 3990")]


def test_commas_divide_columns_if_the_first_line_names_them() -> None:
    assert read("number,new reading\n100200301,12650\n") == [RowText("100200301", "", "12650")]


def test_a_row_whose_number_is_missing_is_not_lost() -> None:
    rows = read("Номер;Показание\n100200301;12650\n;8400")
    assert [row.number for row in rows] == ["100200301", "8400"]


def test_a_lone_quotation_mark_swallows_no_line() -> None:
    text = 'Номер;Имя;Показание\n100200301;"Ромашка;12650\n100200302;Лютик;8400'
    assert [row.number for row in read(text)] == ["100200301", "100200302"]
    text = 'Номер;Имя;Показание\n100200301;"СНТ ""Роза"", 5";12650\n100200302;Лютик;8400'
    assert [row.values for row in read(text)] == ["12650", "8400"]


@pytest.mark.parametrize("text", ["", "   \n ", "нет показаний", ";;;"])
def test_a_list_without_a_digit_is_refused(text: str) -> None:
    with pytest.raises(DomainError) as refused:
        rows_of_text(text)
    assert refused.value.code == "batch-empty"


def test_a_list_holds_so_many_rows_and_one_more_is_refused() -> None:
    lines = [f"{100_200_000 + number} 1" for number in range(MOST_ROWS + 1)]
    assert len(rows_of_text("\n".join(lines[:-1]))) == MOST_ROWS
    with pytest.raises(DomainError) as refused:
        rows_of_text("\n".join(lines))
    assert refused.value.code == "batch-too-long"
    assert refused.value.values == {"most": MOST_ROWS, "got": MOST_ROWS + 1}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("01.01.2026 12650", "number-not-digits"),
        ("1,002003E+08;12650", "number-not-digits"),
        ("12 8400", "number-wrong-length"),
    ],
)
def test_what_is_no_number_is_told(line: str, code: str) -> None:
    (row,) = read(line)
    with pytest.raises(DomainError) as refused:
        require_number_text(row)
    assert refused.value.code in {code, "number-wrong-length", "number-calculated"}


@given(st.text(alphabet="0123456789 .,;:|\t\n-№йЙa'\"", max_size=80))
def test_whatever_is_typed_is_read_or_refused_with_a_known_word(text: str) -> None:
    try:
        rows = read(text)
    except DomainError as error:
        assert error.code == "batch-empty"  # noqa: PT017 - a refusal is one of two right outcomes
    else:
        assert rows


@given(
    st.lists(
        st.tuples(st.integers(10**8, 10**9 - 1), st.integers(0, 99_999)),
        min_size=1,
        max_size=20,
        unique_by=lambda row: row[0],
    )
)
def test_lines_are_read_as_they_were_written(rows: list[tuple[int, int]]) -> None:
    text = "\n".join(f"{number} {value}" for number, value in rows)
    held = {str(number) for number, _ in rows}
    found = [parted(row, held) for row in rows_of_text(text)]
    assert found == [RowText(str(number), "", str(value)) for number, value in rows]


def test_the_only_meter_need_not_be_named() -> None:
    only = meter("41120563")
    assert meter_meant(RowText("100200302", "", "8400 3990"), [only]) == (only, "8400 3990")
    assert meter_meant(RowText("100200302", "", "41120563 8400 3990"), [only]) == (only, "8400 3990")


@pytest.mark.parametrize("name", ["41120771", "0771", "771", "№ 41120771"])
def test_one_of_several_meters_is_named_by_its_serial_number_or_the_end_of_it(name: str) -> None:
    meters = [meter("07715520"), meter("41120771")]
    assert meter_meant(RowText("1", "", f"{name} 8400 3990"), meters) == (meters[1], "8400 3990")
    assert meter_meant(RowText("1", name.strip("№ "), "8400 3990"), meters) == (meters[1], "8400 3990")


@pytest.mark.parametrize(
    ("row", "meters", "code"),
    [
        (RowText("1", "", "8400"), [], "no-meters"),
        (RowText("1", "", "8400"), [meter("1", automatic=True)], "meter-automatic"),
        (RowText("1", "", "8400 3990"), [meter("07715520"), meter("41120771")], "batch-meter-unnamed"),
        (RowText("1", "999", "8400"), [meter("07715520"), meter("41120771")], "batch-meter-unknown"),
        (RowText("1", "", "771 8400"), [meter("07715771"), meter("41120771")], "batch-meter-unnamed"),
    ],
)
def test_a_meter_that_is_not_clear_is_not_guessed(row: RowText, meters: list[Meter], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        meter_meant(row, meters)
    assert refused.value.code == code
