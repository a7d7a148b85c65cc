"""Readings: from the question for the first scale to the receipt, and what was sent before."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, Protocol

from domain.alert import AlertKind
from domain.baseline import replaceable
from domain.cost import cost
from domain.dates import Month
from domain.details import Value
from domain.errors import DomainError
from domain.frozen import frozen
from domain.meter import Meter, Scale
from domain.reading import (
    Consumption,
    NewReading,
    Reading,
    ReadingValue,
    ScaleOutcome,
    Status,
    Verdict,
    check_scale,
    judge_value,
)
from domain.reading_text import format_optional_value, format_value, parse_correction, parse_values
from domain.receipt import receipt_number
from domain.subscriber import Holding
from services.access import require_confirmed, require_number
from services.numbers.situation import (
    MeterUnit,
    NumbersUnit,
    ReadingBook,
    ReadingCalendar,
    ReadingUnit,
    Situation,
    TariffBook,
    situation_at,
    situation_of,
)
from services.numbers.unconfirmed import TypedUnit
from services.units import Units


@frozen
class AskedScale:
    """A scale whose value is asked for, and the value it had (kWh)."""

    scale: Scale
    previous: Decimal | None
    since: date | None


@dataclass(frozen=True, slots=True)
class MeterChoice:
    """The number has several meters that take readings: which one is meant has to be asked."""

    number: str
    meters: tuple[Meter, ...]


@frozen
class ReadingEntry:
    """All that the questions for the values of a meter show.

    ``days_left`` in the window after today; ``standing`` is this month's reading, which a new one replaces.
    """

    holding: Holding
    meter: Meter
    month: Month
    scales: tuple[AskedScale, ...]
    days_left: int
    standing: Reading | None


@frozen
class JudgedReading:
    """The summary of a reading; ``cost`` in kopecks where all tariffs are known."""

    meter: Meter
    month: Month
    verdict: Verdict
    cost: int | None
    replaces: Reading | None


class CheckedValue(NamedTuple):
    """One new value, and what it needs before the next question."""

    consumption: Consumption
    outcome: ScaleOutcome


@frozen
class EnteredValues:
    """The values that a message brought, and those still missing.

    ``values`` (kWh by scale number) are all that are entered by now, the new ones (``checks``) included.
    ``missing`` are the scales still to be asked, in order; if it is empty, the reading is judged at once.
    """

    values: Mapping[int, Decimal]
    checks: tuple[CheckedValue, ...]
    missing: tuple[AskedScale, ...]
    judged: JudgedReading | None


@frozen
class Receipt:
    """The reading is stored; ``replaced`` is the receipt of the one whose place it took."""

    receipt: str
    status: Status
    month: Month
    entered_at: datetime
    replaced: str | None


@dataclass(frozen=True, slots=True)
class HistoryValue:
    """A scale of an earlier reading; values and ``consumption`` in kWh."""

    name: str
    previous: Decimal | None
    value: Decimal
    consumption: Decimal | None
    rolled_over: bool


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """An earlier reading, with what its meter and its scales are called."""

    reading: Reading
    serial: str
    values: tuple[HistoryValue, ...]


@dataclass(frozen=True)
class BeginReading:
    """See what can be asked: with one meter, or one chosen, its questions, otherwise the choice.

    Errors: ``email-not-confirmed``, ``not-yours``, ``no-meters``, ``meter-closed``, ``meter-automatic``,
    ``window-closed`` (``opens``: «ДД.ММ.ГГГГ»), ``already-exported``.
    """

    units: Units[MeterUnit]
    calendar: ReadingCalendar

    async def __call__(
        self, account_id: int, number: str, meter_id: str | None = None
    ) -> MeterChoice | ReadingEntry:
        """Begin with a number, or go on with the chosen meter."""
        now = self.calendar.now()

        def begin(unit: MeterUnit) -> MeterChoice | ReadingEntry:
            if meter_id is None:
                return self.within(unit, require_number(unit, account_id, number), now)
            return self._entry(situation_of(unit, account_id, meter_id, self.calendar, now))

        return await self.units.read(begin)

    def within(self, unit: MeterUnit, holding: Holding, now: datetime) -> MeterChoice | ReadingEntry:
        """Begin inside a unit of work, with a number of which it was seen that the account holds it."""
        choice = self._choice(unit, holding.number)
        if len(choice) > 1:
            return MeterChoice(holding.number, choice)
        return self._entry(situation_at(unit, holding, choice[0], self.calendar, now))

    def _choice(self, unit: MeterUnit, number: str) -> tuple[Meter, ...]:
        """Return the meters that may be meant: automatic ones only if there are no others."""
        meters = unit.meters.list_for(number)
        if not meters:
            raise DomainError("no-meters")
        return tuple(meter for meter in meters if not meter.automatic) or tuple(meters[:1])

    def _entry(self, situation: Situation) -> ReadingEntry:
        standing = replaceable(situation.readings, situation.month)
        return ReadingEntry(
            holding=situation.holding,
            meter=situation.meter,
            month=situation.month,
            scales=_asked(situation),
            days_left=self.calendar.window.days_left(situation.today),
            standing=standing[-1] if standing else None,
        )


@dataclass(frozen=True)
class BeginAnyReading:
    """Begin with the number of the account, where it has only one.

    Errors: those of :class:`BeginReading`; ``no-numbers``.
    """

    units: Units[NumbersUnit]
    reading: BeginReading

    async def __call__(self, account_id: int) -> MeterChoice | ReadingEntry | None:
        """Return what :class:`BeginReading` does; ``None`` if a number has to be chosen first."""
        now = self.reading.calendar.now()

        def begin(unit: NumbersUnit) -> MeterChoice | ReadingEntry | None:
            require_confirmed(unit, account_id)
            holdings = unit.holdings.list_for(account_id)
            if not holdings:
                raise DomainError("no-numbers")
            if len(holdings) > 1:
                return None
            return self.reading.within(unit, holdings[0], now)

        return await self.units.read(begin)


def _asked(situation: Situation, entered: Collection[int] = ()) -> tuple[AskedScale, ...]:
    """Return the scales that are not entered yet."""
    return tuple(
        AskedScale(scale, situation.baselines[scale.number].value, situation.baselines[scale.number].since)
        for scale in situation.meter.scales
        if scale.number not in entered
    )


@dataclass(frozen=True)
class EnterValues:
    """Understand what was typed for the scales still missing, and check each value by itself.

    Errors: those of :class:`BeginReading` and of ``domain.reading_text.parse_values``.
    """

    units: Units[ReadingUnit]
    calendar: ReadingCalendar

    async def __call__(
        self,
        account_id: int,
        meter_id: str,
        entered: Mapping[int, Decimal],
        text: str,
        rolled_over: Collection[int] = (),
    ) -> EnteredValues:
        """Read one message; ``entered`` are the values so far (kWh by scale number).

        The message may bring the first missing value or all of them, or name its scales, also to correct one.
        Once all are entered, the message replaces them. ``rolled_over``: the scales said to have passed zero.
        """
        now = self.calendar.now()

        def enter(unit: ReadingUnit) -> EnteredValues:
            situation = situation_of(unit, account_id, meter_id, self.calendar, now)
            meter, today, known = situation.meter, situation.today, situation.baselines
            asked = [missing.scale for missing in _asked(situation, entered)] or meter.scales
            new = parse_values(text, meter, asked, known, today)
            values = {**entered, **new}
            missing = _asked(situation, values)
            numbers = [asked_scale.scale.number for asked_scale in missing]
            checks = []
            for number, value in new.items():
                consumption = judge_value(meter, meter.scale(number), value, known[number], today)
                outcome = check_scale(meter, consumption, known, numbers, today)
                checks.append(CheckedValue(consumption, outcome))
            judged = None if missing else _judged(unit, situation, values, rolled_over)
            return EnteredValues(values, tuple(checks), missing, judged)

        return await self.units.read(enter)


@dataclass(frozen=True)
class CorrectValues:
    """Understand numbers that were typed where a question about earlier ones had only buttons.

    Errors: those of :class:`BeginReading` and of ``domain.reading_text.parse_correction``.
    """

    units: Units[MeterUnit]
    calendar: ReadingCalendar

    async def __call__(
        self, account_id: int, meter_id: str, entered: Mapping[int, Decimal], asked: int | None, text: str
    ) -> str:
        """Return all values, the corrected ones among ``entered``, as one message that names its scales.

        ``asked``: the scale that the question was about, if it was about one.
        """
        now = self.calendar.now()
        situation = await self.units.read(
            lambda unit: situation_of(unit, account_id, meter_id, self.calendar, now)
        )
        meter = situation.meter
        scale = None if asked is None else meter.scale(asked)
        corrected = parse_correction(text, meter, scale, situation.baselines, situation.today)
        values = {**entered, **corrected}
        return "\n".join(
            f"{each.name} {format_value(values[each.number])}"
            for each in meter.scales
            if each.number in values
        )


@dataclass(frozen=True)
class JudgeReading:
    """Judge a whole reading for its summary; nothing is stored.

    Errors: those of :class:`BeginReading`; ``scales-incomplete`` if the values are not those of the meter.
    """

    units: Units[ReadingUnit]
    calendar: ReadingCalendar

    async def __call__(
        self,
        account_id: int,
        meter_id: str,
        values: Mapping[int, Decimal],
        rolled_over: Collection[int] = (),
    ) -> JudgedReading:
        """Judge values (kWh by scale number); ``rolled_over``: the scales said to have passed zero."""
        now = self.calendar.now()

        def judge_now(unit: ReadingUnit) -> JudgedReading:
            situation = situation_of(unit, account_id, meter_id, self.calendar, now)
            return _judged(unit, situation, values, rolled_over)

        return await self.units.read(judge_now)


def _judged(
    unit: ReadingUnit, situation: Situation, values: Mapping[int, Decimal], rolled_over: Collection[int]
) -> JudgedReading:
    verdict = situation.judge(values, rolled_over)
    replaced = situation.replaced_by(_status(verdict))
    return JudgedReading(
        meter=situation.meter,
        month=situation.month,
        verdict=verdict,
        cost=_cost(unit.tariffs, verdict, situation.today),
        replaces=replaced[-1] if replaced else None,
    )


def _status(verdict: Verdict) -> Status:
    return Status.REVIEW if verdict.is_far_above else Status.ACCEPTED


def _cost(tariffs: TariffBook, verdict: Verdict, today: date) -> int | None:
    consumption = {scale.scale.place: scale.kwh for scale in verdict.scales if scale.kwh is not None}
    if len(consumption) < len(verdict.scales):
        return None
    return cost(consumption, tariffs.list_for(len(consumption)), today)


class SubmittingUnit(ReadingUnit, TypedUnit, Protocol):
    """What storing a reading needs of the storage."""


@dataclass(frozen=True)
class SubmitReading:
    """Store a reading under a receipt number, all scales in one unit of work; it is judged again there.

    Repeating it with the same ``key`` returns the first receipt. Errors: those of :class:`JudgeReading`;
    ``value-lower`` (``scale``, ``previous``); ``far-above-unconfirmed``.
    """

    units: Units[SubmittingUnit]
    calendar: ReadingCalendar

    async def __call__(
        self,
        account_id: int,
        meter_id: str,
        values: Mapping[int, Decimal],
        rolled_over: Collection[int],
        key: str,
        *,
        confirmed_far_above: bool,
    ) -> Receipt:
        """Store it; ``confirmed_far_above``: the resident was asked about an unusual value and insists."""
        now = self.calendar.now()

        def submit(unit: SubmittingUnit) -> Receipt:
            stored = unit.readings.find_by_key(key)
            if stored is None:
                situation = situation_of(unit, account_id, meter_id, self.calendar, now)
                verdict = situation.judge(values, rolled_over)
                _require_storable(verdict, confirmed_far_above=confirmed_far_above)
                stored = _store(unit, account_id, situation, verdict, key, now)
            unit.typed_readings.forget(account_id, meter_id)
            return _receipt(unit.readings, stored)

        return await self.units.write(submit)


def _require_storable(verdict: Verdict, *, confirmed_far_above: bool) -> None:
    for scale in verdict.scales:
        if scale.is_lower and scale.baseline.value is not None:
            previous = format_value(scale.baseline.value)
            raise DomainError("value-lower", scale=scale.scale.name, previous=previous)
    if verdict.is_far_above and not confirmed_far_above:
        raise DomainError("far-above-unconfirmed")


def _store(
    unit: ReadingUnit, account_id: int, situation: Situation, verdict: Verdict, key: str, now: datetime
) -> Reading:
    status = _status(verdict)
    reading = unit.readings.add(
        NewReading(
            receipt=receipt_number(situation.month, unit.readings.next_ordinal(situation.month)),
            meter_id=situation.meter.id,
            number=situation.holding.number,
            account_id=account_id,
            month=situation.month,
            entered_at=now,
            status=status,
            values=tuple(_value(scale) for scale in verdict.scales),
        ),
        key,
    )
    for earlier in situation.replaced_by(status):
        unit.readings.replace(earlier.id, by=reading.id)
    if status is Status.REVIEW:
        details = _review_details(reading, situation, verdict)
        unit.alerts.raise_alert(
            AlertKind.READING_REVIEW, f"reading-review:{reading.id}", details, now, account_id=account_id
        )
    return reading


def _value(scale: Consumption) -> ReadingValue:
    return ReadingValue(
        scale.scale.number, scale.baseline.value, scale.value, scale.rolled_over, scale.scale.name
    )


def _receipt(readings: ReadingBook, reading: Reading) -> Receipt:
    replaced = readings.list_replaced_by(reading.id)
    return Receipt(
        receipt=reading.receipt,
        status=reading.status,
        month=reading.month,
        entered_at=reading.entered_at,
        replaced=replaced[-1].receipt if replaced else None,
    )


def _review_details(reading: Reading, situation: Situation, verdict: Verdict) -> dict[str, Value]:
    """Values of the alert; those of each scale end in its place: ``name1``, ``usual2``."""
    details: dict[str, Value] = {
        "reading": reading.id,
        "receipt": reading.receipt,
        "number": reading.number,
        "address": situation.holding.address,
        "serial": situation.meter.serial,
        "scales": len(verdict.scales),
        "history": sum(earlier.status.stands for earlier in situation.readings),
    }
    for place, scale in enumerate(verdict.scales, start=1):
        details[f"name{place}"] = scale.scale.name
        details[f"previous{place}"] = format_optional_value(scale.baseline.value)
        details[f"value{place}"] = format_value(scale.value)
        details[f"consumption{place}"] = format_optional_value(scale.kwh)
        details[f"usual{place}"] = format_optional_value(scale.baseline.usual)
    return details


@dataclass(frozen=True)
class ReadingHistory:
    """List the readings of a number, newest first, also those that were replaced or rejected.

    Errors: ``email-not-confirmed``, ``not-yours``.
    """

    units: Units[MeterUnit]

    async def __call__(self, account_id: int, number: str, limit: int, offset: int = 0) -> list[HistoryEntry]:
        """Return one page."""

        def history(unit: MeterUnit) -> list[HistoryEntry]:
            require_number(unit, account_id, number)
            readings = unit.readings.list_for_number(number, limit, offset)
            meters = {meter_id: unit.meters.get(meter_id) for meter_id in {r.meter_id for r in readings}}
            return [_history_entry(reading, meters[reading.meter_id]) for reading in readings]

        return await self.units.read(history)


def _history_entry(reading: Reading, meter: Meter) -> HistoryEntry:
    names = {scale.number: scale.name for scale in meter.scales}
    values = tuple(
        HistoryValue(
            name=value.name or names.get(value.scale, str(value.scale)),
            previous=value.previous,
            value=value.value,
            consumption=value.consumption(meter.capacity),
            rolled_over=value.rolled_over,
        )
        for value in reading.values
    )
    return HistoryEntry(reading, meter.serial, values)
