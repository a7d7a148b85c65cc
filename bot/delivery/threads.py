"""Shows the messages of a thread to the other side: a resident's in the group, an operator's in the chats."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.delivery.channels import GONE
from bot.delivery.sender import Note
from bot.delivery.ways import Way, way
from domain.sent_file import FileKind
from domain.thread import Place, Post, Purpose, ThreadMessage
from domain.unreached import Unreached
from handlers.operators.threads import sent_rows
from handlers.residents.threads import answer_rows, photo_rows
from services.messages import (
    ActPhotoAsked,
    PhotoAsked,
    ReadingPhotoAsked,
    ThreadContent,
    ThreadCorrected,
    ThreadKept,
    ThreadRewritten,
    ThreadSent,
    ThreadToOperators,
    ThreadToResident,
    ThreadUndelivered,
    ThreadVoiceRefused,
    ThreadWithdrawn,
)
from services.ports import Clock, Priority
from services.threads.questions import take_refused_voice_back
from storage.outbox import OutgoingMessage
from storage.store import Store
from storage.unit import StoredUnit
from ui.formatting import html_of
from ui.messenger import (
    Messenger,
    RefusedError,
    Request,
    delete_message,
    edit_caption,
    edit_media,
    edit_text,
    in_topic,
)
from ui.screen import FileRef, Rows, Screen, sending
from ui.talk import UNCHANGED
from ui.texts import Speech

NO_VOICES = "VOICE_MESSAGES_FORBIDDEN"
"""Telegram's refusal where a person accepts no voice messages."""


@dataclass(frozen=True)
class _Said:
    """A message of a thread, with what is needed to show it in its place."""

    message: ThreadMessage
    alert_message: int | None
    """The number of the message that shows the alert in the group."""
    latest_of_resident: int | None
    """The number of the resident's latest message in the thread, in the chat that the answer goes to."""
    shown: Sequence[Place]
    """The messages that show it in this chat."""
    is_shown_elsewhere: bool
    """Whether other chats of the resident show it, and this one does not."""


