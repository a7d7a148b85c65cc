"""The card of a subscriber number, and what is rarely done with one.

It says first what is to pay and what is to be sent, then all that a resident may look up.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain.address import short_address
from domain.bill import Payment, PaymentStatus
from domain.dates import format_date
from domain.meter import Scale
from domain.money import format_amount
from domain.reading import Reading, Source
from domain.reading_text import format_value, format_values
from domain.subscriber import Holding
from handlers.bill_wording import bill_line, bill_name
from handlers.context import Context
from handlers.residents.missed import missed_words
from handlers.residents.senders import sent_by
from handlers.sections import Section
from handlers.wording import (
    day_words,
    fitting,
    meter_label,
    meter_words,
    month_words,
    number_words,
    reason_words,
    scale_line,
    scale_name,
    status_words,
    title_of,
    verification_warning,
)
from services.numbers.card import Card, MeterView, ViewCard
from services.numbers.due import DueState
from ui.buttons import NumberButton, SectionButton
from ui.screen import Button, Rows, Screen, in_rows
from ui.talk import Talk
from ui.texts import Speech

MOST_BILLS = 3
"""Bills of the newest month that a card tells."""
ROOM_FOR_VOID = 900
"""Characters in which a card says which readings were not accepted."""
MOST_CHARACTERS = 3500
"""Of a card: a message holds 4096, and the empty lines and the count of the other meters take some."""


async def show_card(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Show the card of a number."""
    await talk.show(await number_card(talk.say, context, number))


async def number_card(say: Speech, context: Context, number: str) -> Screen:
    """Read a number and give its card."""
    card = await context.cases[ViewCard](context.account_id, number)
    return card_screen(say, card, context.facts.support_phone)


def card_screen(say: Speech, card: Card, phone: str) -> Screen:
    """Give the card of a number; ``phone`` is whom to call about its meters."""
    holding = card.holding
    title = title_of(say, holding.number, holding.name)
    address = say("card-address", address=short_address(holding.address))
    blocks = [
        [title, address],
        money_lines(say, holding, card.until, card.today),
        [*vacancy_lines(say, card), *_task_lines(say, card)],
        [*_bill_lines(say, card), *_payment_lines(say, card)],
    ]
    texts = ["\n".join(lines) for lines in blocks if lines]
    texts += _meter_blocks(say, card, phone, MOST_CHARACTERS - sum(map(len, texts)))
    return Screen("\n\n".join(texts), rows=_rows(say, card))


def _rows(say: Speech, card: Card) -> Rows:
    """Give what is due now a row each, and put the rest side by side below."""
    reading, pay = _opening(say, card, "reading"), _opening(say, card, "pay")
    first = [button for button, is_due in ((reading, card.due.due), (pay, card.holding.due > 0)) if is_due]
    if card.due.offered and reading not in first:
        first.append(reading)
    looked_up = tuple(_opening(say, card, action) for action in ("bills", "payments", "history"))
    rest = [] if pay in first else [pay]
    rest.append(_opening(say, card, "more"))
    if not card.is_only:
        rest.append(Button(say.plain("card-all-button"), SectionButton(action=Section.ELECTRICITY)))
    return (*((button,) for button in first), looked_up, *in_rows(rest))


def _opening(say: Speech, card: Card, action: str) -> Button:
    """Give the button that opens what its action names."""
    return Button(say.plain(f"card-{action}-button"), NumberButton(action=action, number=card.holding.number))


