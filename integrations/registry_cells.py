"""What the cells of registry files mean.

The readers of domain/ for dates, amounts and readings are not used here on purpose. They forgive what
residents type («1 234 руб 56 коп», two-digit years); in a file the same spelling tells of shifted columns,
and must stop the import instead of becoming somebody's debt. They are also several times slower, and a
registry of a large city has more than a hundred million cells.

Every reader takes a tidy cell (``domain.file_text.tidy``) and raises ``DomainError`` with the code of a
problem.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache, partial
from typing import TypeAlias

from domain.category import category_key
from domain.errors import DomainError
from domain.file_text import looks_calculated, number_in_file
from domain.receipt import SPELLING
from services.exchange.answers import ANSWERS
from services.exchange.registry import Cell, Column, Kind
from services.exchange.registry_words import (
    BASES,
    DELIVERIES,
    PAYMENT_STATUSES,
    SOURCES,
    STOVES,
    plain_word,
)

LONGEST_TEXT = 300
LONGEST_CODE = 60
REMEMBERED_NUMBERS = 4096
"""So do prices, areas, and what people use in a month."""
REMEMBERED_DATES = 16_384
"""The dates of a registry repeat: forty years of days are enough to look up instead of parsing."""

DATE_RU = re.compile(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4})")
DATE_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
NAMED_MONTH = re.compile(r"([а-яa-z]{3,8})[.\- ] ?(?:20)?([0-9]{2})(?: ?г(?:\.|ода?)?)?")
"""«ноябрь 2026», and what spreadsheets make of a month: «ноя.26», «Nov-26»."""
MONTH_NAMES = (
    ("январь", "января", "january"),
    ("февраль", "февраля", "february"),
    ("март", "марта", "march"),
    ("апрель", "апреля", "april"),
    ("май", "мая", "may"),
    ("июнь", "июня", "june"),
    ("июль", "июля", "july"),
    ("август", "августа", "august"),
    ("сентябрь", "сентября", "september"),
    ("октябрь", "октября", "october"),
    ("ноябрь", "ноября", "november"),
    ("декабрь", "декабря", "december"),
)
FIRST_DAY = "-01"
WHOLE = re.compile(r"[0-9]{1,9}")
AMOUNT = re.compile(r"(-?)([0-9]{1,12}|[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3}){1,3})(?:[.,]([0-9]{1,2}))?")
VALUE = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]{1,3}))?")
AREA = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,2}))?")

CellReader: TypeAlias = Callable[[str], Cell]


def reader_of(column: Column) -> CellReader:
    """Return what reads the cells of a column."""
    if column.kind is Kind.WHOLE:
        return partial(_whole, least=column.least, most=column.most)
    if column.kind is Kind.OPTIONAL_WHOLE:
        return partial(_optional_whole, least=column.least, most=column.most)
    return READERS[column.kind]


def _required(text: str) -> str:
    if not text:
        raise DomainError("empty")
    return text


def _subscriber_number(text: str) -> str:
    return number_in_file(_required(text)).text


def _number_spelling(text: str) -> str | None:
    """Give the spelling of a number only where it is another one; most numbers are spelled as they are."""
    number = number_in_file(_required(text)).text
    return None if text == number else _optional_text(text)


def _serial(text: str) -> str:
    return _text(_not_calculated(text))


def _not_calculated(text: str) -> str:
    if looks_calculated(text):
        raise DomainError("number-calculated")
    return text


def _code(text: str) -> str:
    if not _not_calculated(_required(text)).isprintable() or " " in text:
        raise DomainError("code-not-understood")
    if len(text) > LONGEST_CODE:
        raise DomainError("too-long", most=LONGEST_CODE)
    return text


def _text(text: str) -> str:
    return _optional_text(_required(text))


def _optional_text(text: str) -> str:
    words = " ".join(text.split())
    if not words.isprintable():
        raise DomainError("unprintable")
    if len(words) > LONGEST_TEXT:
        raise DomainError("too-long", most=LONGEST_TEXT)
    return words


def _whole(text: str, least: int, most: int) -> int:
    if not WHOLE.fullmatch(_required(text)):
        raise DomainError("whole-not-understood")
    number = int(text)
    if not least <= number <= most:
        raise DomainError("whole-out-of-range", least=least, most=most)
    return number


@lru_cache(maxsize=REMEMBERED_NUMBERS)
def _optional_whole(text: str, least: int, most: int) -> int | None:
    return _whole(text, least, most) if text else None


def _amount(text: str) -> int:
    match = AMOUNT.fullmatch(_required(text))
    if match is None:
        raise DomainError("amount-not-understood")
    sign, rubles, kopecks = match.groups()
    if not rubles.isdecimal():
        rubles = "".join(filter(str.isdecimal, rubles))
    amount = int(rubles + (kopecks or "").ljust(2, "0"))
    return -amount if sign else amount


def _payment(text: str) -> int:
    amount = _amount(text)
    if not amount:
        raise DomainError("amount-nothing")
    return amount


def _price(text: str) -> int:
    price = _amount(text)
    if price < 0:
        raise DomainError("amount-negative")
    return price


def _optional_amount(text: str) -> int | None:
    return _amount(text) if text else None


@lru_cache(maxsize=REMEMBERED_NUMBERS)
def _optional_price(text: str) -> int | None:
    return _price(text) if text else None


@lru_cache(maxsize=REMEMBERED_NUMBERS)
def _optional_area(text: str) -> int | None:
    if not text:
        return None
    match = AREA.fullmatch(text)
    if match is None:
        raise DomainError("area-not-understood")
    whole, fraction = match.groups()
    return int(whole + (fraction or "").ljust(2, "0"))


@lru_cache(maxsize=REMEMBERED_DATES)
def _date(text: str) -> str:
    if match := DATE_RU.fullmatch(_required(text)):
        day, month, year = match.groups()
    elif match := DATE_ISO.fullmatch(text):
        year, month, day = match.groups()
    else:
        raise DomainError("date-not-understood")
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        raise DomainError("date-impossible") from None


@lru_cache(maxsize=REMEMBERED_DATES)
def _optional_date(text: str) -> str | None:
    return _date(text) if text else None


@lru_cache(maxsize=REMEMBERED_DATES)
def _month(text: str) -> str:
    if MONTH.fullmatch(_required(text)):
        return text
    if match := NAMED_MONTH.fullmatch(text.casefold()):
        return f"20{match[2]}-{_month_number(match[1]):02}"
    try:
        day = _date(text)
    except DomainError:
        raise DomainError("month-not-understood") from None
    if not day.endswith(FIRST_DAY):
        raise DomainError("month-not-understood")
    return day.removesuffix(FIRST_DAY)


def _month_number(word: str) -> int:
    """Give the number of a month by its name, or by at least three letters of it."""
    for number, names in enumerate(MONTH_NAMES, 1):
        if any(name.startswith(word) for name in names):
            return number
    raise DomainError("month-not-understood")


def _optional_month(text: str) -> str | None:
    return _month(text) if text else None


def _receipt(text: str) -> str:
    """Read a receipt in any spelling; one with a wrong check digit is unknown, and spoils nothing else."""
    match = SPELLING.fullmatch(_required(text))
    if match is None:
        raise DomainError("receipt-not-understood")
    return "-".join(match.groups())


def _answer(text: str) -> str:
    answer = ANSWERS.get(" ".join(_required(text).casefold().replace("ё", "е").split()))
    if answer is None:
        raise DomainError("answer-not-understood")
    return answer.value


def _optional_value(text: str) -> int | None:
    return _value(text) if text else None


def _value(text: str) -> int:
    match = VALUE.fullmatch(_required(text))
    if match is None:
        raise DomainError("value-not-understood")
    whole, fraction = match.groups()
    return int(whole + (fraction or "").ljust(3, "0"))


@lru_cache(maxsize=REMEMBERED_NUMBERS)
def _optional_kwh(text: str) -> int | None:
    value = _optional_value(text.removeprefix("-"))
    return -value if value is not None and text.startswith("-") else value


def _basis(text: str) -> str:
    basis = BASES.get(plain_word(_required(text)))
    if basis is None:
        raise DomainError("basis-not-understood")
    return basis.value


def _source(text: str) -> str:
    source = SOURCES.get(plain_word(_required(text)))
    if source is None:
        raise DomainError("source-not-understood")
    return source.value


def _payment_status(text: str) -> str:
    status = PAYMENT_STATUSES.get(plain_word(text))
    if status is None:
        raise DomainError("payment-status-not-understood")
    return status.value


def _stove(text: str) -> str:
    return _word(STOVES, text)


def _bill_delivery(text: str) -> str:
    return _word(DELIVERIES, text)


def _word(words: Mapping[str, StrEnum], text: str) -> str:
    """Give a known word as the program has it, and any other one as it is written."""
    word = words.get(plain_word(text))
    return _optional_text(text) if word is None else word.value


def _category(text: str) -> str:
    return category_key(_optional_text(text))


READERS: dict[Kind, CellReader] = {
    Kind.SUBSCRIBER_NUMBER: _subscriber_number,
    Kind.NUMBER_SPELLING: _number_spelling,
    Kind.SERIAL: _serial,
    Kind.CODE: _code,
    Kind.TEXT: _text,
    Kind.OPTIONAL_TEXT: _optional_text,
    Kind.AMOUNT: _amount,
    Kind.PAYMENT: _payment,
    Kind.PRICE: _price,
    Kind.DATE: _date,
    Kind.OPTIONAL_DATE: _optional_date,
    Kind.MONTH: _month,
    Kind.OPTIONAL_MONTH: _optional_month,
    Kind.RECEIPT: _receipt,
    Kind.ANSWER: _answer,
    Kind.VALUE: _value,
    Kind.OPTIONAL_VALUE: _optional_value,
    Kind.OPTIONAL_KWH: _optional_kwh,
    Kind.OPTIONAL_AMOUNT: _optional_amount,
    Kind.OPTIONAL_PRICE: _optional_price,
    Kind.OPTIONAL_AREA: _optional_area,
    Kind.SOURCE: _source,
    Kind.BASIS: _basis,
    Kind.PAYMENT_STATUS: _payment_status,
    Kind.STOVE: _stove,
    Kind.BILL_DELIVERY: _bill_delivery,
    Kind.CATEGORY: _category,
}


# Columns at once -----------------------------------------------------------------------------------------
#
# Nearly all cells of a registry are written in one and the same way. Thousands of them are checked by one
# regular expression and turned by functions in C; a column that has any other cell is left to the readers
# above, which forgive more and know what to report.

ColumnReader: TypeAlias = Callable[[list[str]], Sequence[Cell] | None]
"""Reads the cells of a column at once; ``None`` if any of them needs its reader above."""

USUAL_CODES = re.compile(rf"(?:[!-:<-~А-Яа-яЁё]{{1,{LONGEST_CODE}}}\n)*")
USUAL_NUMBERS = re.compile(r"(?:[1-9][0-9]{3,14}\n)*")
ZERO_FILLED_NUMBERS = re.compile(r"(?:0*[1-9][0-9]{3,14}\n)*")
USUAL_TEXTS = re.compile(r"(?:[!-:<-~А-Яа-яЁё№«»–—]+(?: [!-:<-~А-Яа-яЁё№«»–—]+)*\n)*")
CALCULATED = re.compile(r"^[0-9]+(?:[.,][0-9]|[Ee]\+[0-9])", re.MULTILINE)
"""The beginning of what ``domain.file_text.looks_calculated`` may find; others begin like it as well."""
USUAL_WHOLES = re.compile(r"(?:[0-9]{1,9}\n)*")
USUAL_AMOUNTS = re.compile(r"(?:-?[0-9]{1,12}[,.][0-9]{2}\n)*")
USUAL_VALUES = re.compile(r"(?:[0-9]{0,9}\n)*")
WITHOUT_POINTS = str.maketrans("", "", ",.")


def column_reader_of(column: Column) -> ColumnReader:
    """Return what reads the cells of a column at once."""
    if column.kind is Kind.WHOLE:
        return partial(_usual_wholes, least=column.least, most=column.most)
    if column.kind is Kind.OPTIONAL_WHOLE:
        return partial(_remembered, partial(_optional_whole, least=column.least, most=column.most))
    return COLUMN_READERS.get(column.kind, _none_usual)


def _none_usual(_cells: list[str]) -> None:
    return None


def _together(cells: list[str]) -> str:
    return "\n".join([*cells, ""])


def _usual_numbers(cells: list[str]) -> list[str] | None:
    together = _together(cells)
    if USUAL_NUMBERS.fullmatch(together):
        return cells
    return [cell.lstrip("0") for cell in cells] if ZERO_FILLED_NUMBERS.fullmatch(together) else None


def _usual_spellings(cells: list[str]) -> list[str | None] | None:
    together = _together(cells)
    if USUAL_NUMBERS.fullmatch(together):
        return [None] * len(cells)
    if not ZERO_FILLED_NUMBERS.fullmatch(together) or max(map(len, cells)) > LONGEST_TEXT:
        return None
    return [cell if cell.startswith("0") else None for cell in cells]


def _usual_codes(cells: list[str]) -> list[str] | None:
    together = _together(cells)
    return cells if USUAL_CODES.fullmatch(together) and not CALCULATED.search(together) else None


def _usual_serials(cells: list[str]) -> list[str] | None:
    return None if CALCULATED.search(_together(cells)) else _usual_texts(cells)


def _usual_texts(cells: list[str]) -> list[str] | None:
    return cells if max(map(len, cells)) <= LONGEST_TEXT and USUAL_TEXTS.fullmatch(_together(cells)) else None


def _usual_optional_texts(cells: list[str]) -> list[str] | None:
    filled = cells if all(cells) else list(filter(None, cells))
    return cells if not filled or _usual_texts(filled) is not None else None


def _usual_wholes(cells: list[str], least: int, most: int) -> list[int] | None:
    if not USUAL_WHOLES.fullmatch(_together(cells)):
        return None
    numbers = list(map(int, cells))
    return numbers if least <= min(numbers) and max(numbers) <= most else None


def _usual_payments(cells: list[str]) -> list[int] | None:
    amounts = _usual_amounts(cells)
    return None if amounts is None or not all(amounts) else amounts


def _usual_amounts(cells: list[str], least: int | None = None) -> list[int] | None:
    together = _together(cells)
    if not USUAL_AMOUNTS.fullmatch(together):
        return None
    amounts = list(map(int, together.translate(WITHOUT_POINTS).split()))
    return amounts if least is None or min(amounts) >= least else None


def _usual_optional_amounts(cells: list[str]) -> Sequence[int | None] | None:
    return _usual_amounts(cells) if any(cells) else [None] * len(cells)


def _usual_required_values(cells: list[str]) -> list[int | None] | None:
    return _usual_values(cells) if all(cells) else None


def _usual_values(cells: list[str]) -> list[int | None] | None:
    if not USUAL_VALUES.fullmatch(_together(cells)):
        return None
    return [int(cell) * 1000 if cell else None for cell in cells]


def _reader_of_words(words: Mapping[str, StrEnum]) -> ColumnReader:
    """Return what looks up words that are written as they stand in a list."""
    values = {word: known.value for word, known in words.items()}

    def read(cells: list[str]) -> list[str] | None:
        try:
            return [values[cell] for cell in cells]
        except KeyError:
            return None

    return read


def _remembered(read: CellReader, cells: list[str]) -> list[Cell] | None:
    """Look up what was parsed before, which costs no more than a dictionary."""
    try:
        return list(map(read, cells))
    except DomainError:
        return None


COLUMN_READERS: dict[Kind, ColumnReader] = {
    Kind.SUBSCRIBER_NUMBER: _usual_numbers,
    Kind.NUMBER_SPELLING: _usual_spellings,
    Kind.SERIAL: _usual_serials,
    Kind.CODE: _usual_codes,
    Kind.TEXT: _usual_texts,
    Kind.OPTIONAL_TEXT: _usual_optional_texts,
    Kind.AMOUNT: _usual_amounts,
    Kind.PAYMENT: _usual_payments,
    Kind.PRICE: partial(_usual_amounts, least=0),
    Kind.DATE: partial(_remembered, _date),
    Kind.OPTIONAL_DATE: partial(_remembered, _optional_date),
    Kind.MONTH: partial(_remembered, _month),
    Kind.VALUE: _usual_required_values,
    Kind.OPTIONAL_VALUE: _usual_values,
    Kind.OPTIONAL_KWH: partial(_remembered, _optional_kwh),
    Kind.OPTIONAL_AMOUNT: _usual_optional_amounts,
    Kind.OPTIONAL_PRICE: partial(_remembered, _optional_price),
    Kind.OPTIONAL_AREA: partial(_remembered, _optional_area),
    Kind.SOURCE: _reader_of_words(SOURCES),
    Kind.BASIS: _reader_of_words(BASES),
    Kind.PAYMENT_STATUS: _reader_of_words(PAYMENT_STATUSES),
    Kind.STOVE: _reader_of_words(STOVES),
    Kind.BILL_DELIVERY: _reader_of_words(DELIVERIES),
}
