"""Where an update happened, as filters."""

from __future__ import annotations

from aiogram import Bot
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message


class InChat(Filter):
    """Lets through what happens in one chat."""

    def __init__(self, chat_id: int | None) -> None:
        self._chat_id = chat_id

    async def __call__(self, event: Message | CallbackQuery) -> bool:
        """Compare the chat."""
        return chat_id_of(event) == self._chat_id


class NotPrivate(Filter):
    """Lets through what happens in groups and channels."""

    async def __call__(self, event: Message | CallbackQuery) -> bool:
        """Telegram gives groups negative ids."""
        return chat_id_of(event) < 0


async def answers_bot(message: Message, bot: Bot) -> bool:
    """Let through what replies to a message of the bot, and not what people say to each other."""
    replied = message.reply_to_message
    return replied is not None and replied.from_user is not None and replied.from_user.id == bot.id


def chat_id_of(event: Message | CallbackQuery) -> int:
    """Give the chat of a message, or of the message whose button was pressed."""
    message = event.message if isinstance(event, CallbackQuery) else event
    return message.chat.id if message is not None else event.from_user.id  # type: ignore[union-attr]
