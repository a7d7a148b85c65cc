"""Registration of a resident (part 1 of the manual)."""

from __future__ import annotations

from domain.captcha import CaptchaChallenge
from domain.consent import Stance, stance_of
from domain.email_address import EmailAddress
from domain.errors import DomainError
from domain.login import Login
from domain.phone import Phone
from domain.waiver import WaiverState
from handlers.context import Context
from handlers.menu import confirmation_rows, menu_keyboard, menu_screen
from handlers.resuming import GO_ON
from handlers.wording import quoted_company
from services.passwords import ChoosePassword, Errand, RepeatPassword, Typed
from services.people.captcha import CheckCaptcha, NewCaptcha, SpeakCaptcha
from services.people.consents import AGREEMENT, PERSONAL_DATA
from services.people.registration import (
    CheckAddress,
    CheckLogin,
    Register,
    RegistrationDraft,
)
from services.people.waivers import Applicant, AskWaiver, ViewWaiver
from ui.buttons import ResumeButton
from ui.errors import explain
from ui.event import Contact
from ui.forms import (
    CANCEL,
    Again,
    Choice,
    Finish,
    Form,
    FormTable,
    Next,
    Question,
    Rewind,
    Step,
    once_answered,
)
from ui.screen import Attachment, Button, Lead, Screen
from ui.states import State, States
from ui.texts import Speech


class RegistrationForm(States):
    """What registration is waiting for."""

    login = State()
    password = State()
    repeat = State()
    email = State()
    phone = State()
    agreement = State()
    personal_data = State()
    captcha = State()


ASKED_AGAIN = {"login-taken": RegistrationForm.login, "letters-too-many": RegistrationForm.email}
"""What is asked again if the account cannot be made in the end."""


async def ask_login(form: Form[Context]) -> Question:
    """Ask for a login."""
    return Question(form.say("registration-login-ask"))


async def login_entered(form: Form[Context], text: str) -> Next:
    """Take a login that no account has."""
    login = await form.context.cases[CheckLogin](text, form.talk.chat_id, form.talk.key)
    form.answers["login"] = login.text
    return RegistrationForm.password


async def ask_password(form: Form[Context]) -> Question:
    """Ask for a password."""
    return Question(form.say("registration-password-ask"))


async def password_entered(form: Form[Context], text: str) -> Next:
    """Keep only the hash of the password."""
    form.answers["password_hash"] = await form.context.cases[ChoosePassword](
        text, login=form.answers["login"], email=None, typed=_typed(form)
    )
    return RegistrationForm.repeat


async def ask_repeat(form: Form[Context]) -> Question:
    """Ask for the password once more."""
    return Question(form.say("registration-repeat-ask"))


async def password_repeated(form: Form[Context], text: str) -> Next:
    """Compare both passwords; if they differ, ask for both again, because either may be mistyped."""
    try:
        await form.context.cases[RepeatPassword](text, form.answers["password_hash"], _typed(form))
    except DomainError as error:
        if error.code != "password-differs":
            raise
        return Rewind(RegistrationForm.password, note=explain(form.say, error))
    return RegistrationForm.email


def _typed(form: Form[Context]) -> Typed:
    return Typed(form.talk.chat_id, form.talk.key, Errand.REGISTRATION)


async def ask_email(form: Form[Context]) -> Question:
    """Ask for the e-mail address, to which a letter goes."""
    return Question(form.say("registration-email-ask"))


async def email_entered(form: Form[Context], text: str) -> Next:
    """Take an address that a letter may go to."""
    email = await form.context.cases[CheckAddress](text, form.talk.chat_id)
    form.answers["email"] = email.text
    return RegistrationForm.phone


async def ask_phone(form: Form[Context]) -> Question:
    """Ask for a phone, which may be left out."""
    say = form.say
    return Question(
        say("registration-phone-ask"),
        rows=(
            (Choice(say.plain("phone-share-button"), "share", shares_phone=True),),
            (Choice(say.plain("form-skip-button"), "skip"),),
        ),
        under_input=True,
    )


async def phone_entered(form: Form[Context], text: str) -> Next:
    """Take a typed phone."""
    return _phone_known(form, Phone.parse(text))


async def phone_shared(form: Form[Context], contact: Contact) -> Next:
    """Take the phone of the resident's own contact card."""
    if contact.user_id != form.talk.chat_id:
        return Again(form.say("error-phone-of-another"))
    return _phone_known(form, Phone.of_contact(contact.phone))


def _phone_known(form: Form[Context], phone: Phone) -> Next:
    form.answers["phone"] = phone.text
    return RegistrationForm.agreement


async def phone_skipped(form: Form[Context], _: str) -> Next:
    """Go on without a phone."""
    form.answers["phone"] = None
    return RegistrationForm.agreement


async def ask_agreement(form: Form[Context]) -> Question:
    """Ask for consent to the licence agreement."""
    return _document(form, AGREEMENT)


