"""What a person reads while something is made for them."""

from __future__ import annotations

from services.numbers.file_counter import Maker
from ui.talk import Talk


async def ask_to_wait(talk: Talk, maker: Maker) -> None:
    """Say over the chat that it takes a while, if others are served first."""
    if maker.must_wait:
        await talk.hint(talk.say.plain("file-wait-hint"))
