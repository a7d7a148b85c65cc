"""Who is behind the number of a chat: Telegram knows the names of people, and who is an operator.

Names are asked for when an operator looks, because people change them and the bot need not keep them.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.account import Session
from domain.ban import MOST_CHATS_NAMED, Ban, Subject, SubjectKind
from services.units import Units


class People(Protocol):
    """Telegram, as far as it tells of people."""

    async def name_of(self, chat_id: int) -> str:
        """Give the name that others see; empty if Telegram does not tell."""
        ...

    async def includes(self, user_id: int) -> bool | None:
        """Tell whether a person is an operator; ``None`` if Telegram does not say."""
        ...


class Strangers:
    """:class:`People` of whom nothing is known."""

    async def name_of(self, chat_id: int) -> str:  # noqa: ARG002 (it is nobody's)
        """Give no name."""
        return ""

    async def includes(self, user_id: int) -> bool | None:  # noqa: ARG002 (likewise)
        """Say nothing."""
        return None


@dataclass(frozen=True, slots=True)
class KnownChat:
    """A private chat; ``name`` is empty if Telegram does not tell it."""

    id: int
    name: str
    is_operator: bool


@dataclass(frozen=True, slots=True)
class KnownSession:
    """A chat that is signed in to an account, and since when; ``ban`` is that of the chat itself."""

    chat: KnownChat
    since: datetime
    ban: Ban | None


@dataclass(frozen=True)
class KnowChats:
    """Ask Telegram who is behind some chats."""

    people: People

    async def __call__(self, chats: Iterable[int]) -> tuple[KnownChat, ...]:
        return tuple(await asyncio.gather(*(self._know(chat_id) for chat_id in chats)))

    async def _know(self, chat_id: int) -> KnownChat:
        name, is_member = await asyncio.gather(self.people.name_of(chat_id), self.people.includes(chat_id))
        return KnownChat(chat_id, name, is_operator=bool(is_member))


class SessionBook(Protocol):
    """The sessions of accounts."""

    def list_for(self, account_id: int) -> list[Session]: ...


class BanBook(Protocol):
    """The bans in force."""

    def find(self, subject: Subject) -> Ban | None: ...


class SessionUnit(Protocol):
    """What a list of sessions needs of the storage."""

    @property
    def sessions(self) -> SessionBook: ...
    @property
    def bans(self) -> BanBook: ...


@dataclass(frozen=True)
class ViewSessions:
    """List the chats that are signed in to an account, oldest first; :data:`MOST_CHATS_NAMED` at most."""

    units: Units[SessionUnit]
    know: KnowChats

    async def __call__(self, account_id: int) -> Sequence[KnownSession]:
        def view(unit: SessionUnit) -> list[tuple[Session, Ban | None]]:
            sessions = unit.sessions.list_for(account_id)[:MOST_CHATS_NAMED]
            return [(each, unit.bans.find(Subject(SubjectKind.CHAT, each.chat_id))) for each in sessions]

        seen = await self.units.read(view)
        chats = await self.know(session.chat_id for session, _ in seen)
        return [
            KnownSession(chat, session.signed_in_at, ban)
            for chat, (session, ban) in zip(chats, seen, strict=True)
        ]
