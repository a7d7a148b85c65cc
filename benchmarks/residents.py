"""Residents who send their readings: what they say, what they must be answered, and how long that took."""

from __future__ import annotations

import asyncio
import math
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.flats import CONSUMPTION, Flat
from benchmarks.telegram import BOT, Telegram, UnexpectedRequestError

MENU_KEY = "Передать показания"
QUESTION = "какое показание сейчас?"
CONFIRM = "Подтвердить"
RECEIPT = re.compile(r"Квитанция: <code>([^<]+)</code>")
UPDATES_PER_READING = 3
PATIENCE_SECONDS = 300.0
LOOK_SECONDS = 0.02
REPLIES = {"sendMessage", "editMessageText"}
SILENT = {"answerCallbackQuery", "editMessageReplyMarkup"}


@dataclass
class Resident:
    """One conversation: the key of the menu, the value, the button."""

    flat: Flat
    step: int = 0
    sent_at: float = 0.0
    query_is_open: bool = False

    @property
    def user(self) -> dict[str, Any]:
        """Telegram's User."""
        return {"id": self.flat.person, "is_bot": False, "first_name": "Житель", "language_code": "ru"}

    @property
    def chat(self) -> dict[str, Any]:
        """Telegram's Chat."""
        return {"id": self.flat.person, "first_name": "Житель", "type": "private"}


@dataclass
class Crowd:
    """All residents, and Telegram's side of their chats."""

    telegram: Telegram
    seconds: list[float] = field(default_factory=list)
    """From an update to the first reply, for every update that was sent before ``counts_until``."""
    counts_until: float = math.inf
    receipts: set[str] = field(default_factory=set)
    thinks: float = 0.0
    """Seconds between an answer and what a resident does next; they do not begin all at once then."""
    _talking: dict[int, Resident] = field(default_factory=dict)
    _waiting: Iterator[Flat] = field(default_factory=lambda: iter(()))
    _done: asyncio.Event = field(default_factory=asyncio.Event)
    _ended_at: float = 0.0
    _last_message: int = 0

    async def talk(self, flats: Iterable[Flat], *, at_once: int) -> float:
        """Let every flat send a reading, so many at a time without a pause; return the seconds it took."""
        began = time.perf_counter()
        self._waiting = iter(flats)
        self._done.clear()
        for place in range(at_once):
            self._after(place * self.thinks / at_once, self._next)
        await self._over()
        return self._ended_at - began

    async def arrive(self, flats: Sequence[Flat], *, updates_per_second: float) -> None:
        """Let flats begin one after the other, whether the bot keeps up or not."""
        began = time.perf_counter()
        self._waiting = iter(())
        self._done.clear()
        every = UPDATES_PER_READING / updates_per_second
        for place, flat in enumerate(flats):
            pause = began + place * every - time.perf_counter()
            if pause > 0:
                await asyncio.sleep(pause)
            self._begin(flat)
        await self._over()

    async def _over(self) -> None:
        """Wait for the last receipt, or for the first mistake of the bot."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not self._done.is_set():
                if self.telegram.failed.done():
                    await self.telegram.failed
                await asyncio.sleep(LOOK_SECONDS)

    def _next(self) -> None:
        flat = next(self._waiting, None)
        if flat is not None:
            self._begin(flat)
        elif not self._talking:
            self._ended_at = time.perf_counter()
            self._done.set()

    def _begin(self, flat: Flat) -> None:
        self._done.clear()
        resident = self._talking[flat.person] = Resident(flat)
        self._say(resident, MENU_KEY)

    def _say(self, resident: Resident, text: str) -> None:
        resident.sent_at = time.perf_counter()
        message = {**self._message(resident), "from": resident.user, "text": text}
        self.telegram.deliver({"message": message})

    def _press(self, resident: Resident, data: str, message: Mapping[str, Any]) -> None:
        resident.sent_at = time.perf_counter()
        resident.query_is_open = True
        query = {"id": str(resident.flat.person), "from": resident.user, "chat_instance": "1", "data": data}
        self.telegram.deliver({"callback_query": {**query, "message": message}})

    def is_talking(self, person: int) -> bool:
        """Whether somebody is in the middle of sending a reading."""
        return person in self._talking

    def answer(self, method: str, params: Mapping[str, Any]) -> Any:
        """Do what the bot asks for, and let the resident react to it."""
        if method in SILENT:
            if method == "answerCallbackQuery":
                self._answer_query(int(params["callback_query_id"]))
            return True
        if method not in REPLIES:
            raise UnexpectedRequestError(method)
        resident = self._talking.get(int(params["chat_id"]))
        if resident is None:
            raise UnexpectedRequestError(f"{method} to somebody who said nothing: {params}")
        message = {**self._message(resident), "from": BOT, "text": params["text"]}
        if method == "editMessageText":
            message["message_id"] = int(params["message_id"])
        if "reply_markup" in params:
            message["reply_markup"] = params["reply_markup"]
        if resident.sent_at < self.counts_until:
            self.seconds.append(time.perf_counter() - resident.sent_at)
        # The answer to the request leaves first, as it does at Telegram's.
        self._after(self.thinks, self._react, resident, method, message)
        return message

    @staticmethod
    def _after(seconds: float, deed: Callable[..., None], *arguments: Any) -> None:
        loop = asyncio.get_running_loop()
        if seconds:
            loop.call_later(seconds, deed, *arguments)
        else:
            loop.call_soon(deed, *arguments)

    def _react(self, resident: Resident, method: str, message: Mapping[str, Any]) -> None:
        try:
            self._go_on(resident, method, message)
        except Exception as error:  # noqa: BLE001 whatever it is, the measurement is void
            self.telegram.fail(error)

    def _go_on(self, resident: Resident, method: str, message: Mapping[str, Any]) -> None:
        """Check the reply and say what comes next."""
        resident.step += 1
        text = str(message["text"])
        flat = resident.flat
        if resident.step == 1:
            self._require(QUESTION in text and str(flat.previous) in text, method, "sendMessage", text)
            self._say(resident, str(flat.value))
        elif resident.step == 2:
            is_right = f"<b>{flat.value}</b> = {CONSUMPTION}" in text
            self._require(is_right, method, "sendMessage", text)
            self._press(resident, _data(message, CONFIRM), message)
        else:
            receipt = RECEIPT.search(text)
            self._require(receipt is not None, method, "editMessageText", text)
            assert receipt is not None
            self._require(receipt[1] not in self.receipts, method, "editMessageText", text)
            self.receipts.add(receipt[1])
            del self._talking[flat.person]
            self._next()

    @staticmethod
    def _require(is_right: bool, method: str, expected: str, text: str) -> None:  # noqa: FBT001
        if not is_right or method != expected:
            raise UnexpectedRequestError(f"{method}: {text}")

    def _answer_query(self, person: int) -> None:
        """Presses are answered at once or after the screen has changed; once, anyway."""
        resident = self._talking.get(person)
        if resident is not None:
            if not resident.query_is_open:
                raise UnexpectedRequestError("a press was answered twice")
            resident.query_is_open = False

    def _message(self, resident: Resident) -> dict[str, Any]:
        self._last_message += 1
        return {"message_id": self._last_message, "date": int(time.time()), "chat": resident.chat}


def _data(message: Mapping[str, Any], label: str) -> str:
    rows: Iterable[Iterable[Mapping[str, str]]] = message["reply_markup"]["inline_keyboard"]
    return next(button["callback_data"] for row in rows for button in row if button["text"] == label)
