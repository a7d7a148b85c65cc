"""Bills and payments of a subscriber number, newest first."""

from __future__ import annotations

from domain.bill import Payment, PaymentStatus, SettledBill
from domain.dates import format_date
from domain.money import format_amount
from handlers.context import Context
from handlers.residents.cards import money_lines
from handlers.residents.pages import PAGE, page_screen
from handlers.wording import (
    month_name,
)
from services.numbers.bills import BillPlace, BillView, ListBills, ListPayments, ViewBill
from ui.buttons import BillButton, NumberButton
from ui.screen import Button, Rows, Screen
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
    """Show bills, newest first."""
    say, found = talk.say, await context.cases[ListBills](context.account_id, number, PAGE, page * PAGE)
    lines = ["\n".join(money_lines(say, found.holding)), *(_bill_lines(say, each) for each in found.bills)]
    if not found.bills:
        lines.append(say("bills-none"))
    elif found.elsewhere and not found.is_more:
        lines.append(say("bills-elsewhere", amount=format_amount(found.elsewhere)))
    await talk.show(page_screen(say, "bills", number, page, lines, is_more=found.is_more))


async def show_bill(talk: Talk, context: Context, button: BillButton) -> None:
    """Show one bill."""
    at = BillPlace(button.month, button.place)
    view = await context.cases[ViewBill](context.account_id, button.number, at)
    say = talk.say
    title = say("bill-title", month=month_name(say, view.bill.month), number=button.number)
    await talk.show(Screen(f"{title}\n\n{_bill_state(say, view.settled)}", rows=_bill_rows(say, view)))


def _bill_rows(say: Speech, view: BillView) -> Rows:
    number = view.holding.number
    turn = tuple(
        Button(say.plain(text_id), BillButton(action="view", number=number, month=at.month, place=at.place))
        for text_id, at in (("page-newer-button", view.newer), ("page-older-button", view.older))
        if at is not None
    )
    back = (
        Button(say.plain("bill-back-button"), NumberButton(action="bills", number=number)),
        Button(say.plain("card-back-button"), NumberButton(action="card", number=number)),
    )
    return (turn, back) if turn else (back,)


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
