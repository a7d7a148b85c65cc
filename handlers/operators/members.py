"""Finds out who is an operator: a member of the operators' group, as Telegram says."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from domain.operator import Operator
from handlers.context import Context
from handlers.forgery import report_forged_press
from handlers.rights import Right
from services.group import OperatorsGroup
from services.ports import Clock
from ui.event import Membership, Person
from ui.messenger import MessengerError, MovedError, RefusedError, UnreachableError
from ui.screen import Screen
from ui.talk import Talk

log = logging.getLogger(__name__)

REMEMBERED = timedelta(minutes=1)
"""How long an answer of Telegram counts for a person who only reads; what changes something asks again."""
MOST_REMEMBERED = 1000
NO_MEMBER = ("PARTICIPANT_ID_INVALID", "USER_NOT_PARTICIPANT", "member not found", "user not found")
"""Telegram's answers about a person who never was in the group."""


def operator_of(person: Person) -> Operator:
    """Give the operator that a member of the group is."""
    return Operator(person.id, person.name)


class Groups(Protocol):
    """Telegram, which knows the members of groups."""

    async def member(self, chat_id: int, user_id: int) -> Membership:
        """Tell what a person is in a group now; raises ``MessengerError`` if Telegram does not say."""
        ...

    async def name_of(self, chat_id: int) -> str:
        """Tell the name of the person in a private chat; raises ``MessengerError``."""
        ...

    async def successor_of(self, chat_id: int) -> int | None:
        """Tell the number that a group has now, if it is another one and Telegram says so."""
        ...


@dataclass(frozen=True)
class Members:
    """Asks Telegram who is in the operators' group, and remembers the answer for a while."""

    groups: Groups
    group: OperatorsGroup
    clock: Clock
    _known: dict[int, tuple[datetime, bool]] = field(default_factory=dict)
    _looked_at: list[datetime] = field(default_factory=list)
    """When the group was last looked for because of a command; empty: never."""

    async def includes(self, user_id: int) -> bool | None:
        """Tell whether a person is in the group now, give or take :data:`REMEMBERED`.

        ``None`` if Telegram does not say, because it may refuse a bot that is not an administrator.
        """
        now = self.clock()
        asked_at, was_member = self._known.get(user_id, (None, False))
        if asked_at is not None and now - REMEMBERED < asked_at <= now:
            return was_member
        return await self.ask(user_id)

    async def name_of(self, chat_id: int) -> str:
        """Give the name of a person that others see; empty if Telegram does not tell."""
        try:
            return await self.groups.name_of(chat_id)
        except MessengerError as error:
            log.info("the name of a chat cannot be told: %s", type(error).__name__)
            return ""

    async def ask(self, user_id: int) -> bool | None:
        """Ask Telegram whether a person is in the group now; ``None`` as for :meth:`includes`."""
        is_member = await self._ask(user_id)
        if is_member is not None:
            self.note(user_id, is_member=is_member)
        return is_member

    def note(self, user_id: int, *, is_member: bool) -> None:
        """Remember what Telegram told of a person."""
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[user_id] = self.clock(), is_member

    async def finds_group_in(self, talk: Talk) -> bool:
        """Tell whether another chat is what the group became, as Telegram says, and follow it there.

        A chat that claims it is looked at, and one in which somebody writes a command, because the service
        messages may be lost; the latter once in :data:`REMEMBERED`, because anybody can do that.
        """
        message, chat_id = talk.message, self.group.chat_id
        if message is None or talk.is_press:
            return False
        if message.moved_from != chat_id and not (message.words.startswith("/") and self._may_look()):
            return False
        if await self.groups.successor_of(chat_id) != talk.chat_id:
            return False
        await self.group.move(chat_id, talk.chat_id)
        return True

    def _may_look(self) -> bool:
        now, looked_at = self.clock(), self._looked_at[-1:]
        if looked_at and now - REMEMBERED < looked_at[0] <= now:
            return False
        self._looked_at[:] = [now]
        return True

    async def _ask(self, user_id: int) -> bool | None:
        try:
            return (await self._member(user_id)).is_member
        except (RefusedError, UnreachableError) as error:
            if any(words in error.words for words in NO_MEMBER):
                return False
            log.warning("who is in the operators' group cannot be told: %s", error)
            return None

    async def _member(self, user_id: int) -> Membership:
        chat_id = self.group.chat_id
        try:
            return await self.groups.member(chat_id, user_id)
        except MovedError as error:
            await self.group.move(chat_id, error.chat_id)
            return await self.groups.member(self.group.chat_id, user_id)

    async def admits(self, talk: Talk, context: Context, right: Right) -> bool:
        """Tell whether the person of this turn is an operator, and tell them why they are refused if not."""
        person, message = talk.event.person, talk.message
        if message is not None and not talk.is_press and (message.is_in_another_name or person is None):
            name = "operator-channel" if message.is_of_channel else "operator-anonymous"
            await talk.show(Screen(talk.say(name)))
            return False
        is_member = person is not None and await self._knows(person.id, right)
        if is_member is None:
            await _tell_that_nobody_knows(talk)
        elif not is_member and talk.is_press and person is not None:
            await report_forged_press(talk, context)
        return bool(is_member)

    async def _knows(self, user_id: int, right: Right) -> bool | None:
        return await (self.includes(user_id) if right is Right.OPERATOR_READS else self.ask(user_id))


async def _tell_that_nobody_knows(talk: Talk) -> None:
    if talk.is_press:
        await talk.hint(talk.say.plain("operator-unknown"), alert=True)
    else:
        await talk.show(Screen(talk.say("operator-unknown")))
