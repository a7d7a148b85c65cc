"""Conversations in the operators' group: each operator has one of their own, beside those of the others.

An operator answers by a reply to the question, because everything else may be meant for a colleague, and a
bot that is no administrator of a group sees nothing else either.
"""

from __future__ import annotations

from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.context import Context
from ui.buttons import FormButton
from ui.forms import FormBook
from ui.screen import Screen
from ui.talk import Talk


class AnswersQuestion(Filter):
    """Lets through replies to the question that this operator has to answer."""

    async def __call__(self, message: Message, talk: Talk, book: FormBook[Context]) -> bool:
        """Compare the message that was replied to."""
        replied = message.reply_to_message
        return replied is not None and await book.awaits_reply_to(talk, replied.message_id)


async def answered(message: Message, talk: Talk, context: Context, book: FormBook[Context]) -> None:
    """Take the answer."""
    await book.typed(talk, context, message)


async def pressed(
    _query: CallbackQuery, callback_data: FormButton, talk: Talk, context: Context, book: FormBook[Context]
) -> None:
    """Take a press; what another operator is asked cannot be answered for them."""
    if not await book.pressed(talk, context, callback_data):
        await talk.hint(talk.say.plain("operator-not-yours-hint"), alert=True)


async def cancelled(_message: Message, talk: Talk, context: Context, book: FormBook[Context]) -> None:
    """Leave what this operator has begun."""
    if book.covers(await talk.state.get_state()):
        await book.cancel(talk, context)
    else:
        await talk.show(Screen(talk.say("operator-nothing-to-cancel")))
