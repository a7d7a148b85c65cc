"""«Удалить учётную запись»: what is deleted and what stays, the password, and a last question."""

from __future__ import annotations

from datetime import datetime

from domain.closing import GRACE
from handlers.context import Context
from handlers.menu import menu_for, menu_screen
from handlers.sections import Section
from services.people.closing import CloseAccount
from services.people.devices import CheckDevice
from services.people.profile import CheckPassword
from services.people.visiting import ViewVisitor
from ui.buttons import SectionButton
from ui.forms import Choice, Finish, Form, FormTable, Next, Question, Step
from ui.screen import Button, Screen
from ui.states import State, States
from ui.talk import Talk


class DeletionForm(States):
    """What the deletion of an account is waiting for."""

    password = State()
    confirm = State()


async def explain_deletion(talk: Talk, context: Context) -> None:
    """Say what is deleted, what stays and why; the file with all data stays in the chat above."""
    talk.keep_message()
    say = talk.say
    row = (
        Button(say.plain("deletion-go-on-button"), SectionButton(action=Section.DELETION_BEGUN)),
        Button(say.plain("deletion-keep-button"), SectionButton(action=Section.PROFILE)),
    )
    text = say("deletion-what", days=GRACE.days, phone=context.facts.support_phone)
    await talk.show(Screen(text, rows=(row,)))


async def begin_deletion(talk: Talk, context: Context) -> None:
    """Ask for the password, unless the device is so new that it may be a stranger's."""
    await context.cases[CheckDevice](context.account_id, talk.chat_id)
    await context.book.begin(talk, context, DeletionForm.password, account=context.account_id)


async def ask_password(form: Form[Context]) -> Question:
    """Ask for the password, because an open chat may be in the wrong hands."""
    return Question(form.say("password-confirm-ask"))


async def password_entered(form: Form[Context], text: str) -> Next:
    """Check the password."""
    form.answers["checked_hash"] = await form.context.cases[CheckPassword](
        form.context.account_id, text, form.talk.key
    )
    return DeletionForm.confirm


async def ask_confirm(form: Form[Context]) -> Question:
    """Ask for the last time."""
    say, until = form.say, form.context.facts.clock() + GRACE
    text = say("deletion-confirm-ask", login=form.context.visitor.login, until=_shown(form, until))
    return Question(text, rows=((Choice(say.plain("deletion-confirm-button"), "confirm"),),))


async def confirmed(form: Form[Context], _: str) -> Next:
    """Close the account, and give the receipt."""
    talk, answers = form.talk, form.answers
    closed = await form.context.cases[CloseAccount](answers["account"], answers["checked_hash"], talk.chat_id)
    visitor = await form.context.cases[ViewVisitor](talk.chat_id)
    text = form.say("deletion-done", receipt=closed.receipt, until=_shown(form, closed.erase_at))
    return Finish(Screen(text, keyboard=menu_for(form.say, visitor)))


def _shown(form: Form[Context], until: datetime) -> str:
    return until.astimezone(form.context.facts.zone).strftime("%d.%m.%Y, %H:%M")


async def leave(form: Form[Context]) -> Screen:
    """Say that nothing was deleted."""
    return menu_screen(form.talk, form.context, form.say("deletion-left"))


F = DeletionForm
DELETION = FormTable[Context](
    name="deletion",
    leave=leave,
    steps=(
        Step(F.password, ask_password, parse=password_entered, goes_to=(F.confirm,), secret=True),
        Step(F.confirm, ask_confirm, choices={"confirm": confirmed}, ends=True),
    ),
)