@dataclass(frozen=True)
class ThreadDelivery:
    """Sends, changes and takes back the messages that show a thread."""

    messenger: Messenger
    database: Store
    clock: Clock

    @property
    def ways(self) -> Sequence[Way]:
        """The messages of the outbox that are sent here."""
        return [
            way(ReadingPhotoAsked, self._ask_for_photo),
            way(ActPhotoAsked, self._ask_for_photo),
            way(ThreadToOperators, self._show_operators),
            way(ThreadToResident, self._show_resident),
            way(ThreadRewritten, self._rewrite),
            way(ThreadCorrected, self._correct),
            way(ThreadWithdrawn, self._withdraw),
            way(ThreadSent, self._tell_that_sent),
            way(ThreadUndelivered, self._tell_that_undelivered),
            way(ThreadVoiceRefused, self._tell_operator),
            way(ThreadKept, self._tell_operator),
        ]

    async def _look_up(self, outgoing: OutgoingMessage[ThreadContent]) -> _Said:
        message_id, chat_id = outgoing.content.message, outgoing.chat_id

        def look(unit: StoredUnit) -> _Said:
            message = unit.threads.get(message_id)
            own = [
                said.post.message_id
                for said in unit.threads.list_for(message.alert_id)
                if said.operator is None and said.post.chat_id == chat_id
            ]
            places = [
                place for place in unit.threads.list_places(message_id) if place.purpose is Purpose.WORDS
            ]
            shown = [place for place in places if place.chat_id == chat_id]
            return _Said(
                message=message,
                alert_message=unit.alerts.get(message.alert_id).message_id,
                latest_of_resident=own[-1] if own else None,
                shown=shown,
                is_shown_elsewhere=bool(places) and not shown,
            )

        return await self.database.read(look)

    async def _ask_for_photo(self, say: Speech, outgoing: OutgoingMessage[PhotoAsked]) -> Note:
        chat_id, alert_id = outgoing.chat_id, outgoing.content.alert
        if (await self.database.read(lambda unit: unit.alerts.get(alert_id))).is_decided:
            return None
        text = say(f"message-{outgoing.kind}", **outgoing.content.details)
        sent = await self.messenger(sending(chat_id, Screen(text, rows=photo_rows(say, alert_id))))
        keep = self._kept(chat_id, sent.message_id, alert_id, None, Purpose.ABOUT)

        def note(unit: StoredUnit) -> None:
            keep(unit)
            if unit.alerts.get(alert_id).details.get("photo_unreached"):
                unit.alerts.annotate(alert_id, {"photo_unreached": None})

        return note

    async def _show_operators(self, say: Speech, outgoing: OutgoingMessage[ThreadToOperators]) -> Note:
        chat_id, said = outgoing.chat_id, await self._look_up(outgoing)
        message = said.message
        if said.alert_message is None:  # the alert is not shown yet, or no more; its thread follows it
            return lambda unit: unit.alerts.show_if_missing(message.alert_id)
        screen = _screen(say, message.post, "thread-said")
        sent = await self.messenger(sending(chat_id, screen, reply_to=said.alert_message))
        return self._kept(chat_id, sent.message_id, message.alert_id, message.id, Purpose.WORDS)

    async def _show_resident(self, say: Speech, outgoing: OutgoingMessage[ThreadToResident]) -> Note:
        chat_id, said = outgoing.chat_id, await self._look_up(outgoing)
        message = said.message
        if message.withdrawn_at is not None:
            return None
        screen = _screen(say, message.post, "thread-answer", answer_rows(say, message.alert_id))
        try:
            sent = await self.messenger(sending(chat_id, screen, reply_to=said.latest_of_resident))
        except RefusedError as error:
            if NO_VOICES not in error.words:
                raise
            refused_at = self.clock()
            return lambda unit: take_refused_voice_back(unit, message, refused_at)
        keep = self._kept(chat_id, sent.message_id, message.alert_id, message.id, Purpose.WORDS)

        def note(unit: StoredUnit) -> None:
            is_shown = any(place.purpose is Purpose.WORDS for place in unit.threads.list_places(message.id))
            keep(unit)
            unit.threads.mark_delivered(message.id)
            if is_shown:  # in another chat of the account, so operators know it already
                return
            album = message.post.album
            if album is None or unit.threads.list_album(message.post.chat_id, album)[0].id == message.id:
                unit.operators.leave(ThreadSent(message.id), Priority.DESK)

        return note

    async def _rewrite(self, say: Speech, outgoing: OutgoingMessage[ThreadRewritten]) -> Note:
        chat_id, said = outgoing.chat_id, await self._look_up(outgoing)
        message = said.message
        if message.withdrawn_at is not None:
            return None
        screen = _screen(say, message.post, "thread-answer", answer_rows(say, message.alert_id))
        if said.is_shown_elsewhere:
            sent = await self.messenger(sending(chat_id, screen, reply_to=said.latest_of_resident))
            return self._kept(chat_id, sent.message_id, message.alert_id, message.id, Purpose.WORDS)
        await self._put_in_place(chat_id, said, screen)
        return None

    async def _correct(self, say: Speech, outgoing: OutgoingMessage[ThreadCorrected]) -> Note:
        """Show the words as they are now; what the group does not show yet comes with them anyway."""
        said = await self._look_up(outgoing)
        screen = _screen(say, said.message.post, "thread-said")
        corrected = replace(screen, text=f"{screen.text}\n\n{say('thread-said-corrected')}")
        chat_id, message = outgoing.chat_id, said.message
        if said.is_shown_elsewhere:  # the group had another number then
            sent = await self.messenger(sending(chat_id, corrected, reply_to=said.alert_message))
            return self._kept(chat_id, sent.message_id, message.alert_id, message.id, Purpose.WORDS)
        await self._put_in_place(chat_id, said, corrected)
        return None

    async def _put_in_place(self, chat_id: int, said: _Said, screen: Screen) -> None:
        """Change the messages that show something; one that is gone, or reads so already, stays as it is."""
        for place in said.shown:
            try:
                await self.messenger(_rewriting(chat_id, place.message_id, said.message.post, screen))
            except RefusedError as error:
                if not any(reason in error.words for reason in (*GONE, UNCHANGED)):
                    raise

    async def _withdraw(self, _: Speech, outgoing: OutgoingMessage[ThreadWithdrawn]) -> Note:
        chat_id, said = outgoing.chat_id, await self._look_up(outgoing)
        is_gone = True
        for place in said.shown:
            try:
                await self.messenger(delete_message(chat_id, place.message_id))
            except RefusedError as error:
                is_gone = is_gone and "message to delete not found" in error.words
        if is_gone:
            return None
        return lambda unit: unit.operators.leave(ThreadKept(said.message.id), Priority.DESK)

    async def _tell_that_sent(self, say: Speech, outgoing: OutgoingMessage[ThreadSent]) -> Note:
        message = (await self._look_up(outgoing)).message
        if message.withdrawn_at is not None:
            return None
        screen = Screen(say(outgoing.kind), rows=sent_rows(say, message.alert_id))
        return await self._reply_to_operator(outgoing.chat_id, message, screen)

    async def _tell_that_undelivered(self, say: Speech, outgoing: OutgoingMessage[ThreadUndelivered]) -> Note:
        message = (await self._look_up(outgoing)).message
        if message.undelivered_at is None:  # it has arrived meanwhile
            return None
        reason = message.unreached or Unreached.REFUSING
        screen = Screen(say(f"{outgoing.kind}-{reason}"))
        return await self._reply_to_operator(outgoing.chat_id, message, screen)

    async def _tell_operator(self, say: Speech, outgoing: OutgoingMessage[ThreadContent]) -> Note:
        message = (await self._look_up(outgoing)).message
        return await self._reply_to_operator(outgoing.chat_id, message, Screen(say(outgoing.kind)))

    async def _reply_to_operator(self, chat_id: int, message: ThreadMessage, screen: Screen) -> Note:
        post = message.post
        if post.chat_id == chat_id:
            request = in_topic(sending(chat_id, screen, reply_to=post.message_id), post.topic)
        else:  # the group had another number then, and other numbers of messages
            request = sending(chat_id, screen)
        sent = await self.messenger(request)
        return self._kept(chat_id, sent.message_id, message.alert_id, message.id, Purpose.ABOUT)

    def _kept(
        self, chat_id: int, message_id: int, alert_id: int, shows: int | None, purpose: Purpose
    ) -> Callable[[StoredUnit], None]:
        place = Place(chat_id, message_id, alert_id, shows, purpose, self.clock())
        return lambda unit: unit.threads.add_place(place)


def _screen(say: Speech, post: Post, text_id: str, rows: Rows = ()) -> Screen:
    if post.file is None:
        return Screen(say(f"{text_id}-words", text=html_of(post.words)), rows=rows)
    text = say(f"{text_id}-file-words", text=html_of(post.words)) if post.text else say(f"{text_id}-file")
    return Screen(text, rows=rows, attachment=FileRef(post.file.kind, post.file.file_id))


CHANGEABLE = frozenset({FileKind.PHOTO, FileKind.DOCUMENT, FileKind.VIDEO, FileKind.AUDIO})
"""The kinds of files that Telegram lets an edit exchange; a voice message is not one of them."""


def _rewriting(chat_id: int, message_id: int, post: Post, screen: Screen) -> Request:
    markup = screen.inline_markup()
    if post.file is None:
        return edit_text(chat_id, message_id, screen.text, markup)
    if post.file.kind not in CHANGEABLE:
        return edit_caption(chat_id, message_id, screen.text, markup)
    return edit_media(chat_id, message_id, post.file.kind, post.file.file_id, screen.text, markup)
