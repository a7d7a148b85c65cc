"""The hours of the week in which operators answer, as the administrator writes them."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby, pairwise

from domain.frozen import frozen

DAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PLACES = {name: place for names in (DAYS, ENGLISH_DAYS) for place, name in enumerate(names)}
_PART = re.compile(r"([^\W\d_][^\d]*?)\s*([0-9].*)")
_SPAN = re.compile(r"([0-9]{1,2})(?::([0-9]{2}))?\s*-\s*([0-9]{1,2})(?::([0-9]{2}))?")
_END_OF_DAY = 24 * 60
WEEK = 7


class SupportHoursError(ValueError):
    """The text is not read as hours; the message says why, without repeating the text."""


@frozen
class Hours:
    """A span of a day, in minutes since midnight; ``end`` is not part of it."""

    begin: int
    end: int


@frozen
class DayHours:
    """Days of a week that follow each other, from 0 (Monday), and the hours that all of them have."""

    first: int
    last: int
    hours: tuple[Hours, ...]


@frozen
class SupportHours:
    """The hours of each day of the week, Monday first; an empty day is free. Holidays are not known."""

    days: tuple[tuple[Hours, ...], ...]

    @classmethod
    def parse(cls, text: str) -> "SupportHours | None":
        """Read «пн-пт 9:00-18:00; сб 10:00-15:00»; ``None`` if it is empty.

        Days are Russian or English (``mon-fri``), one or from one to another, between commas. Between
        semicolons stand days with other hours, and between commas several hours of a day.

        :raises SupportHoursError: it is nothing of the kind, or names a day twice.
        """
        parts = [part.strip() for part in _plain(text).split(";") if part.strip()]
        found: dict[int, tuple[Hours, ...]] = {}
        for part in parts:
            match = _PART.fullmatch(part)
            if match is None:
                raise SupportHoursError("not days with hours, such as: пн-пт 9:00-18:00; сб 10:00-15:00")
            hours = _hours(match[2])
            for day in _days(match[1]):
                if day in found:
                    raise SupportHoursError(f"names {DAYS[day]} twice")
                found[day] = hours
        return cls(tuple(found.get(day, ()) for day in range(WEEK))) if found else None

    @property
    def alike(self) -> tuple[DayHours, ...]:
        """The days that have hours, neighbours with the same hours together."""
        found = []
        for hours, days in groupby(range(WEEK), key=lambda day: self.days[day]):
            places = list(days)
            if hours:
                found.append(DayHours(places[0], places[-1], hours))
        return tuple(found)

    def is_open(self, local: datetime) -> bool:
        """Tell whether operators are there at a moment of the place where they work."""
        minute = local.hour * 60 + local.minute
        return any(each.begin <= minute < each.end for each in self.days[local.weekday()])

    def next_opening(self, local: datetime) -> datetime:
        """Return when operators are there next, if they are not there at a local moment."""
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        for ahead in range(WEEK + 1):
            day = midnight + timedelta(days=ahead)
            for each in self.days[day.weekday()]:
                begin = day.replace(hour=each.begin // 60, minute=each.begin % 60)
                if begin > local:
                    return begin
        raise AssertionError("a week has at least one opening")

    def worked(self, begin: datetime, end: datetime) -> timedelta:
        """Return how long operators were there between two local moments."""
        total, day = timedelta(), begin.replace(hour=0, minute=0, second=0, microsecond=0)
        while day < end:
            for first, last in self._spans(day):
                total += max(min(last, end) - max(first, begin), timedelta())
            day += timedelta(days=1)
        return total

    def _spans(self, midnight: datetime) -> Iterator[tuple[datetime, datetime]]:
        for each in self.days[midnight.weekday()]:
            yield midnight + timedelta(minutes=each.begin), midnight + timedelta(minutes=each.end)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"\s*[-–—−]\s*", "-", text.casefold()).split())


def _days(text: str) -> Iterator[int]:
    for part in (each.strip(" .:") for each in text.split(",")):
        first, _, last = part.partition("-")
        if first not in _PLACES or (last and last not in _PLACES):
            raise SupportHoursError(f"days are {', '.join(DAYS)} or {', '.join(ENGLISH_DAYS)}")
        begin, end = _PLACES[first], _PLACES[last or first]
        for ahead in range((end - begin) % WEEK + 1):
            yield (begin + ahead) % WEEK


def _hours(text: str) -> tuple[Hours, ...]:
    spans = []
    for part in text.split(","):
        match = _SPAN.fullmatch(part.strip())
        if match is None:
            raise SupportHoursError("hours are from one to another, such as 9:00-18:00")
        spans.append(Hours(_minute(match[1], match[2]), _minute(match[3], match[4])))
    if any(each.end <= each.begin for each in spans):
        raise SupportHoursError("hours end before they begin")
    if any(after.begin < before.end for before, after in pairwise(spans)):
        raise SupportHoursError("hours of a day overlap")
    return tuple(spans)


def _minute(hour: str, minute: str | None) -> int:
    found = int(hour) * 60 + int(minute or 0)
    if int(minute or 0) > 59 or found > _END_OF_DAY:
        raise SupportHoursError("a time of day is from 0:00 to 24:00")
    return found
