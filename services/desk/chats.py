"""A chat that operators look at, with what limits have closed there, also where nobody is signed in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.audit import Action
from domain.ban import Ban, Subject, SubjectKind
from domain.details import Value
from domain.errors import DomainError
from domain.operator import Operator
from services.audit import AuditTrail
from services.desk.acquaintance import BanBook, KnowChats, KnownChat
from services.desk.locks import ChatAttempts, Lock, lift, locks_of_chat, names_of
from services.messages import ChatLocksLifted
from services.ports import Clock, Outbox, Priority
from services.units import Units
from services.visitor import Visitor


class VisitorBook(Protocol):
    """Who is signed in to which chat."""

    def visitor(self, chat_id: int) -> Visitor: ...


class ChatUnit(Protocol):
    """What looking at a chat needs of the storage."""

    @property
    def conversations(self) -> VisitorBook: ...
    @property
    def bans(self) -> BanBook: ...
    @property
    def attempts(self) -> ChatAttempts: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def audit(self) -> AuditTrail: ...


@dataclass(frozen=True, slots=True)
class ChatView:
    """A private chat; ``ban`` is that of the chat itself, the account that of who is signed in there."""

    chat: KnownChat
    account_id: int | None
    login: str | None
    ban: Ban | None
    locks: tuple[Lock, ...]


@dataclass(frozen=True)
class ViewChat:
    """Show a chat by its number, and note which operator looked."""

    units: Units[ChatUnit]
    know: KnowChats
    clock: Clock

    async def __call__(self, chat_id: int, operator: Operator) -> ChatView:
        now = self.clock()
        [chat] = await self.know([chat_id])

        def view(unit: ChatUnit) -> ChatView:
            visitor = unit.conversations.visitor(chat_id)
            ban = unit.bans.find(Subject(SubjectKind.CHAT, chat_id))
            locks = locks_of_chat(unit.attempts, chat_id, now)
            return ChatView(chat, visitor.account_id, visitor.login, ban, locks)

        seen = await self.units.read_long(view)
        await self.units.write(lambda unit: _note(unit, chat_id, Action.LOOKED_UP, {}, operator, now))
        return seen


@dataclass(frozen=True)
class LiftLocksOfChat:
    """Open all that limits have closed in a chat, also where nobody is signed in, and tell it.

    Doing it again changes nothing. Errors: ``locks-over`` if nothing is closed.
    """

    units: Units[ChatUnit]
    clock: Clock

    async def __call__(self, chat_id: int, operator: Operator) -> int:
        """Return how many limits were lifted."""
        now = self.clock()

        def lift_all(unit: ChatUnit) -> int:
            locks = locks_of_chat(unit.attempts, chat_id, now)
            if not locks:
                raise DomainError("locks-over")
            lift(unit.attempts, locks)
            language = unit.conversations.visitor(chat_id).language or ""
            unit.outbox.telegram(chat_id, ChatLocksLifted(), language=language, priority=Priority.DECISION)
            _note(unit, chat_id, Action.LIMIT_LIFTED, {"limits": names_of(locks)}, operator, now)
            return len(locks)

        return await self.units.write_long(lift_all)


def _note(
    unit: ChatUnit, chat_id: int, action: Action, details: dict[str, Value], operator: Operator, at: datetime
) -> None:
    unit.audit.add(operator, action, str(Subject(SubjectKind.CHAT, chat_id)), details, at)
