"""A picture of what a meter counted month by month, for an operator who doubts the latest reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.alert import Alert, AlertKind
from domain.baseline import Period, periods
from domain.dates import Month
from domain.meter import Meter
from domain.reading import Reading, Status
from services.units import Units

MOST_BARS = 12
"""Months that can be told apart on a phone."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What was consumed up to one reading: kWh a month, in the order of the scales."""

    month: Month
    kwh: tuple[Decimal, ...]
    is_doubted: bool


@dataclass(frozen=True, slots=True)
class ConsumptionHistory:
    """The bars of a chart, oldest first; ``usual``: kWh a month of all scales, if it is known of each."""

    number: str
    serial: str
    scales: tuple[str, ...]
    bars: tuple[Bar, ...]
    usual: Decimal | None

    @property
    def doubted(self) -> Decimal:
        """The kWh a month of the doubted reading, all scales together."""
        return sum((kwh for bar in self.bars if bar.is_doubted for kwh in bar.kwh), Decimal(0))


@dataclass(frozen=True, slots=True)
class ChartWords:
    """The words in the picture: ``months`` for the bars, in their order; ``caption`` stands below it."""

    title: str
    months: tuple[str, ...]
    unit: str
    usual: str
    doubted: str
    caption: str


class ConsumptionCharts(Protocol):
    """Draws."""

    async def draw(self, history: ConsumptionHistory, words: ChartWords) -> bytes:
        """Return a PNG that can be read on a phone, without holding anybody up."""
        ...


class MeterShelf(Protocol):
    """The meters, to look at."""

    def get(self, meter_id: str) -> Meter: ...


class ReadingShelf(Protocol):
    """The readings, to look at."""

    def get(self, reading_id: int) -> Reading: ...

    def list_for_meter(self, meter_id: str) -> list[Reading]: ...


class AlertShelf(Protocol):
    """The alerts, to look at."""

    def get(self, alert_id: int) -> Alert: ...


class HistoryUnit(Protocol):
    """What the history of a meter needs of the storage."""

    @property
    def alerts(self) -> AlertShelf: ...
    @property
    def meters(self) -> MeterShelf: ...
    @property
    def readings(self) -> ReadingShelf: ...


@dataclass(frozen=True)
class ViewConsumption:
    """Look at what led to a reading that operators have to decide about."""

    units: Units[HistoryUnit]
    zone: ZoneInfo

    async def __call__(self, alert_id: int) -> tuple[Alert, ConsumptionHistory | None]:
        """Return the alert, and its history if there is any before the doubted reading."""

        def view(unit: HistoryUnit) -> tuple[Alert, ConsumptionHistory | None]:
            alert = unit.alerts.get(alert_id)
            if alert.kind is not AlertKind.READING_REVIEW or alert.is_decided:
                return alert, None
            doubted = unit.readings.get(int(alert.details["reading"] or 0))
            meter = unit.meters.get(doubted.meter_id)
            bars = _bars(meter, unit.readings.list_for_meter(meter.id), doubted, alert, self.zone)
            if len(bars) < 2 or not bars[-1].is_doubted:
                return alert, None
            return alert, ConsumptionHistory(
                number=doubted.number,
                serial=meter.serial,
                scales=tuple(scale.name for scale in meter.scales),
                bars=tuple(bars[-MOST_BARS:]),
                usual=_usual(alert),
            )

        return await self.units.read_long(view)


def _bars(
    meter: Meter, readings: Sequence[Reading], doubted: Reading, alert: Alert, zone: ZoneInfo
) -> list[Bar]:
    """Return one bar for each month, oldest first, and that of the doubted reading last.

    Of a month with several readings the last one that counts has the bar. The reading of the same month that
    the doubted one would replace has none, because the doubted consumption reaches back behind it.
    """
    nothing = Decimal(0)
    earlier: dict[Month, Bar] = {}
    new: list[Bar] = []
    for period in sorted(periods(meter, readings, zone), key=_counts_least_first):
        reading = period.reading
        kwh = tuple(period.kwh.get(scale.number, nothing) for scale in meter.scales)
        if reading.id == doubted.id:
            new = [Bar(reading.month, _told(alert, kwh), is_doubted=True)]
        elif reading.entered_at < doubted.entered_at and reading.month != doubted.month:
            earlier[reading.month] = Bar(reading.month, kwh, is_doubted=False)
    return [*(earlier[month] for month in sorted(earlier)), *new]


def _counts_least_first(period: Period) -> tuple[bool, datetime]:
    """Order the readings of a month so that the last is the one that counts."""
    return period.reading.status is not Status.REVIEW, period.reading.entered_at


def _told(alert: Alert, kwh: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
    """Return what the alert itself tells of each scale, so that picture and words agree."""
    told = (alert.details.get(f"month{place}") for place in range(1, len(kwh) + 1))
    return tuple(
        each if shown is None else Decimal(str(shown)) for shown, each in zip(told, kwh, strict=True)
    )


def _usual(alert: Alert) -> Decimal | None:
    """Add up what the alert says is usual for its scales."""
    places = range(1, int(alert.details["scales"] or 0) + 1)
    usual = [alert.details[f"usual{place}"] for place in places]
    if not all(usual):
        return None
    return sum((Decimal(str(each).replace(",", ".")) for each in usual), Decimal(0))
