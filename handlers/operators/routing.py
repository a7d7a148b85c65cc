"""What is answered in the operators' group: all of it stands in the four lists below.

The lists are asked in the order commands, buttons, messages, edits, each from its top; whatever none of them
takes is the operators' own talk.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.operators import desk, review
from handlers.operators.alerts import ACCEPT, CLOSE, REJECT, RELEASE, TAKE
from handlers.places import InChat
from ui.buttons import AlertButton

Handler: TypeAlias = Callable[..., Awaitable[None]]
Filters: TypeAlias = tuple[Any, ...]

COMMANDS: tuple[tuple[str, Handler], ...] = ()
"""``/name`` and what answers it."""
BUTTONS: tuple[tuple[Any, Handler], ...] = (
    (AlertButton.filter(F.action.in_({ACCEPT, REJECT})), review.alert_pressed),
    (AlertButton.filter(F.action == TAKE), desk.take_pressed),
    (AlertButton.filter(F.action == RELEASE), desk.release_pressed),
    (AlertButton.filter(F.action == CLOSE), desk.close_pressed),
)
"""Which press, and what answers it."""
MESSAGES: tuple[tuple[Filters, Handler], ...] = (((F.reply_to_message,), review.group_message),)
"""Messages that are no commands, such as replies to alerts."""
EDITS: tuple[tuple[Filters, Handler], ...] = ()
"""Messages that were changed after they had been sent."""


def operators_router(chat_id: int | None) -> Router:
    """Take everything that happens in the operators' chat."""
    router = Router(name="operators")
    for observer in (router.message, router.callback_query, router.edited_message):
        observer.filter(InChat(chat_id))
    for name, handler in COMMANDS:
        router.message(Command(name))(handler)
    for filter_, handler in BUTTONS:
        router.callback_query(filter_)(handler)
    for filters, handler in MESSAGES:
        router.message(*filters)(handler)
    for filters, handler in EDITS:
        router.edited_message(*filters)(handler)
    router.callback_query()(review.unknown_press)
    router.message()(_nothing)
    router.edited_message()(_nothing)
    return router


async def _nothing(_event: Message | CallbackQuery) -> None:
    return
