"""Before each handler: who writes, in which language; after it: what to say when a rule was not kept."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiogram import Bot
from aiogram.types import CallbackQuery, Message, TelegramObject, Update

from domain.errors import DomainError
from handlers.cases import Cases
from handlers.context import Context, Facts
from handlers.trouble import show_trouble
from ui.forms import FormBook
from ui.talk import Talk
from ui.texts import Texts

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


@dataclass(frozen=True)
class TurnMiddleware:
    """Gives handlers ``talk`` and ``context``; ``turn`` comes from the intake."""

    cases: Cases
    facts: Facts
    texts: Texts
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Call the handler, and explain a broken rule that it did not explain itself."""
        visitor = data["turn"].visitor
        update: Update = data["event_update"]
        bot: Bot = data["bot"]
        talk = Talk(
            bot=bot,
            chat_id=visitor.chat_id,
            update_id=update.update_id,
            say=self.texts.within(visitor.language),
            state=data["state"],
            message=_message(event),
            query=event if isinstance(event, CallbackQuery) else None,
            sleep=self.sleep,
        )
        context = Context(self.cases, visitor, self.facts, self.texts)
        try:
            return await handler(event, {**data, "talk": talk, "context": context})
        except DomainError as error:
            book: FormBook[Context] = data["book"]
            await book.drop(talk, context)  # it cannot go on, or its error would not have come this far
            await show_trouble(talk, context, error)
            return None
        except Exception:
            await talk.release()
            raise


def _message(event: TelegramObject) -> Message | None:
    if isinstance(event, CallbackQuery):
        # A message that is too old comes without content; it cannot be edited, only answered after.
        return event.message if isinstance(event.message, Message) else None
    return event if isinstance(event, Message) else None
