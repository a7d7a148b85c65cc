"""«Защита входа»: what new devices are asked for in addition to the password."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator

from domain.second_step import StepKind, grouped_code
from handlers.context import Context
from handlers.menu import confirmation_rows, menu_screen
from handlers.sections import Section
from services.people.devices import CheckDevice
from services.people.profile import CheckPassword
from services.people.protection import (
    Allowed,
    ConnectApp,
    NewKey,
    Protection,
    RenewBackupCodes,
    ShowKey,
    SwitchSecondStep,
    ViewProtection,
)
from ui.buttons import SectionButton
from ui.forms import Finish, Form, FormTable, Next, Question, Step
from ui.screen import Button, Rows, Screen
from ui.states import State, States
from ui.talk import Talk
from ui.texts import Speech


class ProtectionForm(States):
    """What a change of the protection is waiting for."""

    password = State()
    code = State()


async def show_protection(talk: Talk, context: Context) -> None:
    """Show how the sign-in is protected, with a button for each change."""
    protection = await context.cases[ViewProtection](context.account_id)
    say = talk.say
    text = say(f"protection-{protection.kind}", email=protection.email_masked)
    if protection.kind.is_asked:
        text += "\n\n" + say("protection-backup-codes", count=protection.backup_codes)
    await talk.show(Screen(say("protection-title") + "\n\n" + text, rows=tuple(_rows(say, protection))))


def _rows(say: Speech, protection: Protection) -> Iterator[tuple[Button, ...]]:
    kind = protection.kind
    if kind is StepKind.NONE:
        yield from confirmation_rows(say)
    if kind is StepKind.OFF:
        yield _row(say, "protection-on-button", Section.STEP_ON)
    if kind in {StepKind.OFF, StepKind.MAIL}:
        yield _row(say, "protection-app-button", Section.APP)
    if kind is StepKind.APP:
        yield _row(say, "protection-mail-button", Section.STEP_ON)
    if kind.is_asked:
        yield _row(say, "protection-codes-button", Section.BACKUP_CODES)
        yield _row(say, "protection-off-button", Section.STEP_OFF)
    yield _row(say, "notices-back-button", Section.PROFILE)


def _row(say: Speech, text_id: str, section: Section) -> tuple[Button, ...]:
    return (Button(say.plain(text_id), SectionButton(action=section)),)


def beginning(wanted: Section) -> Callable[[Talk, Context], Awaitable[None]]:
    """Give the function that begins a change, unless the device is too new for it."""

    async def begin(talk: Talk, context: Context) -> None:
        await context.cases[CheckDevice](context.account_id, talk.chat_id)
        await context.book.begin(talk, context, ProtectionForm.password, wanted=wanted.value)

    return begin


async def ask_password(form: Form[Context]) -> Question:
    """Ask for the password, because an open chat may be in the wrong hands."""
    return Question(form.say("password-confirm-ask"))


async def password_entered(form: Form[Context], text: str) -> Next:
    """Check the password, and do what needs nothing more."""
    context, answers = form.context, form.answers
    answers["checked_hash"] = await context.cases[CheckPassword](context.account_id, text, form.talk.key)
    match answers["wanted"]:
        case Section.APP:
            answers["sealed_key"] = await context.cases[NewKey](context.account_id)
            return ProtectionForm.code
        case Section.BACKUP_CODES:
            return Finish(_codes_screen(form.say, await context.cases[RenewBackupCodes](_allowed(form))))
        case wanted:
            is_on = wanted == Section.STEP_ON
            await context.cases[SwitchSecondStep](_allowed(form), is_on=is_on)
            done = form.say("protection-is-on" if is_on else "protection-is-off")
            return Finish(menu_screen(form.talk, context, done))


def _allowed(form: Form[Context]) -> Allowed:
    return Allowed(form.context.account_id, form.talk.chat_id, form.answers["checked_hash"])


async def ask_code(form: Form[Context]) -> Question:
    """Show the key as text, because nobody scans a picture on their own screen, and ask for a code of it."""
    key = await form.context.cases[ShowKey](form.context.account_id, form.answers["sealed_key"])
    return Question(form.say("protection-key-ask", key=key))


async def code_entered(form: Form[Context], text: str) -> Next:
    """Connect the authenticator, and delete what showed its key and its code."""
    talk = form.talk
    await talk.forget_message()
    shown: int | None = talk.turn.draft.get("message")
    if shown is not None:
        await talk.delete(shown)
    codes = await form.context.cases[ConnectApp](_allowed(form), form.answers["sealed_key"], text, talk.key)
    return Finish(_codes_screen(form.say, codes, form.say("protection-app-connected")))


def _codes_screen(say: Speech, codes: tuple[str, ...], note: str = "") -> Screen:
    """Show backup codes, with a button that takes them out of the chat."""
    listed = "\n".join(f"<code>{grouped_code(code)}</code>" for code in codes)
    text = say("protection-codes", codes=len(codes)) + "\n\n" + listed
    rows: Rows = (_row(say, "protection-codes-noted-button", Section.CODES_NOTED),)
    return Screen(f"{note}\n\n{text}" if note else text, rows=rows)


async def codes_noted(talk: Talk, context: Context) -> None:  # noqa: ARG001 (as all openers)
    """Take the backup codes out of the chat."""
    await talk.show(Screen(talk.say("protection-codes-gone")))


async def leave(form: Form[Context]) -> Screen:
    """Say that nothing was changed."""
    return menu_screen(form.talk, form.context, form.say("form-left"))


F = ProtectionForm
PROTECTION = FormTable[Context](
    name="protection",
    leave=leave,
    steps=(
        Step(F.password, ask_password, parse=password_entered, goes_to=(F.code,), ends=True, secret=True),
        Step(F.code, ask_code, parse=code_entered, ends=True),
    ),
)
