"""What a resident does about a notice."""

from __future__ import annotations

from aiogram.types import CallbackQuery

from handlers.context import Context
from services.people.profile import MuteNotices
from ui.talk import Talk


async def mute_pressed(_query: CallbackQuery, talk: Talk, context: Context) -> None:
    """Send no more notices; the one that is there stays readable."""
    await context.cases[MuteNotices](context.account_id, muted=True)
    await talk.hint(talk.say.plain("notice-muted-hint"), alert=True)
    if talk.message is not None:
        await talk.retire(talk.message.message_id)
