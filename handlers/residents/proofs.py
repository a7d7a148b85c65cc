"""The questions that prove a subscriber number, as adding a number and claiming an account share them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.date_text import parse_date
from domain.dates import format_date
from domain.money import parse_amount
from domain.subscriber_number import SubscriberNumber
from handlers.context import Context
from services.numbers.proving import Proof
from ui.forms import Form, Next, Question, Step
from ui.states import State

SHOWN_BY = "shown_by"
"""The answer that names the messages which show amounts."""


@dataclass(frozen=True)
class LastPayment:
    """The questions about the last payment, in the states of a conversation that goes on with ``then``.

    ``texts`` is how the ids of its questions begin.
    """

    paid_on: State
    amount: State
    then: State
    texts: str

    @property
    def steps(self) -> tuple[Step[Context], ...]:
        """The day, and the amount."""
        return (
            Step(self.paid_on, self._ask_paid_on, parse=self._paid_on_entered, goes_to=(self.amount,)),
            Step(self.amount, self._ask_amount, parse=self._amount_entered, goes_to=(self.then,)),
        )

    async def _ask_paid_on(self, form: Form[Context]) -> Question:
        return Question(form.say(f"{self.texts}-date-ask", number=form.answers["number"]))

    async def _paid_on_entered(self, form: Form[Context], text: str) -> Next:
        form.answers["paid_on"] = parse_date(text, today=form.context.facts.today()).isoformat()
        return self.amount

    async def _ask_amount(self, form: Form[Context]) -> Question:
        return Question(form.say(f"{self.texts}-amount-ask", date=shown_day(form)))

    async def _amount_entered(self, form: Form[Context], text: str) -> Next:
        """Take the amount, and remember which message shows it."""
        form.answers["amount"] = parse_amount(text)
        if form.talk.message is not None:
            note_amounts(form, form.talk.message.message_id)
        return self.then


def note_amounts(form: Form[Context], message_id: int) -> None:
    """Remember that a message shows an amount."""
    form.answers.setdefault(SHOWN_BY, []).append(message_id)


async def delete_amounts(form: Form[Context]) -> None:
    """Delete the messages that show amounts, because they prove numbers to anybody."""
    for message_id in form.answers.pop(SHOWN_BY, ()):
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
