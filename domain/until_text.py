"""Until when something lasts, as operators type it: «до 18», «завтра с 9 до 15», «12.11 9:00-15:00».

What leaves the day open is today, or the night that has begun. The conversation shows what was understood,
so that a slip is noticed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.date_text import month_number
from domain.dates import format_date
from domain.errors import DomainError

FURTHEST = timedelta(days=90)
"""Nobody announces an outage longer ahead; a later day is a slip of the finger."""
OVERNIGHT = timedelta(hours=12)
"""A time without a day that has passed today is that of tomorrow if it comes within so many hours."""

_DAYS_AHEAD = {"сегодня": 0, "today": 0, "завтра": 1, "tomorrow": 1, "послезавтра": 2}
_FILLERS = frozenset(
    {
        *(
            "с",
            "со",
            "от",
            "до",
            "по",
            "в",
            "во",
            "на",
            "и",
            "к",
            "действует",
            "включительно",
            "примерно",
            "около",
        ),
        *("ориентировочно", "час", "часа", "часов", "ч", "мск", "года", "г"),
        *("from", "to", "until", "till", "at", "on", "and", "about", "oclock"),
    }
)
"""Words around days and times that tell nothing more."""
_LASTS = re.compile(
    r"(?:на|еще|через|for|in)\s+(\d{1,2})\s*(час\w{0,2}|ч|hours?|h|минут\w?|мин|minutes?|min)"
)
_DAY_WORD = re.compile(rf"\b(?:{'|'.join(_DAYS_AHEAD)})\b")
_NAMED_DAY = re.compile(r"\b(\d{1,2})(?:-?го)?\s+([а-яa-z]{3,9})\b(?:\s+(\d{4}))?")
_FIGURES = re.compile(r"(?<![\d:.])(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?(?![\d:])")
_SPELT_WITH_DASH = re.compile(r"\b(с|до|по|в|к|from|until|till|to|at)\s+(\d{1,2})-(00|15|30|45)\b")
_TIME = re.compile(r"(?<!\d)(\d{1,2})(?:[:.](\d{2}))?(?!\d)\s*([ap]m)?")
_WORD = re.compile(r"[a-zа-я]+")


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when; ``begins`` is empty where only the end was told."""

    begins: datetime | None
    until: datetime


def parse_until(text: str, now: datetime) -> Span:
    """Return what was typed, in the zone of ``now``.

    Errors: ``until-not-understood``; ``until-passed`` (``moment``: as it was understood); ``until-too-far``
    (``most``: days ahead).
    """
    typed = " ".join(re.sub(r"[–—−]", "-", text.casefold().replace("ё", "е")).split()).strip(" .,;!")
    span = _lasting(typed, now) or _spelt(typed, now)
    if span.until <= now:
        day = format_date(span.until.date())
        raise DomainError("until-passed", moment=f"{span.until:%H:%M} {day}")
    if span.until > now + FURTHEST:
        raise DomainError("until-too-far", most=FURTHEST.days)
    return span


def _lasting(typed: str, now: datetime) -> Span | None:
    match = _LASTS.fullmatch(typed)
    if match is None:
        return None
    count = int(match[1])
    ahead = timedelta(minutes=count) if match[2].startswith("м") or match[2].startswith("min") else None
    until = now + (ahead or timedelta(hours=count))
    return Span(None, until.replace(second=0, microsecond=0))


def _spelt(typed: str, now: datetime) -> Span:
    days, rest = _take_days(typed, now.date())
    times, rest = _take_times(_SPELT_WITH_DASH.sub(r"\1 \2:\3", rest))
    if any(word not in _FILLERS for word in _WORD.findall(rest)) or re.search(r"\d", rest):
        raise DomainError("until-not-understood")
    match times, days:
        case [end], []:
            return Span(None, _coming(end, now))
        case [end], [day]:
            return Span(None, _at(day, end, now))
        case [begin, end], []:
            return _within(now.date(), begin, end, now)
        case [begin, end], [day]:
            return _within(day, begin, end, now)
        case [begin, end], [first, last] if first <= last:
            return Span(_at(first, begin, now), _at(last, end, now))
        case _:
            raise DomainError("until-not-understood")


def _take_days(typed: str, today: date) -> tuple[list[date], str]:
    """Find the days, in their order, and give what is left of the text.

    Figures such as «12.11» are a day only next to a time; alone they may be a time as well.
    """
    found: list[tuple[int, date]] = []

    def keep(match: re.Match[str], day: date | None) -> str:
        if day is None:
            return match[0]
        found.append((match.start(), day))
        return " " * len(match[0])

    def ahead(match: re.Match[str]) -> str:
        return keep(match, today + timedelta(days=_DAYS_AHEAD[match[0]]))

    def named(match: re.Match[str]) -> str:
        return keep(match, _day(match[1], month_number(match[2]), match[3], today))

    def figures(match: re.Match[str]) -> str:
        return keep(match, _day(match[1], int(match[2]), match[3], today))

    rest = _NAMED_DAY.sub(named, _DAY_WORD.sub(ahead, typed))
    without = _FIGURES.sub(figures, rest) if not found else rest
    if without != rest and not re.search(r"\d", without):
        raise DomainError("until-not-understood")
    return [day for _, day in sorted(found)], without


def _day(day: str, month: int | None, year: str | None, today: date) -> date | None:
    """Give the next day of this name, or that of the year; ``None`` if there is no such day."""
    if month is None:
        return None
    years = [int(year) % 100 + 2000] if year else [today.year, today.year + 1]
    possible = [made for each in years if (made := _made(each, month, int(day))) is not None]
    if not possible:
        return None
    soon = [each for each in possible if today <= each <= today + FURTHEST]
    return (soon or possible)[0]


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Clock:
    """A time of a day; 24:00 is the midnight at its end."""

    hour: int
    minute: int


def _take_times(text: str) -> tuple[list[_Clock], str]:
    found = list(_times(text))
    return found, _TIME.sub(" ", text)


def _times(text: str) -> Iterator[_Clock]:
    for match in _TIME.finditer(text):
        hour, minute = int(match[1]), int(match[2] or 0)
        if match[3] is not None and 1 <= hour <= 12:
            hour = hour % 12 + (12 if match[3] == "pm" else 0)
        if hour > 24 or minute > 59 or (hour == 24 and minute):
            raise DomainError("until-not-understood")
        yield _Clock(hour, minute)


def _at(day: date, clock: _Clock, now: datetime) -> datetime:
    if clock.hour == 24:
        day, clock = day + timedelta(days=1), _Clock(0, 0)
    return datetime.combine(day, time(clock.hour, clock.minute), tzinfo=now.tzinfo)


def _coming(end: _Clock, now: datetime) -> datetime:
    today, tomorrow = (_at(now.date() + timedelta(days=ahead), end, now) for ahead in (0, 1))
    return tomorrow if today <= now and tomorrow - now <= OVERNIGHT else today


def _within(day: date, begin: _Clock, end: _Clock, now: datetime) -> Span:
    begins, until = _at(day, begin, now), _at(day, end, now)
    return Span(begins, until if until > begins else _at(day + timedelta(days=1), end, now))
