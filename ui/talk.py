"""Sends the answers of one turn: in place of the pressed message, or as new messages.

Handlers give a screen and need not know how it is shown. A request starts as soon as it is known, so that the
answer, the sign that a press was taken and the tidying of older messages travel at the same time.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import TypeAlias

from ui.event import Event, Message, Person
from ui.messenger import (
    Messenger,
    MessengerError,
    OutOfReachError,
    RefusedError,
    Request,
    Sent,
    TooFastError,
    answer_query,
    delete_message,
    in_topic,
    send_message,
    show_typing,
    take_buttons,
)
from ui.screen import Lead, Screen, editing, sending
from ui.texts import Speech
from ui.turn import Turn

log = logging.getLogger(__name__)

UNCHANGED = "message is not modified"
"""Telegram's refusal of an edit that changes nothing."""
LONGEST_WAIT = 300.0
"""Seconds that a request waits in all because Telegram says that it came too fast; then the update waits."""
LEAST_WAIT = 1.0
"""What a wait counts at least, because Telegram may say 0 for ever."""
TIDYING_PAUSES = (0.5, 1.0, 0.0)
"""Seconds to wait after each attempt at a request that only tidies up."""

Sleep: TypeAlias = Callable[[float], Awaitable[None]]
Begun: TypeAlias = "tuple[Request, Awaitable[Sent]] | None"
"""A request that was sent and is still to be awaited; ``None`` if there was nothing to send."""


