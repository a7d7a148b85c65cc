"""A notice about the supply, as residents read it."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram.types import CallbackQuery

from handlers.context import Context
from ui.buttons import MuteButton
from ui.screen import Button, Screen
from ui.talk import Talk
from ui.texts import Speech

MOST_ADDRESSES = 5
"""Whoever has more homes knows which are meant."""


def notice_screen(say: Speech, text: str, addresses: Sequence[str]) -> Screen:
    """Give a notice with the addresses that it is about, and a way to get no more of them."""
    mute = Button(say.plain("notice-mute-button"), MuteButton())
    return Screen(notice_text(say, text, addresses), rows=((mute,),))


def notice_text(say: Speech, text: str, addresses: Sequence[str]) -> str:
    """Write a notice."""
    paragraphs = [say("notice-message", text=text)]
    if addresses:
        lines = [say("notice-address", address=address) for address in addresses[:MOST_ADDRESSES]]
        if len(addresses) > MOST_ADDRESSES:
            lines.append(say("notice-more-addresses", count=len(addresses) - MOST_ADDRESSES))
        paragraphs.append("\n".join([say("notice-addresses"), *lines]))
    return "\n\n".join(paragraphs)


async def mute_pressed(_query: CallbackQuery, talk: Talk, context: Context) -> None:
    """Send no more notices; the one that is there stays readable."""
    await context.cases.mute_notices(context.account_id, muted=True)
    await talk.hint(talk.say.plain("notice-muted-hint"), alert=True)
    if talk.message is not None:
        await talk.retire(talk.message.message_id)
