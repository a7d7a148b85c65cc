"""Finds the handler of an update in a private chat: commands, threads, the menu, forms, buttons."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import TypeAlias

from domain.errors import DomainError
from handlers.context import Context
from handlers.forgery import report_forged_press
from handlers.menu import MenuLabels, menu_screen, show_note
from handlers.presses import Presses, PressHandler, PressTable
from handlers.residents import (
    bans,
    batch_rows,
    bill_document,
    bills,
    charts,
    claims,
    code_check,
    consents,
    deletion,
    devices,
    differences,
    email_confirmation,
    holders,
    my_data,
    notices,
    number_search,
    numbers,
    outages,
    paying,
    profile,
    protection,
    questions,
    readings,
    recovery,
    reminders,
    sign_in,
    start,
    subscribers,
    threads,
    unasked,
    vacancies,
)
from handlers.residents.registration import REGISTRATION, RegistrationForm
from handlers.resuming import ANEW, FORGET, GO_ON, resume_pressed
from handlers.rights import Entry, Right, needing, require
from handlers.sections import Section
from handlers.typed import command_in
from ui.buttons import (
    AgainButton,
    BatchButton,
    BillButton,
    ButtonData,
    ChartButton,
    ClaimButton,
    ConsentButton,
    DeviceButton,
    FormButton,
    LanguageButton,
    MuteButton,
    NumberButton,
    NumbersButton,
    OutageButton,
    ReadmissionButton,
    ReceiptButton,
    ReminderButton,
    ResumeButton,
    SectionButton,
    ThreadButton,
    UnaskedButton,
    WithdrawButton,
    is_operators,
)
from ui.event import EventKind, Message
from ui.screen import Button, Screen
from ui.states import State
from ui.talk import Talk
from ui.texts import Texts

Opener: TypeAlias = Callable[[Talk, Context], Awaitable[None]]

TABLES = (
    REGISTRATION,
    email_confirmation.EMAIL_CODE,
    sign_in.SIGN_IN,
    profile.PHONE,
    profile.EMAIL,
    profile.PASSWORD,
    deletion.DELETION,
    protection.PROTECTION,
    subscribers.ADD_NUMBER,
    number_search.NUMBER_SEARCH,
    subscribers.RENAME,
    subscribers.REMOVE,
    holders.END_HOLDS,
    vacancies.VACANCY,
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
        self._presses = Presses(BUTTONS)

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
                return found is not None and bans.is_open(found.button, talk.turn.state)
            case EventKind.OWN_MEMBERSHIP | EventKind.MEMBERSHIP:
                return True
            case EventKind.MESSAGE:
                section = self._labels.section_of(talk.event.text)
                return bans.is_open_answer(talk) if section is None else section in bans.OPEN_SECTIONS
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
            if await _admits(talk, context, found.right):
                await found.answer(talk, context, found.button)
            return
        if is_operators(talk.event.data):
            await report_forged_press(talk, context)
        await _stale(talk, context)

    async def _written(self, talk: Talk, context: Context, message: Message) -> None:
        """Take a message as a command, a part of a thread, a label of the menu, or an answer in a form."""
        command = command_in(message, context.facts.bot_username)
        if command is not None and (entry := start.COMMANDS.get(command.name)) is not None:
            if await _admits(talk, context, entry.right):
                await entry.answer(talk, context, command.argument)
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


async def _admits(talk: Talk, context: Context, right: Right) -> bool:
    """Refuse who lacks a right; what was under way is put aside, because it is not at fault.

    ``False``: an old menu showed a guest's section to a resident, who was greeted instead.
    """
    if right is Right.GUEST and context.is_signed_in:
        await start.started(talk, context, "")
        return False
    try:
        require(context, right)
    except DomainError:
        context.book.drop(talk, context)
        raise
    return True


async def _menu_chosen(talk: Talk, context: Context, section: Section) -> None:
    if section is not Section.HELP:
        context.book.drop(talk, context)
    if section is Section.SIGN_IN and await _offers_registration(talk, context):
        return
    entry = SECTIONS[section]
    if await _admits(talk, context, entry.right):
        await entry.answer(talk, context)


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
        await _menu_chosen(talk, context, section)
    elif context.book.covers(talk.turn.state):
        await _stale(talk, context)
    else:
        anew = Button(talk.say.plain("resume-anew-button"), ResumeButton(action=ANEW, form=button.form))
        await talk.show(Screen(talk.say("resume-gone"), rows=((anew,),)))


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


SECTIONS: Mapping[str, Entry[Opener]] = {
    **needing(
        Right.GUEST,
        {
            Section.REGISTRATION: _form(RegistrationForm.login),
            Section.SIGN_IN: _form(sign_in.SignInForm.login),
        },
    ),
    **needing(
        Right.CONFIRMED,
        {
            Section.ELECTRICITY: numbers.show_numbers,
            Section.READING: readings.begin,
            Section.ADD_NUMBER: subscribers.begin_adding,
            Section.FIND_NUMBER: _form(number_search.NumberSearchForm.words),
        },
    ),
    **needing(
        Right.SIGNED_IN,
        {
            Section.PROFILE: profile.show_profile,
            Section.QUESTION: _form(questions.QuestionForm.text),
            Section.CODE: email_confirmation.begin_code,
            Section.RESEND: email_confirmation.resend,
            Section.PHONE: _form(profile.PhoneForm.password),
            Section.EMAIL: profile.changing(profile.EmailForm.password),
            Section.PASSWORD: profile.changing(profile.PasswordForm.old),
            Section.RECOVERY: recovery.begin_for_own,
            Section.NOTICES: reminders.show_notices,
            Section.MUTE: reminders.mute_notices,
            Section.HEAR: reminders.hear_notices,
            Section.NOTICES_OFF: reminders.show_notices,
            Section.NOTICES_ON: reminders.show_notices,
            Section.LANGUAGE: profile.offer_languages,
            Section.DEVICES: devices.show_devices,
            Section.PROTECTION: protection.show_protection,
            Section.STEP_ON: protection.beginning(Section.STEP_ON),
            Section.STEP_OFF: protection.beginning(Section.STEP_OFF),
            Section.APP: protection.beginning(Section.APP),
            Section.BACKUP_CODES: protection.beginning(Section.BACKUP_CODES),
            Section.CHECK_CODE: _form(code_check.CodeCheckForm.code),
            Section.MY_DATA: my_data.send_my_data,
            Section.DELETION: deletion.explain_deletion,
            Section.DELETION_BEGUN: deletion.begin_deletion,
            Section.SIGN_OUT: sign_in.ask_to_sign_out,
        },
    ),
    **needing(
        Right.ANYBODY,
        {
            Section.HELP: start.help_asked,
            Section.OUTAGE: outages.show_outages,
            Section.MENU: start.menu_asked,
            Section.CODES_NOTED: protection.codes_noted,
            Section.SIGN_OUT_NOW: sign_in.sign_out,
        },
    ),
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


def _of_section(opener: Opener) -> PressHandler:
    async def pressed(talk: Talk, context: Context, _button: SectionButton) -> None:
        context.book.drop(talk, context)
        await opener(talk, context)

    return pressed


def _of_number(opener: subscribers.Opener) -> PressHandler:
    async def pressed(talk: Talk, context: Context, button: NumberButton) -> None:
        context.book.drop(talk, context)
        await opener(talk, context, button.number, button.page)

    return pressed


def _of_receipt(opener: subscribers.Opener) -> PressHandler:
    """Answer below the receipt, because it must stay in the chat."""

    async def pressed(talk: Talk, context: Context, button: ReceiptButton) -> None:
        talk.keep_message()
        context.book.drop(talk, context)
        await opener(talk, context, button.number, 0)

    return pressed


def _leaving(opener: PressHandler) -> PressHandler:
    """Leave a conversation under way before what a button names is shown."""

    @wraps(opener)
    async def pressed(talk: Talk, context: Context, button: ButtonData) -> None:
        context.book.drop(talk, context)
        await opener(talk, context, button)

    return pressed


async def _page_turned(talk: Talk, context: Context, button: NumbersButton) -> None:
    await numbers.show_page(talk, context, button.page)


async def _language_pressed(talk: Talk, context: Context, button: LanguageButton) -> None:
    await profile.language_chosen(talk, context, button.code)


BUTTONS: PressTable = {
    FormButton: Entry(Right.ANYBODY, _form_pressed),
    SectionButton: {
        section: Entry(entry.right, _of_section(entry.answer)) for section, entry in SECTIONS.items()
    },
    NumberButton: needing(
        Right.HOLDER, {action: _of_number(opener) for action, opener in subscribers.OPENERS.items()}
    ),
    OutageButton: Entry(Right.HOLDER, outages.reported),
    NumbersButton: Entry(Right.CONFIRMED, _leaving(_page_turned)),
    BillButton: needing(Right.HOLDER, {action: _leaving(opener) for action, opener in OF_BILLS.items()}),
    AgainButton: Entry(Right.HOLDER, readings.again_pressed),
    BatchButton: needing(Right.CONFIRMED, {"receipts": _leaving(batch_rows.receipts_pressed)}),
    ChartButton: Entry(Right.HOLDER, _leaving(charts.chart_pressed)),
    ReceiptButton: needing(
        Right.HOLDER, {action: _of_receipt(opener) for action, opener in subscribers.OF_RECEIPTS.items()}
    ),
    WithdrawButton: Entry(Right.HOLDER, vacancies.withdraw_pressed),
    MuteButton: Entry(Right.SIGNED_IN, notices.mute_pressed),
    ReminderButton: needing(Right.SIGNED_IN, reminders.ACTIONS),
    DeviceButton: needing(
        Right.SIGNED_IN, {action: _leaving(handler) for action, handler in devices.ACTIONS.items()}
    ),
    ClaimButton: {
        claims.NOT_ME: Entry(Right.SIGNED_IN, _leaving(claims.not_me)),
        claims.CHOOSE: Entry(Right.ANYBODY, _leaving(recovery.claim_pressed)),
    },
    ReadmissionButton: Entry(Right.BEARER, _leaving(recovery.readmitted)),
    ConsentButton: Entry(Right.SIGNED_IN, _leaving(consents.agreed)),
    LanguageButton: Entry(Right.SIGNED_IN, _leaving(_language_pressed)),
    ResumeButton: needing(Right.ANYBODY, dict.fromkeys((GO_ON, ANEW, FORGET), _resume_pressed)),
    ThreadButton: needing(Right.OWNER, dict.fromkeys(threads.ACTIONS, threads.button_pressed)),
    UnaskedButton: needing(Right.SIGNED_IN, dict.fromkeys(unasked.ACTIONS, unasked.pressed)),
}
"""The entries of presses."""

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
