"""The commands that work anywhere: /start, /menu, /cancel, /help."""

from __future__ import annotations

from handlers.context import Context
from handlers.menu import menu_screen
from handlers.residents.email_confirmation import CONFIRM_PREFIX, link_opened
from ui.forms import FormBook
from ui.talk import Talk


async def started(talk: Talk, context: Context, book: FormBook[Context], payload: str) -> None:
    """Greet, or open what the link asks for."""
    await book.drop(talk, context)
    if payload.startswith(CONFIRM_PREFIX):
        await link_opened(talk, context, payload.removeprefix(CONFIRM_PREFIX))
        return
    text = (
        talk.say("start-known", login=context.visitor.login)
        if context.is_signed_in
        else talk.say("start-guest", phone=context.facts.support_phone)
    )
    await talk.show(menu_screen(talk, context, text))


async def menu_asked(talk: Talk, context: Context, book: FormBook[Context]) -> None:
    """Show the menu; a conversation under way is left."""
    await book.drop(talk, context)
    await talk.show(menu_screen(talk, context, talk.say("menu-text")))


async def cancelled(talk: Talk, context: Context, book: FormBook[Context]) -> None:
    """Leave the conversation under way."""
    if book.covers(await talk.state.get_state()):
        await book.cancel(talk, context)
    else:
        await talk.show(menu_screen(talk, context, talk.say("cancel-nothing")))


async def help_asked(talk: Talk, context: Context, book: FormBook[Context]) -> None:
    """Explain; whoever is in the middle of something stays there."""
    text = talk.say(
        "help-signed-in" if context.is_signed_in else "help-guest", phone=context.facts.support_phone
    )
    if book.covers(await talk.state.get_state()):
        await book.repeat(talk, context, note=text)
    else:
        await talk.show(menu_screen(talk, context, text))
