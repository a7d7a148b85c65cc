"""What a number pays for a kWh, what a reading would cost, and how far the ranges of the month are used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from domain.baseline import in_force, since_day
from domain.cost import CostLine, Tariff, Use, cost_lines, tariffs_for, total_of, use_since
from domain.dates import Month
from domain.frozen import frozen
from domain.meter import Meter, Scale
from domain.reading import Reading, Verdict
from domain.subscriber import Holding
from domain.tariffs import RangeState, ScalePrices, prices_on, range_state
from services.access import AccessUnit, require_number
from services.numbers.situation import MeterBook, ReadingBook, ReadingCalendar, Situation, TariffBook
from services.units import Units


class PricedUnit(AccessUnit, Protocol):
    """What a look at prices needs of the storage."""

    @property
    def meters(self) -> MeterBook: ...
    @property
    def readings(self) -> ReadingBook: ...
    @property
    def tariffs(self) -> TariffBook: ...


@frozen
class PricedScale:
    """A scale and what is paid for it; ``prices`` is empty where that is not known."""

    scale: Scale
    prices: ScalePrices | None


@frozen
class Estimate:
    """What a reading will cost, line by line, and what that leaves out.

    ``without``: the meters of the number whose readings of the month are not known by now, if there are
    ranges that they would fill. ``ranges`` is how far the number is in them with this reading, and ``scales``
    has the prices of today.
    ``divided_since``: the day from which more than a month is divided over the months, if it is.
    """

    lines: tuple[CostLine, ...]
    without: tuple[Meter, ...]
    ranges: RangeState
    scales: tuple[PricedScale, ...]
    divided_since: date | None = None

    @property
    def total(self) -> int:
        """The kopecks of all lines together."""
        return total_of(self.lines)


@frozen
class MeterTariffs:
    """Meters of which all is paid alike, and the prices of their scales."""

    meters: tuple[Meter, ...]
    scales: tuple[PricedScale, ...]


@frozen
class TariffView:
    """What a number pays.

    ``is_used``: the readings of ``month`` tell what was used; ``unread`` are the meters without such a
    reading.
    """

    holding: Holding
    month: Month
    groups: tuple[MeterTariffs, ...]
    ranges: RangeState
    is_used: bool
    unread: tuple[Meter, ...]


@dataclass(frozen=True)
class ViewTariffs:
    """Show what a number pays now, since when, and what it was before.

    Errors: ``email-not-confirmed``, ``not-yours``.
    """

    units: Units[PricedUnit]
    calendar: ReadingCalendar

    async def __call__(self, account_id: int, number: str) -> TariffView:
        """Return the prices of all meters, and how far the ranges of the month are used up."""
        now = self.calendar.now()
        today, month = self.calendar.day(now), self.calendar.month(now)

        def view(unit: PricedUnit) -> TariffView:
            holding = require_number(unit, account_id, number)
            meters = unit.meters.list_for(number)
            groups = _groups(unit, holding, meters, today)
            uses, unread = _sent(unit, number, month, meters, self.calendar)
            thresholds = [each for group in groups for each in _thresholds(group.scales)]
            ranges = range_state(uses, thresholds, month, today)
            return TariffView(holding, month, groups, ranges, bool(uses), unread)

        return await self.units.read(view)


def estimate(
    unit: PricedUnit, situation: Situation, verdict: Verdict, calendar: ReadingCalendar
) -> Estimate | None:
    """Say what a judged reading will cost; ``None`` where a price is unknown, or all consumption.

    A scale whose consumption is unknown adds nothing. What other meters of the number have sent for the month
    counts towards the ranges.
    """
    if all(each.kwh is None for each in verdict.scales):
        return None
    meter, today = situation.meter, situation.today
    tariffs = _paid_tariffs(unit, situation.holding, len(meter.scales))
    uses = [
        use_since(len(meter.scales), each.scale.place, each.kwh, each.baseline.since, today)
        for each in verdict.scales
        if each.kwh is not None
    ]
    scales = _priced_scales(meter, tariffs, today)
    if any(each.prices is None for each in scales):
        return None
    beside, unread = _beside(unit, situation, calendar) if any(t.from_kwh for t in tariffs) else ([], ())
    lines = cost_lines(uses, tariffs, situation.month, beside)
    if lines is None:
        return None
    ranges = range_state([*uses, *beside], _thresholds(scales), situation.month, today)
    divided = [use.first for use in uses if use.is_divided]
    return Estimate(lines, unread, ranges, scales, min(divided, default=None))


def _beside(
    unit: PricedUnit, situation: Situation, calendar: ReadingCalendar
) -> tuple[list[Use], tuple[Meter, ...]]:
    """Return what the other meters of the number have sent for the month, and those that have not."""
    number, meter_id = situation.holding.number, situation.meter.id
    others = [each for each in unit.meters.list_for(number) if each.id != meter_id]
    return _sent(unit, number, situation.month, others, calendar, but=meter_id)


def _paid_tariffs(unit: PricedUnit, holding: Holding, rates: int) -> list[Tariff]:
    return tariffs_for(unit.tariffs.list_for(rates), holding.category)


def _priced_scales(meter: Meter, tariffs: Sequence[Tariff], today: date) -> tuple[PricedScale, ...]:
    rates = len(meter.scales)
    return tuple(PricedScale(each, prices_on(tariffs, rates, each.place, today)) for each in meter.scales)


def _thresholds(scales: Sequence[PricedScale]) -> list[int]:
    return [
        threshold for each in scales if each.prices is not None for threshold in each.prices.now.thresholds
    ]


def _groups(
    unit: PricedUnit, holding: Holding, meters: Sequence[Meter], today: date
) -> tuple[MeterTariffs, ...]:
    """Put meters together whose scales have the same names and hours, because they have the same prices."""
    alike: dict[tuple[tuple[int, str, str], ...], list[Meter]] = {}
    for meter in meters:
        alike.setdefault(tuple((s.place, s.name, s.hours) for s in meter.scales), []).append(meter)
    known = {len(scales): _paid_tariffs(unit, holding, len(scales)) for scales in alike}
    return tuple(
        MeterTariffs(tuple(group), _priced_scales(group[0], known[len(scales)], today))
        for scales, group in alike.items()
    )


def _sent(
    unit: PricedUnit,
    number: str,
    month: Month,
    meters: Sequence[Meter],
    calendar: ReadingCalendar,
    but: str = "",
) -> tuple[list[Use], tuple[Meter, ...]]:
    """Return what the meters of a number used by their readings of a month, and those that have none.

    A reading that waits for review does not count. One of a meter that was taken off since then does; that of
    the meter ``but`` does not.
    """
    of_month = [each for each in unit.readings.list_of_month(number, month) if each.meter_id != but]
    known = {meter.id: meter for meter in meters}
    uses, read = [], set()
    for meter_id in dict.fromkeys(each.meter_id for each in of_month):
        counts = in_force((each for each in of_month if each.meter_id == meter_id), month)
        if counts is not None:
            read.add(meter_id)
            uses += _uses(unit, known.get(meter_id) or unit.meters.get(meter_id), counts, calendar)
    return uses, tuple(meter for meter in meters if meter.id not in read)


def _uses(unit: PricedUnit, meter: Meter, reading: Reading, calendar: ReadingCalendar) -> list[Use]:
    moment = reading.entered_at, reading.id
    earlier = [each for each in unit.readings.list_for_meter(meter.id) if (each.entered_at, each.id) < moment]
    standing = [each for each in earlier if each.status.stands]
    places = {scale.number: scale.place for scale in meter.scales}
    uses = []
    for value in reading.values:
        kwh = value.consumption(meter.capacity)
        if kwh is not None:
            since = since_day(value, standing, meter, calendar.zone)
            place = places.get(value.scale, value.scale)
            uses.append(use_since(len(meter.scales), place, kwh, since, calendar.day(reading.entered_at)))
    return uses
