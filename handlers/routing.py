"""Which handler gets which update: one visible list, the catch-all last."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiogram import Dispatcher, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Command, CommandObject, Filter
from aiogram.fsm.storage.base import BaseStorage
from aiogram.types import CallbackQuery, Message, User

from handlers.context import Context
from handlers.menu import MenuLabel, menu_of, menu_screen
from handlers.middleware import TurnMiddleware
from handlers.operators.find import FIND
from handlers.operators.members import Members, forged_press
from handlers.operators.notices import NOTICE
from handlers.operators.routing import nothing, operators_router
from handlers.places import NotPrivate
from handlers.residents import (
    email_confirmation,
    notices,
    profile,
    questions,
    readings,
    sign_in,
    start,
    subscribers,
    threads,
)
from handlers.residents.registration import REGISTRATION, RegistrationForm
from handlers.sections import Section
from handlers.trouble import HOPELESS
from ui.buttons import (
    FormButton,
    LanguageButton,
    MuteButton,
    NumberButton,
    SectionButton,
    ThreadButton,
    is_operators,
)
from ui.files import file_in
from ui.forms import FormBook
from ui.talk import Talk
from ui.texts import Texts

Opener = Callable[[Talk, Context], Awaitable[None]]

COMMANDS = ("start", "menu", "help", "cancel")
"""What residents may type anywhere, in the order in which Telegram offers it."""

RESIDENTS_TABLES = (
    REGISTRATION,
    email_confirmation.EMAIL_CODE,
    sign_in.SIGN_IN,
    profile.PHONE,
    profile.EMAIL,
    profile.PASSWORD,
    subscribers.ADD_NUMBER,
    subscribers.RENAME,
    subscribers.REMOVE,
    readings.READING,
    questions.QUESTION,
    threads.THREAD,
)
OPERATORS_TABLES = (NOTICE, FIND)
TABLES = (*RESIDENTS_TABLES, *OPERATORS_TABLES)


def build_dispatcher(
    texts: Texts, storage: BaseStorage, turns: TurnMiddleware, members: Members
) -> Dispatcher:
    """Give a dispatcher with every handler in its order."""
    book = FormBook(TABLES, menu_of, HOPELESS)
    dispatcher = Dispatcher(storage=storage, book=book, sections=sections(book))
    for observer in (dispatcher.message, dispatcher.callback_query, dispatcher.edited_message):
        observer.outer_middleware(turns)
    dispatcher.include_routers(
        operators_router(members),
        _other_groups(),
        _residents(texts),
    )
    return dispatcher


def sections(book: FormBook[Context]) -> Mapping[Section, Opener]:
    """Say what opens each section."""

    def form(first: Any) -> Opener:
        async def begin(talk: Talk, context: Context) -> None:
            await book.begin(talk, context, first)

        return begin

    async def begin_code(talk: Talk, context: Context) -> None:
        await email_confirmation.begin_code(talk, context, book)

    async def show_help(talk: Talk, context: Context) -> None:
        await start.help_asked(talk, context, book)

    async def show_menu(talk: Talk, context: Context) -> None:
        await start.menu_asked(talk, context, book)

    async def begin_reading(talk: Talk, context: Context) -> None:
        await readings.begin(talk, context, book)

    async def begin_adding(talk: Talk, context: Context) -> None:
        await subscribers.begin_adding(talk, context, book)

    return {
        Section.REGISTRATION: _of_guest(form(RegistrationForm.login), book),
        Section.SIGN_IN: _of_guest(form(sign_in.SignInForm.login), book),
        Section.ELECTRICITY: subscribers.show_numbers,
        Section.READING: begin_reading,
        Section.PROFILE: profile.show_profile,
        Section.QUESTION: _of_account(form(questions.QuestionForm.text)),
        Section.HELP: show_help,
        Section.MENU: show_menu,
        Section.ADD_NUMBER: begin_adding,
        Section.CODE: begin_code,
        Section.RESEND: email_confirmation.resend,
        Section.PHONE: _of_account(form(profile.PhoneForm.phone)),
        Section.EMAIL: _of_account(form(profile.EmailForm.email)),
        Section.PASSWORD: _of_account(form(profile.PasswordForm.old)),
        Section.NOTICES_OFF: profile.mute_notices,
        Section.NOTICES_ON: profile.hear_notices,
        Section.LANGUAGE: profile.offer_languages,
        Section.MY_DATA: profile.send_my_data,
        Section.SIGN_OUT: sign_in.sign_out,
    }


def _of_account(opener: Opener) -> Opener:
    """Guests are told to sign in before they are asked anything."""

    async def open_section(talk: Talk, context: Context) -> None:
        _ = context.account_id
        await opener(talk, context)

    return open_section


def _of_guest(opener: Opener, book: FormBook[Context]) -> Opener:
    """Whoever is signed in is greeted instead: the key may be left over under another input field."""

    async def open_section(talk: Talk, context: Context) -> None:
        if context.is_signed_in:
            await start.started(talk, context, book, payload="")
        else:
            await opener(talk, context)

    return open_section


class MayBeForOperators(Filter):
    """Lets through what may go on with what operators wrote: replies, photos and files."""

    async def __call__(self, message: Message) -> bool:
        """Look at the message alone: nearly all of them end here."""
        return message.reply_to_message is not None or file_in(message) is not None


class InForm(Filter):
    """Lets through what a conversation under way is waiting for."""

    async def __call__(self, _event: Message, book: FormBook[Context], raw_state: str | None) -> bool:
        """Look the state up in the tables."""
        return book.covers(raw_state)


def _other_groups() -> Router:
    """Keep silent in groups: what residents say there others would read."""
    router = Router(name="other-groups")
    for observer in (router.message, router.callback_query, router.edited_message):
        observer.filter(NotPrivate())
    router.callback_query(is_operators)(forged_press)
    for observer in (router.message, router.callback_query, router.edited_message):
        observer()(nothing)
    return router


def _residents(texts: Texts) -> Router:
    """Take what residents do; in one router, because aiogram spends more on each router than on a handler."""
    router = Router(name="residents")
    _commands(router)
    _threads(router)
    _menu(router, texts)
    _forms(router)
    _buttons(router)
    _anything_else(router)
    return router


def _commands(router: Router) -> None:
    """Take all commands in one handler: its filter is tried with every message."""

    @router.message(Command(*COMMANDS))
    async def commanded(
        _message: Message, command: CommandObject, talk: Talk, context: Context, book: FormBook[Context]
    ) -> None:
        match command.command:
            case "menu":
                await start.menu_asked(talk, context, book)
            case "cancel":
                await start.cancelled(talk, context, book)
            case "help":
                await start.help_asked(talk, context, book)
            case _:
                await start.started(talk, context, book, command.args or "")


def _threads(router: Router) -> None:
    @router.message(MayBeForOperators())
    async def may_be_for_operators(
        message: Message, talk: Talk, context: Context, book: FormBook[Context]
    ) -> None:
        if not await threads.is_for_operators(message, talk, context, book):
            raise SkipHandler


def _menu(router: Router, texts: Texts) -> None:
    @router.message(MenuLabel(texts))
    async def chosen(
        _message: Message,
        section: Section,
        talk: Talk,
        context: Context,
        book: FormBook[Context],
        sections: Mapping[Section, Opener],
    ) -> None:
        if section is not Section.HELP:
            await book.drop(talk, context)
        await sections[section](talk, context)


def _forms(router: Router) -> None:
    @router.message(InForm())
    async def typed(message: Message, talk: Talk, context: Context, book: FormBook[Context]) -> None:
        await book.typed(talk, context, message)

    @router.callback_query(FormButton.filter())
    async def pressed(
        _query: CallbackQuery,
        callback_data: FormButton,
        talk: Talk,
        context: Context,
        book: FormBook[Context],
    ) -> None:
        if not await book.pressed(talk, context, callback_data):
            await _stale(talk, context, book)


def _buttons(router: Router) -> None:
    @router.callback_query(SectionButton.filter())
    async def section_pressed(
        _query: CallbackQuery,
        callback_data: SectionButton,
        talk: Talk,
        context: Context,
        book: FormBook[Context],
        sections: Mapping[Section, Opener],
    ) -> None:
        if callback_data.action not in set(Section):
            await _stale(talk, context, book)
            return
        await book.drop(talk, context)
        await sections[Section(callback_data.action)](talk, context)

    @router.callback_query(NumberButton.filter())
    async def number_pressed(
        _query: CallbackQuery,
        callback_data: NumberButton,
        talk: Talk,
        context: Context,
        book: FormBook[Context],
    ) -> None:
        opener = subscribers.OPENERS.get(callback_data.action)
        if opener is None:
            await _stale(talk, context, book)
            return
        await book.drop(talk, context)
        await opener(talk, context, book, callback_data.number, callback_data.page)

    router.callback_query(MuteButton.filter())(notices.mute_pressed)

    @router.callback_query(LanguageButton.filter())
    async def language_pressed(
        _query: CallbackQuery,
        callback_data: LanguageButton,
        talk: Talk,
        context: Context,
        book: FormBook[Context],
    ) -> None:
        await book.drop(talk, context)
        await profile.language_chosen(talk, context, callback_data.code)

    @router.callback_query(ThreadButton.filter())
    async def thread_pressed(
        _query: CallbackQuery,
        callback_data: ThreadButton,
        talk: Talk,
        context: Context,
        book: FormBook[Context],
    ) -> None:
        if not await threads.button_pressed(talk, context, book, callback_data):
            await _stale(talk, context, book)


def _anything_else(router: Router) -> None:
    @router.callback_query(is_operators)
    async def forged(
        query: CallbackQuery, event_from_user: User, talk: Talk, context: Context, book: FormBook[Context]
    ) -> None:
        await forged_press(query, event_from_user, talk, context)
        await _stale(talk, context, book)

    @router.callback_query()
    async def stale(_query: CallbackQuery, talk: Talk, context: Context, book: FormBook[Context]) -> None:
        await _stale(talk, context, book)

    @router.edited_message()
    async def edited(_message: Message, talk: Talk, context: Context, book: FormBook[Context]) -> None:
        await _remind(talk, context, book, talk.say("fallback-edited"))

    @router.message()
    async def not_understood(message: Message, talk: Talk, context: Context) -> None:
        has_file = file_in(message) is not None
        text = talk.say("fallback-file" if has_file and context.is_signed_in else "fallback-text")
        await talk.show(menu_screen(talk, context, text))


async def _stale(talk: Talk, context: Context, book: FormBook[Context]) -> None:
    """Answer a button of a question that is over: honestly, and with what is in force now."""
    await talk.hint(talk.say.plain("stale-hint"))
    in_form = book.covers(await talk.state.get_state())
    await _remind(talk, context, book, talk.say("stale-in-form" if in_form else "stale-text"))


async def _remind(talk: Talk, context: Context, book: FormBook[Context], note: str) -> None:
    if book.covers(await talk.state.get_state()):
        await book.repeat(talk, context, note)
    else:
        await talk.show(menu_screen(talk, context, note))
