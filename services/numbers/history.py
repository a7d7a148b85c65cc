"""What the meters of a number have shown month by month: what billing knew, and what residents sent."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Protocol

from domain.dates import Month
from domain.frozen import frozen
from domain.history import HistoryPoint, history_of
from domain.known_value import KnownValue
from domain.meter import Meter
from domain.reading import Reading
from domain.subscriber import Holding
from services.access import AccessUnit, require_number
from services.numbers.senders import SendersUnit, other_senders
from services.numbers.situation import ReadingCalendar
from services.units import Units

OLDEST_MONTHS = 60
"""Months that residents can look back: five years."""
MOST_VALUES = 3000
"""Values of billing that are looked through; a number has a few hundred in these months."""
MOST_READINGS = 1000
"""Readings that are looked through, also void ones."""


@frozen
class ScaleMonth:
    """The values of a scale in a month, newest first; there is at least one.

    ``kwh`` is the consumption of all values that count together; empty where that of none is known.
    """

    number: int
    name: str
    points: tuple[HistoryPoint, ...]

    @property
    def kwh(self) -> Decimal | None:
        """The consumption of the month."""
        known = [point.consumption for point in self.points if point.counts and point.consumption is not None]
        return sum(known, Decimal(0)) if known else None


@frozen
class MeterMonth:
    """A meter in a month, with those of its scales that have values there."""

    meter: Meter
    scales: tuple[ScaleMonth, ...]


@frozen
class HistoryMonth:
    """A month, with those meters that have values there."""

    month: Month
    meters: tuple[MeterMonth, ...]


@frozen
class HistoryPage:
    """Some months of a number that have values, newest first; ``is_more``: there are older ones.

    ``senders`` are those of :func:`~services.numbers.senders.other_senders`.
    """

    holding: Holding
    months: tuple[HistoryMonth, ...]
    is_more: bool
    senders: Mapping[int, str] = field(default_factory=dict, hash=False)


class AllMeters(Protocol):
    """The meters of a number."""

    def list_ever_for(self, number: str) -> list[Meter]:
        """List the meters of a number, also closed ones, and those whose readings it sent, by serial."""
        ...


class NewestReadings(Protocol):
    """The readings that residents sent."""

    def list_newest(self, number: str, limit: int) -> list[Reading]:
        """List the last readings that a number sent, oldest first."""
        ...


class HistoryBook(Protocol):
    """What billing knew before."""

    def list_for_number(self, number: str, since: date, limit: int) -> Mapping[str, list[KnownValue]]:
        """List the values of the meters of a number from a day on, by the id of the meter."""
        ...


class HistoryUnit(AccessUnit, SendersUnit, Protocol):
    """What a look at the history of a number needs of the storage."""

    @property
    def meters(self) -> AllMeters: ...
    @property
    def readings(self) -> NewestReadings: ...
    @property
    def history(self) -> HistoryBook: ...


@dataclass(frozen=True)
class ListHistory:
    """List what the meters of a number have shown, month by month, newest first.

    Errors: ``email-not-confirmed``, ``not-yours``.
    """

    units: Units[HistoryUnit]
    calendar: ReadingCalendar

    async def __call__(self, account_id: int, number: str, limit: int, offset: int = 0) -> HistoryPage:
        """Return ``limit`` months that have values, after the ``offset`` newest ones of them."""
        first = max(offset, 0)
        since = self.calendar.month(self.calendar.now()).earlier(OLDEST_MONTHS)

        def page(unit: HistoryUnit) -> HistoryPage:
            holding = require_number(unit, account_id, number)
            months = list(self._months(unit, number, since))
            shown = tuple(months[first : first + limit])
            senders = other_senders(unit, number, account_id, _readings_in(shown))
            return HistoryPage(holding, shown, len(months) > first + limit, senders)

        return await self.units.read_long(page)

    def _months(self, unit: HistoryUnit, number: str, since: Month) -> Iterator[HistoryMonth]:
        meters = {meter.id: meter for meter in unit.meters.list_ever_for(number)}
        readings = unit.readings.list_newest(number, MOST_READINGS)
        known = unit.history.list_for_number(number, since.previous.day(1), MOST_VALUES)
        points = [
            (point.month, place, point)
            for place, meter in enumerate(meters.values())
            for point in self._points(meter, readings, known.get(meter.id, ()))
            if point.month >= since
        ]
        newest_first = sorted(points, key=lambda each: each[0], reverse=True)
        for month, of_month in groupby(newest_first, key=lambda each: each[0]):
            by_meter = groupby(of_month, key=lambda each: each[1])
            ordered = list(meters.values())
            yield HistoryMonth(
                month,
                tuple(_meter_month(ordered[place], [each[2] for each in rows]) for place, rows in by_meter),
            )

    def _points(
        self, meter: Meter, readings: Iterable[Reading], known: Iterable[KnownValue]
    ) -> Iterator[HistoryPoint]:
        """List the values of a meter, newest first."""
        own = [reading for reading in readings if reading.meter_id == meter.id]
        scales = history_of(meter, own, known, self.calendar.zone, self.calendar.window)
        for points in scales.values():
            yield from reversed(points)


def _readings_in(months: Iterable[HistoryMonth]) -> Iterator[Reading]:
    for month in months:
        for meter in month.meters:
            for scale in meter.scales:
                yield from (point.reading for point in scale.points if point.reading is not None)


def _meter_month(meter: Meter, points: Sequence[HistoryPoint]) -> MeterMonth:
    by_scale = groupby(points, key=lambda point: point.scale)
    return MeterMonth(meter, tuple(_scale_month(meter, number, tuple(values)) for number, values in by_scale))


def _scale_month(meter: Meter, number: int, points: tuple[HistoryPoint, ...]) -> ScaleMonth:
    names = [scale.name for scale in meter.scales if scale.number == number]
    sent = [
        value.name
        for point in points
        if point.reading and (value := point.reading.value(number)) and value.name
    ]
    return ScaleMonth(number, next(iter([*names, *sent]), str(number)), points)
