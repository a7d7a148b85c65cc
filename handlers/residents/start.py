"""The commands that work anywhere: /start, /menu, /cancel, /help."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.context import Context
from handlers.menu import menu_screen, show_note
from handlers.notices import outage_row
from handlers.residents import claims, recovery
from handlers.residents.devices import DEVICES_PAYLOAD, show_devices
from handlers.residents.email_confirmation import CONFIRM_PREFIX, link_opened
from handlers.resuming import offer_below
from handlers.rights import Entry, Right, needing, require
from handlers.typed import CommandHandler
from handlers.wording import with_company
from ui.screen import Screen
from ui.talk import Talk


async def started(talk: Talk, context: Context, payload: str) -> None:
    """Greet the resident, or open the link whose ``payload`` the command carries."""
    context.book.drop(talk, context)
    for prefix, entry in PAYLOADS.items():
        if payload.startswith(prefix):
            require(context, entry.right)
            await entry.answer(talk, context, payload.removeprefix(prefix))
            return
    text = (
        talk.say("start-known", login=context.visitor.login)
        if context.is_signed_in
        else with_company(
            talk.say, context.facts.company, talk.say("start-guest", phone=context.facts.support_phone)
        )
    )
    await _show_menu(talk, context, text)


async def menu_asked(talk: Talk, context: Context) -> None:
    """Show the menu, and leave a conversation under way."""
    context.book.drop(talk, context)
    await _show_menu(talk, context, talk.say("menu-text"))


async def _show_menu(talk: Talk, context: Context, text: str) -> None:
    """Show a text with the menu, and offer to go on with a long conversation that was left."""
    await talk.show(offer_below(talk, context, text) or menu_screen(talk, context, text))


async def menu_commanded(talk: Talk, context: Context, _argument: str) -> None:
    """Show the menu."""
    await menu_asked(talk, context)


async def cancelled(talk: Talk, context: Context, _argument: str) -> None:
    """Leave the conversation under way, or else forget those that were put aside."""
    kept = context.book.kept(talk, context)
    if context.book.covers(talk.turn.state):
        await context.book.cancel(talk, context)
        return
    for table in kept:
        context.book.forget(talk, table)
    await talk.show(menu_screen(talk, context, talk.say("resume-forgotten" if kept else "cancel-nothing")))


async def help_asked(talk: Talk, context: Context) -> None:
    """Explain what the bot does; a conversation under way goes on."""
    text = talk.say(
        "help-signed-in" if context.is_signed_in else "help-guest", phone=context.facts.support_phone
    )
    if not context.is_signed_in:
        text += "\n\n" + talk.say("help-chat", chat=str(talk.chat_id))
    text = with_company(talk.say, context.facts.company, text)
    if context.book.covers(talk.turn.state) or not context.is_signed_in:
        await show_note(talk, context, text)
    else:
        await talk.show(Screen(text, rows=(outage_row(talk.say),)))


async def help_commanded(talk: Talk, context: Context, _argument: str) -> None:
    """Explain what the bot does."""
    await help_asked(talk, context)


async def _devices_linked(talk: Talk, context: Context, _rest: str) -> None:
    await show_devices(talk, context)


PAYLOADS: Mapping[str, Entry[CommandHandler]] = {
    CONFIRM_PREFIX: Entry(Right.BEARER, link_opened),
    DEVICES_PAYLOAD: Entry(Right.SIGNED_IN, _devices_linked),
    recovery.RECOVER_PREFIX: Entry(Right.BEARER, recovery.link_opened),
    claims.OBJECT_PREFIX: Entry(Right.BEARER, claims.link_opened),
}
"""What the links with which a chat is opened lead to, by the beginning of what they carry."""
COMMANDS: Mapping[str, Entry[CommandHandler]] = needing(
    Right.ANYBODY,
    {"start": started, "menu": menu_commanded, "help": help_commanded, "cancel": cancelled},
)
"""The commands of residents, in the order in which Telegram offers them."""
