"""How the rows of a list of readings read, and the receipts of those that were sent."""

from __future__ import annotations

from collections.abc import Iterator

from domain.batch import Doubt, RowState
from domain.errors import DomainError
from domain.reading import Consumption, Status
from domain.reading_text import format_value, format_values
from handlers.context import Context
from handlers.residents.doubts import summary_line
from services.numbers.batches import BatchPage, JudgedRow, ListReceipts, Receipts, RowReceipt
from ui.buttons import BatchButton
from ui.errors import explain
from ui.screen import Button, Screen
from ui.talk import Talk
from ui.texts import Speech

LONGEST_SHOWN = 60
"""Characters of a row that could not be read."""


def page_text(say: Speech, page: BatchPage) -> str:
    """Give a page of a list: the counts of the whole list, then row by row."""
    counted = [
        say(f"batch-count-{state}", count=page.counts[state])
        for state in RowState
        if page.counts.get(state, 0)
    ]
    parts = [
        "\n".join([say("batch-title", count=sum(page.counts.values())), *counted]),
        *(row_text(say, each) for each in page.rows),
    ]
    if page.pages > 1:
        parts.append(say("batch-page", page=page.page + 1, pages=page.pages))
    return "\n\n".join(parts)


def row_text(say: Speech, judged: JudgedRow) -> str:
    """Give a row: which meter it is about, what its values make, and what is doubted or wrong."""
    return "\n".join([say(f"batch-row-{judged.state}", row=_named(say, judged)), *_told(say, judged)])


def _named(say: Speech, judged: JudgedRow) -> str:
    """Name a row by its place and its meter, or by what was typed where no meter is known."""
    row, place = judged.row, str(judged.row.place)
    if judged.meter is not None and judged.sent is not None:
        return say.plain("batch-meter", place=place, number=judged.sent.number, serial=judged.meter.serial)
    if judged.meter is None or judged.holding is None:
        typed = " ".join(filter(None, (row.text.number, row.text.meter, *row.text.values.split())))
        return say.plain("batch-typed", place=place, typed=typed[:LONGEST_SHOWN])
    number, serial = judged.holding.number, judged.meter.serial
    if judged.holding.name:
        name = judged.holding.name
        return say.plain("batch-meter-named", place=place, name=name, number=number, serial=serial)
    return say.plain("batch-meter", place=place, number=number, serial=serial)


def _told(say: Speech, judged: JudgedRow) -> Iterator[str]:
    if judged.sent is not None:
        yield say("batch-receipt-of-row", receipt=judged.sent.receipt)
    if judged.verdict is not None:
        yield from (_scale_line(say, each) for each in judged.verdict.scales)
    if judged.fault is not None:
        yield from _why(say, judged)
    if judged.doubt is not None:
        yield say(f"batch-doubt-{judged.doubt}")
        yield from _proposal(say, judged)
    elif judged.needs_review:
        yield say("reading-summary-review")
    if judged.doubt is not Doubt.CHANGED and judged.row.is_changed:
        yield say("batch-doubt-changed")
    if judged.twins:
        yield say("batch-twice", places=", ".join(map(str, judged.twins)))
    if judged.replaced:
        latest = judged.replaced[-1]
        yield say("reading-will-replace", receipt=latest.receipt, values=format_values(latest.values))


def _proposal(say: Speech, judged: JudgedRow) -> Iterator[str]:
    """Say what the values are once they are exchanged, if that is what may be meant."""
    verdict = judged.verdict
    if judged.doubt is Doubt.SWAPPED and verdict is not None and verdict.swapped is not None:
        exchanged = (
            f"{each.scale.name} {format_value(verdict.swapped[each.scale.number])}" for each in verdict.scales
        )
        yield say("batch-swap-proposal", values=", ".join(exchanged))


def _why(say: Speech, judged: JudgedRow) -> Iterator[str]:
    """Say what is wrong with a row; where its meter is known, also what was typed for it."""
    if judged.fault is None:
        return
    if judged.meter is not None:
        typed = " ".join(judged.row.text.values.split())[:LONGEST_SHOWN]
        yield say("batch-values-typed", typed=typed)
    yield fault_words(say, judged.fault.error)


def fault_words(say: Speech, fault: DomainError) -> str:
    """Say in short why a row cannot be sent."""
    short = f"batch-fault-{fault.code}"
    return say(short, **fault.values) if say.has(short) else explain(say, fault)


def _scale_line(say: Speech, each: Consumption) -> str:
    """Show the value of a scale; one that is lower than before makes no consumption."""
    if not each.is_lower or each.baseline.value is None:
        return summary_line(say, each)
    previous, value = format_value(each.baseline.value), format_value(each.value)
    return say("batch-lower-row", scale=each.scale.name, previous=previous, value=value)


def receipts_screen(say: Speech, batch_id: int, receipts: Receipts) -> Screen:
    """Give the receipts of a list, and what becomes of the rows that were not sent."""
    parts = [say("batch-sent-title", count=receipts.sent)]
    if receipts.in_review:
        parts.append(say("batch-sent-review", count=receipts.in_review))
    if receipts.left:
        parts.append(say("batch-sent-left", count=receipts.left))
    parts += [_receipt(say, each) for each in receipts.receipts]
    if receipts.pages > 1:
        parts.append(say("batch-page-of-receipts", page=receipts.page + 1, pages=receipts.pages))
    turn = tuple(
        Button(say.plain(label), BatchButton(action="receipts", batch=batch_id, page=page))
        for label, page in (
            ("batch-page-before-button", receipts.page - 1),
            ("batch-page-after-button", receipts.page + 1),
        )
        if 0 <= page < receipts.pages
    )
    return Screen("\n\n".join(parts), rows=(turn,) if turn else ())


def _receipt(say: Speech, each: RowReceipt) -> str:
    reading = each.reading
    text_id = "batch-receipt-review" if reading.status is Status.REVIEW else "batch-receipt"
    return say(
        text_id,
        number=reading.number,
        serial=each.meter.serial,
        values=format_values(reading.values),
        receipt=reading.receipt,
    )


async def receipts_pressed(talk: Talk, context: Context, button: BatchButton) -> None:
    """Show another page of receipts in the same message."""
    receipts = await context.cases[ListReceipts](context.account_id, button.batch, button.page)
    await talk.show(receipts_screen(talk.say, button.batch, receipts))
