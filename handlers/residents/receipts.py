"""The receipt of a reading, and the way from it to the next meter."""

from __future__ import annotations

from datetime import tzinfo

from domain.dates import format_date
from domain.reading import Status
from domain.reading_text import format_values
from handlers.residents.doubts import kept_line
from handlers.residents.senders import earlier_sent_by
from handlers.wording import label_of, month_name, title_of, value_line
from services.numbers.due import NextDue
from services.numbers.readings import Receipt
from ui.buttons import ReceiptButton
from ui.screen import Button, Screen, in_rows
from ui.texts import Speech


def receipt_screen(say: Speech, receipt: Receipt, zone: tzinfo, following: NextDue | None) -> Screen:
    """Give a receipt that can be understood by itself, years later; its buttons leave it in the chat."""
    moment = receipt.entered_at.astimezone(zone)
    text_id = "reading-in-review" if receipt.status is Status.REVIEW else "reading-accepted"
    if receipt.is_below_known:
        text_id = "reading-in-review-below"
    parts = [
        say(
            text_id,
            receipt=receipt.receipt,
            month=month_name(say, receipt.month),
            moment=f"{format_date(moment.date())} {moment:%H:%M}",
        ),
        "\n".join(
            [
                title_of(say, receipt.number, receipt.name),
                *([say("card-address", address=receipt.address)] if receipt.address else []),
                say("card-meter", model=receipt.meter.model, serial=receipt.meter.serial),
                *(value_line(say, each.name, each.value, each.consumption) for each in receipt.values),
            ]
        ),
    ]
    for each in receipt.all_replaced:
        values = format_values(each.values)
        text = say("reading-replaced-earlier", receipt=each.receipt, values=values)
        parts.append(earlier_sent_by(say, text, each, receipt.senders))
    if receipt.kept is not None:
        parts.append(earlier_sent_by(say, kept_line(say, receipt.kept), receipt.kept, receipt.senders))
    buttons = [
        Button(say.plain(f"card-{name}-button"), ReceiptButton(action=action, number=receipt.number))
        for name, action in (("history", "history"), ("back", "card"))
    ]
    if following is not None:
        parts.append(say("reading-next", count=following.left))
        buttons.insert(0, _next_button(say, receipt, following))
    return Screen("\n\n".join(parts), rows=in_rows(buttons))


def _next_button(say: Speech, receipt: Receipt, following: NextDue) -> Button:
    holding = following.number.holding
    what = (
        say.plain("reading-next-meter", serial=following.meter.meter.serial)
        if holding.number == receipt.number
        else label_of(say, holding)
    )
    label = say.plain("reading-next-button", what=what)
    return Button(label, ReceiptButton(action="next", number=holding.number))
