"""The profile: shows what is kept about a resident, and changes all of it except the login."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from domain.email_address import EmailAddress
from domain.errors import DomainError
from domain.phone import Phone
from handlers.context import Context
from handlers.menu import confirmation_rows, menu_for, menu_screen
from handlers.residents.bans import open_rows
from handlers.sections import Section
from services.passwords import ChoosePassword, Errand, RepeatPassword, Typed
from services.people.devices import CheckDevice
from services.people.profile import (
    ChangeEmail,
    ChangePassword,
    ChangePhone,
    CheckPassword,
    Profile,
    SetLanguage,
    ViewProfile,
)
from ui.buttons import LanguageButton, SectionButton
from ui.errors import explain
from ui.event import Contact
from ui.forms import Again, Choice, Finish, Form, FormTable, Next, Question, Rewind, Step, once_answered
from ui.keeping import KEEPS_SECRETS_FOR
from ui.screen import Button, Rows, Screen
from ui.states import State, States
from ui.talk import Talk
from ui.texts import Speech


class PhoneForm(States):
    """What a change of the phone is waiting for."""

    password = State()
    phone = State()


class EmailForm(States):
    """What a change of the e-mail is waiting for."""

    password = State()
    email = State()


class PasswordForm(States):
    """What a change of the password is waiting for."""

    old = State()
    new = State()
    repeat = State()


async def show_profile(talk: Talk, context: Context) -> None:
    """Show what is kept about the resident."""
    profile = await context.cases[ViewProfile](context.account_id)
    screen = profile_screen(talk.say, profile)
    rows = open_rows(screen.rows) if context.visitor.is_banned else screen.rows
    await talk.show(Screen(screen.text, rows=rows))


def profile_screen(say: Speech, profile: Profile) -> Screen:
    """Give the card of the profile, with a button for all that can be changed."""
    return Screen("\n".join(_lines(say, profile)), rows=_rows(say, profile))


def _lines(say: Speech, profile: Profile) -> list[str]:
    lines = [
        say("profile-title"),
        say("profile-login", login=profile.login),
        say("profile-email", email=profile.email_shown),
    ]
    if not profile.email_confirmed:
        lines.append(say("profile-email-unconfirmed"))
    if profile.pending_email is not None:
        lines.append(say("profile-email-pending", email=profile.pending_email))
    lines.append(
        say("profile-phone", phone=profile.phone_masked) if profile.phone_masked else say("profile-no-phone")
    )
    lines.append(say("profile-notices-off" if profile.notices_muted else "profile-notices-on"))
    lines.append(say("profile-numbers", count=profile.numbers_count))
    return lines


def _rows(say: Speech, profile: Profile) -> Rows:
    awaits = not profile.email_confirmed or profile.pending_email is not None
    return (
        *(confirmation_rows(say) if awaits else ()),
        (
            _button(say, "profile-phone-button", Section.PHONE),
            _button(say, "profile-email-button", Section.EMAIL),
        ),
        (
            _button(say, "profile-password-button", Section.PASSWORD),
            _button(say, "profile-language-button", Section.LANGUAGE),
        ),
        (
            _button(
                say,
                "profile-notices-off-button" if profile.notices_muted else "profile-notices-on-button",
                Section.NOTICES,
            ),
        ),
        (
            _button(say, "profile-devices-button", Section.DEVICES),
            _button(say, "profile-protection-button", Section.PROTECTION),
        ),
        (
            _button(say, "profile-my-data-button", Section.MY_DATA),
            _button(say, "profile-sign-out-button", Section.SIGN_OUT),
        ),
    )


async def offer_languages(talk: Talk, context: Context) -> None:
    """Offer the languages."""
    rows = tuple(
        (Button(say.plain("language-name"), LanguageButton(code=say.language)),) for say in context.texts
    )
    await talk.show(Screen(talk.say("language-ask"), rows=rows))


async def language_chosen(talk: Talk, context: Context, code: str) -> None:
    """Speak the chosen language from now on."""
    await context.cases[SetLanguage](context.account_id, code)
    say = context.texts.within(code)
    await talk.show(Screen(say("language-done"), keyboard=menu_for(say, context.visitor)))


def changing(first: State) -> Callable[[Talk, Context], Awaitable[None]]:
    """Give the function that begins a change which a device that is too new may not make."""

    async def begin(talk: Talk, context: Context) -> None:
        await context.cases[CheckDevice](context.account_id, talk.chat_id)
        await context.book.begin(talk, context, first)

    return begin


async def ask_password(form: Form[Context]) -> Question:
    """Ask for the password, because an open chat may be in the wrong hands."""
    return Question(form.say("password-confirm-ask"))


async def _check_password(form: Form[Context], text: str) -> None:
    form.answers["checked_hash"] = await form.context.cases[CheckPassword](
        form.context.account_id, text, form.talk.key
    )


async def phone_allowed(form: Form[Context], text: str) -> Next:
    """Check the password; a phone that was entered before it, in an earlier version, is kept now."""
    await _check_password(form, text)
    if "wanted" not in form.answers:
        return PhoneForm.phone
    wanted = form.answers["wanted"]
    return await _change_phone(form, None if wanted is None else Phone.parse(wanted))


async def email_allowed(form: Form[Context], text: str) -> Next:
    """Check the password; an address that was entered before it, in an earlier version, is taken now."""
    await _check_password(form, text)
    if "wanted" not in form.answers:
        return EmailForm.email
    return await _change_email(form, EmailAddress.parse(form.answers["wanted"]))


async def ask_phone(form: Form[Context]) -> Question:
    """Ask for another phone, or offer to delete the phone that is kept."""
    say = form.say
    profile = await form.context.cases[ViewProfile](form.context.account_id)
    rows = [(Choice(say.plain("phone-share-button"), "share", shares_phone=True),)]
    if profile.phone_shown:
        rows.append((Choice(say.plain("phone-remove-button"), "remove"),))
    return Question(say("profile-phone-ask"), rows=tuple(rows), under_input=True)


async def phone_entered(form: Form[Context], text: str) -> Next:
    """Take a typed phone."""
    return await _change_phone(form, Phone.parse(text))


async def phone_shared(form: Form[Context], contact: Contact) -> Next:
    """Take the phone of the resident's own contact card."""
    if contact.user_id != form.talk.chat_id:
        return Again(form.say("error-phone-of-another"))
    return await _change_phone(form, Phone.of_contact(contact.phone))


