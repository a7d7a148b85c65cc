"""Decides by the chat whether an update is one of a resident or an operator, and lists all conversations."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.context import Context
from handlers.forgery import report_forged_press
from handlers.menu import menu_of
from handlers.operators.members import Members
from handlers.operators.routing import TABLES as OPERATORS_TABLES
from handlers.operators.routing import OperatorsDesk
from handlers.residents.routing import TABLES as RESIDENTS_TABLES
from handlers.residents.routing import ResidentsFront
from handlers.residents.unasked import warning_in
from handlers.resuming import ResumeOffers
from handlers.trouble import HOPELESS
from ui.buttons import is_operators
from ui.forms import FormBook
from ui.talk import Talk
from ui.texts import Texts

TABLES = (*RESIDENTS_TABLES, *OPERATORS_TABLES)


def make_book() -> FormBook[Context]:
    """Give the book of all conversations."""
    return FormBook(TABLES, menu_of, ResumeOffers(), HOPELESS, warning_in)


@dataclass(frozen=True)
class Router:
    """Lets an update of a private chat, or of the operators' group, be answered there."""

    residents: ResidentsFront
    operators: OperatorsDesk
    members: Members

    @classmethod
    def of(cls, texts: Texts, members: Members) -> Router:
        """Give a router with menus in the languages of ``texts``."""
        return cls(ResidentsFront(texts), OperatorsDesk(members), members)

    async def __call__(self, talk: Talk, context: Context) -> None:
        """Answer an update; updates of other groups get no answer."""
        if self.members.group.is_at(talk.chat_id):
            await self.operators(talk, context)
        elif talk.event.is_private:
            await self.residents(talk, context)
        elif await self.members.finds_group_in(talk):
            await self.operators(talk, context)
        elif talk.is_press and is_operators(talk.event.data):
            await report_forged_press(talk, context)
        # In other groups the bot keeps silent, because strangers would read the answers to residents.
