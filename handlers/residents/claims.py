"""«Нет доступа к почте»: a number of the account is proved, and after a day a new password may be chosen."""

from __future__ import annotations

from domain.claim import Claim, read_login
from domain.errors import DomainError
from domain.money import format_amount
from domain.subscriber_number import SubscriberNumber
from handlers.context import Context
from handlers.menu import menu_screen
from handlers.residents.proofs import (
    LastPayment,
    delete_amounts,
    proof_key,
    proof_of,
    shown_day,
)
from services.people.claims import BeginClaim, ObjectByLink, ObjectToClaim
from services.people.opening import Device, shown_at
from ui.buttons import ClaimButton
from ui.errors import explain
from ui.forms import Choice, Finish, Form, Next, Onward, Question, Rewind, Step
from ui.screen import Button, Rows, Screen
from ui.states import State, States
from ui.talk import Talk
from ui.texts import Speech

OBJECT_PREFIX = "object_"
"""What /start carries when the link of a letter about a claim is opened."""
NOT_ME, CHOOSE = "not-me", "choose"
"""What the buttons of claims do."""


class ClaimForm(States):
    """What a claim is waiting for; it is a part of the conversation about signing in."""

    login = State()
    number = State()
    paid_on = State()
    amount = State()
    confirm = State()


def no_mail_row(say: Speech) -> tuple[Choice, ...]:
    """Give the way out for who does not read the mailbox any more."""
    return (Choice(say.plain("claim-begin-button"), "no-mail"),)


async def begun(_form: Form[Context], _: str) -> Next:
    """Begin at the login."""
    return ClaimForm.login


async def begun_after_letter(form: Form[Context], _: str) -> Next:
    """Begin with the login that was typed before; who named an address is asked for the login."""
    named: str = form.answers["named"]
    return ClaimForm.login if "@" in named else Onward(ClaimForm.login, named)


async def ask_login(form: Form[Context]) -> Question:
    """Ask for the login."""
    return Question(form.say("claim-login-ask", phone=form.context.facts.support_phone))


async def login_entered(form: Form[Context], text: str) -> Next:
    """Keep the login, without telling whether there is such an account."""
    form.answers["claimed"] = read_login(text).text
    return ClaimForm.number


async def ask_number(form: Form[Context]) -> Question:
    """Explain how a claim goes, and ask for the subscriber number."""
    say = form.say
    return Question(say("claim-number-ask", phone=form.context.facts.support_phone))


async def number_entered(form: Form[Context], text: str) -> Next:
    """Take a number; only the proof tells whether it is right."""
    form.answers["number"] = SubscriberNumber.parse(text).text
    return ClaimForm.paid_on


async def ask_confirm(form: Form[Context]) -> Question:
    """Show all that was answered, because attempts are few."""
    say, answers = form.say, form.answers
    text = say(
        "claim-confirm-ask",
        login=answers["claimed"],
        number=answers["number"],
        date=shown_day(form),
        amount=format_amount(answers["amount"]),
    )
    confirm = Choice(say.plain("number-confirm-button"), "confirm")
    correct = Choice(say.plain("number-correct-button"), "correct")
    return Question(text, rows=((confirm,), (correct,)))


async def confirmed(form: Form[Context], _: str) -> Next:
    """Check the proof, say how long to wait, and delete the amounts."""
    talk, login = form.talk, read_login(form.answers["claimed"])
    device = Device(talk.chat_id, talk.person.name)
    try:
        claim = await form.context.cases[BeginClaim](login, proof_of(form), device, proof_key(form))
    except DomainError as error:
        return _failed(form, error)
    await delete_amounts(form)
    return Finish(_begun_screen(form, claim))


def _failed(form: Form[Context], error: DomainError) -> Next:
    """Ask again from the login, because each of the answers may be wrong; end if no attempt is left."""
    text = explain(form.say, error)
    if error.code == "claim-wrong":
        return Rewind(ClaimForm.login, note=text)
    return Finish(menu_screen(form.talk, form.context, text))


async def to_correct(_form: Form[Context], _: str) -> Next:
    """Go through the questions again."""
    return Rewind(ClaimForm.login)


def _begun_screen(form: Form[Context], claim: Claim) -> Screen:
    facts = form.context.facts
    if claim.is_due(facts.clock()):
        text = form.say("message-claim-due", until=shown_at(claim.expires_at, facts.zone))
        return Screen(text, rows=due_rows(form.say, claim.id))
    due = shown_at(claim.due_at, facts.zone)
    return menu_screen(form.talk, form.context, form.say("claim-begun", due=due, phone=facts.support_phone))


def due_rows(say: Speech, claim_id: int) -> Rows:
    """Give the button with which a new password is chosen."""
    return ((Button(say.plain("claim-choose-button"), ClaimButton(action=CHOOSE, claim=claim_id)),),)


def not_me_rows(say: Speech, claim_id: int) -> Rows:
    """Give the button with which the owner of the account objects."""
    return ((Button(say.plain("devices-not-me-button"), ClaimButton(action=NOT_ME, claim=claim_id)),),)


async def not_me(talk: Talk, context: Context, button: ClaimButton) -> None:
    """End a claim of the account, from one of its chats."""
    await context.cases[ObjectToClaim](context.account_id, button.claim)
    await _show_ended(talk, context)


async def link_opened(talk: Talk, context: Context, token: str) -> None:
    """End the claim that a letter tells of, from any chat: who opens the link reads the mailbox."""
    await context.cases[ObjectByLink](token)
    await _show_ended(talk, context)


async def _show_ended(talk: Talk, context: Context) -> None:
    text = talk.say("claim-ended", phone=context.facts.support_phone)
    await talk.show(menu_screen(talk, context, text))


F = ClaimForm
STEPS: tuple[Step[Context], ...] = (
    Step(F.login, ask_login, parse=login_entered, goes_to=(F.number,)),
    Step(F.number, ask_number, parse=number_entered, goes_to=(F.paid_on,)),
    *LastPayment(F.paid_on, F.amount, F.confirm, "claim").steps,
    Step(
        F.confirm,
        ask_confirm,
        choices={"confirm": confirmed, "correct": to_correct},
        goes_to=(F.login,),
        ends=True,
    ),
)
