"""The questions that prove a subscriber number, as adding a number and claiming an account share them."""

from __future__ import annotations

from datetime import date

from domain.date_text import parse_date
from domain.dates import format_date
from domain.money import parse_amount
from domain.subscriber_number import SubscriberNumber
from handlers.context import Context
from services.numbers.proving import Proof
from ui.forms import Form


def take_paid_on(form: Form[Context], text: str) -> None:
    """Keep the day of the last payment."""
    form.answers["paid_on"] = parse_date(text, today=form.context.facts.today()).isoformat()


def take_amount(form: Form[Context], text: str) -> None:
    """Keep the amount, and remember which message shows it."""
    form.answers["amount"] = parse_amount(text)
    if form.talk.message is not None:
        form.answers.setdefault("shown_by", []).append(form.talk.message.message_id)


async def delete_amounts(form: Form[Context]) -> None:
    """Delete the messages that show an amount, because it proves the number to anybody."""
    for message_id in form.answers.get("shown_by", ()):
        await form.talk.delete(message_id)


def shown_day(form: Form[Context]) -> str:
    """Give the day of the payment as people read it."""
    return format_date(date.fromisoformat(form.answers["paid_on"]))


def proof_of(form: Form[Context]) -> Proof:
    """Give what was answered."""
    answers = form.answers
    number, paid_on = SubscriberNumber.parse(answers["number"]), date.fromisoformat(answers["paid_on"])
    return Proof(number, paid_on, answers["amount"])


def proof_key(form: Form[Context]) -> str:
    """Name an attempt: each in a conversation is another proof, and counts by itself."""
    return f"{form.key}-{form.talk.update_id}"
