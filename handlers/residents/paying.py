"""How a resident pays: how much, to whom, under which number, and by a code that the app of a bank reads."""

from __future__ import annotations

from domain.dates import Month
from domain.money import format_amount, parse_amount
from domain.payee import Payee
from domain.payment_code import Field, PaymentOrder
from domain.subscriber import Holding
from handlers.context import Context
from handlers.residents.cards import money_lines
from handlers.sections import Section
from handlers.wording import (
    company_words,
    month_name,
)
from services.numbers.bills import BillPlace, ListBills, ViewBill
from services.numbers.card import ViewCard
from services.numbers.paying import DrawPaymentCode
from ui.buttons import BillButton, NumberButton, SectionButton
from ui.forms import Finish, Form, FormTable, Next, Question, Step
from ui.screen import Attachment, Button, Rows, Screen, in_rows
from ui.states import State, States
from ui.talk import Talk
from ui.texts import Safe, Speech

OF_BANKS = "ru"
"""The language of what the bank and the company read."""
COPIED = frozenset({Field.ACCOUNT, Field.BIC, Field.CORR_ACCOUNT, Field.INN, Field.KPP, Field.NUMBER})
"""What somebody may want to copy, one by one."""


class PayForm(States):
    """What paying another sum is waiting for."""

    amount = State()


