"""Who writes in a chat, where that changed during a turn: after signing in or out."""

from dataclasses import dataclass
from typing import Protocol

from services.units import Units
from services.visitor import Visitor


class VisitorBook(Protocol):
    """Who is signed in where."""

    def visitor(self, chat_id: int) -> Visitor: ...


class VisitingUnit(Protocol):
    """What a look at a visitor needs of the storage."""

    @property
    def conversations(self) -> VisitorBook: ...


@dataclass(frozen=True)
class ViewVisitor:
    """Tell who is signed in to a chat, and whether operators banned them."""

    units: Units[VisitingUnit]

    async def __call__(self, chat_id: int) -> Visitor:
        return await self.units.read(lambda unit: unit.conversations.visitor(chat_id))
