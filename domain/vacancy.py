"""Empty homes: when their last values are sent, and what must be known before they are.

A resident who has left answers for these values, so they are only sent while nobody knows anything else of
the meter. A reading that somebody sends themselves always wins.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from domain.date_text import parse_date
from domain.dates import Month, ReadingWindow
from domain.errors import DomainError
from domain.meter import Meter
from domain.reading import Baseline, Reading, Source, Status
from domain.reminder import ReminderDays

SMALL_USE = Decimal(10)
"""kWh that a home may use while nobody lives there: a router, a visit to water flowers."""
LONGEST = timedelta(days=366)
"""How far ahead a day can be named; who stays away longer says «until I stop it»."""
LONGEST_WINDOW = 62
"""Days that a window of readings has at most."""


class Obstacle(StrEnum):
    """Why the last values of a meter are not sent."""

    NO_VALUES = "no-values"
    """Nobody knows what it showed."""
    OTHER_VALUES = "other-values"
    """Billing knows other values than those that the resident named."""
    DOUBT = "doubt"
    """A reading waits for review, or was not accepted."""
    METER_CHANGE = "meter-change"
    """Another meter was reported."""
    EMAIL = "email"
    """The address of the account is not confirmed any more."""


class Ending(StrEnum):
    """Why values are not sent any more."""

    STOPPED = "stopped"
    """A holder is back."""
    OVER = "over"
    """The last day has passed."""
    LEFT = "left"
    """The account in whose name they were sent does not hold the number any more."""


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A number whose home is empty, as ``account_id`` said at ``begun_at``.

    ``last_day`` is empty until somebody stops it. ``values`` are those of that moment (kWh by scale number),
    by the id of the meter. ``doubted_at``: since then residents are asked whether they are back.
    """

    number: str
    account_id: int
    begun_at: datetime
    last_day: date | None
    values: Mapping[str, Mapping[int, Decimal]]
    doubted_at: datetime | None = None

    def is_over(self, today: date) -> bool:
        """Tell whether its last day has passed."""
        return self.last_day is not None and self.last_day < today

    def is_in_force(self, today: date) -> bool:
        """Tell whether values are sent for the residents today."""
        return self.doubted_at is None and not self.is_over(today)


def parse_last_day(text: str, today: date) -> date:
    """Read the last day of an empty home: of a day without a year, or a month, the next one counts.

    Errors: ``date-not-understood``, ``date-impossible``; ``vacancy-day-past``; ``vacancy-day-far`` beyond a
    year.
    """
    found = None
    for ahead in range(LONGEST.days + 1):
        try:
            found = parse_date(text, today=today + timedelta(days=ahead))
        except DomainError as error:
            if error.code != "date-in-future":
                raise
        else:
            if found >= today:
                return found
    raise DomainError("vacancy-day-far" if found is None else "vacancy-day-past")


def is_time(day: date, days: ReminderDays, window: ReadingWindow) -> bool:
    """Tell whether the last values are sent by ``day``: the first day of reminders has come.

    Where nobody is reminded, the usual days count. At the end of the window it is time in any case.
    """
    if not window.is_open(day):
        return False
    chosen = ReminderDays.usual(window) if days.is_off else days
    passed = (day - timedelta(days=ago) for ago in range(LONGEST_WINDOW))
    month = window.month_of(day)
    return window.days_left(day) == 0 or any(
        chosen.include(each, window) for each in passed if window.month_of(each) == month
    )


def months_ahead(today: date, count: int) -> date:
    """Return the same day so many months later, or the last one of a shorter month."""
    month = Month.of(today)
    for _ in range(count):
        month = month.next
    return month.day(today.day)


def last_values(vacancy: Vacancy, meter_id: str, readings: Iterable[Reading]) -> Mapping[int, Decimal] | None:
    """Return the values that would be sent (kWh by scale number): the last that a resident named.

    ``readings`` are those of the meter that the number sent; ``None`` if nobody named any.
    """
    since = [each for each in readings if each.status.counts and each.entered_at > vacancy.begun_at]
    if not since:
        return vacancy.values.get(meter_id)
    newest = max(since, key=lambda each: (each.entered_at, each.id))
    return {value.scale: value.value for value in newest.values}


def obstacle(
    vacancy: Vacancy, meter: Meter, readings: Iterable[Reading], known: Mapping[int, Baseline]
) -> Obstacle | None:
    """Tell why the last values of a meter may not be sent; ``known`` is all that is known of its scales.

    ``readings`` are those of the meter that the number sent.
    """
    readings = list(readings)
    if any(_is_doubtful(each, vacancy) for each in readings):
        return Obstacle.DOUBT
    values = last_values(vacancy, meter.id, readings)
    if values is None or any(known[scale.number].value is None for scale in meter.scales):
        return Obstacle.NO_VALUES
    if values != {scale.number: known[scale.number].value for scale in meter.scales}:
        return Obstacle.OTHER_VALUES
    return None


def use_since(vacancy: Vacancy, meter: Meter, readings: Iterable[Reading]) -> Decimal:
    """Return the kWh that residents read themselves on a meter since they said that the home is empty."""
    used = (
        value.consumption(meter.capacity)
        for each in readings
        if each.status.counts and each.source is Source.DISPLAY and each.entered_at > vacancy.begun_at
        for value in each.values
    )
    return sum((kwh for kwh in used if kwh is not None), Decimal(0))


def _is_doubtful(reading: Reading, vacancy: Vacancy) -> bool:
    """Tell whether a reading waits for review, or did not pass since the values were confirmed."""
    did_not_pass = reading.status in {Status.REJECTED, Status.REFUSED}
    return reading.status is Status.REVIEW or (did_not_pass and reading.entered_at > vacancy.begun_at)
