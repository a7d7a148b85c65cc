"""What cells of registry files mean, and which spellings stop an import."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import DomainError
from integrations.registry_cells import reader_of
from services.exchange.registry import Cell, Column, Kind


def read(kind: Kind, text: str, least: int = 0, most: int = 0) -> Cell:
    return reader_of(Column("column", kind, least, most))(text)


@pytest.mark.parametrize(
    ("kind", "text", "cell"),
    [
        (Kind.SUBSCRIBER_NUMBER, "0010-0200/301", "100200301"),
        (Kind.CODE, "П-41/2026", "П-41/2026"),
        (Kind.TEXT, "ул.  Яблоневая,\u00a0д. 1", "ул. Яблоневая, д. 1"),
        (Kind.OPTIONAL_TEXT, "", ""),
        (Kind.AMOUNT, "1234,56", 123456),
        (Kind.AMOUNT, "1234.5", 123450),
        (Kind.AMOUNT, "1234", 123400),
        (Kind.AMOUNT, "-0,01", -1),
        (Kind.AMOUNT, "-0", 0),
        (Kind.AMOUNT, "1 234,56", 123456),
        (Kind.AMOUNT, "12\u00a0345\u00a0678,90", 1234567890),
        (Kind.AMOUNT, "007", 700),
        (Kind.PAYMENT, "0,01", 1),
        (Kind.PAYMENT, "-1234,56", -123456),
        (Kind.NUMBER_SPELLING, "0070001234", "0070001234"),
        (Kind.NUMBER_SPELLING, "100-200-301", "100-200-301"),
        (Kind.NUMBER_SPELLING, "100200301", None),
        (Kind.SERIAL, "09348817", "09348817"),
        (Kind.MONTH, "01.11.2026", "2026-11"),
        (Kind.MONTH, "2026-11-01", "2026-11"),
        (Kind.MONTH, "ноя.26", "2026-11"),
        (Kind.MONTH, "Ноябрь 2026", "2026-11"),
        (Kind.MONTH, "май 2026 г.", "2026-05"),
        (Kind.MONTH, "Nov-26", "2026-11"),
        (Kind.OPTIONAL_MONTH, "ноябрь 2026", "2026-11"),
        (Kind.PRICE, "0", 0),
        (Kind.DATE, "29.02.2024", "2024-02-29"),
        (Kind.DATE, "2026-11-22", "2026-11-22"),
        (Kind.OPTIONAL_DATE, "", None),
        (Kind.MONTH, "2026-01", "2026-01"),
        (Kind.OPTIONAL_VALUE, "", None),
        (Kind.OPTIONAL_VALUE, "0", 0),
        (Kind.OPTIONAL_VALUE, "012480", 12_480_000),
        (Kind.OPTIONAL_VALUE, "0,5", 500),
        (Kind.OPTIONAL_VALUE, "0.005", 5),
    ],
)
def test_a_cell_is_understood(kind: Kind, text: str, cell: Cell) -> None:
    assert read(kind, text) == cell


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (Kind.SUBSCRIBER_NUMBER, "", "empty"),
        (Kind.SUBSCRIBER_NUMBER, "000", "number-wrong-length"),
        (Kind.SUBSCRIBER_NUMBER, "1E+08", "number-calculated"),
        (Kind.SUBSCRIBER_NUMBER, "100200301.0", "number-calculated"),
        (Kind.NUMBER_SPELLING, "1,002003E+08", "number-calculated"),
        (Kind.SERIAL, "41120563.0", "number-calculated"),
        (Kind.CODE, "301.0", "number-calculated"),
        (Kind.CODE, "3,01E+08", "number-calculated"),
        (Kind.MONTH, "15.11.2026", "month-not-understood"),
        (Kind.MONTH, "нет 2026", "month-not-understood"),
        (Kind.CODE, "", "empty"),
        (Kind.CODE, "M 301", "code-not-understood"),
        (Kind.CODE, "M\u200b301", "code-not-understood"),
        (Kind.CODE, "M" * 61, "too-long"),
        (Kind.TEXT, "", "empty"),
        (Kind.TEXT, "\x1b[31mул. Речная", "unprintable"),
        (Kind.TEXT, "ул\x00", "unprintable"),
        (Kind.TEXT, "у" * 301, "too-long"),
        (Kind.AMOUNT, "", "empty"),
        (Kind.AMOUNT, "1,234.56", "amount-not-understood"),
        (Kind.AMOUNT, "1.234", "amount-not-understood"),
        (Kind.AMOUNT, "12 34,56", "amount-not-understood"),
        (Kind.AMOUNT, "48,48 руб", "amount-not-understood"),
        (Kind.AMOUNT, ",50", "amount-not-understood"),
        (Kind.AMOUNT, "--1", "amount-not-understood"),
        (Kind.AMOUNT, "1e5", "amount-not-understood"),
        (Kind.AMOUNT, "١٢٣", "amount-not-understood"),
        (Kind.AMOUNT, "9" * 13, "amount-not-understood"),
        (Kind.PAYMENT, "0,00", "amount-nothing"),
        (Kind.PAYMENT, "-0", "amount-nothing"),
        (Kind.PRICE, "-0,01", "amount-negative"),
        (Kind.DATE, "", "empty"),
        (Kind.DATE, "30.02.2026", "date-impossible"),
        (Kind.DATE, "00.00.0000", "date-impossible"),
        (Kind.DATE, "1.2.2026", "date-not-understood"),
        (Kind.DATE, "22.11.26", "date-not-understood"),
        (Kind.DATE, "11/22/2026", "date-not-understood"),
        (Kind.DATE, "2026-11-22 00:00:00", "date-not-understood"),
        (Kind.OPTIONAL_DATE, "нет", "date-not-understood"),
        (Kind.MONTH, "2026-13", "month-not-understood"),
        (Kind.MONTH, "11.2026", "month-not-understood"),
        (Kind.OPTIONAL_VALUE, "-1", "value-not-understood"),
        (Kind.OPTIONAL_VALUE, "1,2345", "value-not-understood"),
        (Kind.OPTIONAL_VALUE, "12 480", "value-not-understood"),
    ],
)
def test_a_cell_is_refused(kind: Kind, text: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        read(kind, text)

    assert refused.value.code == code


@pytest.mark.parametrize("text", ["4", "8", "08"])
def test_a_whole_number_within_its_limits_is_understood(text: str) -> None:
    assert read(Kind.WHOLE, text, 4, 8) == int(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("3", "whole-out-of-range"),
        ("9", "whole-out-of-range"),
        ("5,0", "whole-not-understood"),
        ("-5", "whole-not-understood"),
        ("да", "whole-not-understood"),
        ("²", "whole-not-understood"),
        ("9" * 4_301, "whole-not-understood"),
    ],
)
def test_another_whole_number_is_refused(text: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        read(Kind.WHOLE, text, 4, 8)

    assert refused.value.code == code


@given(st.integers(-(10**12), 10**12), st.sampled_from(",."))
def test_an_amount_that_was_written_is_read_back(kopecks: int, point: str) -> None:
    sign = "-" if kopecks < 0 else ""
    text = f"{sign}{abs(kopecks) // 100}{point}{abs(kopecks) % 100:02}"

    assert read(Kind.AMOUNT, text) == kopecks


@given(st.dates(date(1900, 1, 1)), st.sampled_from(("%d.%m.%Y", "%Y-%m-%d")))
def test_a_date_that_was_written_is_read_back(day: date, spelling: str) -> None:
    assert read(Kind.DATE, day.strftime(spelling)) == day.isoformat()


@given(st.sampled_from(Kind), st.text())
def test_any_text_is_understood_or_refused_with_a_code(kind: Kind, text: str) -> None:
    with contextlib.suppress(DomainError):
        assert isinstance(read(kind, text.strip(), 0, 9), str | int | None)
