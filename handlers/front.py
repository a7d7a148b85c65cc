"""The way of every update to its handler: adds the visitor and their language, explains broken rules."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from domain.errors import DomainError
from handlers.context import Context, Shared
from handlers.trouble import show_trouble
from services.visitor import Visitor
from ui.event import Event
from ui.messenger import Messenger
from ui.talk import Sleep, Talk
from ui.turn import Turn

Route: TypeAlias = Callable[[Talk, Context], Awaitable[None]]


class Front:
    """Hands an update to its handler."""

    def __init__(
        self, shared: Shared, route: Route, messenger: Messenger, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._shared = shared
        self._route = route
        self._messenger = messenger
        self._sleep = sleep

    async def __call__(self, event: Event, turn: Turn, visitor: Visitor) -> None:
        """Answer an update, and explain a broken rule that its handler did not explain."""
        say = self._shared.texts.within(visitor.language)
        talk = Talk(self._messenger, event, turn, say, self._sleep)
        context = Context(self._shared, visitor)
        try:
            await self._route(talk, context)
        except DomainError as error:
            # The conversation cannot go on, because it would have asked again otherwise.
            context.book.give_up(talk, context)
            await show_trouble(talk, context, error)
        except Exception:
            await talk.release()
            raise
