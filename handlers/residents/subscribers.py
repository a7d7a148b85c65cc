"""Subscriber numbers: adding, showing, renaming and removing them (part 2 of the manual)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date

from domain.bill import SettledBill
from domain.date_text import parse_date
from domain.dates import Month, format_date
from domain.errors import DomainError
from domain.money import format_amount, parse_amount
from domain.reading_text import format_value, format_values
from domain.subscriber import Holding
from domain.subscriber_number import SubscriberNumber
from handlers.context import Context
from handlers.menu import menu_screen
from handlers.residents import readings
from handlers.residents.tariffs import show_tariffs
from handlers.sections import Section
from handlers.wording import (
    company_words,
    label_of,
    meter_words,
    month_name,
    numbers_due,
    reason_words,
    scale_line,
    status_words,
    title_of,
    value_line,
    verification_warning,
)
from services.numbers.due import ListDue
from services.numbers.readings import HistoryEntry, ReadingHistory
from services.numbers.subscribers import (
    AddSubscriber,
    BeginAdding,
    Card,
    CheckNumber,
    ListBills,
    ListPayments,
    MeterView,
    Remove,
    Rename,
    ViewCard,
)
from ui.buttons import NumberButton, SectionButton
from ui.errors import explain
from ui.forms import Choice, Finish, Form, FormTable, Next, Question, Rewind, Step, once_answered
from ui.screen import Button, Rows, Screen, in_rows
from ui.states import State, States
from ui.talk import Talk
from ui.texts import Speech

PAGE = 6


class AddNumberForm(States):
    """What adding a number is waiting for."""

    number = State()
    paid_on = State()
    amount = State()
    confirm = State()


class RenameForm(States):
    """What renaming a number is waiting for."""

    name = State()


class RemoveForm(States):
    """What removing a number is waiting for."""

    confirm = State()


async def begin_adding(talk: Talk, context: Context) -> None:
    """Ask for the number, unless attempts at a proof are paused."""
    await context.cases[BeginAdding](context.account_id)
    await context.book.begin(talk, context, AddNumberForm.number)


async def ask_number(form: Form[Context]) -> Question:
    """Ask for the subscriber number."""
    return Question(form.say("number-ask"))


async def number_entered(form: Form[Context], text: str) -> Next:
    """Take a number; only the proof tells whether there is such a subscriber."""
    number = await form.context.cases[CheckNumber](form.context.account_id, text)
    form.answers["number"] = number.text
    return AddNumberForm.paid_on


async def ask_paid_on(form: Form[Context]) -> Question:
    """Ask when the last payment was."""
    return Question(form.say("number-date-ask", number=form.answers["number"]))


async def paid_on_entered(form: Form[Context], text: str) -> Next:
    """Take the date."""
    form.answers["paid_on"] = parse_date(text, today=form.context.facts.today()).isoformat()
    return AddNumberForm.amount


async def ask_amount(form: Form[Context]) -> Question:
    """Ask how much was paid."""
    return Question(form.say("number-amount-ask", date=_date_of(form)))


async def amount_entered(form: Form[Context], text: str) -> Next:
    """Take the amount."""
    form.answers["amount"] = parse_amount(text)
    return AddNumberForm.confirm


async def ask_confirm(form: Form[Context]) -> Question:
    """Show the number, the date and the amount as they were understood."""
    say = form.say
    return Question(
        say(
            "number-confirm-ask",
            number=form.answers["number"],
            date=_date_of(form),
            amount=format_amount(form.answers["amount"]),
        ),
        rows=(
            (Choice(say.plain("number-confirm-button"), "confirm"),),
            (Choice(say.plain("number-correct-button"), "correct"),),
        ),
    )


async def confirmed(form: Form[Context], _: str) -> Next:
    """Check the proof and add the number."""
    context = form.context
    try:
        holding = await context.cases[AddSubscriber](
            context.account_id,
            SubscriberNumber.parse(form.answers["number"]),
            date.fromisoformat(form.answers["paid_on"]),
            form.answers["amount"],
            # Each attempt in the conversation has a key of its own, because each is another proof.
            f"{form.key}-{form.talk.update_id}",
        )
    except DomainError as error:
        return _proof_failed(form, error)
    card = await context.cases[ViewCard](context.account_id, holding.number)
    screen = card_screen(form.say, card, context.facts.support_phone)
    return Finish(Screen(form.say("number-added") + "\n\n" + screen.text, rows=screen.rows))


def _proof_failed(form: Form[Context], error: DomainError) -> Next:
    """Ask again from the number, because each of the three may be wrong; end if no attempt is left."""
    text = explain(form.say, error)
    if error.code == "proof-wrong":
        return Rewind(AddNumberForm.number, note=text)
    return Finish(menu_screen(form.talk, form.context, text))


async def to_correct(_form: Form[Context], _: str) -> Next:
    """Go through the questions again."""
    return Rewind(AddNumberForm.number)


def _date_of(form: Form[Context]) -> str:
    return format_date(date.fromisoformat(form.answers["paid_on"]))


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
    await talk.show(await _card(talk.say, context, number))


async def _card(say: Speech, context: Context, number: str) -> Screen:
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


async def show_payments(talk: Talk, context: Context, number: str, page: int) -> None:
    """Show payments, newest first."""
    found = await context.cases[ListPayments](context.account_id, number, PAGE + 1, page * PAGE)
    lines = [
        talk.say(
            "payments-row-reversal" if each.is_reversal else "payments-row",
            date=format_date(each.paid_on),
            amount=format_amount(abs(each.amount)),
        )
        for each in found[:PAGE]
    ]
    await talk.show(_page_screen(talk.say, "payments", number, page, lines, is_more=len(found) > PAGE))


async def show_bills(talk: Talk, context: Context, number: str, page: int) -> None:
    """Show bills, newest first."""
    say, found = talk.say, await context.cases[ListBills](context.account_id, number, PAGE, page * PAGE)
    lines = ["\n".join(money_lines(say, found.holding)), *(_bill_lines(say, each) for each in found.bills)]
    if not found.bills:
        lines.append(say("bills-none"))
    elif found.elsewhere and not found.is_more:
        lines.append(say("bills-elsewhere", amount=format_amount(found.elsewhere)))
    await talk.show(_page_screen(say, "bills", number, page, lines, is_more=found.is_more))


def _bill_lines(say: Speech, settled: SettledBill) -> str:
    bill = settled.bill
    lines = [say("bills-row", month=month_name(say, bill.month))]
    if bill.recalculated or bill.penalty:
        lines.append(say("bills-charged", amount=format_amount(bill.charged)))
    for text_id, amount in (("bills-recalculated", bill.recalculated), ("bills-penalty", bill.penalty)):
        if amount:
            lines.append(say(text_id, amount=format_amount(amount)))
    lines.append(_bill_state(say, settled))
    return "\n".join(lines)


def _bill_state(say: Speech, settled: SettledBill) -> str:
    """Say what a month costs, and whether it was paid."""
    bill, amount = settled.bill, format_amount(settled.bill.amount)
    if settled.left:
        text_id = "bills-open" if settled.left == bill.amount else "bills-open-partly"
        return say(text_id, amount=amount, left=format_amount(settled.left))
    if bill.amount <= 0:
        return say("bills-nothing", amount=amount)
    if settled.paid_on is None:
        return say("bills-paid", amount=amount)
    text_id = "bills-paid-before" if settled.paid_on <= bill.month.last_day else "bills-paid-on"
    return say(text_id, amount=amount, date=format_date(settled.paid_on))


async def show_history(talk: Talk, context: Context, number: str, page: int) -> None:
    """Show readings, newest first."""
    found = await context.cases[ReadingHistory](context.account_id, number, PAGE + 1, page * PAGE)
    zone = context.facts.zone
    lines = [
        _history_lines(talk.say, entry, entry.reading.entered_at.astimezone(zone).date())
        for entry in found[:PAGE]
    ]
    await talk.show(_page_screen(talk.say, "history", number, page, lines, is_more=len(found) > PAGE))


def _history_lines(say: Speech, entry: HistoryEntry, day: date) -> str:
    lines = [
        say(
            "history-row",
            date=format_date(day),
            receipt=entry.reading.receipt,
            status=status_words(say, entry.reading),
        ),
        *(
            [say("history-reason", reason=reason_words(say, entry.reading.reason))]
            if entry.reading.reason
            else []
        ),
        *(value_line(say, value) for value in entry.values),
    ]
    return "\n".join(lines)


def _page_screen(
    say: Speech, what: str, number: str, page: int, lines: list[str], *, is_more: bool
) -> Screen:
    title = say(f"{what}-title", number=number)
    body = "\n\n".join(lines) if lines else say(f"{what}-none")
    turn = [
        Button(say.plain(text_id), NumberButton(action=what, number=number, page=other))
        for text_id, other, is_there in (
            ("page-newer-button", page - 1, page > 0),
            ("page-older-button", page + 1, is_more),
        )
        if is_there
    ]
    back = Button(say.plain("card-back-button"), NumberButton(action="card", number=number))
    return Screen(f"{title}\n\n{body}", rows=((tuple(turn), (back,)) if turn else ((back,),)))


async def show_how_to_pay(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Say how much is to be paid, and under which number."""
    say = talk.say
    holding = (await context.cases[ViewCard](context.account_id, number)).holding
    if holding.due > 0:
        parts = [
            "\n".join(money_lines(say, holding)),
            say("pay-text", number=number, phone=context.facts.support_phone),
        ]
        company = context.facts.company
        if company.is_named:
            parts.append(say("pay-recipient", company=company_words(say, company)))
        text = "\n\n".join(parts)
    else:
        overpaid = money_lines(say, holding) if holding.due else []
        text = "\n".join([say("pay-nothing", number=number), *overpaid])
    back = Button(say.plain("card-back-button"), NumberButton(action="card", number=number))
    await talk.show(Screen(text, rows=((back,),)))


