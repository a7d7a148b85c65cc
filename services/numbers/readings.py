"""Readings: from the question for the first scale to the receipt, and what was sent before."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, Protocol

from domain.alert import AlertKind
from domain.baseline import REMEMBERED, of_number, replaceable
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
    Source,
    Status,
    Verdict,
    check_scale,
    judge_value,
)
from domain.reading_text import format_optional_value, format_value, parse_correction, parse_values
from domain.receipt import receipt_number
from domain.slip import Slip, likely_slip
from domain.subscriber import Holding
from services.access import require_confirmed, require_number
from services.numbers.due import NumberDue, number_due
from services.numbers.senders import other_senders
from services.numbers.situation import (
    MeterUnit,
    NumbersUnit,
    ReadingCalendar,
    ReadingUnit,
    Situation,
    require_open,
    situation_at,
    situation_of,
)
from services.numbers.tariffs import Estimate, estimate
from services.numbers.unconfirmed import TypedUnit
from services.units import Units


@frozen
class AskedScale:
    """A scale whose value is asked for, and the value it had (kWh)."""

    scale: Scale
    previous: Decimal | None
    since: date | None


@frozen
class MeterChoice:
    """The number has several meters that take readings: which one is meant has to be asked."""

    due: NumberDue

    @property
    def number(self) -> str:
        """The number whose meters these are."""
        return self.due.holding.number

    @property
    def meters(self) -> tuple[Meter, ...]:
        """The meters that can be chosen; at least one."""
        return tuple(each.meter for each in self.due.offered)


@frozen
class ReadingEntry:
    """All that the questions for the values of a meter show.

    ``days_left`` in the window after today; ``earlier`` are the readings of this month that a new one may
    replace, oldest first: one in force, and one in review. ``senders`` are those of
    :func:`~services.numbers.senders.other_senders`.
    """

    holding: Holding
    meter: Meter
    month: Month
    scales: tuple[AskedScale, ...]
    days_left: int
    earlier: tuple[Reading, ...] = ()
    senders: Mapping[int, str] = field(default_factory=dict, hash=False)


@frozen
class JudgedReading:
    """The summary of a reading; ``estimate`` where all consumption and all tariffs are known.

    ``all_replaced`` are those that it replaces, oldest first, and ``replaces`` the last of them. ``kept``:
    this month's reading that stays in force until operators have decided about this one. ``slips``:
    the likely slips by scale number, of scales that are far above the usual.
    """

    meter: Meter
    month: Month
    verdict: Verdict
    estimate: Estimate | None
    replaces: Reading | None
    kept: Reading | None = None
    all_replaced: tuple[Reading, ...] = ()
    slips: Mapping[int, Slip] = field(default_factory=dict, hash=False)

    @property
    def cost(self) -> int | None:
        """The kopecks of the estimate, if there is one."""
        return None if self.estimate is None else self.estimate.total


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
    """The reading is stored; ``replaced`` is the receipt of the one whose place it took.

    ``all_replaced`` are all of these, oldest first. ``kept``: this month's reading that stays in force until
    operators have decided about this one. ``name`` and ``address`` are those of the number, and empty if the
    account holds it no more. ``senders`` are those of :func:`~services.numbers.senders.other_senders`.
    """

    receipt: str
    status: Status
    month: Month
    entered_at: datetime
    replaced: str | None
    number: str
    name: str | None
    address: str
    meter: Meter
    values: "tuple[HistoryValue, ...]"
    all_replaced: tuple[Reading, ...] = ()
    kept: Reading | None = None
    senders: Mapping[int, str] = field(default_factory=dict, hash=False)

    @property
    def is_below_known(self) -> bool:
        """Whether a value is lower than what was known."""
        return any(each.is_below_known for each in self.values)


@dataclass(frozen=True, slots=True)
class HistoryValue:
    """A scale of an earlier reading; values and ``consumption`` in kWh."""

    name: str
    previous: Decimal | None
    value: Decimal
    consumption: Decimal | None
    rolled_over: bool
    is_below_known: bool = False


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
                return self.within(unit, account_id, require_number(unit, account_id, number), now)
            return self.of_meter(unit, account_id, meter_id, now)

        return await self.units.read(begin)

    def of_meter(self, unit: MeterUnit, account_id: int, meter_id: str, now: datetime) -> ReadingEntry:
        """Begin with a meter inside a unit of work."""
        return self._entry(unit, account_id, situation_of(unit, account_id, meter_id, self.calendar, now))

    def within(
        self, unit: MeterUnit, account_id: int, holding: Holding, now: datetime
    ) -> MeterChoice | ReadingEntry:
        """Begin inside a unit of work, with a number of which it was seen that the account holds it."""
        meters = unit.meters.list_for(holding.number)
        if not meters:
            raise DomainError("no-meters")
        read_by_hand = [meter for meter in meters if not meter.automatic]
        if len(read_by_hand) > 1:
            due = number_due(unit, holding, self.calendar, now)
            if due.offered:
                return MeterChoice(due)
        only = next(iter(read_by_hand), meters[0])
        return self._entry(unit, account_id, situation_at(unit, holding, only, self.calendar, now))

    def _entry(self, unit: MeterUnit, account_id: int, situation: Situation) -> ReadingEntry:
        earlier = replaceable(situation.readings, situation.month)
        return ReadingEntry(
            holding=situation.holding,
            meter=situation.meter,
            month=situation.month,
            scales=_asked(situation),
            days_left=self.calendar.window.days_left(situation.today),
            earlier=tuple(earlier),
            senders=other_senders(unit, situation.holding.number, account_id, earlier),
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
            unit.ahead.first_numbers(account_id, 2)
            require_confirmed(unit, account_id)
            holdings = unit.holdings.list_for(account_id, 2)
            if not holdings:
                raise DomainError("no-numbers")
            if len(holdings) > 1:
                require_open(self.reading.calendar, now)
                return None
            return self.reading.within(unit, account_id, holdings[0], now)

        return await self.units.read(begin)


@dataclass(frozen=True)
class BeginAgain:
    """Begin with the meter of an earlier reading, which does not count.

    Errors: those of :class:`BeginReading`; ``not-yours`` also if there is no such reading.
    """

    units: Units[MeterUnit]
    reading: BeginReading

    async def __call__(self, account_id: int, reading_id: int) -> ReadingEntry:
        """Return what the questions for the meter show."""
        now = self.reading.calendar.now()

        def begin(unit: MeterUnit) -> ReadingEntry:
            earlier = unit.readings.find(reading_id)
            if earlier is None:
                raise DomainError("not-yours")
            return self.reading.of_meter(unit, account_id, earlier.meter_id, now)

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
        below_known: Collection[int] = (),
    ) -> EnteredValues:
        """Read one message; ``entered`` are the values so far (kWh by scale number).

        The message may bring the first missing value or all of them, or name its scales, also to correct one.
        Once all are entered, the message replaces them. ``rolled_over``: the scales said to have passed zero;
        ``below_known``: those said to show less than is known.
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
            judged = (
                None if missing else _judged(unit, situation, values, rolled_over, below_known, self.calendar)
            )
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
        below_known: Collection[int] = (),
    ) -> JudgedReading:
        """Judge values (kWh by scale number).

        ``rolled_over``: the scales said to have passed zero; ``below_known``: those said to show less than is
        known.
        """
        now = self.calendar.now()

        def judge_now(unit: ReadingUnit) -> JudgedReading:
            situation = situation_of(unit, account_id, meter_id, self.calendar, now)
            return _judged(unit, situation, values, rolled_over, below_known, self.calendar)

        return await self.units.read(judge_now)


