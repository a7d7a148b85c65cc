"""«Забыли пароль?»: a letter to the confirmed address, its code or its link, and then a new password."""

from __future__ import annotations

from dataclasses import asdict

from domain.errors import DomainError
from handlers.context import Context
from handlers.residents import readmission
from handlers.residents.bans import signed_in_screen
from handlers.residents.claims import ClaimForm, begun, begun_after_letter, no_mail_row
from handlers.residents.readmission import ReadmissionForm
from services.passwords import ChoosePassword, Errand, RepeatPassword, Typed
from services.people.claims import UseClaim
from services.people.opening import Device
from services.people.profile import ViewProfile
from services.people.readmission import OpenReadmission
from services.people.recovery import AskRecovery, ProveByCode, ProveByLink, SetRecoveredPassword
from ui.buttons import ClaimButton, ReadmissionButton
from ui.errors import explain
from ui.forms import Again, Choice, Finish, Form, Next, Onward, Question, Rewind, Step
from ui.states import State, States
from ui.talk import Talk

RECOVER_PREFIX = "recover_"


class RecoveryForm(States):
    """What a recovery is waiting for; it is a part of the conversation about signing in."""

    name = State()
    code = State()
    new = State()
    repeat = State()


async def forgotten(form: Form[Context], _: str) -> Next:
    """Begin the recovery; the login that was typed already is not asked for again."""
    login = form.answers.get("login")
    return RecoveryForm.name if login is None else Onward(RecoveryForm.name, login)


async def ask_name(form: Form[Context]) -> Question:
    """Ask for the login or the e-mail address."""
    return Question(
        form.say("recovery-name-ask"), rows=(no_mail_row(form.say), readmission.ask_row(form.say))
    )


async def name_entered(form: Form[Context], text: str) -> Next:
    """Send the letter, without telling whether there is such an account."""
    await _ask_letter(form, text)
    form.answers["named"] = text.strip()
    return RecoveryForm.code


async def _ask_letter(form: Form[Context], named: str) -> None:
    await form.context.cases[AskRecovery](named, form.talk.chat_id, form.talk.key)


async def ask_code(form: Form[Context]) -> Question:
    """Ask for the code of the letter."""
    again = Choice(form.say.plain("recovery-resend-button"), "resend")
    text = form.say("recovery-code-ask", named=form.answers["named"], phone=form.context.facts.support_phone)
    rows = (again,), no_mail_row(form.say), readmission.ask_row(form.say)
    return Question(text, rows=rows)


async def letter_missed(form: Form[Context], _: str) -> Next:
    """Send another letter, and go on waiting for its code."""
    await _ask_letter(form, form.answers["named"])
    return Again(form.say("recovery-resent"))


async def code_entered(form: Form[Context], text: str) -> Next:
    """Go on to the new password if the code is right."""
    proved = await form.context.cases[ProveByCode](text, form.talk.chat_id, form.talk.key)
    form.answers.update(asdict(proved))
    return RecoveryForm.new


async def link_opened(talk: Talk, context: Context, token: str) -> None:
    """Ask for a new password in whatever chat the link is opened."""
    proved = await context.cases[ProveByLink](token, talk.chat_id)
    await context.book.begin(talk, context, RecoveryForm.new, **asdict(proved))


async def claim_pressed(talk: Talk, context: Context, button: ClaimButton) -> None:
    """Ask for a new password when nobody objected to a claim."""
    proved = await context.cases[UseClaim](button.claim, talk.chat_id)
    await context.book.begin(talk, context, RecoveryForm.new, **asdict(proved))


async def begin_for_own(talk: Talk, context: Context) -> None:
    """Send the letter for the account that the chat is signed in to."""
    profile = await context.cases[ViewProfile](context.account_id)
    await context.book.begin(talk, context, RecoveryForm.name, given=profile.login)


async def readmitted(talk: Talk, context: Context, button: ReadmissionButton) -> None:
    """Ask for a new password in the chat that an operator lets in."""
    proved = await context.cases[OpenReadmission](button.alert, talk.chat_id)
    await context.book.begin(talk, context, RecoveryForm.new, **asdict(proved))


async def ask_new(form: Form[Context]) -> Question:
    """Ask for the new password, and name the login, because it may be what was forgotten."""
    return Question(form.say("recovery-new-ask", login=form.answers["login"]))


async def new_entered(form: Form[Context], text: str) -> Next:
    """Keep only the hash of the new password."""
    form.answers["password_hash"] = await form.context.cases[ChoosePassword](
        text, login=form.answers["login"], email=form.answers["email"], typed=_typed(form)
    )
    return RecoveryForm.repeat


def _typed(form: Form[Context]) -> Typed:
    return Typed(form.talk.chat_id, form.talk.key, Errand.CHANGE)


async def ask_repeat(form: Form[Context]) -> Question:
    """Ask for the new password once more."""
    return Question(form.say("password-repeat-ask"))


async def repeated(form: Form[Context], text: str) -> Next:
    """Change the password, and sign this chat in unless the account's authenticator has to be asked."""
    answers = form.answers
    try:
        await form.context.cases[RepeatPassword](text, answers["password_hash"], _typed(form))
    except DomainError as error:
        if error.code != "password-differs":
            raise
        return Rewind(RecoveryForm.new, note=explain(form.say, error))
    device = Device(form.talk.chat_id, form.talk.person.name)
    recovered = await form.context.cases[SetRecoveredPassword](
        answers["nonce"], answers["account_id"], answers["password_hash"], device
    )
    text_id = "recovery-done" if recovered.is_signed_in else "recovery-done-app"
    return Finish(await signed_in_screen(form.talk, form.context, recovered.account, text_id))


F = RecoveryForm
STEPS: tuple[Step[Context], ...] = (
    Step(
        F.name,
        ask_name,
        parse=name_entered,
        choices={"no-mail": begun, readmission.ASK: readmission.begin},
        goes_to=(F.code, ClaimForm.login, ReadmissionForm.login),
    ),
    Step(
        F.code,
        ask_code,
        parse=code_entered,
        choices={
            "resend": letter_missed,
            "no-mail": begun_after_letter,
            readmission.ASK: readmission.begin,
        },
        goes_to=(F.new, ClaimForm.login, ReadmissionForm.login),
        secret=True,
    ),
    Step(F.new, ask_new, parse=new_entered, goes_to=(F.repeat,), secret=True),
    Step(F.repeat, ask_repeat, parse=repeated, goes_to=(F.new,), ends=True, secret=True),
)
