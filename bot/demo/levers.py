"""The levers of the demo: what its page can do to the time, to Telegram, to the mail server and to the bot.

The local Telegram draws them without knowing what they do.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.demo.keeper import BotKeeper
from bot.demo.moments import closed, last_day, next_month
from bot.settings import Settings
from domain.dates import ReadingWindow
from simulator import Fault, Lever, MovableClock, Simulator
from simulator.faults import ALWAYS, ANY_METHOD
from ui.texts import Speech

SLOW = Fault("delay", seconds=4)
"""Each request to Telegram takes so long."""
FLOOD = Fault("flood", seconds=10)
"""Telegram takes nothing, and asks for such a pause each time."""


@dataclass(frozen=True)
class DemoLevers:
    """Makes the levers of a demo; they are called what ``say`` says."""

    simulator: Simulator
    clock: MovableClock
    keeper: BotKeeper
    settings: Settings
    say: Speech

    def offer(self) -> None:
        """Show the levers on the page."""
        levers = [*self._of_time(), *self._of_trouble(), *self._of_bot()]
        self.simulator.levers.offer(self.say.plain("demo-levers"), levers, zone=self.settings.timezone.key)

    def _of_time(self) -> Iterator[Lever]:
        window = self.settings.reading_window
        targets: dict[str, Callable[[datetime], datetime]] = {
            "hour": lambda now: now + timedelta(hours=1),
            "day": lambda now: now + timedelta(days=1),
            "last-day": partial(last_day, window),
            "closed": partial(closed, window),
            "month": next_month,
        }
        if window == ReadingWindow():
            del targets["closed"]  # readings are always taken, those of the next month as well
        for name, target in targets.items():
            yield self._lever("time", name, partial(self._go_to, target))

    def _of_trouble(self) -> Iterator[Lever]:
        for name, fault in (("slow", SLOW), ("flood", FLOOD)):
            is_on = partial(self.simulator.faults.is_ordered, fault)
            yield self._lever("trouble", name, partial(self._switch_fault, fault), is_on)
        mailbox = self.simulator.mailbox
        yield self._lever("trouble", "mail", self._switch_mail, lambda: not mailbox.is_open)

    def _of_bot(self) -> Iterator[Lever]:
        yield self._lever("bot", "restart", partial(self._begin_again, self.keeper.restart))
        yield self._lever("bot", "kill", partial(self._begin_again, self.keeper.kill))

    def _lever(
        self,
        group: str,
        name: str,
        pull: Callable[[], Awaitable[str]],
        is_on: Callable[[], bool] | None = None,
    ) -> Lever:
        words = self.say.plain
        return Lever(name, words(f"demo-levers-{group}"), words(f"demo-lever-{name}"), pull, is_on)

    async def _go_to(self, target: Callable[[datetime], datetime]) -> str:
        now = datetime.fromtimestamp(self.clock(), UTC).astimezone(self.settings.timezone)
        self.clock.forward((target(now) - now).total_seconds())
        await self.keeper.follow()
        return ""

    async def _switch_fault(self, fault: Fault) -> str:
        if self.simulator.faults.is_ordered(fault):
            self.simulator.faults.end(fault)
        else:
            self.simulator.faults.add(ANY_METHOD, fault, times=ALWAYS)
        return ""

    async def _switch_mail(self) -> str:
        mailbox = self.simulator.mailbox
        await (mailbox.refuse_connections() if mailbox.is_open else mailbox.accept_connections())
        return ""

    async def _begin_again(self, end: Callable[[], Awaitable[None]]) -> str:
        await end()
        return self.say.plain("demo-bot-back" if self.keeper.is_ready else "demo-bot-not-back")
