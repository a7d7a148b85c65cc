"""Readings: from the question for the first scale to the receipt, and what became of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.baseline import baselines, replaceable
from domain.cost import Tariff, cost
from domain.dates import Month, ReadingWindow, format_date
from domain.errors import DomainError
from domain.meter import Meter, Scale
from domain.reading import (
    Baseline,
    Consumption,
    Reading,
    ReadingValue,
    ScaleOutcome,
    Status,
    Verdict,
    check_scale,
    judge,
    judge_value,
)
from domain.reading_text import format_value, parse_values
from domain.receipt import receipt_number
from services.access import AccessUnit, Holding, require_number
from services.alerts import AlertKind
from services.ports import AlertBook, Clock, Value
from services.units import Units

LONGEST_SERIAL = 40
LONGEST_NOTE = 200


class MeterBook(Protocol):
    """The meters of the registry."""

    def find(self, meter_id: str) -> Meter | None:
        """A meter, also a closed one."""
        ...

    def list_for(self, number: str) -> list[Meter]:
        """The meters that hang at a subscriber's now."""
        ...


@dataclass(frozen=True, slots=True)
class NewReading:
    """A reading that is about to be stored."""

    receipt: str
    meter_id: str
    number: str
    account_id: int
    month: Month
    entered_at: datetime
    status: Status
    values: tuple[ReadingValue, ...]


class ReadingBook(Protocol):
    """The readings that residents sent."""

    def find_by_key(self, key: str) -> Reading | None: ...

    def list_for_meter(self, meter_id: str) -> list[Reading]:
        """All readings of a meter, oldest first."""
        ...

    def list_for_number(self, number: str, limit: int, offset: int) -> list[Reading]:
        """The readings of a number's meters, newest first."""
        ...

    def list_replaced_by(self, reading_id: int) -> list[Reading]:
        """The readings whose place this one took, oldest first."""
        ...

    def next_ordinal(self, month: Month) -> int:
        """The ordinal of the next receipt for a month, from 1."""
        ...

    def add(self, reading: NewReading, key: str) -> Reading: ...

    def replace(self, reading_id: int, by: int) -> None:
        """Let a later reading take the place of this one."""
        ...


class TariffBook(Protocol):
    """The prices of the registry."""

    def list_for(self, rates: int) -> list[Tariff]:
        """The tariffs of meters with so many scales, past and future ones included."""
        ...


class MeterUnit(AccessUnit, Protocol):
    """What a question about a meter needs of the storage."""

    @property
    def meters(self) -> MeterBook: ...
    @property
    def readings(self) -> ReadingBook: ...


class ReadingUnit(MeterUnit, Protocol):
    """What a new reading needs of the storage."""

    @property
    def tariffs(self) -> TariffBook: ...
    @property
    def alerts(self) -> AlertBook: ...


@dataclass(frozen=True)
class ReadingCalendar:
    """The present, and the days on which readings are taken."""

    clock: Clock
    zone: ZoneInfo
    window: ReadingWindow

    def now(self) -> datetime:
        """Return the moment of entry."""
        return self.clock()

    def day(self, moment: datetime) -> date:
        """Return the date of a moment where the residents live."""
        return moment.astimezone(self.zone).date()

    def month(self, moment: datetime) -> Month:
        """Return the month that a reading entered at a moment counts for."""
        return self.window.month_of(self.day(moment))


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class ReadingEntry:
    """What is needed to ask for the values of a meter.

    ``days_left`` in the window after today; ``standing`` is this month's reading that a new one would replace.
    """

    holding: Holding
    meter: Meter
    month: Month
    scales: tuple[AskedScale, ...]
    days_left: int
    standing: Reading | None


@dataclass(frozen=True, slots=True)
class EnteredValues:
    """What a message brought; ``values`` (kWh by scale number) are all that are entered by now.

    ``checks`` are the new ones with what they need before the next question: any of them can be lower than
    before. ``missing`` are the scales still to be asked, in order; none: the reading can be judged.
    """

    values: Mapping[int, Decimal]
    checks: tuple[tuple[Consumption, ScaleOutcome], ...]
    missing: tuple[AskedScale, ...]


@dataclass(frozen=True, slots=True)
class JudgedReading:
    """The summary of a reading; ``cost`` in kopecks where all tariffs are known."""

    meter: Meter
    month: Month
    verdict: Verdict
    cost: int | None
    replaces: Reading | None


@dataclass(frozen=True, slots=True)
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
    """An earlier reading with the names of its time-independent things."""

    reading: Reading
    serial: str
    values: tuple[HistoryValue, ...]


@dataclass(frozen=True)
class BeginReading:
    """See what can be asked; with one meter, or one chosen, return its questions, otherwise the choice.

    Errors: ``email-not-confirmed``, ``not-yours``, ``no-meters``, ``meter-closed``, ``meter-automatic``,
    ``window-closed`` (``opens``: «ДД.ММ.ГГГГ»), ``already-exported``.
    """

    units: Units[MeterUnit]
    calendar: ReadingCalendar

    async def __call__(
        self, account_id: int, number: str, meter_id: str | None = None
    ) -> MeterChoice | ReadingEntry:
        """Begin with a number, or go on with the chosen meter."""
        raise NotImplementedError


@dataclass(frozen=True)
class EnterValues:
    """Understand what was typed for the scales still missing, and check each value by itself.

    ``entered`` are the values so far (kWh by scale number); a message may bring one, all that are missing, or
    name its scales, also to correct one that was entered.

    Errors: those of :class:`BeginReading` and of ``domain.reading_text.parse_values``.
    """

    units: Units[MeterUnit]
    calendar: ReadingCalendar

    async def __call__(
        self, account_id: int, meter_id: str, entered: Mapping[int, Decimal], text: str
    ) -> EnteredValues:
        """Read one message."""
        raise NotImplementedError


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
        """``rolled_over``: numbers of the scales that the resident says passed zero."""
        raise NotImplementedError


@dataclass(frozen=True)
class SubmitReading:
    """Store a reading under a receipt number, all scales in one unit of work; it is judged again there.

    Repeating it with the same ``key`` returns the first receipt. Errors: those of :class:`JudgeReading`;
    ``value-lower`` (``scale``, ``previous``); ``far-above-unconfirmed``.
    """

    units: Units[ReadingUnit]
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
        """``confirmed_far_above``: the resident was asked about a value far above the usual and insists."""
        raise NotImplementedError


@dataclass(frozen=True)
class ReportMeterChange:
    """Tell operators that another meter hangs there: the registry will know it only later.

    Errors: ``email-not-confirmed``, ``not-yours``, ``serial-wrong`` (``most``), ``meter-change-too-long`` (``most``).
    """

    units: Units[ReadingUnit]
    calendar: ReadingCalendar

    async def __call__(self, account_id: int, meter_id: str, serial: str, values: str, key: str) -> None:
        """``serial`` of the new meter and its ``values`` as typed; a repeated ``key`` tells nothing twice."""
        raise NotImplementedError


@dataclass(frozen=True)
class ReadingHistory:
    """What was sent for a number, newest first, also what was replaced or rejected."""

    units: Units[MeterUnit]

    async def __call__(self, account_id: int, number: str, limit: int, offset: int = 0) -> list[HistoryEntry]:
        """Errors: ``email-not-confirmed``, ``not-yours``."""
        raise NotImplementedError
