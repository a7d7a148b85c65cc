"""The operators' group: which number it has now, and whether the bot can write there.

The administrator names the group once, in the settings; afterwards Telegram may give it another number, take
the bot out of it or forbid it to write. What operators must read waits meanwhile, so the state of the group
decides only when it goes out.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from services.alerts import AlertDesk
from services.ports import Clock
from services.units import Units

log = logging.getLogger(__name__)

KNOWN_STATUSES = frozenset({"creator", "administrator", "member", "restricted", "left", "kicked"})
"""What somebody can be in a group, by Telegram's words."""


class GroupBook(Protocol):
    """What is kept of the group's number."""

    def now_of(self, chat_id: int) -> int:
        """Return the number that a group has now."""
        ...

    def list_former(self, chat_id: int) -> list[int]:
        """List the numbers that a group had before."""
        ...

    def use(self, chat_id: int, at: datetime) -> bool:
        """Write to this group from now on, also what waits for another group; tell whether one was left."""
        ...

    def move(self, bot_id: int, chat_id: int, moved_to: int, at: datetime) -> bool:
        """Note that a group has another number, and go on with it there; ``False`` if that is known."""
        ...


class GroupUnit(Protocol):
    """What the group needs of the storage."""

    @property
    def group(self) -> GroupBook: ...
    @property
    def alerts(self) -> AlertDesk: ...


@dataclass
class GroupStanding:
    """Whether the bot can write to the group: by what Telegram tells, and by what it refuses."""

    status: str = ""
    """What the bot is in the group, by Telegram's word; empty while nothing is known."""
    may_write: bool = True
    refusal: str = ""
    """Telegram's words for refusing what the bot sends; empty if it takes it."""
    refused_method: str = ""
    """What Telegram refuses: another sort of message that it takes says nothing about that."""
    better: list[Callable[[], object]] = field(default_factory=list, repr=False)
    """Called when there is hope that the group takes messages again."""

    @property
    def problem(self) -> str | None:
        """Why operators read nothing now; ``None`` if they do, as far as the bot knows."""
        if not self.may_write:
            return f"the bot is {self.status}" if self.status != "restricted" else "the bot may not write"
        return self.refusal or None

    @property
    def is_reachable(self) -> bool:
        """Whether messages reach operators now, as far as the bot knows."""
        return self.problem is None

    def heard(self, status: str, *, may_write: bool) -> None:
        """Take what Telegram tells of the bot's part in the group; what it refused before counts no more.

        Of a status that is not known nothing is concluded.
        """
        if status not in KNOWN_STATUSES:
            return
        before, could_write = self.problem, self.may_write
        self.status, self.may_write = status, may_write
        if self.may_write:
            self.refusal = ""
        self._log_change(before)
        if self.may_write and (before is not None or not could_write):
            self._tell()

    def refused(self, words: str, method: str) -> None:
        """Note that Telegram takes nothing of a sort for the group."""
        before = self.problem
        self.refusal, self.refused_method = words or "refused", method
        self._log_change(before)

    def took(self, method: str) -> None:
        """Note that something went out to the group."""
        before = self.problem
        self.may_write = True
        if method == self.refused_method:
            self.refusal = ""
        self._log_change(before)

    def _tell(self) -> None:
        for tell in self.better:
            tell()

    def _log_change(self, before: str | None) -> None:
        if self.problem == before:
            return
        if self.problem is None:
            log.warning("the operators' group can be written to again")
        else:
            log.error("alerts do not reach the operators' group, and wait: %s", self.problem)


@dataclass
class OperatorsGroup:
    """The group as this process knows it; :meth:`begin` reads what is kept, :meth:`move` changes both."""

    units: Units[GroupUnit] = field(repr=False)
    clock: Clock
    bot_id: int
    chat_id: int
    """The number that the group has now; before :meth:`begin`, that of the setting."""
    standing: GroupStanding = field(default_factory=GroupStanding)
    moved: list[Callable[[], object]] = field(default_factory=list, repr=False)
    """Called after the number has changed."""
    _former: frozenset[int] = frozenset()

    async def begin(self) -> None:
        """Take the number in the settings, or the one that this group has got since.

        A quite different group in the settings wins over the one that is kept.
        """
        named, now = self.chat_id, self.clock()

        def settle(unit: GroupUnit) -> tuple[int, frozenset[int]]:
            number = unit.group.now_of(named)
            if unit.group.use(number, now):
                unit.alerts.show_waiting(now)
            return number, frozenset(unit.group.list_former(number))

        self.chat_id, self._former = await self.units.write_long(settle)
        if self.chat_id != named:
            self._ask_for_the_setting()

    async def move(self, chat_id: int, moved_to: int) -> None:
        """Follow the group to another number; of other groups, and of what is known, nothing is noted."""
        if chat_id != self.chat_id or moved_to == chat_id:
            return
        now = self.clock()

        def follow(unit: GroupUnit) -> None:
            if unit.group.move(self.bot_id, chat_id, moved_to, now):
                unit.alerts.show_waiting(now)

        await self.units.write_long(follow)
        if chat_id != self.chat_id:  # another request met the same move
            return
        self._former |= {chat_id}
        self.chat_id = moved_to
        self._ask_for_the_setting()
        for tell in self.moved:
            tell()

    async def look(self) -> None:
        """Find out whether another replica has followed the group to another number."""
        now = self.chat_id

        def find(unit: GroupUnit) -> tuple[int, frozenset[int]]:
            number = unit.group.now_of(now)
            return number, frozenset(unit.group.list_former(number))

        number, former = await self.units.read(find)
        if number == now or self.chat_id != now:
            return
        self.chat_id, self._former = number, former
        for tell in self.moved:
            tell()

    def had(self, chat_id: int) -> bool:
        """Whether the group had this number before."""
        return chat_id in self._former

    def is_at(self, chat_id: int) -> bool:
        """Whether a chat is the group, by the number that it has or one that it had."""
        return chat_id == self.chat_id or chat_id in self._former

    def home_of(self, chat_id: int) -> int:
        """Give the number that a chat has now."""
        return self.chat_id if chat_id in self._former else chat_id

    def _ask_for_the_setting(self) -> None:
        log.warning(
            "the operators' group has become a supergroup and has another number: "
            "please write OPERATOR_CHAT_ID=%s into the settings; until then the bot goes on by itself",
            self.chat_id,
        )
