"""«Скачать PDF»: a bill as a document, in the language of the resident."""

from __future__ import annotations

from datetime import date

from domain.bill import Bill
from domain.dates import format_date
from domain.money import format_amount
from domain.payment_code import PaymentOrder
from handlers.bill_wording import bill_label, bill_name, bill_tables, rubles
from handlers.context import Context
from handlers.residents.paying import field_label, payee_of, purpose_of, shown_fields
from handlers.residents.waiting import ask_to_wait
from handlers.wording import company_words
from services.numbers.bill_documents import (
    BillDocument,
    Detail,
    DocumentCode,
    DocumentLine,
    WriteBill,
)
from services.numbers.bills import BillPlace, BillView, ViewBill
from ui.buttons import BillButton
from ui.screen import Attachment, Screen
from ui.talk import Talk
from ui.texts import Speech


async def send_bill(talk: Talk, context: Context, button: BillButton) -> None:
    """Send a bill as a PDF, below the message whose button was pressed."""
    say, at = talk.say, BillPlace(button.month, button.place)
    view = await context.cases[ViewBill](context.account_id, button.number, at)
    if not context.facts.sends_documents:
        await talk.send(Screen(say("document-off")))
        return
    document = document_of(say, context, view, _code(say, context, view))
    write = context.cases[WriteBill]
    await ask_to_wait(talk, write)
    content = await write(context.account_id, document, talk.key)
    name = f"{view.holding.number}-{view.bill.month}{f'-{at.place + 1}' if at.place else ''}.pdf"
    text = say("document-text", bill=bill_name(say, view.bill, at.place), number=view.holding.number)
    await talk.send(Screen(text, attachment=Attachment("document", name, content)))


def document_of(say: Speech, context: Context, view: BillView, code: DocumentCode | None) -> BillDocument:
    """Give the document of a bill; ``code`` is for what is still to pay of it."""
    company, today = context.facts.company, context.facts.today()
    return BillDocument(
        title=say.plain("document-title", bill=bill_name(say, view.bill, view.at.place)),
        copy=say.plain("document-copy"),
        company=company_words(say, company) if company.is_named else "",
        details=_details(say, view),
        head=DocumentLine(
            *(say.plain(f"document-column-{name}") for name in ("label", "kwh", "price", "amount"))
        ),
        groups=tuple(bill_tables(say, view.lines, view.meters)),
        sums=_sums(say, view.bill),
        total=_total(say, view.bill),
        state=_state(say, view, today),
        code=code,
        page=say.plain("document-page", page="{page}", pages="{pages}"),
        language=say.language,
        made_on=today,
    )


def _code(say: Speech, context: Context, view: BillView) -> DocumentCode | None:
    """Give the code for what is still to pay of a bill; nothing where nobody knows whom to pay."""
    payee, left = payee_of(context), view.settled.left
    if payee is None or left <= 0:
        return None
    holding = view.holding
    purpose = purpose_of(context, holding.number)
    order = PaymentOrder(payee, left, holding.number, purpose, view.bill.month, holding.address)
    details = (Detail(field_label(say, name), value) for name, value in shown_fields(say, order))
    return DocumentCode(say.plain("document-code"), order.compose(), tuple(details))


def _details(say: Speech, view: BillView) -> tuple[Detail, ...]:
    holding, bill = view.holding, view.bill
    details = (
        ("number", holding.number),
        ("address", holding.address),
        ("month", bill_label(say, bill, view.at.place)),
        ("due-on", "" if bill.due_on is None else format_date(bill.due_on)),
    )
    return tuple(Detail(say.plain(f"document-{name}"), value) for name, value in details if value)


def _sums(say: Speech, bill: Bill) -> tuple[Detail, ...]:
    """Give the sums of a bill as billing counted them; nothing of those that are nothing."""
    opening = bill.opening or 0
    sums = (
        ("opening", max(opening, 0)),
        ("opening-overpaid", max(-opening, 0)),
        ("paid", bill.paid),
        ("charged", bill.charged),
        ("recalculated", bill.recalculated),
        ("penalty", bill.penalty),
    )
    return tuple(
        _sum(say, f"document-{name}", amount) for name, amount in sums if amount or name == "charged"
    )


def _total(say: Speech, bill: Bill) -> Detail:
    return _sum(say, "document-overpaid" if bill.due < 0 else "document-due", abs(bill.due))


def _sum(say: Speech, text_id: str, amount: int) -> Detail:
    return Detail(say.plain(text_id), say.plain("document-rubles", amount=rubles(say, amount)))


def _state(say: Speech, view: BillView, today: date) -> str:
    """Say what is still to pay of the bill on the day on which the document is made."""
    if view.settled.left:
        left = format_amount(view.settled.left)
        return say.plain("document-left", amount=left, date=format_date(today))
    return say.plain("document-paid-up", date=format_date(today))
