"""Readings of many numbers at once: a list is taken, judged row by row, put right, and sent meter by meter.

Nothing is stored as a reading before its resident says so, and each row once: the row keeps its reading in
the unit of work in which that was stored. What a resident agrees to is what they were shown, so a row whose
verdict is another one by then is shown again and not sent.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from domain.batch import TO_FIX, Batch, BatchRow, Doubt, RowState, Said, doubt_of
from domain.batch_text import MOST_ROWS, RowText, meter_meant, parted, require_number_text
from domain.dates import Month
from domain.errors import DomainError, ErrorValue
from domain.frozen import frozen
from domain.meter import Meter
from domain.reading import Reading, Status, Verdict
from domain.reading_text import format_value, parse_values
from domain.subscriber import Holding
from services.access import require_held, require_number
from services.numbers.due import number_due
from services.numbers.readings import Entered, SubmitReading, SubmittingUnit
from services.numbers.situation import MeterUnit, ReadingCalendar, Situation, situation_at
from services.units import Units

JUDGED_AT_ONCE = 50
"""Rows that one unit of work judges, because residents who write meanwhile wait for it."""
SENT_AT_ONCE = 10
"""Rows that one unit of work stores."""
ROWS_OF_PAGE = 5
RECEIPTS_OF_PAGE = 6


class BatchBook(Protocol):
    """The lists of readings that wait to be sent."""

    def open(self, account_id: int, key: str, at: datetime) -> int:
        """Return the list of a conversation, which begins now if it has not begun."""
        ...

    def find(self, batch_id: int) -> Batch | None: ...

    def put(self, batch_id: int, row: BatchRow) -> None:
        """Keep a row in the place of the one that stands there, if any."""
        ...


class BatchUnit(SubmittingUnit, Protocol):
    """What a list needs of the storage."""

    @property
    def batches(self) -> BatchBook: ...


@frozen
class Fault:
    """Why a row cannot be sent, as a ``DomainError`` tells it."""

    code: str
    values: tuple[tuple[str, ErrorValue], ...] = ()

    @classmethod
    def of(cls, error: DomainError) -> "Fault":
        """Note an error."""
        return cls(error.code, tuple(error.values.items()))

    @property
    def error(self) -> DomainError:
        """The error that was noted."""
        return DomainError(self.code, **dict(self.values))


@frozen
class JudgedRow:
    """A row with what is known about it now; what is not known is empty.

    ``fault`` tells why the row is wrong, ``twins`` at which places other rows name the same meter.
    ``replaced`` are the readings of this month that it would replace, oldest first; ``sent`` is the reading
    that the row became.
    """

    row: BatchRow
    state: RowState
    holding: Holding | None = None
    meter: Meter | None = None
    month: Month | None = None
    values: Mapping[int, Decimal] | None = None
    verdict: Verdict | None = None
    doubt: Doubt | None = None
    fault: Fault | None = None
    replaced: tuple[Reading, ...] = ()
    twins: tuple[int, ...] = ()
    sent: Reading | None = None

    @property
    def mark(self) -> str:
        """Whatever a resident decides by, as a text that is another one once any of it changes."""
        if self.fault is not None or self.verdict is None:
            return "" if self.fault is None else self.fault.code
        scales = (f"{each.value}-{each.baseline.value}" for each in self.verdict.scales)
        replaced = (reading.receipt for reading in self.replaced)
        return " ".join([str(self.month), self.doubt or "", *scales, *replaced])

    @property
    def needs_review(self) -> bool:
        """Whether operators will look at the reading before it counts."""
        return self.verdict is not None and self.verdict.needs_review


@frozen
class BatchPage:
    """A part of a list, and how many rows of each state the whole list has; ``page`` counts from 0."""

    counts: Mapping[RowState, int]
    rows: tuple[JudgedRow, ...]
    page: int
    pages: int


@frozen
class SentPortion:
    """What became of a portion: rows stored, rows that changed meanwhile, and right rows still to be sent."""

    stored: int
    changed: int
    left: int


@frozen
class RowReceipt:
    """The receipt of a row, with the meter that it is for."""

    reading: Reading
    meter: Meter


@frozen
class Receipts:
    """A page of the receipts of a list, and how many rows were sent in all."""

    receipts: tuple[RowReceipt, ...]
    sent: int
    in_review: int
    left: int
    page: int
    pages: int


@dataclass(frozen=True)
class _Judge:
    """Judges rows inside a unit of work."""

    unit: BatchUnit
    account_id: int
    calendar: ReadingCalendar
    now: datetime

    def __call__(self, row: BatchRow) -> JudgedRow:
        known = JudgedRow(row, RowState.WRONG)
        try:
            number = require_number_text(row.text).text
            known = replace(known, holding=require_number(self.unit, self.account_id, number))
            meter, values = meter_meant(row.text, self.unit.meters.list_for(number))
            known = replace(known, meter=meter)
            return self._with_values(known, meter, values)
        except DomainError as error:
            return replace(known, fault=Fault.of(error))

    def _with_values(self, known: JudgedRow, meter: Meter, text: str) -> JudgedRow:
        holding = known.holding
        if holding is None:
            raise DomainError("not-yours")
        situation = situation_at(self.unit, holding, meter, self.calendar, self.now)
        values = parse_values(text, meter, meter.scales, situation.baselines, situation.today)
        missing = [scale.name for scale in meter.scales if scale.number not in values]
        if missing:
            raise DomainError("batch-scales-missing", scales=", ".join(missing))
        verdict = judged_as(situation, values, known.row.said)
        doubt = doubt_of(verdict, known.row.said)
        status = Status.REVIEW if verdict.needs_review else Status.ACCEPTED
        return replace(
            known,
            state=RowState.RIGHT if doubt is None else RowState.DOUBTFUL,
            month=situation.month,
            values=values,
            verdict=verdict,
            doubt=doubt,
            replaced=tuple(situation.replaced_by(status)),
        )

    def keep(self, batch_id: int, row: BatchRow) -> JudgedRow:
        """Judge a row, and keep the verdict as the one that is shown."""
        judged = self(row)
        kept = _kept(judged)
        self.unit.batches.put(batch_id, kept)
        return replace(judged, row=kept)


def _kept(judged: JudgedRow) -> BatchRow:
    meter_id = None if judged.meter is None else judged.meter.id
    return replace(judged.row, state=judged.state, meter_id=meter_id, shown=judged.mark)


def judged_as(situation: Situation, values: Mapping[int, Decimal], said: Said) -> Verdict:
    """Judge values by what a resident said about those that are lower than before."""
    verdict = situation.judge(values, ())
    lower = [each.scale.number for each in verdict.scales if each.is_lower]
    if said is Said.ROLLED:
        return situation.judge(values, lower)
    return situation.judge(values, (), lower) if said is Said.AS_IS else verdict


def require_batch(unit: BatchUnit, account_id: int, batch_id: int) -> Batch:
    """Return a list of the account; ``batch-gone`` if it is no more, or of somebody else."""
    batch = unit.batches.find(batch_id)
    if batch is None or batch.account_id != account_id:
        raise DomainError("batch-gone")
    return batch


@dataclass(frozen=True)
class TakeRows:
    """Add rows to the list of a conversation, and judge them.

    A row that is in the list already is left out, so a repeat adds nothing. Errors: ``email-not-confirmed``;
    ``batch-too-long`` (``most``, ``got``: rows in all).
    """

    units: Units[BatchUnit]
    calendar: ReadingCalendar

    async def __call__(self, account_id: int, texts: Sequence[RowText], key: str) -> int:
        """Return the number of the list; ``key`` is the conversation's."""
        now = self.calendar.now()

        def take(unit: BatchUnit) -> int:
            held = {holding.number for holding in require_held(unit, account_id)}
            batch = require_batch(unit, account_id, unit.batches.open(account_id, key, now))
            known = {row.text for row in batch.rows if row.said is not Said.SKIPPED}
            new = [text for text in dict.fromkeys(parted(each, held) for each in texts) if text not in known]
            if len(batch.rows) + len(new) > MOST_ROWS:
                raise DomainError("batch-too-long", most=MOST_ROWS, got=len(batch.rows) + len(new))
            for place, text in enumerate(new, start=len(batch.rows) + 1):
                unit.batches.put(batch.id, BatchRow(place, text))
            return batch.id

        batch_id = await self.units.write_long(take)
        while await self.units.write_long(lambda unit: self._judge_some(unit, account_id, batch_id, now)):
            pass
        return batch_id

    def _judge_some(self, unit: BatchUnit, account_id: int, batch_id: int, now: datetime) -> bool:
        """Judge some rows; ``True`` if others are left."""
        judge = _Judge(unit, account_id, self.calendar, now)
        rows = [row for row in require_batch(unit, account_id, batch_id).rows if row.state is None]
        for row in rows[:JUDGED_AT_ONCE]:
            judge.keep(batch_id, row)
        return len(rows) > JUDGED_AT_ONCE