async def agreement_accepted(_form: Form[Context], _: str) -> Next:
    """Go on to the other consent."""
    return RegistrationForm.personal_data


async def agreement_answered(form: Form[Context], text: str) -> Next:
    """Take an answer in words."""
    return _answered(form, text, RegistrationForm.personal_data)


async def ask_personal_data(form: Form[Context]) -> Question:
    """Ask for consent to the processing of personal data, which the law wants as a separate document."""
    return _document(form, PERSONAL_DATA)


async def personal_data_accepted(_form: Form[Context], _: str) -> Next:
    """Go on to the captcha."""
    return RegistrationForm.captcha


async def personal_data_answered(form: Form[Context], text: str) -> Next:
    """Take an answer in words."""
    return _answered(form, text, RegistrationForm.captcha)


def _answered(form: Form[Context], text: str, agreed: State) -> Next:
    """Go on after a consent; say what a refusal means, and do not show the whole document once more."""
    stance = stance_of(text)
    if stance is Stance.AGREES:
        return agreed
    form.answers["brief"] = True
    if stance is Stance.REFUSES:
        return Again(form.say("registration-refusal", phone=form.context.facts.support_phone))
    return Again(form.say("form-use-buttons"))


async def ask_captcha(form: Form[Context]) -> Question:
    """Draw new digits, or speak the digits in force if the resident asked to hear them.

    While an operator decides whether somebody may do without, there are digits only if they are asked for.
    """
    waiver = await form.context.cases[ViewWaiver](form.talk.chat_id)
    by_digits = form.answers.pop("digits", False)
    if waiver is WaiverState.GRANTED or (waiver is WaiverState.ASKED and not by_digits):
        return _waiver_question(form.say, waiver)
    by_ear = form.answers.pop("by_ear", False) and "captcha" in form.answers
    try:
        return await (_speak_captcha(form) if by_ear else _draw_captcha(form))
    except DomainError as error:
        return _without_captcha(form, error)


async def _speak_captcha(form: Form[Context]) -> Question:
    say, talk = form.say, form.talk
    challenge = CaptchaChallenge.from_draft(form.answers["captcha"])
    sound = await form.context.cases[SpeakCaptcha](talk.chat_id, challenge, say.language, talk.key)
    title = say.plain("captcha-audio-title")
    recording = Attachment("audio", "digits.mp3", sound.content, title=title, seconds=sound.seconds)
    return Question(say("captcha-listen"), (_other(say), *_stuck(form)), recording)


async def _draw_captcha(form: Form[Context]) -> Question:
    say = form.say
    captcha = await form.context.cases[NewCaptcha](form.talk.chat_id, form.talk.key)
    form.answers["captcha"] = captcha.challenge.as_draft()
    by_ear = (Choice(say.plain("captcha-audio-button"), "audio"),)
    picture = Attachment("photo", "digits.png", captcha.picture)
    return Question(say("captcha-ask"), (_other(say), by_ear, *_stuck(form)), picture)


def _without_captcha(form: Form[Context], error: DomainError) -> Question:
    """Say why there is no picture; the digits that were shown last can still be typed."""
    text = explain(form.say, error)
    if error.code == "captcha-too-many" and "captcha" in form.answers:
        text += "\n\n" + form.say("captcha-last-counts")
    return Question(text, (_other(form.say), *_stuck(form)))


def _stuck(form: Form[Context]) -> tuple[tuple[Choice, ...], ...]:
    """Offer to ask an operator, once somebody has tried by ear or in vain."""
    if not form.answers.get("tried"):
        return ()
    return ((Choice(form.say.plain("captcha-stuck-button"), "stuck"),),)


def _waiver_question(say: Speech, waiver: WaiverState) -> Question:
    if waiver is WaiverState.GRANTED:
        return Question(say("waiver-granted-ask"), ((Choice(say.plain("waiver-finish-button"), "finish"),),))
    return Question(say("waiver-waits"), ((Choice(say.plain("waiver-digits-button"), "other"),),))


def _other(say: Speech) -> tuple[Choice, ...]:
    return (Choice(say.plain("captcha-other-button"), "other"),)


async def another_picture(form: Form[Context], _: str) -> Next:
    """Show other digits."""
    form.answers["digits"] = True
    return Again()


async def spoken(form: Form[Context], _: str) -> Next:
    """Speak the digits."""
    form.answers.update(by_ear=True, digits=True, tried=True)
    return Again()


async def waiver_asked(form: Form[Context], _: str) -> Next:
    """Ask operators to do without the digits, and wait where the registration stands."""
    talk = form.talk
    applicant = Applicant(talk.chat_id, talk.person.name, form.answers["login"], form.say.language)
    await form.context.cases[AskWaiver](applicant, talk.key)
    return Again()


async def waived(form: Form[Context], _: str) -> Next:
    """Register the resident whom an operator let through."""
    return await _register(form, by_waiver=True)


