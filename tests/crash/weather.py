"""Bad days: what Telegram, the network and the mail server do while the bot is being killed."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from simulator import Fault, Simulator
from simulator.faults import Faults

CHANCES = {
    Fault("flood", seconds=1): 0.01,
    Fault("bad_gateway"): 0.01,
    Fault("cut_before"): 0.01,
    Fault("cut_after"): 0.01,
    Fault("delay", seconds=0.5): 0.01,
}
"""Of each request but getUpdates."""
POLL_CHANCES = {
    Fault("flood", seconds=1): 0.01,
    Fault("bad_gateway"): 0.02,
    Fault("cut_before"): 0.02,
    Fault("cut_after"): 0.02,
    Fault("duplicate"): 0.05,
    Fault("redeliver"): 0.05,
}
WEBHOOK_CHANCES = {Fault("cut_after"): 0.03, Fault("duplicate"): 0.05}


@dataclass
class Weather:
    """Random faults of the local Telegram, counted, and a mail server that is down now and then."""

    sim: Simulator
    random: Random
    happened: Counter[str] = field(default_factory=Counter)
    """What went wrong, by kind."""
    mail_days: tuple[float, float] = (4.0, 15.0)
    """Seconds that the mail server works, and a third of which it does not."""

    def begin(self, seed: int) -> None:
        """Let things go wrong from now on."""
        _count(self.sim.faults, self.happened)
        for method, chances in (("*", CHANCES), ("getUpdates", POLL_CHANCES), ("webhook", WEBHOOK_CHANCES)):
            self.sim.faults.at_random(seed, chances, method=method)

    async def trouble_mail(self) -> None:
        """Let the mail server refuse letters, refuse connections and work again, until cancelled."""
        mailbox = self.sim.mailbox
        while True:
            await asyncio.sleep(self.random.uniform(*self.mail_days))
            outage = self.random.uniform(*self.mail_days) / 3
            if self.random.random() < 0.5:
                self.happened["mail server refuses letters"] += 1
                mailbox.refuses_letters = True
                await asyncio.sleep(outage)
                mailbox.refuses_letters = False
            else:
                self.happened["mail server is down"] += 1
                await mailbox.refuse_connections()
                await asyncio.sleep(outage)
                await mailbox.accept_connections()

    async def clear_up(self) -> None:
        """End all misfortune; call it once :meth:`trouble_mail` is cancelled."""
        self.sim.faults.clear()
        self.sim.mailbox.refuses_letters = False
        await self.sim.mailbox.refuse_connections()
        await self.sim.mailbox.accept_connections()


def _count(faults: Faults, happened: Counter[str]) -> None:
    """Watch which faults are taken; the simulator does not keep count."""
    take = faults.take

    def counted(method: str, chat_id: int | None = None) -> Fault | None:
        fault = take(method, chat_id)
        if fault is not None:
            happened[fault.kind] += 1
        return fault

    faults.take = counted  # type: ignore[method-assign]
