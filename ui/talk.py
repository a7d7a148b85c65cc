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

    async def show(self, screen: Screen) -> None:
        """Answer with a screen: in place of the message whose button was pressed, or as a new message."""
        if self.query is None or self._answered:
            await self._send(screen)
            return
        await self.replace(screen)

    async def replace(self, screen: Screen) -> None:
        """Put a screen in place of the message whose button was pressed, answered already or not."""
        await asyncio.gather(self._answer_query(None, alert=False), self._replace(screen))

    async def send(self, screen: Screen) -> None:
        """Answer with a new message, leaving the pressed one as it is."""
        await asyncio.gather(self._answer_query(None, alert=False), self._send(screen))

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

    async def _replace(self, screen: Screen) -> None:
        old = self.message
        if old is None or screen.keyboard is not None or screen.lead is not None:
            await self._strip_buttons()
            await self._send(screen)
            return
        is_picture = screen.attachment is not None and screen.attachment.kind == "photo"
        try:
            if old.photo and is_picture and screen.attachment is not None:
                await self.bot.edit_message_media(
                    InputMediaPhoto(media=_file(screen.attachment), caption=screen.text),
                    chat_id=self.chat_id,
                    message_id=old.message_id,
                    reply_markup=screen.inline_markup(),
                )
            elif old.text is not None and screen.attachment is None:
                await self.bot.edit_message_text(
                    screen.text,
                    chat_id=self.chat_id,
                    message_id=old.message_id,
                    reply_markup=screen.inline_markup(),
                )
            else:
                await self._strip_buttons()
                await self._send(screen)
        except TelegramBadRequest as error:
            if "message is not modified" in error.message:
                return
            log.info("the message could not be edited, sending a new one: %s", error.message)
            await self._send(screen)

    async def _strip_buttons(self) -> None:
        if self.message is not None:
            await _harmless(
                self.bot.edit_message_reply_markup(chat_id=self.chat_id, message_id=self.message.message_id)
            )

    async def _send(self, screen: Screen) -> None:
        if screen.lead is not None:
            await self.bot.send_message(
                self.chat_id, screen.lead.text, reply_markup=screen.lead.keyboard.markup()
            )
        markup = screen.markup()
        match screen.attachment:
            case None:
                await self.bot.send_message(self.chat_id, screen.text, reply_markup=markup)
            case Attachment(kind="photo"):
                await self.bot.send_photo(
                    self.chat_id, _file(screen.attachment), caption=screen.text, reply_markup=markup
                )
            case Attachment(kind="audio"):
                await self.bot.send_audio(
                    self.chat_id, _file(screen.attachment), caption=screen.text, reply_markup=markup
                )
            case _:
                await self.bot.send_document(
                    self.chat_id, _file(screen.attachment), caption=screen.text, reply_markup=markup
                )


def _file(attachment: Attachment) -> BufferedInputFile:
    return BufferedInputFile(attachment.content, filename=attachment.name)


async def _harmless(request: Awaitable[object]) -> None:
    with suppress(TelegramBadRequest):
        await request
