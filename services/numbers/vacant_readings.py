"""Sends the last values of empty homes, once for each meter and month, as long as nobody knows anything else.

A reading, the note that it was sent and the news of it are one unit of work, which is a portion of the
schedule: a process that ends in between repeats nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from domain.baseline import of_number
from domain.dates import Month
from domain.errors import DomainError
from domain.meter import Meter
from domain.reading import Reading, Source
from domain.reading_text import format_values
from domain.reminder import ReminderDays
from domain.schedule import FINISHED, Pace, Progress, Run, Task
from domain.vacancy import SMALL_USE, Ending, Obstacle, Vacancy, is_time, last_values, obstacle, use_since
from services.messages import VacancyDoubted, VacantSent, VacantUnsent
from services.numbers.readings import Entered, SubmitReading, SubmittingUnit
from services.numbers.reminders import BEGINS, ENDS
from services.numbers.situation import ReadingCalendar, situation_of
from services.numbers.vacancies import EndingUnit, VacancyBook, end_vacancy, tell_holders

AT_ONCE = 50
"""Numbers that one unit of work looks at, because residents who write meanwhile wait for it."""
SENT = "sent"
"""What became of a meter whose values were sent; otherwise the obstacle is kept."""
OBSTACLES = {
    "email-not-confirmed": Obstacle.EMAIL,
    "meter-change-in-review": Obstacle.METER_CHANGE,
    "meter-change-accepted": Obstacle.METER_CHANGE,
}
"""What keeps a meter from any reading, by the code of the error; for the rest operators have to look."""


class KeptVacancies(VacancyBook, Protocol):
    """The empty homes, one after the other."""

    def list_after(self, number: str, most: int) -> list[Vacancy]:
        """List vacancies in the order of their numbers, after a number."""
        ...

    def doubt(self, number: str, at: datetime) -> None:
        """Keep that the residents are asked whether they are back."""
        ...

    def note_done(self, number: str, meter_id: str, month: Month, outcome: str, at: datetime) -> None:
        """Keep what became of a meter in a month."""
        ...


class VacantReadingsUnit(SubmittingUnit, EndingUnit, Protocol):
    """What sending for empty homes needs of the storage."""

    @property
    def vacancies(self) -> KeptVacancies: ...


@dataclass(frozen=True)
class SendForVacant:
    """Look after all empty homes once a day: what is over ends, and what is due is sent.

    What was missed, or was told too late for a day, is sent on the next one, as long as the window is open.
    """

    submit: SubmitReading
    days: ReminderDays

    task = Task("vacancies", BEGINS, ENDS)

    @property
    def calendar(self) -> ReadingCalendar:
        """When readings are taken."""
        return self.submit.calendar

    def portion(self, unit: VacantReadingsUnit, run: Run, now: datetime) -> Progress:
        """Look after the next numbers."""
        found = unit.vacancies.list_after(run.cursor, AT_ONCE)
        for vacancy in found:
            self._look_after(unit, vacancy, now)
        return FINISHED if len(found) < AT_ONCE else Progress(found[-1].number, Pace.AT_ONCE)

    def _look_after(self, unit: VacantReadingsUnit, vacancy: Vacancy, now: datetime) -> None:
        today = self.calendar.day(now)
        access = unit.holdings.access(vacancy.account_id, vacancy.number)
        if access.holding is None:
            end_vacancy(unit, vacancy.number, Ending.LEFT)
        elif vacancy.is_over(today):
            end_vacancy(unit, vacancy.number, Ending.OVER)
        elif vacancy.doubted_at is None and not access.holding.closed:
            self._send(unit, vacancy, now)

    def _send(self, unit: VacantReadingsUnit, vacancy: Vacancy, now: datetime) -> None:
        number = vacancy.number
        looks = [
            _Look(vacancy, meter, of_number(unit.readings.list_for_meter(meter.id), number))
            for meter in unit.meters.list_for(number)
            if not meter.automatic
        ]
        if sum(each.use for each in looks) > SMALL_USE:
            unit.vacancies.doubt(number, now)
            tell_holders(unit, number, lambda each: VacancyDoubted(number, each.name))
        elif is_time(self.calendar.day(now), self.days, self.calendar.window):
            month = self.calendar.month(now)
            done = unit.vacancies.list_done(number, month)
            for each in looks:
                if each.meter.id not in done and not each.is_under_way(unit, month):
                    self._send_meter(unit, each, month, now)

    def _send_meter(self, unit: VacantReadingsUnit, look: "_Look", month: Month, now: datetime) -> None:
        number, meter = look.vacancy.number, look.meter
        why = self._obstacle(unit, look, now)
        unit.vacancies.note_done(number, meter.id, month, why or SENT, now)
        if why is None:
            reading = self._store(unit, look, month, now)
            values = format_values(reading.values)
            tell_holders(
                unit,
                number,
                lambda each: VacantSent(
                    number, each.name, reading.id, reading.receipt, meter.serial, f"{month}", values
                ),
            )
        else:
            tell_holders(
                unit, number, lambda each: VacantUnsent(number, each.name, meter.serial, f"{month}", why)
            )

    def _obstacle(self, unit: VacantReadingsUnit, look: "_Look", now: datetime) -> Obstacle | None:
        vacancy, meter = look.vacancy, look.meter
        try:
            situation = situation_of(unit, vacancy.account_id, meter.id, self.calendar, now)
        except DomainError as error:
            return OBSTACLES.get(error.code, Obstacle.DOUBT)
        return obstacle(vacancy, meter, look.readings, situation.baselines)

    def _store(self, unit: VacantReadingsUnit, look: "_Look", month: Month, now: datetime) -> Reading:
        vacancy, meter = look.vacancy, look.meter
        values = last_values(vacancy, meter.id, look.readings) or {}
        entered = Entered(vacancy.account_id, meter.id, values, month=month, source=Source.VACANT)
        key = f"vacant:{vacancy.number}:{meter.id}:{month}"
        self.submit.within(unit, entered, key, now)
        stored = unit.readings.find_by_key(key)
        if stored is None:
            raise LookupError(key)
        return stored


@dataclass(frozen=True, slots=True)
class _Look:
    """A meter of an empty home, with the readings that the number sent, oldest first."""

    vacancy: Vacancy
    meter: Meter
    readings: list[Reading]

    @property
    def use(self) -> Decimal:
        """The kWh that residents read themselves since the home is empty."""
        return use_since(self.vacancy, self.meter, self.readings)

    def is_under_way(self, unit: VacantReadingsUnit, month: Month) -> bool:
        """Tell whether somebody sent a reading of the month, or is about to."""
        is_typed = unit.typed_readings.is_unconfirmed(self.vacancy.account_id, self.meter.id)
        return is_typed or any(reading.month == month for reading in self.readings)
