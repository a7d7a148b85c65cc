"""A picture of what a meter counted month by month, for an operator who doubts the latest reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.alert import Alert, AlertKind
from domain.baseline import periods
from domain.dates import Month
from domain.meter import Meter
from domain.reading import Reading
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


@dataclass(frozen=True, slots=True)
class ChartWords:
    """The words in the picture: ``months`` for the bars, in their order."""

    title: str
    months: tuple[str, ...]
    usual: str
    doubted: str


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
            bars = _bars(meter, unit.readings.list_for_meter(meter.id), doubted, self.zone)
            if len(bars) < 2:
                return alert, None
            return alert, ConsumptionHistory(
                number=doubted.number,
                serial=meter.serial,
                scales=tuple(scale.name for scale in meter.scales),
                bars=tuple(bars[-MOST_BARS:]),
                usual=_usual(alert),
            )

        return await self.units.read_long(view)


def _bars(meter: Meter, readings: Sequence[Reading], doubted: Reading, zone: ZoneInfo) -> list[Bar]:
    nothing = Decimal(0)
    return [
        Bar(
            period.reading.month,
            tuple(period.kwh.get(scale.number, nothing) for scale in meter.scales),
            period.reading.id == doubted.id,
        )
        for period in periods(meter, readings, zone)
        if period.reading.id == doubted.id or period.reading.entered_at < doubted.entered_at
    ]


def _usual(alert: Alert) -> Decimal | None:
    """Add up what the alert says is usual for its scales."""
    places = range(1, int(alert.details["scales"] or 0) + 1)
    usual = [alert.details[f"usual{place}"] for place in places]
    if not all(usual):
        return None
    return sum((Decimal(str(each).replace(",", ".")) for each in usual), Decimal(0))
