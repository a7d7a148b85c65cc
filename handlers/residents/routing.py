"""Finds the handler of an update in a private chat: commands, threads, the menu, forms, buttons."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from handlers.context import Context
from handlers.forgery import report_forged_press
from handlers.menu import MenuLabels, menu_screen, show_note
from handlers.presses import Presses
from handlers.residents import (
    bans,
    bill_document,
    bills,
    charts,
    code_check,
    devices,
    differences,
    email_confirmation,
    my_data,
    notices,
    numbers,
    paying,
    profile,
    protection,
    questions,
    readings,
    sign_in,
    start,
    subscribers,
    threads,
    unasked,
)
from handlers.residents.registration import REGISTRATION, RegistrationForm
from handlers.resuming import ANEW, FORGET, GO_ON, resume_pressed
from handlers.sections import Section
from handlers.typed import CommandHandler, command_in
from ui.buttons import (
    AgainButton,
    BillButton,
    ChartButton,
    DeviceButton,
    FormButton,
    LanguageButton,
    MuteButton,
    NumberButton,
    NumbersButton,
    ReceiptButton,
    ResumeButton,
    SectionButton,
    ThreadButton,
    UnaskedButton,
    is_operators,
)
from ui.event import EventKind, Message
from ui.screen import Button, Screen
from ui.states import State
from ui.talk import Talk
from ui.texts import Texts

Opener: TypeAlias = Callable[[Talk, Context], Awaitable[None]]

COMMANDS: Mapping[str, CommandHandler] = {
    "start": start.started,
    "menu": start.menu_commanded,
    "help": start.help_commanded,
    "cancel": start.cancelled,
}
"""The commands of residents, in the order in which Telegram offers them."""

TABLES = (
    REGISTRATION,
    email_confirmation.EMAIL_CODE,
    sign_in.SIGN_IN,
    profile.PHONE,
    profile.EMAIL,
    profile.PASSWORD,
    protection.PROTECTION,
    subscribers.ADD_NUMBER,
    subscribers.RENAME,
    subscribers.REMOVE,
    paying.PAY_OTHER,
    code_check.CODE_CHECK,
    readings.READING,
    questions.QUESTION,
    threads.THREAD,
)


class ResidentsFront:
    """Answers the updates of private chats."""

    def __init__(self, texts: Texts) -> None:
        self._labels = MenuLabels(texts)
        self._presses = Presses(
            {
                FormButton: _form_pressed,
                SectionButton: _section_pressed,
                NumberButton: _number_pressed,
                NumbersButton: _numbers_pressed,
                BillButton: _bill_pressed,
                AgainButton: readings.again_pressed,
                ChartButton: _chart_pressed,
                ReceiptButton: _receipt_pressed,
                MuteButton: notices.mute_pressed,
                DeviceButton: dict.fromkeys(devices.ACTIONS, _device_pressed),
                LanguageButton: _language_pressed,
                ResumeButton: dict.fromkeys((GO_ON, ANEW, FORGET), _resume_pressed),
                ThreadButton: _thread_pressed,
                UnaskedButton: dict.fromkeys(unasked.ACTIONS, unasked.pressed),
            }
        )

    async def __call__(self, talk: Talk, context: Context) -> None:
        """Answer one update."""
        if context.visitor.is_banned and not self._is_open(talk):
            if talk.is_press and is_operators(talk.event.data):
                await report_forged_press(talk, context)
            await bans.refuse(talk, context, in_full=self._asks_for_help(talk, context))
            return
        match talk.event.kind:
            case EventKind.PRESS:
                await self._pressed(talk, context)
            case EventKind.EDITED if talk.message is not None:
                if not await threads.is_corrected(talk.message, talk, context):
                    await unasked.edited(talk, context, talk.message)
            case EventKind.MESSAGE if talk.message is not None:
                await self._written(talk, context, talk.message)
            case EventKind.OWN_MEMBERSHIP | EventKind.MEMBERSHIP:
                pass  # who blocks or unblocks the bot has asked for nothing
            case _:
                await _not_understood(talk, context)

    def _is_open(self, talk: Talk) -> bool:
        """Tell whether a ban does not concern what somebody does."""
        match talk.event.kind:
            case EventKind.PRESS:
                found = self._presses.find(talk.event.data)
                return found is not None and bans.is_open(found[1])
            case EventKind.OWN_MEMBERSHIP | EventKind.MEMBERSHIP:
                return True
            case EventKind.MESSAGE:
                return self._labels.section_of(talk.event.text) in bans.OPEN_SECTIONS
            case _:
                return False

    def _asks_for_help(self, talk: Talk, context: Context) -> bool:
        """Tell whether somebody wants to know how things stand."""
        message = talk.message
        if message is None or talk.is_press:
            return False
        command = command_in(message, context.facts.bot_username)
        if command is not None:
            return command.name in {"start", "help"}
        return self._labels.section_of(message.text) is Section.HELP

    async def _pressed(self, talk: Talk, context: Context) -> None:
        found = self._presses.find(talk.event.data)
        if found is not None:
            handler, button = found
            await handler(talk, context, button)
            return
        if is_operators(talk.event.data):
            await report_forged_press(talk, context)
        await _stale(talk, context)

    async def _written(self, talk: Talk, context: Context, message: Message) -> None:
        """Take a message as a command, a part of a thread, a label of the menu, or an answer in a form."""
        command = command_in(message, context.facts.bot_username)
        if command is not None and (handler := COMMANDS.get(command.name)) is not None:
            await handler(talk, context, command.argument)
            return
        if await threads.is_for_operators(message, talk, context):
            return
        section = self._labels.section_of(message.text)
        if section is not None:
            await _menu_chosen(talk, context, section)
        elif self._labels.cancels(message.text):
            await start.cancelled(talk, context, "")
        elif context.book.covers(talk.turn.state):
            await context.book.typed(talk, context, message)
        elif command is not None:
            await _not_understood(talk, context)
        else:
            await unasked.said(talk, context, message)


async def _menu_chosen(talk: Talk, context: Context, section: Section) -> None:
    if section is not Section.HELP:
        context.book.drop(talk, context)
    if section is Section.SIGN_IN and await _offers_registration(talk, context):
        return
    await SECTIONS[section](talk, context)


async def _offers_registration(talk: Talk, context: Context) -> bool:
    """Ask a person who was registering whether to go on, or to sign in after all; ``False`` if nobody was."""
    kept = context.book.kept(talk, context).get(REGISTRATION.name)
    if kept is None:
        return False
    offer = context.book.offer(talk, context, kept)
    sign_in_after_all = Button(talk.say.plain("menu-sign-in-button"), SectionButton(action=Section.SIGN_IN))
    await talk.show(Screen(offer.text, rows=(*offer.rows, (sign_in_after_all,))))
    return True


async def _form_pressed(talk: Talk, context: Context, button: FormButton) -> None:
    if not await context.book.pressed(talk, context, button):
        await _stale(talk, context)


async def _section_pressed(talk: Talk, context: Context, button: SectionButton) -> None:
    opener = SECTIONS.get(button.action)
    if opener is None:
        await _stale(talk, context)
        return
    context.book.drop(talk, context)
    await opener(talk, context)


async def _number_pressed(talk: Talk, context: Context, button: NumberButton) -> None:
    opener = subscribers.OPENERS.get(button.action)
    if opener is None:
        await _stale(talk, context)
        return
    context.book.drop(talk, context)
    await opener(talk, context, button.number, button.page)


async def _numbers_pressed(talk: Talk, context: Context, button: NumbersButton) -> None:
    context.book.drop(talk, context)
    await numbers.show_page(talk, context, button.page)


async def _chart_pressed(talk: Talk, context: Context, button: ChartButton) -> None:
    context.book.drop(talk, context)
    await charts.chart_pressed(talk, context, button)


async def _bill_pressed(talk: Talk, context: Context, button: BillButton) -> None:
    opener = OF_BILLS.get(button.action)
    if opener is None:
        await _stale(talk, context)
        return
    context.book.drop(talk, context)
    await opener(talk, context, button)


async def _receipt_pressed(talk: Talk, context: Context, button: ReceiptButton) -> None:
    """Answer below the receipt, because it must stay in the chat."""
    talk.keep_message()
    opener = subscribers.OF_RECEIPTS.get(button.action)
    if opener is None:
        await _stale(talk, context)
        return
    context.book.drop(talk, context)
    await opener(talk, context, button.number, 0)


async def _language_pressed(talk: Talk, context: Context, button: LanguageButton) -> None:
    context.book.drop(talk, context)
    await profile.language_chosen(talk, context, button.code)


async def _device_pressed(talk: Talk, context: Context, button: DeviceButton) -> None:
    context.book.drop(talk, context)
    await devices.ACTIONS[button.action](talk, context, button)


async def _resume_pressed(talk: Talk, context: Context, button: ResumeButton) -> None:
    """Go on with a conversation that was left, begin it again, or forget it."""
    under_way = context.book.table(talk.turn.state)
    if button.action == GO_ON and under_way is not None and under_way.name == button.form:
        await talk.release()
        await context.book.repeat(talk, context, "")
    elif button.action == FORGET:
        context.book.forget(talk, button.form)
        await show_note(talk, context, talk.say("resume-forgotten"))
    elif await resume_pressed(talk, context, button):
        pass
    elif (section := BEGINNINGS.get(button.form)) is None:
        await _stale(talk, context)
    elif button.action == ANEW:
        await _section_pressed(talk, context, SectionButton(action=section))
    elif context.book.covers(talk.turn.state):
        await _stale(talk, context)
    else:
        anew = Button(talk.say.plain("resume-anew-button"), ResumeButton(action=ANEW, form=button.form))
        await talk.show(Screen(talk.say("resume-gone"), rows=((anew,),)))


async def _thread_pressed(talk: Talk, context: Context, button: ThreadButton) -> None:
    if not await threads.button_pressed(talk, context, button):
        await _stale(talk, context)


async def _not_understood(talk: Talk, context: Context) -> None:
    """Say so, and to somebody who writes of danger first of all whom to call."""
    words = "" if talk.message is None else talk.message.words
    text = unasked.warning(talk.say, context, words) + talk.say("fallback-text")
    await talk.show(menu_screen(talk, context, text))


async def _stale(talk: Talk, context: Context) -> None:
    """Say that a button is out of date, and show the question in force, or the menu."""
    await talk.hint(talk.say.plain("stale-hint"))
    in_form = context.book.covers(talk.turn.state)
    await show_note(talk, context, talk.say("stale-in-form" if in_form else "stale-text"))


def _form(first: State) -> Opener:
    async def begin(talk: Talk, context: Context) -> None:
        await context.book.begin(talk, context, first)

    return begin


def _of_account(opener: Opener) -> Opener:
    """Let a guest be told to sign in, before any question."""

    async def open_section(talk: Talk, context: Context) -> None:
        _ = context.account_id
        await opener(talk, context)

    return open_section


def _of_guest(opener: Opener) -> Opener:
    """Greet a resident who is signed in instead, because an old menu may still show the section."""

    async def open_section(talk: Talk, context: Context) -> None:
        if context.is_signed_in:
            await start.started(talk, context, "")
        else:
            await opener(talk, context)

    return open_section


SECTIONS: Mapping[str, Opener] = {
    Section.REGISTRATION: _of_guest(_form(RegistrationForm.login)),
    Section.SIGN_IN: _of_guest(_form(sign_in.SignInForm.login)),
    Section.ELECTRICITY: numbers.show_numbers,
    Section.READING: readings.begin,
    Section.PROFILE: profile.show_profile,
    Section.QUESTION: _of_account(_form(questions.QuestionForm.text)),
    Section.HELP: start.help_asked,
    Section.MENU: start.menu_asked,
    Section.ADD_NUMBER: subscribers.begin_adding,
    Section.CODE: email_confirmation.begin_code,
    Section.RESEND: email_confirmation.resend,
    Section.PHONE: _of_account(_form(profile.PhoneForm.password)),
    Section.EMAIL: profile.changing(profile.EmailForm.password),
    Section.PASSWORD: profile.changing(profile.PasswordForm.old),
    Section.NOTICES: profile.show_notices,
    Section.MUTE: profile.mute_notices,
    Section.HEAR: profile.hear_notices,
    Section.NOTICES_OFF: profile.show_notices,
    Section.NOTICES_ON: profile.show_notices,
    Section.LANGUAGE: profile.offer_languages,
    Section.DEVICES: devices.show_devices,
    Section.PROTECTION: protection.show_protection,
    Section.STEP_ON: protection.beginning(Section.STEP_ON),
    Section.STEP_OFF: protection.beginning(Section.STEP_OFF),
    Section.APP: protection.beginning(Section.APP),
    Section.BACKUP_CODES: protection.beginning(Section.BACKUP_CODES),
    Section.CODES_NOTED: protection.codes_noted,
    Section.CHECK_CODE: _of_account(_form(code_check.CodeCheckForm.code)),
    Section.MY_DATA: my_data.send_my_data,
    Section.SIGN_OUT: _of_account(sign_in.ask_to_sign_out),
    Section.SIGN_OUT_NOW: sign_in.sign_out,
}
"""The functions that open the sections."""

OF_BILLS: Mapping[str, Callable[[Talk, Context, BillButton], Awaitable[None]]] = {
    "view": bills.show_bill,
    "pdf": bill_document.send_bill,
    "qr": paying.show_bill_code,
    "why": differences.show_difference,
    "ask": questions.ask_about_bill,
}
"""What the buttons of a bill open, by their action."""

BEGINNINGS: Mapping[str, Section] = {
    REGISTRATION.name: Section.REGISTRATION,
    profile.PHONE.name: Section.PHONE,
    profile.EMAIL.name: Section.EMAIL,
    profile.PASSWORD.name: Section.PASSWORD,
    subscribers.ADD_NUMBER.name: Section.ADD_NUMBER,
    readings.READING.name: Section.READING,
    questions.QUESTION.name: Section.QUESTION,
}
"""The sections that begin a conversation again, of those that are put aside when residents leave them."""
