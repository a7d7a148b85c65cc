"""Bad days: what Telegram, the network and the mail server do while the bot is being killed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from random import Random

from simulator import Fault, Group, Simulator
from simulator.faults import ALWAYS, Faults

NAMES = "first_name last_name username title"
"""Texts of others than those who write: a half pair in them costs nobody a second try."""
CHANCES = {
    Fault("flood", seconds=1): 0.01,
    Fault("bad_gateway"): 0.01,
    Fault("cut_before"): 0.01,
    Fault("cut_after"): 0.01,
    Fault("delay", seconds=0.5): 0.01,
    Fault("html"): 0.005,
    Fault("html", executed=True): 0.003,
    Fault("shape", words="no result"): 0.003,
    Fault("shape", words="result object"): 0.003,
    Fault("shape", words="truncated", executed=True): 0.003,
    Fault("refused", status=500, words="Internal Server Error: restart"): 0.003,
    Fault("fewer"): 0.01,
    Fault("more"): 0.01,
    Fault("halves"): 0.005,
    Fault("trickle", seconds=0.3): 0.003,
    Fault("hang", seconds=20): 0.0005,
    Fault("hang", seconds=20, executed=True): 0.0005,
}
"""Of each request but getUpdates."""
SEND_CHANCES = {Fault("refused", status=401, words="Unauthorized"): 0.003}
"""Of each request that sends or edits; not of getMe, because a token refused at the start ends the bot."""
POLL_CHANCES = {
    Fault("flood", seconds=1): 0.01,
    Fault("bad_gateway"): 0.02,
    Fault("cut_before"): 0.02,
    Fault("cut_after"): 0.02,
    Fault("duplicate"): 0.05,
    Fault("redeliver"): 0.05,
    Fault("html"): 0.02,
    Fault("html", executed=True): 0.01,
    Fault("shape", words="no result"): 0.01,
    Fault("shape", words="truncated", executed=True): 0.01,
    Fault("refused", status=409, words="Conflict: terminated by other getUpdates request"): 0.01,
    Fault("fewer"): 0.03,
    Fault("more"): 0.03,
    Fault("halves", words=NAMES): 0.02,
    Fault("bytes", words=NAMES): 0.01,
    Fault("trickle", seconds=0.3): 0.01,
    Fault("hang", seconds=5): 0.003,
}
WEBHOOK_CHANCES = {
    Fault("cut_after"): 0.03,
    Fault("duplicate"): 0.05,
    Fault("fewer"): 0.03,
    Fault("more"): 0.03,
    Fault("halves", words=NAMES): 0.02,
    Fault("bytes", words=NAMES): 0.01,
}
CLOSED = (
    (400, "Bad Request: not enough rights to send text messages to the chat"),
    (400, "Bad Request: have no rights to send a message"),
    (400, "Bad Request: CHAT_WRITE_FORBIDDEN"),
    (400, "Bad Request: chat not found"),
    (403, "Forbidden: bot is not a member of the supergroup chat"),
    (403, "Forbidden: bot was kicked from the supergroup chat"),
)
"""What the operators' group may answer with for a while, whatever is sent to it."""


@dataclass
class Weather:
    """Random faults of the local Telegram, counted, and a mail server that is down now and then."""

    sim: Simulator
    random: Random
    happened: Counter[str] = field(default_factory=Counter)
    """What went wrong, by kind."""
    mail_days: tuple[float, float] = (4.0, 15.0)
    """Seconds that the mail server works, and a third of which it does not."""
    open_days: tuple[float, float] = (8.0, 20.0)
    """Seconds that the operators' group takes messages."""
    closed_days: tuple[float, float] = (1.0, 4.0)
    """Seconds that it refuses them."""
    pauses: tuple[float, float] = (1.0, 5.0)
    """Seconds between two updates of a kind that nobody knows."""

    def begin(self, seed: int) -> None:
        """Let things go wrong from now on."""
        _count(self.sim.faults, self.happened)
        for method, chances in (
            ("*", CHANCES),
            ("send*", SEND_CHANCES),
            ("edit*", SEND_CHANCES),
            ("getUpdates", POLL_CHANCES),
            ("webhook", WEBHOOK_CHANCES),
        ):
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

    async def close_group(self, group_now: Callable[[], Group]) -> None:
        """Let the operators' group refuse whatever is sent to it for a while, until cancelled."""
        while True:
            await asyncio.sleep(self.random.uniform(*self.open_days))
            self.happened["periods of a group that refuses"] += 1
            status, words = self.random.choice(CLOSED)
            refusal = Fault("refused", status=status, words=words)
            group_id = group_now().id
            self.sim.faults.add("send*", refusal, times=ALWAYS, chat_id=group_id)
            await asyncio.sleep(self.random.uniform(*self.closed_days))
            self.sim.faults.lift("send*", group_id)

    async def bring_unknown(self, people: list[int]) -> None:
        """Bring updates of kinds that nobody asked for into people's chats, until cancelled."""
        for number in count(1):
            await asyncio.sleep(self.random.uniform(*self.pauses))
            self.happened["updates of an unknown kind"] += 1
            chat = {"id": self.random.choice(people), "of_tomorrow": [number]}
            self.sim.bring_update("unheard_of", {"chat": chat, "from": chat})

    async def clear_up(self) -> None:
        """End all misfortune; call it once all that troubles is cancelled."""
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
            happened[_name(fault)] += 1
        return fault

    faults.take = counted  # type: ignore[method-assign]


def _name(fault: Fault) -> str:
    words = fault.words if fault.kind == "shape" else ""
    done = "though done" if fault.executed else ""
    return " ".join(str(each) for each in (fault.kind, fault.status, words, done) if each)
