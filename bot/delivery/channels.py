"""The two ways out of the outbox: Telegram for messages, and the mail server for letters.

The text of a message is made when it is sent, so that it tells what is true then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.delivery.letters import LetterRenderer
from bot.delivery.sender import Note
from bot.delivery.ways import Delivers, Way, problem_of, table_of, way
from handlers.operators.alerts import alert_screen
from handlers.residents.news import news_screen
from integrations.smtp_mailer import MailError, SmtpMailer
from services.messages import (
    CONTENTS,
    TO_NOBODY,
    AccountClosed,
    AlertDrawn,
    Content,
    SignedOut,
    SignedOutElsewhere,
    Words,
)
from services.ports import Priority
from storage.outbox import OutgoingMessage
from storage.store import Store
from ui.messenger import Messenger, RefusedError, in_topic, send_message
from ui.screen import Screen, editing, sending
from ui.talk import UNCHANGED
from ui.texts import Speech, Texts

TOLD_OUTSIDE = (SignedOut, SignedOutElsewhere, AccountClosed)
"""What a chat is told that was signed out, as long as nobody signs in there."""
GONE = (
    "message to edit not found",
    "message can't be edited",
    "there is no text in the message to edit",
    "there is no caption in the message to edit",
    "MESSAGE_ID_INVALID",
)
"""Telegram's refusals of an edit that will never succeed."""


class Answered(Protocol):
    """Notes whether the mail server could be reached."""

    def __call__(self, *, ok: bool) -> None: ...


@dataclass
class TelegramDelivery:
    """Sends messages to chats, each by the way of its kind.

    ``ValueError`` if a kind has no delivery among ``others`` and here, or two.
    """

    messenger: Messenger
    database: Store
    texts: Texts
    zone: ZoneInfo
    others: Sequence[Delivers] = ()
    home_of: Callable[[int], int] = int
    """Gives the number that a chat has now."""
    table: Mapping[type[Content], Way] = field(init=False)

    def __post_init__(self) -> None:
        self.table = table_of(each for delivers in (self, *self.others) for each in delivers.ways)

    @property
    def ways(self) -> Iterable[Way]:
        """The messages that this class delivers itself: alerts, and news that are nothing but words."""
        told = (content for content in CONTENTS.values() if issubclass(content, Words))
        return [
            way(AlertDrawn, self._draw_alert),
            way(SignedOut, self._tell_signed_out),
            way(SignedOutElsewhere, self._tell_signed_out),
            way(AccountClosed, self._tell_signed_out),
            *(way(content, self._tell) for content in told if content not in TOLD_OUTSIDE),
        ]

    async def __call__(self, message: OutgoingMessage[Content]) -> Note:
        """Send one message, or draw a message again that the chat shows already.

        :raises LookupError: nothing delivers such a message to chats, or its row cannot be read.
        """
        content = message.content
        if type(content) not in self.table:
            raise LookupError(f"no message of the kind {content.kind}: {problem_of(content)}")
        if message.is_to_group:
            message = replace(message, recipient=str(self.home_of(message.chat_id)))
        return await self.table[type(content)].send(self.texts.within(message.language), message)

    async def _tell_signed_out(self, say: Speech, message: OutgoingMessage[Words]) -> Note:
        """Tell a chat that it was signed out, unless somebody has signed in there meanwhile."""
        if await self.database.read(lambda unit: unit.sessions.account_of(message.chat_id)) is not None:
            return None
        return await self._tell(say, message)

    async def _tell(self, say: Speech, message: OutgoingMessage[Words]) -> Note:
        is_quiet = message.priority is Priority.PROGRESS  # a notice may reach thousands of residents at night
        screen = news_screen(say, message.content)
        await self.messenger(send_message(message.chat_id, screen.text, screen.markup(), quiet=is_quiet))
        return None

    async def _draw_alert(self, say: Speech, message: OutgoingMessage[AlertDrawn]) -> Note:
        """Show an alert as it stands: in its message, or in a new one if somebody deleted that."""
        alert = await self.database.read(lambda unit: unit.alerts.get(message.content.alert))
        screen = alert_screen(say, alert, self.zone)
        shown = await draw(self.messenger, message.chat_id, alert.message_id, screen)
        return lambda unit: unit.alerts.set_message(alert, shown)


async def draw(
    messenger: Messenger, chat_id: int, shown: int | None, screen: Screen, topic: int | None = None
) -> int:
    """Put a screen in place of the message ``shown``, or send a new one; return the message's number."""
    if shown is not None and await _is_edited(messenger, chat_id, shown, screen):
        return shown
    return (await messenger(in_topic(sending(chat_id, screen), topic))).message_id


async def _is_edited(messenger: Messenger, chat_id: int, message_id: int, screen: Screen) -> bool:
    """Put a screen in place of a message; ``False`` if the message was deleted, or is of another sort."""
    try:
        await messenger(editing(chat_id, message_id, screen))
    except RefusedError as error:
        if any(reason in error.words for reason in GONE):
            return False
        if UNCHANGED not in error.words:
            raise
    return True


@dataclass(frozen=True)
class MailDelivery:
    """Sends letters."""

    mailer: SmtpMailer
    renderer: LetterRenderer
    answered: Answered

    async def __call__(self, message: OutgoingMessage[Content]) -> None:
        """Send one letter, and note whether the server took it; one to nobody is done with."""
        if message.recipient == TO_NOBODY:
            return
        letter = self.renderer.render(message)
        try:
            await self.mailer.send(letter)
        except MailError as error:
            self.answered(ok=error.permanent)  # a server that refuses this letter for good can be reached
            raise
        self.answered(ok=True)
