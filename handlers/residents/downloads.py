"""«Скачать»: readings, consumption, bills and payments of a number as tables that a resident keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from domain.bill import Payment, SettledBill
from domain.dates import format_date
from domain.history import HistoryPoint
from handlers.context import Context
from handlers.residents.history import source_words
from handlers.residents.senders import sender_name
from handlers.residents.waiting import ask_to_wait
from handlers.wording import reason_words, status_words
from services.numbers.card import ViewCard
from services.numbers.downloads import (
    Cell,
    CollectRecords,
    Column,
    FileFormat,
    Money,
    Records,
    Table,
    WriteTables,
)
from services.numbers.history import MeterMonth, ScaleMonth
from ui.buttons import NumberButton
from ui.screen import Attachment, Button, Screen
from ui.talk import Talk
from ui.texts import Speech

ENDINGS = {FileFormat.XLSX: "xlsx", FileFormat.CSV: "zip"}
COLUMNS: Mapping[str, Mapping[str, int]] = {
    "readings": {
        "month": 10,
        "day": 12,
        "meter": 18,
        "scale": 16,
        "value": 14,
        "use": 14,
        "source": 30,
        "receipt": 18,
        "state": 28,
        "reason": 30,
    },
    "consumption": {"month": 10, "meter": 18, "scale": 16, "use": 14, "basis": 30},
    "bills": {
        "month": 10,
        "charged": 14,
        "recalculated": 14,
        "penalty": 12,
        "amount": 14,
        "paid": 16,
        "due": 16,
        "due-on": 12,
        "left": 16,
        "paid-on": 12,
    },
    "payments": {"day": 12, "sum": 14, "state": 28, "place": 30},
}
"""The columns of each table, and how many characters wide each is."""


async def offer_formats(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Ask in which form the file shall be."""
    say, _ = talk.say, await context.cases[ViewCard](context.account_id, number)
    buttons = tuple(
        Button(say.plain(f"download-{form}-button"), NumberButton(action=form, number=number))
        for form in FileFormat
    )
    back = Button(say.plain("history-back-button"), NumberButton(action="history", number=number))
    await talk.show(Screen(say("download-ask", number=number), rows=(buttons, (back,))))


async def send_workbook(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Send the tables as a workbook."""
    await _send(talk, context, number, FileFormat.XLSX)


async def send_archive(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Send the tables as an archive of CSV files."""
    await _send(talk, context, number, FileFormat.CSV)


async def _send(talk: Talk, context: Context, number: str, form: FileFormat) -> None:
    account_id, say = context.account_id, talk.say
    records = await context.cases[CollectRecords](account_id, number)
    tables = tables_of(say, records)
    write = context.cases[WriteTables]
    await ask_to_wait(talk, write)
    content = await write(account_id, tables, form, talk.key)
    today = context.facts.today()
    name = f"{records.history.holding.number}-{today:%Y-%m-%d}.{ENDINGS[form]}"
    text = say("download-text", number=number, date=format_date(today))
    await talk.send(Screen(text, attachment=Attachment("document", name, content)))


def tables_of(say: Speech, records: Records) -> list[Table]:
    """Give the four tables in the words of a language."""
    return [
        _table(say, "readings", _readings(say, records)),
        _table(say, "consumption", _consumption(say, records)),
        _table(say, "bills", (_bill(each) for each in records.bills)),
        _table(say, "payments", (_payment(say, each) for each in records.payments)),
    ]


def _table(say: Speech, name: str, rows: Iterable[Sequence[Cell]]) -> Table:
    columns = tuple(
        Column(say.plain(f"download-column-{column}"), width) for column, width in COLUMNS[name].items()
    )
    return Table(say.plain(f"download-{name}"), name, columns, tuple(map(tuple, rows)))


def _scales(records: Records) -> Iterator[tuple[MeterMonth, ScaleMonth]]:
    for month in records.history.months:
        for meter in month.meters:
            for scale in meter.scales:
                yield meter, scale


def _readings(say: Speech, records: Records) -> Iterator[Sequence[Cell]]:
    for meter, scale in _scales(records):
        for point in scale.points:
            yield (
                point.month,
                point.on,
                meter.meter.serial,
                scale.name,
                point.value,
                point.consumption,
                *_origin(say, point, records.history.senders),
            )


def _origin(say: Speech, point: HistoryPoint, senders: Mapping[int, str]) -> Sequence[Cell]:
    """Say who told a value, and of a reading its receipt, its state and why it was refused."""
    reading = point.reading
    if reading is None:
        return (source_words(say, point, senders), None, None, None)
    who = sender_name(say, reading, senders)
    reason = reason_words(say, reading.reason) if reading.reason else None
    return (who, reading.receipt, status_words(say, reading), reason)


def _consumption(say: Speech, records: Records) -> Iterator[Sequence[Cell]]:
    for meter, scale in _scales(records):
        counted = [point for point in scale.points if point.counts]
        if scale.kwh is not None:
            is_measured = all(point.is_measured for point in counted)
            basis = say.plain("download-measured" if is_measured else "download-calculated")
            yield (counted[0].month, meter.meter.serial, scale.name, scale.kwh, basis)


def _bill(settled: SettledBill) -> Sequence[Cell]:
    bill = settled.bill
    return (
        bill.month,
        Money(bill.charged),
        Money(bill.recalculated),
        Money(bill.penalty),
        Money(bill.amount),
        Money(bill.paid),
        Money(bill.due),
        bill.due_on,
        Money(settled.left),
        settled.paid_on,
    )


def _payment(say: Speech, payment: Payment) -> Sequence[Cell]:
    state = say.plain(f"my-data-payment-{payment.status}")
    return (payment.paid_on, Money(payment.amount), state, payment.source or None)
