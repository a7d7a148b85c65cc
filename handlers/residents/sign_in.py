"""Signing in with login and password, and signing out."""

from __future__ import annotations

from handlers.context import Context
from handlers.menu import menu_keyboard, menu_screen
from handlers.residents import recovery
from handlers.residents.recovery import RecoveryForm
from handlers.sections import Section
from services.people.sign_in import SignIn, SignOut
from ui.buttons import SectionButton
from ui.forms import Answers, Choice, Finish, Form, FormTable, Next, Question, Step
from ui.screen import Button, Screen
from ui.states import State, States
from ui.talk import Talk


class SignInForm(States):
    """What signing in is waiting for."""

    login = State()
    password = State()


async def ask_login(form: Form[Context]) -> Question:
    """Ask for the login."""
    return Question(form.say("sign-in-login-ask"), rows=_help(form, "sign-in-forgotten-button"))


async def login_entered(form: Form[Context], text: str) -> Next:
    """Keep the login as typed, without telling whether there is such an account."""
    form.answers["login"] = text.strip()
    return SignInForm.password


async def ask_password(form: Form[Context]) -> Question:
    """Ask for the password."""
    text = form.say("sign-in-password-ask", login=form.answers["login"])
    return Question(text, rows=_help(form, "sign-in-password-forgotten-button"))


def _help(form: Form[Context], label: str) -> tuple[tuple[Choice, ...], ...]:
    return ((Choice(form.say.plain(label), "forgotten"),),)


async def password_entered(form: Form[Context], text: str) -> Next:
    """Sign in, or ask for the login again, because login or password may be wrong."""
    talk = form.talk
    account = await form.context.cases[SignIn](form.answers["login"], text, talk.chat_id, talk.key)
    say = form.context.texts.within(account.language)
    return Finish(
        Screen(say("sign-in-done", login=account.login), keyboard=menu_keyboard(say, signed_in=True))
    )


async def leave(form: Form[Context]) -> Screen:
    """Go back to the menu."""
    return menu_screen(form.talk, form.context, form.say("form-left"))


def _login_forgotten(answers: Answers) -> None:
    """Drop a login that is going to be typed again, so that no letter is about it."""
    answers.pop("login", None)


F = SignInForm
SIGN_IN = FormTable[Context](
    name="sign-in",
    leave=leave,
    also_starts=(RecoveryForm.new,),
    steps=(
        Step(
            F.login,
            ask_login,
            parse=login_entered,
            choices={"forgotten": recovery.forgotten},
            goes_to=(F.password, RecoveryForm.name),
            forget=_login_forgotten,
        ),
        Step(
            F.password,
            ask_password,
            parse=password_entered,
            choices={"forgotten": recovery.forgotten},
            goes_to=(RecoveryForm.name,),
            ends=True,
            secret=True,
        ),
        *recovery.STEPS,
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
    screen = Screen(talk.say("sign-out-done"), keyboard=menu_keyboard(talk.say, signed_in=False))
    await talk.show(screen)
