"""The list of subscriber numbers, the card of each, and what is rarely done with one."""

from __future__ import annotations

from domain.dates import Month, format_date
from domain.money import format_amount
from domain.reading_text import format_value, format_values
from domain.subscriber import Holding
from handlers.context import Context
from handlers.sections import Section
from handlers.wording import (
    label_of,
    meter_words,
    month_name,
    numbers_due,
    scale_line,
    status_words,
    title_of,
    verification_warning,
)
from services.numbers.card import Card, MeterView, ViewCard
from services.numbers.due import ListDue
from ui.buttons import NumberButton, SectionButton
from ui.screen import Button, Rows, Screen, in_rows
from ui.talk import Talk
from ui.texts import Speech


async def show_numbers(talk: Talk, context: Context) -> None:
    """Show the numbers of the account, with a button for each."""
    numbers = await context.cases[ListDue](context.account_id)
    say = talk.say
    rows: Rows = (
        (Button(say.plain("number-add-button"), SectionButton(action=Section.ADD_NUMBER)),),
        *in_rows(
            Button(label_of(say, each.holding), NumberButton(action="card", number=each.holding.number))
            for each in numbers
        ),
    )
    text = f"{say('numbers-text')}\n\n{numbers_due(say, numbers)}" if numbers else say("numbers-none")
    await talk.show(Screen(text, rows=rows))


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
    lines = [
        title_of(say, holding.number, holding.name),
        say("card-address", address=holding.address),
        "",
        *money_lines(say, holding),
    ]
    if holding.closed:
        lines.append(say("card-closed"))
    for view in card.meters:
        lines += ["", *_meter_lines(say, view, card.month, phone)]
    if not card.meters:
        lines += ["", say("card-no-meters")]
    elif card.due.opens is not None:
        lines += ["", say("card-window-closed", opens=format_date(card.due.opens))]

    def button(text_id: str, action: str) -> Button:
        return Button(say.plain(text_id), NumberButton(action=action, number=holding.number))

    return Screen(
        "\n".join(lines),
        rows=(
            *(((button("card-reading-button", "reading"),),) if card.due.offered else ()),
            (button("card-bills-button", "bills"), button("card-payments-button", "payments")),
            (button("card-history-button", "history"), button("card-pay-button", "pay")),
            (
                button("card-more-button", "more"),
                Button(say.plain("card-all-button"), SectionButton(action=Section.ELECTRICITY)),
            ),
        ),
    )


async def show_more(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Show what is rarely done with a number."""
    say = talk.say
    holding = (await context.cases[ViewCard](context.account_id, number)).holding
    buttons = (
        Button(say.plain(f"card-{name}-button"), NumberButton(action=action, number=number))
        for name, action in (
            ("tariffs", "tariffs"),
            ("passport", "passport"),
            ("rename", "rename"),
            ("remove", "remove"),
            ("back", "card"),
        )
    )
    text = f"{title_of(say, number, holding.name)}\n\n{say('card-more-text')}"
    await talk.show(Screen(text, rows=in_rows(buttons)))


def money_lines(say: Speech, holding: Holding) -> list[str]:
    """Say how much is to pay, or is overpaid, and which part of it is a penalty."""
    if holding.due > 0:
        lines = [say("card-debt", amount=format_amount(holding.due))]
    elif holding.due < 0:
        lines = [say("card-overpaid", amount=format_amount(-holding.due))]
    else:
        lines = [say("card-even")]
    return [*lines, *_parts(say, holding)]


def _parts(say: Speech, holding: Holding) -> list[str]:
    """Name the parts of the sum to pay, if it has two."""
    if not holding.penalty:
        return []
    text_id = "card-parts" if holding.balance >= 0 else "card-parts-overpaid"
    parts = say(
        text_id, electricity=format_amount(abs(holding.balance)), penalty=format_amount(holding.penalty)
    )
    return [parts]


def _meter_lines(say: Speech, view: MeterView, month: Month, phone: str) -> list[str]:
    meter = view.meter
    lines = [say("card-meter", model=meter.model, serial=meter.serial)]
    if meter.automatic:
        lines.append(say("card-meter-automatic"))
    lines += [scale_line(say, scale) for scale in view.scales]
    if view.reading is None and not meter.automatic:
        lines.append(say("card-state", month=month_name(say, month), state=meter_words(say, view.due)))
    if view.reading is not None:
        sent = view.reading.values
        values = format_values(sent) if len(sent) > 1 else format_value(sent[0].value)
        lines.append(
            say(
                "card-reading",
                month=say.plain(f"month-{month.month}"),
                values=values,
                receipt=view.reading.receipt,
                status=status_words(say, view.reading),
            )
        )
    if meter.verify_by is not None:
        warning = verification_warning(say, meter, view.verification, phone)
        lines.append(warning or say("card-verify-by", date=format_date(meter.verify_by)))
    return lines