def _judged(
    unit: ReadingUnit,
    situation: Situation,
    values: Mapping[int, Decimal],
    rolled_over: Collection[int],
    below_known: Collection[int],
    calendar: ReadingCalendar,
) -> JudgedReading:
    verdict = situation.judge(values, rolled_over, below_known)
    replaced = situation.replaced_by(_status(verdict))
    is_partly_unknown = any(scale.kwh is None for scale in verdict.scales)
    return JudgedReading(
        meter=situation.meter,
        month=situation.month,
        verdict=verdict,
        estimate=None if is_partly_unknown else estimate(unit, situation, verdict, calendar),
        replaces=replaced[-1] if replaced else None,
        all_replaced=tuple(replaced),
        kept=situation.kept_beside(_status(verdict)),
        slips=_slips(situation, verdict),
    )


def _slips(situation: Situation, verdict: Verdict) -> Mapping[int, Slip]:
    return {
        each.scale.number: slip
        for each in verdict.scales
        if each.is_far_above
        and (slip := likely_slip(situation.meter, verdict, each, situation.today)) is not None
    }


def _status(verdict: Verdict) -> Status:
    return Status.REVIEW if verdict.needs_review else Status.ACCEPTED


class SubmittingUnit(ReadingUnit, TypedUnit, Protocol):
    """What storing a reading needs of the storage."""


