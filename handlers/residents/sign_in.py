"""Signing in with login and password, and signing out."""

from __future__ import annotations

from domain.account import Account
from domain.second_step import StepKind
from handlers.context import Context
from handlers.menu import menu_for, menu_screen
from handlers.residents import claims, readmission, recovery
from handlers.residents.bans import signed_in_screen
from handlers.residents.recovery import RecoveryForm
from handlers.sections import Section
from services.people.second_step import PassSecondStep, SendStepCode, StepAsked
from services.people.sign_in import SignIn, SignOut
from services.people.visiting import ViewVisitor
from ui.buttons import SectionButton
from ui.forms import Again, Answers, Choice, Finish, Form, FormTable, Next, Question, Step
from ui.screen import Button, Screen
from ui.states import State, States
from ui.talk import Talk


class SignInForm(States):
    """What signing in is waiting for."""

    login = State()
    password = State()
    code = State()


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
    """Sign in, ask for a code, or ask again, because login or password may be wrong."""
    talk = form.talk
    outcome = await form.context.cases[SignIn](
        form.answers["login"], text, talk.chat_id, talk.key, talk.person.name
    )
    if isinstance(outcome, Account):
        return await _signed_in(form, outcome)
    form.answers["asks"] = str(outcome.kind)
    form.answers["email"] = outcome.email_masked
    form.answers["note"] = _trouble(form, outcome)
    return SignInForm.code


def _trouble(form: Form[Context], asked: StepAsked) -> str:
    """Say why no letter will come soon; nothing if it will, or if none is needed."""
    if asked.kind is not StepKind.MAIL:
        return ""
    if asked.no_letter_until:
        return form.say("error-letters-too-many", until=asked.no_letter_until)
    return form.say("step-mail-is-down") if asked.mail_is_down else ""


async def _signed_in(form: Form[Context], account: Account) -> Next:
    return Finish(await signed_in_screen(form.talk, form.context, account, "sign-in-done"))


async def ask_code(form: Form[Context]) -> Question:
    """Ask for the code of the letter or of the authenticator."""
    say, answers = form.say, form.answers
    is_by_mail = answers["asks"] == StepKind.MAIL
    text = say("step-mail-ask", email=answers["email"]) if is_by_mail else say("step-app-ask")
    parts = [text, answers["note"], say("step-no-code", phone=form.context.facts.support_phone)]
    again = Choice(say.plain("step-again-button"), "again")
    return Question("\n\n".join(filter(None, parts)), rows=((again,),) if is_by_mail else ())


async def code_entered(form: Form[Context], text: str) -> Next:
    """Sign in by the code, which is deleted from the chat."""
    await form.talk.forget_message()
    account = await form.context.cases[PassSecondStep](form.talk.chat_id, text, form.talk.key)
    return await _signed_in(form, account)


async def code_missed(form: Form[Context], _: str) -> Next:
    """Send another letter and go on waiting for its code."""
    await form.context.cases[SendStepCode](form.talk.chat_id, form.talk.key)
    form.answers["note"] = ""
    return Again(form.say("step-sent-again", email=form.answers["email"]))


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
    also_starts=(RecoveryForm.new, RecoveryForm.name),
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
            goes_to=(F.code, RecoveryForm.name),
            ends=True,
            secret=True,
        ),
        Step(F.code, ask_code, parse=code_entered, choices={"again": code_missed}, ends=True),
        *recovery.STEPS,
        *claims.STEPS,
        *readmission.STEPS,
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
