"""«Попросить оператора»: who can prove nothing to the bot asks operators to be let in."""

from __future__ import annotations

from handlers.context import Context
from handlers.menu import menu_screen
from services.people.readmission import Asker, AskReadmission, checked_login
from ui.buttons import ReadmissionButton
from ui.forms import Choice, Finish, Form, Next, Onward, Question, Step
from ui.screen import Button, Screen
from ui.states import State, States
from ui.texts import Speech

ASK = "operators"
"""The action of the button that begins it."""


class ReadmissionForm(States):
    """What asking operators is waiting for; it is a part of the conversation about signing in."""

    login = State()
    words = State()


def ask_row(say: Speech) -> tuple[Choice]:
    """Give the button that begins it."""
    return (Choice(say.plain("readmission-button"), ASK),)


async def begin(form: Form[Context], _: str) -> Next:
    """Ask for the login, unless it was typed already."""
    named = form.answers.get("named", "")
    return ReadmissionForm.login if not named or "@" in named else Onward(ReadmissionForm.login, named)


async def ask_login(form: Form[Context]) -> Question:
    """Ask for the login, and say what else helps who forgot it as well."""
    return Question(form.say("readmission-login-ask", phone=form.context.facts.support_phone))


async def login_entered(form: Form[Context], text: str) -> Next:
    """Keep the login, without telling whether there is such an account."""
    form.answers["asked_login"] = checked_login(text).text
    return ReadmissionForm.words


async def ask_words(form: Form[Context]) -> Question:
    """Ask how operators can recognise and reach the person."""
    return Question(form.say("readmission-words-ask"))


async def words_entered(form: Form[Context], text: str) -> Next:
    """Pass it on, and give the same answer for any login."""
    talk, context, login = form.talk, form.context, form.answers["asked_login"]
    asker = Asker(talk.chat_id, talk.person.name, form.say.language)
    await context.cases[AskReadmission](login, text, asker, talk.key)
    done = form.say("readmission-asked", login=login, phone=context.facts.support_phone)
    return Finish(menu_screen(talk, context, done))


def granted_screen(say: Speech, alert_id: int) -> Screen:
    """Tell that an operator lets the person in, with the button that begins the new password."""
    button = Button(say.plain("readmission-open-button"), ReadmissionButton(alert=alert_id))
    return Screen(say("readmission-granted"), rows=((button,),))


def refused_screen(say: Speech, reason: str, phone: str) -> Screen:
    """Tell that an operator does not let the person in, and why."""
    if say.has(f"readmission-refused-{reason}"):
        return Screen(say(f"readmission-refused-{reason}", phone=phone))
    return Screen(say("readmission-refused-reason", reason=reason or "–", phone=phone))


F = ReadmissionForm
STEPS: tuple[Step[Context], ...] = (
    Step(F.login, ask_login, parse=login_entered, goes_to=(F.words,)),
    Step(F.words, ask_words, parse=words_entered, ends=True, words=True),
)
