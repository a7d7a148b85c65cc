"""Dates as people type them: in figures, in words, or as a day that has just passed.

What leaves the year open, or the day, is understood if only one day fits: the latest one that is not in the
future. The conversation shows the day that was understood, so that a person can put it right.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from domain.dates import Month, format_date
from domain.errors import DomainError

EARLIEST_YEAR = 1990
"""No billing system of a retailer knows anything older; an earlier year is a slip of the finger."""
CENTURY = 2000
LEAP_YEARS = 8
"""A day of a leap year comes again after so many years at the latest."""

_NAMES = (
    ("январь", "января", "январе", "january"),
    ("февраль", "февраля", "феврале", "february"),
    ("март", "марта", "марте", "march"),
    ("апрель", "апреля", "апреле", "april"),
    ("май", "мая", "мае", "may"),
    ("июнь", "июня", "июне", "june"),
    ("июль", "июля", "июле", "july"),
    ("август", "августа", "августе", "august"),
    ("сентябрь", "сентября", "сентябре", "september"),
    ("октябрь", "октября", "октябре", "october"),
    ("ноябрь", "ноября", "ноябре", "november"),
    ("декабрь", "декабря", "декабре", "december"),
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_SHORTEST_NAME = 3
_DAYS_AGO = {"сегодня": 0, "today": 0, "вчера": 1, "yesterday": 1, "позавчера": 2, "позапозавчера": 3}
_PARTS_OF_DAY = r"утром|днем|вечером|ночью|in the morning|in the evening|morning|evening"
_WEEKDAY = (
    r"(?:понедельник|вторник|сред[ау]|четверг|пятниц[ау]|суббот[ау]|воскресенье|пн|вт|ср|чт|пт|сб|вс"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun)\.?"
)
_AROUND = re.compile(
    rf"""^(?:(?:дата(?:\ платежа)?|платеж|оплата|(?:о|за)?платила?|оплачено|от|за|on|paid(?:\ on)?)
            [ ]?(?::[ ]?|[ ]))?(?:{_WEEKDAY}(?:,[ ]?|[ ]))?
        |(?:(?:,[ ]?|[ ]){_WEEKDAY})?(?:,?[ ](?:{_PARTS_OF_DAY}))?[.,;!]*$""",
    re.VERBOSE,
)
"""What may stand before a date and after it, and tells nothing about it."""
_TIME = re.compile(
    r"""(?<=[0-9]{4})[ ](?:[01]?[0-9]|2[0-3])\.[0-5][0-9]$
        |(?:,?[ ](?:в[ ]|at[ ])?|t)(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?
        (?:[ ]?(?:z|[+-][0-9]{2}:?[0-9]{2}|[ap]m|\(?мск\)?|ч\.?))?$""",
    re.VERBOSE,
)
_YEAR_WORD = re.compile(r"(?<=[0-9])[ ]?(?:год[ау]?|г|year)\.?$")
_AGO = re.compile(r"(?:([0-9]{1,3})[ ])?(день|дня|дней|недел[юи]|недель|days?|weeks?) (?:назад|ago)")
_WEEKDAYS = (
    ("понедельник", "пн", "monday", "mon"),
    ("вторник", "вт", "tuesday", "tue"),
    ("среда", "среду", "ср", "wednesday", "wed"),
    ("четверг", "чт", "thursday", "thu"),
    ("пятница", "пятницу", "пт", "friday", "fri"),
    ("суббота", "субботу", "сб", "saturday", "sat"),
    ("воскресенье", "вс", "sunday", "sun"),
)
_ON_WEEKDAY = re.compile(r"(?:(?:в|во|on) )?([а-яa-z]+)")
_DAY_ALONE = re.compile(r"([0-9]{1,2})(?:-?го|-?е|[ ]?числа|st|nd|rd|th)(?:[ ]числа)?")

_GAP = r"[ ]?[./,\- ][ ]?"
_FIGURES = re.compile(
    rf"""(?P<day>[0-9]{{1,2}}){_GAP}(?P<month>[0-9]{{1,2}}|[ivxх]{{1,4}})
        (?:{_GAP}'?(?P<year>[0-9]{{4}}|[0-9]{{2}}))?""",
    re.VERBOSE,
)
_YEAR_FIRST = re.compile(rf"(?P<year>[0-9]{{4}}){_GAP}(?P<month>[0-9]{{1,2}}){_GAP}(?P<day>[0-9]{{1,2}})")
_TOGETHER = re.compile(r"(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<year>[0-9]{4}|[0-9]{2})")
_TOGETHER_YEAR_FIRST = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_DAY_OF = r"(?P<day>[0-9]{1,2})(?:-?го|-?е|st|nd|rd|th)?"
_YEAR = r"'?(?P<year>[0-9]{4}|[0-9]{2})"
_WORDED = re.compile(
    rf"{_DAY_OF}[ ./\-]?[ ]?(?:of[ ])?(?P<month>[а-яa-z]{{3,9}})\.?(?:,?[ ./\-]?[ ]?{_YEAR})?"
)
_MONTH_FIRST = re.compile(rf"(?P<month>[а-яa-z]{{3,9}})\.?[ ]{_DAY_OF}(?:[ ]числа)?(?:(?:,[ ]?|[ ]){_YEAR})?")
_FORMS = (_YEAR_FIRST, _FIGURES, _TOGETHER, _TOGETHER_YEAR_FIRST, _WORDED, _MONTH_FIRST)


def parse_date(text: str, *, today: date) -> date:
    """Return a past date or today, from any usual spelling; two digits are a year of this century.

    Errors: ``date-not-understood``; ``date-impossible``, such as 31.02; ``date-in-future`` (``today``: text).
    """
    typed = _TIME.sub("", " ".join(text.casefold().replace("ё", "е").split()).rstrip(" .,;!"))
    if (weekday := _weekday(typed)) is not None and weekday != today.weekday():
        return today - timedelta(days=(today.weekday() - weekday) % 7)
    typed = _YEAR_WORD.sub("", _AROUND.sub("", typed).strip())
    if (days := _days_ago(typed)) is not None:
        return today - timedelta(days=days)
    if match := _DAY_ALONE.fullmatch(typed):
        return _latest(int(match[1]), today)
    possible = [day for spelt in _spelt(typed) if (day := _day(*spelt, today)) is not None]
    if not possible:
        raise DomainError("date-impossible")
    past = [day for day in possible if day <= today]
    if not past:
        raise DomainError("date-in-future", today=format_date(today))
    return past[0]


def _weekday(typed: str) -> int | None:
    """Find the day of the week that alone was named; on that day it may be today, or a week ago."""
    match = _ON_WEEKDAY.fullmatch(typed)
    found = (number for number, names in enumerate(_WEEKDAYS) if match is not None and match[1] in names)
    return next(found, None)


def _days_ago(typed: str) -> int | None:
    if typed in _DAYS_AGO:
        return _DAYS_AGO[typed]
    if match := _AGO.fullmatch(typed):
        return int(match[1] or 1) * (7 if match[2].startswith(("нед", "week")) else 1)
    return None


def _latest(number: int, today: date) -> date:
    """Return the newest day of this number in any month; ``date-impossible``."""
    month = Month.of(today)
    for each in (month, month.previous, month.previous.previous):
        day = _made(each.year, each.month, number)
        if day is not None and day <= today:
            return day
    raise DomainError("date-impossible")


def _spelt(typed: str) -> list[tuple[int | None, int, int]]:
    """Give year, month and day in every way in which figures can be read; ``date-not-understood``."""
    found = list(_readings(typed))
    if not found:
        raise DomainError("date-not-understood")
    return found


def _readings(typed: str) -> Iterator[tuple[int | None, int, int]]:
    for form in _FORMS:
        match = form.fullmatch(typed)
        month = None if match is None else month_number(match["month"])
        if match is not None and month is not None:
            year = match["year"]
            yield None if year is None else int(year), month, int(match["day"])


def month_number(text: str) -> int | None:
    """Return the month that figures, Roman ones too, or the beginning of a name say; ``None`` if none."""
    if text.isdecimal():
        return int(text)
    roman = text.replace("х", "x")
    if roman in _ROMAN:
        return _ROMAN.index(roman) + 1
    is_begun = len(text) >= _SHORTEST_NAME
    numbers = (
        number
        for number, names in enumerate(_NAMES, start=1)
        if is_begun and any(name.startswith(text) for name in names)
    )
    return next(numbers, None)


def _day(year: int | None, month: int, day: int, today: date) -> date | None:
    """Return a day, the latest one if its year is open; ``None`` if it never was."""
    if year is None:
        years = range(today.year, today.year - LEAP_YEARS - 1, -1)
        days = (_made(each, month, day) for each in years)
        return next((each for each in days if each is not None and each <= today), None)
    made = _made(year if year >= 100 else CENTURY + year, month, day)
    return made if made is not None and made.year >= EARLIEST_YEAR else None


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
