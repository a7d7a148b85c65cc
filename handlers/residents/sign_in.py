"""Signing in with login and password, and signing out."""

from __future__ import annotations

from handlers.context import Context
from handlers.menu import menu_for, menu_screen
from handlers.residents.bans import closed_screen
from handlers.sections import Section
from services.people.sign_in import SignIn, SignOut
from services.people.visiting import ViewVisitor
from ui.buttons import SectionButton
from ui.forms import Finish, Form, FormTable, Next, Question, Step
from ui.screen import Button, Screen
from ui.states import State, States
from ui.talk import Talk


class SignInForm(States):
    """What signing in is waiting for."""

    login = State()
    password = State()


async def ask_login(form: Form[Context]) -> Question:
    """Ask for the login."""
    return Question(form.say("sign-in-login-ask"))


async def login_entered(form: Form[Context], text: str) -> Next:
    """Keep the login as typed, without telling whether there is such an account."""
    form.answers["login"] = text.strip()
    return SignInForm.password


async def ask_password(form: Form[Context]) -> Question:
    """Ask for the password."""
    return Question(form.say("sign-in-password-ask", login=form.answers["login"]))


async def password_entered(form: Form[Context], text: str) -> Next:
    """Sign in, or ask for the login again, because login or password may be wrong."""
    talk = form.talk
    account = await form.context.cases[SignIn](form.answers["login"], text, talk.chat_id, talk.key)
    say = form.context.texts.within(account.language)
    visitor = await form.context.cases[ViewVisitor](talk.chat_id)
    if visitor.is_banned:
        facts = form.context.facts
        return Finish(closed_screen(say, visitor, facts.support_phone, facts.emergency_phone))
    return Finish(Screen(say("sign-in-done", login=account.login), keyboard=menu_for(say, visitor)))


async def leave(form: Form[Context]) -> Screen:
    """Go back to the menu."""
    return menu_screen(form.talk, form.context, form.say("form-left"))


F = SignInForm
SIGN_IN = FormTable[Context](
    name="sign-in",
    leave=leave,
    steps=(
        Step(F.login, ask_login, parse=login_entered, goes_to=(F.password,)),
        Step(F.password, ask_password, parse=password_entered, ends=True, secret=True),
    ),
)


async def ask_to_sign_out(talk: Talk, context: Context) -> None:  # noqa: ARG001 (as all openers)
    """Ask before the chat is signed out, because who pressed by mistake may not know their password."""
    say = talk.say
    row = (
        Button(say.plain("sign-out-now-button"), SectionButton(action=Section.SIGN_OUT_NOW)),
        Button(say.plain("sign-out-stay-button"), SectionButton(action=Section.PROFILE)),
    )
    await talk.show(Screen(say("sign-out-ask"), rows=(row,)))


async def sign_out(talk: Talk, context: Context) -> None:
    """Sign this chat out of its account."""
    await context.cases[SignOut](talk.chat_id)
    visitor = await context.cases[ViewVisitor](talk.chat_id)
    await talk.show(Screen(talk.say("sign-out-done"), keyboard=menu_for(talk.say, visitor)))