async def captcha_entered(form: Form[Context], text: str) -> Next:
    """Check the digits and register the resident."""
    answers = form.answers
    if "captcha" not in answers:
        return Again()
    challenge = CaptchaChallenge.from_draft(answers["captcha"])
    try:
        await form.context.cases[CheckCaptcha](form.talk.chat_id, challenge, text, form.talk.key)
    except DomainError as error:
        answers.update(tried=True, digits=True)
        if error.code != "captcha-no-digits":
            answers.pop("captcha")  # it is spent
        if error.code == "captcha-paused":
            return Again()  # the question says that attempts are paused
        raise
    return await _register(form)


async def _register(form: Form[Context], *, by_waiver: bool = False) -> Next:
    say = form.say
    try:
        registered = await form.context.cases[Register](_draft(form), form.key, by_waiver=by_waiver)
    except DomainError as error:
        form.answers.pop("captcha", None)  # it is spent
        if error.code in ASKED_AGAIN:
            return Rewind(ASKED_AGAIN[error.code], note=explain(say, error))
        raise
    return Finish(
        Screen(
            say("registration-next", email=registered.email_masked),
            rows=confirmation_rows(say),
            lead=Lead(say("registration-done"), menu_keyboard(say, signed_in=True)),
        )
    )


def _draft(form: Form[Context]) -> RegistrationDraft:
    answers, say = form.answers, form.say
    return RegistrationDraft(
        login=Login.parse(answers["login"]),
        password_hash=answers["password_hash"],
        email=EmailAddress.parse(answers["email"]),
        phone=Phone.parse(answers["phone"]) if answers["phone"] else None,
        language=say.language,
        chat_id=form.talk.chat_id,
        agreement_version=_version(form, AGREEMENT),
        personal_data_version=_version(form, PERSONAL_DATA),
        name=form.talk.person.name,
    )


def _document(form: Form[Context], document: str) -> Question:
    """Show a document, or only its name if an answer in words is known to be none.

    Which version of it the resident sees is kept, because it may be another one later.
    """
    say, company = form.say, form.context.facts.company
    agree = Choice(say.plain("form-agree-button"), "agree")
    if form.answers.pop("brief", False):
        stop = Choice(say.plain("registration-stop-button"), CANCEL)
        return Question(say(f"registration-{document}-brief"), rows=((agree,), (stop,)))
    form.answers[f"{document}-version"] = _version_in_force(form, document)
    named = quoted_company(say, company)
    return Question(say(f"registration-{document}-ask", company=named), rows=((agree,),))


def _version(form: Form[Context], document: str) -> str:
    """Tell which version was agreed to; conversations begun before versions were kept have that in force."""
    version: str = form.answers.get(f"{document}-version") or _version_in_force(form, document)
    return version


def _version_in_force(form: Form[Context], document: str) -> str:
    return form.context.facts.company.version_of(form.say.plain(f"{document}-version"))


async def leave(form: Form[Context]) -> Screen:
    """Say that nothing was kept."""
    return menu_screen(form.talk, form.context, form.say("registration-left"))


F = RegistrationForm
REGISTRATION = FormTable[Context](
    name="registration",
    leave=leave,
    keeps=once_answered,
    counted=8,
    steps=(
        Step(F.login, ask_login, parse=login_entered, goes_to=(F.password,)),
        Step(F.password, ask_password, parse=password_entered, goes_to=(F.repeat,), secret=True),
        Step(F.repeat, ask_repeat, parse=password_repeated, goes_to=(F.email, F.password), secret=True),
        Step(F.email, ask_email, parse=email_entered, goes_to=(F.phone,)),
        Step(
            F.phone,
            ask_phone,
            parse=phone_entered,
            contact=phone_shared,
            choices={"skip": phone_skipped},
            goes_to=(F.agreement,),
        ),
        Step(
            F.agreement,
            ask_agreement,
            parse=agreement_answered,
            choices={"agree": agreement_accepted},
            goes_to=(F.personal_data,),
        ),
        Step(
            F.personal_data,
            ask_personal_data,
            parse=personal_data_answered,
            choices={"agree": personal_data_accepted},
            goes_to=(F.captcha,),
        ),
        Step(
            F.captcha,
            ask_captcha,
            parse=captcha_entered,
            choices={
                "other": another_picture,
                "audio": spoken,
                "stuck": waiver_asked,
                "finish": waived,
            },
            goes_to=(F.login, F.email),
            ends=True,
        ),
    ),
)


def waiver_screen(say: Speech, decided: WaiverState, phone: str) -> Screen:
    """Tell what an operator decided about the digits, with the button that goes on with the registration."""
    text = say("waiver-refused", phone=phone) if decided is WaiverState.REFUSED else say("waiver-granted")
    go_on = ResumeButton(action=GO_ON, form=REGISTRATION.name)
    return Screen(text, rows=((Button(say.plain("waiver-go-on-button"), go_on),),))
