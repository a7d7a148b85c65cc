"""Bills and payments of a subscriber number, newest first."""

from __future__ import annotations

from domain.bill import Payment, PaymentStatus
from domain.dates import format_date
from domain.money import format_amount
from handlers.bill_wording import (
    bill_label,
    bill_lines_text,
    bill_name,
    bill_rows,
    bill_state,
    bill_sums_text,
)
from handlers.context import Context
from handlers.residents.cards import money_lines
from handlers.residents.differences import why_button
from handlers.residents.pages import PAGE, page_screen
from handlers.residents.paying import payee_of
from handlers.residents.questions import ask_button
from handlers.wording import title_of
from services.numbers.bills import BillPlace, BillView, ListBills, ListPayments, ViewBill
from ui.buttons import BillButton, NumberButton
from ui.screen import Button, Rows, Screen, in_rows
from ui.talk import Talk
from ui.texts import Speech


async def show_payments(talk: Talk, context: Context, number: str, page: int) -> None:
    """Show payments, newest first."""
    found = await context.cases[ListPayments](context.account_id, number, PAGE + 1, page * PAGE)
    lines = [
        talk.say(
            _payment_text(each),
            date=format_date(each.paid_on),
            amount=format_amount(abs(each.amount)),
        )
        for each in found[:PAGE]
    ]
    await talk.show(page_screen(talk.say, "payments", number, page, lines, is_more=len(found) > PAGE))


def _payment_text(payment: Payment) -> str:
    if payment.status is not PaymentStatus.BOOKED:
        return f"payments-row-{payment.status}"
    return "payments-row-reversal" if payment.is_reversal else "payments-row"


async def show_bills(talk: Talk, context: Context, number: str, page: int) -> None:
    """Show bills, newest first, with a button for each."""
    say, today = talk.say, context.facts.today()
    found = await context.cases[ListBills](context.account_id, number, PAGE, page * PAGE)
    lines = ["\n".join(money_lines(say, found.holding))]
    placed = [(each, at.place) for each, at in zip(found.bills, found.places, strict=True)]
    if not placed:
        lines.append(say("bills-none"))
    else:
        lines.append("\n".join(bill_rows(say, placed, today)))
        if found.elsewhere and not found.is_more:
            lines.append(say("bills-elsewhere", amount=format_amount(found.elsewhere)))
        lines.append(say("bills-choose"))
    rows = in_rows(
        Button(bill_label(say, each.bill, at.place), _opens(number, at))
        for each, at in zip(found.bills, found.places, strict=True)
    )
    await talk.show(page_screen(say, "bills", number, page, lines, is_more=found.is_more, rows=rows))


def _opens(number: str, at: BillPlace) -> BillButton:
    return BillButton(action="view", number=number, month=at.month, place=at.place)


async def show_bill(talk: Talk, context: Context, button: BillButton) -> None:
    """Show one bill line by line."""
    at = BillPlace(button.month, button.place)
    view = await context.cases[ViewBill](context.account_id, button.number, at)
    await talk.show(bill_screen(talk.say, view, _papers(talk.say, context, view)))


def bill_screen(say: Speech, view: BillView, papers: tuple[Button, ...]) -> Screen:
    """Give the screen of a bill; ``papers`` are the buttons of what can be had of it."""
    holding = view.holding
    head = [
        say("bill-title", bill=bill_name(say, view.bill, view.at.place)),
        title_of(say, holding.number, holding.name),
        bill_state(say, view.settled),
    ]
    lines = bill_lines_text(say, view.lines, view.meters) or [say("bill-lines-none")]
    text = "\n\n".join(["\n".join(head), *lines, bill_sums_text(say, view.bill)])
    return Screen(text, rows=_bill_rows(say, view, papers))


def _papers(say: Speech, context: Context, view: BillView) -> tuple[Button, ...]:
    """Give the buttons of the document and of the code for paying, as far as they can be sent."""

    def button(text_id: str, action: str) -> Button:
        number, at = view.holding.number, view.at
        opens = BillButton(action=action, number=number, month=at.month, place=at.place)
        return Button(say.plain(text_id), opens)

    pdf = [button("document-button", "pdf")] if context.facts.sends_documents else []
    is_payable = payee_of(context) is not None and view.settled.left > 0
    return (*pdf, *([button("pay-code-button", "qr")] if is_payable else []))


def _bill_rows(say: Speech, view: BillView, papers: tuple[Button, ...]) -> Rows:
    number, page = view.holding.number, view.index // PAGE
    turn = tuple(
        Button(say.plain(text_id), _opens(number, at))
        for text_id, at in (("page-newer-button", view.newer), ("page-older-button", view.older))
        if at is not None
    )
    ask = (ask_button(say, number, view.at),)
    back = (
        Button(say.plain("bill-back-button"), NumberButton(action="bills", number=number, page=page)),
        Button(say.plain("card-back-button"), NumberButton(action="card", number=number)),
    )
    why = () if view.trend is None else (why_button(say, view.trend, number, view.at),)
    return tuple(row for row in (why, ask, papers, turn, back) if row)