async def show_more(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Show what is rarely done with a number."""
    say = talk.say
    card = await context.cases[ViewCard](context.account_id, number)
    buttons = [
        Button(say.plain(f"card-{name}-button"), NumberButton(action=action, number=number))
        for name, action in (
            ("tariffs", "tariffs"),
            ("passport", "passport"),
            ("outage", "outage"),
            ("holders", "holders"),
            _vacancy_action(card),
            ("rename", "rename"),
            ("remove", "remove"),
            ("back", "card"),
        )
    ]
    if card.is_only:
        add = Button(say.plain("number-add-button"), SectionButton(action=Section.ADD_NUMBER))
        buttons.insert(len(buttons) - 1, add)
    text = f"{title_of(say, number, card.holding.name)}\n\n{say('card-more-text')}"
    await talk.show(Screen(text, rows=in_rows(buttons)))


def _vacancy_action(card: Card) -> tuple[str, str]:
    """Name the button that says that the home is empty, or that the residents are back, and its action."""
    return ("vacant", "vacant") if card.vacancy is None else ("returned", "returned")


def vacancy_lines(say: Speech, card: Card) -> Iterator[str]:
    """Say that the home is empty, and who sends its values."""
    vacancy = card.vacancy
    if vacancy is None:
        return
    if not vacancy.is_in_force(card.today):
        yield say("card-vacant-stopped")
    elif vacancy.last_day is None:
        yield say("card-vacant")
    else:
        yield say("card-vacant-until", date=format_date(vacancy.last_day))


def money_lines(
    say: Speech, holding: Holding, until: date | None = None, today: date | None = None
) -> list[str]:
    """Say how much is to pay, or is overpaid, and which part of it is a penalty.

    ``until`` is the day until which it is to be paid, as seen ``today``; without both no day is told.
    """
    return [_sum_line(say, holding, until, today), *_parts(say, holding)]


def _sum_line(say: Speech, holding: Holding, until: date | None, today: date | None) -> str:
    amount = format_amount(abs(holding.due))
    if holding.due < 0:
        return say("card-overpaid", amount=amount)
    if not holding.due:
        return say("card-even")
    if until is None or today is None:
        return say("card-debt", amount=amount)
    day = day_words(say, until, today)
    return say("card-debt-until" if today <= until else "card-debt-overdue", amount=amount, day=day)


def _parts(say: Speech, holding: Holding) -> list[str]:
    """Name the parts of the sum to pay, if it has two."""
    if not holding.penalty:
        return []
    text_id = "card-parts" if holding.balance >= 0 else "card-parts-overpaid"
    parts = say(
        text_id, electricity=format_amount(abs(holding.balance)), penalty=format_amount(holding.penalty)
    )
    return [parts]


def _task_lines(say: Speech, card: Card) -> Iterator[str]:
    """Say what is to be sent, until when, and what went wrong with what was sent."""
    due = card.due
    if card.holding.closed:
        yield say("card-closed")
    elif not due.meters:
        yield say("card-no-meters")
    elif any(each.state is not DueState.AUTOMATIC for each in due.meters):
        yield from _readings_of_month(say, card)
        void = [_void_line(say, view.void) for view in card.meters if view.void is not None]
        yield from void[: fitting(void, ROOM_FOR_VOID)]
        if card.missed is not None:
            yield missed_words(say, card.missed, card.today)
        if due.opens is None and any(view.is_typed for view in card.meters):
            yield say("card-typed")


def _readings_of_month(say: Speech, card: Card) -> Iterator[str]:
    due, today = card.due, card.today
    if due.opens is None or not due.is_untouched:
        month = month_words(say, card.month, today)
        yield say("card-state", month=month, state=number_words(say, due))
    if due.opens is not None:
        yield say("card-window-closed", opens=format_date(due.opens))
    elif due.offered:
        text_id = "card-days-left" if due.due else "card-days-left-to-correct"
        yield say(text_id, day=day_words(say, due.closes, today), days=due.days_left)


def _void_line(say: Speech, reading: Reading) -> str:
    values, status = _values(reading), status_words(say, reading)
    if not reading.reason:
        return say("card-void", values=values, status=status)
    reason = reason_words(say, reading.reason)
    return say("card-void-because", values=values, status=status, reason=reason)


def _bill_lines(say: Speech, card: Card) -> Iterator[str]:
    """Say what the newest month costs, and whether it was paid; of several bills the newest comes first."""
    for index, settled in enumerate(card.bills[:MOST_BILLS], start=1):
        name = bill_name(say, settled.bill, len(card.bills) - index)
        yield bill_line(say, settled, say.plain("card-bill", bill=name))
    if not card.bills:
        yield say("bills-none")


def _payment_lines(say: Speech, card: Card) -> Iterator[str]:
    """Say what was paid last, and before it what came later and does not count."""
    paid = card.payments
    if paid.newer is not None:
        yield _payment_line(say, _void_payment(paid.newer), paid.newer.paid_on, abs(paid.newer.amount))
    if paid.day:
        text_id = "card-payment" if len(paid.day) == 1 else "card-payments"
        yield _payment_line(say, text_id, paid.day[0].paid_on, paid.amount)
    elif paid.newer is None:
        yield say("payments-none")


def _void_payment(payment: Payment) -> str:
    if payment.status is PaymentStatus.PENDING:
        return "card-payment-pending"
    return "card-payment-reversal" if payment.is_reversal else "card-payment-reversed"


def _payment_line(say: Speech, text_id: str, day: date, amount: int) -> str:
    return say(text_id, date=format_date(day), amount=format_amount(amount))


def _meter_blocks(say: Speech, card: Card, phone: str, room: int) -> list[str]:
    """Give the meters that ``room`` characters hold, and say how many others there are."""
    blocks = ["\n".join(_meter_lines(say, view, card, phone)) for view in card.meters]
    shown = fitting(blocks, room)
    left = len(blocks) - shown
    return [*blocks[:shown], *([say("card-more-meters", count=left)] if left else [])]


def _meter_lines(say: Speech, view: MeterView, card: Card, phone: str) -> Iterator[str]:
    meter = view.meter
    yield say("card-meter-brief", meter=meter_label(say, meter))
    if meter.automatic:
        yield say("card-meter-automatic")
    yield from _value_lines(say, view.scales)
    if view.reading is not None:
        yield _reading_line(say, view.reading, card)
    elif not meter.automatic and not card.due.is_untouched and len(card.meters) > 1:
        month = month_words(say, card.month, card.today)
        yield say("card-state", month=month, state=meter_words(say, view.due))
    if warning := verification_warning(say, meter, view.verification, phone):
        yield warning


def _value_lines(say: Speech, scales: tuple[Scale, ...]) -> list[str]:
    """Give the last values; a day that all of them share is told once."""
    if len(scales) == 1:
        return [_only_value(say, scales[0])]
    days = {scale.last_date for scale in scales}
    day = days.pop()
    if days or day is None or any(scale.last_value is None for scale in scales):
        return [scale_line(say, scale) for scale in scales]
    rows = (
        say("card-values-row", scale=scale_name(say, scale.name, scale.hours), value=format_value(value))
        for scale in scales
        if (value := scale.last_value) is not None
    )
    return [say("card-values", date=format_date(day)), *rows]


def _only_value(say: Speech, scale: Scale) -> str:
    if scale.last_value is None:
        return say("card-value-unknown")
    value = format_value(scale.last_value)
    if scale.last_date is None:
        return say("card-value-undated", value=value)
    return say("card-value", value=value, date=format_date(scale.last_date))


def _values(reading: Reading) -> str:
    """Give the values of a reading; the name of an only scale says nothing."""
    sent = reading.values
    return format_values(sent) if len(sent) > 1 else format_value(sent[0].value)


def _reading_line(say: Speech, reading: Reading, card: Card) -> str:
    text = say(
        "card-reading" if reading.source is Source.DISPLAY else "card-reading-vacant",
        month=month_words(say, card.month, card.today),
        values=_values(reading),
        receipt=reading.receipt,
        status=status_words(say, reading),
    )
    return sent_by(say, text, reading, card.senders)
