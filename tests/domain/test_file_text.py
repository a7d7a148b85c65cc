"""Texts of files: read as they were written or refused, and numbers that no spreadsheet may change."""

import contextlib

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.errors import DomainError
from domain.file_text import KNOWN, READ, EncodingGuess, decoded, number_in_file, tidy

WORDS = """
Иванов Петрова Сидоренко Кузнецова Щербаков Фёдорова Юдин Семёнов Эльвира Чайковский Жукова Хохлов Гусев
Царёва Светлогорье Яблоневая Садовая Речная Школьная Ленинградская Набережная Заводская Лесная Щёлково Ижевск
Юхнов Круглосуточно День Ночь Пик Полупик кв. ул. пос. д. лит. корп. СНТ ГСК № 7
"""
NAMES = WORDS.split()
LETTERED = [name for name in NAMES if len(name) > 4]

town = st.tuples(
    st.lists(st.sampled_from(LETTERED), min_size=2, max_size=4, unique=True),
    st.lists(st.sampled_from(NAMES), max_size=4),
    st.sampled_from((str, str.upper, str.lower)),
)


def spelled(names: tuple[list[str], list[str], object]) -> str:
    known, others, form = names
    return str.join(" ", (form(word) for word in [*known, *others]))  # type: ignore[operator]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", *KNOWN])
@given(names=town)
def test_russian_words_are_read_as_they_were_written_or_refused(
    encoding: str, names: tuple[list[str], list[str], object]
) -> None:
    text = f"number;address\r\n1001;{spelled(names)}\r\n"
    content = text.encode(encoding, errors="ignore")
    assume(content.decode(encoding) == text)
    with contextlib.suppress(DomainError):
        assert decoded(content) == text.replace("\r\n", "\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", *READ])
def test_what_old_and_new_programs_write_is_read(encoding: str) -> None:
    text = "1001;г. Светлогорье, ул. Яблоневая, д. 1, лит. Ё\n1002;пос. Ёлочки\n"

    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", sorted(KNOWN.keys() - READ))
def test_an_encoding_that_is_not_read_is_named(encoding: str) -> None:
    with pytest.raises(DomainError) as refused:
        decoded("1001;г. Светлогорье, ул. Яблоневая, д. 1".encode(encoding))

    assert (refused.value.code, refused.value.values) == ("encoding-refused", {"encoding": KNOWN[encoding]})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("ул. Яблоневая".encode().decode("cp1251").encode(), "encoding-twice"),
        ("ул. Яблоневая".encode().decode("latin-1").encode(), "encoding-twice"),
        ("Светлогорье, ул. Яблоневая".encode("koi8-r").decode("cp1251").encode(), "encoding-twice"),
        ("number;address".encode("utf-16-le"), "file-not-text"),
        ("Café à la crème".encode("latin-1"), "encoding-unknown"),
        ("т1;т2".encode("cp1251"), "encoding-unknown"),
        ("ул. Яблоневая".encode("utf-16")[:-1], "file-not-text"),
    ],
)
def test_what_would_be_read_as_nonsense_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        decoded(content)

    assert refused.value.code == code


def test_one_letter_is_told_by_the_files_that_came_with_it() -> None:
    alone, among_others = EncodingGuess(), EncodingGuess("cp1251")
    with pytest.raises(DomainError):
        alone.look_at("Т1;Т2".encode("cp1251"))

    among_others.look_at("Т1;Т2".encode("cp1251"))

    assert among_others.encoding == "cp1251"


def test_a_file_that_goes_on_in_another_encoding_is_noticed() -> None:
    guess = EncodingGuess()
    guess.look_at("№ 7\n".encode("cp1251"))

    with pytest.raises(DomainError):
        guess.look_at("Светлогорье, ул. Яблоневая\n".encode("koi8-r"))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_are_one(newline: str) -> None:
    assert decoded(f"a{newline}b{newline}".encode()) == "a\nb\n"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('="0070001234"', "0070001234"),
        ("'0070001234", "0070001234"),
        ("\u202a100200301\u202c", "100200301"),
        ("100\u200b200301", "100200301"),
        ("\ufeff100200301\u00a0", "100200301"),
        ("１００２００３０１", "100200301"),
        ("  ул. Речная  ", "ул. Речная"),
        ("№ 7 «б»", "№ 7 «б»"),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_or_a_page_added_to_a_cell_is_taken_off(cell: str, text: str) -> None:
    assert tidy(cell) == text


@pytest.mark.parametrize("text", ["100200301", "0100200301", "0010-0200/301", "100 200 301"])
def test_a_number_is_read_with_separators_and_zeros(text: str) -> None:
    assert number_in_file(text).text == "100200301"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("100200301.0", "number-calculated"),
        ("100200301,00", "number-calculated"),
        ("1,002003E+08", "number-calculated"),
        ("1.002003e+08", "number-calculated"),
        ("1E+08", "number-calculated"),
        ("1002003.02", "number-not-digits"),
        ("1002003,02", "number-not-digits"),
        ("01.11.2026", "number-not-digits"),
        ("2026-11-01", "number-not-digits"),
        ("01/11/2026", "number-not-digits"),
        ("-1234,56", "number-not-digits"),
    ],
)
def test_what_a_spreadsheet_made_of_digits_is_no_number_of_another_subscriber(text: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        number_in_file(text)

    assert refused.value.code == code
