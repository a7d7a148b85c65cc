"""What is already known of a meter's scales when a new reading arrives."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta, tzinfo
from decimal import Decimal
from itertools import pairwise

from domain.dates import Month
from domain.known_value import KnownValue, reading_of
from domain.meter import Meter, Scale
from domain.reading import DAYS_IN_MONTH, Baseline, Reading, ReadingValue, Status

USUAL_PERIODS = 6
"""The law averages the last six months where no reading was sent; what is usual is measured alike."""
FEWEST_PERIODS = 2
"""A single period may be the one that was unusual."""
REMEMBERED = timedelta(days=400)
"""How far back values of billing tell what is usual: a year, and the months around its beginning."""


@dataclass(frozen=True, slots=True)
class _Point:
    """A value of one scale that is known for a day; the day is empty where the registry does not tell.

    ``reading`` is the one that brought it; empty for the registry's value.
    """

    on: date | None
    value: Decimal
    rolled_over: bool
    is_confirmed: bool
    reading: Reading | None = None
    is_below_known: bool = False

    @property
    def begins_anew(self) -> bool:
        """Whether what was known before it does not count any more."""
        return self.rolled_over or (self.is_below_known and self.is_confirmed)


@dataclass(frozen=True, slots=True)
class Period:
    """What a reading counted since the one before it: kWh a month, by scale.

    Less than a month counts as a whole one, as in the judgement of a new value.
    """

    reading: Reading
    kwh: Mapping[int, Decimal]


def baselines(
    meter: Meter,
    readings: Iterable[Reading],
    month: Month,
    zone: tzinfo,
    known: Iterable[KnownValue] = (),
) -> dict[int, Baseline]:
    """Return what a reading for ``month`` is compared with, by scale number.

    ``readings`` are the meter's own, in any order. Left out are those of ``month`` that the new one would
    replace, those that do not stand, those of a meter that was replaced, and those from before the day of the
    registry's value: somebody has looked since then. ``known`` is what billing knew of the meter before; it
    tells what is usual, and changes nothing else.
    """
    counted = [reading for reading in readings if _counts(reading, meter, month, zone)]
    of_device = [value for value in known if meter.installed_on is None or value.on >= meter.installed_on]
    found = {}
    for scale in meter.scales:
        points = _points(scale, counted, zone)
        told = [value for value in of_device if value.scale == scale.number]
        usual = _usual(_measured(scale, points, counted, told, zone), meter.capacity)
        found[scale.number] = replace(_baseline(points), usual=usual)
    return found


def of_number(readings: Iterable[Reading], number: str) -> list[Reading]:
    """Return the readings of one subscriber, because a meter may have been another's before."""
    return [reading for reading in readings if reading.number == number]


def replaceable(readings: Iterable[Reading], month: Month) -> list[Reading]:
    """Return the readings of a month that a new one would replace."""
    return [r for r in readings if r.month == month and r.status.may_become(Status.REPLACED)]


def standing(readings: Iterable[Reading], month: Month) -> Reading | None:
    """Return the latest reading of a month that nobody declared void, or ``None``."""
    of_month = [reading for reading in readings if reading.month == month and reading.status.stands]
    return max(of_month, key=lambda reading: (reading.entered_at, reading.id), default=None)


def in_force(readings: Iterable[Reading], month: Month) -> Reading | None:
    """Return the reading that counts for a month now, if any; one that waits for review does not count."""
    return standing((each for each in readings if each.status is not Status.REVIEW), month)


def periods(meter: Meter, readings: Iterable[Reading], zone: tzinfo) -> list[Period]:
    """Return what was consumed, period by period, oldest first.

    Counted are the readings that stand; of a first one nothing is known.
    """
    counted = sorted(
        (
            reading
            for reading in readings
            if reading.status.stands and _is_of_this_device(reading, meter, zone)
        ),
        key=lambda reading: (reading.entered_at, reading.id),
    )
    found = []
    for index, reading in enumerate(counted):
        kwh = {
            value.scale: monthly
            for value in reading.values
            if (monthly := _monthly(value, reading, counted[:index], meter, zone)) is not None
        }
        if kwh:
            found.append(Period(reading, kwh))
    return found


def since_day(value: ReadingValue, earlier: Iterable[Reading], meter: Meter, zone: tzinfo) -> date | None:
    """Return the day of the value that one of a reading was compared with; ``None`` if it is not known.

    ``earlier``: the readings of the meter before this one, oldest first.
    """
    since = [
        _entered_on(before, zone)
        for before in earlier
        if (known := before.value(value.scale)) is not None and known.value == value.previous
    ]
    scale = next((each for each in meter.scales if each.number == value.scale), None)
    if scale is not None and scale.last_date is not None and scale.last_value == value.previous:
        since.append(scale.last_date)
    return since[-1] if since else None