async def phone_removed(form: Form[Context], _: str) -> Next:
    """Delete the phone."""
    return await _change_phone(form, None)


async def _change_phone(form: Form[Context], phone: Phone | None) -> Next:
    if "checked_hash" not in form.answers:
        form.answers["wanted"] = phone.text if phone is not None else None
        return PhoneForm.password
    await form.context.cases[ChangePhone](form.context.account_id, form.answers["checked_hash"], phone)
    text = form.say("profile-phone-done", phone=phone.shown()) if phone else form.say("profile-phone-removed")
    return Finish(menu_screen(form.talk, form.context, text))


async def ask_email(form: Form[Context]) -> Question:
    """Ask for another e-mail address."""
    return Question(form.say("profile-email-ask"))


async def email_entered(form: Form[Context], text: str) -> Next:
    """Send a letter to the new address; the old one stays in force until it is confirmed."""
    email = EmailAddress.parse(text)
    if "checked_hash" not in form.answers:
        form.answers["wanted"] = email.text
        return EmailForm.password
    return await _change_email(form, email)


async def _change_email(form: Form[Context], email: EmailAddress) -> Next:
    context, checked_hash = form.context, form.answers["checked_hash"]
    changed = await context.cases[ChangeEmail](
        context.account_id, checked_hash, email, form.talk.chat_id, form.talk.key
    )
    if not changed.awaits_confirmation:
        return Finish(menu_screen(form.talk, form.context, form.say("profile-email-kept")))
    return Finish(
        Screen(form.say("profile-email-done", email=email.shown()), rows=confirmation_rows(form.say))
    )


async def ask_old_password(form: Form[Context]) -> Question:
    """Ask for the password in force; after a stranger was signed out, say why."""
    question = form.say("password-old-ask")
    if form.answers.get("stranger_is_out"):
        question = form.say("devices-change-password") + "\n\n" + question
    forgotten = Choice(form.say.plain("sign-in-password-forgotten-button"), "forgotten")
    return Question(question, rows=((forgotten,),))


