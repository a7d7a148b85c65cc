"""Lets a resident stop notices by the button under a notice."""

from __future__ import annotations

from handlers.context import Context
from services.people.profile import MuteNotices
from ui.buttons import ButtonData
from ui.talk import Talk


async def mute_pressed(talk: Talk, context: Context, _button: ButtonData) -> None:
    """Send the resident no more notices; the notice with the button stays readable."""
    await context.cases[MuteNotices](context.account_id, muted=True)
    await talk.hint(talk.say.plain("notice-muted-hint"), alert=True)
    if talk.message is not None:
        await talk.retire(talk.message.message_id)
