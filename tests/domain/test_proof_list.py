"""Lists of numbers with their last payments, as people paste them or spreadsheets save them."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import format_date
from domain.errors import DomainError
from domain.money import format_amount
from domain.proof_list import MOST_PROOFS, Fault, ProofList, UnreadRow

TODAY = date(2026, 11, 22)
DAY = date(2026, 11, 10)
PROOFS = st.tuples(
    st.integers(1000, 10**15 - 1),
    st.dates(TODAY - timedelta(days=4000), TODAY),
    st.integers(1, 10**9),
)


def read(text: str) -> list[tuple[int, str, date, int]]:
    found = ProofList.parse(text, today=TODAY)
    assert found.unread == ()
    return [(row.place, row.number.text, row.paid_on, row.amount) for row in found.rows]


@pytest.mark.parametrize(
    "line",
    [
        "100200301 10.11.2026 1244,30",
        "100 200 301 10.11.2026 1 244,30",
        "№ 0100200301, 10 ноября 2026 г., 1 244,30 руб.",
        "1. 100200301 10.11.2026 1244,30",
        "100200301\t10.11.2026\t1 244,30",
        "100200301;10.11.2026;1244,30;",
        "100200301 | 2026-11-10 | 1244.3",
        "100200301,10.11.2026,1244.30",
        '100200301,10.11.2026,"1244,30"',
        "\ufeff100200301 10.11.2026 14:35 1244,30",
    ],
)
def test_a_row_is_read_in_any_usual_spelling(line: str) -> None:
    assert read(line) == [(1, "100200301", DAY, 124430)]


def test_titles_and_empty_lines_are_passed_over_and_places_are_those_of_the_list() -> None:
    text = "Мои номера:\n\n100200301 10.11.2026 1244,30\n\n100200302 вчера 500"
    assert [row[0] for row in read(text)] == [3, 5]


@pytest.mark.parametrize(
    "text",
    [
        "Сумма платежа;Адрес;Лицевой счёт;Дата\n1244,30;Речная, 1;100200301;10.11.2026",
        "sep=;\nномер;дата оплаты;сумма\n100200301;10.11.2026;1244,30",
        "amount,date,number\n1244.30,2026-11-10,100200301",
    ],
)
def test_columns_are_found_by_their_titles(text: str) -> None:
    assert [row[1:] for row in read(text)] == [("100200301", DAY, 124430)]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("100200301", Fault.PARTS),
        ("100200301 1244,30", Fault.PARTS),
        ("100200301;10.11.2026", Fault.PARTS),
        ("100200301;10.11.2026;1244,30;500", Fault.PARTS),
        ("12 10.11.2026 500", Fault.NUMBER),
        ("1.002E+08;10.11.2026;500", Fault.NUMBER),
        ("100200301 31.02.2026 500", Fault.DATE),
        ("100200301 23.11.2026 500", Fault.DATE),
        ("100200301 10.11.2026 много", Fault.AMOUNT),
        ("100200301 10.11.2026 0", Fault.AMOUNT),
        ("100200301 10.11.2026 1,244", Fault.AMOUNT),
        ("100200301 12 ноября 26 123", Fault.UNCLEAR),
    ],
)
def test_what_is_not_read_says_why_and_keeps_no_amount(line: str, fault: Fault) -> None:
    found = ProofList.parse(line, today=TODAY)
    assert (found.rows, found.unread) == ((), (UnreadRow(1, fault),))


def test_the_same_proof_counts_once() -> None:
    assert len(read("100200301 10.11.2026 500\n0100200301 10 ноября 500,00")) == 1
    assert len(read("100200301 10.11.2026 500\n100200301 10.11.2026 501")) == 2


@pytest.mark.parametrize("text", ["", "\n\n", "мои номера", ";;;"])
def test_a_list_without_rows_is_refused(text: str) -> None:
    with pytest.raises(DomainError) as caught:
        ProofList.parse(text, today=TODAY)
    assert caught.value.code == "proofs-none"


def test_a_list_that_is_too_long_is_refused() -> None:
    lines = [f"{100200301 + place} 10.11.2026 500" for place in range(MOST_PROOFS + 1)]
    assert len(ProofList.parse("\n".join(lines[:-1]), today=TODAY).rows) == MOST_PROOFS
    with pytest.raises(DomainError) as caught:
        ProofList.parse("\n".join(lines), today=TODAY)
    assert (caught.value.code, caught.value.values) == ("proofs-too-many", {"most": MOST_PROOFS})


@given(st.lists(PROOFS, min_size=1, max_size=20, unique=True), st.sampled_from([" ", ";", "\t", " | "]))
def test_what_the_bot_writes_it_reads(proofs: list[tuple[int, date, int]], between: str) -> None:
    lines = [
        between.join([str(number), format_date(day), format_amount(amount)]) for number, day, amount in proofs
    ]
    assert [row[1:] for row in read("\n".join(lines))] == [
        (str(number), day, amount) for number, day, amount in proofs
    ]


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(DomainError):
        ProofList.parse(text, today=TODAY)
