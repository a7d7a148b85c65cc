"""What a ban leaves to a resident, and what they read instead of everything else.

The supply is a matter of the contract and data belong to their owner, so notices, «Нет света?», telephone
numbers, the language, «Мои данные» with the deletion of the account, and «Мои устройства» stay. Which chat is
banned is known from the row that tells who is signed in.
"""

from __future__ import annotations

from dataclasses import replace

from domain.account import Account
from handlers.context import Context
from handlers.menu import menu_for
from handlers.residents.claims import NOT_ME
from handlers.residents.deletion import DELETION
from handlers.residents.outages import outage_note
from handlers.residents.threads import REFUSED_ALBUM
from handlers.residents.unasked import warning
from handlers.sections import Section
from handlers.wording import ban_reason
from services.people.visiting import ViewVisitor
from services.visitor import Visitor
from ui.buttons import (
    ButtonData,
    ClaimButton,
    ConsentButton,
    DeviceButton,
    FormButton,
    LanguageButton,
    MuteButton,
    ReminderButton,
    SectionButton,
)
from ui.screen import Rows, Screen
from ui.talk import Talk
from ui.texts import Speech

OPEN_SECTIONS = frozenset(
    {
        Section.PROFILE,
        Section.OUTAGE,
        Section.NOTICES,
        Section.NOTICES_OFF,
        Section.NOTICES_ON,
        Section.MUTE,
        Section.HEAR,
        Section.LANGUAGE,
        Section.DEVICES,
        Section.MY_DATA,
        Section.DELETION,
        Section.DELETION_BEGUN,
        Section.SIGN_OUT,
        Section.SIGN_OUT_NOW,
    }
)
"""The sections that a ban leaves open."""
OPEN_BUTTONS = (ConsentButton, DeviceButton, LanguageButton, MuteButton, ReminderButton)
"""The kinds of buttons that a ban leaves open in addition to those of the sections."""
OPEN_STATES = frozenset(DELETION.by_state)
"""What a conversation may wait for in spite of a ban, because data belong to their owner."""


def is_open(button: ButtonData, state: str | None = None) -> bool:
    """Tell whether a button works in spite of a ban; ``state`` is what the conversation waits for."""
    if isinstance(button, FormButton):
        return state in OPEN_STATES
    if isinstance(button, SectionButton):
        return button.action in OPEN_SECTIONS
    if isinstance(button, ClaimButton):
        return button.action == NOT_ME
    return isinstance(button, OPEN_BUTTONS)


def is_open_answer(talk: Talk) -> bool:
    """Tell whether somebody answers a question of a conversation that a ban leaves open."""
    if talk.turn.state not in OPEN_STATES:
        return False
    message = talk.message
    if message is None or message.text is None or message.replied_to is not None:
        return False
    return not message.text.startswith("/")


def open_rows(rows: Rows) -> Rows:
    """Leave those buttons of a screen that a ban leaves open."""
    kept = (
        tuple(button for button in row if isinstance(button.opens, ButtonData) and is_open(button.opens))
        for row in rows
    )
    return tuple(row for row in kept if row)


def closed_screen(say: Speech, visitor: Visitor, phone: str, emergency_phone: str) -> Screen:
    """Say that operators closed the bot, why, what stays, and whom to call."""
    lines = [
        say("access-closed", reason=ban_reason(say, visitor.ban or "")),
        say("access-closed-means"),
        say("access-left" if visitor.account_id is not None else "access-left-guest"),
        say("access-call", phone=phone, emergency=emergency_phone),
    ]
    return Screen("\n\n".join(lines), keyboard=menu_for(say, visitor))


async def signed_in_screen(talk: Talk, context: Context, account: Account, text_id: str) -> Screen:
    """Say in the language of an account that the chat is signed in; after a ban, that the bot is closed."""
    say = context.texts.within(account.language)
    visitor = await context.cases[ViewVisitor](talk.chat_id)
    if visitor.is_banned:
        return closed_screen(say, visitor, context.facts.support_phone, context.facts.emergency_phone)
    return Screen(say(text_id, login=account.login), keyboard=menu_for(say, visitor))


def opened_screen(say: Speech, visitor: Visitor) -> Screen:
    """Say that operators opened the bot again."""
    return Screen(say("access-opened"), keyboard=menu_for(say, visitor))


async def refuse(talk: Talk, context: Context, *, in_full: bool) -> None:
    """Answer anything that a ban closes; a conversation under way ends, and what was typed in it is kept.

    A secret is deleted from the chat as ever, and who writes of danger reads first whom to call. Of an album
    the first photo is answered. ``in_full``: everything is explained as when the ban was told.
    """
    message = None if talk.is_press else talk.message
    album = None if message is None else message.album
    if album is not None and album == talk.turn.draft.get(REFUSED_ALBUM):
        return
    note = "" if message is None else await _first_words(talk.say, context, message.words)
    note += await _end_conversation(talk, context)
    talk.keep_message()
    screen = _explained(talk.say, context) if in_full else _reminder(talk.say, context)
    await talk.show(replace(screen, text=note + screen.text))
    if album is not None:
        talk.turn.draft[REFUSED_ALBUM] = album


async def _first_words(say: Speech, context: Context, words: str) -> str:
    """Give the emergency number in danger, and what is known of the supply to who has no light."""
    supply = await outage_note(say, context, words)
    return warning(say, context, words) + ("" if supply is None else supply.text + "\n\n")


async def _end_conversation(talk: Talk, context: Context) -> str:
    """Put the conversation under way aside, and say that nothing of it was sent; empty without one."""
    if not context.book.covers(talk.turn.state):
        return ""
    if context.book.is_secret(talk.turn.state):
        await talk.forget_message()
    context.book.drop(talk, context)
    return talk.say("access-form-ended") + "\n\n"


def _explained(say: Speech, context: Context) -> Screen:
    facts = context.facts
    return closed_screen(say, context.visitor, facts.support_phone, facts.emergency_phone)


def _reminder(say: Speech, context: Context) -> Screen:
    """Say in short that the bot is closed, because somebody who tries several things has read the rest."""
    visitor = context.visitor
    closed = say("access-closed", reason=ban_reason(say, visitor.ban or ""))
    call = say("access-call-short", phone=context.facts.support_phone)
    return Screen(f"{closed}\n\n{call}", keyboard=menu_for(say, visitor))