@dataclass(frozen=True)
class SubmitReading:
    """Store a reading under a receipt number, all scales in one unit of work; it is judged again there.

    Repeating it with the same ``key`` returns the first receipt. Errors: those of :class:`JudgeReading`;
    ``month-changed`` if readings are taken for another month by now than the resident was shown;
    ``value-lower`` (``scale``, ``previous``); ``far-above-unconfirmed``.
    """

    units: Units[SubmittingUnit]
    calendar: ReadingCalendar

    async def __call__(self, entered: "Entered", key: str) -> Receipt:
        """Store it once, whatever it is."""
        now = self.calendar.now()
        return await self.units.write(lambda unit: self.within(unit, entered, key, now)[0])

    def within(
        self, unit: SubmittingUnit, entered: "Entered", key: str, now: datetime
    ) -> tuple[Receipt, int | None]:
        """Store it inside a unit of work.

        Return the receipt, and the alert about the reading if it waits for review since this call.
        """
        unit.typed_readings.forget(entered.account_id, entered.meter_id)
        unit.ahead.storing(key, self.calendar.month(now))
        unit.ahead.meter(entered.account_id, entered.meter_id, self.calendar.day(now) - REMEMBERED)
        stored = unit.readings.find_by_key(key)
        if stored is not None:
            return _receipt_again(unit, stored), None
        situation = situation_of(unit, entered.account_id, entered.meter_id, self.calendar, now)
        self._require_month(entered, situation.month)
        verdict = situation.judge(entered.values, entered.rolled_over, entered.below_known)
        _require_storable(verdict, confirmed_far_above=entered.confirmed_far_above)
        reading, alert_id = _store(unit, entered, situation, verdict, key, now, self.calendar)
        replaced, kept = situation.replaced_by(reading.status), situation.kept_beside(reading.status)
        return _receipt(unit, reading, situation.holding, situation.meter, replaced, kept), alert_id

    def _require_month(self, entered: "Entered", month: Month) -> None:
        shown = entered.month
        if shown is None and entered.asked_at is not None:
            shown = self.calendar.month(entered.asked_at)
        if shown is not None and shown != month:
            raise DomainError("month-changed")


@frozen
class Entered:
    """A reading as the resident confirmed it: kWh by scale number, and what they said about single scales.

    ``confirmed_far_above``: they were asked about an unusual consumption, and insist. ``month`` is the one
    that they were shown. Where nobody noted it, that of ``asked_at`` counts, the moment of the question.
    """

    account_id: int
    meter_id: str
    values: Mapping[int, Decimal]
    rolled_over: Collection[int] = ()
    below_known: Collection[int] = ()
    confirmed_far_above: bool = False
    month: Month | None = None
    asked_at: datetime | None = None
    source: Source = Source.DISPLAY


def _require_storable(verdict: Verdict, *, confirmed_far_above: bool) -> None:
    for scale in verdict.scales:
        if scale.is_lower and scale.baseline.value is not None:
            previous = format_value(scale.baseline.value)
            raise DomainError("value-lower", scale=scale.scale.name, previous=previous)
    if verdict.is_far_above and not confirmed_far_above:
        raise DomainError("far-above-unconfirmed")


def _store(
    unit: ReadingUnit,
    entered: Entered,
    situation: Situation,
    verdict: Verdict,
    key: str,
    now: datetime,
    calendar: ReadingCalendar,
) -> tuple[Reading, int | None]:
    """Return the stored reading, and the alert about it if it waits for review."""
    status = _status(verdict)
    following = unit.readings.next_of(situation.month)
    reading = unit.readings.add(
        NewReading(
            receipt=receipt_number(situation.month, following.ordinal),
            meter_id=situation.meter.id,
            number=situation.holding.number,
            account_id=entered.account_id,
            month=situation.month,
            entered_at=now,
            status=status,
            values=tuple(_value(scale) for scale in verdict.scales),
            source=entered.source,
        ),
        key,
        following.id,
    )
    for earlier in situation.replaced_by(status):
        unit.readings.replace(earlier.id, by=reading.id)
    if status is not Status.REVIEW:
        return reading, None
    known = estimate(unit, situation, verdict, calendar)
    details = _review_details(reading, situation, verdict, None if known is None else known.total)
    alert_id = unit.alerts.raise_alert(
        AlertKind.READING_REVIEW, f"reading-review:{reading.id}", details, now, account_id=entered.account_id
    )
    return reading, alert_id


