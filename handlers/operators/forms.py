"""Conversations in the operators' group: each operator has one of their own, at the same time as the others.

An operator answers by a reply to the question, because other messages may be meant for a colleague, and
Telegram does not show them to a bot that is not an administrator of the group.
"""

from __future__ import annotations

from functools import partial

from handlers import resuming
from handlers.context import Context
from handlers.operators.deeds import Deed
from ui.buttons import FormButton, ResumeButton
from ui.event import Message
from ui.screen import Screen
from ui.talk import Talk


async def answer_in(talk: Talk, context: Context, message: Message) -> Deed | None:
    """Find the deed for a reply to the question that this operator has to answer."""
    answered = message.answered
    if answered is None or not context.book.awaits_reply_to(talk, answered):
        return None
    return lambda: context.book.typed(talk, context, message)


async def lost_answer_in(talk: Talk, context: Context, message: Message) -> Deed | None:
    """Find the deed for a reply of which Telegram does not tell the message, while a question is open."""
    is_lost = message.replied_to is None and message.answered is not None
    return partial(ask_again, talk) if is_lost and context.book.covers(talk.turn.state) else None


async def ask_again(talk: Talk) -> None:
    """Say that it is not known what the operator replied to."""
    await talk.reply(Screen(talk.say("operator-reply-lost")))


async def pressed(talk: Talk, context: Context, button: FormButton) -> None:
    """Take a press as an answer; a question to another operator is not answered by it."""
    if not await context.book.pressed(talk, context, button):
        await talk.hint(talk.say.plain("operator-not-yours-hint"), alert=True)


async def resume_pressed(talk: Talk, context: Context, button: ResumeButton) -> None:
    """Go on with what this operator left, begin it again, or forget it; a colleague's offer is not theirs."""
    if button.form not in context.book.kept(talk, context):
        await talk.hint(talk.say.plain("operator-not-yours-hint"), alert=True)
    elif button.action == resuming.FORGET:
        context.book.forget(talk, button.form)
        await talk.show(Screen(talk.say("resume-forgotten-by-operator")))
    else:
        await resuming.resume_pressed(talk, context, button)


async def cancelled(talk: Talk, context: Context, _argument: str) -> None:
    """Leave the conversation of this operator, or else forget what they put aside."""
    kept = context.book.kept(talk, context)
    if context.book.covers(talk.turn.state):
        await context.book.cancel(talk, context)
        return
    for table in kept:
        context.book.forget(talk, table)
    text_id = "resume-forgotten-by-operator" if kept else "operator-nothing-to-cancel"
    await talk.show(Screen(talk.say(text_id)))
