"""People who try to sign in together, each with a login that nobody has: a password hash for every one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from benchmarks.telegram import BOT, Telegram

FIRST_GUEST = 900_000_000
DEEDS = ("Войти", "nobody{}", "kobalt sosna 75")
"""What each of them writes; an unknown login costs as much as a known one."""
PATIENCE_SECONDS = 120.0


@dataclass
class Guests:
    """Those who are at it."""

    telegram: Telegram
    _places: dict[int, int] = field(default_factory=dict)
    """By person: how many of the deeds are done."""
    _done: asyncio.Event = field(default_factory=asyncio.Event)
    _persons: count[int] = field(default_factory=lambda: count(FIRST_GUEST))
    _messages: count[int] = field(default_factory=lambda: count(1))

    async def sign_in(self, guests: int) -> None:
        """Let so many of them try at once, until each was turned away."""
        self._done.clear()
        for person in [next(self._persons) for _ in range(guests)]:
            self._places[person] = 0
            self._say(person)
        await asyncio.wait_for(self._done.wait(), PATIENCE_SECONDS)

    def includes(self, person: int) -> bool:
        """Whether this is one of them."""
        return person >= FIRST_GUEST

    def answer(self, method: str, params: Mapping[str, Any]) -> Any:
        """Take a reply of the bot and go on."""
        if method != "sendMessage":
            return True
        person = int(params["chat_id"])
        if person in self._places:
            asyncio.get_running_loop().call_soon(self._go_on, person)
        return {**self._message(person), "from": BOT, "text": params["text"]}

    def _go_on(self, person: int) -> None:
        self._places[person] += 1
        if self._places[person] < len(DEEDS):
            self._say(person)
            return
        del self._places[person]
        if not self._places:
            self._done.set()

    def _say(self, person: int) -> None:
        text = DEEDS[self._places[person]].format(person)
        sender = {"id": person, "is_bot": False, "first_name": "Гость", "language_code": "ru"}
        self.telegram.deliver({"message": {**self._message(person), "from": sender, "text": text}})

    def _message(self, person: int) -> dict[str, Any]:
        chat = {"id": person, "first_name": "Гость", "type": "private"}
        return {"message_id": next(self._messages), "date": int(time.time()), "chat": chat}
