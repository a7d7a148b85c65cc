"""What a scale has shown over time: what billing knew and what residents sent, as one history."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, tzinfo
from decimal import Decimal

from domain.dates import Month, ReadingWindow
from domain.frozen import frozen
from domain.known_value import KnownValue, ValueSource, reading_of
from domain.meter import Meter
from domain.reading import ROLLOVER_SHARE, Reading, ReadingValue, Status


@frozen
class HistoryPoint:
    """A value (kWh) that a scale had on a day, and the ``month`` that it counts for.

    ``reading`` is the reading of the bot that brought it; empty for a value that billing alone told, whose
    ``source`` it is. ``came_back``: billing told the value of this reading too. ``consumption`` (kWh) is
    counted since the value of the day ``since``; both are empty where that is not known. ``counts``: later
    values are compared with it. That is not so for a reading that is void or in review, nor for a second
    value of the same day.
    """

    scale: int
    on: date
    month: Month
    value: Decimal
    reading: Reading | None = None
    source: ValueSource | None = None
    came_back: bool = False
    consumption: Decimal | None = None
    since: date | None = None
    counts: bool = True

    @property
    def status(self) -> Status | None:
        """How the reading of the bot stands; empty for a value that billing alone told."""
        return None if self.reading is None else self.reading.status

    @property
    def is_measured(self) -> bool:
        """Whether somebody read the meter; otherwise billing has calculated the value."""
        return self.source is None or self.source.is_measured


def history_of(
    meter: Meter,
    readings: Sequence[Reading],
    known: Iterable[KnownValue],
    zone: tzinfo,
    window: ReadingWindow,
) -> Mapping[int, Sequence[HistoryPoint]]:
    """Return all values of a meter by the number of the scale, oldest first.

    A reading of the bot that came back from billing stands there once. ``readings`` and ``known`` are those
    of this meter, in any order.
    """
    points, came_back = [], set()
    for value in known:
        reading = reading_of(value, readings, zone)
        if reading is None:
            points.append(_told(value, window))
        else:
            came_back.add((reading.id, value.scale))
    for reading in readings:
        points += [_sent(reading, value, zone, came_back) for value in reading.values]
    scales: dict[int, list[HistoryPoint]] = {}
    for point in sorted(points, key=_order):
        scales.setdefault(point.scale, []).append(point)
    return {scale: _with_consumption(meter, scales[scale]) for scale in sorted(scales)}


def _told(value: KnownValue, window: ReadingWindow) -> HistoryPoint:
    return HistoryPoint(value.scale, value.on, window.month_of(value.on), value.value, source=value.source)


def _sent(
    reading: Reading, value: ReadingValue, zone: tzinfo, came_back: set[tuple[int, int]]
) -> HistoryPoint:
    return HistoryPoint(
        value.scale,
        reading.entered_at.astimezone(zone).date(),
        reading.month,
        value.value,
        reading,
        came_back=(reading.id, value.scale) in came_back,
        counts=reading.status.counts,
    )


def _order(point: HistoryPoint) -> tuple[date, bool, bool, Decimal]:
    """Order by days; the last of a day counts: it is in force, rather measured, rather the higher."""
    return point.on, point.counts, point.is_measured, point.value


def _with_consumption(meter: Meter, points: Sequence[HistoryPoint]) -> list[HistoryPoint]:
    found: list[HistoryPoint] = []
    before: HistoryPoint | None = None
    for index, point in enumerate(points):
        is_last_of_day = index + 1 == len(points) or points[index + 1].on != point.on
        counted = replace(_counted(meter, point, before), counts=point.counts and is_last_of_day)
        found.append(counted)
        before = counted if counted.counts else before
    return found


def _counted(meter: Meter, point: HistoryPoint, before: HistoryPoint | None) -> HistoryPoint:
    if before is not None and _is_same_device(meter, before.on, point.on):
        kwh = _difference(meter, point, before.value)
        return replace(point, consumption=kwh, since=None if kwh is None else before.on)
    value = None if point.reading is None else point.reading.value(point.scale)
    return replace(point, consumption=None if value is None else value.consumption(meter.capacity))


def _is_same_device(meter: Meter, before: date, on: date) -> bool:
    return meter.installed_on is None or before >= meter.installed_on or on < meter.installed_on


def _difference(meter: Meter, point: HistoryPoint, before: Decimal) -> Decimal | None:
    """Return the kWh since a value; ``None`` if it was higher, and the register has not passed zero.

    Of a reading the resident has said so; billing does not tell it of its values, so there it has to be
    plausible.
    """
    kwh = point.value - before
    if kwh >= 0:
        return kwh
    value = None if point.reading is None else point.reading.value(point.scale)
    rolled = meter.capacity + kwh
    has_rolled = rolled * ROLLOVER_SHARE <= meter.capacity if value is None else value.rolled_over
    return rolled if has_rolled else None