class Talk:
    """The turn of a person: the event, the conversation, the language, and the answers."""

    __slots__ = (
        "_answered",
        "_keeps_message",
        "chat_id",
        "event",
        "lead",
        "messenger",
        "say",
        "sleep",
        "topic",
        "turn",
    )

    def __init__(
        self, messenger: Messenger, event: Event, turn: Turn, say: Speech, sleep: Sleep = asyncio.sleep
    ) -> None:
        self.messenger = messenger
        self.event = event
        self.turn = turn
        self.say = say
        self.sleep = sleep
        self.chat_id = event.chat_id
        self.topic = None if event.message is None else event.message.topic
        """The topic of a group in which the person is, and where they are answered."""
        self.lead: Lead | None = None
        """The message that brings the menu back with the answer, after a question with other keys."""
        self._answered = event.query_id is None
        self._keeps_message = False

    @property
    def message(self) -> Message | None:
        """The message that the person sent, or whose button they pressed, if Telegram still shows it."""
        return self.event.message

    @property
    def is_press(self) -> bool:
        """Whether the person pressed a button under a message."""
        return self.event.query_id is not None

    @property
    def update_id(self) -> int:
        """The number of the update."""
        return self.event.update_id

    @property
    def key(self) -> str:
        """The idempotency key of the update, the same when the update is repeated."""
        return f"{self.chat_id}-{self.event.update_id}"

    @property
    def person(self) -> Person:
        """The person who sent the message or pressed the button; ``LookupError`` if Telegram names nobody."""
        if self.event.person is None:
            raise LookupError("nobody did anything")
        return self.event.person

    def keep_message(self) -> None:
        """Leave the message whose button was pressed as it is, and answer below it: it shall stay."""
        self._keeps_message = True

    async def show(self, screen: Screen, *, retire: int | None = None) -> int | None:
        """Answer with a screen: in place of the message whose button was pressed, or as a new message.

        ``retire``: an older message, which loses its buttons if the answer is a new message.
        Returns the number of the message that shows the screen.
        """
        if self._answered:
            return await self._send(self._led(screen), retire)
        return await self.replace(screen)

    async def replace(self, screen: Screen) -> int | None:
        """Put a screen in place of the message whose button was pressed, even if the press was answered.

        A message that is to be kept gets the screen below it.
        """
        if self._keeps_message:
            return await self.send(screen)
        led, old = self._led(screen), self.message
        if old is None or not _fits(old, led):
            answer = self._begin_answer()
            try:
                return await self._send(led, None if old is None else old.message_id)
            finally:
                await self._tidied(answer)
        request = editing(self.chat_id, old.message_id, led)
        edit = self.messenger(request)
        answer = self._begin_answer()
        try:
            await self._request(request, edit)
        except RefusedError as error:
            if UNCHANGED not in error.words:
                log.info("a message could not be edited, sending a new one: %s", error)
                return await self._send(led)
        finally:
            await self._tidied(answer)
        return old.message_id

    async def send(self, screen: Screen) -> int | None:
        """Answer with a new message, and leave the pressed message as it is."""
        answer = self._begin_answer()
        try:
            return await self._send(self._led(screen))
        finally:
            await self._tidied(answer)

    async def send_below(self, screen: Screen, reply_to: int | None) -> int:
        """Send a new message in reply to another one, and return its number; does not answer the press."""
        sent = await self._request(self._sending(screen, reply_to))
        return sent.message_id

    async def reply(self, screen: Screen) -> int:
        """Send a screen in reply to the message of this turn, and return its number."""
        return await self.send_below(screen, None if self.message is None else self.message.message_id)

    async def retire(self, message_id: int) -> None:
        """Take the buttons off an older message, because they belong to a question that is over."""
        await self._tidied(self._begin(take_buttons(self.chat_id, message_id)))

    async def hint(self, text: str, *, alert: bool = False) -> None:
        """Answer a press with a few words over the chat, a hint; 200 characters at most."""
        if self._answered or self.event.query_id is None:
            return
        self._answered = True
        # A press can be answered for some seconds only; a press that is too old must not stop the rest.
        await self._harmless(answer_query(self.event.query_id, text, alert=alert))

    async def ask_patience(self, text: str) -> None:
        """Let the person see that the answer takes a while: by a hint, or as if somebody were writing."""
        if self.is_press:
            await self.hint(text)
        else:
            await self._tidied(self._begin(show_typing(self.chat_id)))

    async def release(self) -> None:
        """Answer the press without words, if it is not answered yet, so that the button stops waiting."""
        with suppress(MessengerError):
            await self._tidied(self._begin_answer())

    async def download(self, file_id: str) -> bytes:
        """Give the content of a file that a person sent, which Telegram limits to 20 MB."""
        return await self.messenger.download(file_id)

    async def forget_message(self) -> None:
        """Delete the message that the person sent, because it holds a secret."""
        if self.message is not None and not self.is_press:
            await self._harmless(delete_message(self.chat_id, self.message.message_id))

    def _led(self, screen: Screen) -> Screen:
        if self.lead is None or screen.keyboard is not None or screen.lead is not None:
            return screen
        return replace(screen, lead=self.lead)

    async def _send(self, screen: Screen, retire: int | None = None) -> int:
        """Send a screen, and take the buttons off an older message meanwhile."""
        lead = screen.lead
        if lead is not None:
            await self._request(send_message(self.chat_id, lead.text, lead.keyboard.markup()))
        request = self._sending(screen)
        begun = self.messenger(request)
        tidying = None if retire is None else self._begin(take_buttons(self.chat_id, retire))
        try:
            sent = await self._request(request, begun)
        finally:
            await self._tidied(tidying)
        return sent.message_id

    def _sending(self, screen: Screen, reply_to: int | None = None) -> Request:
        return in_topic(sending(self.chat_id, screen, reply_to), self.topic)

    async def _request(self, request: Request, begun: Awaitable[Sent] | None = None) -> Sent:
        """Send a request; if it came too fast, wait as long as Telegram says and send it again.

        The update as a whole must not be handled again because of that: the first message of a screen of two
        would be sent each time, and use up the pace of the second. But it must not wait here without an end.
        """
        left = LONGEST_WAIT
        while True:
            try:
                return await (begun or self.messenger(request))
            except TooFastError as error:
                left -= max(error.retry_after, LEAST_WAIT)
                if left < 0:
                    raise
                begun = None
                await self.sleep(error.retry_after)

    async def _harmless(self, request: Request, begun: Awaitable[Sent] | None = None) -> None:
        with suppress(RefusedError):
            await self._request(request, begun)

    def _begin(self, request: Request) -> Begun:
        return request, self.messenger(request)

    def _begin_answer(self) -> Begun:
        """Begin to answer the press without words; ``None`` if it is answered, or the turn is not a press."""
        if self._answered or self.event.query_id is None:
            return None
        self._answered = True
        return self._begin(answer_query(self.event.query_id))

    async def _tidied(self, tidying: Begun) -> None:
        """Await a request that only tidies up, and give up soon: the answer must not be repeated for it."""
        if tidying is None:
            return
        request, begun = tidying
        attempt: Awaitable[Sent] | None = begun
        for pause in TIDYING_PAUSES:
            try:
                await self._harmless(request, attempt)
            except OutOfReachError:
                attempt = None
                await self.sleep(pause)
            else:
                return


def _fits(old: Message, screen: Screen) -> bool:
    """Tell whether an edit can turn a message into a screen; a text stays a text, a photo stays a photo."""
    if screen.keyboard is not None or screen.lead is not None or screen.placeholder is not None:
        return False
    if screen.attachment is None:
        return old.text is not None
    return screen.attachment.kind == "photo" and old.has_photo
