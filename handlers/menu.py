"""The menu under the input field, the screens that carry it, and rows of buttons that many screens share."""

from __future__ import annotations

from typing import Any

from aiogram.filters import Filter
from aiogram.types import Message

from handlers.context import Context
from handlers.sections import Section
from ui.buttons import SectionButton
from ui.forms import FormBook
from ui.screen import Button, Key, Keyboard, Rows, Screen
from ui.talk import Talk
from ui.texts import Speech, Texts

_SIGNED_OUT = ((Section.REGISTRATION, Section.SIGN_IN), (Section.HELP,))
_SIGNED_IN = (
    (Section.ELECTRICITY, Section.READING),
    (Section.PROFILE, Section.QUESTION),
    (Section.HELP,),
)
_LABELLED = {section for rows in (_SIGNED_OUT, _SIGNED_IN) for row in rows for section in row}


def menu_keyboard(say: Speech, *, signed_in: bool) -> Keyboard:
    """Give the menu of a guest or of a resident who is signed in."""
    rows = _SIGNED_IN if signed_in else _SIGNED_OUT
    return Keyboard(tuple(tuple(Key(_label(say, section)) for section in row) for row in rows))


def menu_of(talk: Talk, context: Context) -> Keyboard:
    """Give the menu that fits who is writing."""
    return menu_keyboard(talk.say, signed_in=context.is_signed_in)


def menu_screen(talk: Talk, context: Context, text: str) -> Screen:
    """Give a text together with the menu that fits who is reading it."""
    return Screen(text, keyboard=menu_of(talk, context))


def confirmation_rows(say: Speech) -> Rows:
    """Give the buttons for an address that is not confirmed yet."""
    return (
        (Button(say.plain("email-code-button"), SectionButton(action=Section.CODE)),),
        (Button(say.plain("email-resend-button"), SectionButton(action=Section.RESEND)),),
    )


class MenuLabel(Filter):
    """Lets through the labels of the menu, in every language: keyboards outlive a change of language.

    Where a secret is asked for, a label is what was typed: a password may be any word.
    """

    def __init__(self, texts: Texts) -> None:
        self._sections = {_label(say, section).casefold(): section for say in texts for section in _LABELLED}

    async def __call__(
        self, message: Message, book: FormBook[Context], raw_state: str | None
    ) -> bool | dict[str, Any]:
        """Hand over ``section``."""
        section = self._sections.get(message.text.strip().casefold()) if message.text else None
        return {"section": section} if section and not book.is_secret(raw_state) else False


def _label(say: Speech, section: Section) -> str:
    return say.plain(f"menu-{section.value}-button")
