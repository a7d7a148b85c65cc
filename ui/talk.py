"""One turn of a conversation: who wrote, in which language, and how the answer reaches their screen."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass, field

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.fsm.context import FSMContext
from aiogram.types import BufferedInputFile, CallbackQuery, InputMediaPhoto, Message

from ui.screen import Attachment, Screen
from ui.texts import Speech

log = logging.getLogger(__name__)


@dataclass
class Talk:
    """A resident's turn; made for every update, gone after it."""

    bot: Bot
    chat_id: int
    update_id: int
    say: Speech
    state: FSMContext
    message: Message | None = None
    """What the person sent, or the message whose button they pressed, where Telegram still shows it."""
    query: CallbackQuery | None = None
    _answered: bool = field(default=False, init=False)

    async def show(self, screen: Screen) -> int | None:
        """Answer with a screen: in place of the message whose button was pressed, or as a new message.

        Returns the number of the message that shows it, ``None`` if nothing had to change.
        """
        if self.query is None or self._answered:
            return await self._send(screen)
        return await self.replace(screen)

    async def replace(self, screen: Screen) -> int | None:
        """Put a screen in place of the message whose button was pressed, answered already or not."""
        _, shown = await asyncio.gather(self._answer_query(None, alert=False), self._replace(screen))
        return shown

    async def send(self, screen: Screen) -> int | None:
        """Answer with a new message, leaving the pressed one as it is."""
        _, shown = await asyncio.gather(self._answer_query(None, alert=False), self._send(screen))
        return shown

    async def retire(self, message_id: int) -> None:
        """Take the buttons off an older message: they would answer a question that is over."""
        await _harmless(self.bot.edit_message_reply_markup(chat_id=self.chat_id, message_id=message_id))

    async def hint(self, text: str, *, alert: bool = False) -> None:
        """Answer a press with a few words over the chat and nothing else; 200 characters at most."""
        await self._answer_query(text, alert=alert)

    async def forget_message(self) -> None:
        """Delete what the person sent, because it holds a secret."""
        if self.message is not None and self.query is None:
            await _harmless(self.bot.delete_message(self.chat_id, self.message.message_id))

    async def _answer_query(self, text: str | None, *, alert: bool) -> None:
        if self.query is None or self._answered:
            return
        self._answered = True
        # A query lives for seconds; that it died while we were away must not stop the answer.
        await _harmless(self.bot.answer_callback_query(self.query.id, text=text, show_alert=alert or None))

    async def _replace(self, screen: Screen) -> int | None:
        old = self.message
        if old is None or not _fits(old, screen):
            _, shown = await asyncio.gather(self._strip_buttons(), self._send(screen))
            return shown
        try:
            await self._edit(old.message_id, screen)
        except TelegramBadRequest as error:
            if "message is not modified" not in error.message:
                log.info("a message could not be edited, sending a new one: %s", error)
                return await self._send(screen)
        return old.message_id

    async def _edit(self, message_id: int, screen: Screen) -> None:
        markup = screen.inline_markup()
        if screen.attachment is None:
            await self.bot.edit_message_text(
                screen.text, chat_id=self.chat_id, message_id=message_id, reply_markup=markup
            )
        else:
            await self.bot.edit_message_media(
                InputMediaPhoto(media=_file(screen.attachment), caption=screen.text),
                chat_id=self.chat_id,
                message_id=message_id,
                reply_markup=markup,
            )

    async def _strip_buttons(self) -> None:
        if self.message is not None:
            await self.retire(self.message.message_id)

    async def _send(self, screen: Screen) -> int:
        if screen.lead is not None:
            await self.bot.send_message(
                self.chat_id, screen.lead.text, reply_markup=screen.lead.keyboard.markup()
            )
        if screen.attachment is None:
            sent = await self.bot.send_message(self.chat_id, screen.text, reply_markup=screen.markup())
        else:
            sent = await self._send_file(screen, screen.attachment)
        return sent.message_id

    async def _send_file(self, screen: Screen, attachment: Attachment) -> Message:
        file, markup = _file(attachment), screen.markup()
        match attachment.kind:
            case "photo":
                return await self.bot.send_photo(self.chat_id, file, caption=screen.text, reply_markup=markup)
            case "audio":
                return await self.bot.send_audio(self.chat_id, file, caption=screen.text, reply_markup=markup)
            case _:
                return await self.bot.send_document(
                    self.chat_id, file, caption=screen.text, reply_markup=markup
                )


def _fits(old: Message, screen: Screen) -> bool:
    """Tell whether Telegram can turn a message into this screen; a text stays a text, a picture a picture."""
    if screen.keyboard is not None or screen.lead is not None:
        return False
    if screen.attachment is None:
        return old.text is not None
    return screen.attachment.kind == "photo" and bool(old.photo)


def _file(attachment: Attachment) -> BufferedInputFile:
    return BufferedInputFile(attachment.content, filename=attachment.name)


async def _harmless(request: Awaitable[object]) -> None:
    with suppress(TelegramBadRequest):
        await request
