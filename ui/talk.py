"""One turn of a conversation: who wrote, in which language, and how the answer reaches their screen."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.fsm.context import FSMContext
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
    SendAudio,
    SendDocument,
    SendMessage,
    SendPhoto,
    SendVideo,
    SendVoice,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType
from aiogram.types import BufferedInputFile, CallbackQuery, InputMediaPhoto, Message, ReplyParameters, User

from ui.screen import Attachment, FileRef, Lead, Screen
from ui.texts import Speech

log = logging.getLogger(__name__)

UNCHANGED = "message is not modified"
"""What Telegram says of an edit that changes nothing."""
TIDYING_PAUSES = (0.5, 1.0, 0.0)
"""Seconds after each attempt at what only tidies up."""


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
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    lead: Lead | None = None
    """What brings the menu back with the answer, where a question that is over had put other keys."""
    _answered: bool = field(default=False, init=False)

    @property
    def key(self) -> str:
        """The same for every repeat of this update: what it changes is changed once."""
        return f"{self.chat_id}-{self.update_id}"

    async def show(self, screen: Screen) -> int | None:
        """Answer with a screen: in place of the message whose button was pressed, or as a new message.

        Returns the number of the message that shows it, ``None`` if nothing had to change.
        """
        if self.query is None or self._answered:
            return await self._send(self._led(screen))
        return await self.replace(screen)

    async def replace(self, screen: Screen) -> int | None:
        """Put a screen in place of the message whose button was pressed, answered already or not."""
        led = self._led(screen)
        _, shown = await asyncio.gather(self._answer_query(None, alert=False), self._replace(led))
        return shown

    async def send(self, screen: Screen) -> int | None:
        """Answer with a new message, leaving the pressed one as it is."""
        led = self._led(screen)
        _, shown = await asyncio.gather(self._answer_query(None, alert=False), self._send(led))
        return shown

    async def send_below(self, screen: Screen, reply_to: int | None) -> int:
        """Send a new message in reply to another one, and return its number; a press is answered apart."""
        sent = await self._request(sending(self.chat_id, screen, reply_to))
        return sent.message_id

    async def reply(self, screen: Screen) -> int:
        """Send a screen as a new message that replies to the one of this turn."""
        return await self.send_below(screen, None if self.message is None else self.message.message_id)

    async def retire(self, message_id: int) -> None:
        """Take the buttons off an older message: they would answer a question that is over."""
        await self._if_possible(EditMessageReplyMarkup(chat_id=self.chat_id, message_id=message_id))

    async def hint(self, text: str, *, alert: bool = False) -> None:
        """Answer a press with a few words over the chat and nothing else; 200 characters at most."""
        await self._answer_query(text, alert=alert)

    async def release(self) -> None:
        """Let the pressed button show no longer that something is going on, after a fault of ours."""
        with suppress(TelegramAPIError):
            await self._answer_query(None, alert=False)

    @property
    def person(self) -> User:
        """Whoever sent the message or pressed the button."""
        if self.query is not None:
            return self.query.from_user
        if self.message is None or self.message.from_user is None:
            raise LookupError("nobody did anything")
        return self.message.from_user

    async def download(self, file_id: str) -> bytes:
        """Fetch a file that was sent; Telegram hands over 20 MB at most."""
        content = await self.bot.download(file_id)
        return b"" if content is None else content.read()

    async def forget_message(self) -> None:
        """Delete what the person sent, because it holds a secret."""
        if self.message is not None and self.query is None:
            await self._harmless(DeleteMessage(chat_id=self.chat_id, message_id=self.message.message_id))

    def _led(self, screen: Screen) -> Screen:
        if self.lead is None or screen.keyboard is not None or screen.lead is not None:
            return screen
        return replace(screen, lead=self.lead)

    async def _answer_query(self, text: str | None, *, alert: bool) -> None:
        if self.query is None or self._answered:
            return
        self._answered = True
        # A query lives for seconds; that it died while we were away must not stop the answer.
        answer = AnswerCallbackQuery(callback_query_id=self.query.id, text=text, show_alert=alert or None)
        await (self._harmless(answer) if text else self._if_possible(answer))

    async def _replace(self, screen: Screen) -> int | None:
        old = self.message
        if old is None or not _fits(old, screen):
            _, shown = await asyncio.gather(self._strip_buttons(), self._send(screen))
            return shown
        try:
            await self._request(editing(self.chat_id, old.message_id, screen))
        except TelegramBadRequest as error:
            if UNCHANGED not in error.message:
                log.info("a message could not be edited, sending a new one: %s", error)
                return await self._send(screen)
        return old.message_id

    async def _strip_buttons(self) -> None:
        if self.message is not None:
            await self.retire(self.message.message_id)

    async def _send(self, screen: Screen) -> int:
        lead = screen.lead
        if lead is not None:
            await self._request(
                SendMessage(chat_id=self.chat_id, text=lead.text, reply_markup=lead.keyboard.markup())
            )
        sent = await self._request(sending(self.chat_id, screen))
        return sent.message_id

    async def _request(self, method: TelegramMethod[TelegramType]) -> TelegramType:
        """Send a request; one that came too fast waits as long as Telegram says and is sent again.

        The update as a whole must not be handled again for that: of a screen of two messages the first would
        come every time and use up the pace of the second.
        """
        while True:
            try:
                return await self.bot(method)
            except TelegramRetryAfter as error:
                await self.sleep(error.retry_after)

    async def _harmless(self, method: TelegramMethod[Any]) -> None:
        with suppress(TelegramBadRequest):
            await self._request(method)

    async def _if_possible(self, method: TelegramMethod[Any]) -> None:
        """Send what only tidies up, a few times at most: the answer must not come again for its sake."""
        for pause in TIDYING_PAUSES:
            try:
                await self._harmless(method)
            except (TelegramNetworkError, TelegramServerError, ClientDecodeError):
                await self.sleep(pause)
            else:
                return


Sending: TypeAlias = SendMessage | SendPhoto | SendDocument | SendAudio | SendVideo | SendVoice

FILES: Mapping[str, type[SendPhoto | SendDocument | SendAudio | SendVideo | SendVoice]] = {
    "photo": SendPhoto,
    "document": SendDocument,
    "audio": SendAudio,
    "video": SendVideo,
    "voice": SendVoice,
}
"""The request that sends a file of a kind, which is also the name of the file in it."""


def sending(chat_id: int, screen: Screen, reply_to: int | None = None) -> Sending:
    """Give the request that shows a screen as a new message, in reply to another one if it is still there."""
    markup = screen.markup()
    reply = None
    if reply_to is not None:
        reply = ReplyParameters(message_id=reply_to, allow_sending_without_reply=True)
    if screen.attachment is None:
        return SendMessage(chat_id=chat_id, text=screen.text, reply_markup=markup, reply_parameters=reply)
    kind = screen.attachment.kind
    file: dict[str, Any] = {kind: _file(screen.attachment)}
    return FILES[kind](
        chat_id=chat_id, caption=screen.text, reply_markup=markup, reply_parameters=reply, **file
    )


def editing(chat_id: int, message_id: int, screen: Screen) -> EditMessageText | EditMessageMedia:
    """Give the request that puts a screen in place of a message of the same sort."""
    markup = screen.inline_markup()
    if screen.attachment is None:
        return EditMessageText(text=screen.text, chat_id=chat_id, message_id=message_id, reply_markup=markup)
    return EditMessageMedia(
        media=InputMediaPhoto(media=_file(screen.attachment), caption=screen.text),
        chat_id=chat_id,
        message_id=message_id,
        reply_markup=markup,
    )


def _fits(old: Message, screen: Screen) -> bool:
    """Tell whether Telegram can turn a message into this screen; a text stays a text, a picture a picture."""
    if screen.keyboard is not None or screen.lead is not None or screen.placeholder is not None:
        return False
    if screen.attachment is None:
        return old.text is not None
    return screen.attachment.kind == "photo" and bool(old.photo)


def _file(attachment: Attachment | FileRef) -> BufferedInputFile | str:
    if isinstance(attachment, FileRef):
        return attachment.file_id
    return BufferedInputFile(attachment.content, filename=attachment.name)