async def old_password_forgotten(form: Form[Context], _: str) -> Next:
    """Offer the letter that lets in who forgot the password."""
    say = form.say
    profile = await form.context.cases[ViewProfile](form.context.account_id)
    back = (_button(say, "notices-back-button", Section.PROFILE),)
    if not profile.email_confirmed:
        text = say("password-forgotten-no-email", phone=form.context.facts.support_phone)
        return Finish(Screen(text, rows=(back,)))
    send = (_button(say, "password-forgotten-send-button", Section.RECOVERY),)
    return Finish(Screen(say("password-forgotten", email=profile.email_shown), rows=(send, back)))


async def old_password_entered(form: Form[Context], text: str) -> Next:
    """Check the password before the resident thinks up a new one."""
    await _check_password(form, text)
    return PasswordForm.new


async def ask_new_password(form: Form[Context]) -> Question:
    """Ask for the new password."""
    return Question(form.say("password-new-ask"))


async def new_password_entered(form: Form[Context], text: str) -> Next:
    """Keep only the hash of the new password."""
    profile = await form.context.cases[ViewProfile](form.context.account_id)
    form.answers["password_hash"] = await form.context.cases[ChoosePassword](
        text, login=profile.login, email=profile.email, typed=_typed(form)
    )
    return PasswordForm.repeat


def _typed(form: Form[Context]) -> Typed:
    return Typed(form.talk.chat_id, form.talk.key, Errand.CHANGE)


async def ask_repeat(form: Form[Context]) -> Question:
    """Ask for the new password once more."""
    return Question(form.say("password-repeat-ask"))


async def password_repeated(form: Form[Context], text: str) -> Next:
    """Change the password, and sign the other chats of the account out."""
    try:
        await form.context.cases[RepeatPassword](text, form.answers["password_hash"], _typed(form))
    except DomainError as error:
        if error.code != "password-differs":
            raise
        return Rewind(PasswordForm.new, note=explain(form.say, error))
    await form.context.cases[ChangePassword](
        form.context.account_id,
        form.answers["checked_hash"],
        form.answers["password_hash"],
        form.talk.chat_id,
    )
    return Finish(menu_screen(form.talk, form.context, form.say("password-done")))


async def leave(form: Form[Context]) -> Screen:
    """Say that nothing was changed."""
    return menu_screen(form.talk, form.context, form.say("form-left"))


PHONE = FormTable[Context](
    name="phone",
    leave=leave,
    keeps=once_answered,
    keeps_for=KEEPS_SECRETS_FOR,
    steps=(
        Step(
            PhoneForm.password,
            ask_password,
            parse=phone_allowed,
            goes_to=(PhoneForm.phone,),
            ends=True,
            secret=True,
        ),
        Step(
            PhoneForm.phone,
            ask_phone,
            parse=phone_entered,
            contact=phone_shared,
            choices={"remove": phone_removed},
            goes_to=(PhoneForm.password,),
            ends=True,
        ),
    ),
)
EMAIL = FormTable[Context](
    name="email",
    leave=leave,
    keeps=once_answered,
    keeps_for=KEEPS_SECRETS_FOR,
    steps=(
        Step(
            EmailForm.password,
            ask_password,
            parse=email_allowed,
            goes_to=(EmailForm.email,),
            ends=True,
            secret=True,
        ),
        Step(EmailForm.email, ask_email, parse=email_entered, goes_to=(EmailForm.password,), ends=True),
    ),
)
P = PasswordForm
PASSWORD = FormTable[Context](
    name="password",
    leave=leave,
    keeps=once_answered,
    keeps_for=KEEPS_SECRETS_FOR,
    steps=(
        Step(
            P.old,
            ask_old_password,
            parse=old_password_entered,
            choices={"forgotten": old_password_forgotten},
            goes_to=(P.new,),
            ends=True,
            secret=True,
        ),
        Step(P.new, ask_new_password, parse=new_password_entered, goes_to=(P.repeat,), secret=True),
        Step(P.repeat, ask_repeat, parse=password_repeated, goes_to=(P.new,), ends=True, secret=True),
    ),
)


def _button(say: Speech, text_id: str, section: Section) -> Button:
    return Button(say.plain(text_id), SectionButton(action=section))