def _value(scale: Consumption) -> ReadingValue:
    return ReadingValue(
        scale.scale.number,
        scale.baseline.value,
        scale.value,
        scale.rolled_over,
        scale.scale.name,
        below_known=scale.is_below_known,
    )


def _receipt_again(unit: MeterUnit, reading: Reading) -> Receipt:
    """Give the receipt of a reading that was stored before."""
    replaced = unit.readings.list_replaced_by(reading.id)
    kept = None
    if reading.status is Status.REVIEW:
        earlier = of_number(unit.readings.list_for_meter(reading.meter_id), reading.number)
        kept = next((each for each in replaceable(earlier, reading.month) if each.id != reading.id), None)
    holding = unit.holdings.access(reading.account_id, reading.number).holding
    return _receipt(unit, reading, holding, unit.meters.get(reading.meter_id), replaced, kept)


def _receipt(
    unit: MeterUnit,
    reading: Reading,
    holding: Holding | None,
    meter: Meter,
    replaced: Sequence[Reading],
    kept: Reading | None,
) -> Receipt:
    earlier = [*replaced, *([] if kept is None else [kept])]
    return Receipt(
        receipt=reading.receipt,
        status=reading.status,
        month=reading.month,
        entered_at=reading.entered_at,
        replaced=replaced[-1].receipt if replaced else None,
        number=reading.number,
        name=None if holding is None else holding.name,
        address="" if holding is None else holding.address,
        meter=meter,
        values=_history_values(reading, meter),
        all_replaced=tuple(replaced),
        kept=kept,
        senders=other_senders(unit, reading.number, reading.account_id, earlier),
    )


def _review_details(
    reading: Reading, situation: Situation, verdict: Verdict, cost: int | None
) -> dict[str, Value]:
    """Values of the alert; those of each scale end in its place: ``name1``, ``usual2``.

    ``cost``: kopecks. ``days`` are those since the previous value, ``month`` is the consumption of a month
    that the chart shows, both where they are known. ``source`` is the receipt of the reading that the
    previous value is of, or empty for the registry, and ``by_another`` tells that another account sent it;
    ``vacant`` tells that nobody read it, because the home was empty.
    """
    details: dict[str, Value] = {
        "reading": reading.id,
        "receipt": reading.receipt,
        "number": reading.number,
        "address": situation.holding.address,
        "serial": situation.meter.serial,
        "scales": len(verdict.scales),
        "history": sum(earlier.status.stands for earlier in situation.readings),
        "cost": cost,
    }
    for place, scale in enumerate(verdict.scales, start=1):
        details[f"name{place}"] = scale.scale.name
        details[f"previous{place}"] = format_optional_value(scale.baseline.value)
        details[f"value{place}"] = format_value(scale.value)
        details[f"consumption{place}"] = format_optional_value(scale.kwh)
        details[f"usual{place}"] = format_optional_value(scale.baseline.usual)
        details |= _known_details(reading, situation, scale, place)
    return details


def _known_details(
    reading: Reading, situation: Situation, scale: Consumption, place: int
) -> dict[str, Value]:
    """Values of the alert about what was known of one scale before."""
    known = scale.baseline
    months = known.months(situation.today)
    return {
        f"since{place}": None if known.since is None else known.since.isoformat(),
        f"days{place}": None if known.since is None else (situation.today - known.since).days,
        f"month{place}": None
        if scale.kwh is None
        else format_value((scale.kwh / months).quantize(Decimal(1))),
        f"source{place}": None if known.source is None else known.source.receipt,
        f"vacant{place}": int(known.source is not None and known.source.source is Source.VACANT),
        f"by_another{place}": int(known.source is not None and known.source.account_id != reading.account_id),
        f"below{place}": int(scale.is_below_known),
    }


def _history_values(reading: Reading, meter: Meter) -> tuple[HistoryValue, ...]:
    names = {scale.number: scale.name for scale in meter.scales}
    return tuple(
        HistoryValue(
            name=value.name or names.get(value.scale, str(value.scale)),
            previous=value.previous,
            value=value.value,
            consumption=value.consumption(meter.capacity),
            rolled_over=value.rolled_over,
            is_below_known=value.below_known,
        )
        for value in reading.values
    )
