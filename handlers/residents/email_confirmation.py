"""Confirming an e-mail address by the link or the code of a letter, and asking for another letter."""

from __future__ import annotations

from domain.errors import DomainError
from handlers.context import Context
from handlers.menu import confirmation_rows, menu_keyboard, menu_screen
from services.people.email_confirmation import ConfirmByCode, ConfirmByToken, ResendLetter
from services.people.profile import ViewProfile
from ui.errors import explain
from ui.forms import Again, Choice, Finish, Form, FormTable, Next, Question, Step
from ui.screen import Screen
from ui.states import State, States
from ui.talk import Talk

CONFIRM_PREFIX = "confirm_"


class EmailCodeForm(States):
    """What confirming by code is waiting for."""

    code = State()


async def begin_code(talk: Talk, context: Context) -> None:
    """Ask for the code, unless the link was opened already."""
    profile = await context.cases[ViewProfile](context.account_id)
    if profile.email_confirmed and profile.pending_email is None:
        raise DomainError("nothing-to-confirm")
    await context.book.begin(talk, context, EmailCodeForm.code)


async def ask_code(form: Form[Context]) -> Question:
    """Ask for the code of the letter."""
    again = Choice(form.say.plain("email-resend-button"), "resend")
    return Question(form.say("email-code-ask"), rows=((again,),))


async def code_entered(form: Form[Context], text: str) -> Next:
    """Confirm the address if the code is right."""
    return Finish(await _confirmed(form.talk, form.context, text))


async def _confirmed(talk: Talk, context: Context, code: str) -> Screen:
    confirmed = await context.cases[ConfirmByCode](context.account_id, code, talk.key)
    text = talk.say("email-confirmed", email=confirmed.email_masked)
    return Screen(text, keyboard=menu_keyboard(talk.say, signed_in=True))


async def code_said(talk: Talk, context: Context, code: str) -> None:
    """Confirm the address by a code that was typed without being asked for."""
    try:
        screen = await _confirmed(talk, context, code)
    except DomainError as error:
        screen = Screen(explain(talk.say, error), rows=confirmation_rows(talk.say))
    await talk.show(screen)


async def letter_missed(form: Form[Context], _: str) -> Next:
    """Send another letter and go on waiting for its code."""
    talk, context = form.talk, form.context
    sent = await context.cases[ResendLetter](context.account_id, talk.chat_id, talk.key)
    return Again(form.say("email-resent", email=sent.email_masked))


async def leave(form: Form[Context]) -> Screen:
    """Remind the resident that the address is not confirmed yet."""
    return menu_screen(form.talk, form.context, form.say("email-code-left"))


EMAIL_CODE = FormTable[Context](
    name="email-code",
    leave=leave,
    steps=(
        Step(EmailCodeForm.code, ask_code, parse=code_entered, choices={"resend": letter_missed}, ends=True),
    ),
)


async def link_opened(talk: Talk, context: Context, token: str) -> None:
    """Confirm by the link, in whatever chat it is opened, because it proves that the mailbox was read."""
    confirmed = await context.cases[ConfirmByToken](token, talk.chat_id, talk.key)
    if context.visitor.account_id == confirmed.account_id:
        text = talk.say("email-confirmed", email=confirmed.email_masked)
    else:
        text = talk.say("email-confirmed-elsewhere")
    await talk.show(menu_screen(talk, context, text))


async def resend(talk: Talk, context: Context) -> None:
    """Send another letter."""
    sent = await context.cases[ResendLetter](context.account_id, talk.chat_id, talk.key)
    text = talk.say("email-resent", email=sent.email_masked)
    await talk.send(Screen(text, rows=confirmation_rows(talk.say)))
