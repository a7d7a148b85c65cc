"""A notice about the supply, as residents read it."""

from __future__ import annotations

from collections.abc import Sequence

from domain.words import Words
from ui.buttons import MuteButton
from ui.formatting import html_of
from ui.screen import Button, Screen
from ui.texts import Speech

MOST_ADDRESSES = 5
"""A resident with more homes knows which of them the notice is about."""


def notice_screen(say: Speech, words: Words, addresses: Sequence[str]) -> Screen:
    """Give a notice with the addresses that it is about, and a button that stops notices."""
    mute = Button(say.plain("notice-mute-button"), MuteButton())
    return Screen(notice_text(say, words, addresses), rows=((mute,),))


def notice_text(say: Speech, words: Words, addresses: Sequence[str]) -> str:
    """Write a notice, with the addresses that it is about."""
    paragraphs = [say("notice-message", text=html_of(words))]
    if addresses:
        lines = [say("notice-address", address=address) for address in addresses[:MOST_ADDRESSES]]
        if len(addresses) > MOST_ADDRESSES:
            lines.append(say("notice-more-addresses", count=len(addresses) - MOST_ADDRESSES))
        paragraphs.append("\n".join([say("notice-addresses"), *lines]))
    return "\n\n".join(paragraphs)