async def begin_reading(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Begin to send a reading for the number."""
    await readings.begin_with(talk, context, number)


async def begin_next_reading(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Begin to send a reading that is still to be sent for the number."""
    await readings.begin_next(talk, context, number)


async def begin_renaming(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Begin to give the number a name."""
    card = await context.cases[ViewCard](context.account_id, number)
    await context.book.begin(talk, context, RenameForm.name, number=number, name=card.holding.name)


async def ask_name(form: Form[Context]) -> Question:
    """Ask for the name."""
    say = form.say
    rows = ((Choice(say.plain("rename-clear-button"), "clear"),),) if form.answers["name"] else ()
    return Question(say("rename-ask", number=form.answers["number"]), rows=rows)


async def name_entered(form: Form[Context], text: str) -> Next:
    """Keep the name."""
    return await _rename(form, text)


async def name_cleared(form: Form[Context], _: str) -> Next:
    """Keep no name."""
    return await _rename(form, None)


async def _rename(form: Form[Context], name: str | None) -> Next:
    context, number = form.context, form.answers["number"]
    await context.cases[Rename](context.account_id, number, name)
    return Finish(await _card(form.say, context, number))


async def begin_removing(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Begin to take the number off the account."""
    await context.cases[ViewCard](context.account_id, number)
    await context.book.begin(talk, context, RemoveForm.confirm, number=number)


async def ask_remove(form: Form[Context]) -> Question:
    """Ask whether the number is really to be taken off."""
    say = form.say
    return Question(
        say("remove-ask", number=form.answers["number"]),
        rows=((Choice(say.plain("card-remove-button"), "remove"),),),
    )


async def remove_confirmed(form: Form[Context], _: str) -> Next:
    """Take the number off the account."""
    await form.context.cases[Remove](form.context.account_id, form.answers["number"])
    return Finish(
        menu_screen(form.talk, form.context, form.say("remove-done", number=form.answers["number"]))
    )


async def leave(form: Form[Context]) -> Screen:
    """Go back to where it began."""
    return menu_screen(form.talk, form.context, form.say("form-left"))


async def back_to_card(form: Form[Context]) -> Screen:
    """Show the card of the number again."""
    return await _card(form.say, form.context, form.answers["number"])


A = AddNumberForm
ADD_NUMBER = FormTable[Context](
    name="add-number",
    leave=leave,
    keeps=once_answered,
    counted=3,
    steps=(
        Step(A.number, ask_number, parse=number_entered, goes_to=(A.paid_on,)),
        Step(A.paid_on, ask_paid_on, parse=paid_on_entered, goes_to=(A.amount,)),
        Step(A.amount, ask_amount, parse=amount_entered, goes_to=(A.confirm,)),
        Step(
            A.confirm,
            ask_confirm,
            choices={"confirm": confirmed, "correct": to_correct},
            goes_to=(A.number,),
            ends=True,
        ),
    ),
)
RENAME = FormTable[Context](
    name="rename",
    leave=back_to_card,
    steps=(
        Step(
            RenameForm.name,
            ask_name,
            parse=name_entered,
            choices={"clear": name_cleared},
            words=True,
            ends=True,
        ),
    ),
)
REMOVE = FormTable[Context](
    name="remove",
    leave=back_to_card,
    steps=(Step(RemoveForm.confirm, ask_remove, choices={"remove": remove_confirmed}, ends=True),),
)

Opener = Callable[[Talk, Context, str, int], Awaitable[None]]
OPENERS: Mapping[str, Opener] = {
    "card": show_card,
    "reading": begin_reading,
    "history": show_history,
    "payments": show_payments,
    "bills": show_bills,
    "pay": show_how_to_pay,
    "more": show_more,
    "tariffs": show_tariffs,
    "rename": begin_renaming,
    "remove": begin_removing,
}
"""What the buttons of a card open, by their action."""
OF_RECEIPTS: Mapping[str, Opener] = {
    "card": show_card,
    "history": show_history,
    "next": begin_next_reading,
}
"""What the buttons of a receipt open below it, by their action."""