async def show_how_to_pay(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Say how much is to be paid, and under which number."""
    await talk.show(await _how_to_pay(talk.say, context, number))


async def _how_to_pay(say: Speech, context: Context, number: str) -> Screen:
    holding = (await context.cases[ViewCard](context.account_id, number)).holding
    by_code = payee_of(context) is not None
    first, *others = (
        _parts_to_pay(say, context, holding) if holding.due > 0 else _nothing_to_pay(say, holding)
    )
    code = [say("pay-by-code" if holding.due > 0 else "pay-ahead")] if by_code else []
    parts = (first, *code, *others)
    return Screen("\n\n".join(parts), rows=_rows(say, holding, by_code=by_code))


def _parts_to_pay(say: Speech, context: Context, holding: Holding) -> list[str]:
    company = context.facts.company
    parts = [
        "\n".join(money_lines(say, holding)),
        say("pay-text", number=holding.number, phone=context.facts.support_phone),
    ]
    if company.is_named:
        parts.append(say("pay-recipient", company=company_words(say, company)))
    return parts


def _nothing_to_pay(say: Speech, holding: Holding) -> list[str]:
    overpaid = money_lines(say, holding) if holding.due else []
    return ["\n".join([say("pay-nothing", number=holding.number), *overpaid])]


def _rows(say: Speech, holding: Holding, *, by_code: bool) -> Rows:
    def button(name: str, action: str) -> Button:
        return Button(say.plain(f"{name}-button"), NumberButton(action=action, number=holding.number))

    codes = {"pay-code": holding.due > 0, "pay-other": True, "pay-penalty": has_penalty_apart(holding)}
    offered = [button(name, name) for name, is_offered in codes.items() if by_code and is_offered]
    check = Button(say.plain("code-check-button"), SectionButton(action=Section.CHECK_CODE))
    return in_rows((*offered, check, button("card-back", "card")))


def payee_of(context: Context) -> Payee | None:
    """Give whom residents pay by a code; nobody if it is not known, or codes are not to be sent."""
    return context.facts.payee if context.facts.sends_documents else None


def has_penalty_apart(holding: Holding) -> bool:
    """Tell whether the penalty is a part of the sum to pay, and not all that is left of it."""
    return holding.penalty > 0 and holding.balance > 0


async def show_code(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Show the code for the whole sum to pay."""
    holding, month = await _standing(context, number)
    await _show_code(talk, context, holding, holding.due, purpose_of(context, number), month)


async def show_penalty_code(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Show the code for the penalty alone."""
    holding, month = await _standing(context, number)
    amount = holding.penalty if has_penalty_apart(holding) else 0
    await _show_code(talk, context, holding, amount, purpose_of(context, number, "-penalty"), month)


async def show_bill_code(talk: Talk, context: Context, button: BillButton) -> None:
    """Show the code for what is still to pay of a bill."""
    at = BillPlace(button.month, button.place)
    view = await context.cases[ViewBill](context.account_id, button.number, at)
    purpose = purpose_of(context, button.number)
    await _show_code(talk, context, view.holding, view.settled.left, purpose, view.bill.month)


async def _show_code(
    talk: Talk, context: Context, holding: Holding, amount: int, purpose: str, month: Month | None
) -> None:
    """Show a code as a new message; how to pay instead if there is nothing to pay by now, or no code."""
    payee = payee_of(context)
    if payee is None or amount <= 0:
        await talk.show(await _how_to_pay(talk.say, context, holding.number))
        return
    order = PaymentOrder(payee, amount, holding.number, purpose, month, holding.address)
    await talk.replace(await code_screen(talk, context, order))


async def _standing(context: Context, number: str) -> tuple[Holding, Month | None]:
    """Give a number, and the month of its newest bill."""
    found = await context.cases[ListBills](context.account_id, number, 1)
    return found.holding, found.bills[0].bill.month if found.bills else None


def purpose_of(context: Context, number: str, kind: str = "") -> str:
    """Say for the bank and the company what a payment is for."""
    return context.texts.within(OF_BANKS).plain(f"pay-purpose{kind}", number=number)


async def code_screen(talk: Talk, context: Context, order: PaymentOrder) -> Screen:
    """Draw a code; all that it says stands below it, because nobody can read it otherwise."""
    say, draw = talk.say, context.cases[DrawPaymentCode]
    if draw.must_wait:
        await talk.ask_patience(say.plain("picture-wait-hint"))
    picture = Attachment("photo", "payment.png", await draw(order))
    text = "\n\n".join(
        [
            say("pay-code-text", amount=format_amount(order.amount)),
            "\n".join(field_line(say, name, value) for name, value in shown_fields(say, order)),
        ]
    )
    back = Button(say.plain("card-back-button"), NumberButton(action="card", number=order.number))
    other = Button(say.plain("pay-other-button"), NumberButton(action="pay-other", number=order.number))
    return Screen(text, rows=in_rows((other, back)), attachment=picture)


def shown_fields(say: Speech, order: PaymentOrder) -> list[tuple[Field, str]]:
    """Give all that a code says, as people read it."""
    shown = {
        Field.SUM: say.plain("payment-sum", amount=format_amount(order.amount)),
        Field.PERIOD: "" if order.period is None else month_name(say, order.period),
    }
    return [(name, shown.get(name, value)) for name, value in order.fields.items()]


def field_label(say: Speech, name: Field) -> str:
    """Name a field as people know it."""
    return say.plain(f"payment-{name.name.lower().replace('_', '-')}-label")


def field_line(say: Speech, name: Field, value: str) -> str:
    """Name a field with its value, which a tap copies if it is digits."""
    label = field_label(say, name)
    if name in COPIED:
        return say("payment-line-copied", label=label, value=value)
    return say("payment-line", label=label, value=value)


async def begin_other_sum(talk: Talk, context: Context, number: str, _page: int) -> None:
    """Begin to ask for another sum, if there can be a code for it."""
    if payee_of(context) is None:
        await show_how_to_pay(talk, context, number, 0)
        return
    await context.cases[ViewCard](context.account_id, number)
    await context.book.begin(talk, context, PayForm.amount, number=number)


async def ask_amount(form: Form[Context]) -> Question:
    """Ask how much is to be paid."""
    holding = (await form.context.cases[ViewCard](form.context.account_id, form.answers["number"])).holding
    lines = "\n".join(money_lines(form.say, holding))
    return Question(form.say("pay-amount-ask", number=holding.number, lines=Safe(lines)))


async def amount_entered(form: Form[Context], text: str) -> Next:
    """Show the code for the sum."""
    context, number = form.context, form.answers["number"]
    amount = parse_amount(text)
    holding, month = await _standing(context, number)
    payee = payee_of(context)
    if payee is None:
        return Finish(await _how_to_pay(form.say, context, number))
    period = month if holding.due > 0 else None
    order = PaymentOrder(payee, amount, number, purpose_of(context, number), period, holding.address)
    return Finish(await code_screen(form.talk, context, order))


async def back_to_paying(form: Form[Context]) -> Screen:
    """Say again how to pay."""
    return await _how_to_pay(form.say, form.context, form.answers["number"])


PAY_OTHER = FormTable[Context](
    name="pay-other",
    leave=back_to_paying,
    steps=(Step(PayForm.amount, ask_amount, parse=amount_entered, ends=True),),
)
