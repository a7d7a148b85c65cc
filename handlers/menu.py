"""The menu under the input field, the screens that carry it, and rows of buttons that many screens share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from domain.typed import label_key
from handlers.context import Context
from handlers.sections import Section
from services.visitor import Visitor
from ui.buttons import SectionButton
from ui.screen import Button, Key, Keyboard, Rows, Screen
from ui.talk import Talk
from ui.texts import Speech, Texts

Sections: TypeAlias = tuple[tuple[Section, ...], ...]

_SIGNED_OUT: Sections = ((Section.REGISTRATION, Section.SIGN_IN), (Section.HELP,))
_SIGNED_IN: Sections = (
    (Section.ELECTRICITY, Section.READING),
    (Section.PROFILE, Section.QUESTION, Section.HELP),
)
_LEFT_BY_A_BAN: Mapping[bool, Sections] = {
    True: ((Section.PROFILE, Section.HELP), (Section.OUTAGE,)),
    False: ((Section.HELP, Section.OUTAGE),),
}
"""The menu of a resident who is signed in, and of a guest, if operators banned them."""
_LABELLED = {
    section for rows in (_SIGNED_OUT, _SIGNED_IN, *_LEFT_BY_A_BAN.values()) for row in rows for section in row
}


def menu_keyboard(say: Speech, *, signed_in: bool, banned: bool = False) -> Keyboard:
    """Give the menu of a guest or of a resident who is signed in, or what a ban leaves of it."""
    rows = _LEFT_BY_A_BAN[signed_in] if banned else _SIGNED_IN if signed_in else _SIGNED_OUT
    return Keyboard(tuple(tuple(Key(_label(say, section)) for section in row) for row in rows))


def menu_of(talk: Talk, context: Context) -> Keyboard:
    """Give the menu of the person who sent the update."""
    return menu_for(talk.say, context.visitor)


def menu_for(say: Speech, visitor: Visitor) -> Keyboard:
    """Give the menu of a visitor."""
    return menu_keyboard(say, signed_in=visitor.account_id is not None, banned=visitor.is_banned)


def menu_screen(talk: Talk, context: Context, text: str) -> Screen:
    """Give a text together with the menu of the person who reads it."""
    return Screen(text, keyboard=menu_of(talk, context))


async def show_note(talk: Talk, context: Context, note: str) -> None:
    """Show a note: above the question in force if a conversation is under way, with the menu otherwise."""
    if context.book.covers(talk.turn.state):
        await context.book.repeat(talk, context, note)
    else:
        await talk.show(menu_screen(talk, context, note))


def confirmation_rows(say: Speech) -> Rows:
    """Give the buttons for an e-mail address that is not confirmed yet."""
    return (
        (Button(say.plain("email-code-button"), SectionButton(action=Section.CODE)),),
        (Button(say.plain("email-resend-button"), SectionButton(action=Section.RESEND)),),
    )


class MenuLabels:
    """The labels of the menu in every language, because a keyboard outlives a change of language.

    That of «Отмена» is among them, because it is a key under the input field while a secret is asked for.
    """

    def __init__(self, texts: Texts) -> None:
        self._sections = {label_key(_label(say, each)): each for say in texts for each in _LABELLED}
        self._cancels = {label_key(say.plain("form-cancel-button")) for say in texts}

    def section_of(self, text: str | None) -> Section | None:
        """Find the section that a text names."""
        return None if text is None else self._sections.get(label_key(text))

    def cancels(self, text: str | None) -> bool:
        """Tell whether a text is the label of «Отмена»."""
        return text is not None and label_key(text) in self._cancels


def _label(say: Speech, section: Section) -> str:
    return say.plain(f"menu-{section.value}-button")