def _monthly(
    value: ReadingValue, reading: Reading, earlier: Sequence[Reading], meter: Meter, zone: tzinfo
) -> Decimal | None:
    kwh = value.consumption(meter.capacity)
    if kwh is None:
        return None
    since = since_day(value, earlier, meter, zone)
    days = (_entered_on(reading, zone) - since).days if since else 0
    return kwh / max(Decimal(1), days / DAYS_IN_MONTH)


def _counts(reading: Reading, meter: Meter, month: Month, zone: tzinfo) -> bool:
    is_of_month = reading.month == month and reading.number == meter.subscriber_number
    is_replaced_by_new_one = is_of_month and not reading.status.is_with_billing
    return reading.status.stands and _is_of_this_device(reading, meter, zone) and not is_replaced_by_new_one


def _is_of_this_device(reading: Reading, meter: Meter, zone: tzinfo) -> bool:
    return meter.installed_on is None or _entered_on(reading, zone) >= meter.installed_on


def _entered_on(reading: Reading, zone: tzinfo) -> date:
    return reading.entered_at.astimezone(zone).date()


def _points(scale: Scale, readings: Sequence[Reading], zone: tzinfo) -> list[_Point]:
    """Return all that is known of a scale, in order of time.

    The registry's value is left out once operators have believed a reading that contradicts it, because an
    estimate may bear a later day than the reading.
    """
    values = [(reading, value) for reading in readings if (value := reading.value(scale.number)) is not None]
    points = [
        _Point(
            _entered_on(reading, zone),
            value.value,
            value.rolled_over,
            reading.status is not Status.REVIEW,
            reading,
            value.below_known,
        )
        for reading, value in values
    ]
    contradicted = {
        value.previous
        for reading, value in values
        if value.below_known and reading.status is not Status.REVIEW
    }
    if scale.last_value is not None and scale.last_value not in contradicted:
        points.append(_Point(scale.last_date, scale.last_value, rolled_over=False, is_confirmed=True))
    return sorted(points, key=_order)


def _order(point: _Point) -> tuple[date, bool, bool, Decimal]:
    """Order by days; within a day a rollover comes before other values, and a contradiction after them."""
    return point.on or date.min, not point.rolled_over, point.is_below_known, point.value


def _baseline(points: Sequence[_Point]) -> Baseline:
    if not points:
        return Baseline()
    looked_at = next((point.on for point in points if point.reading is None), None)
    valid = [point for point in points if looked_at is None or (point.on or date.min) >= looked_at]
    begin = max((index for index, point in enumerate(valid) if point.begins_anew), default=0)
    highest = max(valid[begin:], key=lambda point: (point.value, point.on or date.min))
    return Baseline(highest.value, highest.on, source=highest.reading)


def _measured(
    scale: Scale,
    points: Sequence[_Point],
    readings: Sequence[Reading],
    told: Sequence[KnownValue],
    zone: tzinfo,
) -> list[_Point]:
    """Return what tells how much is usual, in order of time: what somebody has read on the meter.

    Of the values that billing told the last of each month counts, because some meters have one every day. A
    reading that came back counts once, and a value that billing calculated not at all, also where the
    registry names it as the last one.
    """
    ours = [point for point in points if point.is_confirmed]
    if not told:
        return ours
    sent = {point.value for point in points}
    months = {
        (value.on.year, value.on.month): _Point(value.on, value.value, rolled_over=False, is_confirmed=True)
        for value in sorted(told, key=lambda value: value.on)
        if value.source.is_measured and not (value.value in sent and reading_of(value, readings, zone))
    }
    if _is_calculated(scale, told):
        ours = [point for point in ours if point.reading is not None]
    return sorted([*ours, *months.values()], key=_order)


def _is_calculated(scale: Scale, told: Iterable[KnownValue]) -> bool:
    """Tell whether the registry's last value is one that billing calculated, and nobody has read."""
    same = [value for value in told if (value.on, value.value) == (scale.last_date, scale.last_value)]
    return bool(same) and not any(value.source.is_measured for value in same)


def _usual(points: Sequence[_Point], capacity: Decimal) -> Decimal | None:
    """Return the average month (whole kWh) of the last periods between two known days."""
    periods = [
        (after.value - before.value + (capacity if after.rolled_over else 0), (after.on - before.on).days)
        for before, after in pairwise(points)
        if before.on is not None and after.on is not None
    ]
    known = [(kwh, days) for kwh, days in periods if kwh >= 0 and days > 0][-USUAL_PERIODS:]
    if len(known) < FEWEST_PERIODS:
        return None
    total = sum((kwh for kwh, _ in known), Decimal(0))
    return (total / sum(days for _, days in known) * DAYS_IN_MONTH).quantize(Decimal(1))
