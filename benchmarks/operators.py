"""The operators' group of a benchmark: an operator asks for something and waits for the bot's message."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmarks.telegram import BOT, Telegram

GROUP = -1_001_000
OPERATOR = {"id": 77, "is_bot": False, "first_name": "Олег"}
CHAT = {"id": GROUP, "title": "Операторы", "type": "supergroup"}
PATIENCE_SECONDS = 60.0
SHOWS = frozenset(
    {"sendMessage", "sendPhoto", "sendDocument", "editMessageText", "editMessageMedia", "editMessageCaption"}
)
PHOTO = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]


@dataclass
class OperatorsGroup:
    """The group, as its one operator sees it."""

    telegram: Telegram
    screens: asyncio.Queue[Mapping[str, Any]] = field(default_factory=asyncio.Queue)
    """What the bot showed and nobody has looked at yet."""
    _last_message: int = 0

    async def ask(self, text: str, reply_to: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """Write something and give what the bot shows next; ``TimeoutError`` if that is nothing."""
        message = {**self._message(), "from": OPERATOR, "text": text}
        if text.startswith("/"):
            command, _, _ = text.partition(" ")
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(command)}]
        if reply_to is not None:
            message["reply_to_message"] = reply_to
        return await self._deed({"message": message})

    async def press(self, label: str, screen: Mapping[str, Any]) -> Mapping[str, Any]:
        """Press a button and give what the bot shows next; likewise."""
        rows = screen["reply_markup"]["inline_keyboard"]
        [data] = [button["callback_data"] for row in rows for button in row if button["text"] == label]
        query = {"id": "0", "from": OPERATOR, "chat_instance": "1", "data": data, "message": screen}
        return await self._deed({"callback_query": query})

    async def screen_with(self, label: str, screen: Mapping[str, Any]) -> Mapping[str, Any]:
        """Wait until the bot shows a button."""
        while label not in _labels(screen):
            screen = await asyncio.wait_for(self.screens.get(), PATIENCE_SECONDS)
        return screen

    async def _deed(self, event: Mapping[str, Any]) -> Mapping[str, Any]:
        while not self.screens.empty():
            self.screens.get_nowait()
        self.telegram.deliver(event)
        return await asyncio.wait_for(self.screens.get(), PATIENCE_SECONDS)

    def answer(self, method: str, params: Mapping[str, Any]) -> Any:
        """Do what the bot asks for in the group."""
        if method not in SHOWS:
            return True
        message = {**self._message(), "from": BOT, "text": str(params.get("text", ""))}
        if "message_id" in params:
            message["message_id"] = int(params["message_id"])
        if "inline_keyboard" in params.get("reply_markup", {}):  # a message has no other markup
            message["reply_markup"] = params["reply_markup"]
        if method == "sendPhoto":
            message["photo"] = PHOTO
        self.screens.put_nowait(message)
        return message

    def _message(self) -> dict[str, Any]:
        self._last_message += 1
        return {"message_id": self._last_message, "date": int(time.time()), "chat": CHAT}


def _labels(screen: Mapping[str, Any]) -> list[str]:
    rows = screen.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]
