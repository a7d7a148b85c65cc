"""What nobody sees changes nothing of what a person means."""

import unicodedata
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.date_text import parse_date
from domain.dates import Month
from domain.email_address import EmailAddress
from domain.login import Login
from domain.lookup import meanings
from domain.money import parse_amount
from domain.number_list import NumberList
from domain.phone import Phone
from domain.reading_text import parse_values
from domain.receipt import parse_receipt, receipt_number
from domain.subscriber_number import SubscriberNumber
from domain.typed import label_key, plain, visible
from tests.domain.meters import TODAY as READ_ON
from tests.domain.meters import TWO, known

TODAY = date(2026, 11, 22)
RECEIPT = receipt_number(Month(2026, 11), 17)
UNSEEN = (
    "\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}\N{WORD JOINER}\ufeff"
    "\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{LEFT-TO-RIGHT OVERRIDE}\N{RIGHT-TO-LEFT OVERRIDE}"
    "\N{POP DIRECTIONAL FORMATTING}\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}\ufe0e\ufe0f"
    "\N{MONGOLIAN VOWEL SEPARATOR}\N{COMBINING GRAPHEME JOINER}\N{HANGUL FILLER}\N{NULL}\x7f\U000e0041"
)
SPACES = "\t\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{IDEOGRAPHIC SPACE}\N{EM SPACE}"
DASHES = "‐‑‒–—−－"
ZEROS = "0０٠०𝟎𝟘"
"""The digit zero of several scripts; the others follow it in Unicode."""

READERS: list[tuple[Callable[[str], object], tuple[str, ...]]] = [
    (Phone.parse, ("+7 (921) 000-00-01", "89210000001")),
    (SubscriberNumber.parse, ("100200301", "№ 100-200 301")),
    (
        lambda text: parse_date(text, today=TODAY),
        ("10.11.2026", "10 ноября", "5 мая 2026 г.", "вчера", "10-11-26"),
    ),
    (parse_amount, ("1 234,56", "1'234.56", "1234-56", "₽1500", "1 500 руб. 00 коп.")),
    (EmailAddress.parse, ("anna-maria@pochta.example",)),
    (Login.parse, ("anna-1957", "Андрей_57")),
    (parse_receipt, (RECEIPT,)),
    (meanings, ("100200301", "anna@pochta.example", RECEIPT, "+7 921 000-00-01")),
    (
        lambda text: parse_values(text, TWO, TWO.scales, known("8000", "3900"), READ_ON),
        ("8400 3990", "8400\n3990", "День 8400 Ночь 3990", "Т1 8400 Т2 3990", "8400 / 3990", "8 400 - 3 990"),
    ),
    (lambda text: NumberList.parse(text).numbers, ("100200301, 100200302", "100200301\n100200302")),
    (label_key, ("Передать показания", "Всё верно")),
]
TYPED = [(reader, text) for reader, texts in READERS for text in texts]


@st.composite
def noisy(draw: st.DrawFn, text: str) -> str:
    """Put unseen signs anywhere, and write spaces, dashes and digits in other ways."""
    signs = []
    for sign in text:
        signs.append(draw(st.text(UNSEEN, max_size=2)))
        signs.append(draw(st.sampled_from(_alike(sign))))
    return "".join([*signs, draw(st.text(UNSEEN + " ", max_size=3))])


def _alike(sign: str) -> str:
    if sign == " ":
        return " " + SPACES
    if sign == "-":
        return "-" + DASHES
    if sign == "'":
        return "'’‘ʼ"
    if sign.isdecimal():
        return "".join(chr(ord(zero) + int(sign)) for zero in ZEROS)
    if sign.isascii() and sign.isprintable():
        return sign + chr(ord(sign) + 0xFEE0)
    return sign


@pytest.mark.parametrize(("reader", "text"), TYPED)
@given(data=st.data())
def test_unseen_signs_and_other_spellings_of_signs_change_no_meaning(
    reader: Callable[[str], object], text: str, data: st.DataObject
) -> None:
    assert reader(plain(data.draw(noisy(text)))) == reader(plain(text))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("\u202d+7 (921) 000-00-01\u202c", "+7 (921) 000-00-01"),
        ("84\u200b00 3990", "8400 3990"),
        ("\ufeff8400\u00a03990", "8400 3990"),
        ("１２，３４", "12,34"),
        ("𝟖4٠0", "8400"),
        ("8️⃣4️⃣", "84"),
        ("1️⃣ 8400 2️⃣ 3990", "1) 8400 2) 3990"),
        ("\u20031\u202f500’00\u2003", "1 500'00"),
        ("ма\u0438\u0306", "май"),
        ("a\r\nb\u2028c\x85d", "a\nb\nc\nd"),
        ("5²", "5²"),
    ],
)
def test_a_value_is_read_without_what_nobody_sees(text: str, meant: str) -> None:
    assert plain(text) == meant


@pytest.mark.parametrize("text", ["Яблоневая 1, кв. 5", "«Иванов» № 7…", "a'b`c-d_e", "1\n2"])
def test_usual_text_stays_as_it_is(text: str) -> None:
    assert plain(text) == visible(text) == text


@given(st.text())
def test_cleaning_twice_changes_no_more(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert visible(visible(text)) == visible(text)


@given(st.text())
def test_nothing_invisible_is_left(text: str) -> None:
    left = {unicodedata.category(sign) for sign in plain(text).replace("\n", "")}
    assert left.isdisjoint({"Cc", "Cf", "Zl", "Zp"})


@pytest.mark.parametrize("text", ["профиль", " ПРОФИЛЬ ", "«Профиль»", "Профиль.", "Про\u00adфиль\ufe0f"])
def test_a_label_may_be_typed_in_any_way(text: str) -> None:
    assert label_key(text) == label_key("Профиль")
