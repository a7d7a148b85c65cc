"""All that is shown of a subscriber number at a glance."""

from dataclasses import dataclass, replace
from datetime import date

from domain.baseline import baselines
from domain.dates import Month
from domain.meter import Meter, Scale, Verification
from domain.reading import Reading
from domain.subscriber import Holding
from services.access import require_number
from services.numbers.due import MeterDue, NumberDue, number_due
from services.numbers.situation import MeterUnit, ReadingCalendar
from services.units import Units


@dataclass(frozen=True, slots=True)
class MeterView:
    """A meter and how it stands this month.

    ``scales`` have the values that a new reading would be compared with, not only those of the registry.
    """

    due: MeterDue
    scales: tuple[Scale, ...]
    verification: Verification

    @property
    def meter(self) -> Meter:
        """The meter."""
        return self.due.meter

    @property
    def reading(self) -> Reading | None:
        """The reading of this month that stands, if any."""
        return self.due.reading


@dataclass(frozen=True, slots=True)
class Card:
    """All that is shown of a number at a glance."""

    due: NumberDue
    meters: tuple[MeterView, ...]

    @property
    def holding(self) -> Holding:
        """The number."""
        return self.due.holding

    @property
    def month(self) -> Month:
        """The month that readings are now taken for."""
        return self.due.month


@dataclass(frozen=True)
class ViewCard:
    """Show a number: its balance, its meters and this month's readings.

    Errors: ``email-not-confirmed``, ``not-yours``.
    """

    units: Units[MeterUnit]
    calendar: ReadingCalendar

    async def __call__(self, account_id: int, number: str) -> Card:
        """Return the card."""
        now = self.calendar.now()
        today = self.calendar.day(now)

        def card(unit: MeterUnit) -> Card:
            due = number_due(unit, require_number(unit, account_id, number), self.calendar, now)
            return Card(due, tuple(self._view(unit, meter, due.month, today) for meter in due.meters))

        return await self.units.read(card)

    def _view(self, unit: MeterUnit, due: MeterDue, month: Month, today: date) -> MeterView:
        meter, readings = due.meter, unit.readings.list_for_meter(due.meter.id)
        known = baselines(meter, readings, month, self.calendar.zone)
        scales = tuple(
            replace(scale, last_value=known[scale.number].value, last_date=known[scale.number].since)
            for scale in meter.scales
        )
        return MeterView(due, scales, meter.verification(today))
