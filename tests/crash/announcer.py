"""An operator who sends notices about the supply, one after the other."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from random import Random

from simulator import Group, Message, Person
from tests.crash.ledger import Ledger
from tests.crash.residents import Habits
from tests.crash.words import label, shows

NOTICE = re.compile(r"Отключение \d+: с 9 до 12 часов\.")
PAUSE = (2.0, 10.0)
"""Seconds between two notices."""
TRIES = 12
"""Deeds after which somebody begins another notice; what was confirmed goes out all the same."""
CHOICES = ("resume-ask", "notice-kind-ask", "notice-audience-ask", "notice-preview")
"""Questions with buttons; one that was answered loses them, perhaps after the next one came."""


@dataclass
class Announcer:
    """Prepares notices question by question, and waits to see that they go out."""

    group: Group
    person: Person
    random: Random
    ledger: Ledger
    habits: Habits
    group_is_quiet: Callable[[], bool]
    is_over: bool = False
    """Whether no other notice should begin."""
    _notice: str = ""
    _screen: Message | None = None
    """The question that waits for an answer."""
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def waiting(self) -> list[str]:
        """The notice that is being prepared."""
        return [self._notice] if self._notice not in {"", *self.ledger.announced} else []

    def sees(self, message: Message) -> None:
        """Look at a message of the bot that appeared in the group or changed."""
        has_choices = bool(message.buttons) and any(shows(message.text, each) for each in CHOICES)
        if has_choices or shows(message.text, "notice-text-ask"):
            self._screen = message
        elif message is self._screen and shows(message.text, "notice-confirmed"):
            self._has_announced(self._notice)
        elif shows(message.text, "notice-progress") and (notice := NOTICE.search(message.text)) is not None:
            self._has_announced(notice[0])
        else:
            return
        self._news.set()

    def _has_announced(self, notice: str) -> None:
        self.ledger.announced.add(notice)
        if notice == self._notice:
            self._screen = None

    def moves_to(self, group: Group) -> None:
        """Begin the notice again in another group: nobody can answer in the old one any more."""
        self.group, self._screen = group, None

    async def announce(self) -> None:
        """Send notices until cancelled."""
        for number in count(1):
            self._notice, self._screen = f"Отключение {number}: с 9 до 12 часов.", None
            for _ in range(TRIES):
                if not self.waiting:
                    break
                self._news.clear()
                await self._do_next()
                await self._wait()
            await asyncio.sleep(self.random.uniform(*PAUSE))
            while self.is_over or not self.group_is_quiet():
                if self.is_over and self.waiting:  # the last notice has to go out, however often it was tried
                    self._news.clear()
                    await self._do_next()
                    await self._wait()
                await asyncio.sleep(1)

    async def _do_next(self) -> None:
        screen = self._screen
        if screen is None:
            await self.person.send("/notice", to=self.group)
        elif shows(screen.text, "resume-ask"):
            await self._press(screen, "resume-anew-button")
        elif shows(screen.text, "notice-text-ask"):
            await self.person.reply(screen, self._notice)
        elif shows(screen.text, "notice-kind-ask"):
            await self._press(screen, "notice-other-button")
        elif shows(screen.text, "notice-audience-ask"):
            await self._press(screen, "notice-audience-all-button")
        else:
            await self._press(screen, "notice-send-button")

    async def _press(self, screen: Message, text_id: str) -> None:
        wanted = label(text_id)
        if any(wanted in row for row in screen.button_labels):
            self.ledger.press(await self.person.press(wanted, on=screen))

    async def _wait(self) -> None:
        """Wait for an answer, and then a little, as whoever reads it does."""
        try:
            await asyncio.wait_for(self._news.wait(), self.habits.waits[1])
        except TimeoutError:
            self.ledger.deeds["lost patience"] += 1
        await asyncio.sleep(self.random.uniform(*self.habits.thinks))
