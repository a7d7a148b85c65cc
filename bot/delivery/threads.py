"""Shows what residents and operators say to each other, where the other side reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import DeleteMessage, EditMessageCaption, EditMessageMedia, EditMessageText
from aiogram.types import InputMediaAudio, InputMediaDocument, InputMediaPhoto, InputMediaVideo

from bot.delivery.channels import GONE
from bot.delivery.sender import Note
from domain.sent_file import FileKind
from domain.thread import Place, Post, Purpose, ThreadMessage
from handlers.operators.threads import sent_rows
from handlers.residents.threads import answer_rows, photo_rows
from services.alerts import TO_OPERATORS
from services.ports import Clock, Priority
from services.threads.photos import ACT_PHOTO_ASKED, READING_PHOTO_ASKED
from services.threads.questions import take_refused_voice_back
from services.threads.thread import (
    KEPT,
    REWRITTEN,
    SENT,
    TO_RESIDENT,
    UNDELIVERED,
    VOICE_REFUSED,
    WITHDRAWN,
)
from storage.outbox import OutgoingMessage
from storage.sqlite.database import Database
from storage.unit import SqliteUnit
from ui.screen import FileRef, Rows, Screen
from ui.talk import UNCHANGED, sending
from ui.texts import Speech

NO_VOICES = "VOICE_MESSAGES_FORBIDDEN"
"""What Telegram says where a person lets nobody send them voice messages."""


@dataclass(frozen=True)
class _Said:
    """What a message of the outbox is about."""

    message: ThreadMessage
    alert_message: int | None
    """Where the alert stands in the group."""
    latest_of_resident: int | None
    """What the resident wrote last in the thread, in the chat where they read it."""
    shown: Sequence[Place]


@dataclass(frozen=True)
class ThreadDelivery:
    """Sends, changes and takes back the messages that show a thread."""

    bot: Bot
    database: Database
    clock: Clock

    @property
    def kinds(self) -> frozenset[str]:
        """The messages of the outbox that are sent here."""
        return frozenset(
            {
                TO_OPERATORS,
                TO_RESIDENT,
                REWRITTEN,
                WITHDRAWN,
                SENT,
                UNDELIVERED,
                VOICE_REFUSED,
                KEPT,
                READING_PHOTO_ASKED,
                ACT_PHOTO_ASKED,
            }
        )

    async def __call__(self, say: Speech, message: OutgoingMessage) -> Note:
        """Send one message, and say what there is to keep of it."""
        chat_id = int(message.recipient)
        if message.kind in {READING_PHOTO_ASKED, ACT_PHOTO_ASKED}:
            return await self._ask_for_photo(say, chat_id, message)
        said = await self._look_up(int(message.details["message"] or 0), chat_id)
        match message.kind:
            case str(kind) if kind == TO_OPERATORS:
                return await self._to_operators(say, chat_id, said)
            case str(kind) if kind == TO_RESIDENT:
                return await self._to_resident(say, chat_id, said)
            case str(kind) if kind == REWRITTEN:
                return await self._rewrite(say, chat_id, said)
            case str(kind) if kind == WITHDRAWN:
                return await self._withdraw(chat_id, said)
            case kind:
                return await self._tell_operator(say, chat_id, said, kind)

    async def _look_up(self, message_id: int, chat_id: int) -> _Said:
        def look(unit: SqliteUnit) -> _Said:
            message = unit.threads.get(message_id)
            own = [
                said.post.message_id
                for said in unit.threads.list_for(message.alert_id)
                if said.operator is None and said.post.chat_id == chat_id
            ]
            return _Said(
                message=message,
                alert_message=unit.alerts.get(message.alert_id).message_id,
                latest_of_resident=own[-1] if own else None,
                shown=[
                    place
                    for place in unit.threads.list_places(message_id)
                    if place.chat_id == chat_id and place.purpose is Purpose.WORDS
                ],
            )

        return await self.database.read(look)

    async def _ask_for_photo(self, say: Speech, chat_id: int, message: OutgoingMessage) -> Note:
        alert_id = int(message.details["alert"] or 0)
        text = say(f"message-{message.kind}", **message.details)
        sent = await self.bot(sending(chat_id, Screen(text, rows=photo_rows(say, alert_id))))
        return self._kept(chat_id, sent.message_id, alert_id, None, Purpose.ABOUT)

    async def _to_operators(self, say: Speech, chat_id: int, said: _Said) -> Note:
        message = said.message
        if said.alert_message is None:  # it follows the alert, which has to wait for others
            return None
        screen = _screen(say, message.post, "thread-said")
        sent = await self.bot(sending(chat_id, screen, reply_to=said.alert_message))
        return self._kept(chat_id, sent.message_id, message.alert_id, message.id, Purpose.WORDS)

    async def _to_resident(self, say: Speech, chat_id: int, said: _Said) -> Note:
        message = said.message
        if message.withdrawn_at is not None:
            return None
        screen = _screen(say, message.post, "thread-answer", answer_rows(say, message.alert_id))
        try:
            sent = await self.bot(sending(chat_id, screen, reply_to=said.latest_of_resident))
        except TelegramBadRequest as error:
            if NO_VOICES not in error.message:
                raise
            return lambda unit: take_refused_voice_back(unit, message, self.clock())
        keep = self._kept(chat_id, sent.message_id, message.alert_id, message.id, Purpose.WORDS)

        def note(unit: SqliteUnit) -> None:
            keep(unit)
            album = message.post.album
            if album is None or unit.threads.list_album(message.post.chat_id, album)[0].id == message.id:
                unit.operators.leave(SENT, {"message": message.id}, Priority.DESK)

        return note

    async def _rewrite(self, say: Speech, chat_id: int, said: _Said) -> Note:
        message = said.message
        screen = _screen(say, message.post, "thread-answer", answer_rows(say, message.alert_id))
        for place in said.shown:
            try:
                await self.bot(_rewriting(chat_id, place.message_id, message.post, screen))
            except TelegramBadRequest as error:
                if not any(reason in error.message for reason in (*GONE, UNCHANGED)):
                    raise
        return None

    async def _withdraw(self, chat_id: int, said: _Said) -> Note:
        is_gone = True
        for place in said.shown:
            try:
                await self.bot(DeleteMessage(chat_id=chat_id, message_id=place.message_id))
            except TelegramBadRequest as error:
                is_gone = is_gone and "message to delete not found" in error.message
        if is_gone:
            return None
        return lambda unit: unit.operators.leave(KEPT, {"message": said.message.id}, Priority.DESK)

    async def _tell_operator(self, say: Speech, chat_id: int, said: _Said, kind: str) -> Note:
        message = said.message
        if message.withdrawn_at is not None and kind == SENT:
            return None
        rows = sent_rows(say, message.alert_id) if kind == SENT else ()
        screen = Screen(say(kind), rows=rows)
        sent = await self.bot(sending(chat_id, screen, reply_to=message.post.message_id))
        return self._kept(chat_id, sent.message_id, message.alert_id, message.id, Purpose.ABOUT)

    def _kept(
        self, chat_id: int, message_id: int, alert_id: int, shows: int | None, purpose: Purpose
    ) -> Callable[[SqliteUnit], None]:
        place = Place(chat_id, message_id, alert_id, shows, purpose, self.clock())
        return lambda unit: unit.threads.add_place(place)


def _screen(say: Speech, post: Post, text_id: str, rows: Rows = ()) -> Screen:
    if post.file is None:
        return Screen(say(f"{text_id}-words", text=post.text), rows=rows)
    text = say(f"{text_id}-file-words", text=post.text) if post.text else say(f"{text_id}-file")
    return Screen(text, rows=rows, attachment=FileRef(post.file.kind, post.file.file_id))


MEDIA: Mapping[FileKind, type[InputMediaPhoto | InputMediaDocument | InputMediaVideo | InputMediaAudio]] = {
    FileKind.PHOTO: InputMediaPhoto,
    FileKind.DOCUMENT: InputMediaDocument,
    FileKind.VIDEO: InputMediaVideo,
    FileKind.AUDIO: InputMediaAudio,
}
"""What can take the place of another file; a voice message keeps its voice."""


def _rewriting(
    chat_id: int, message_id: int, post: Post, screen: Screen
) -> EditMessageText | EditMessageMedia | EditMessageCaption:
    markup = screen.inline_markup()
    if post.file is None:
        return EditMessageText(text=screen.text, chat_id=chat_id, message_id=message_id, reply_markup=markup)
    if post.file.kind not in MEDIA:
        return EditMessageCaption(
            caption=screen.text, chat_id=chat_id, message_id=message_id, reply_markup=markup
        )
    media = MEDIA[post.file.kind](media=post.file.file_id, caption=screen.text)
    return EditMessageMedia(media=media, chat_id=chat_id, message_id=message_id, reply_markup=markup)
