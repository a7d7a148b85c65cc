"""Who the operators are: the members of their group, as Telegram says."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import (
    CallbackQuery,
    ChatMemberAdministrator,
    ChatMemberMember,
    ChatMemberOwner,
    ChatMemberRestricted,
    Message,
    TelegramObject,
    User,
)

from domain.operator import Operator
from handlers.context import Context
from services.desk.forgery import ReportForgery
from services.ports import Clock
from ui.screen import Screen
from ui.talk import Talk

log = logging.getLogger(__name__)

REMEMBERED = timedelta(minutes=1)
"""How long an answer counts: whoever was thrown out can do nothing a minute later."""
MOST_REMEMBERED = 1000
NO_MEMBER = ("PARTICIPANT_ID_INVALID", "USER_NOT_PARTICIPANT", "member not found", "user not found")
"""What Telegram says of somebody who never was in the group."""

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


def operator_of(user: User) -> Operator:
    """Give a member of the operators' group as the rest of the program knows them."""
    return Operator(user.id, user.full_name)


@dataclass(frozen=True)
class Members:
    """Asks Telegram who is in the operators' group, and remembers the answer for a while."""

    bot: Bot
    chat_id: int | None
    clock: Clock
    _known: dict[int, tuple[datetime, bool]] = field(default_factory=dict)

    async def includes(self, user_id: int) -> bool | None:
        """Tell whether a person is in the group now, give or take :data:`REMEMBERED`.

        ``None`` if Telegram does not say: it need not tell a bot that is no administrator.
        """
        now = self.clock()
        asked_at, was_member = self._known.get(user_id, (None, False))
        if asked_at is not None and now - REMEMBERED < asked_at <= now:
            return was_member
        is_member = await self._ask(user_id)
        if is_member is not None:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            self._known[user_id] = now, is_member
        return is_member

    async def _ask(self, user_id: int) -> bool | None:
        if self.chat_id is None:
            return False
        try:
            member = await self.bot.get_chat_member(self.chat_id, user_id)
        except (TelegramBadRequest, TelegramForbiddenError) as error:
            if any(words in error.message for words in NO_MEMBER):
                return False
            log.warning("who is in the operators' group cannot be told: %s", error)
            return None
        if isinstance(member, ChatMemberRestricted):
            return member.is_member
        return isinstance(member, ChatMemberOwner | ChatMemberAdministrator | ChatMemberMember)


async def forged_press(_query: CallbackQuery, event_from_user: User, talk: Talk, context: Context) -> None:
    """Do nothing for somebody who pressed an operators' button without being one, and tell the operators."""
    await context.cases[ReportForgery](event_from_user.id)
    await talk.hint(talk.say.plain("stale-hint"))


@dataclass(frozen=True)
class OnlyMembers:
    """Stands before every handler of the desk: lets members pass who write in their own name."""

    members: Members

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Call the handler, or say why not."""
        talk: Talk = data["talk"]
        if isinstance(event, Message) and event.sender_chat is not None:
            await talk.show(Screen(talk.say("operator-anonymous")))
            return None
        is_member = await self.members.includes(data["event_from_user"].id)
        if is_member:
            return await handler(event, data)
        if is_member is None:
            await self._tell_that_nobody_knows(event, talk)
        elif isinstance(event, CallbackQuery):
            await forged_press(event, data["event_from_user"], talk, data["context"])
        return None

    @staticmethod
    async def _tell_that_nobody_knows(event: TelegramObject, talk: Talk) -> None:
        if isinstance(event, CallbackQuery):
            await talk.hint(talk.say.plain("operator-unknown"), alert=True)
        else:
            await talk.show(Screen(talk.say("operator-unknown")))