@dataclass(frozen=True)
class ViewBatch:
    """Show a part of a list, each row as it is judged now; ``batch-gone``."""

    units: Units[BatchUnit]
    calendar: ReadingCalendar

    async def __call__(self, account_id: int, batch_id: int, page: int) -> BatchPage:
        """Return a page, or the last one if there are fewer."""
        now = self.calendar.now()

        def view(unit: BatchUnit) -> BatchPage:
            judge = _Judge(unit, account_id, self.calendar, now)
            rows = require_batch(unit, account_id, batch_id).to_be_looked_at()
            pages = max(1, -(-len(rows) // ROWS_OF_PAGE))
            shown = min(max(page, 0), pages - 1)
            part = rows[shown * ROWS_OF_PAGE : (shown + 1) * ROWS_OF_PAGE]
            judged = [_of_list(judge, batch_id, row) for row in part]
            batch = require_batch(unit, account_id, batch_id)
            return BatchPage(batch.counts(), tuple(_placed(batch, each) for each in judged), shown, pages)

        return await self.units.write_long(view)


def _of_list(judge: _Judge, batch_id: int, row: BatchRow) -> JudgedRow:
    """Judge a row for the list; what was sent or left out is judged no more."""
    if row.reading_id is not None:
        return _sent(judge.unit, row, row.reading_id)
    if row.said is Said.SKIPPED:
        return JudgedRow(row, RowState.SKIPPED)
    return judge.keep(batch_id, row)


def _sent(unit: BatchUnit, row: BatchRow, reading_id: int) -> JudgedRow:
    reading = unit.readings.find(reading_id)
    meter = None if reading is None else unit.meters.find(reading.meter_id)
    return JudgedRow(row, RowState.SENT, meter=meter, sent=reading)


def _placed(batch: Batch, judged: JudgedRow) -> JudgedRow:
    """Give a row the state that it has among the others."""
    row = judged.row
    state = batch.states()[row.place]
    others = (each for each in batch.rows if each.meter_id == row.meter_id and each.place != row.place)
    is_twin = state is RowState.WRONG and judged.fault is None and row.meter_id is not None
    twins = tuple(each.place for each in others if each.said is not Said.SKIPPED) if is_twin else ()
    doubt = Doubt.CHANGED if row.is_changed and judged.doubt is None else judged.doubt
    return replace(judged, state=state, twins=twins, doubt=doubt)


@dataclass(frozen=True)
class NextToFix:
    """Give the first row that is doubted or wrong; ``batch-gone``."""

    units: Units[BatchUnit]
    calendar: ReadingCalendar

    async def __call__(self, account_id: int, batch_id: int) -> JudgedRow | None:
        """Return the row as it is judged now; ``None`` if no row has to be put right."""
        now = self.calendar.now()

        def find(unit: BatchUnit) -> JudgedRow | None:
            judge = _Judge(unit, account_id, self.calendar, now)
            for row in require_batch(unit, account_id, batch_id).in_state(*TO_FIX):
                kept = judge.keep(batch_id, row)
                judged = _placed(require_batch(unit, account_id, batch_id), kept)
                if judged.state in TO_FIX:
                    return judged
            return None

        return await self.units.write_long(find)


@dataclass(frozen=True)
class DecideRow:
    """Note what a resident says about a row; a row that was sent stays as it is. ``batch-gone``."""

    units: Units[BatchUnit]
    calendar: ReadingCalendar

    async def __call__(self, account_id: int, batch_id: int, place: int, said: Said) -> None:
        """Note it."""
        now = self.calendar.now()

        def decide(unit: BatchUnit) -> None:
            row = require_batch(unit, account_id, batch_id).row(place)
            if row.reading_id is not None:
                return
            judge = _Judge(unit, account_id, self.calendar, now)
            is_doubted = said is Said.SKIPPED or judge(row).doubt is not None
            judge.keep(batch_id, replace(row, said=said if is_doubted else row.said, is_changed=False))

        await self.units.write_long(decide)


@dataclass(frozen=True)
class ExchangeValues:
    """Exchange the two values of a row that fit when they are exchanged; ``batch-gone``."""

    units: Units[BatchUnit]
    calendar: ReadingCalendar

    async def __call__(self, account_id: int, batch_id: int, place: int) -> None:
        """Exchange them, if they still fit."""
        now = self.calendar.now()

        def exchange(unit: BatchUnit) -> None:
            row = require_batch(unit, account_id, batch_id).row(place)
            judge = _Judge(unit, account_id, self.calendar, now)
            judged = judge(row)
            if judged.verdict is None or judged.meter is None or row.reading_id is not None:
                return
            values = judged.verdict.swapped or {}
            typed = "\n".join(
                f"{scale.name} {format_value(values[scale.number])}"
                for scale in judged.meter.scales
                if scale.number in values
            )
            if typed:
                text = RowText(row.text.number, judged.meter.serial, typed)
                judge.keep(batch_id, replace(row, text=text, is_changed=False))

        await self.units.write_long(exchange)


@dataclass(frozen=True)
class RetypeRow:
    """Take other values for a row, or the whole row if it begins with a number of the account.

    Nothing changes if they cannot be read. Errors: ``batch-gone``; whatever is wrong with the row then.
    """

    units: Units[BatchUnit]
    calendar: ReadingCalendar

    async def __call__(self, account_id: int, batch_id: int, place: int, typed: str) -> None:
        """Take them."""
        now = self.calendar.now()

        def retype(unit: BatchUnit) -> None:
            held = {holding.number for holding in require_held(unit, account_id)}
            row = require_batch(unit, account_id, batch_id).row(place)
            if row.reading_id is not None:
                return
            judge = _Judge(unit, account_id, self.calendar, now)
            texts = _retyped(judge(row), typed, held)
            changed = [replace(row, text=text, said=Said.NOTHING, is_changed=False) for text in texts]
            judged = [judge(each) for each in changed]
            fitting = next((each for each in judged if each.fault is None), judged[0])
            if fitting.fault is not None:
                raise fitting.fault.error
            judge.keep(batch_id, fitting.row)

        await self.units.write_long(retype)


def _retyped(before: JudgedRow, typed: str, held: Collection[str]) -> list[RowText]:
    """Give what may be meant, the likeliest first: the whole row, or values of its meter or its number."""
    whole, number = parted(RowText("", "", typed), held), before.row.text.number
    if number not in held or (whole.number in held and whole.values):
        return [whole]
    known = [] if before.meter is None else [RowText(number, before.meter.serial, typed)]
    return [*known, RowText(number, "", typed)]


@dataclass(frozen=True)
class SendRows:
    """Store a portion of the right rows of a list, each as a reading of its own.

    Each row is judged again in the unit of work that stores it. One whose verdict is not the one that was
    shown is not stored, and shown as changed. Errors: ``batch-gone``.
    """

    units: Units[BatchUnit]
    submit: SubmitReading

    async def __call__(self, account_id: int, batch_id: int) -> SentPortion:
        """Store some rows, and tell how many are left."""
        now = self.submit.calendar.now()

        def send(unit: BatchUnit) -> SentPortion:
            batch = require_batch(unit, account_id, batch_id)
            ready = batch.in_state(RowState.RIGHT)
            stored = sum(self._is_sent(unit, batch, row, now) for row in ready[:SENT_AT_ONCE])
            tried = min(len(ready), SENT_AT_ONCE)
            return SentPortion(stored, tried - stored, len(ready) - tried)

        return await self.units.write_long(send)

    def _is_sent(self, unit: BatchUnit, batch: Batch, row: BatchRow, now: datetime) -> bool:
        judged = _Judge(unit, batch.account_id, self.submit.calendar, now)(row)
        meter, verdict = judged.meter, judged.verdict
        if judged.state is not RowState.RIGHT or judged.mark != row.shown or meter is None or verdict is None:
            unit.batches.put(batch.id, replace(_kept(judged), is_changed=True))
            return False
        key = f"{batch.key}:{meter.id}"
        self.submit.within(unit, _entered(batch.account_id, meter, judged, verdict), key, now)
        reading = unit.readings.find_by_key(key)
        unit.batches.put(batch.id, replace(row, reading_id=None if reading is None else reading.id))
        return True


def _entered(account_id: int, meter: Meter, judged: JudgedRow, verdict: Verdict) -> Entered:
    return Entered(
        account_id,
        meter.id,
        judged.values or {},
        [each.scale.number for each in verdict.scales if each.rolled_over],
        [each.scale.number for each in verdict.scales if each.is_below_known],
        confirmed_far_above=judged.row.said is Said.AS_IS,
        month=judged.month,
    )


@dataclass(frozen=True)
class ListReceipts:
    """Give the receipts of a list that was sent, in the order of its rows; ``batch-gone``."""

    units: Units[BatchUnit]

    async def __call__(self, account_id: int, batch_id: int, page: int) -> Receipts:
        """Return a page, or the last one if there are fewer."""

        def list_receipts(unit: BatchUnit) -> Receipts:
            batch = require_batch(unit, account_id, batch_id)
            sent = [row.reading_id for row in batch.rows if row.reading_id is not None]
            readings = [found for each in sent if (found := unit.readings.find(each)) is not None]
            pages = max(1, -(-len(readings) // RECEIPTS_OF_PAGE))
            shown = min(max(page, 0), pages - 1)
            part = readings[shown * RECEIPTS_OF_PAGE : (shown + 1) * RECEIPTS_OF_PAGE]
            return Receipts(
                receipts=tuple(RowReceipt(each, unit.meters.get(each.meter_id)) for each in part),
                sent=len(readings),
                in_review=sum(each.status is Status.REVIEW for each in readings),
                left=len(batch.in_state(*TO_FIX, RowState.RIGHT)),
                page=shown,
                pages=pages,
            )

        return await self.units.read_long(list_receipts)


@frozen
class TemplateRow:
    """A row of the template: a scale of a meter that takes readings now, and its last value (kWh)."""

    number: str
    address: str
    serial: str
    scale: str
    previous: Decimal | None


class TemplateUnit(MeterUnit, Protocol):
    """What the template needs of the storage."""


@dataclass(frozen=True)
class CollectTemplate:
    """List every scale whose value would be taken today.

    Errors: ``email-not-confirmed``; ``batch-nothing-due`` if there is no such scale.
    """

    units: Units[TemplateUnit]
    calendar: ReadingCalendar

    async def __call__(self, account_id: int) -> list[TemplateRow]:
        """Return them in the order in which the numbers were added."""
        now = self.calendar.now()

        def collect(unit: TemplateUnit) -> list[TemplateRow]:
            rows = [
                row
                for holding in require_held(unit, account_id)
                for due in number_due(unit, holding, self.calendar, now).offered
                for row in _template_rows(situation_at(unit, holding, due.meter, self.calendar, now))
            ]
            if not rows:
                raise DomainError("batch-nothing-due")
            return rows

        return await self.units.read_long(collect)


def _template_rows(situation: Situation) -> list[TemplateRow]:
    holding, meter, known = situation.holding, situation.meter, situation.baselines
    return [
        TemplateRow(holding.number, holding.address, meter.serial, scale.name, known[scale.number].value)
        for scale in meter.scales
    ]
